import { describe, expect, test } from 'vitest'
import { averagePd, leaningPd, leaningSpread } from './leaning-pd.ts'
import { pupillaryDistance } from './measures.ts'

describe('a PD from irises', () => {
  test('whose edges are seen whole is what they say', () => expect(leaningPd(55, 0.004)).toEqual({ mm: 55, irisShare: 1 }))

  test('leans on the average by as much as the edges leave open, from both sides, and never beyond it', () => {
    const from = (mm: number) => [0.004, 0.007, 0.01, 0.015, 0.03, 0.3].map((spread) => leaningPd(mm, spread).mm)
    expect(from(55)).toEqual(from(55).toSorted((a, b) => a - b))
    expect(from(70)).toEqual(from(70).toSorted((a, b) => b - a))
    for (const mm of [...from(55), ...from(70)]) expect(Math.abs(mm - averagePd.mm)).toBeLessThanOrEqual(8)
    expect(from(55)[3]).toBeCloseTo(57.1, 1)
    expect(from(55).at(-1)).toBeCloseTo(averagePd.mm, 1)
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
