import type { Clock } from '@vitrine/platform/clock/clock'
import { Fault } from '@vitrine/platform/rpc/fault'
import type { KeptSheetState } from '../domain/kept-sheet.ts'
import type { Reason } from '../domain/configuration.ts'
import type { Telling } from './configure.ts'
import { type KeepNeeds, type KeptPrescription, listPrescriptions } from './keep-prescriptions.ts'

/** What was written; of it the text and what it is about are sealed. */
export interface Message {
  readonly id: string
  readonly at: Date
  readonly from: 'person' | 'optician'
  readonly text: string
  /** The kept sheet it is about; empty: none. */
  readonly prescriptionId: string
}

/** A person an optician is waited for by. */
export interface WaitingCase {
  readonly accountId: string
  readonly since: Date
  readonly sheets: number
  readonly messages: number
}

export interface AdviceStore {
  /** Oldest first. */
  thread(accountId: string): Promise<readonly Message[]>
  waitingMessages(accountId: string): Promise<number>
  /** Keeps what a person wrote; a sheet that was asked about is submitted again with it. Twice under one id is once. */
  addOfPerson(accountId: string, message: Message): Promise<void>
  /** Keeps what an optician wrote, with what is told of it: nothing of the thread waits any more. Twice under one id is once. */
  addOfOptician(accountId: string, message: Message, actor: string, told: Telling): Promise<void>
  /** State, message and what is told of it, or none of them. False when the sheet is in another state than `from` meanwhile. */
  decide(accountId: string, decided: DecidedSheet): Promise<boolean>
  /** Those that wait longest first, from the one after `cursor`; with how many there are in all. */
  waiting(page: {
    readonly cursor: string
    readonly limit: number
  }): Promise<{ readonly cases: readonly WaitingCase[]; readonly total: number }>
}

export interface DecidedSheet {
  readonly prescriptionId: string
  readonly from: KeptSheetState
  readonly to: KeptSheetState
  readonly reason: Reason | ''
  readonly actor: string
  readonly at: Date
  readonly message?: Message
  /** Absent: nobody is called to look. */
  readonly told?: Telling
}

/** An optician wrote, or a sheet ends: a person is to look, and nothing of why is said. */
export type ConcernTelling = (accountId: string, noticeId: string, what: 'advice' | 'prescription-ends', at: Date) => Telling

export interface AdviceNeeds extends KeepNeeds {
  readonly advice: AdviceStore
  readonly concern: ConcernTelling
  readonly published: () => void
  readonly clock: Clock
}

export interface Case {
  readonly messages: readonly Message[]
  readonly sheets: readonly KeptPrescription[]
}

const maxTextLength = 2_000
/** Nobody writes more before somebody answers: a form that runs wild is not a question [our choice]. */
const mostWaiting = 20

/**
 * A person writes to the opticians; a sheet that was asked about waits for them again. Twice under one id is once.
 *
 * Fault: `not-found` for a sheet that is not theirs. Throws RangeError for a text that is none, or one more than may wait.
 */
export async function askOptician(
  needs: AdviceNeeds,
  accountId: string,
  { id, text, prescriptionId }: Pick<Message, 'id' | 'text' | 'prescriptionId'>,
): Promise<readonly Message[]> {
  const thread = await needs.advice.thread(accountId)
  if (thread.some((one) => one.id === id)) return thread
  const said = checkedText(text)
  if (prescriptionId !== '') await keptSheet(needs, accountId, prescriptionId)
  if ((await needs.advice.waitingMessages(accountId)) >= mostWaiting)
    throw new RangeError(`text: ${mostWaiting} wait for an answer already`)
  await needs.advice.addOfPerson(accountId, { id, at: needs.clock(), from: 'person', text: said, prescriptionId })
  return needs.advice.thread(accountId)
}

/** All that opticians see of a person. Fault: `not-found` for one who wrote and keeps nothing. */
export async function openCase(needs: AdviceNeeds, accountId: string): Promise<Case> {
  const [messages, sheets] = await Promise.all([needs.advice.thread(accountId), listPrescriptions(needs, accountId)])
  if (messages.length === 0 && sheets.length === 0) throw new Fault('not-found', 'nobody asks anything')
  return { messages, sheets }
}

export type Answered = { readonly outcome: 'done'; readonly case: Case } | { readonly outcome: 'own-prescription' }

/** An optician writes to a person, who is told that there is something to read. Refusal: nobody advises themselves. Fault: `not-found`. */
export async function answerPerson(
  needs: AdviceNeeds,
  accountId: string,
  { id, text, actor }: { readonly id: string; readonly text: string; readonly actor: string },
): Promise<Answered> {
  if (accountId === actor) return { outcome: 'own-prescription' }
  const said = checkedText(text)
  await openCase(needs, accountId)
  const at = needs.clock()
  const message = { id, at, from: 'optician', text: said, prescriptionId: '' } as const
  await needs.advice.addOfOptician(accountId, message, actor, needs.concern(accountId, id, 'advice', at))
  needs.published()
  return { outcome: 'done', case: await openCase(needs, accountId) }
}

/** Fault: `not-found`, also for one of another account. */
export async function keptSheet(needs: KeepNeeds, accountId: string, prescriptionId: string): Promise<KeptPrescription> {
  const kept = (await listPrescriptions(needs, accountId)).find(({ id }) => id === prescriptionId)
  if (!kept) throw new Fault('not-found', 'no such prescription')
  return kept
}

/** Throws RangeError for a text that is empty or too long. */
export function checkedText(text: string): string {
  const said = text.trim()
  if (said === '' || said.length > maxTextLength) throw new RangeError(`text: is empty or longer than ${maxTextLength}`)
  return said
}
