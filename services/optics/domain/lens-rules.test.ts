import { describe, expect, test } from 'vitest'
import { lens, range, treatment, treatments } from '../test-lenses.ts'
import type { Eye } from './eye.ts'
import { fitOf } from './fit.ts'
import { checkedRange, type LensOption, type LensRange } from './lens-range.ts'
import { leadDaysOf, lensRules, type LensRefusal, type LensRuleId, type LensWish, nearestOption, refusalsOf } from './lens-rules.ts'
import type { Prescription } from './prescription.ts'

const eye = (sph: number, cyl = 0, more: Partial<Eye> = {}): Eye => ({ sph, cyl, axis: cyl === 0 ? 0 : 90, ...more })
const rx = (right: Eye, left: Eye = eye(0)): Prescription => ({ right, left, vertexMm: 12, notation: 'minus', addDerived: [] })
const wish = (more: Partial<LensWish> = {}): LensWish => ({ frame: { rim: 'full', lensHeightMm: 40 }, treatments: [], ...more })
const { ar, photochromic, polarised, tint, mirror } = treatments
const prism = { prismH: { delta: 50, base: 'in' as const } }
const add = (power: number) => ({ add: power })

const fitFor = (right: number, left: number) => fitOf({ frame: { lensWidthMm: 52, lensHeightMm: 40, bridgeMm: 18 }, pd: { right, left } })

type Row = [rule: LensRuleId, about: string, option: Partial<LensOption>, asked: Partial<LensWish>, refused: Omit<LensRefusal, 'rule'>[]]

const needsAdd: Omit<LensRefusal, 'rule'>[] = [
  { code: 'needs-addition', eye: 'right' },
  { code: 'needs-addition', eye: 'left' },
]
const table: Row[] = [
  ['LN-1', 'plano needs no prescription', { use: 'plano' }, {}, []],
  ['LN-1', 'power needs a prescription', {}, {}, [{ code: 'needs-prescription' }]],
  ['LN-1', 'far needs no addition', {}, { prescription: rx(eye(-100)) }, []],
  ['LN-1', 'near needs additions', { use: 'sv-near' }, { prescription: rx(eye(-100)) }, needsAdd],
  ['LN-1', 'bifocal needs additions', { use: 'bifocal' }, { prescription: rx(eye(-100)) }, needsAdd],
  ['LN-1', 'progressive, one addition', { use: 'progressive' }, { prescription: rx(eye(0, 0, add(200))) }, needsAdd.slice(1)],
  ['LN-1', 'progressive, both', { use: 'progressive' }, { prescription: rx(eye(0, 0, add(200)), eye(0, 0, add(200))) }, []],

  ['LN-2', '-4.00 in 1.50', { index: 150 }, { prescription: rx(eye(-400)) }, []],
  [
    'LN-2',
    '-4.25 in 1.50',
    { index: 150 },
    { prescription: rx(eye(-425)) },
    [{ code: 'index-too-low', eye: 'right', value: -4.25, limit: 1.6 }],
  ],
  ['LN-2', '+4.00 in 1.59', { index: 159 }, { prescription: rx(eye(400)) }, []],
  [
    ...(['LN-2', '+4.25 in 1.59', { index: 159 }] as const),
    { prescription: rx(eye(0), eye(425)) },
    [{ code: 'index-too-low', eye: 'left', value: 4.25, limit: 1.6 }],
  ],
  ['LN-2', '-2.00 -2.00 in 1.50', { index: 150 }, { prescription: rx(eye(-200, -200)) }, []],
  [
    ...(['LN-2', '-2.00 -2.25 in 1.50', { index: 150 }] as const),
    { prescription: rx(eye(-200, -225)) },
    [{ code: 'index-too-low', eye: 'right', value: -4.25, limit: 1.6 }],
  ],
  ['LN-2', 'cylinder 2.75 in 1.50', { index: 150 }, { prescription: rx(eye(0, -275)) }, []],
  [
    'LN-2',
    'cylinder 3.00 in 1.50',
    { index: 150 },
    { prescription: rx(eye(0, -300)) },
    [{ code: 'index-too-low-for-cylinder', eye: 'right', value: -3, limit: 1.6 }],
  ],
  [
    ...(['LN-2', '+1.50 -3.00 in 1.50: it is the cylinder', { index: 150 }] as const),
    { prescription: rx(eye(150, -300)) },
    [{ code: 'index-too-low-for-cylinder', eye: 'right', value: -3, limit: 1.6 }],
  ],
  ['LN-2', '-8.00 in 1.60', {}, { prescription: rx(eye(-800)) }, []],
  ['LN-2', 'near power counts', { use: 'sv-near', index: 150 }, { prescription: rx(eye(-500, 0, add(200))) }, []],

  ['LN-3', 'single vision in a low frame', {}, { frame: { rim: 'full', lensHeightMm: 22 } }, []],
  [
    ...(['LN-3', 'progressive at 30', { use: 'progressive' }] as const),
    { frame: { rim: 'full', lensHeightMm: 30 } },
    [{ code: 'lens-too-low', value: 30, limit: 30 }],
  ],
  ['LN-3', 'progressive at 30.5', { use: 'progressive' }, { frame: { rim: 'full', lensHeightMm: 30.5 } }, []],
  [
    'LN-3',
    'bifocal at 29',
    { use: 'bifocal' },
    { frame: { rim: 'full', lensHeightMm: 29 } },
    [{ code: 'lens-too-low', value: 29, limit: 30 }],
  ],
  ['LN-3', 'short design at its height', { use: 'progressive', minLensHeightMm: 24 }, { frame: { rim: 'full', lensHeightMm: 24 } }, []],
  [
    ...(['LN-3', 'short design below it', { use: 'progressive', minLensHeightMm: 24 }] as const),
    { frame: { rim: 'full', lensHeightMm: 23.5 } },
    [{ code: 'lens-too-low', value: 23.5, limit: 24 }],
  ],
  ['LN-3', 'height unknown', { use: 'progressive' }, { frame: { rim: 'full' } }, [{ code: 'height-unknown', limit: 30 }]],

  ['LN-4', 'rimless in 1.59', { index: 159 }, { frame: { rim: 'rimless' } }, []],
  [
    ...(['LN-4', 'rimless in 1.56', { index: 156 }] as const),
    { frame: { rim: 'rimless' } },
    [{ code: 'index-too-low-for-rimless', value: 1.56, limit: 1.59 }],
  ],
  ['LN-4', 'semi in 1.50', { index: 150 }, { frame: { rim: 'semi' } }, []],
  ['LN-4', 'a rim it is not cut for', { rims: ['full'] }, { frame: { rim: 'semi' } }, [{ code: 'rim-not-cut', names: ['semi'] }]],

  ['LN-5', 'the ends of the range', {}, { prescription: rx(eye(-1_000), eye(600)) }, []],
  [
    ...(['LN-5', 'sphere above', {}] as const),
    { prescription: rx(eye(625)) },
    [
      { code: 'sphere-outside', eye: 'right', value: 6.25, limit: 6 },
      { code: 'meridian-outside', eye: 'right', value: 6.25, limit: 6 },
    ],
  ],
  [
    ...(['LN-5', 'strongest meridian below', {}] as const),
    { prescription: rx(eye(0), eye(-900, -200)) },
    [{ code: 'meridian-outside', eye: 'left', value: -11, limit: -10 }],
  ],
  ['LN-5', 'cylinder', {}, { prescription: rx(eye(0, -425)) }, [{ code: 'cylinder-outside', eye: 'right', value: -4.25, limit: -4 }]],
  [
    ...(['LN-5', 'addition', { use: 'progressive', add: { low: 100, high: 250 } }] as const),
    { prescription: rx(eye(0, 0, add(75)), eye(0, 0, add(275))) },
    [
      { code: 'addition-outside', eye: 'right', value: 0.75, limit: 1 },
      { code: 'addition-outside', eye: 'left', value: 2.75, limit: 2.5 },
    ],
  ],
  ['LN-5', 'plano has no power', { use: 'plano', sph: { low: 0, high: 0 } }, { prescription: rx(eye(-500)) }, []],
  [
    ...(['LN-5', 'near power is what is made', { use: 'sv-near', sph: { low: -400, high: 400 } }] as const),
    { prescription: rx(eye(300, 0, add(200)), eye(-500, 0, add(200))) },
    [
      { code: 'sphere-outside', eye: 'right', value: 5, limit: 4 },
      { code: 'meridian-outside', eye: 'right', value: 5, limit: 4 },
    ],
  ],

  ['LN-6', 'prism', {}, { prescription: rx(eye(0, 0, prism)) }, [{ code: 'prism-not-made', eye: 'right', value: 0.5, limit: 0 }]],
  [
    ...(['LN-6', 'vertical prism of the left eye', {}] as const),
    { prescription: rx(eye(0), eye(0, 0, { prismV: { delta: 100, base: 'up' } })) },
    [{ code: 'prism-not-made', eye: 'left', value: 1, limit: 0 }],
  ],
  ['LN-6', 'prism where it is made', { prismOk: true }, { prescription: rx(eye(0, 0, prism)) }, []],
  ['LN-6', 'no prism', {}, { prescription: rx(eye(-100)) }, []],

  ['LN-7', 'one treatment', {}, { treatments: [ar] }, []],
  ['LN-7', 'not offered', { treatments: [] }, { treatments: [ar] }, [{ code: 'treatment-not-offered', names: ['ar'] }]],
  [
    'LN-7',
    'photochromic, polarised',
    {},
    { treatments: [photochromic, polarised] },
    [{ code: 'treatments-clash', names: ['photochromic', 'polarised'] }],
  ],
  [
    'LN-7',
    'polarised, photochromic',
    {},
    { treatments: [polarised, photochromic] },
    [{ code: 'treatments-clash', names: ['polarised', 'photochromic'] }],
  ],
  ['LN-7', 'photochromic, tint', {}, { treatments: [photochromic, tint] }, [{ code: 'treatments-clash', names: ['photochromic', 'tint'] }]],
  [
    ...(['LN-7', 'photochromic, mirror', {}] as const),
    { treatments: [photochromic, mirror] },
    [
      { code: 'treatments-clash', names: ['photochromic', 'mirror'] },
      { code: 'treatment-needs-another', names: ['mirror', 'tint', 'polarised'] },
    ],
  ],
  ['LN-7', 'mirror alone', {}, { treatments: [mirror] }, [{ code: 'treatment-needs-another', names: ['mirror', 'tint', 'polarised'] }]],
  ['LN-7', 'mirror on tint', {}, { treatments: [mirror, tint] }, []],
  ['LN-7', 'mirror on polarised', {}, { treatments: [ar, mirror, polarised] }, []],

  ['LAW-13', 'without dates', {}, {}, []],
  ['LAW-13', 'valid', {}, { validity: { outcome: 'valid', until: '2027-01-01' } }, []],
  [
    ...(['LAW-13', 'expired', {}] as const),
    { validity: { outcome: 'expired', until: '2026-01-01' } },
    [{ code: 'prescription-expired', names: ['2026-01-01'] }],
  ],
  ['LAW-13', 'expired, plano', { use: 'plano' }, { validity: { outcome: 'expired', until: '2026-01-01' } }, []],
  ['LAW-13', 'a country without a rule', {}, { validity: { outcome: 'no-rule' } }, [{ code: 'country-without-rule' }]],
  ['LAW-13', 'a country without a rule, plano', { use: 'plano' }, { validity: { outcome: 'no-rule' } }, []],

  ['FT-2', 'blanks nobody told', {}, { fit: fitFor(31, 35) }, []],
  ['FT-2', 'PD unknown', { blanks: [{ diameterMm: 55, baseCurve: 4 }] }, {}, []],
  ['FT-2', 'just wide enough', { blanks: [{ diameterMm: 62, baseCurve: 4 }] }, { fit: fitFor(31, 35) }, []],
  [
    ...([
      'FT-2',
      'too narrow for one eye, by the widest',
      { blanks: [55, 61].map((diameterMm) => ({ diameterMm, baseCurve: 4 })) },
    ] as const),
    { fit: fitFor(31, 35) },
    [{ code: 'blank-too-small', eye: 'right', value: 62, limit: 61 }],
  ],
  ['FT-2', 'plano has no centre', { use: 'plano', blanks: [{ diameterMm: 55, baseCurve: 4 }] }, { fit: fitFor(31, 31) }, []],

  ['FT-4', 'PD unknown', {}, {}, []],
  ['FT-4', 'fair', {}, { fit: fitFor(31, 35) }, []],
  [
    ...(['FT-4', 'too far in and too far out', {}] as const),
    { fit: fitFor(30.5, 39.5) },
    [
      { code: 'decentration', eye: 'right', value: 4.5, limit: 4 },
      { code: 'decentration', eye: 'left', value: -4.5, limit: 4 },
    ],
  ],
  ['FT-4', 'plano has no centre', { use: 'plano' }, { fit: fitFor(30.5, 35) }, []],
]

describe('the lens rules', () => {
  test.each(table)('%s: %s', (rule, _, option, asked, refused) => {
    expect(lensRules[rule](lens(option), wish(asked))).toEqual(refused.map((one) => ({ rule, ...one })))
  })

  test('each rule is shown refusing and letting pass', () => {
    for (const rule of Object.keys(lensRules)) {
      const rows = table.filter(([id]) => id === rule)
      expect([rule, rows.some(([, , , , refused]) => refused.length > 0), rows.some(([, , , , refused]) => refused.length === 0)]).toEqual([
        rule,
        true,
        true,
      ])
    }
  })
})

describe('LN-9 a refusal names the nearest option that works', () => {
  const nearest = (id: string, asked: Partial<LensWish>) =>
    nearestOption(range.options.find((one) => one.id === id)!, range, wish(asked))?.id

  test.each([
    ['far-150', { prescription: rx(eye(-500)) }, 'far-160'],
    ['far-160', { prescription: rx(eye(-1_200)) }, 'far-174'],
    ['far-150', { prescription: rx(eye(0, 0, prism)) }, 'far-174'],
    ['far-150', { prescription: rx(eye(-1_900)) }, undefined],
    [
      'progressive-160',
      { prescription: rx(eye(0, 0, add(200)), eye(0, 0, add(200))), frame: { rim: 'full', lensHeightMm: 26 } },
      'short-160',
    ],
    ['plano-150', { frame: { rim: 'rimless' } }, undefined],
  ] as const)('%s: %j', (id, asked, found) => {
    expect(nearest(id, asked)).toBe(found)
  })

  test('FT-2 the nearest whose blank is wide enough', () => {
    const blanks = (diameterMm: number) => [{ diameterMm, baseCurve: 4 }]
    const options = [
      lens({ blanks: blanks(60) }),
      lens({ id: 'b', index: 167, blanks: blanks(61) }),
      lens({ id: 'c', index: 174, blanks: blanks(65) }),
    ]
    const asked = wish({ prescription: rx(eye(-100)), fit: fitFor(31, 35) })
    expect(nearestOption(options[0]!, { options, treatments: [] }, asked)?.id).toBe('c')
  })

  test('the thinner of two that are as near', () => {
    const options = [
      lens({ id: 'a', index: 156, rims: ['full'] }),
      lens({ id: 'b', index: 160 }),
      lens({ id: 'refused', index: 158, rims: ['semi'] }),
    ]
    expect(nearestOption(options[2]!, { options, treatments: [] }, wish({ prescription: rx(eye(-100)) }))?.id).toBe('b')
  })

  test('all that speaks against a lens is said, in the order of the rules', () => {
    const refused = refusalsOf(
      lens({ index: 150 }),
      wish({ prescription: rx(eye(-500, 0, prism)), frame: { rim: 'rimless' }, treatments: [mirror] }),
    )
    expect(refused.map(({ rule }) => rule)).toEqual(['LN-2', 'LN-4', 'LN-6', 'LN-7'])
  })
})

test('LN-8 the lead time is the longest', () => {
  expect([leadDaysOf(lens(), []), leadDaysOf(lens(), [ar, photochromic]), leadDaysOf(lens({ leadDays: 9 }), [photochromic])]).toEqual([
    5, 8, 9,
  ])
})

describe('a range is kept whole or refused with what is wrong', () => {
  const withLens = (more: Partial<LensOption>): LensRange => ({ ...range, options: [lens(more)] })
  test('the range of the tests is taken', () => {
    expect(checkedRange(range)).toBe(range)
  })
  test.each([
    [{ ...range, options: [lens(), lens()] }, 'options.far-160.id: is there twice'],
    [{ ...range, options: [lens({ id: 'ar' })] }, 'treatments.ar.id: is there twice'],
    [withLens({ id: 'Far 160' }), 'options.Far 160.id: is not 1 to 100 small letters, digits and dashes'],
    [withLens({ name: { fr: '', en: 'x' } }), 'options.far-160.name.fr: is missing'],
    [withLens({ leadDays: 91 }), 'options.far-160.leadDays: is not 0 to 90'],
    [withLens({ use: 'trifocal' as 'bifocal' }), 'options.far-160.use: is trifocal'],
    [withLens({ index: 155 }), 'options.far-160.index: is 155'],
    [withLens({ sph: { low: 1, high: 0 } }), 'options.far-160.sph: ends before it begins'],
    [withLens({ cyl: { low: -100, high: 100 } }), 'options.far-160.cyl: is not in minus notation'],
    [withLens({ use: 'progressive' }), 'options.far-160.add: belongs to bifocal and progressive, and to no other'],
    [withLens({ add: { low: 75, high: 300 } }), 'options.far-160.add: belongs to bifocal and progressive, and to no other'],
    [withLens({ minLensHeightMm: 31 }), 'options.far-160.minLensHeightMm: is not 10 to 30'],
    [withLens({ rims: [] }), 'options.far-160.rims: are not full, semi, rimless'],
    [withLens({ centreMm: 0 }), 'options.far-160.centreMm: is not within 5 mm'],
    [
      withLens({ blanks: [{ diameterMm: 39, baseCurve: 4 }] }),
      'options.far-160.blanks: are not 40 to 95 mm wide with a front of 0 to 12 dioptres',
    ],
    [
      withLens({ blanks: [{ diameterMm: 70, baseCurve: Number.NaN }] }),
      'options.far-160.blanks: are not 40 to 95 mm wide with a front of 0 to 12 dioptres',
    ],
    [
      withLens({ blanks: Array.from({ length: 21 }, () => ({ diameterMm: 70, baseCurve: 4 })) }),
      'options.far-160.blanks: are more than 20',
    ],
    [withLens({ treatments: ['gold'] }), 'options.far-160.treatments: name one that is not there'],
    [
      { options: [], treatments: [treatment('mirror', { needsOneOf: ['gold'] })] },
      'treatments.mirror.needsOneOf: names a treatment that is not there',
    ],
    [{ options: [], treatments: [treatment('')] }, 'treatments..id: is not 1 to 100 small letters, digits and dashes'],
  ])('%#: %s', (wrong, message) => {
    expect(() => checkedRange(wrong)).toThrow(new RangeError(message))
  })
})
