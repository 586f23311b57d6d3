import type { Viewer } from '../domain/cart.ts'
import { type EditCartNeeds, type Edited, editCart } from './edit-cart.ts'

/**
 * Lets the store credit of the customer whose cart it is pay, or no longer. How much it pays is pricing's word, at every quote.
 * Throws RangeError for a guest's cart: a guest has none. Refusals: those of `editCart`.
 */
export function setStoreCredit(needs: EditCartNeeds, cartId: string, usesStoreCredit: boolean, viewer: Viewer): Promise<Edited> {
  return editCart(needs, {
    cartId,
    viewer,
    change(cart) {
      if (usesStoreCredit && cart.customerId === '') throw new RangeError('a guest has no store credit')
      return cart.usesStoreCredit === usesStoreCredit ? cart : { ...cart, usesStoreCredit }
    },
  })
}
