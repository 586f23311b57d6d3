import type { Clock } from '@vitrine/platform/clock/clock'
import { Fault } from '@vitrine/platform/rpc/fault'
import { type Fit, fitOf, type FittedFrame, isPdPrecise } from '../domain/fit.ts'
import { type LensOption, type LensRange, checkedRange, type Rim, type Treatment } from '../domain/lens-range.ts'
import { eyesOf, leadDaysOf, type LensRefusal, type LensWish, nearestOption, refusalsOf } from '../domain/lens-rules.ts'
import type { Prescription } from '../domain/prescription.ts'
import type { Validity } from '../domain/validity.ts'
import { dayOf, type KeepNeeds, listPrescriptions } from './keep-prescriptions.ts'
import { readSheet, type Sheet, type WrongSheetField } from './read-sheet.ts'

export interface LensStore {
  put(range: LensRange): Promise<void>
  read(): Promise<LensRange>
}

export interface JudgeNeeds extends KeepNeeds {
  readonly lenses: LensStore
  readonly clock: Clock
}

/** Where the powers come from: a sheet typed just now, or a kept one. */
export type Powers = { readonly sheet: Sheet } | { readonly accountId: string; readonly prescriptionId: string }

export type MeasuredFrame = FittedFrame & { readonly rim: Rim }

export interface JudgedLens {
  readonly option: LensOption
  readonly leadDays: number
  readonly refusals: readonly LensRefusal[]
  readonly nearestId?: string
  readonly fit?: Fit
}

type Refused = { readonly outcome: 'refused'; readonly wrong: readonly WrongSheetField[] }

export type Judgement =
  | {
      readonly outcome: 'judged'
      readonly lenses: readonly JudgedLens[]
      readonly treatments: readonly Treatment[]
      readonly validity?: Validity
    }
  | Refused

/** Replaces all lenses and treatments of the shop. Throws RangeError naming the first that is wrong. */
export const putLensRange = (lenses: LensStore, range: LensRange): Promise<void> => lenses.put(checkedRange(range))

/**
 * Every lens of the shop for one frame and one pair of eyes, each with all that speaks against it (LN-9) and how thick it gets.
 *
 * Refusal: `refused` when the typed sheet cannot be read. Faults: `not-found` for a prescription or treatment that is not there. Throws
 * RangeError for a frame that cannot be.
 */
export async function judgeLenses(
  needs: JudgeNeeds,
  asked: { readonly frame: MeasuredFrame; readonly powers?: Powers | undefined; readonly treatmentIds: readonly string[] },
): Promise<Judgement> {
  const frame = checkedFrame(asked.frame)
  const range = await needs.lenses.read()
  const treatments = [...new Set(asked.treatmentIds)].map((id) => found(range.treatments, id))
  const read = await readPowers(needs, asked.powers)
  if (read?.outcome === 'refused') return read
  const { prescription, validity } = read ?? {}
  const pd = prescription?.pd
  const wishFor = (option: LensOption): LensWish => ({
    ...{ frame, treatments },
    ...(prescription && { prescription }),
    ...(validity && { validity }),
    ...(pd && { fit: fitOf({ frame, pd: pdFor(option, pd), ...lensOf(option, prescription) }) }),
  })
  const lenses = range.options.map((option): JudgedLens => {
    const wish = wishFor(option)
    const refusals = refusalsOf(option, wish)
    const nearest = refusals.length > 0 ? nearestOption(option, range, wish) : undefined
    return {
      ...{ option, refusals, leadDays: leadDaysOf(option, treatments) },
      ...(nearest && { nearestId: nearest.id }),
      ...(wish.fit && { fit: wish.fit }),
    }
  })
  return { outcome: 'judged', lenses, treatments: range.treatments, ...(validity && { validity }) }
}

export interface FitQuestion {
  readonly frame: MeasuredFrame
  readonly pd: { readonly right: number; readonly left: number }
  /** Of a measured PD, 95 %. */
  readonly pdErrorMm?: number
  readonly faceWidthMm?: number
  readonly powers?: Powers | undefined
  readonly lensId?: string
}

export type FitOutcome = { readonly outcome: 'fit'; readonly fit: Fit } | { readonly outcome: 'pd-too-coarse' } | Refused

/**
 * How a frame fits a pair of eyes (FT-1 to FT-6). Refusals: `pd-too-coarse` when a measured PD does not do for the powers (FT-5); `refused`
 * when the typed sheet cannot be read. Faults: `not-found` for the lens or the prescription.
 */
export async function checkFit(needs: JudgeNeeds, { pdErrorMm = 0, lensId, powers, ...asked }: FitQuestion): Promise<FitOutcome> {
  const frame = checkedFrame(asked.frame)
  const read = await readPowers(needs, powers)
  if (read?.outcome === 'refused') return read
  const prescription = read?.prescription
  if (prescription && !isPdPrecise(pdErrorMm, prescription.right, prescription.left)) return { outcome: 'pd-too-coarse' }
  const option = lensId === undefined ? undefined : found((await needs.lenses.read()).options, lensId)
  return { outcome: 'fit', fit: fitOf({ ...asked, frame, ...(option && lensOf(option, prescription)) }) }
}

async function readPowers(needs: JudgeNeeds, powers: Powers | undefined) {
  if (!powers) return undefined
  if ('sheet' in powers) return readSheet(powers.sheet, dayOf(needs.clock()))
  const kept = await listPrescriptions(needs, powers.accountId)
  const { prescription, validity } = found(kept, powers.prescriptionId)
  return { outcome: 'read' as const, prescription, validity }
}

/** What thickness needs; none without powers, as of plano lenses. */
function lensOf(option: LensOption, prescription: Prescription | undefined) {
  const [right, left] = eyesOf(option.use, prescription)
  return right && left ? { lens: { ...option, right: right[1], left: left[1] } } : {}
}

/** Lenses for reading are centred for near. */
const pdFor = ({ use }: LensOption, { right, left, far, near }: NonNullable<Prescription['pd']>) => {
  const inset = use === 'sv-near' ? (far - near) / 2 : 0
  return { right: right - inset, left: left - inset }
}

function found<T extends { readonly id: string }>(all: readonly T[], id: string): T {
  const one = all.find((each) => each.id === id)
  if (!one) throw new Fault('not-found', `no ${id}`)
  return one
}

/** Sizes that frames have, mm; an editor may have kept unusual ones (EY-2), so these are wider than the ranges of a form. */
const frameMm = { low: 5, high: 200 } as const

function checkedFrame(frame: MeasuredFrame): MeasuredFrame {
  const { lensWidthMm, lensHeightMm, bridgeMm, effectiveDiameterMm = lensWidthMm, frameWidthMm = lensWidthMm } = frame
  for (const [name, size] of Object.entries({ lensWidthMm, lensHeightMm, bridgeMm, effectiveDiameterMm, frameWidthMm }))
    if (!(size >= frameMm.low && size <= frameMm.high)) throw new RangeError(`frame.${name}: is not ${frameMm.low} to ${frameMm.high} mm`)
  return frame
}
