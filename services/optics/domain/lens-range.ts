export interface LocalText {
  readonly fr: string
  readonly en: string
}

export const lensUses = ['plano', 'sv-far', 'sv-near', 'bifocal', 'progressive'] as const
export type LensUse = (typeof lensUses)[number]
export const rims = ['full', 'semi', 'rimless'] as const
export type Rim = (typeof rims)[number]

/** Refractive indices that lenses are sold in, in hundredths. */
export const indices = [150, 156, 159, 160, 167, 174] as const

export interface Span {
  readonly low: number
  readonly high: number
}

/**
 * A pair of lenses the shop sells, before treatments. It has no price here: `pricing` keeps one under its id, as under that of a treatment.
 *
 * Ranges in hundredths of a dioptre, in minus cylinder. `centreMm` is the thinnest centre of a minus lens, `edgeMinMm` the thinnest edge of a
 * plus lens. `minLensHeightMm`, of short designs: from this height on.
 */
export interface LensOption {
  readonly id: string
  readonly name: LocalText
  readonly use: LensUse
  readonly index: number
  readonly sph: Span
  readonly cyl: Span
  readonly add?: Span
  readonly minLensHeightMm?: number
  readonly rims: readonly Rim[]
  readonly prismOk: boolean
  readonly centreMm: number
  readonly edgeMinMm: number
  readonly leadDays: number
  /** Ids of treatments it may have. */
  readonly treatments: readonly string[]
}

/** What is put on or into a lens. `clashesWith` any of these (both ways); `needsOneOf` these, where it names some (LN-7). */
export interface Treatment {
  readonly id: string
  readonly name: LocalText
  readonly leadDays: number
  readonly clashesWith: readonly string[]
  readonly needsOneOf: readonly string[]
}

/** All lenses and treatments of the shop, in the order they are offered. */
export interface LensRange {
  readonly options: readonly LensOption[]
  readonly treatments: readonly Treatment[]
}

/** The range as it is kept. Throws RangeError naming what is wrong. */
export function checkedRange(range: LensRange): LensRange {
  const { options, treatments } = range
  const treatmentIds = treatments.map(({ id }) => id)
  const ids = [...options.map(({ id }) => id), ...treatmentIds]
  const twice = ids.find((id, at) => ids.indexOf(id) !== at)
  if (twice !== undefined) throw new RangeError(`lens range: ${twice} is there twice`)
  for (const { id, clashesWith, needsOneOf, ...treatment } of treatments) {
    const unknown = [...clashesWith, ...needsOneOf].find((other) => !treatmentIds.includes(other))
    refuseWhen(`treatment ${id}`, [...wrongOfBoth({ id, ...treatment }), [unknown !== undefined, `${unknown} is no treatment`]])
  }
  for (const option of options) refuseWhen(`lens ${option.id}`, wrongOfOption(option, treatmentIds))
  return range
}

type Wrong = readonly [isWrong: boolean, why: string]

function refuseWhen(what: string, wrong: readonly Wrong[]): void {
  const found = wrong.find(([isWrong]) => isWrong)
  if (found) throw new RangeError(`${what}: ${found[1]}`)
}

const wrongOfBoth = ({ id, name, leadDays }: { id: string; name: LocalText; leadDays: number }): Wrong[] => [
  [!/^[a-z0-9-]{1,100}$/.test(id), 'id is not 1 to 100 small letters, digits and dashes'],
  [name.fr === '', 'name.fr is missing'],
  [!(Number.isInteger(leadDays) && leadDays >= 0 && leadDays <= 90), 'leadDays is not 0 to 90'],
]

function wrongOfOption(option: LensOption, treatmentIds: readonly string[]): Wrong[] {
  const { use, index, sph, cyl, add, minLensHeightMm = 20, centreMm, edgeMinMm } = option
  const isSpan = ({ low, high }: Span) => low <= high
  return [
    ...wrongOfBoth(option),
    [!lensUses.includes(use), `use is ${use}`],
    [!indices.some((one) => one === index), `index is ${index}`],
    [!isSpan(sph) || !isSpan(cyl) || (add !== undefined && !isSpan(add)), 'a range ends before it begins'],
    [cyl.high > 0, 'cyl is not in minus notation'],
    [(use === 'bifocal' || use === 'progressive') !== (add !== undefined), 'add belongs to bifocal and progressive, and to no other'],
    [!(minLensHeightMm >= 10 && minLensHeightMm <= 30), 'minLensHeightMm is not 10 to 30'],
    [option.rims.length === 0 || option.rims.some((rim) => !rims.includes(rim)), 'rims are not full, semi, rimless'],
    [!(centreMm > 0 && centreMm <= 5 && edgeMinMm > 0 && edgeMinMm <= 5), 'centreMm or edgeMinMm is not within 5 mm'],
    [option.treatments.some((id) => !treatmentIds.includes(id)), 'treatments name one that is not there'],
  ]
}
