import type { Clock } from '@vitrine/platform/clock/clock'
import { Fault } from '@vitrine/platform/rpc/fault'
import { type Fit, fitOf, isPdPrecise } from '../domain/fit.ts'
import { type JudgedLens, judgeLens, type MeasuredFrame, pdFor, pdOfHalves, thicknessOf } from '../domain/judged-lens.ts'
import { type LensRange, type LensUse, offeredOf, type Treatment } from '../domain/lens-range.ts'
import { powersMade } from '../domain/lens-rules.ts'
import { ruleOf, type Validity } from '../domain/validity.ts'
import { type KeepNeeds, listPrescriptions } from './keep-prescriptions.ts'
import { readSheet, type Sheet, type WrongSheetField } from './read-sheet.ts'

export interface KeptRange extends LensRange {
  /** Counts its changes. */
  readonly version: number
}

export interface LensStore {
  /** False when the range is no longer of that version; 0 is whatever is there. */
  put(range: LensRange, version: number): Promise<boolean>
  read(): Promise<KeptRange>
}

export interface JudgeNeeds extends KeepNeeds {
  readonly lenses: LensStore
  readonly clock: Clock
}

/** Where the powers come from: a sheet typed just now, a kept one, or a picture that an optician is to read. */
export type Powers =
  | { readonly sheet: Sheet }
  | { readonly accountId: string; readonly prescriptionId: string }
  | { readonly isToRead: true }

type Refused = { readonly outcome: 'refused'; readonly wrong: readonly WrongSheetField[] }

export type Judgement =
  | {
      readonly outcome: 'judged'
      readonly lenses: readonly JudgedLens[]
      readonly treatments: readonly Treatment[]
      readonly validity?: Validity
    }
  | Refused

/**
 * Every lens the shop offers for one frame and one pair of eyes, each with all that speaks against it (LN-9) and how thick it gets.
 *
 * Refusal: `refused` when the typed sheet cannot be read. Faults: `not-found` for a prescription or treatment that is not there. Throws
 * RangeError for a frame that cannot be.
 */
export async function judgeLenses(
  needs: JudgeNeeds,
  asked: {
    readonly frame: MeasuredFrame
    readonly powers?: Powers | undefined
    readonly treatmentIds: readonly string[]
    readonly lostOrBroken?: boolean
  },
): Promise<Judgement> {
  const frame = checkedFrame(asked.frame)
  const range = offeredOf(await needs.lenses.read())
  const treatments = treatmentsOf(range, asked.treatmentIds)
  const { powers } = asked
  const read = await readPowers(needs, powers)
  if (read?.outcome === 'refused') return read
  const isToRead = powers !== undefined && 'isToRead' in powers
  const mayBeExpired = asked.lostOrBroken === true && read?.rule?.lostOrBroken === true
  const wish = { frame, treatments, prescription: read?.prescription, validity: read?.validity, isToRead, mayBeExpired }
  const { validity } = wish
  const lenses = range.options.map((option) => judgeLens(option, range, wish))
  return { outcome: 'judged', lenses, treatments: range.treatments, ...(validity && { validity }) }
}

/** Throws a fault: `not-found` for one the shop does not have. */
export const treatmentsOf = ({ treatments }: LensRange, ids: readonly string[]): Treatment[] =>
  [...new Set(ids)].map((id) => found(treatments, id))

export interface FitQuestion {
  readonly frame: MeasuredFrame
  readonly pd: { readonly right: number; readonly left: number }
  /** Of a measured PD, 95 %. */
  readonly pdErrorMm?: number
  readonly faceWidthMm?: number
  readonly powers?: Powers | undefined
  readonly lensId?: string
  /** Which powers are made, while no lens is chosen; absent: those for far. */
  readonly use?: LensUse
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
  const option = lensId === undefined ? undefined : found((await needs.lenses.read()).options, lensId)
  const use = option?.use ?? asked.use ?? 'sv-far'
  if (prescription && !isPdPrecise(pdErrorMm, ...powersMade(use, prescription))) return { outcome: 'pd-too-coarse' }
  const { far, near } = prescription?.pd ?? pdOfHalves(asked.pd)
  const fit = fitOf({ ...asked, frame, pd: pdFor(use, { ...asked.pd, far, near }), ...(option && thicknessOf(option, prescription)) })
  return { outcome: 'fit', fit }
}

async function readPowers(needs: JudgeNeeds, powers: Powers | undefined) {
  if (!powers || 'isToRead' in powers) return undefined
  const rules = await needs.rules.read()
  if ('sheet' in powers) return { ...readSheet(powers.sheet, needs.clock(), rules), rule: ruleOf(rules, powers.sheet.country) }
  const { prescription, validity, sheet } = found(await listPrescriptions(needs, powers.accountId), powers.prescriptionId)
  return { outcome: 'read' as const, prescription, validity, rule: ruleOf(rules, sheet.country) }
}

function found<T extends { readonly id: string }>(all: readonly T[], id: string): T {
  const one = all.find((each) => each.id === id)
  if (!one) throw new Fault('not-found', `no ${id}`)
  return one
}

/** Sizes that frames have, mm; an editor may have kept unusual ones (EY-2), so these are wider than the ranges of a form. */
const frameMm = { low: 5, high: 200 } as const

export function checkedFrame(frame: MeasuredFrame): MeasuredFrame {
  const { lensWidthMm, lensHeightMm, bridgeMm, effectiveDiameterMm = lensWidthMm, frameWidthMm = lensWidthMm } = frame
  for (const [name, size] of Object.entries({ lensWidthMm, lensHeightMm, bridgeMm, effectiveDiameterMm, frameWidthMm }))
    if (!(size >= frameMm.low && size <= frameMm.high)) throw new RangeError(`frame.${name}: is not ${frameMm.low} to ${frameMm.high} mm`)
  return frame
}
