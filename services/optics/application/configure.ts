import { Fault } from '@vitrine/platform/rpc/fault'
import { type Configuration, guestOf, type Pictured, type Step } from '../domain/configuration.ts'
import { isPdPrecise } from '../domain/fit.ts'
import { type JudgedLens, judgeLens, type MeasuredFrame } from '../domain/judged-lens.ts'
import { type LensUse, offeredOf } from '../domain/lens-range.ts'
import { powersMade } from '../domain/lens-rules.ts'
import type { Prescription, TypedBy } from '../domain/prescription.ts'
import { dayOf, ruleOf, type RxRule, validityOfTaken } from '../domain/validity.ts'
import type { Warning } from '../domain/warnings.ts'
import { checkedFrame, type JudgeNeeds, type Powers, treatmentsOf } from './judge-lenses.ts'
import { lastOf, listPrescriptions } from './keep-prescriptions.ts'
import { readSheet, type Sheet, type WrongSheetField } from './read-sheet.ts'

/** What is sealed of a configuration; of lenses without power the sheet is absent. */
export interface SealedWish {
  readonly wearer: string
  readonly prescriber: string
  /** As it was written, and as it was read (RX-3). */
  readonly sheet?: Sheet
  readonly prescription?: Prescription
  readonly warnings: readonly Warning[]
  /** Of the country of the sheet, as it was when the sheet was taken; absent: there was none, or it is older than such rows. */
  readonly rule?: RxRule
  /** The shopper lost or broke their glasses: an optician decides whether an expired sheet will do (LAW-13). */
  readonly isLost?: true
  /** Why it did, in the optician's words. */
  readonly lostNote?: string
  /** Of a measured PD, 95 %; 0 when it was typed. */
  readonly pdErrorMm: number
  /** The kept prescription it was taken from. */
  readonly keptId?: string
  /** What the optician wrote to the shopper last. */
  readonly message: string
  /** What stood there before an optician amended it, oldest first. */
  readonly earlier?: readonly EarlierSheet[]
}

export interface EarlierSheet {
  /** RFC 3339. */
  readonly at: string
  readonly actor: string
  readonly note: string
  readonly sheet: Sheet
}

/** An event, as the contract spells it. */
export interface Telling {
  readonly type: string
  readonly body: unknown
}

export interface QueueAsked {
  readonly state: string
  readonly labState: string
  readonly cursor: string
  readonly limit: number
}

export interface ConfigurationStore {
  /** False when the id is taken. */
  add(configuration: Configuration, wish: SealedWish): Promise<boolean>
  find(id: string): Promise<Configuration | undefined>
  /** With what is sealed. */
  open(id: string): Promise<{ readonly configuration: Configuration; readonly wish: SealedWish } | undefined>
  /** By state, those that wait longest first, from the one after `cursor`; with how many there are in all. An empty lab state is any. */
  list(asked: QueueAsked): Promise<{ readonly configurations: readonly Configuration[]; readonly total: number }>
  /** Ordered by a person, not decided or not made yet; with what is sealed. */
  underWay(accountId: string): Promise<readonly { readonly configuration: Configuration; readonly wish: SealedWish }[]>
  /** In an account (`accountOf`), oldest first; with what is sealed. */
  own(accountId: string): Promise<readonly { readonly configuration: Configuration; readonly wish: SealedWish }[]>
  ofOrder(orderId: string): Promise<readonly Configuration[]>
  /** Writes over the version it was made from, with what is told. False when somebody else wrote meanwhile. */
  change(
    configuration: Configuration,
    told: readonly Telling[],
    more?: { readonly wish?: SealedWish; readonly kept?: KeptDecision },
  ): Promise<boolean>
  /** Drops one that nobody ordered, of this account or of a guest; the guest's key with it. Answers which. */
  dropDraft(id: string, accountId: string): Promise<readonly Pictured[]>
  /** All of a person, and the key. Answers which glasses that were. */
  forget(personId: string): Promise<readonly Pictured[]>
  /** Those nobody ordered, the oldest: as many as one drop takes. */
  drafts(createdBefore: Date): Promise<readonly Pictured[]>
  /** Drops them. Answers which. */
  dropDrafts(createdBefore: Date): Promise<readonly Pictured[]>
}

/** What is decided about glasses is decided about the kept sheet they were taken from, while that waits. */
export interface KeptDecision {
  readonly id: string
  readonly state: 'verified' | 'rejected'
  readonly reason: string
  readonly actor: string
  readonly at: Date
}

export interface ConfigureNeeds extends JudgeNeeds {
  readonly configurations: ConfigurationStore
}

export interface Wish {
  readonly id: string
  /** Empty for a guest. */
  readonly accountId: string
  readonly variantId: string
  readonly frameName: string
  readonly frameSku: string
  readonly frame: MeasuredFrame
  readonly lensId: string
  readonly treatmentIds: readonly string[]
  readonly powers: Powers | undefined
  readonly wearer: string
  readonly prescriber: string
  readonly ticked: readonly string[]
  readonly pdErrorMm: number
  /** The glasses they replace were lost or broken. */
  readonly lostOrBroken?: boolean
}

export type SheetRefusal =
  | { readonly outcome: 'refused'; readonly wrong: readonly WrongSheetField[] }
  | { readonly outcome: 'unticked'; readonly warnings: readonly Warning[] }
  | { readonly outcome: 'lens-refused'; readonly lens: JudgedLens }

type PdTooCoarse = { readonly outcome: 'pd-too-coarse'; readonly pdErrorMm: number }

export type Configured = { readonly outcome: 'configured'; readonly configuration: Configuration } | SheetRefusal | PdTooCoarse

/**
 * Keeps what a pair of glasses is to be made of, its sheet sealed. The same id again keeps nothing and answers what is there.
 *
 * What can be ordered is stricter than what can be looked at: the sheet has its dates and its PD. Of a picture that an optician is to read only what does not
 * depend on powers is judged. Refusals: `refused` with every wrong field, `unticked`,
 * `lens-refused` with all that speaks against the lens, `pd-too-coarse` (FT-5). Faults: `not-found` for a lens, a treatment or a kept prescription;
 * `already-exists` for the id of another frame or person.
 */
export async function configure(needs: ConfigureNeeds, wish: Wish): Promise<Configured> {
  if (wish.id === '' || wish.variantId === '') throw new RangeError('configurationId: an id is missing')
  if (wish.wearer.length > 100 || wish.prescriber.length > 100) throw new RangeError('wearer or prescriber: is longer than 100')
  if (!(wish.pdErrorMm >= 0 && wish.pdErrorMm < 20)) throw new RangeError('pdErrorMm: is not 0 to 20')
  const personId = wish.accountId || guestOf(wish.id)
  const known = await needs.configurations.find(wish.id)
  if (known) return again(known, wish, personId)
  const range = offeredOf(await needs.lenses.read())
  const lens = range.options.find(({ id }) => id === wish.lensId)
  if (!lens) throw new Fault('not-found', `no lens ${wish.lensId}`)
  const [frame, treatments] = [checkedFrame(wish.frame), treatmentsOf(range, wish.treatmentIds)]
  const toPrescription = lens.use !== 'plano'
  const isToRead = toPrescription && wish.powers !== undefined && 'isToRead' in wish.powers
  const read = toPrescription && !isToRead ? await wishedSheet(needs, wish, lens.use) : { sealed: sealedOf(wish) }
  if ('outcome' in read) return read
  const { sheet, prescription, rule } = read.sealed
  const validity = sheet && validityOfTaken(rule ? [rule] : [], sheet, dayOf(needs.clock()))
  const mayBeExpired = wish.lostOrBroken === true && rule?.lostOrBroken === true
  const judged = judgeLens(lens, range, { frame, treatments, prescription, validity, isToRead, mayBeExpired })
  if (judged.refusals.length > 0) return { outcome: 'lens-refused', lens: judged }
  const configuration: Configuration = {
    ...{ id: wish.id, personId, variantId: wish.variantId, frameName: wish.frameName, frameSku: wish.frameSku },
    ...{ frame, lens, treatments, leadDays: judged.leadDays, toPrescription, ...(isToRead && { isToRead }) },
    ...{ state: 'drafted', labState: '', orderId: '', orderNumber: '', customerId: '', hasScan: false },
    ...{ createdAt: needs.clock(), orderedAt: null },
    steps: [] satisfies Step[],
    version: 0,
  }
  const isKept = await needs.configurations.add(configuration, read.sealed)
  return isKept ? { outcome: 'configured', configuration } : configure(needs, wish) // a twin was faster: what is there is answered
}

function again(known: Configuration, { id, variantId }: Wish, personId: string): Configured {
  if (known.variantId !== variantId || known.personId !== personId)
    throw new Fault('already-exists', `configuration ${id} is there already`)
  return { outcome: 'configured', configuration: known }
}

const sealedOf = ({ wearer, prescriber, pdErrorMm, lostOrBroken }: Wish): SealedWish => ({
  ...{ wearer, prescriber, pdErrorMm, warnings: [], message: '' },
  ...(lostOrBroken && { isLost: true }),
})

async function wishedSheet(needs: ConfigureNeeds, wish: Wish, use: LensUse): Promise<SheetRefusal | PdTooCoarse | { sealed: SealedWish }> {
  const { powers } = wish
  if (!powers || 'isToRead' in powers) return { outcome: 'refused', wrong: [{ field: 'right.sph', code: 'missing' }] }
  const kept = 'sheet' in powers ? undefined : await keptOf(needs, powers)
  const sheet = 'sheet' in powers ? powers.sheet : kept!.sheet // the one or the other
  const before = kept ? undefined : await beforeOf(needs, wish.accountId, wish.wearer, sheet)
  const prescriber = kept?.prescriber ?? wish.prescriber
  const rules = await needs.rules.read()
  const read = orderable({ sheet, prescriber, at: needs.clock(), rules, before, ...(!kept && { ticked: wish.ticked }) })
  if (!('prescription' in read)) return read
  const { prescription } = read
  const pdErrorMm = Math.max(wish.pdErrorMm, kept?.pdErrorMm ?? 0)
  if (!isPdPrecise(pdErrorMm, ...powersMade(use, prescription))) return { outcome: 'pd-too-coarse', pdErrorMm }
  const who = kept ? { wearer: kept.wearer, prescriber: kept.prescriber, keptId: kept.id } : {}
  return { sealed: { ...sealedOf(wish), ...read, sheet, pdErrorMm, ...who } }
}

/** The sheet of that wearer in the account that a typed one is compared with (RX-6). `but`: the one it takes the place of. */
export async function beforeOf(
  needs: JudgeNeeds,
  accountId: string,
  wearer: string,
  { wearerBirthDate: birthDate }: Sheet,
  but?: string,
): Promise<Prescription | undefined> {
  return accountId === '' ? undefined : lastOf(await needs.prescriptions.list(accountId), { wearer, birthDate, but })
}

async function keptOf(needs: ConfigureNeeds, { accountId, prescriptionId }: { accountId: string; prescriptionId: string }) {
  const kept = (await listPrescriptions(needs, accountId)).find(({ id }) => id === prescriptionId)
  if (!kept || kept.state === 'rejected') throw new Fault('not-found', `no ${prescriptionId}`)
  return kept
}

export interface OrderableAsked {
  readonly sheet: Sheet
  readonly prescriber: string
  /** The warnings that were ticked; absent: they were when it was kept. */
  readonly ticked?: readonly string[]
  readonly at: Date
  readonly rules: readonly RxRule[]
  readonly before?: Prescription | undefined
  readonly by?: TypedBy
}

/**
 * A sheet that lenses can be made to, with the rule of its country: read without a wrong field, dated, with its PD and what that rule asks for, and each warning ticked
 * where `ticked` says which.
 */
export function orderable({
  sheet,
  prescriber,
  ticked,
  at,
  rules,
  ...read
}: OrderableAsked):
  | Exclude<SheetRefusal, { outcome: 'lens-refused' }>
  | { readonly prescription: Prescription; readonly warnings: readonly Warning[]; readonly rule?: RxRule } {
  const reading = readSheet(sheet, at, rules, read)
  const rule = ruleOf(rules, sheet.country)
  const wrong = reading.outcome === 'refused' ? reading.wrong : []
  const lacking = [
    ...(reading.outcome === 'read' && !reading.prescription.pd ? ['pdFar'] : []),
    ...(['wearerBirthDate', 'issuedOn'] as const).filter((field) => sheet[field] === ''),
    ...lackingOf(rule, sheet, prescriber),
  ].filter((field) => !wrong.some((one) => one.field === field))
  const all = [...wrong, ...lacking.map((field) => ({ field, code: 'missing' as const }))]
  if (reading.outcome === 'refused' || all.length > 0) return { outcome: 'refused', wrong: all }
  const { prescription, warnings } = reading
  const unticked = ticked ? warnings.filter((warning) => !ticked.includes(warning)) : []
  return unticked.length > 0 ? { outcome: 'unticked', warnings: unticked } : { prescription, warnings, ...(rule && { rule }) }
}

/** What the rule of a country asks for and a sheet does not say. */
function lackingOf(rule: RxRule | undefined, { typed }: Sheet, prescriber: string): string[] {
  const said = { prescriber, pdFarRight: typed.pdFarRight, pdFarLeft: typed.pdFarLeft, vertexMm: typed.vertexMm }
  const fields = rule?.required.flatMap((field) => (field === 'pdHalves' ? (['pdFarRight', 'pdFarLeft'] as const) : [field])) ?? []
  return fields.filter((field) => said[field].trim() === '')
}
