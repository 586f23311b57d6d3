import type { Address } from './address.ts'
import type { Snapshot } from './cart.ts'
import type { PaymentAction, PaymentChoice } from './checkout.ts'
import { lapsesAt } from './hold.ts'
import type { TaxRow } from './invoice.ts'
import type { OrderDelivery, TimelineEntry } from './order.ts'

/**
 * Which state of a home trial may follow which: the one table, read by the server and, as `allowed` of each trial, by the screens (ORD-13). `settling`:
 * what becomes of each frame is decided, and its money and pieces are still to follow.
 */
export const trialMoves = {
  asked: ['preparing', 'refused'],
  preparing: ['sent', 'delivered', 'cancelled'],
  sent: ['delivered', 'settling'],
  delivered: ['settling'],
  settling: ['closed'],
  closed: [],
  refused: [],
  cancelled: [],
} as const satisfies Record<string, readonly string[]>
export type TrialState = keyof typeof trialMoves

export const mayMove = (from: TrialState, to: TrialState): boolean => (trialMoves[from] as readonly TrialState[]).includes(to)

/** What people may do, by state. `deposit`: set it aside again, where the bank let go of it. */
export const trialActions = {
  cancel: ['preparing'],
  keep: ['sent', 'delivered'],
  return: ['sent', 'delivered'],
  deposit: ['preparing', 'sent', 'delivered', 'settling'],
} as const satisfies Record<string, readonly TrialState[]>
export type TrialAction = keyof typeof trialActions

/** States in which its customer has no other trial. */
export const openStates = ['asked', 'preparing', 'sent', 'delivered', 'settling'] as const satisfies readonly TrialState[]
export const hasEnded = (state: TrialState): boolean => trialMoves[state].length === 0

/** Source: domain.md MS-5. */
export const maxFrames = 5
const dayMs = 86_400_000
/** It leaves the shop by then [our choice]. */
export const shipMs = 2 * dayMs
/** How long frames are with the customer before they are sent back. Source: domain.md MS-5. */
export const trialMs = 5 * dayMs
/** When nothing came back: two notices, then the deposit is taken, counted from the day it was to be sent back. Three days each for the post [our choice]. */
export const lateMs = [3 * dayMs, 6 * dayMs, 9 * dayMs] as const

/**
 * What became of a frame: back on its shelf; back, and nobody can wear it any more; kept by the customer; not come back in time. All but the first are
 * charged from the deposit.
 */
export const frameOutcomes = ['back', 'damaged', 'kept', 'missing'] as const
export type FrameOutcome = (typeof frameOutcomes)[number]

export interface TrialFrame extends Snapshot {
  /** What it costs, tax included, and its part of the deposit. */
  readonly priceMinor: number
  /** The price without tax, and the tax in it, of where it goes and of the day it was asked for; absent on trials from before it was kept. */
  readonly tax?: TaxRow
  readonly outcome?: FrameOutcome
}

export interface Deposit {
  /** Its payment; another each time it is set aside. */
  readonly attemptId: string
  /** Counts the times. */
  readonly attempt: number
  /** `asking`: by the bank, or of the customer; `dropped`: the bank would have let go of it, and the customer is asked anew. */
  readonly state: 'asking' | 'held' | 'dropped' | 'given-back' | 'taken'
  /** RFC 3339, of one that is held. */
  readonly heldAt?: string
  /** How, and the kept means of payment with which it is set aside again by itself; empty where none was kept. */
  readonly provider: string
  readonly method: string
  readonly savedMethodId: string
}

/** What a trial asks of another service, in this order; each is asked again until it answers. */
export type Owed =
  | 'reserve'
  | 'authorise'
  | 'stop'
  | 'keep'
  | 'drop'
  | 'renew'
  | 'take'
  | 'invoice'
  | 'give-back'
  | 'release'
  | 'put-back'
  | 'forget-method'

export interface Refusal {
  readonly code: 'out-of-stock' | 'payment-declined' | 'payment-unusable' | 'unavailable'
  readonly reason?: string
  readonly variantIds?: readonly string[]
}

export interface HomeTrial {
  readonly id: string
  readonly customerId: string
  readonly state: TrialState
  readonly email: string
  readonly locale: string
  readonly currency: string
  readonly shipping: Address
  readonly deliveryMethodId: string
  readonly frames: readonly TrialFrame[]
  readonly deposit: Deposit
  readonly payment: PaymentChoice | null
  readonly takenMinor: number
  /** Of what was taken; empty until it was. */
  readonly invoiceNumber: string
  readonly owes: readonly Owed[]
  readonly action: PaymentAction | null
  readonly refusal: Refusal | null
  readonly deliveries: readonly OrderDelivery[]
  readonly notices: number
  readonly timeline: readonly TimelineEntry[]
  /** RFC 3339. */
  readonly askedAt: string
  /** RFC 3339; the day by which it leaves, and, once it arrived, by which it is sent back. */
  readonly shipBy: string
  readonly returnBy: string | null
  readonly tries: number
  readonly version: number
}

/** What it would take at most: the frames at their prices of the day it was asked for. */
export const depositOf = ({ frames }: Pick<HomeTrial, 'frames'>): number => frames.reduce((sum, { priceMinor }) => sum + priceMinor, 0)

export const isCharged = ({ outcome }: TrialFrame): boolean => outcome !== undefined && outcome !== 'back'

/** What the frames that do not go back to their shelves cost. */
export const chargedOf = ({ frames }: Pick<HomeTrial, 'frames'>): number => depositOf({ frames: frames.filter(isCharged) })

/** Throws RangeError for no frame, a sixth one, or one that is named twice: one of each is lent. */
export function checkedFrames(variantIds: readonly string[]): readonly string[] {
  if (variantIds.length < 1 || variantIds.length > maxFrames)
    throw new RangeError(`frames: ${variantIds.length} are named, not 1 to ${maxFrames}`)
  if (new Set(variantIds).size < variantIds.length) throw new RangeError('frames: one is named twice')
  return variantIds
}

/** The trial in another state, with the entry that says so. Throws for a move the table does not have: that is our mistake. */
export function movedTrial(trial: HomeTrial, to: TrialState, at: string, facts: TimelineEntry['facts'] = {}): HomeTrial {
  if (!mayMove(trial.state, to)) throw new Error(`a home trial does not go from ${trial.state} to ${to}`)
  return { ...trial, state: to, timeline: [...trial.timeline, { at, event: `trial-${to}`, facts }] }
}

/**
 * Frames with what became of them. Once all have an outcome the trial settles: what is charged is taken, the rest of the deposit dropped, and the
 * pieces follow. Throws RangeError for a frame that is not in it. One that has an outcome keeps it.
 */
export function decided(
  trial: HomeTrial,
  outcomes: readonly { readonly variantId: string; readonly outcome: FrameOutcome }[],
  at: string,
): HomeTrial {
  const stranger = outcomes.find(({ variantId }) => !trial.frames.some((frame) => frame.variantId === variantId))
  if (stranger) throw new RangeError(`frames: ${stranger.variantId} was not lent`)
  const of = new Map(outcomes.map(({ variantId, outcome }) => [variantId, outcome]))
  const frames = trial.frames.map((frame) => {
    const outcome = frame.outcome ?? of.get(frame.variantId)
    return outcome ? { ...frame, outcome } : frame
  })
  const next = { ...trial, frames }
  if (frames.some(({ outcome }) => outcome === undefined)) return next
  const chargedMinor = chargedOf(next)
  const money: readonly Owed[] = chargedMinor > 0 ? ['take', 'invoice'] : ['give-back']
  const facts = { chargedMinor: String(chargedMinor), currency: trial.currency }
  // A deposit that is being set aside again is set aside first, where it is needed.
  const before = chargedMinor > 0 ? trial.owes : []
  const owes: readonly Owed[] = [...before, ...money, 'put-back', 'forget-method']
  return { ...movedTrial(next, 'settling', at, facts), owes }
}

/** A trial that arrived: from now on it is counted until it is to be sent back. */
export const arrived = (trial: HomeTrial, at: string): HomeTrial => ({
  ...movedTrial(trial, 'delivered', at),
  returnBy: new Date(new Date(at).getTime() + trialMs).toISOString(),
})

/** From when the deposit is taken for what did not come back. */
export const lateAtOf = (returnBy: string): Date => new Date(new Date(returnBy).getTime() + lateMs[2])

export type TimeEvent = 'lapse' | 'notice' | 'late'

/**
 * What time does next to a trial that owes nothing, and when; undefined when it waits for people alone. A deposit is dropped and asked for anew before its
 * bank lets go of it (ORD-14), never taken early.
 */
export function nextEvent(trial: HomeTrial): { readonly event: TimeEvent; readonly at: Date } | undefined {
  const { state, deposit, returnBy, notices } = trial
  if (hasEnded(state) || state === 'asked' || state === 'settling') return undefined
  const events: { readonly event: TimeEvent; readonly at: Date }[] = []
  if (deposit.state === 'held' && deposit.heldAt) events.push({ event: 'lapse', at: lapsesAt(deposit.heldAt) })
  const lateAfter = lateMs[notices]
  if (state === 'delivered' && returnBy && lateAfter !== undefined) {
    const event = notices < lateMs.length - 1 ? 'notice' : 'late'
    events.push({ event, at: new Date(new Date(returnBy).getTime() + lateAfter) })
  }
  return events.toSorted((a, b) => a.at.getTime() - b.at.getTime())[0]
}

/** The trial after time did that. */
export function afterTime(trial: HomeTrial, event: TimeEvent, at: string): HomeTrial {
  switch (event) {
    case 'lapse':
      return { ...trial, owes: ['drop', 'renew'] }
    case 'notice': {
      const notices = trial.notices + 1
      return { ...trial, notices, timeline: [...trial.timeline, { at, event: 'trial-noticed', facts: { notice: String(notices) } }] }
    }
    case 'late': {
      const missing = trial.frames.filter(({ outcome }) => !outcome).map(({ variantId }) => ({ variantId, outcome: 'missing' as const }))
      return decided(trial, missing, at)
    }
  }
}

/** While pieces of a lot were on their shelf; without an end where some still are. */
export interface LotSpan {
  readonly firstAt: Date
  readonly goneAt?: Date
}

/**
 * Whether a frame that is out of the shop may be of a lot: taken from its shelf while the lot was there. Which piece it is nobody noted, so that this names too
 * many rather than one too few.
 */
export function mayHold({ state, frames, timeline, askedAt }: HomeTrial, variantId: string, { firstAt, goneAt }: LotSpan): boolean {
  const isOut = state === 'sent' || state === 'delivered'
  if (!isOut || !frames.some((frame) => frame.variantId === variantId && frame.outcome !== 'back')) return false
  const leftAt = timeline.find(({ event }) => event === 'trial-sent' || event === 'trial-delivered')?.at ?? askedAt
  return new Date(leftAt) >= firstAt && (!goneAt || new Date(askedAt) <= goneAt)
}

/** Nothing was refused but our own patience, before any money was asked for: whoever asks again, under the same id, is served. */
export const mayBeginAgain = ({ state, refusal, owes }: HomeTrial): boolean =>
  state === 'refused' && refusal?.code === 'unavailable' && owes.length === 0

/** The payments of a deposit have ids of their own, so that those of orders are told from them without looking. */
export const attemptIdOf = (trialId: string, attempt: number): string => `${trialId}-deposit-${attempt}`
export const isDeposit = (attemptId: string): boolean => /-deposit-\d+$/.test(attemptId)
