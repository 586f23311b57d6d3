import { type Fit, fitOf, type FittedFrame } from './fit.ts'
import type { LensOption, LensRange, LensUse, Rim, Treatment } from './lens-range.ts'
import { eyesOf, leadDaysOf, type LensRefusal, type LensWish, nearestOption, refusalsOf } from './lens-rules.ts'
import { nearInsetMm, type Pd, type Prescription } from './prescription.ts'
import type { Validity } from './validity.ts'

export type MeasuredFrame = FittedFrame & { readonly rim: Rim }

export interface JudgedLens {
  readonly option: LensOption
  readonly leadDays: number
  readonly refusals: readonly LensRefusal[]
  readonly nearestId?: string
  readonly fit?: Fit
  /** The treatments that refusals name. */
  readonly named: readonly Treatment[]
}

export interface LensFor {
  readonly frame: MeasuredFrame
  readonly treatments: readonly Treatment[]
  readonly prescription?: Prescription | undefined
  readonly validity?: Validity | undefined
  readonly isToRead?: boolean
  readonly mayBeExpired?: boolean
}

/** A lens for a frame and a pair of eyes: all that speaks against it, the nearest of a range that can be had instead (LN-9), and how it fits. */
export function judgeLens(
  option: LensOption,
  range: LensRange,
  { frame, treatments, prescription, validity, isToRead = false, mayBeExpired = false }: LensFor,
): JudgedLens {
  const pd = prescription?.pd
  const wish: LensWish = {
    ...{ frame, treatments, isToRead, mayBeExpired },
    ...(prescription && { prescription }),
    ...(validity && { validity }),
    ...(pd && { fit: fitOf({ frame, pd: pdFor(option.use, pd), ...thicknessOf(option, prescription) }) }),
  }
  const refusals = refusalsOf(option, wish)
  const nearest = refusals.length > 0 ? nearestOption(option, range, wish) : undefined
  const ids = refusals.flatMap(({ names = [] }) => names)
  const known = [...treatments, ...range.treatments.filter((one) => !treatments.includes(one))]
  return {
    named: known.filter(({ id }) => ids.includes(id)),
    ...{ option, refusals, leadDays: leadDaysOf(option, treatments) },
    ...(nearest && { nearestId: nearest.id }),
    ...(wish.fit && { fit: wish.fit }),
  }
}

/** What thickness needs; none without powers, as of plano lenses. */
export function thicknessOf(option: LensOption, prescription: Prescription | undefined) {
  const [right, left] = eyesOf(option.use, prescription)
  return right && left ? { lens: { ...option, right: right[1], left: left[1] } } : {}
}

/** Half distances that lenses are centred on: those for reading on the near ones. */
export function pdFor(
  use: LensUse,
  { right, left, far, near }: Omit<Pd, 'isNearDerived'>,
): { readonly right: number; readonly left: number } {
  const inset = use === 'sv-near' ? (far - near) / 2 : 0
  return { right: right - inset, left: left - inset }
}

/** Distances that were measured or typed without a sheet: `near` is the usual inset away. */
export const pdOfHalves = ({ right, left }: { readonly right: number; readonly left: number }): Pd => {
  const far = right + left
  return { far, right, left, near: far - nearInsetMm, isNearDerived: true }
}
