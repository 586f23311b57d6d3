import { LocaleContext } from '@vitrine/ui/locale'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import type { PhotoFace } from '../try-on/photo-answer.ts'
import { faceShapeWords } from '../words/face-shape.ts'
import { orderingShares, TryFace } from './try-face.tsx'

const face = (most: number, width?: PhotoFace['width']): PhotoFace => ({
  shape: [
    { name: 'round', share: most },
    { name: 'oval', share: 0.96 - most },
    { name: 'heart', share: 0.04 },
  ],
  width,
})
const shown = (locale: 'fr' | 'en', of: PhotoFace, corrected = '') =>
  renderToStaticMarkup(
    <LocaleContext value={locale}>
      <TryFace face={of} corrected={corrected} onCorrect={() => {}} onOff={() => {}} />
    </LocaleContext>,
  ).replaceAll('\u00a0', ' ')

test.each(['fr', 'en'] as const)('TRY-8 shares are told as an opinion, with what switches them off, in %s', (locale) => {
  const words = faceShapeWords[locale]
  const html = shown(locale, face(0.62))
  expect(html).toMatch(/<li>[^<]*62 ?%<\/li>/)
  expect(html.match(/<li>/g)).toHaveLength(2) // less than 5 of 100 is left out
  for (const word of [words.opinion, words.off, words.ordered]) expect(html).toContain(word)
  expect(html).not.toMatch(/largeur|width/i) // no photo tells it
})

test('TRY-8 too coarse, it says only that; the word of the shopper counts all the same', () => {
  const html = shown('en', face(0.48))
  expect([html.includes('<li>'), html.includes(faceShapeWords.en.unclear), html.includes(faceShapeWords.en.ordered)]).toEqual([
    false,
    true,
    false,
  ])
  expect(orderingShares(face(0.48), '')).toBeUndefined()
  expect(orderingShares(face(0.48), 'square')).toEqual([{ name: 'square', share: 1 }])
  expect(shown('en', face(0.48), 'square')).toContain(faceShapeWords.en.ordered)
})
