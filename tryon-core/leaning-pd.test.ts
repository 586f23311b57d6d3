import { describe, expect, test } from 'vitest'
import { averagePd, expectedPdMm, leaningPd, leaningSpread, leaningWidthMm } from './leaning-pd.ts'
import { pupillaryDistance } from './measures.ts'

describe('a PD from irises', () => {
  test('whose edges are seen whole is what they say', () => expect(leaningPd(55, 0.004, 62)).toEqual({ mm: 55, irisShare: 1 }))

  test('leans on the expected one by as much as the edges leave open, from both sides, and never beyond it', () => {
    const from = (mm: number) => [0.004, 0.007, 0.01, 0.015, 0.03, 0.3].map((spread) => leaningPd(mm, spread, 60).mm)
    expect(from(53)).toEqual(from(53).toSorted((a, b) => a - b))
    expect(from(68)).toEqual(from(68).toSorted((a, b) => b - a))
    for (const mm of [...from(53), ...from(68)]) expect(Math.abs(mm - 60)).toBeLessThanOrEqual(8)
    expect(from(53)[3]).toBeCloseTo(55.7, 1)
    expect(from(53).at(-1)).toBeCloseTo(60, 1)
  })

  test('is expected smaller of a face that is wide for it, and the average of an average one', () => {
    expect(expectedPdMm(144 / averagePd.mm)).toBeCloseTo(averagePd.mm, 9)
    expect(expectedPdMm((1.1 * 144) / averagePd.mm)).toBeCloseTo(averagePd.mm / Math.sqrt(1.1), 9)
  })

  test('has a bar that grows from that of an iris to that of the average', () => {
    const bars = [1, 0.75, 0.5, 0.25, 0].map(
      (irisShare) => pupillaryDistance([{ pdMm: averagePd.mm, pdSource: 'iris', irisShare }]).errorMm,
    )
    expect(bars).toEqual(bars.toSorted((a, b) => a - b))
    expect([bars[0], bars.at(-1)]).toEqual([expect.closeTo(5.9, 1), expect.closeTo(7.6, 1)])
    expect(leaningSpread(0)).toBeCloseTo(averagePd.spreadMm / averagePd.mm, 9)
  })
})

test('the width of a face is drawn to the average, and never beyond it', () => {
  expect(leaningWidthMm(144)).toBe(144)
  expect(leaningWidthMm(154)).toBeCloseTo(152)
  expect(leaningWidthMm(134)).toBeCloseTo(136)
})
