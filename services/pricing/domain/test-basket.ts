import { type Conditions, type Effect, type Promotion, unconditional, type Uses } from './promotion.ts'
import type { Basket, PlacedPrice, PriceFacts } from './quote.ts'

export const now = new Date('2026-11-20T10:00:00Z')

export const price = (variantId: string, amountMinor: number, rest: Partial<PlacedPrice> = {}): PlacedPrice => ({
  ...{ variantId, currency: 'EUR', amountMinor, beforeMinor: null, volumeMl: 0, taxClass: 'standard', productId: '', categoryIds: [] },
  ...rest,
})

type Rules = Omit<Promotion, 'kind' | 'conditions'>

const rules: Rules & Pick<Promotion, 'conditions'> = {
  ...{ id: 'p', code: 'CODE', title: { fr: 'Promotion', en: 'Promotion' }, conditions: unconditional, startsAt: null, endsAt: null },
  ...{ limitTotal: 0, limitPerCustomer: 0, stacking: 'with-others', priority: 0, needsCode: false },
}

/** A promotion that gives this, under these conditions. */
export const promotion = (effect: Effect, conditions: Partial<Conditions> = {}, rest: Partial<Rules> = {}): Promotion => ({
  ...rules,
  ...rest,
  conditions: { ...unconditional, ...conditions },
  ...effect,
})

export const percentage = (percentagePpm: number): Promotion => promotion({ kind: 'percentage', percentagePpm })

export const french = { standardPpm: 200_000, reducedPpm: 55_000, lowPpm: 55_000, lowestPpm: 21_000, isIncluded: true }

export const factsOf = (prices: readonly PlacedPrice[], ...promotions: (Promotion & Partial<Uses>)[]): PriceFacts => ({
  prices,
  vat: french,
  promotions: promotions.map((one) => ({ used: 0, usedByCustomer: 0, madeCode: null, ...one })),
  deliveryRates: [{ methodId: 'home', amountMinor: 490, freeFromMinor: 8_000 }],
  groups: [],
  credits: [],
})

export function basketOf(quantities: Record<string, number>, rest: Partial<Basket> = {}): Basket {
  const lines = Object.entries(quantities).map(([variantId, quantity]) => ({ lineId: `line ${variantId}`, variantId, quantity }))
  const shopper = { country: 'FR', customerId: '', mailKey: '', takesCredit: true, usesStoreCredit: false }
  return { currency: 'EUR', coupons: [], deliveryMethodId: '', ...shopper, lines, ...rest }
}
