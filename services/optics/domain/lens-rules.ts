import { atNear, type Eye, strongestMeridian } from './eye.ts'
import { type Fit, verdictMm } from './fit.ts'
import type { LensOption, LensRange, LensUse, Rim, Span, Treatment } from './lens-range.ts'
import type { Prescription } from './prescription.ts'
import type { Validity } from './validity.ts'

/** What a pair of lenses is asked for. Without a prescription only lenses without power can be had. */
export interface LensWish {
  readonly frame: { readonly rim: Rim; readonly lensHeightMm?: number }
  readonly prescription?: Prescription
  /** Absent while the sheet has no dates: a quote, not yet an order. */
  readonly validity?: Validity
  /** Of the frame on these eyes; absent while no PD is known. */
  readonly fit?: Fit
  readonly treatments: readonly Treatment[]
  /** An optician is to read the sheet: what powers it has is asked later. */
  readonly isToRead?: boolean
  /** Glasses were lost or broken: an optician decides about a sheet that ended (LAW-13). */
  readonly mayBeExpired?: boolean
}

export type LensRuleId = 'LN-1' | 'LN-2' | 'LN-3' | 'LN-4' | 'LN-5' | 'LN-6' | 'LN-7' | 'LAW-13' | 'FT-2' | 'FT-4'
export type LensRefusalCode =
  | 'needs-prescription'
  | 'needs-addition'
  | 'index-too-low'
  | 'index-too-low-for-cylinder'
  | 'height-unknown'
  | 'lens-too-low'
  | 'index-too-low-for-rimless'
  | 'rim-not-cut'
  | 'sphere-outside'
  | 'meridian-outside'
  | 'cylinder-outside'
  | 'addition-outside'
  | 'prism-not-made'
  | 'treatment-not-offered'
  | 'treatments-clash'
  | 'treatment-needs-another'
  | 'prescription-expired'
  | 'country-without-rule'
  | 'blank-too-small'
  | 'decentration'

/**
 * Why a lens cannot be had (LN-9). `value` failed at `limit`: dioptres, mm or a refractive index as people write them; `names` are ids of
 * treatments, the rim, or the day a prescription ended.
 */
export interface LensRefusal {
  readonly rule: LensRuleId
  readonly code: LensRefusalCode
  readonly eye?: 'right' | 'left'
  readonly value?: number
  readonly limit?: number
  readonly names?: readonly string[]
}

type Rule = (option: LensOption, wish: LensWish) => LensRefusal[]

/** LN-2: from here on a lens of a lower index would be too thick, hundredths. Source: anytimeglasses.com; the index and the plus side by symmetry [our choice]. */
const thinFrom = { meridian: 400, cyl: 300, index: 160 } as const
/** Powers go by a quarter of a dioptre. */
const stepHundredths = 25
/** LN-3, mm. Source: ocuwear.com. */
const usualHeightMm = 30
/** LN-4: lower indices break at the drill hole [our choice]. */
const rimlessIndex = 159

const sides = ['right', 'left'] as const

/** Every rule of the lens configurator, by its id in the order its refusal is said. */
export const lensRules: Readonly<Record<LensRuleId, Rule>> = {
  'LN-1': ({ use }, { prescription, isToRead }) => {
    if (use === 'plano' || (isToRead && !prescription)) return []
    if (!prescription) return [{ rule: 'LN-1', code: 'needs-prescription' }]
    if (use === 'sv-far') return []
    return sides.filter((eye) => !prescription[eye].add).map((eye) => ({ rule: 'LN-1', code: 'needs-addition', eye }))
  },

  'LN-2': ({ use, index }, { prescription }) =>
    eyesOf(use, prescription).flatMap(([eye, power]): LensRefusal[] => {
      if (index >= thinFrom.index) return []
      const said = { rule: 'LN-2', eye, limit: thinFrom.index / 100 } as const
      if (strongestMeridian(power) > thinFrom.meridian) return [{ ...said, code: 'index-too-low', value: signedStrongest(power) / 100 }]
      return Math.abs(power.cyl) >= thinFrom.cyl ? [{ ...said, code: 'index-too-low-for-cylinder', value: power.cyl / 100 }] : []
    }),

  'LN-3': ({ use, minLensHeightMm }, { frame: { lensHeightMm } }) => {
    if (use !== 'bifocal' && use !== 'progressive') return []
    const limit = minLensHeightMm ?? usualHeightMm
    if (lensHeightMm === undefined) return [{ rule: 'LN-3', code: 'height-unknown', limit }]
    const isHigh = minLensHeightMm === undefined ? lensHeightMm > limit : lensHeightMm >= limit
    return isHigh ? [] : [{ rule: 'LN-3', code: 'lens-too-low', value: lensHeightMm, limit }]
  },

  'LN-4': ({ index, rims }, { frame: { rim } }) => {
    if (rim === 'rimless' && index < rimlessIndex)
      return [{ rule: 'LN-4', code: 'index-too-low-for-rimless', value: index / 100, limit: rimlessIndex / 100 }]
    return rims.includes(rim) ? [] : [{ rule: 'LN-4', code: 'rim-not-cut', names: [rim] }]
  },

  'LN-5': (option, { prescription }) =>
    eyesOf(option.use, prescription).flatMap(([eye, power]) => [
      ...outside('sphere-outside', eye, power.sph, option.sph),
      ...outside('meridian-outside', eye, signedStrongest(power), option.sph),
      ...outside('cylinder-outside', eye, power.cyl, option.cyl),
      ...(option.add && power.add ? outside('addition-outside', eye, power.add, option.add) : []),
    ]),

  'LN-6': ({ use, prismOk }, { prescription }) =>
    prismOk
      ? []
      : eyesOf(use, prescription).flatMap(([eye, { prismH, prismV }]): LensRefusal[] => {
          const delta = Math.max(prismH?.delta ?? 0, prismV?.delta ?? 0)
          return delta > 0 ? [{ rule: 'LN-6', code: 'prism-not-made', eye, value: delta / 100, limit: 0 }] : []
        }),

  'LN-7': (option, { treatments }) => [
    ...treatments.filter(({ id }) => !option.treatments.includes(id)).map(({ id }) => treatmentRefusal('treatment-not-offered', [id])),
    ...clashes(treatments).map((pair) => treatmentRefusal('treatments-clash', pair)),
    ...treatments
      .filter(({ needsOneOf }) => needsOneOf.length > 0 && !treatments.some(({ id }) => needsOneOf.includes(id)))
      .map(({ id, needsOneOf }) => treatmentRefusal('treatment-needs-another', [id, ...needsOneOf])),
  ],

  'LAW-13': ({ use }, { validity, mayBeExpired }) => {
    if (use === 'plano') return []
    if (validity?.outcome === 'expired')
      return mayBeExpired ? [] : [{ rule: 'LAW-13', code: 'prescription-expired', names: [validity.until] }]
    return validity?.outcome === 'no-rule' ? [{ rule: 'LAW-13', code: 'country-without-rule' }] : []
  },

  'FT-2': ({ use, blanks = [] }, { fit }) => {
    if (use === 'plano' || !fit || blanks.length === 0) return []
    const widestMm = Math.max(...blanks.map(({ diameterMm }) => diameterMm))
    return sides
      .filter((eye) => fit[eye].leastBlankMm > widestMm)
      .map((eye) => ({ rule: 'FT-2', code: 'blank-too-small', eye, value: Math.ceil(fit[eye].leastBlankMm), limit: widestMm }))
  },

  'FT-4': ({ use }, { fit }) => {
    if (use === 'plano' || !fit) return []
    const worst = sides.filter((eye) => Math.abs(fit[eye].decentrationMm) > verdictMm.fair)
    return worst.map((eye) => ({ rule: 'FT-4', code: 'decentration', eye, value: fit[eye].decentrationMm, limit: verdictMm.fair }))
  },
}

/** The powers a lens is made for, whatever the frame: its own (LN-5), and no stronger than its index is thin enough for (LN-2). */
export function reachOf({ index, sph, cyl, add }: LensOption): Pick<LensOption, 'sph' | 'cyl' | 'add'> {
  const most =
    index >= thinFrom.index ? { meridian: Infinity, cyl: Infinity } : { meridian: thinFrom.meridian, cyl: thinFrom.cyl - stepHundredths }
  return {
    sph: { low: Math.max(sph.low, -most.meridian), high: Math.min(sph.high, most.meridian) },
    cyl: { low: Math.max(cyl.low, -most.cyl), high: cyl.high },
    ...(add && { add }),
  }
}

/** Everything that speaks against a lens; empty when it can be had. */
export const refusalsOf = (option: LensOption, wish: LensWish): LensRefusal[] =>
  Object.values(lensRules).flatMap((rule) => rule(option, wish))

/** The possible lens of the same use whose index is nearest to that of a refused one (LN-9); the thinner of two equally near. */
export function nearestOption(refused: LensOption, { options }: LensRange, wish: LensWish): LensOption | undefined {
  const distance = ({ index }: LensOption) => Math.abs(index - refused.index)
  return options
    .filter((one) => one.use === refused.use && refusalsOf(one, wish).length === 0)
    .toSorted((one, other) => distance(one) - distance(other) || other.index - one.index)[0]
}

/** Days until it is made: the longest of its parts (LN-8). */
export const leadDaysOf = (option: LensOption, treatments: readonly Treatment[]): number =>
  Math.max(option.leadDays, ...treatments.map(({ leadDays }) => leadDays))

/** The powers a lens of this use has to have (LN-1). */
export function eyesOf(use: LensUse, prescription: Prescription | undefined): ['right' | 'left', Eye][] {
  if (use === 'plano' || !prescription) return []
  return sides.map((side) => [side, use === 'sv-near' ? atNear(prescription[side]) : prescription[side]])
}

/** All powers that lenses of this use have, near ones too: a decentred segment makes prism as well (FT-5). */
export function powersMade(use: LensUse, prescription: Prescription): Eye[] {
  const made = eyesOf(use, prescription).map(([, eye]) => eye)
  return use === 'bifocal' || use === 'progressive' ? [...made, ...made.map(atNear)] : made
}

const signedStrongest = ({ sph, cyl }: Eye): number => (Math.abs(sph + cyl) > Math.abs(sph) ? sph + cyl : sph)

function outside(code: LensRefusalCode, eye: 'right' | 'left', power: number, { low, high }: Span): LensRefusal[] {
  if (power >= low && power <= high) return []
  return [{ rule: 'LN-5', code, eye, value: power / 100, limit: (power < low ? low : high) / 100 }]
}

const treatmentRefusal = (code: LensRefusalCode, names: readonly string[]): LensRefusal => ({ rule: 'LN-7', code, names })

function clashes(treatments: readonly Treatment[]): string[][] {
  return treatments.flatMap((one, at) =>
    treatments
      .slice(at + 1)
      .filter((other) => one.clashesWith.includes(other.id) || other.clashesWith.includes(one.id))
      .map((other) => [one.id, other.id]),
  )
}
