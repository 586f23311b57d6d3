import type { Viewer } from '../domain/cart.ts'
import { type EditCartNeeds, seenBy } from './edit-cart.ts'
import { type CartView, viewCart } from './view-cart.ts'

/**
 * Makes an empty cart under the id the caller drew, for the customer who asks or for a guest. Asking twice answers the cart that is there.
 *
 * Throws RangeError for a currency or language that is none. Fault: `not-found` when the id is somebody else's cart.
 */
export async function createCart(
  needs: EditCartNeeds,
  { cartId, currency, locale, viewer }: { cartId: string; currency: string; locale: string; viewer: Viewer },
): Promise<CartView> {
  if (cartId === '') throw new RangeError('cartId is missing')
  if (!/^[A-Z]{3}$/.test(currency)) throw new RangeError(`${currency} is not a currency`)
  if (locale !== 'fr' && locale !== 'en') throw new RangeError(`${locale} is not a language of the shop`)
  const cart = await needs.store.create({ id: cartId, customerId: viewer.customerId, currency, locale }, needs.clock())
  return viewCart(needs, seenBy(viewer, cartId, cart))
}
