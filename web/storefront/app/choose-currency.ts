import { isGatewayProblem } from './gateway-problem.ts'
import type { RouterContextProvider } from 'react-router'
import { ask, shopOf } from './shop.ts'

type Context = Readonly<RouterContextProvider>

/** Said once, on the next look at the cart: that it was priced anew, or that it could not be while a payment is under way. */
export type Repriced = 'yes' | 'paying'
const mark = 'cart-repriced'
const markOf = (value: Repriced) => `${mark}=${value}; Path=/; Max-Age=86400; SameSite=Lax`

/** Keeps the currency a shopper chose, and prices their cart in it. Nothing leaves the cart. One the shop does not sell in changes nothing. */
export async function chooseCurrency(context: Context, currency: string): Promise<void> {
  const { items, usual } = await ask(context, 'currencies', {})
  if (!items.some(({ code }) => code === currency)) return
  const { cookies } = shopOf(context)
  const kept = currency === usual ? 'currency=; Path=/; Max-Age=0' : `currency=${currency}; Path=/; Max-Age=31536000`
  try {
    const cart = await ask(context, 'setCartCurrency', { cartId: 'mine', currency })
    if (cart.lines.length > 0) cookies.push(markOf('yes'))
  } catch (fault) {
    if (!isGatewayProblem(fault) || fault.status >= 500) throw fault
    // Without a cart, or with one that is ordered already, the next begins in what is chosen.
    if (fault.code === 'payment-in-progress') cookies.push(markOf('paying'))
  }
  cookies.push(`${kept}; SameSite=Lax`)
}

/** What the cart page has to say, taken out of the cookie. */
export function takeRepriced(context: Context): Repriced | undefined {
  const { caller, cookies } = shopOf(context)
  const said = /(?:^|;\s*)cart-repriced=(yes|paying)(?:;|$)/.exec(caller.cookie ?? '')?.[1] as Repriced | undefined
  if (said) cookies.push(`${mark}=; Path=/; Max-Age=0; SameSite=Lax`)
  return said
}

/** An address as it is in another currency: bounds of prices, and the place in a list sorted by them, meant the old one. */
export function withoutPrices(path: string): string {
  const [way = '', query = ''] = path.split('?')
  const rest = new URLSearchParams([...new URLSearchParams(query)].filter(([name]) => !/^(price\.(min|max)|cursor)$/.test(name)))
  return rest.size > 0 ? `${way}?${rest}` : way
}
