import type { Viewer } from '../domain/cart.ts'
import { type CartStore, cartFor } from './edit-cart.ts'
import { type CartView, type ViewCartNeeds, viewCart } from './view-cart.ts'

/** One cart as it is now. Fault: `not-found`, also for somebody else's. */
export const findCart = async (
  needs: ViewCartNeeds & { store: Pick<CartStore, 'find'> },
  cartId: string,
  viewer: Viewer,
): Promise<CartView> => viewCart(needs, await cartFor(needs.store, cartId, viewer))
