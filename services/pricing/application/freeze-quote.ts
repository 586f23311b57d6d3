import type { Clock } from '@vitrine/platform/clock/clock'
import type { Basket, Quote } from '../domain/quote.ts'
import { checkBasket, type FactStore, quoteBasket } from './quote-basket.ts'

/** What freezing needs of storage. */
export interface FreezeStore {
  frozen(orderId: string): Promise<Quote | undefined>
  /** Keeps the quote and takes a use of each promotion, all or nothing. An order that is frozen already stays as it is. */
  freeze(order: FrozenOrder): Promise<Frozen>
  unfreeze(orderId: string): Promise<void>
}

export interface FrozenOrder {
  readonly orderId: string
  readonly quote: Quote
  readonly promotionIds: readonly string[]
  readonly customerId: string
  readonly at: Date
}

export type Frozen =
  | { readonly outcome: 'frozen'; readonly quote: Quote }
  /** This promotion has no use left. */
  | { readonly outcome: 'used-up'; readonly promotionId: string }

export type Freezing =
  | { readonly outcome: 'frozen'; readonly quote: Quote }
  | { readonly outcome: 'price-changed'; readonly quote: Quote }
  | { readonly outcome: 'coupon-refused'; readonly code: string }

type FreezeNeeds = { store: FreezeStore & FactStore; clock: Clock }

/**
 * Keeps a quote under an order id and takes the coupon uses it needs.
 *
 * Asking twice for one order answers the first quote again and takes nothing. Refusals: `price-changed` with what it costs now, also when
 * something in the basket has no price; `coupon-refused` when a code is unknown, ended or was used up meanwhile.
 */
export async function freezeQuote(
  needs: FreezeNeeds,
  asked: { orderId: string; basket: Basket; expected: { amountMinor: number; currency: string } },
): Promise<Freezing> {
  const { store, clock } = needs
  if (asked.orderId === '') throw new RangeError('an order needs an id')
  const basket = checkBasket(asked.basket)
  const now = await quoteBasket(needs, basket)
  const refusal = refusalOf(now, asked.expected)
  if (refusal) return (await again(store, asked.orderId)) ?? refusal

  const promotionIds = now.coupons.filter(({ applies }) => applies).map(({ promotionId }) => promotionId)
  const { customerId } = basket
  const answer = await store.freeze({ orderId: asked.orderId, quote: now, promotionIds, customerId, at: clock() })
  if (answer.outcome === 'frozen') return answer
  const coupon = now.coupons.find(({ promotionId }) => promotionId === answer.promotionId)
  return { outcome: 'coupon-refused', code: coupon?.code ?? '' }
}

/** Gives back what freezing took, because the order was not placed. Twice is once. */
export const unfreezeQuote = (store: FreezeStore, orderId: string): Promise<void> => store.unfreeze(orderId)

function refusalOf(now: Quote, expected: { amountMinor: number; currency: string }): Freezing | undefined {
  const refused = now.coupons.find(({ isRefused }) => isRefused)
  if (refused) return { outcome: 'coupon-refused', code: refused.code }
  const isSame = expected.amountMinor === now.totals.totalMinor && expected.currency === now.currency
  const isWhole = now.lines.length > 0 && now.unpricedVariantIds.length === 0 && now.isDeliveryPriced
  return isSame && isWhole ? undefined : { outcome: 'price-changed', quote: now }
}

/** This very order may be frozen already: at the price of then, and with the last use of its coupon. */
async function again(store: FreezeStore, orderId: string): Promise<Freezing | undefined> {
  const frozen = await store.frozen(orderId)
  return frozen && { outcome: 'frozen', quote: frozen }
}
