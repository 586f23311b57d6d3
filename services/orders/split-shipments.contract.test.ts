import { create, toJson } from '@bufbuild/protobuf'
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { createClient } from '@connectrpc/connect'
import { DeliveryService, type Parcel } from '@vitrine/contracts/delivery/v1'
import { ParcelLabelledSchema } from '@vitrine/contracts/delivery/v1/events'
import { StockService } from '@vitrine/contracts/stock/v1'
import { randomIds } from '@vitrine/platform/ids/ids'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { bothWays } from '@vitrine/system/test-shop'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { breaksIn, eur, openTill, orderIn, shoppers, workOff } from './test-till.ts'

describe.each(inject('servers'))('orders that leave in several parcels on %s', async (_, serverUrl) => {
  const pool = await testDatabase(serverUrl)
  const till = await openTill(pool)
  const { shop, clock, heldFor } = till
  const { ways, close } = await bothWays(shop, 'orders')
  const carrier = createClient(DeliveryService, shop.peer('delivery'))
  const stock = createClient(StockService, shop.peer('stock'))
  afterAll(async () => {
    await close()
    await till.close()
  })
  const parcelsOf = async (orderId: string) => (await carrier.listParcels({ orderIds: [orderId] })).parcels
  const settled = async () => {
    for (let n = 0; n < 2; n++) {
      await shop.settle()
      await workOff(shop)
    }
    await shop.settle()
  }
  const scan = async ({ id, trackingNumber }: Parcel, state: string) => {
    clock.advance(1_000)
    await carrier.recordScan({ scanId: `${id} ${state}`, trackingNumber, state, at: timestampFromDate(clock()) })
    await settled()
  }
  const onHand = async (variantId: string) => (await stock.listLevels({ variantIds: [variantId] })).levels[0]!.onHand

  describe.each(ways)('called %s', (_way, transport) => {
    const { client, stocked, ready, pay, orderOf } = shoppers(transport, shop)
    const staff = { staff: true }
    /** Three of one thing and one of another, of which the second and one of the first are in a parcel of their own. */
    const parted = async () => {
      const [a, b] = [await stocked(10, 1_000n), await stocked(10, 5_000n)]
      const cartId = await ready(a, { quantity: 3 })
      await client.addLine({ cartId, lineId: `other ${cartId}`, variantId: b, quantity: 1 })
      const { id, lines } = orderIn(await pay(cartId))
      await settled()
      const [first] = await parcelsOf(id)
      const newParcelId = randomIds()
      const pieces = [
        { variantId: a, quantity: 1 },
        { variantId: b, quantity: 1 },
      ]
      for (let n = 0; n < 2; n++) await carrier.splitParcel({ parcelId: first!.id, newParcelId, lines: pieces })
      await settled()
      const parcels = await parcelsOf(id)
      return { id, a: lines[0]!, b: lines[1]!, parcels: [parcels[0]!, parcels[1]!] as const, count: parcels.length }
    }
    const stateOf = async (id: string) => {
      const { status, lines, deliveries } = await orderOf(id)
      return { status, sent: lines.map(({ sent }) => sent), parcels: deliveries.map(({ state }) => state) }
    }

    test('the order shows every parcel with what is in it, and follows them: partly shipped, shipped, delivered', async () => {
      const { id, a, b, parcels, count } = await parted()
      expect(count).toBe(2)
      expect(parcels[0].trackingNumber).not.toBe(parcels[1].trackingNumber)
      const { deliveries, status } = await orderOf(id)
      expect([status, ...deliveries.map(({ lines }) => lines.map(({ lineId, quantity }) => [lineId, quantity]))]).toEqual([
        'packed',
        [[a.id, 2]],
        [
          [a.id, 1],
          [b.id, 1],
        ],
      ])
      await scan(parcels[1], 'handed-over')
      expect(await stateOf(id)).toEqual({ status: 'partly-shipped', sent: [1, 1], parcels: ['made', 'handed-over'] })
      expect([await onHand(a.variantId), await onHand(b.variantId), await heldFor(id)]).toEqual([9, 9, 2])
      await scan(parcels[1], 'delivered')
      expect(await stateOf(id)).toMatchObject({ status: 'partly-shipped', parcels: ['made', 'delivered'] })
      expect((await orderOf(id)).withdrawUntil).toBe('')
      await scan(parcels[0], 'handed-over')
      expect(await stateOf(id)).toEqual({ status: 'shipped', sent: [3, 1], parcels: ['handed-over', 'delivered'] })
      await scan(parcels[0], 'delivered')
      const order = await orderOf(id)
      expect(order.status).toBe('delivered')
      expect(order.timeline.map(({ event, facts }) => [event, facts['parcelId'] === parcels[1].id])).toEqual([
        ['order-placed', false],
        ['payment-captured', false],
        ['parcel-made', false],
        ['parcel-shipped', true],
        ['parcel-delivered', true],
        ['parcel-shipped', false],
        ['parcel-delivered', false],
      ])
      expect([await onHand(a.variantId), await onHand(b.variantId), await heldFor(id)]).toEqual([7, 9, 0])
    })

    test('an order shows the number its parcel was given last, and where it is followed; a parcel that is lost or comes back stands beside the others', async () => {
      const { id, parcels } = await parted()
      const [first, second] = parcels
      const numbers = async () => (await orderOf(id)).deliveries.map(({ trackingNumber }) => trackingNumber)
      const before = await numbers()
      await carrier.labelParcel({ parcelId: first.id, trackingNumber: '6A111' + id.slice(0, 8) })
      await carrier.labelParcel({ parcelId: first.id, trackingNumber: '6A222' + id.slice(0, 8) })
      await settled()
      expect(await numbers()).toEqual(['6A222' + id.slice(0, 8), before[1]])
      const see = async (parcelId: string, state: string) => {
        clock.advance(1_000)
        await carrier.recordScan({ scanId: randomIds(), parcelId, state, at: timestampFromDate(clock()) })
        await settled()
      }
      for (const parcel of parcels) await see(parcel.id, 'handed-over')
      await carrier.labelParcel({ parcelId: first.id, trackingNumber: '6A333' + id.slice(0, 8) })
      await see(second.id, 'lost')
      expect(await stateOf(id)).toMatchObject({ status: 'shipped', parcels: ['handed-over', 'lost'] })
      await see(second.id, 'returned')
      await see(first.id, 'delivered')
      expect(await stateOf(id)).toMatchObject({ status: 'shipped', parcels: ['delivered', 'returned'] })
      expect(await numbers()).toEqual(['6A333' + id.slice(0, 8), before[1]])
      const { timeline, allowed } = await orderOf(id)
      expect(timeline.slice(-3).map(({ event }) => event)).toEqual(['parcel-lost', 'parcel-returned', 'parcel-delivered'])
      expect(allowed).toContain('refund')
    })

    test('news of a number are followed in whatever order they are heard, and change nothing else', async () => {
      const { id, parcels } = await parted()
      const [first] = parcels
      const shown = (await orderOf(id)).deliveries
      const news = (trackingNumber: string, label: number) => {
        const parcel = { ...first, trackingNumber, label, trackingUrl: `https://track.example/${trackingNumber}`, lines: [] }
        const body = toJson(ParcelLabelledSchema, create(ParcelLabelledSchema, { parcel }))
        return shop.deliver({ id: randomIds(), type: ParcelLabelledSchema.typeName, key: id, body })
      }
      for (const [number, label] of [
        ['B', 2],
        ['A', 1],
        ['A', 1],
      ] as const)
        await news(`${number}${id.slice(0, 8)}`, label)
      await settled()
      const number = `B${id.slice(0, 8)}`
      expect((await orderOf(id)).deliveries).toEqual([
        { ...shown[0]!, trackingNumber: number, trackingUrl: `https://track.example/${number}` },
        shown[1],
      ])
    })

    test('what has not left is cancelled as ever; the order is then where its parcels are', async () => {
      const { id, a, parcels } = await parted()
      await scan(parcels[1], 'handed-over')
      const { allowed } = await orderOf(id)
      expect([allowed.includes('cancel'), allowed.includes('cancel-lines')]).toEqual([false, true])
      expect((await client.cancelOrder({ orderId: id, viewer: staff })).result.case).toBe('refused')
      const cancel = async (quantity: number) =>
        (await client.cancelLines({ cancelId: randomIds(), orderId: id, lines: [{ lineId: a.id, quantity }], viewer: staff })).result
      expect(await cancel(3)).toMatchObject({ case: 'tooMany', value: { left: 2 } })
      expect(await cancel(1)).toMatchObject({ case: 'cancelled', value: { status: 'partly-shipped' } })
      expect(await cancel(1)).toMatchObject({ case: 'cancelled', value: { status: 'shipped' } })
      await settled()
      const order = await orderOf(id)
      expect([order.refunded, order.deliveries.map(({ state }) => state)]).toEqual([
        expect.objectContaining(eur(2_000n)),
        ['stopped', 'handed-over'],
      ])
      await scan(parcels[1], 'delivered')
      expect((await orderOf(id)).status).toBe('delivered')
      expect([await onHand(a.variantId), await heldFor(id)]).toEqual([9, 0])
    })

    test('who withdraws from an order that left in part gets the rest cancelled, and sends back what left', async () => {
      const { id, a, b, parcels } = await parted()
      await scan(parcels[1], 'handed-over')
      const returnId = randomIds()
      const opened = await client.openReturn({ returnId, orderId: id, kind: 'withdrawal', viewer: staff })
      expect(opened.result).toMatchObject({ case: 'opened', value: { file: { state: 'approved', amount: eur(6_000n) } } })
      await settled()
      expect(await orderOf(id)).toMatchObject({
        status: 'shipped',
        refunded: eur(2_000n),
        lines: [{ cancelled: 2, returned: 1 }, { returned: 1 }],
      })
      for (const to of ['received', 'checked']) await client.moveReturn({ orderId: id, returnId, to, actor: 'joe' })
      await settled()
      const order = await orderOf(id)
      expect([order.status, order.refunded!.amountMinor]).toEqual(['refunded', order.totals!.total!.amountMinor])
      expect([await onHand(a.variantId), await onHand(b.variantId)]).toEqual([10, 10])
    })

    test('all money back in between frees what is still here', async () => {
      const { id, a, parcels } = await parted()
      await scan(parcels[1], 'handed-over')
      const { totals } = await orderOf(id)
      await client.refundOrder({ refundId: randomIds(), orderId: id, amount: totals!.total!, reason: 'lost', actor: 'joe' })
      await settled()
      expect(await stateOf(id)).toEqual({ status: 'refunded', sent: [1, 1], parcels: ['stopped', 'handed-over'] })
      expect([await onHand(a.variantId), await heldFor(id)]).toEqual([9, 0])
    })
  })

  test('verify finds nothing wrong', async () => {
    for (const service of ['orders', 'stock', 'payments', 'delivery']) expect(await breaksIn(shop, service)).toEqual([])
  })
})
