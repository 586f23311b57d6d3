import { Fault } from '@vitrine/platform/rpc/fault'
import { type Cart, merged } from '../domain/cart.ts'
import type { CartStore, EditCartNeeds, Edited } from './edit-cart.ts'
import { type CartView, type Problem, viewCart, withProblems } from './view-cart.ts'

export interface AttachCartStore extends Pick<CartStore, 'find' | 'save'> {
  /** The customer's open cart with lines that was touched last, another one than this. */
  findOther(customerId: string, cartId: string): Promise<Cart | undefined>
  /** Writes both, each over the version it was made from, or neither. */
  saveBoth(cart: Cart, other: Cart, at: Date): Promise<boolean>
}

const attempts = 50

/**
 * Gives the cart to a customer who signed in, and moves the lines of the customer's other open cart into it (ORD-3).
 *
 * Both carts change together or not at all, so two sign-ins at once lose no line. A quantity that stock cannot meet is lowered to what is left, and
 * the line named as `quantity-capped`. Again it changes nothing. Refusals: `checked-out`, `checkout-running`. Fault: `not-found`, also for another
 * customer's cart.
 */
export async function attachCart(
  needs: EditCartNeeds & { store: AttachCartStore },
  { cartId, customerId, email }: { cartId: string; customerId: string; email: string },
): Promise<Edited> {
  if (customerId === '') throw new RangeError('customerId is missing')
  for (let attempt = 0; attempt < attempts; attempt++) {
    const cart = await needs.store.find(cartId)
    if (!cart || (cart.customerId !== '' && cart.customerId !== customerId)) throw new Fault('not-found', `no cart ${cartId}`)
    if (cart.state === 'checked-out') return { outcome: 'checked-out', orderId: cart.orderId }
    if (cart.state === 'checking-out') return { outcome: 'checkout-running' }
    if (cart.exchange) throw new RangeError(`cart ${cartId} was prepared for an exchange, and nobody edits it`)
    const other = await needs.store.findOther(customerId, cartId)
    const own = { ...cart, customerId, email: cart.email || email }
    if (!other && cart.customerId === customerId && own.email === cart.email) return { outcome: 'cart', view: await viewCart(needs, cart) }
    const { view, capped } = await capToStock(needs, other ? merged(own, other) : own, other !== undefined)
    const at = needs.clock()
    const isKept = other
      ? await needs.store.saveBoth(view.cart, { ...other, lines: [], coupons: [] }, at)
      : await needs.store.save(view.cart, at)
    if (isKept) return { outcome: 'cart', view: withProblems({ ...view, cart: { ...view.cart, version: view.cart.version + 1 } }, capped) }
  }
  throw new Fault('unavailable', `cart ${cartId} changes too fast`)
}

/** Lowers merged lines to what is left; a line of which nothing is left stays as it is and says `out-of-stock`. */
async function capToStock(needs: EditCartNeeds, cart: Cart, isMerged: boolean): Promise<{ view: CartView; capped: Problem[] }> {
  const view = await viewCart(needs, cart)
  if (!isMerged) return { view, capped: [] }
  const capped: Problem[] = []
  const lines = cart.lines.map((line) => {
    const left = view.available(line.variantId)
    if (left < 1 || left >= line.quantity) return line
    capped.push({ code: 'quantity-capped', lineId: line.id, available: left })
    return { ...line, quantity: left }
  })
  return capped.length === 0 ? { view, capped } : { view: await viewCart(needs, { ...cart, lines }), capped }
}
