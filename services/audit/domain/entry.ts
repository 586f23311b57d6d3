/** Something a person did that may be asked about later. */
export interface Entry {
  /** The event it was heard in. */
  readonly eventId: string
  /** Account of who did it; empty when nobody was signed in. */
  readonly actorId: string
  /** Verb in the words of the shop: `refundOrder`, `logged-in`. */
  readonly action: string
  /** What it was done to: `order 7f…`; `account 12…`. */
  readonly object: string
  readonly details: Readonly<Record<string, unknown>>
  readonly address: string
  readonly requestId: string
  readonly at: Date
}
