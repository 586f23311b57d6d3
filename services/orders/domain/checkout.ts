/**
 * The steps of a checkout, forward and back, each with the moments at which a process may die: around the call to another service, around the
 * commit that records the step, and around waking the relay that publishes what the commit told. `await` is taken by orders that wait for an optician.
 */
export const steps = {
  reserve: ['call', 'commit'],
  freeze: ['call', 'commit'],
  authorise: ['call', 'commit'],
  place: ['call', 'commit', 'publish'],
  await: ['commit', 'publish'],
  capture: ['call', 'commit', 'publish'],
  'undo-place': ['commit', 'publish'],
  'undo-authorise': ['call', 'commit'],
  'undo-freeze': ['call', 'commit'],
  'undo-reserve': ['call', 'commit'],
} as const

export type Step = keyof typeof steps
/**
 * How a checkout ends. `paid-later`: the order was placed, and its money is only set aside until an optician verified the prescription; then it is taken by
 * the step `capture` after all. `cancelled`: the order was placed, and cancelled before its money was taken.
 */
export type End = 'paid' | 'paid-later' | 'refused' | 'cancelled'

/** Where a test may end the process. */
export type CheckoutPoint = { [S in Step]: `orders.checkout.${S}.${'before' | 'after'}-${(typeof steps)[S][number]}` }[Step]

export const isEnd = (step: Step | End): step is End => !(step in steps)
export const isUndo = (step: Step | End): boolean => step.startsWith('undo-')

/** What the shopper waits for: the bank, or a page of the bank to go to. */
export interface PaymentAction {
  readonly kind: 'wait' | 'redirect' | 'three-d-secure'
  readonly url: string
}

/** `partId` is the short piece of a bundle; `capped` when a back-order or pre-order is full. */
export interface LineShortage {
  readonly variantId: string
  readonly lineId: string
  readonly available: number
  readonly partId?: string
  readonly capped?: boolean
}

export type CheckoutRefusal =
  | { readonly code: 'payment-declined'; readonly reason: string }
  | {
      readonly code: 'out-of-stock'
      readonly shortages: readonly LineShortage[]
    }
  | { readonly code: 'price-changed' }
  | { readonly code: 'coupon-refused'; readonly coupon: string }
  /** There is no rate of VAT for the country it goes to. */
  | { readonly code: 'not-sold-there'; readonly country: string }
  /** Payments does not know that way to pay. */
  | { readonly code: 'payment-unusable'; readonly message: string }
  /** A service stayed away before any money was asked for. */
  | { readonly code: 'unavailable' }

/** How a cart is to be paid. The token goes once the provider has answered. */
export interface PaymentChoice {
  readonly provider: string
  readonly method: string
  readonly token: string
  readonly returnUrl: string
  /** The customer agreed that what they pay with is kept; a checkout begun before this could be said has neither. */
  readonly save?: boolean
  readonly savedMethodId?: string
}

/** Who works on a checkout has it for so long; afterwards another process takes over. With the job's second, well within 60 s (ORD-4). */
export const leaseMs = 20_000
/** Stock is held, and a shopper waited for, so long (reliability.md 4.1). */
export const holdMs = 15 * 60_000
/** A checkout that could not even ask for money by then is undone: nobody waits for it any more. */
export const patienceMs = 60_000

/**
 * When an unanswered question is asked again: 1 s, 5 s, 15 s, 30 s, then every 45 s. Nobody else tells of an answer that was lost, and what was done is to be
 * known within 60 s (ORD-4).
 */
export const pauseMs = (tries: number): number => [1_000, 5_000, 15_000, 30_000][tries] ?? 45_000
