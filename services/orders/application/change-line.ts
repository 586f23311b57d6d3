import { Fault } from '@vitrine/platform/rpc/fault'
import { type Viewer, withQuantity } from '../domain/cart.ts'
import { mayBeBought } from './add-line.ts'
import { type EditCartNeeds, type Edited, editCart } from './edit-cart.ts'

export interface LineChange {
  readonly cartId: string
  readonly lineId: string
  readonly quantity: number
  readonly viewer: Viewer
}

/**
 * Sets how many pieces a line holds. Fewer are always taken back, even where stock has less than that.
 *
 * Refusals: `out-of-stock` when more are wanted than are left, `not-sold`, and those of `editCart`. Throws RangeError outside 1 to 99.
 * Faults: `not-found` for a cart or a line that is not there.
 */
export function changeLine(needs: EditCartNeeds, { cartId, lineId, quantity, viewer }: LineChange): Promise<Edited> {
  let before = 0
  return editCart(needs, {
    cartId,
    viewer,
    change(cart) {
      const next = withQuantity(cart, lineId, quantity)
      if (!next) throw new Fault('not-found', `no line ${lineId}`)
      before = cart.lines.find(({ id }) => id === lineId)?.quantity ?? 0
      return next
    },
    check(view) {
      const line = view.cart.lines.find(({ id }) => id === lineId)
      return line && quantity > before ? mayBeBought(view, line.variantId) : undefined
    },
  })
}
