import { createClient } from '@connectrpc/connect'
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { DeliveryService } from '@vitrine/contracts/delivery/v1'
import { StockService } from '@vitrine/contracts/stock/v1'
import { randomIds } from '@vitrine/platform/ids/ids'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { breaksIn, openTill, orderIn, workOff } from './test-till.ts'

describe.each(inject('servers'))('what is sold before it is there, on %s', async (_, serverUrl) => {
  const pool = await testDatabase(serverUrl, 64)
  const till = await openTill(pool)
  const { shop, stocked, setPieces, ready, pay, cartOf, orderOf, client, heldFor } = till
  const shelf = createClient(StockService, shop.peer('stock'))
  const travel = createClient(DeliveryService, shop.peer('delivery'))
  afterAll(() => till.close())
  const offer = (variantId: string, cap: number) => shelf.offerAhead({ variantId, offer: 'pre-order', cap, shipsOn: '2026-12-24' })
  const levelOf = async (variantId: string) => (await shelf.listLevels({ variantIds: [variantId] })).levels[0]

  test('an order is paid for pieces that have not come, and they are its own when they do', async () => {
    const variantId = await stocked(0)
    await offer(variantId, 2)
    const order = orderIn(await pay(await ready(variantId, { quantity: 2 })))
    expect(order.status).toBe('paid')
    expect(await levelOf(variantId)).toMatchObject({ onHand: 0, reserved: 0, awaited: 2, available: 0 })
    await setPieces(variantId, 3)
    expect(await levelOf(variantId)).toMatchObject({ onHand: 3, reserved: 2, awaited: 0, ready: 1 })
    expect(await breaksIn(shop)).toEqual([])
  })

  const parcelOf = async (orderId: string) => (await travel.listParcels({ orderIds: [orderId] })).parcels[0]!
  const handOver = async (orderId: string) => {
    const { trackingNumber } = await parcelOf(orderId)
    const at = timestampFromDate(till.clock())
    const answer = await travel.recordScan({ scanId: randomIds(), trackingNumber, state: 'handed-over', at })
    await shop.settle()
    await workOff(shop)
    await shop.settle()
    return answer
  }

  test('its parcel stays in the shop until the last piece has come; then the order says so, and it leaves', async () => {
    const [ahead, there] = [await stocked(0), await stocked(5)]
    await offer(ahead, 2)
    const cartId = await ready(ahead, { quantity: 2 })
    await client.addLine({ cartId, lineId: `there ${cartId}`, variantId: there, quantity: 1, viewer: {} })
    const { id, waitsUntil } = orderIn(await pay(cartId))
    await shop.settle()
    expect([waitsUntil, (await orderOf(id)).waitsUntil, (await orderOf(id)).status]).toEqual(['2026-12-24', '2026-12-24', 'packed'])
    await setPieces(ahead, 1)
    expect(await handOver(id)).toMatchObject({ moved: false, waits: true })
    expect(await orderOf(id)).toMatchObject({ status: 'packed', waitsUntil: '2026-12-24' })
    await setPieces(ahead, 2)
    await shop.settle()
    expect([(await parcelOf(id)).waits, (await orderOf(id)).waitsUntil, (await orderOf(id)).status]).toEqual([false, '', 'packed'])
    expect(await handOver(id)).toMatchObject({ moved: true })
    expect([(await orderOf(id)).status, await heldFor(id)]).toEqual(['shipped', 0])
    expect(await levelOf(ahead)).toMatchObject({ onHand: 0, reserved: 0, awaited: 0 })
  })

  test('an order that waits is cancelled like another, or without what it waits for goes on at once', async () => {
    const [ahead, there] = [await stocked(0), await stocked(5)]
    await offer(ahead, 2)
    const order = orderIn(await pay(await ready(ahead)))
    const cartId = await ready(ahead)
    await client.addLine({ cartId, lineId: `there ${cartId}`, variantId: there, quantity: 1, viewer: {} })
    const other = orderIn(await pay(cartId))
    await shop.settle()
    await client.cancelOrder({ orderId: order.id, reason: '', viewer: { staff: true } })
    const lines = [{ lineId: `line ${cartId}`, quantity: 1 }]
    await client.cancelLines({ cancelId: randomIds(), orderId: other.id, lines, reason: '', viewer: { staff: true } })
    await workOff(shop)
    await shop.settle()
    expect([(await orderOf(order.id)).status, (await orderOf(order.id)).waitsUntil]).toEqual(['cancelled', ''])
    expect((await parcelOf(order.id)).state).toBe('stopped')
    expect(await levelOf(ahead)).toMatchObject({ awaited: 0 })
    expect([(await parcelOf(other.id)).waits, (await orderOf(other.id)).waitsUntil]).toEqual([false, ''])
    expect(await breaksIn(shop)).toEqual([])
  })

  test('sixty-four pay at once for what has a cap of ten: ten orders, and the others hear that it is reached and pay nothing', async () => {
    const variantId = await stocked(0)
    await offer(variantId, 10)
    const carts = await Promise.all(Array.from({ length: 64 }, () => ready(variantId)))
    const answers = await Promise.all(carts.map((cartId) => pay(cartId)))
    expect(answers.filter(({ case: outcome }) => outcome === 'order')).toHaveLength(10)
    const refused = answers.flatMap((answer) => (answer.case === 'outOfStock' ? answer.value.shortages : []))
    expect(refused.map(({ available, capped }) => [available, capped])).toEqual(Array(54).fill([0, true]))
    expect(await levelOf(variantId)).toMatchObject({ awaited: 10 })
  })

  test('a bundle that lacks a part is refused with that part, beside the line it is on', async () => {
    const [bundle, lens] = [await stocked(0), await stocked(3)]
    await shelf.setParts({ variantId: bundle, parts: [{ variantId: lens, quantity: 2 }] })
    const cartId = await ready(bundle)
    await setPieces(lens, 1)
    const shortages = [{ variantId: bundle, lineId: `line ${cartId}`, available: 0, partId: lens, capped: false }]
    expect(await pay(cartId)).toMatchObject({ case: 'outOfStock', value: { shortages } })
    await setPieces(lens, 2)
    expect((await cartOf(cartId)).problems).toEqual([])
    expect(orderIn(await pay(cartId, 'ok', { orderId: randomIds() })).status).toBe('paid')
    expect(await levelOf(lens)).toMatchObject({ onHand: 2, reserved: 2 })
  })
})
