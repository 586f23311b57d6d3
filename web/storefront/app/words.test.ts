import { readdirSync } from 'node:fs'
import { componentWords } from '@vitrine/ui/component-words'
import { drawingWords } from '@vitrine/ui/drawing-words'
import type { Words } from '@vitrine/ui/words'
import { describe, expect, test } from 'vitest'

const folder = new URL('./words/', import.meta.url)
const catalogues = new Map<string, Words<unknown>>([
  ['components', componentWords],
  ['drawings', drawingWords],
])
for (const file of readdirSync(folder)) {
  const module = (await import(new URL(file, folder).href)) as Record<string, Words<unknown>>
  for (const words of Object.values(module)) catalogues.set(file, words)
}

/** Every text a catalogue can say: functions are asked with an example. */
function textsOf(words: unknown, path = ''): [path: string, text: string][] {
  if (typeof words === 'string') return [[path, words]]
  if (typeof words === 'function')
    return textsOf((words as (...args: unknown[]) => unknown)(...Array.from({ length: words.length }, () => '2')), path)
  if (typeof words !== 'object' || words === null) return []
  return Object.entries(words).flatMap(([key, value]) => textsOf(value, path ? `${path}.${key}` : key))
}

describe.each([...catalogues])('the words of %s', (_, { en, fr }) => {
  const [english, french] = [new Map(textsOf(en)), new Map(textsOf(fr))]

  test('exist in both languages, and none is empty', () => {
    expect([...french.keys()]).toEqual([...english.keys()])
    expect([...english, ...french].filter(([, text]) => text.trim() === '')).toEqual([])
  })

  test('put a no-break space before French high punctuation', () => {
    const loose = [...french].filter(([, text]) =>
      /[^\u00a0\d:/][;!?»]|[^\u00a0\d\w/]:(?!\/)|\w: |«[^\u00a0]/.test(text.replaceAll(/https?:/g, '')),
    )
    expect(loose).toEqual([])
  })

  test('never shout, never say oops, never blame', () => {
    expect(
      [...english, ...french].filter(([, text]) => /!|oops|oups|\binvalid\b|\binvalide\b|please|s[’']il vous plaît/i.test(text)),
    ).toEqual([])
  })

  test('use the apostrophe of print in French', () => {
    expect([...french].filter(([, text]) => text.includes("'"))).toEqual([])
  })
})
