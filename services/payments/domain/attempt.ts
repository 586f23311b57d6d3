/**
 * What a provider says happened to an attempt. Every reply and webhook only ever adds some of these. `approved`: the shopper agreed, the
 * amount is not set aside yet. A dispute is opened, then won (the shop keeps the money) or lost.
 */
export const movementKinds = [
  ...(['action-required', 'approved', 'authorised', 'captured', 'voided', 'refunded', 'failed', 'expired'] as const),
  ...(['disputed', 'dispute-won', 'dispute-lost'] as const),
] as const
export type MovementKind = (typeof movementKinds)[number]

export interface Movement {
  /** The provider's own; the same movement has the same id whenever it is told. */
  readonly id: string
  readonly kind: MovementKind
  /** 0 where no money is meant. */
  readonly amountMinor: number
  readonly currency: string
  readonly at: Date
  /** Ours, of a refund; empty otherwise. */
  readonly refundId: string
  /** Why it failed; where the shopper must go; `rest` of what is dropped because a part was taken. */
  readonly detail: string
}

/** What a shopper must do at the provider: say to their bank that it is them, or agree on the provider's own page. */
export const actionKinds = ['three-d-secure', 'redirect'] as const
export type ActionKind = (typeof actionKinds)[number]

export type AttemptState =
  | 'disputed'
  | 'charged-back'
  | 'pending'
  | 'action-required'
  | 'authorised'
  | 'captured'
  | 'partially-refunded'
  | 'refunded'
  | 'voided'
  | 'failed'
  | 'expired'

/** One try to pay one order. Amounts are minor units of `currency`. */
export interface Attempt {
  readonly id: string
  readonly orderId: string
  readonly provider: string
  readonly method: string
  /** Stands for a card at the provider; null once it is no longer needed. */
  readonly token: string | null
  readonly returnUrl: string
  /** Who pays; empty for a guest. */
  readonly customerId: string
  readonly customerReference: string
  /** What they pay with is kept for another time. */
  readonly saves: boolean
  /** They pay with what they kept before. */
  readonly isSaved: boolean
  readonly amountMinor: number
  readonly currency: string
  readonly state: AttemptState
  readonly capturedMinor: number
  readonly refundedMinor: number
  readonly refundAskedMinor: number
  readonly isCaptureAsked: boolean
  /** How much the shop asked to take; null while it has not. */
  readonly captureAskedMinor: number | null
  readonly isVoidAsked: boolean
  readonly reference: string
  readonly failure: string | null
  readonly actionUrl: string | null
  readonly actionKind: ActionKind | ''
  readonly createdAt: Date
  /** When the provider is asked about what is outstanding; null when nothing is. */
  readonly dueAt: Date | null
}

/**
 * The state of an attempt: a function of the set of its movements, so the order in which they arrive, and how often, cannot matter.
 * Source: reliability.md 4.1. What is in another currency than asked is kept and counts for nothing.
 */
export function stateOf(movements: readonly Movement[], currency: string): AttemptState {
  const known = [...new Map(movements.map((movement) => [movement.id, movement])).values()].filter((one) => one.currency === currency)
  const sumOf = (kind: MovementKind) => known.reduce((sum, one) => sum + (one.kind === kind ? one.amountMinor : 0), 0)
  const has = (kind: MovementKind) => known.some((one) => one.kind === kind)
  const countOf = (kind: MovementKind) => known.filter((one) => one.kind === kind).length
  const [captured, refunded] = [sumOf('captured'), sumOf('refunded')]
  if (countOf('disputed') > countOf('dispute-won') + countOf('dispute-lost')) return 'disputed'
  if (has('dispute-lost')) return 'charged-back'
  if (captured > 0 && refunded >= captured) return 'refunded'
  if (captured > 0) return refunded > 0 ? 'partially-refunded' : 'captured'
  if (has('voided')) return 'voided'
  if (sumOf('authorised') > 0) return 'authorised'
  if (has('failed')) return 'failed'
  if (has('expired')) return 'expired'
  return has('action-required') && !has('approved') ? 'action-required' : 'pending'
}

/** The provider's answer is still out, or the shopper's. */
export const isOpen = ({ state }: Pick<Attempt, 'state'>): boolean => state === 'pending' || state === 'action-required'

/** Somebody is asking the provider, or did a moment ago: its next turn has not come. */
export const isBeingAsked = ({ dueAt }: Pick<Attempt, 'dueAt'>, now: Date): boolean => dueAt !== null && dueAt > now

/** After this long an attempt nobody finished is given up. Source: reliability.md 4.1. */
export const termMs = 15 * 60_000
