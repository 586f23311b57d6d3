import { expect, test } from 'vitest'
import { lensValuesOf, pdToKeep, typedOf } from './own-measures.ts'

const kept = {
  pd: { mm: 62.5, errorMm: 5.9, method: 'iris' as const },
  pair: { lensWidthMm: 52, bridgeMm: 18, templeMm: 140 },
  faceWidthMm: 139,
}

test('kept measures fill the fields they were typed in', () => {
  expect(typedOf(kept)).toEqual({ pd: '62.5', pair: '52-18-140', faceWidth: '139' })
  expect(typedOf({})).toEqual({ pd: '', pair: '', faceWidth: '' })
})

test('a measured distance keeps its error bar until somebody types over it', () => {
  const measured = { pdMeasured: '62.5', pdErrorMm: '5.9', pdMethod: 'iris' }
  expect(pdToKeep(62.5, measured)).toEqual({ mm: 62.5, errorMm: 5.9, method: 'iris' })
  expect(pdToKeep(62.5, { ...measured, pdMethod: 'card', pdErrorMm: '40' })).toEqual({ mm: 62.5, errorMm: 19, method: 'card' })
  expect(pdToKeep(63, measured)).toEqual({ mm: 63, errorMm: 0.5, method: 'typed' })
  expect(pdToKeep(63, {})).toEqual({ mm: 63, errorMm: 0.5, method: 'typed' })
})

test('lenses are told that a distance was measured, and how exactly', () => {
  expect(lensValuesOf(kept)).toEqual({ pdFar: '62.5', pdMeasured: '62.5', pdErrorMm: '5.9' })
  expect(lensValuesOf({ pd: { mm: 63, errorMm: 0.5, method: 'typed' } })).toEqual({ pdFar: '63' })
  expect(lensValuesOf({ faceWidthMm: 139 })).toEqual({})
})
