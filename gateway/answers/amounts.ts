import { fromMoney, type Money } from '@vitrine/contracts/money'
import type { Money as MoneyMessage } from '@vitrine/contracts/money/v1'
import type { DisplayPrice, Totals } from '@vitrine/contracts/pricing/v1'

/** What a price shows of itself: before a reduction with the lowest of 30 days (LAW-5), per 100 ml (LAW-6). */
export function pricesOf(display: DisplayPrice) {
  return {
    price: fromMoney(display.price),
    ...(display.priceBefore && { priceBefore: fromMoney(display.priceBefore) }),
    ...(display.lowestPrice30d && { lowestPrice30d: fromMoney(display.lowestPrice30d) }),
    ...(display.unitPrice && { unitPrice: { ...fromMoney(display.unitPrice), per: 100, unit: 'ml' as const } }),
  }
}

/** What an order costs its shopper: pieces that were swapped in are paid by those they came for. */
export const costOf = (totals: Totals | undefined, currency: string): Money => {
  const total = amountOr0(totals?.total, currency)
  return { ...total, amountMinor: total.amountMinor - amountOr0(totals?.swapped, currency).amountMinor }
}

/** An amount that may be unset: then none of this currency. */
export const amountOr0 = (message: MoneyMessage | undefined, currency: string): Money =>
  message ? fromMoney(message) : { amountMinor: 0, currency }
