import { mostAtOnce } from '../domain/stock.ts'
import type { OfferedLevel } from './read-stock.ts'

export const offers = ['none', 'back-order', 'pre-order'] as const
export type Offer = (typeof offers)[number]

/** So many may be promised before they are there, and from when they leave (`2026-12-24`). `none` has neither. */
export interface Ahead {
  readonly offer: Offer
  readonly cap: number
  readonly shipsOn: string
}

export type Offering =
  | { readonly outcome: 'offered'; readonly level: OfferedLevel }
  /** More are waited for than this cap allows. */
  | { readonly outcome: 'below-promised'; readonly level: OfferedLevel }

/** What offering needs of storage. */
export interface OfferStore {
  offer(variantId: string, ahead: Ahead): Promise<Offering | { readonly outcome: 'bundle' }>
}

/**
 * Opens, changes or ends the back-order or pre-order of a variant. Twice is once.
 * Refusal: `below-promised` while more are waited for than the cap. Throws RangeError for a cap or a day that is none, or a bundle.
 */
export async function offerAhead(
  store: OfferStore,
  variantId: string,
  asked: { offer: string; cap: number; shipsOn: string },
): Promise<Offering> {
  if (variantId === '') throw new RangeError('an offer names a variant')
  const offer = offers.find((one) => one === (asked.offer || 'none'))
  if (!offer) throw new RangeError(`offer: ${asked.offer} is none`)
  const { cap, shipsOn } = offer === 'none' ? { cap: 0, shipsOn: '' } : asked
  if (offer !== 'none' && (!Number.isSafeInteger(cap) || cap < 1 || cap > mostAtOnce)) throw new RangeError(`cap is ${cap}`)
  if (offer !== 'none' && !isDay(shipsOn)) throw new RangeError('shipsOn: a day as 2026-12-24')
  const answer = await store.offer(variantId, { offer, cap, shipsOn })
  if (answer.outcome === 'bundle') throw new RangeError('variantId: a bundle is offered as its parts are')
  return answer
}

const isDay = (day: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(day) && new Date(`${day}T00:00:00Z`).toISOString?.().slice(0, 10) === day
