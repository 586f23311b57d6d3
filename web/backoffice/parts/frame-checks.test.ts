import { frameOfAttributes } from '@vitrine/gateway/schemas/frame-of-attributes'
import { expect, test } from 'vitest'
import { frameChecks } from './frame-checks.ts'

const lise = { shape: 'panto', lensWidthMm: 48, lensHeightMm: 42, bridgeMm: 20, templeMm: 145, rimMm: 3.6, frameWidthMm: 132 }
const checks = (more: object) => {
  const attributes = { ...lise, ...more }
  return frameChecks(attributes, frameOfAttributes(attributes))
}

test('a frame whose numbers agree has nothing said of it', () => {
  expect(checks({})).toEqual([])
})

test('every number that try-on needs is missed by name', () => {
  expect(checks({ lensHeightMm: undefined, shape: '' })).toEqual([
    { code: 'missing', field: 'shape' },
    { code: 'missing', field: 'lensHeightMm' },
  ])
})

test('a number the catalogue does not take is told with what it takes, as the field has it', () => {
  expect(checks({ templeMm: 14.5 })).toEqual([{ code: 'out-of-range', field: 'templeMm', least: 120, most: 150 }])
  expect(checks({ lensWidthMm: 35, frameWidthMm: 110 })).toEqual([{ code: 'out-of-range', field: 'lensWidthMm', least: 36, most: 62 }])
})

test('EY-2 an unusual size that an editor stands for is told what can be drawn', () => {
  expect(checks({ unusualSize: true, templeMm: 155 })).toEqual([])
  expect(checks({ unusualSize: true, templeMm: 14.5 })).toEqual([{ code: 'out-of-range', field: 'templeMm', least: 90, most: 180 }])
})

test('a width that cannot hold its own lenses, or stands far out, is told beside what the lenses need', () => {
  expect(checks({ frameWidthMm: 112 })).toEqual([{ code: 'narrower-than-rims', rimsMm: 123.2, widthMm: 112 }])
  expect(checks({ frameWidthMm: 142 })).toEqual([{ code: 'wider-than-hinges', rimsMm: 123.2, widthMm: 142 }])
})

test('sunglasses without a tint are asked about, mirrored ones are not', () => {
  expect(checks({ use: 'sun' })).toEqual([{ code: 'sun-without-tint' }])
  expect(checks({ use: 'sun', lensTintRgb: '#5b3a22' })).toEqual([])
  expect(checks({ use: 'sun', lensMirrorRgb: '#c0a060' })).toEqual([])
})
