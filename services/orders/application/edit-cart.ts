import type { Clock } from '@vitrine/platform/clock/clock'
import { Fault } from '@vitrine/platform/rpc/fault'
import { type Cart, maySee, type Viewer } from '../domain/cart.ts'
import { type CartView, type ViewCartNeeds, viewCart } from './view-cart.ts'

export interface CartStore {
  /** Makes it empty, unless the id is there. Answers the cart of that id. */
  create(cart: Pick<Cart, 'id' | 'customerId' | 'currency' | 'locale'>, at: Date): Promise<Cart>
  find(cartId: string): Promise<Cart | undefined>
  /** Writes an open cart over the version it was made from. False when somebody else wrote meanwhile. Fault: `already-exists` when another cart got its pair of glasses meanwhile. */
  save(cart: Cart, at: Date): Promise<boolean>
}

export type Refusal =
  | { readonly outcome: 'out-of-stock'; readonly variantId: string; readonly available: number }
  | { readonly outcome: 'not-sold'; readonly variantId: string }
  | { readonly outcome: 'coupon-refused'; readonly code: string }
  | { readonly outcome: 'delivery-refused'; readonly why: string }
  | { readonly outcome: 'checked-out'; readonly orderId: string }
  | { readonly outcome: 'checkout-running' }
  | { readonly outcome: 'too-many-lines' }
  | { readonly outcome: 'pair-taken'; readonly configurationId: string }
  | { readonly outcome: 'not-sold-there'; readonly country: string }

export type Edited = { readonly outcome: 'cart'; readonly view: CartView } | Refusal

export interface EditCartNeeds extends ViewCartNeeds {
  readonly store: CartStore
  readonly clock: Clock
}

export interface Edit {
  readonly cartId: string
  readonly viewer: Viewer
  /** The cart as it is to be, or why not. Asked again when somebody else changed the cart meanwhile. */
  readonly change: (cart: Cart) => Cart | Refusal | Promise<Cart | Refusal>
  /** Looks at the changed cart with its prices and pieces before it is kept. */
  readonly check?: (view: CartView) => Refusal | undefined
}

/** Each loser of a race has lost to a change that was kept, so this many changes of one cart at once all succeed. */
const attempts = 200

/**
 * Changes an open cart and answers it as the shopper sees it, or says why not; a refused change leaves no trace.
 *
 * Two changes at once both hold, one after the other: a change is kept only over the version it was decided on, and decided anew otherwise.
 * Refusals: those of the change; `checked-out` with the order; `checkout-running`. Throws RangeError for the cart of an exchange. Fault: `not-found`, also for somebody else's cart.
 */
export async function editCart(needs: EditCartNeeds, { cartId, viewer, change, check }: Edit): Promise<Edited> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const cart = await cartFor(needs.store, cartId, viewer)
    if (cart.state === 'checked-out') return { outcome: 'checked-out', orderId: cart.orderId }
    if (cart.state === 'checking-out') return { outcome: 'checkout-running' }
    if (cart.exchange) throw new RangeError(`cart ${cartId} was prepared for an exchange, and nobody edits it`)
    const next = await change(cart)
    if ('outcome' in next) return next
    const view = await viewCart(needs, next)
    if (next === cart) return { outcome: 'cart', view }
    const refusal = check?.(view)
    if (refusal) return refusal
    const kept = withShownPrices(view)
    if (await needs.store.save(kept, needs.clock())) {
      return { outcome: 'cart', view: { ...view, cart: { ...kept, version: kept.version + 1 }, problems: withoutPrices(view) } }
    }
  }
  throw new Fault('unavailable', `cart ${cartId} changes too fast`)
}

/** A cart for somebody who may see it. Fault: `not-found`. */
export async function cartFor(store: Pick<CartStore, 'find'>, cartId: string, viewer: Viewer): Promise<Cart> {
  return seenBy(viewer, cartId, await store.find(cartId))
}

export function seenBy(viewer: Viewer, cartId: string, cart: Cart | undefined): Cart {
  if (!cart || !maySee(cart, viewer)) throw new Fault('not-found', `no cart ${cartId}`)
  return cart
}

/** A change shows the prices of now, so a line whose price had changed says so no longer. */
function withShownPrices({ cart, priced }: CartView): Cart {
  const prices = new Map(priced.lines.map(({ lineId, unitPriceMinor }) => [lineId, unitPriceMinor]))
  return { ...cart, lines: cart.lines.map((line) => ({ ...line, shownMinor: prices.get(line.id) ?? line.shownMinor })) }
}

const withoutPrices = ({ problems }: CartView) => problems.filter(({ code }) => code !== 'price-changed')
