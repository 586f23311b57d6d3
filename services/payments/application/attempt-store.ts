import type { Attempt } from '../domain/attempt.ts'
import type { KeptMethod, Standing } from './provider.ts'

/** What every use case needs of storage. Each is one statement; no transaction is ever open while a provider is asked. */
export interface AttemptStore {
  find(attemptId: string): Promise<Attempt | undefined>
  /**
   * Adds the movements that are new, derives the state and tells the events, all at once; `isAnswered`: whoever asked is answered with them.
   * Undefined for an attempt nobody made.
   */
  hear(attemptId: string, standing: Standing, at: Date, eventId: string, isAnswered?: boolean): Promise<Attempt | undefined>
  /** Keeps what the provider kept of an attempt whose customer agreed to it. Twice is once. */
  keepMethod(attempt: Attempt, kept: KeptMethod): Promise<void>
  /** Refunds that were asked for and did not move yet. */
  openRefunds(attemptId: string): Promise<readonly Refund[]>
}

export interface Refund {
  readonly id: string
  readonly attemptId: string
  readonly amountMinor: number
}

export interface NewAttempt {
  readonly id: string
  readonly orderId: string
  readonly provider: string
  readonly method: string
  readonly token: string
  readonly returnUrl: string
  readonly amountMinor: number
  readonly currency: string
  /** Empty for a guest. */
  readonly customerId: string
  readonly saves: boolean
  /** The kept method that pays; empty for none. */
  readonly savedMethodId: string
  readonly at: Date
}
