import type { Card } from '@vitrine/gateway/schemas/catalogue'
import { describe, expect, test } from 'vitest'
import { framesThatFit, readWearer } from './frames-that-fit.ts'
import { fitWords } from './words/fit.ts'

const nothing = { pd: '', faceWidth: '', pair: '' }

describe('what is typed', () => {
  test('is read as people write it', () => {
    expect(readWearer('fr', { pd: '62,5', faceWidth: '138', pair: '52 18 140' })).toEqual({
      wearer: { pdMm: 62.5, faceWidthMm: 138, pair: { lensWidthMm: 52, bridgeMm: 18, templeMm: 140 } },
      errors: [],
    })
  })

  test.each([
    [
      { ...nothing, pair: '52-18' },
      { field: 'pair', text: fitWords.en.wrong.pair },
    ],
    [
      { ...nothing, pd: '630' },
      { field: 'pd', text: fitWords.en.wrong.pd('40', '80') },
    ],
    [
      { ...nothing, faceWidth: 'wide' },
      { field: 'faceWidth', text: fitWords.en.wrong.faceWidth('90', '200') },
    ],
    [nothing, { field: 'pair', text: fitWords.en.nothing }],
  ])('or refused by its field: %j', (typed, error) => expect(readWearer('en', typed).errors).toEqual([error]))
})

describe('frames that fit', () => {
  const card = (id: string, attributes: Record<string, number>) => ({ id, attributes }) as unknown as Card
  const cards = [
    card('small', { lensWidthMm: 44, bridgeMm: 18, templeMm: 135, frameWidthMm: 120 }),
    card('near', { lensWidthMm: 51, bridgeMm: 18, templeMm: 140, frameWidthMm: 136 }),
    card('same', { lensWidthMm: 52, bridgeMm: 18, templeMm: 140, frameWidthMm: 138 }),
    card('no-sizes', {}),
  ]

  test('of the size of the old pair come first, the nearest next, with the difference', () => {
    const { wearer } = readWearer('en', { ...nothing, pair: '52-18-140' })
    const found = framesThatFit('en', cards, wearer)
    expect(found.map(({ card: { id }, verdict }) => [id, verdict])).toEqual([
      ['same', 'good'],
      ['near', 'good'],
      ['small', 'off'],
    ])
    expect(found[1]!.why).toBe('Lenses 1\u00a0mm narrower than yours. The same bridge. Temples as long as yours.')
  })

  test('whose lenses cannot be made for these eyes come last, whatever else suits', () => {
    const { wearer } = readWearer('fr', { pd: '60', faceWidth: '138', pair: '' })
    expect(framesThatFit('fr', cards, wearer).map(({ card: { id }, verdict }) => [id, verdict])).toEqual([
      ['small', 'off'],
      ['near', 'no'],
      ['same', 'no'],
    ])
  })

  test('a measured distance refuses no lens that it cannot be sure of, and is told with its error', () => {
    const { wearer } = readWearer('en', { ...nothing, pd: '60' })
    const near = (more: object) => framesThatFit('en', cards.slice(1, 2), { ...wearer, ...more })[0]!
    expect(near({}).verdict).toBe('no')
    expect(near({ pdErrorMm: 5.6 })).toMatchObject({
      verdict: 'fair',
      why: 'Your eyes sit 4.5\u00a0mm inside the middle of the lenses, give or take 2.8\u00a0mm.',
    })
  })

  test('a width that is too much is told as what it is', () => {
    const { wearer } = readWearer('fr', { ...nothing, faceWidth: '130' })
    expect(framesThatFit('fr', cards.slice(2, 3), wearer)[0]!.why).toBe('8\u00a0mm de plus que votre visage\u00a0: large.')
  })
})
