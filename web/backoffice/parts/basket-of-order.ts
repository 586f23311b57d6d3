import type { AdminOrder } from '@vitrine/gateway/schemas/admin-orders'

type Sold = Pick<AdminOrder, 'lines' | 'promotions' | 'addresses' | 'currency' | 'customerId'>

/** The basket an order was, as *Try a basket* keeps it in its address: what promotions say of it now. Lenses go with their frame: they have no price of a variant. */
export function basketOfOrder({ lines, promotions, addresses, currency, customerId }: Sold): Record<string, string> {
  const pieces = new Map<string, number>()
  for (const { variantId, quantity, partOf } of lines)
    if (!partOf) pieces.set(variantId, Math.min(99, (pieces.get(variantId) ?? 0) + quantity))
  return {
    lines: [...pieces].map(([variantId, quantity]) => `${variantId}:${quantity}`).join(','),
    coupons: promotions.flatMap(({ code }) => code ?? []).join(','),
    country: addresses.shipping.country,
    currency,
    customerId: customerId ?? '',
  }
}
