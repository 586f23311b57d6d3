import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const css = readFileSync(new URL('./theme.css', import.meta.url), 'utf8')

/** The tokens a block of the theme sets. */
function tokensOf(block: RegExp): Record<string, string> {
  const [, body = ''] = block.exec(css) ?? []
  return Object.fromEntries([...body.matchAll(/--color-([\w-]+):\s*(#[0-9a-f]{6})\b/g)].map(([, name, value]) => [name ?? '', value ?? '']))
}

const light = tokensOf(/@theme static \{([\s\S]*?)\n\}/)
const forced = tokensOf(/:root\[data-theme="dark"\] \{([\s\S]*?)\n {2}\}/)
const wished = tokensOf(/:root:not\(\[data-theme\]\) \{([\s\S]*?)\n {4}\}/)
const themes = { light, dark: { ...light, ...forced } }

/** WCAG 2.2, relative luminance and contrast ratio. */
const channel = (value: number) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => channel(Number.parseInt(hex.slice(at, at + 2), 16) / 255))
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
function contrast(a: string, b: string): number {
  const [dark = 0, bright = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y)
  return (bright + 0.05) / (dark + 0.05)
}

describe.each(Object.entries(themes))('the %s theme', (_, tokens) => {
  const ratio = (front: string, back: string) => contrast(tokens[front] ?? '', tokens[back] ?? '')
  const texts = ['ink', 'ink-2', 'ink-3', 'verre', 'grenat', 'ambre', 'azur']

  test.each(texts.flatMap((text) => [[text, 'paper'] as const, [text, 'surface'] as const]))('lets %s be read on %s', (text, back) => {
    expect(ratio(text, back)).toBeGreaterThanOrEqual(4.5)
  })

  test.each(['verre', 'grenat', 'ambre', 'azur'])('lets %s be read on its own wash', (hue) => {
    expect(ratio(hue, `${hue}-wash`)).toBeGreaterThanOrEqual(4.5)
  })

  test('lets the words of a button be read, pressed or not', () => {
    expect(ratio('on-verre', 'verre')).toBeGreaterThanOrEqual(4.5)
    expect(ratio('on-verre', 'verre-deep')).toBeGreaterThanOrEqual(4.5)
  })

  test.each(['edge', 'focus', 'chart-1', 'chart-2', 'chart-3', 'chart-4', 'chart-5', 'chart-6'])(
    'lets %s be seen on paper and surface',
    (mark) => {
      expect(ratio(mark, 'surface')).toBeGreaterThanOrEqual(3)
      if (!mark.startsWith('chart')) expect(ratio(mark, 'paper')).toBeGreaterThanOrEqual(3)
    },
  )
})

test('light inks are read on the plate, which stays light at night', () => {
  for (const text of ['ink', 'ink-2', 'ink-3', 'verre', 'grenat', 'ambre', 'azur'])
    expect(contrast(light[text] ?? '', light.plate ?? '')).toBeGreaterThanOrEqual(4.5)
})

test('a dark theme that was chosen is the one the system asks for', () => {
  expect(Object.keys(forced).length).toBeGreaterThan(15)
  expect(wished).toEqual(forced)
})
