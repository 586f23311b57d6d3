import type { Clock } from '@vitrine/platform/clock/clock'
import { Fault } from '@vitrine/platform/rpc/fault'
import type { Reason } from '../domain/configuration.ts'
import { isToCorrect, type KeptSheetState } from '../domain/kept-sheet.ts'
import type { Prescription } from '../domain/prescription.ts'
import { dayOf, type RxRule, type Validity, validityOfTaken } from '../domain/validity.ts'
import type { Warning } from '../domain/warnings.ts'
import type { ConfigurationStore } from './configure.ts'
import { readSheet, type Sheet, type WrongSheetField } from './read-sheet.ts'
import type { RxRuleStore } from './rx-rules.ts'

/** What is sealed of a prescription. `sheet` as it was typed is kept beside what was read from it (RX-3). */
export interface SealedPart {
  readonly wearer: string
  readonly prescriber: string
  readonly sheet: Sheet
  readonly prescription: Prescription
  /** Of a measured PD, 95 %; absent or 0 when it was typed. */
  readonly pdErrorMm?: number
}

export interface PrescriptionRecord extends SealedPart {
  readonly id: string
  readonly accountId: string
  readonly state: KeptSheetState
  /** Why it was asked about or rejected; empty otherwise. */
  readonly reason: Reason | ''
  /** Another one was sent in its place. */
  readonly isCorrected: boolean
  readonly addedAt: Date
}

export type KeptPrescription = PrescriptionRecord & { readonly validity: Validity }

export interface PrescriptionStore {
  /** Keeps it; the one it takes the place of is rejected with that, if it was only asked about. False when the id or that place is taken. */
  add(record: PrescriptionRecord, correctsId: string): Promise<boolean>
  /** Newest first. */
  list(accountId: string): Promise<readonly PrescriptionRecord[]>
  /** False when the account has none of that id. */
  remove(accountId: string, id: string): Promise<boolean>
}

export interface KeepNeeds {
  readonly prescriptions: PrescriptionStore
  readonly rules: RxRuleStore
  readonly clock: Clock
}

/** One account keeps no more: a form that runs wild is not a family [our choice]. */
const most = 50

export interface AddAsked {
  readonly id: string
  readonly accountId: string
  readonly wearer: string
  readonly prescriber: string
  readonly sheet: Sheet
  readonly ticked: readonly string[]
  readonly pdErrorMm: number
  /** The one that was asked about or rejected, whose place this takes; empty: none. */
  readonly correctsId: string
}

export type AddOutcome =
  | { readonly outcome: 'kept'; readonly kept: KeptPrescription }
  | { readonly outcome: 'refused'; readonly wrong: readonly WrongSheetField[] }
  | { readonly outcome: 'unticked'; readonly warnings: readonly Warning[] }

/**
 * Keeps a sheet for its person, sealed. The same id again keeps nothing and answers what is there.
 *
 * Refusals: `refused` with every wrong field; `unticked` with warnings nobody confirmed. An expired sheet is kept: it says so. Faults:
 * `already-exists` for an id of another account; `not-found` for one to correct that is not there, or not to be corrected. Throws RangeError for more than 50, or a name that is missing or too long.
 */
export async function addPrescription({ prescriptions, rules: ruleStore, clock }: KeepNeeds, asked: AddAsked): Promise<AddOutcome> {
  const { id, accountId, wearer, prescriber, sheet, ticked, pdErrorMm, correctsId } = asked
  if (id === '' || accountId === '') throw new RangeError('prescriptionId: an id is missing')
  if (wearer.trim() === '' || wearer.length > 100) throw new RangeError('wearer: is empty or longer than 100')
  if (prescriber.length > 100) throw new RangeError('prescriber: is longer than 100')
  if (!(pdErrorMm >= 0 && pdErrorMm < 20)) throw new RangeError('pdErrorMm: is not 0 to 20')
  const now = clock()
  const [there, rules] = await Promise.all([prescriptions.list(accountId), ruleStore.read()])
  const known = there.find((one) => one.id === id)
  if (known) return { outcome: 'kept', kept: withValidity(rules, known, now) }
  if (there.length >= most) throw new RangeError(`prescriptionId: an account keeps ${most} at most`)
  if (correctsId !== '' && !there.some((one) => one.id === correctsId && isToCorrect(one))) throw new Fault('not-found', `no ${correctsId}`)
  const reading = readSheet(sheet, now, rules, { before: lastOf(there, { wearer, birthDate: sheet.wearerBirthDate, but: correctsId }) })
  if (reading.outcome === 'refused') return reading
  if (!reading.validity) return { outcome: 'refused', wrong: [{ field: 'issuedOn', code: 'missing' }] }
  const unticked = reading.warnings.filter((warning) => !ticked.includes(warning))
  if (unticked.length > 0) return { outcome: 'unticked', warnings: unticked }
  const record = {
    ...{ id, accountId, wearer, prescriber, sheet, pdErrorMm },
    prescription: reading.prescription,
    ...{ state: 'submitted' as const, reason: '' as const, isCorrected: false },
    addedAt: now,
  }
  if (!(await prescriptions.add(record, correctsId))) throw new Fault('already-exists', `prescription ${id} is there already`)
  return { outcome: 'kept', kept: withValidity(rules, record, now) }
}

/**
 * What a new sheet of a wearer is compared with (RX-6): their last one that was verified, or their last one while none was. Who names nobody is known by
 * the birth date. `kept` is newest first.
 */
export function lastOf(
  kept: readonly PrescriptionRecord[],
  { wearer, birthDate, but = '' }: { readonly wearer: string; readonly birthDate: string; readonly but?: string | undefined },
): Prescription | undefined {
  const name = wearerKey({ wearer })
  const isTheirs = (one: PrescriptionRecord) => (name === '' ? one.sheet.wearerBirthDate === birthDate : wearerKey(one) === name)
  const theirs = kept.filter((one) => one.id !== but && isTheirs(one))
  return (theirs.find(({ state }) => state === 'verified') ?? theirs[0])?.prescription
}

/** All of an account, newest first, with what is known of their last day today. */
export async function listPrescriptions(
  { prescriptions, rules: ruleStore, clock }: KeepNeeds,
  accountId: string,
): Promise<KeptPrescription[]> {
  const [kept, rules] = await Promise.all([prescriptions.list(accountId), ruleStore.read()])
  return kept.map((record) => withValidity(rules, record, clock()))
}

export type Removal = { readonly outcome: 'removed' } | { readonly outcome: 'under-way'; readonly orderNumbers: readonly string[] }

/**
 * Removes a kept sheet; with their last one a wearer goes (OPT-9). Refusal: `under-way` while glasses are to be made to it, or for a wearer who would go.
 * Faults: `not-found`, also for one of another account.
 */
export async function removePrescription(
  { prescriptions, configurations }: Pick<KeepNeeds, 'prescriptions'> & { readonly configurations: Pick<ConfigurationStore, 'underWay'> },
  accountId: string,
  id: string,
): Promise<Removal> {
  const kept = await prescriptions.list(accountId)
  const one = kept.find((each) => each.id === id)
  if (!one) throw new Fault('not-found', 'no such prescription')
  const isLast = kept.every((each) => each === one || wearerKey(each) !== wearerKey(one))
  const stopping = (await configurations.underWay(accountId)).filter(
    ({ wish }) => wish.keptId === id || (isLast && wish.wearer.trim() !== '' && wearerKey(wish) === wearerKey(one)),
  )
  if (stopping.length > 0) return { outcome: 'under-way', orderNumbers: stopping.map(({ configuration }) => configuration.orderNumber) }
  if (!(await prescriptions.remove(accountId, id))) throw new Fault('not-found', 'no such prescription')
  return { outcome: 'removed' }
}

/** Wearers are told apart by their names, however they are typed. */
export const wearerKey = ({ wearer }: { readonly wearer: string }): string => wearer.trim().toLowerCase()

const withValidity = (rules: readonly RxRule[], record: PrescriptionRecord, now: Date): KeptPrescription => ({
  ...record,
  validity: validityOfTaken(rules, record.sheet, dayOf(now)),
})
