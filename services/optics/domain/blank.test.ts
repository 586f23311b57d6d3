import { describe, expect, test } from 'vitest'
import { type Blank, blankFor, blanksFor, bulgeMm } from './blank.ts'
import { sagMm } from './fit.ts'

const of = (diameterMm: number, baseCurve: number): Blank => ({ diameterMm, baseCurve })
const chart = [of(65, 2), of(70, 4), of(75, 4), of(70, 6), of(75, 8)]

describe('FT-2 the blank to take', () => {
  test.each([
    ['a plus lens its power + 6', 60, 200, of(75, 8)],
    ['a minus lens half its power + 6', 60, -400, of(70, 4)],
    ['wider, where the frame asks for it', 72, -400, of(75, 4)],
    ['the best form that is wide enough', 72, -25, of(75, 4)],
    ['the narrowest of one curve', 66, -450, of(70, 4)],
    ['no power', 70, 0, of(70, 6)],
  ])('%s', (_, diameterMm, equivalent, found) => {
    expect(blankFor(chart, diameterMm, equivalent)).toEqual(found)
  })

  test('there is none when none is wide enough', () => {
    expect(blankFor(chart, 75.1, -400)).toBeUndefined()
    expect(blankFor([], 40, 0)).toBeUndefined()
  })
})

describe('FT-2 the fronts of a pair', () => {
  const taken = ([diameterMm, equivalent]: [number, number]) => ({ diameterMm, equivalent })
  const pair = (right: [number, number], left: [number, number], blanks = chart) =>
    blanksFor(blanks, taken(right), taken(left)).map((blank) => blank && [blank.diameterMm, blank.baseCurve])

  test('are one, by the mean of both eyes, while these are less than 2 D apart', () => {
    const [steep, flat] = [blankFor(chart, 60, -575), blankFor(chart, 60, -625)]
    expect([steep?.baseCurve, flat?.baseCurve]).toEqual([4, 2]) // each alone
    expect(pair([60, -575], [60, -650])).toEqual([
      [65, 2],
      [65, 2],
    ])
    expect(pair([60, -550], [60, -625])).toEqual([
      [70, 4],
      [70, 4],
    ])
    expect(pair([60, -500], [60, -699])).toEqual([
      [70, 4],
      [70, 4],
    ])
    expect(pair([60, -500], [60, -700])).toEqual([
      [70, 4],
      [65, 2],
    ])
  })

  test('are those both can be cut from, each of its own width', () => {
    expect(pair([60, -625], [68, -625])).toEqual([
      [70, 4],
      [70, 4],
    ])
    expect(pair([60, -400], [72, -400])).toEqual([
      [70, 4],
      [75, 4],
    ])
  })

  test('are each its own where none is wide enough for both', () => {
    expect(pair([60, -625], [76, -625])).toEqual([[65, 2], undefined])
    expect(pair([60, -625], [60, -625], [])).toEqual([undefined, undefined])
  })
})

describe('FT-3 the thickness of a lens whose front is known', () => {
  test('by hand: base 6, -4.00 in 1.50 at 31 mm: 5.62 of front, 10.31 of back', () => {
    expect(bulgeMm(6, -4, 1.5, 31)).toBeCloseTo(-4.69, 2)
  })

  test('a flat front leaves the back alone', () => {
    const backMm = 1_000 * 0.6 // radius of a back of -1.00 in 1.60
    expect(bulgeMm(0, -1, 1.6, 30)).toBeCloseTo(-(backMm - Math.sqrt(backMm ** 2 - 900)), 9)
  })

  test('without power both surfaces are the same, whatever the base', () => {
    for (const base of [0, 2, 4, 6, 8]) expect(bulgeMm(base, 0, 1.6, 30)).toBeCloseTo(0, 9)
  })

  test('a plus lens flatter than its power is hollow nowhere', () => {
    expect(bulgeMm(2, 5, 1.6, 25)).toBeGreaterThan(0)
  })

  test('weak and small it is what the thin lens says', () => {
    for (const dioptres of [-0.5, 0.5]) expect(Math.abs(bulgeMm(2, dioptres, 1.6, 10)!)).toBeCloseTo(sagMm(10, dioptres, 1.6), 2)
  })

  test('past the half sphere of its back there is no such lens', () => {
    expect(bulgeMm(6, -20, 1.5, 31)).toBeUndefined()
  })
})
