import type { Sight } from '@vitrine/tryon-core/live-tracker'
import { wearableFrame } from '@vitrine/ui/try-on/wearable-frame'
import { expect, test } from 'vitest'
import { fitOn, isNotToScale, measuredPd } from './known-face.ts'
import type { PhotoAnswer } from './photo-answer.ts'

const frame = wearableFrame({
  ...{ shape: 'panto', rim: 'full', lensWidthMm: 48, lensHeightMm: 42, bridgeMm: 20, templeMm: 145, frameWidthMm: 140, rimMm: 4 },
  ...{ thicknessMm: 4, wrapDegrees: 6, material: 'acetate', pattern: 'plain', colours: [[20, 20, 20]], gloss: 0.5 },
  ...{ lensColour: [0, 0, 0], lensOpacity: 0, lensGradient: false, variantId: 'v', productId: 'p', slug: 'lise', name: 'Lise' },
})
const closed = { phase: 'closed' } as const
type Method = 'typed' | 'card' | 'iris' | 'average'
const photo = (method: Method): PhotoAnswer => ({
  ...{ outcome: 'drawn', variantId: 'v', url: 'data:', fit: [], isCardLost: false },
  pd: { mm: 62, errorMm: method === 'average' ? 7.1 : 5.9, method },
})
const live = (method: Method) =>
  ({ phase: 'open', sight: { pd: { mm: 62, errorMm: 7.1, method }, faceWidthMm: undefined } as unknown as Sight }) as const // as much as is read

test.each([
  ['a photo', closed, photo('average')],
  ['the mirror', live('average'), undefined],
])('of %s on which no iris could be read nothing is taken to lenses and nothing said of the size', (_, state, answer) => {
  expect([measuredPd(state, answer), fitOn(frame, state, answer), isNotToScale(state, answer)]).toEqual([undefined, [], true])
})

test('a distance the irises say is taken along with its error, a typed one as it is', () => {
  expect(measuredPd(closed, photo('iris'))).toEqual({ mm: 62, errorMm: 5.9, method: 'iris' })
  expect(measuredPd(closed, photo('card'))).toEqual({ mm: 62, errorMm: 5.9, method: 'card' })
  expect(measuredPd(closed, photo('typed'))).toEqual({ mm: 62, errorMm: 0, method: 'typed' })
  expect(fitOn(frame, closed, photo('iris')).map(({ code }) => code)).toEqual(['eyes-inside'])
  expect(isNotToScale(closed, photo('iris'))).toBe(false)
})

test('the mirror counts while it is open, the photo after it', () => {
  expect(measuredPd(live('average'), photo('iris'))).toBeUndefined()
  expect(measuredPd(closed, undefined)).toBeUndefined()
})
