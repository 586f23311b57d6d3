import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { expectStatus, type Knock, packedOrder, type Reply, variantsOnSale } from '../shopper.ts'
import type { Act } from './kill-points.ts'

/** What the gift card pays of the cart of somebody who cancels `on credit`. */
export const onCardMinor = 1_000
/** The cart, of which a gift card pays a part. */
export async function withGiftCard(knock: Knock, staff: Record<string, string>, id: string) {
  const headers = { ...staff, 'idempotency-key': randomUUID() }
  const { code } = expectStatus(
    await knock('POST', '/v1/admin/gift-cards', { amount: { amountMinor: onCardMinor, currency: 'EUR' } }, headers),
    201,
  )
  const { totals } = expectStatus(await knock('PUT', `/v1/carts/${id}/coupons`, { code }), 200)
  return { id, total: totals.due as unknown }
}

/** Acts on an order that was placed before. */
export const afterwards: ReadonlySet<Act> = new Set<Act>([
  ...([
    'cancel',
    'cancel on credit',
    'refund',
    'take out',
    'swap',
    'send back',
    'send part',
    'invoice',
    'withdraw card',
    'exchange',
    'let go',
    'call off',
  ] as const),
])

/** Brings an order so far that it can be asked for, and answers what that is. */
export async function wishOf(
  act: Act,
  knock: Knock,
  staff: Record<string, string>,
  id: string,
): Promise<['GET' | 'POST', string, object | undefined]> {
  const order = `/v1/admin/orders/${id}`
  switch (act) {
    case 'cancel':
    case 'cancel on credit':
      return ['POST', `${order}/cancel`, { reason: 'changed my mind' }]
    case 'take out': {
      const { lines } = expectStatus(await knock('GET', `/v1/orders/${id}`), 200)
      return ['POST', `/v1/orders/${id}/lines/cancel`, { lines: [{ lineId: lines[0].id, quantity: 1 }] }]
    }
    case 'swap': {
      const { lines } = await orderAt(knock, staff, id, 'packed')
      const { variants } = expectStatus(await knock('GET', `/v1/products/${lines[0].productId}`), 200)
      const { id: variantId } = variants.find((other: { id: string }) => other.id !== lines[0].variantId)
      return ['POST', `${order}/lines/${lines[0].id}/swap`, { quantity: 1, variantId }]
    }
    case 'send back':
      return ['POST', `${order}/returns/${await sentBack(knock, staff, id)}/moves`, { to: 'checked' }]
    case 'exchange':
      return ['POST', `${order}/returns/${await exchangeAsked(knock, staff, id)}/moves`, { to: 'approved' }]
    case 'let go':
    case 'call off': {
      const moves = `${order}/returns/${await exchangeAsked(knock, staff, id)}/moves`
      expectStatus(await knock('POST', moves, { to: 'approved' }, staff), 200)
      if (act === 'call off') return ['POST', moves, { to: 'refused', note: 'not wanted after all' }]
      expectStatus(await knock('POST', moves, { to: 'received' }, staff), 200)
      return ['POST', moves, { to: 'checked' }]
    }
    case 'send part':
      return ['POST', '/v1/admin/deliveries/scans', await halfParcel(knock, staff, id)]
    case 'withdraw card':
      return ['POST', `/v1/orders/${id}/withdrawal`, {}]
    case 'invoice':
      return ['GET', `/v1/orders/${id}/invoices`, undefined]
    default:
      return ['POST', `${order}/refunds`, { amount: { amountMinor: 100, currency: 'EUR' }, reason: 'a scratch' }]
  }
}

/** A bottle that was bought and packed is wanted twice as large. Answers the cart of the difference. */
export async function unpaidSwap(knock: Knock, staff: Record<string, string>): Promise<{ id: string; total: unknown }> {
  const variants = await variantsOnSale(knock, 'ambre-clair')
  const [small, large] = ['v-ambre-clair-50', 'v-ambre-clair-100'].map((id) => variants.find((variant) => variant.id === id)!.id)
  const order = await packedOrder(knock, staff, small!)
  const wish = { quantity: 1, variantId: large }
  expectStatus(await knock('POST', `/v1/orders/${order.id}/lines/${order.lines[0].id}/swap`, wish), 202)
  // Its difference is asked for as soon as all are answered.
  for (let again = 0; again < 150; again++) {
    const { cartId, due } = expectStatus(await knock('GET', `/v1/orders/${order.id}`), 200).returns[0].exchange
    if (due.amountMinor > 0) return { id: cartId, total: due }
    await sleep(200)
  }
  throw new Error(`order ${order.id} does not say what its swap costs`)
}

/** The parcel left, the shopper withdrew, and all of it is back. Answers the file. */
async function sentBack(knock: Knock, staff: Record<string, string>, id: string): Promise<string> {
  await left(knock, staff, id)
  const { id: file } = expectStatus(await knock('POST', `/v1/orders/${id}/withdrawal`, {}), 201)
  expectStatus(await knock('POST', `/v1/admin/orders/${id}/returns/${file}/moves`, { to: 'received' }, staff), 200)
  return file as string
}

/** The parcel left, and the shopper wants another piece of the same for the one that came. Answers the file. */
async function exchangeAsked(knock: Knock, staff: Record<string, string>, id: string): Promise<string> {
  const { id: lineId, variantId: exchangeFor } = (await left(knock, staff, id)).lines[0]
  const lines = [{ lineId, quantity: 1, reason: 'faulty', exchangeFor }]
  return expectStatus(await knock('POST', `/v1/orders/${id}/returns`, { lines }), 201).returns[0].id as string
}

/** Its parcel was handed over. */
async function left(knock: Knock, staff: Record<string, string>, id: string): Promise<Reply['body']> {
  const order = await orderAt(knock, staff, id, 'packed')
  const scan = {
    scanId: randomUUID(),
    trackingNumber: order.deliveries[0].trackingNumber,
    state: 'handed-over',
    at: new Date().toISOString(),
  }
  expectStatus(await knock('POST', '/v1/admin/deliveries/scans', scan, staff), 201)
  return orderAt(knock, staff, id, 'shipped')
}

/** The parcel is split. Answers the scan that hands over what stayed in it. */
async function halfParcel(knock: Knock, staff: Record<string, string>, id: string) {
  const { deliveries, lines } = await orderAt(knock, staff, id, 'packed')
  const half = { lines: [{ lineId: lines[0].id, quantity: 1 }] }
  expectStatus(await knock('POST', `/v1/admin/orders/${id}/parcels/${deliveries[0].id}/split`, half, staff), 201)
  return { scanId: randomUUID(), trackingNumber: deliveries[0].trackingNumber, state: 'handed-over', at: new Date().toISOString() }
}

/** Events travel: the order is asked for until it is so far. */
async function orderAt(knock: Knock, staff: Record<string, string>, id: string, status: string): Promise<Reply['body']> {
  for (let again = 0; again < 150; again++) {
    const order = expectStatus(await knock('GET', `/v1/admin/orders/${id}`, undefined, staff), 200)
    if (order.status === status) return order
    await sleep(200)
  }
  throw new Error(`order ${id} is not ${status}`)
}
