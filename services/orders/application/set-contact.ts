import type { Viewer } from '../domain/cart.ts'
import { type EditCartNeeds, type Edited, editCart } from './edit-cart.ts'

/** As browsers check `type=email` (WHATWG HTML, valid e-mail address), with a dot in the domain; 254 is the limit of RFC 5321. */
const mailAddress =
  /^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)+$/

/** Where the shop writes about this order. Throws RangeError for what is no mail address. Refusals: those of `editCart`. */
export function setContact(needs: EditCartNeeds, cartId: string, email: string, viewer: Viewer): Promise<Edited> {
  const trimmed = email.trim()
  if (trimmed.length > 254 || !mailAddress.test(trimmed)) throw new RangeError('email is not a mail address')
  return editCart(needs, { cartId, viewer, change: (cart) => ({ ...cart, email: trimmed }) })
}
