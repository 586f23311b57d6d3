import { type Blank, blankLimits } from './blank.ts'

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
 * plus lens. `minLensHeightMm`, of short designs: from this height on. `blanks`, where the shop knows them: what it is cut from; absent, any diameter is there.
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
  readonly blanks?: readonly Blank[]
  readonly leadDays: number
  /** Ids of treatments it may have. */
  readonly treatments: readonly string[]
  /** Offered no more; glasses that were configured with it stay as they are. */
  readonly isOutOfUse?: boolean
}

/** What is put on or into a lens. `clashesWith` any of these (both ways); `needsOneOf` these, where it names some (LN-7). */
export interface Treatment {
  readonly id: string
  readonly name: LocalText
  readonly leadDays: number
  readonly clashesWith: readonly string[]
  readonly needsOneOf: readonly string[]
  readonly isOutOfUse?: boolean
}

/** All lenses and treatments of the shop, in the order they are offered. */
export interface LensRange {
  readonly options: readonly LensOption[]
  readonly treatments: readonly Treatment[]
}

/** What is offered of a range. */
export const offeredOf = ({ options, treatments }: LensRange): LensRange => ({
  options: options.filter(({ isOutOfUse }) => !isOutOfUse),
  treatments: treatments.filter(({ isOutOfUse }) => !isOutOfUse),
})

/** The range as it is kept. Throws RangeError naming the row, its field and what is wrong: `options.far-160.index: is 155`. */
export function checkedRange(range: LensRange): LensRange {
  const { options, treatments } = range
  const treatmentIds = treatments.map(({ id }) => id)
  const ids = [...options.map(({ id }) => id), ...treatmentIds]
  for (const { id, clashesWith, needsOneOf, ...treatment } of treatments)
    refuseWhen(`treatments.${id}`, [
      ...wrongOfBoth({ id, ...treatment }, ids),
      ['clashesWith', !areAmong(clashesWith, treatmentIds), 'names a treatment that is not there'],
      ['needsOneOf', !areAmong(needsOneOf, treatmentIds), 'names a treatment that is not there'],
    ])
  for (const option of options) refuseWhen(`options.${option.id}`, [...wrongOfBoth(option, ids), ...wrongOfOption(option, treatmentIds)])
  return range
}

type Wrong = readonly [field: string, isWrong: boolean, why: string]

function refuseWhen(row: string, wrong: readonly Wrong[]): void {
  const [found] = wrong.filter(([, isWrong]) => isWrong)
  if (found) throw new RangeError(`${row}.${found[0]}: ${found[2]}`)
}

const areAmong = (ids: readonly string[], known: readonly string[]) => ids.every((id) => known.includes(id))

const wrongOfBoth = ({ id, name, leadDays }: { id: string; name: LocalText; leadDays: number }, ids: readonly string[]): Wrong[] => [
  ['id', !/^[a-z0-9-]{1,100}$/.test(id), 'is not 1 to 100 small letters, digits and dashes'],
  ['id', ids.indexOf(id) !== ids.lastIndexOf(id), 'is there twice'],
  ['name.fr', name.fr === '', 'is missing'],
  ['leadDays', !(Number.isInteger(leadDays) && leadDays >= 0 && leadDays <= 90), 'is not 0 to 90'],
]

function wrongOfOption(option: LensOption, treatmentIds: readonly string[]): Wrong[] {
  const { use, index, sph, cyl, add, minLensHeightMm = 20, centreMm, edgeMinMm, blanks = [] } = option
  const isTurned = ({ low, high }: Span) => low > high
  const isThin = (mm: number) => mm > 0 && mm <= 5
  return [
    ['use', !lensUses.includes(use), `is ${use}`],
    ['index', !indices.some((one) => one === index), `is ${index}`],
    ['sph', isTurned(sph), 'ends before it begins'],
    ['cyl', isTurned(cyl), 'ends before it begins'],
    ['cyl', cyl.high > 0, 'is not in minus notation'],
    ['add', (use === 'bifocal' || use === 'progressive') !== (add !== undefined), 'belongs to bifocal and progressive, and to no other'],
    ['add', add !== undefined && isTurned(add), 'ends before it begins'],
    ['minLensHeightMm', !(minLensHeightMm >= 10 && minLensHeightMm <= 30), 'is not 10 to 30'],
    ['rims', option.rims.length === 0 || option.rims.some((rim) => !rims.includes(rim)), 'are not full, semi, rimless'],
    ['centreMm', !isThin(centreMm), 'is not within 5 mm'],
    ['blanks', blanks.length > 20, 'are more than 20'],
    ['blanks', !blanks.every(isBlank), 'are not 40 to 95 mm wide with a front of 0 to 12 dioptres'],
    ['edgeMinMm', !isThin(edgeMinMm), 'is not within 5 mm'],
    ['treatments', !areAmong(option.treatments, treatmentIds), 'name one that is not there'],
  ]
}

const isBlank = (blank: Blank): boolean =>
  Object.entries(blankLimits).every(([field, { low, high }]) => blank[field as keyof Blank] >= low && blank[field as keyof Blank] <= high) // keys of the limits
