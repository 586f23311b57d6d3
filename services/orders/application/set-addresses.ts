import { type Address, checkedAddress } from '../domain/address.ts'
import { type Viewer, withAddresses } from '../domain/cart.ts'
import { type EditCartNeeds, type Edited, editCart } from './edit-cart.ts'

/**
 * Where it goes, and to whom the invoice; `billing` null is the same address. Another country asks for the delivery choice anew.
 * Throws RangeError as `checkedAddress` does. Refusals: those of `editCart`; `not-sold-there` where pricing has no rate of VAT.
 */
export function setAddresses(
  needs: EditCartNeeds,
  cartId: string,
  shipping: Address,
  billing: Address | null,
  viewer: Viewer,
): Promise<Edited> {
  const [to, bill] = [checkedAddress(shipping, 'shipping'), billing && checkedAddress(billing, 'billing')]
  return editCart(needs, {
    cartId,
    viewer,
    change: (cart) => withAddresses(cart, to, bill),
    check: ({ priced }) => (priced.isSoldThere ? undefined : { outcome: 'not-sold-there', country: to.country }),
  })
}
