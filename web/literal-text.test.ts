import { readdirSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('.', import.meta.url))

/**
 * Text people would read, written in a component instead of a catalogue: words between tags, or in an attribute that is read aloud.
 * Units, digits and signs are no words.
 */
export function literalTexts(source: string): string[] {
  const code = source.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '')
  const between = [
    ...code.matchAll(/(?<![\w$])<(?:[a-z][\w.]*)(?:\s(?:[^<>{}]|\{[^{}]*\})*)?(?<!\/)>\s*([^<>{}]*\p{L}{3,}[^<>{}]*?)\s*</gu),
  ].map(([, text]) => text ?? '')
  const attributes = [...code.matchAll(/\b(?:alt|title|aria-label|aria-description|placeholder|label)="([^"]*\p{L}{2,}[^"]*)"/gu)].map(
    ([, text]) => text ?? '',
  )
  return [...between, ...attributes]
}

test('words in a component are found', () => {
  expect(literalTexts('<p>Ajouter au panier</p>')).toEqual(['Ajouter au panier'])
  expect(literalTexts('<img alt="A red hat" />')).toEqual(['A red hat'])
  expect(literalTexts('<p className="fine">{words.add} · 24 h</p>')).toEqual([])
})

test('no component of the shop says a word that is not in a catalogue', () => {
  const files = ['ui', 'storefront/app'].flatMap((folder) =>
    readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.tsx') && !file.endsWith('.test.tsx'))
      .map((file) => `${root}${folder}/${file}`),
  )
  expect(files.length).toBeGreaterThan(30)
  const said = files.flatMap((file) => literalTexts(readFileSync(file, 'utf8')).map((text) => `${relative(root, file)}: ${text}`))
  expect(said).toEqual([])
})
