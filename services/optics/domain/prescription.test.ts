import { describe, expect, test } from 'vitest'
import { sheet } from '../test-sheets.ts'
import { type Prescription, ranges, readPrescription, type TypedEye, type TypedPrescription, type WearerAge } from './prescription.ts'

const read = (typed: TypedPrescription, age?: WearerAge): Prescription => {
  const reading = readPrescription(typed, age)
  if (reading.outcome === 'refused') throw new Error(JSON.stringify(reading.wrong))
  return reading.prescription
}
const wrongOf = (typed: TypedPrescription, age?: WearerAge) => {
  const reading = readPrescription(typed, age)
  return reading.outcome === 'refused' ? reading.wrong.map(({ field, code }) => `${field} ${code}`) : []
}

test('a whole sheet is read', () => {
  const typed = sheet(
    { sph: '-2,25', cyl: '-0.75', axis: '10', add: '2', prismH: '1,5', baseH: 'in', prismV: '0.5', baseV: 'up' },
    { sph: '+225', cyl: '+50', axis: '170°', add: '+2.00' },
    { pdFar: '63', pdFarRight: '31,5', pdFarLeft: '31.5', pdNear: '60 mm', vertexMm: '13' },
  )
  expect(read(typed)).toEqual({
    right: { sph: -225, cyl: -75, axis: 10, add: 200, prismH: { delta: 150, base: 'in' }, prismV: { delta: 50, base: 'up' } },
    left: { sph: 275, cyl: -50, axis: 80, add: 200 },
    pd: { far: 63, right: 31.5, left: 31.5, near: 60, isNearDerived: false },
    vertexMm: 13,
    notation: 'mixed',
    addDerived: [],
  })
})

describe('OPT-1 a value outside its range is refused with the range', () => {
  const ofEye: [Partial<TypedEye>, string, keyof typeof ranges | undefined][] = [
    [{ sph: '' }, 'right.sph missing', 'sph'],
    [{ sph: '-25.00' }, 'right.sph out-of-range', 'sph'],
    [{ sph: '+12.25' }, 'right.sph out-of-range', 'sph'],
    [{ sph: '-0.10' }, 'right.sph off-step', 'sph'],
    [{ sph: '2.25' }, 'right.sph sign-missing', 'sph'],
    [{ sph: 'x' }, 'right.sph unreadable', 'sph'],
    [{ cyl: '-6.25', axis: '5' }, 'right.cyl out-of-range', 'cyl'],
    [{ cyl: '0.50', axis: '5' }, 'right.cyl sign-missing', 'cyl'],
    [{ cyl: '-0.50' }, 'right.axis axis-missing', 'axis'],
    [{ cyl: '-0.50', axis: '181' }, 'right.axis out-of-range', 'axis'],
    [{ cyl: '-0.50', axis: '9.5' }, 'right.axis unreadable', 'axis'],
    [{ axis: '90' }, 'right.axis axis-without-cylinder', undefined],
    [{ cyl: '0', axis: '90' }, 'right.axis axis-without-cylinder', undefined],
    [{ add: '0.50' }, 'right.add out-of-range', 'add'],
    [{ add: '-1.00' }, 'right.add out-of-range', 'add'],
    [{ add: '3.75' }, 'right.add out-of-range', 'add'],
    [{ prismH: '5.25', baseH: 'in' }, 'right.prismH through-optician', 'prism'],
    [{ prismV: '10.25', baseV: 'up' }, 'right.prismV out-of-range', 'prism'],
    [{ prismH: '-1', baseH: 'in' }, 'right.prismH out-of-range', 'prism'],
    [{ prismH: '1.1', baseH: 'in' }, 'right.prismH off-step', 'prism'],
    [{ prismH: '1' }, 'right.baseH base-missing', undefined],
    [{ prismV: '1', baseV: 'in' }, 'right.baseV unreadable', undefined],
    [{ baseV: 'up' }, 'right.baseV base-without-prism', undefined],
    [{ prismV: '0', baseV: 'up' }, 'right.baseV base-without-prism', undefined],
  ]
  test.each(ofEye)('right eye %j: %s', (right, said, range) => {
    const reading = readPrescription(sheet(right))
    const [first] = reading.outcome === 'refused' ? reading.wrong : []
    expect(wrongOf(sheet(right))).toEqual([said])
    expect(wrongOf(sheet({}, right))).toEqual([said.replace('right', 'left')])
    expect(first?.range).toEqual(range && ranges[range])
  })

  const ofSheet: [Partial<TypedPrescription>, string, keyof typeof ranges | undefined][] = [
    [{ pdFar: '39.5' }, 'pdFar out-of-range', 'pdFar'],
    [{ pdFar: '44.5' }, 'pdFar pd-of-child', 'pdFar'],
    [{ pdFarRight: '22', pdFarLeft: '22.5' }, 'pdFarRight pd-of-child', 'pdFar'],
    [{ pdFar: '80.5' }, 'pdFar out-of-range', 'pdFar'],
    [{ pdFar: '62.2' }, 'pdFar off-step', 'pdFar'],
    [{ pdFar: '-62' }, 'pdFar unreadable', 'pdFar'],
    [{ pdFarRight: '19.5', pdFarLeft: '30' }, 'pdFarRight out-of-range', 'pdHalf'],
    [{ pdFarRight: '31' }, 'pdFarLeft half-missing', 'pdHalf'],
    [{ pdFarLeft: '31' }, 'pdFarRight half-missing', 'pdHalf'],
    [{ pdFar: '64', pdFarRight: '31', pdFarLeft: '32' }, 'pdFar halves-differ', undefined],
    [{ pdNear: '60' }, 'pdFar missing', 'pdFar'],
    [{ pdFar: '60', pdNear: '60.5' }, 'pdNear near-above-far', undefined],
    [{ vertexMm: '7.5' }, 'vertexMm out-of-range', 'vertexMm'],
    [{ vertexMm: '18.5' }, 'vertexMm out-of-range', 'vertexMm'],
    [{ vertexMm: '20' }, 'vertexMm out-of-range', 'vertexMm'],
    [{ vertexMm: '12.2' }, 'vertexMm off-step', 'vertexMm'],
  ]
  test.each(ofSheet)('%j: %s', (rest, said, range) => {
    const reading = readPrescription(sheet({}, {}, rest))
    const wrong = reading.outcome === 'refused' ? reading.wrong : []
    const found = wrong.find(({ field, code }) => `${field} ${code}` === said)
    expect(found?.range).toEqual(range && ranges[range])
    expect(wrong.map(({ field, code }) => `${field} ${code}`)).toContain(said)
  })

  test('everything wrong is said at once', () => {
    const typed = sheet({ sph: '-25.00', cyl: '-1' }, { sph: '' }, { pdFar: '200' })
    expect(wrongOf(typed)).toEqual(['right.sph out-of-range', 'right.axis axis-missing', 'left.sph missing', 'pdFar out-of-range'])
  })

  test.each([
    [
      'the ends of each range',
      sheet({ sph: '-20', cyl: '-6', axis: '1', add: '0.75' }, { sph: '+12', cyl: '+6', axis: '180', add: '3.5' }),
    ],
    ['an axis of 0 is 180', sheet({ cyl: '-1', axis: '0' })],
    ['an axis of 0 beside no cylinder, as many sheets print it', sheet({ cyl: '0.00', axis: '0' }, { axis: '0 °' })],
    ['degrees behind a space', sheet({ cyl: '-1', axis: '10 °' })],
  ])('taken: %s', (_, typed) => {
    expect(wrongOf(typed)).toEqual([])
  })

  test('an axis of 0 is kept as 180', () => {
    expect(read(sheet({ cyl: '-1', axis: '0' })).right).toMatchObject({ axis: 180 })
  })
})

describe('RX-2 the near power instead of an addition', () => {
  test('is the addition, and said so', () => {
    const typed = sheet({ sph: '-1.00', near: '+1.25' }, { sph: '+0.50', add: '2.25' })
    expect(read(typed)).toMatchObject({ right: { add: 225 }, left: { add: 225 }, addDerived: ['right'] })
  })

  test('beside an equal addition it is fine, and derives nothing', () => {
    expect(read(sheet({ sph: '+1', add: '2', near: '+3' }))).toMatchObject({ right: { add: 200 }, addDerived: [] })
  })

  test.each([
    [{ sph: '+1', add: '2', near: '+2.50' }, 'right.near add-and-near-differ'],
    [{ sph: '+1', near: '+1' }, 'right.near near-not-above-distance'],
    [{ sph: '+1', near: '-1' }, 'right.near near-not-above-distance'],
    [{ sph: '-1', near: '+4' }, 'right.near out-of-range'],
    [{ sph: '-1', near: '4' }, 'right.near sign-missing'],
  ])('%j: %s', (right, said) => {
    expect(wrongOf(sheet(right))).toEqual([said])
  })

  test('without a distance power only that is missing', () => {
    expect(wrongOf(sheet({ sph: '', near: '+4' }))).toEqual(['right.sph missing'])
  })
})

describe('pupillary distances', () => {
  test.each([
    [{ pdFar: '63' }, { far: 63, right: 31.5, left: 31.5, near: 60, isNearDerived: true }],
    [
      { pdFarRight: '31', pdFarLeft: '32,5' },
      { far: 63.5, right: 31, left: 32.5, near: 60.5, isNearDerived: true },
    ],
    [
      { pdFar: '63', pdFarRight: '31', pdFarLeft: '32.5' },
      { far: 63, right: 31, left: 32.5, near: 60, isNearDerived: true },
    ],
  ])('%j is %j', (rest, pd) => {
    expect(read(sheet({}, {}, rest)).pd).toEqual(pd)
  })

  test.each([
    ['child', '40', []],
    ['child', '39.5', ['pdFar out-of-range']],
    ['unknown', '40', []],
    ['unknown', '39.5', ['pdFar out-of-range']],
    ['adult', '45', []],
    ['adult', '44.5', ['pdFar pd-of-child']],
  ] as const)('the range follows the wearer: %s with %s mm', (age, pdFar, wrong) => {
    expect(wrongOf(sheet({}, {}, { pdFar }), age)).toEqual(wrong)
    const half = String(Number(pdFar) / 2)
    if (wrong.length === 0) expect(wrongOf(sheet({}, {}, { pdFarRight: half, pdFarLeft: half }), age)).toEqual([])
  })

  test('none written is none, and the usual vertex distance is 12 mm', () => {
    const prescription = read(sheet())
    expect(prescription).not.toHaveProperty('pd')
    expect(prescription.vertexMm).toBe(12)
  })
})

test.each([
  ['-1', '-1', 'minus'],
  ['+1', '+1', 'plus'],
  ['-1', '', 'minus'],
  ['', '+1', 'plus'],
  ['+1', '-1', 'mixed'],
  ['', '', 'none'],
] as const)('RX-3 cylinders %s and %s came in notation %s', (right, left, notation) => {
  const eye = (cyl: string) => (cyl ? { cyl, axis: '90' } : {})
  expect(read(sheet(eye(right), eye(left))).notation).toBe(notation)
})
