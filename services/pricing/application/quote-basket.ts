import type { Clock } from '@vitrine/platform/clock/clock'
import { type Basket, explain, type PriceFacts, type Quote, quote, quoteDelivery, type Verdict } from '../domain/quote.ts'

/** What quoting needs of storage: one statement, whatever the basket holds. */
export interface FactStore {
  /** Facts about the basket at this moment, with the rates of these delivery methods where it goes. */
  factsOf(basket: Basket, methodIds: readonly string[], at: Date): Promise<PriceFacts>
  /** The same with every promotion there is, each with its uses. */
  allFactsOf(basket: Basket, methodIds: readonly string[], at: Date): Promise<PriceFacts>
}

/** Where the shop is, and where a basket goes before anybody said so. */
const shopCountry = 'FR'
const mostLines = 500

type QuoteNeeds = { store: FactStore; clock: Clock }

/** What these lines cost now; `isDecided` as in `quote`. Changes nothing. Throws RangeError for a currency, country or quantity that is none. */
export async function quoteBasket({ store, clock }: QuoteNeeds, asked: Basket, isDecided = false): Promise<Quote> {
  const [basket, now] = [checkBasket(asked), clock()]
  return quote(basket, await store.factsOf(basket, methodsOf(basket), now), now, isDecided)
}

/** The quote of a basket, and what every promotion says of it: for staff. Changes nothing. */
export async function explainBasket({ store, clock }: QuoteNeeds, asked: Basket): Promise<{ quote: Quote; verdicts: Verdict[] }> {
  const [basket, now] = [checkBasket(asked), clock()]
  const facts = await store.allFactsOf(basket, methodsOf(basket), now)
  return { quote: quote(basket, facts, now), verdicts: explain(basket, facts, now) }
}

/** What each of these delivery methods costs for the basket; those that do not go there are left out. */
export async function priceDelivery({ store, clock }: QuoteNeeds, asked: Basket, methodIds: readonly string[]) {
  const [basket, now] = [checkBasket(asked), clock()]
  return quoteDelivery(basket, await store.factsOf(basket, methodIds, now), now)
}

const methodsOf = ({ deliveryMethodId }: Basket): string[] => (deliveryMethodId ? [deliveryMethodId] : [])

/** The basket with its country, or a RangeError that says what is wrong with it. */
export function checkBasket(basket: Basket): Basket {
  const country = basket.country || shopCountry
  if (!/^[A-Z]{3}$/.test(basket.currency)) throw new RangeError(`${basket.currency} is no currency`)
  if (!/^[A-Z]{2}$/.test(country)) throw new RangeError(`${country} is no country`)
  if (basket.lines.length > mostLines) throw new RangeError(`a basket holds at most ${mostLines} lines`)
  if (basket.coupons.length > 10) throw new RangeError('a basket takes at most 10 coupons')
  for (const { quantity } of basket.lines) {
    if (!Number.isSafeInteger(quantity) || quantity < 1) throw new RangeError(`a quantity is ${quantity}`)
  }
  return { ...basket, country }
}
