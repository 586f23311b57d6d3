import type { Client } from '@connectrpc/connect'
import type { VariantRecord } from '@vitrine/contracts/catalog/v1'
import { fromMoney } from '@vitrine/contracts/money'
import type { PricingService } from '@vitrine/contracts/pricing/v1'
import { isGiftCard } from '../domain/gift-cards.ts'
import { awaitsReturn, type Order, type OrderLine } from '../domain/order.ts'

const timeoutMs = 1_500

/**
 * What one of the new pieces costs more than one of the old today, of each of these variants; where the old one is not priced any more, than it cost. Those
 * without a price are left out.
 */
export async function differencesOf(
  { pricing }: { readonly pricing: Pick<Client<typeof PricingService>, 'quote'> },
  { currency, shipping, customerId }: Order,
  line: OrderLine,
  variantIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const lines = [...new Set([line.variantId, ...variantIds])].map((id) => ({ lineId: id, variantId: id, quantity: 1 }))
  const { quote } = await pricing.quote({ basket: { currency, country: shipping.country, customerId, lines } }, { timeoutMs })
  const unpriced = new Set(quote?.unpricedVariantIds)
  const priced = quote?.lines.filter(({ lineId }) => !unpriced.has(lineId)) ?? []
  const prices = new Map(priced.map(({ lineId, unitPrice }) => [lineId, fromMoney(unitPrice).amountMinor]))
  const today = prices.get(line.variantId) ?? line.unitPriceMinor
  return new Map([...prices].map(([variantId, price]) => [variantId, price - today]))
}

/** Why pieces of a line cannot become this variant, whether it is there or not. */
export function whyNotHad(
  order: Order,
  line: OrderLine,
  { productId, onSale }: Pick<VariantRecord, 'productId' | 'onSale'>,
  differenceMinor: number | undefined,
): 'other-product' | 'not-sold' | 'dearer' | undefined {
  if (productId !== line.productId) return 'other-product'
  if (!onSale || differenceMinor === undefined) return 'not-sold'
  return differenceMinor > 0 && (order.lines.some(isGiftCard) || awaitsReturn(order)) ? 'dearer' : undefined
}
