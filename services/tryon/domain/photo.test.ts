import { expect, test } from 'vitest'
import { checkWish } from './photo.ts'

test('TRY-5 a distance of a child is taken as that of an adult is, from 40 to 80 mm', () => {
  for (const pdMm of [40, 44.5, 63, 80]) expect(() => checkWish({ pdMm, fovDegrees: undefined })).not.toThrow()
  for (const pdMm of [39.5, 80.5, Number.NaN]) expect(() => checkWish({ pdMm, fovDegrees: undefined })).toThrow('40 to 80')
})
