import { describe, expect, test } from 'vitest'
import type { Eye } from './eye.ts'
import { fitOf, isPdPrecise, sagMm } from './fit.ts'

const frame = { lensWidthMm: 52, lensHeightMm: 40, bridgeMm: 18, effectiveDiameterMm: 54 }
const eye = (sph: number, cyl = 0, axis = 0): Eye => ({ sph, cyl, axis })
const lens = (right: Eye, left: Eye) => ({ index: 160, centreMm: 1.5, edgeMinMm: 1, right, left })

test('FT-1 to FT-3 the vector of the design: decentration 4.0, blank 64, sag 3.2', () => {
  const fit = fitOf({ frame, pd: { right: 31, left: 31 }, lens: lens(eye(-400), eye(-400)) })
  expect(fit).toMatchObject({ right: { decentrationMm: 4, minBlankMm: 64 }, minBlankMm: 64, isDiameterEstimated: false })
  expect(sagMm(31, -4, 1.6)).toBeCloseTo(3.2, 2)
  expect(fit.right.edgeMm).toBeCloseTo(1.5 + 3.2, 2)
})

test('FT-1 each eye has its own decentration, positive inwards', () => {
  const fit = fitOf({ frame, pd: { right: 36, left: 33 } })
  expect([fit.right.decentrationMm, fit.left.decentrationMm]).toEqual([-1, 2])
  expect([fit.right.minBlankMm, fit.left.minBlankMm, fit.minBlankMm]).toEqual([58, 60, 60])
})

test('FT-2 without an effective diameter the diagonal of the box stands in, and it is said', () => {
  const { isDiameterEstimated, minBlankMm, right } = fitOf({
    frame: { lensWidthMm: 40, lensHeightMm: 30, bridgeMm: 20 },
    pd: { right: 30, left: 30 },
  })
  expect([isDiameterEstimated, minBlankMm, right.leastBlankMm]).toEqual([true, 52, 42])
})

test('FT-2 what a frame takes at least follows its box: one higher than wide is moved along its width alone', () => {
  const leastBlankMm = (lensHeightMm: number, mm: number) =>
    fitOf({ frame: { lensWidthMm: 46, lensHeightMm, bridgeMm: 18 }, pd: { right: mm, left: mm } }).right.leastBlankMm
  expect(leastBlankMm(50, 28)).toBe(56) // an ellipse, 4 mm off: 46 + 8 + 2, and not 50 + 8 + 2
  expect(leastBlankMm(50, 31.5)).toBe(52) // its height is all of it
  expect(leastBlankMm(40, 28)).toBe(56)
})

describe('FT-2 the blanks of a lens', () => {
  const pd = { right: 31, left: 35 } // 64 and 56 mm
  const fitWith = (
    blanks: { diameterMm: number; baseCurve: number }[],
    sized: typeof frame | Omit<typeof frame, 'effectiveDiameterMm'> = frame,
    right = eye(-400),
  ) => fitOf({ frame: sized, pd, lens: { ...lens(right, eye(-400)), blanks } })

  const two = [
    { diameterMm: 60, baseCurve: 4 },
    { diameterMm: 65, baseCurve: 2 },
  ]
  test('eyes that are near have one front: the one both can be cut from', () => {
    const { right, left } = fitWith(two, frame, eye(-500, -150, 90)) // -5.75
    expect([right.blank, left.blank]).toEqual([two[1], two[1]])
  })

  test('eyes far apart have each its own, and its thickness is that of its front', () => {
    const fit = fitWith(two, frame, eye(-600))
    expect([fit.right.blank, fit.left.blank, fit.isBlankUnsure]).toEqual([
      { diameterMm: 65, baseCurve: 2 },
      { diameterMm: 60, baseCurve: 4 },
      false,
    ])
    const thin = fitOf({ frame, pd, lens: lens(eye(-600), eye(-400)) })
    expect(fit.right.edgeMm! - thin.right.edgeMm!).toBeGreaterThan(0.05)
    expect(thin).toMatchObject({ isBlankUnsure: false })
    expect(thin.right).not.toHaveProperty('blank')
  })

  test('where none is wide enough by the estimate it is said, and the thickness is that of a thin lens', () => {
    const { effectiveDiameterMm: _, ...untraced } = frame // its diagonal is 65.6
    const fit = fitWith([{ diameterMm: 70, baseCurve: 4 }], untraced)
    expect([fit.right.blank, fit.left.blank, fit.isBlankUnsure]).toEqual([undefined, { diameterMm: 70, baseCurve: 4 }, true])
    expect(fit.right.edgeMm).toBe(fitOf({ frame: untraced, pd, lens: lens(eye(-400), eye(-400)) }).right.edgeMm)
  })
})

describe('FT-3 thickness', () => {
  const pd = { right: 35, left: 35 }
  test('a minus lens has an edge, a plus lens a centre, a plano lens its own thickness', () => {
    const fit = fitOf({ frame, pd, lens: lens(eye(-600), eye(300)) })
    expect(fit.right.edgeMm).toBeCloseTo(1.5 + (27 ** 2 * 6) / 1_200, 9)
    expect(fit.right).not.toHaveProperty('centreMm')
    expect(fit.left.centreMm).toBeCloseTo(1 + (27 ** 2 * 3) / 1_200, 9)
    expect(fit.left).not.toHaveProperty('edgeMm')
    expect(fitOf({ frame, pd, lens: lens(eye(0), eye(0)) }).right.edgeMm).toBe(1.5)
  })

  test('the power along the horizontal counts (RX-5)', () => {
    const flat = fitOf({ frame, pd, lens: lens(eye(-200, -200, 180), eye(-200, -200, 90)) })
    expect(flat.right.edgeMm).toBeCloseTo(1.5 + (27 ** 2 * 2) / 1_200, 9)
    expect(flat.left.edgeMm).toBeCloseTo(1.5 + (27 ** 2 * 4) / 1_200, 9)
  })

  test('a higher index is thinner', () => {
    const edge = (index: number) => fitOf({ frame, pd, lens: { ...lens(eye(-600), eye(-600)), index } }).right.edgeMm!
    expect(edge(174)).toBeLessThan(edge(160))
    expect(edge(160)).toBeLessThan(edge(150))
  })

  test('without a lens there is none', () => {
    expect(fitOf({ frame, pd }).right).toEqual({ decentrationMm: 0, minBlankMm: 56, leastBlankMm: 56 })
  })
})

test.each([
  [32.5, 'good'], // 2.5
  [32, 'fair'], // 3
  [31, 'fair'], // 4
  [30.5, 'no'],
  [37.5, 'good'],
  [39.5, 'no'],
] as const)('FT-4 a monocular PD of %d is %s, whichever eye has it', (mm, verdict) => {
  expect(fitOf({ frame, pd: { right: mm, left: 35 } }).verdict).toBe(verdict)
  expect(fitOf({ frame, pd: { right: 35, left: mm } }).verdict).toBe(verdict)
})

test.each([
  [5.3, 125, true], // MS-1: the iris alone, up to about 1.25 D
  [5.3, 150, false],
  [1, 275, true],
  [2.4, 275, true],
  [2.5, 275, false],
  [2.5, 300, true], // above 2.75 D mm count
  [2.6, 300, false],
  [5, 0, true],
] as const)('FT-5 a PD known to %d mm at %d hundredths: %s', (errorMm, power, precise) => {
  expect(isPdPrecise(errorMm, eye(power), eye(0))).toBe(precise)
  expect(isPdPrecise(errorMm, eye(0), eye(-power))).toBe(precise)
})

test('FT-5 of several powers the strongest counts; without one any PD does', () => {
  expect(isPdPrecise(5.3, eye(0), eye(0), eye(250))).toBe(false)
  expect(isPdPrecise(5.3)).toBe(true)
})

test.each([
  [130, 127, { excessMm: 3, verdict: 'good', isEstimated: false }],
  [130, 132, { excessMm: -2, verdict: 'good', isEstimated: false }],
  [130, 132.5, { excessMm: -2.5, verdict: 'narrow', isEstimated: false }],
  [130, 124, { excessMm: 6, verdict: 'good', isEstimated: false }],
  [130, 123.5, { excessMm: 6.5, verdict: 'wide', isEstimated: false }],
  [undefined, 128, { excessMm: 0, verdict: 'good', isEstimated: true }],
] as const)('FT-6 a frame of %s on a face of %d', (frameWidthMm, faceWidthMm, width) => {
  const sized = { ...frame, ...(frameWidthMm !== undefined && { frameWidthMm }) }
  expect(fitOf({ frame: sized, pd: { right: 31, left: 31 }, faceWidthMm }).width).toEqual(width)
})
