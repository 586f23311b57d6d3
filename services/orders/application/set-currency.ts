import { inCurrency, type Viewer } from '../domain/cart.ts'
import { type EditCartNeeds, type Edited, editCart } from './edit-cart.ts'

/**
 * Prices the whole cart in another currency; nothing leaves it. What has no price there says `not-sold`, and a code or a way to deliver that does not
 * hold there says so too. Again it changes nothing. Throws RangeError for what is no currency; that the shop sells in it is for the caller to know.
 * Refusals: those of `editCart`.
 */
export function setCurrency(needs: EditCartNeeds, cartId: string, currency: string, viewer: Viewer): Promise<Edited> {
  if (!/^[A-Z]{3}$/.test(currency)) throw new RangeError(`${currency} is not a currency`)
  return editCart(needs, { cartId, viewer, change: (cart) => inCurrency(cart, currency) })
}
