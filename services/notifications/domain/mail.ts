import type { Locale } from './letter.ts'

export type MailState = 'waiting' | 'sent' | 'failed'

export interface Mail {
  readonly id: string
  readonly kind: string
  readonly to: string
  readonly locale: Locale
  readonly subject: string
  readonly html: string
  readonly text: string
  /** Empty for a mail that is about no order. */
  readonly orderId: string
  readonly state: MailState
  /** RFC 3339: when it was written. */
  readonly at: string
}

/** A mail that may leave, with the attempt that this is. */
export type DueMail = Pick<Mail, 'id' | 'to' | 'subject' | 'html' | 'text'> & { readonly tries: number }

/** Attempts before a mail is given up: with the pauses below, a day and a half. */
export const maxTries = 12

/** A mail server that is away is asked again after 1 s, 5 s, 25 s, … at most every 6 hours. */
export const pauseMs = (tries: number): number => Math.min(1_000 * 5 ** (tries - 1), 6 * 3_600_000)

/** How long one process may take to hand a mail over before another one tries. */
export const leaseMs = 60_000
