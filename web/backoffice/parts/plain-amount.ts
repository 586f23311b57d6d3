import type { AdminOrderRow } from '@vitrine/gateway/schemas/admin-orders'

/** An amount as a spreadsheet adds it up: `129.9` of 12990 cents. */
export function plainAmount({ amountMinor, currency }: AdminOrderRow['total']): number {
  const digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
  return amountMinor / 10 ** digits
}
