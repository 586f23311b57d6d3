import { Fault } from '@vitrine/platform/rpc/fault'
import { type Cart, type CartLine, merged } from '../domain/cart.ts'
import { isPlain } from '../domain/glasses.ts'
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
    const { view, capped } = await capToStock(needs, other ? merged(own, other) : own, other ? [...own.lines, ...other.lines] : [])
    const at = needs.clock()
    const isKept = other
      ? await needs.store.saveBoth(view.cart, { ...other, lines: [], coupons: [] }, at)
      : await needs.store.save(view.cart, at)
    if (isKept) return { outcome: 'cart', view: withProblems({ ...view, cart: { ...view.cart, version: view.cart.version + 1 } }, capped) }
  }
  throw new Fault('unavailable', `cart ${cartId} changes too fast`)
}

/**
 * Lowers merged lines to what is left, and names those that became fewer than both carts had, also because a line holds 99 at most; a line of which nothing is
 * left stays as it is and says `out-of-stock`.
 */
async function capToStock(needs: EditCartNeeds, cart: Cart, wanted: readonly CartLine[]): Promise<{ view: CartView; capped: Problem[] }> {
  const view = await viewCart(needs, cart)
  const capped: Problem[] = []
  const lines = cart.lines.map((line) => {
    const left = view.available(line.variantId)
    if (left < 1) return line
    const quantity = wanted.length === 0 ? line.quantity : Math.min(line.quantity, left)
    if (quantity < wantedOf(line, wanted)) capped.push({ code: 'quantity-capped', lineId: line.id, available: quantity })
    return quantity === line.quantity ? line : { ...line, quantity }
  })
  const isLowered = lines.some((line, n) => line !== cart.lines[n])
  return { view: isLowered ? await viewCart(needs, { ...cart, lines }) : view, capped }
}

/** How many pieces of a line both carts had: pieces that are all alike became one line. */
const wantedOf = (line: CartLine, wanted: readonly CartLine[]): number =>
  isPlain(line)
    ? wanted.reduce((sum, each) => sum + (isPlain(each) && each.variantId === line.variantId ? each.quantity : 0), 0)
    : line.quantity
