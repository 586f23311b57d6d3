import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { createClient } from '@connectrpc/connect'
import { DeliveryService } from '@vitrine/contracts/delivery/v1'
import type { Order, ReturnFile } from '@vitrine/contracts/orders/v1'
import { StockService } from '@vitrine/contracts/stock/v1'
import { randomIds } from '@vitrine/platform/ids/ids'
import type pg from 'pg'
import { expect } from 'vitest'
import { breaksIn, eur, openTill, orderIn, shoppers, workOff } from './test-till.ts'

/** A shop in which pieces are swapped for dearer ones, and what its tests ask of it. */
export async function openSwaps(pool: pg.Pool) {
  const till = await openTill(pool)
  const { shop, clock, stockedMany, setPrice } = till
  const { client, ready, pay, orderOf } = shoppers(shop.peer('orders'), shop)
  const carrier = createClient(DeliveryService, shop.peer('delivery'))
  const stock = createClient(StockService, shop.peer('stock'))
  const settled = async () => {
    for (let n = 0; n < 3; n++) {
      await shop.settle()
      await workOff(shop)
    }
  }
  const viewer = { staff: true }
  /** Pieces of 50.00, of a product that is sold for 50.00, 65.00 and 40.00 too: bought, paid and packed. */
  const packed = async (quantity = 2, coupon = '') => {
    const [a, b, c, d] = (await stockedMany(4)) as [string, string, string, string]
    for (const [variantId, minor] of [
      [a, 5_000n],
      [b, 5_000n],
      [c, 6_500n],
      [d, 4_000n],
    ] as const)
      await setPrice(variantId, minor)
    const cartId = await ready(a, { quantity })
    if (coupon) await client.addCoupon({ cartId, code: coupon, viewer })
    const order = orderIn(await pay(cartId))
    await settled()
    return { id: order.id, lineId: order.lines[0]!.id, a, b, c, d }
  }
  type Packed = Awaited<ReturnType<typeof packed>>
  const swap = async ({ id: orderId, lineId }: Packed, variantId: string, quantity = 1, swapId = randomIds()) =>
    (await client.swapPieces({ swapId, orderId, lineId, quantity, variantId, viewer })).result
  /** One piece, or so many, is wanted as the dearer one. */
  const asked = async (it: Packed, quantity = 1) => {
    expect((await swap(it, it.c, quantity)).case).toBe('pending')
    await settled()
    return fileOf(it)
  }
  const fileOf = async ({ id }: Packed): Promise<ReturnFile> => (await orderOf(id)).returns.at(-1)!
  const parcelOf = async (orderId: string) => (await carrier.listParcels({ orderIds: [orderId] })).parcels[0]!
  const contentsOf = async (orderId: string) =>
    Object.fromEntries((await parcelOf(orderId)).lines.map(({ variantId, quantity }) => [variantId, quantity]))
  const reservedOf = async (...variantIds: string[]) => {
    const { levels } = await stock.listLevels({ variantIds })
    return variantIds.map((id) => levels.find(({ variantId }) => variantId === id)?.reserved)
  }
  const scan = async (orderId: string, state: string) => {
    const { trackingNumber } = await parcelOf(orderId)
    clock.advance(1_000)
    return carrier.recordScan({ scanId: randomIds(), trackingNumber, state, at: timestampFromDate(clock()) })
  }
  const handOver = (orderId: string) => scan(orderId, 'handed-over')
  const events = (order: Order) => order.timeline.map(({ event }) => event)
  const notes = async (orderId: string) =>
    (await client.listInvoices({ orderId, viewer })).invoices.map(({ kind, total }) => [kind, Number(total!.amountMinor)])
  const sound = async () => {
    for (const service of ['orders', 'stock', 'payments', 'delivery', 'pricing']) expect(await breaksIn(shop, service)).toEqual([])
  }
  const atBank = async (cartId: string) => {
    const { cart } = await client.getCart({ cartId })
    const payment = { provider: 'sandbox', method: 'card', token: 'three-d-secure', returnUrl: 'http://shop.example/back' }
    const orderId = randomIds()
    const { result } = await client.checkout({ cartId, orderId, payment, expectedTotal: eur(cart!.totals!.due!.amountMinor) })
    if (result.case !== 'action') throw new Error(`the checkout answered ${result.case}`)
    const approve = () =>
      fetch(`${result.value.url}`, { method: 'POST', body: new URLSearchParams({ decision: 'approve' }), redirect: 'manual' })
    return { orderId, approve }
  }

  return {
    ...till,
    client,
    pay,
    orderOf,
    viewer,
    settled,
    packed,
    swap,
    asked,
    fileOf,
    parcelOf,
    contentsOf,
    reservedOf,
    scan,
    handOver,
    events,
    notes,
    sound,
    atBank,
  }
}
