import { Fault } from '@vitrine/platform/rpc/fault'
import { type Address, checkedAddress } from '../domain/address.ts'
import type { Viewer } from '../domain/cart.ts'
import { mayAct, type Order } from '../domain/order.ts'
import { type MoveRefused, moveRefused } from './cancel-order.ts'
import { editOrder, type OrderStore } from './edit-order.ts'
import { findOrder } from './find-order.ts'
import type { OrderTellings } from './tell-order.ts'

export interface ReaddressNeeds {
  readonly orders: OrderStore
  readonly tellings: OrderTellings
  readonly clock: () => Date
  readonly published: () => void
}

export interface NewAddress {
  readonly orderId: string
  readonly shipping: Address
  /** Undefined keeps the one there is. */
  readonly billing: Address | undefined
  readonly viewer: Viewer
}

export type Readdressed =
  | { readonly outcome: 'changed'; readonly order: Order }
  | MoveRefused
  | { readonly outcome: 'other-country'; readonly country: string }

/**
 * Changes where an order goes, before it is prepared. The parcel follows by hearing `OrderChanged`.
 * Refusals: a status in which it is too late; another country, for which taxes and delivery were not priced. Throws RangeError as `checkedAddress` does.
 * Fault: `not-found`.
 */
export async function readdressOrder(needs: ReaddressNeeds, { orderId, shipping, billing, viewer }: NewAddress): Promise<Readdressed> {
  const known = await findOrder(needs.orders, orderId, viewer)
  const to = { shipping: checkedAddress(shipping, 'shipping'), billing: billing && checkedAddress(billing, 'billing') }
  if (to.shipping.country !== known.shipping.country) return { outcome: 'other-country', country: known.shipping.country }
  const now = needs.clock()
  let refusal: MoveRefused | undefined
  const order = await editOrder(
    needs.orders,
    orderId,
    now,
    (latest) => {
      refusal = mayAct('edit', latest.status) ? undefined : moveRefused(latest, now)
      if (refusal) return undefined
      const entry = { at: now.toISOString(), event: 'address-changed', facts: {} }
      const changed = { ...latest, shipping: to.shipping, billing: to.billing ?? latest.billing, timeline: [...latest.timeline, entry] }
      return { order: changed, told: [needs.tellings.changed(changed, 'address')], rewrites: true }
    },
    known,
  )
  if (!order) throw new Fault('not-found', `no order ${orderId}`)
  if (refusal) return refusal
  needs.published()
  return { outcome: 'changed', order }
}
