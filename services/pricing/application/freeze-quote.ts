import type { Clock } from '@vitrine/platform/clock/clock'
import type { Basket, Quote } from '../domain/quote.ts'
import { checkBasket, type FactStore, quoteBasket } from './quote-basket.ts'

/** What freezing needs of storage. */
export interface FreezeStore {
  frozen(orderId: string): Promise<Quote | undefined>
  /** Keeps the quote and takes the uses and credits it needs, all or nothing. An order that is frozen already stays as it is. */
  freeze(order: FrozenOrder): Promise<Frozen>
  /** Gives uses and credits back. */
  unfreeze(orderId: string, at: Date): Promise<void>
}

export interface FrozenOrder {
  readonly orderId: string
  readonly quote: Quote
  readonly customerId: string
  readonly mailKey: string
  readonly at: Date
}

export type Frozen =
  | { readonly outcome: 'frozen'; readonly quote: Quote }
  /** Something it needs went meanwhile: the last use of this promotion; without one, money of a gift card or of store credit. */
  | { readonly outcome: 'gone'; readonly promotionId: string }

export type Freezing =
  | { readonly outcome: 'frozen'; readonly quote: Quote }
  | { readonly outcome: 'price-changed'; readonly quote: Quote }
  | { readonly outcome: 'coupon-refused'; readonly code: string }
  /** There is no rate of VAT for the country it goes to. */
  | { readonly outcome: 'not-sold-there'; readonly country: string }

type FreezeNeeds = { store: FreezeStore & FactStore; clock: Clock }

/**
 * Keeps a quote under an order id and takes the coupon uses, gift cards and store credit it needs.
 *
 * Asking twice for one order answers the first quote again and takes nothing. `expected` is what the shopper saw as left to pay. Refusals:
 * `price-changed` with what it costs now, also when something in the basket has no price, or a gift card or a promotion without a code
 * was used up meanwhile; `coupon-refused` when a code is unknown, ended or was used up meanwhile; `not-sold-there`.
 */
export async function freezeQuote(
  needs: FreezeNeeds,
  asked: { orderId: string; basket: Basket; expected: { amountMinor: number; currency: string } },
): Promise<Freezing> {
  const { store, clock } = needs
  if (asked.orderId === '') throw new RangeError('an order needs an id')
  const basket = checkBasket(asked.basket)
  const now = await quoteBasket(needs, basket, true)
  const refusal = refusalOf(basket, now, asked.expected)
  if (refusal) return (await again(store, asked.orderId)) ?? refusal

  const { customerId, mailKey } = basket
  const answer = await store.freeze({ orderId: asked.orderId, quote: now, customerId, mailKey, at: clock() })
  if (answer.outcome === 'frozen') return answer
  const code = now.promotions.find(({ promotionId }) => promotionId === answer.promotionId)?.code
  if (code) return { outcome: 'coupon-refused', code }
  const later = await quoteBasket(needs, basket, true)
  return refusalOf(basket, later, asked.expected) ?? { outcome: 'price-changed', quote: later }
}

/** Gives back what freezing took, because the order was not placed. Twice is once. */
export const unfreezeQuote = ({ store, clock }: FreezeNeeds, orderId: string): Promise<void> => store.unfreeze(orderId, clock())

function refusalOf({ country }: Basket, now: Quote, expected: { amountMinor: number; currency: string }): Freezing | undefined {
  if (!now.isSoldThere) return { outcome: 'not-sold-there', country }
  const refused = now.coupons.find(({ isRefused }) => isRefused)
  if (refused) return { outcome: 'coupon-refused', code: refused.code }
  const isSame = expected.amountMinor === now.totals.dueMinor && expected.currency === now.currency
  const isWhole = now.lines.length > 0 && now.unpricedVariantIds.length === 0 && now.isDeliveryPriced
  return isSame && isWhole ? undefined : { outcome: 'price-changed', quote: now }
}

/** This very order may be frozen already: at the price of then, and with the last use of its coupon. */
async function again(store: FreezeStore, orderId: string): Promise<Freezing | undefined> {
  const frozen = await store.frozen(orderId)
  return frozen && { outcome: 'frozen', quote: frozen }
}
