import { onCardMinor } from './kill-acts.ts'
import type { Act } from './kill-points.ts'

/** How an act may be answered in the end. A cart that was let go may be paid for by the repeat; a cancelled order is cancelled once. */
export const ends: Readonly<Record<Act, readonly number[]>> = {
  buy: [201],
  shipped: [201],
  silent: [201],
  declined: [402],
  lapse: [402, 201],
  'cancel early': [201, 402, 409],
  cancel: [200, 409],
  'cancel on credit': [200, 409],
  refund: [200, 201],
  'take out': [200],
  swap: [200, 202],
  'pay more': [201],
  'send back': [200],
  'send part': [201],
  'withdraw card': [201],
  exchange: [200],
  'let go': [200],
  'call off': [200],
  invoice: [200],
  'buy glasses': [201],
  'verify glasses': [200, 409],
  lend: [201],
  'keep a frame': [200],
  'keep after lapse': [200],
  'call a trial off': [200],
}

/** What became of the money of one order at the provider, minor units. */
export interface Moved {
  readonly captures: number
  readonly captured: number
  readonly refunded: number
  /** Authorised, and neither taken nor let go. */
  readonly isHeld: boolean
}

/** Whether that is what the act must come to, of an order of this total. */
export const isRight: Readonly<Record<Act, (moved: Moved, total: number) => boolean>> = {
  buy: ({ captured, refunded }, total) => captured === total && refunded === 0,
  shipped: ({ captured, refunded }, total) => captured === total && refunded === 0,
  silent: ({ captured, refunded }, total) => captured === total && refunded === 0,
  declined: ({ captured }) => captured === 0,
  lapse: ({ captured, refunded }) => refunded === 0 && captured >= 0,
  'cancel early': ({ captured, refunded }) => captured === refunded,
  cancel: ({ captured, refunded }, total) => captured === total && refunded === total,
  'cancel on credit': ({ captured, refunded }, total) => captured === total - onCardMinor && refunded === captured,
  refund: ({ captured, refunded }, total) => captured === total && refunded === 100,
  'take out': ({ captured, refunded }, total) => captured === total && refunded > 0 && refunded < total,
  swap: ({ captured, refunded }, total) => captured === total && refunded === 0,
  // Of the replacement: the difference alone.
  'pay more': ({ captured, refunded }, total) => captured > 0 && captured < total && refunded === 0,
  'send back': ({ captured, refunded }, total) => captured === total && refunded === total,
  'send part': ({ captured, refunded }, total) => captured === total && refunded === 0,
  'withdraw card': ({ captured, refunded }, total) => captured === total && refunded === total,
  exchange: ({ captured, refunded }, total) => captured === total && refunded === 0,
  'let go': ({ captured, refunded }, total) => captured === total && refunded === 0,
  'call off': ({ captured, refunded }, total) => captured === total && refunded === 0,
  invoice: ({ captured, refunded }, total) => captured === total && refunded === 0,
  'buy glasses': ({ captured }) => captured === 0,
  // The bank let go of it, and nothing was kept to ask anew: the shopper is asked.
  'verify glasses': ({ captured }) => captured === 0,
  // Looked at as home trials.
  lend: () => true,
  'keep a frame': () => true,
  'keep after lapse': () => true,
  'call a trial off': () => true,
}
