import type { Movement } from '../domain/attempt.ts'

/** What the shop asks of whoever moves the money. One suite passes on every adapter: `adapters/provider.contract.test.ts`. */
export interface Provider {
  /** sandbox, stripe, paypal. */
  readonly name: string
  readonly methods: readonly { readonly method: string; readonly testTokens: readonly string[] }[]
  /** Sets an amount aside. The same key again answers the first answer. */
  authorise(asked: Authorisation): Promise<Standing>
  /** Takes what was set aside. */
  capture(asked: Step): Promise<Standing>
  /** Drops what was set aside; an attempt the provider never heard of can no longer be authorised afterwards. */
  void(asked: Step): Promise<Standing>
  /** Gives back part or all of what was taken. */
  refund(asked: Step & { readonly refundId: string; readonly amountMinor: number }): Promise<Standing>
  /** Everything the provider knows of an attempt, by our own id; undefined when it never heard of it. */
  read(attemptId: string): Promise<Standing | undefined>
  /** Everything that moved since then, for the reconciler. */
  movementsSince(at: Date): Promise<readonly (Movement & { readonly attemptId: string; readonly orderId: string })[]>
  /** The event in these bytes when their signature holds now, else undefined. Its content is a hint: amounts come from `read`. */
  verifyWebhook(body: Uint8Array, headers: Readonly<Record<string, string>>, now: Date): WebhookEvent | undefined
}

/** `key` is derived from attempt and step, so any process that repeats the step repeats the key. */
export interface Step {
  readonly key: string
  readonly attemptId: string
  readonly orderId: string
  readonly currency: string
  /** Empty while the provider has not said one. */
  readonly reference: string
}

export interface Authorisation {
  readonly key: string
  readonly attemptId: string
  readonly orderId: string
  readonly amountMinor: number
  readonly currency: string
  readonly token: string
  readonly returnUrl: string
}

export interface Standing {
  /** The provider's id of the attempt. */
  readonly reference: string
  readonly movements: readonly Movement[]
}

export interface WebhookEvent {
  readonly id: string
  readonly attemptId: string
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
