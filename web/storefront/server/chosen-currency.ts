import { shownCurrency, type Shop } from '../app/shop.ts'

/** What the cookie says. */
export const currencyIn = (cookie: string | null | undefined): string | undefined =>
  /(?:^|;\s*)currency=([A-Z]{3})(?:;|$)/.exec(cookie ?? '')?.[1]

/** The shop in the currency its shopper chose. One it does not sell in any more is forgotten; that page, and one made while nobody can say, is kept for nobody. */
export async function inChosenCurrency(shop: Shop): Promise<Shop> {
  const chosen = currencyIn(shop.caller.cookie)
  if (chosen === undefined || chosen === shownCurrency(shop)) return shop
  try {
    const { body } = await shop.gateway.call('currencies', {}, shop.caller)
    if (body.items.some(({ code }) => code === chosen)) return { ...shop, chosen }
    shop.cookies.push('currency=; Path=/; Max-Age=0; SameSite=Lax')
  } catch {
    // The door is away: the page says so itself, or shows what it can in the shop's own currency.
    shop.refused.push('currencies')
  }
  return shop
}
