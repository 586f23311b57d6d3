import { type Viewer, withoutLine } from '../domain/cart.ts'
import { type EditCartNeeds, type Edited, editCart } from './edit-cart.ts'

/** Takes a line out. One that is not there is out already. Refusals: those of `editCart`. */
export const removeLine = (needs: EditCartNeeds, cartId: string, lineId: string, viewer: Viewer): Promise<Edited> =>
  editCart(needs, { cartId, viewer, change: (cart) => withoutLine(cart, lineId) })
