import type { AdminOrderRow } from '@vitrine/gateway/schemas/admin-orders'
import { minorDigits } from '@vitrine/gateway/schemas/currency'

/** An amount as a spreadsheet adds it up: `129.9` of 12990 cents. */
export const plainAmount = ({ amountMinor, currency }: AdminOrderRow['total']): number => amountMinor / 10 ** minorDigits(currency)
