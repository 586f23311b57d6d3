import type { AppliedPromotion } from '@vitrine/gateway/schemas/cart'
import { formatMoney } from '@vitrine/ui/format'
import type { Locale } from '@vitrine/ui/locale'

/** `Welcome (WELCOME10)`, or whichever of the two a promotion has. */
const nameOf = ({ title, code }: AppliedPromotion): string => (title && code ? `${title} (${code})` : (title ?? code ?? ''))

/** What took money off, by name; with what each took where there are several, and these are all of the discount. */
export function discountNames(promotions: readonly AppliedPromotion[], discountMinor: number, locale: Locale): string[] {
  const taking = promotions.filter(({ amount }) => amount.amountMinor > 0)
  const areWhole = taking.reduce((sum, { amount }) => sum + amount.amountMinor, 0) === discountMinor
  if (taking.length < 2 || !areWhole) return taking.map(nameOf)
  return taking.map((promotion) => `${nameOf(promotion)} ${formatMoney(locale, promotion.amount)}`)
}

/** What made the delivery free, by name. */
export const deliveryNames = (promotions: readonly AppliedPromotion[]): string[] =>
  promotions.filter(({ amount }) => amount.amountMinor === 0).map(nameOf)
