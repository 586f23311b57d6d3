import type { ActionKind, Movement } from '../domain/attempt.ts'

/** What the shop asks of whoever moves the money. One suite passes on every adapter: `adapters/provider.contract.test.ts`. */
export interface Provider {
  /** sandbox, stripe, paypal. */
  readonly name: string
  readonly methods: readonly { readonly method: string; readonly testTokens: readonly string[] }[]
  /** How long after a movement its books may still not list it. */
  readonly booksLagMs: number
  /** Sets an amount aside, or does so at last for an attempt the shopper approved. The same key again moves nothing. */
  authorise(asked: Asked): Promise<Standing>
  /** Takes this much of what was set aside, and drops the rest. */
  capture(asked: Asked, amountMinor: number): Promise<Standing>
  /** Drops what was set aside; an attempt the provider never heard of can no longer be authorised afterwards. */
  void(asked: Asked): Promise<Standing>
  /** Gives back part or all of what was taken. */
  refund(asked: Asked, refund: { readonly refundId: string; readonly amountMinor: number }): Promise<Standing>
  /** Drops a method a customer kept: nobody pays with it any more. One it never kept, or dropped before, is dropped. */
  forget(reference: string): Promise<void>
  /** Everything the provider knows of an attempt; undefined when it never heard of it. Moves nothing. */
  read(asked: Asked): Promise<Standing | undefined>
  /**
   * Everything that moved money, by the provider's own books, from a moment on and before another: for the reconciler and the daily report.
   * `attemptId` and `orderId` are empty for what does not bear our marks.
   */
  movementsBetween(from: Date, until: Date): Promise<readonly BookedMovement[]>
  /** The event in these bytes when their signature holds now, else undefined. Its content is a hint: amounts come from `read`. */
  verifyWebhook(body: Uint8Array, headers: Readonly<Record<string, string>>, now: Date): Promise<WebhookEvent | undefined>
}

/** An attempt, and the key of what is asked. It is derived from attempt and step, so any process that repeats the step repeats the key. */
export interface Asked {
  readonly key: string
  readonly attemptId: string
  readonly orderId: string
  readonly amountMinor: number
  readonly currency: string
  readonly method: string
  /** Stands for a card at the provider. Empty: the shopper says on the provider's own page how to pay. */
  readonly token: string
  /** Who is signed in; absent for a guest. */
  readonly customer?: AskedCustomer
  /** Where the provider sends the shopper back to. */
  readonly returnUrl: string
  /** Empty while the provider has not said one. */
  readonly reference: string
}

export interface AskedCustomer {
  readonly id: string
  /** The provider's id of them; empty while nothing of theirs is kept. */
  readonly reference: string
  /** They agreed that what they pay with is kept for another time. */
  readonly saves: boolean
  /** The token is of a method they kept. */
  readonly paysWithKept: boolean
}

/** Where a provider sends back a shopper who gave up on its page: as after paying, with a mark. Empty where there is no way back. */
export function cancelUrlOf({ returnUrl }: Pick<Asked, 'returnUrl'>): string {
  return returnUrl === '' ? '' : `${returnUrl}${returnUrl.includes('?') ? '&' : '?'}cancelled`
}

export interface Standing {
  /** The provider's id of the attempt. */
  readonly reference: string
  /** What the shopper must do, where there is a movement `action-required`. */
  readonly actionKind?: ActionKind
  readonly movements: readonly Movement[]
  /** What the provider kept of an attempt that `saves`, once it is paid. */
  readonly kept?: KeptMethod
}

/** A kept method as its provider tells: a token, and what a person knows it by. */
export interface KeptMethod {
  readonly reference: string
  readonly customerReference: string
  readonly brand: string
  readonly last4: string
  readonly expires: string
}

export interface BookedMovement extends Movement {
  readonly attemptId: string
  readonly orderId: string
  /** The provider's id of the attempt, where books bear no mark of ours. */
  readonly reference?: string
}

/** An event is of an attempt by our id, or by the provider's (`reference`); one with neither is kept and has no effect. */
export interface WebhookEvent {
  readonly id: string
  readonly attemptId: string
  readonly reference: string
  /** Known already: there is nothing to ask. Empty when the event does not say. */
  readonly movementId: string
}

/** The provider did not answer, or not with an answer: what it did is not known, and is asked again. */
export class ProviderSilent extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'ProviderSilent'
  }
}

/** Providers that are open in this shop, by name. */
export type Providers = ReadonlyMap<string, Provider>
