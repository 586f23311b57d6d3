import type { JsonValue } from '@bufbuild/protobuf'
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { Code, createClient } from '@connectrpc/connect'
import { DeliveryService } from '@vitrine/contracts/delivery/v1'
import { PaymentService } from '@vitrine/contracts/payments/v1'
import { StockService } from '@vitrine/contracts/stock/v1'
import { randomIds } from '@vitrine/platform/ids/ids'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { bothWays } from '@vitrine/system/test-shop'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { breaksIn, eur, openTill, orderIn, shoppers, workOff } from './test-till.ts'

describe.each(inject('servers'))('orders on %s', async (_, serverUrl) => {
  const pool = await testDatabase(serverUrl)
  const till = await openTill(pool)
  const { shop, clock, movesOf, heldFor } = till
  const { ways, close } = await bothWays(shop, 'orders')
  const carrier = createClient(DeliveryService, shop.peer('delivery'))
  const levels = createClient(StockService, shop.peer('stock'))
  afterAll(async () => {
    await close()
    await till.close()
  })
  const scanned = async (orderId: string, parcelState: string) => {
    const { trackingNumber } = (await carrier.listParcels({ orderIds: [orderId] })).parcels[0]!
    clock.advance(1_000)
    await carrier.recordScan({ scanId: `${orderId} ${parcelState}`, trackingNumber, state: parcelState, at: timestampFromDate(clock()) })
    await shop.settle()
  }

  describe.each(ways)('called %s', (_way, transport) => {
    const { client, stocked, ready, readyToPay, pay, orderOf } = shoppers(transport, shop)
    const viewer = { staff: true }
    const bought = async (quantity = 1, customerId = '') => {
      const variantId = await stocked(quantity)
      const cartId = await ready(variantId, { quantity, customerId })
      return { ...orderIn(await pay(cartId, 'ok', { customerId })), variantId }
    }
    const refund = (orderId: string, amountMinor: bigint, refundId = randomIds()) =>
      client.refundOrder({ refundId, orderId, amount: eur(amountMinor), reason: 'scratched', actor: 'joe' }).then(({ result }) => result)

    test('an order follows its parcel, and its pieces leave the shop with it', async () => {
      const { id, variantId } = await bought(2)
      await shop.settle()
      expect(await orderOf(id)).toMatchObject({
        status: 'packed',
        deliveries: [{ state: 'made', carrier: 'Colissimo', earliest: expect.stringMatching(/^2026-11-/) }],
      })
      await scanned(id, 'handed-over')
      await workOff(shop)
      expect(await orderOf(id)).toMatchObject({ status: 'shipped', allowed: ['refund', 'withdraw', 'return', 'claim', 'invoice'] })
      const { levels: left } = await levels.listLevels({ variantIds: [variantId] })
      expect(left).toMatchObject([{ onHand: 0, reserved: 0 }])
      await scanned(id, 'delivered')
      const order = await orderOf(id)
      expect(order).toMatchObject({
        status: 'delivered',
        deliveries: [{ state: 'delivered', scans: [{ event: 'handed-over' }, { event: 'delivered' }] }],
      })
      expect(order.timeline.map(({ event }) => event)).toEqual([
        'order-placed',
        'payment-captured',
        'parcel-made',
        'parcel-shipped',
        'parcel-delivered',
      ])
      expect(order.timeline.at(-1)?.facts).toMatchObject({ trackingNumber: order.deliveries[0]!.trackingNumber })
    })

    test('cancelled before it left: money and pieces go back once, the parcel stays', async () => {
      const { id } = await bought()
      const viewers = [viewer, {}]
      const answers = await Promise.all(viewers.map((each) => client.cancelOrder({ orderId: id, viewer: each, reason: 'changed my mind' })))
      for (const { result } of answers)
        expect(result).toMatchObject({ case: 'cancelled', value: { status: 'cancelled', allowed: ['invoice'] } })
      await workOff(shop)
      await shop.settle()
      expect([movesOf(id), await heldFor(id)]).toEqual([['authorised', 'captured', 'refunded'], 0])
      const order = await orderOf(id)
      expect(order).toMatchObject({ refunded: order.totals!.total!, payments: [{ state: 'refunded' }] })
      expect(order.timeline.map(({ event }) => event)).toEqual(['order-placed', 'payment-captured', 'cancelled', 'refunded'])
      expect((await carrier.listParcels({ orderIds: [id] })).parcels.every((parcel) => parcel.state === 'stopped')).toBe(true)
    })

    test('cancelled while the bank is silent: what it took is given back', async () => {
      const [cartId, orderId] = [await readyToPay(), randomIds()]
      expect((await pay(cartId, 'timeout-after-capture', { orderId })).case).toBe('action')
      expect((await client.cancelOrder({ orderId })).result.case).toBe('cancelled')
      clock.advance(60_000)
      await workOff(shop)
      expect([movesOf(orderId), (await orderOf(orderId)).status]).toEqual([['authorised', 'captured', 'refunded'], 'cancelled'])
      expect(orderIn(await pay(cartId, '', { orderId })).status).toBe('cancelled')
    })

    test('what left is not cancelled: the refusal says what is allowed instead', async () => {
      const { id } = await bought()
      await shop.settle()
      await scanned(id, 'handed-over')
      expect((await client.cancelOrder({ orderId: id })).result).toMatchObject({
        case: 'refused',
        value: { status: 'shipped', allowed: ['refund', 'withdraw', 'return', 'claim', 'invoice'] },
      })
      expect(movesOf(id)).toEqual(['authorised', 'captured'])
    })

    test('refunds add up to what was paid and no cent more; one refund id refunds once', async () => {
      const { id, totals } = await bought()
      const total = totals!.total!.amountMinor
      const first = randomIds()
      expect(await refund(id, 1_000n, first)).toMatchObject({ case: 'refunded', value: { status: 'paid', refunded: eur(1_000n) } })
      expect(await refund(id, 1_000n, first)).toMatchObject({ case: 'refunded', value: { refunded: eur(1_000n) } })
      await expect(refund(id, 2_000n, first)).rejects.toMatchObject({ code: Code.AlreadyExists })
      expect(await refund(id, total)).toMatchObject({ case: 'aboveCaptured', value: { refundable: eur(total - 1_000n) } })
      for (const amount of [0n, -5n]) await expect(refund(id, amount)).rejects.toMatchObject({ code: Code.InvalidArgument })
      expect(await refund(id, total - 1_000n)).toMatchObject({ case: 'refunded', value: { status: 'refunded', allowed: ['invoice'] } })
      expect(await refund(id, 1n)).toMatchObject({ case: 'refused', value: { status: 'refunded' } })
      expect(movesOf(id)).toEqual(['authorised', 'captured', 'refunded', 'refunded'])
    })

    test('eight refunds of the whole at once: one goes through', async () => {
      const { id, totals } = await bought()
      const results = await Promise.all(Array.from({ length: 8 }, () => refund(id, totals!.total!.amountMinor)))
      expect(results.filter(({ case: answer }) => answer === 'refunded')).toHaveLength(1)
      expect((await orderOf(id)).refunded).toMatchObject(totals!.total!)
    })

    test("a customer's order is nobody else's business", async () => {
      const { id } = await bought(1, 'ada')
      for (const other of [{}, { customerId: 'joe' }]) {
        await expect(client.getOrder({ orderId: id, viewer: other })).rejects.toMatchObject({ code: Code.NotFound })
        await expect(client.cancelOrder({ orderId: id, viewer: other })).rejects.toMatchObject({ code: Code.NotFound })
      }
      expect((await client.getOrder({ orderId: id, viewer: { customerId: 'ada' } })).order?.customerId).toBe('ada')
      await expect(client.getOrder({ orderId: 'nobody', viewer })).rejects.toMatchObject({ code: Code.NotFound })
    })

    test('lists lead from the newest to the oldest, by customer, status, number, mail or name', async () => {
      const customerId = randomIds()
      const ids = []
      for (let n = 0; n < 5; n++) ids.unshift((await bought(1, customerId)).id)
      const seen: string[] = []
      let cursor = ''
      do {
        const page = await client.listOrders({ customerId, page: { limit: 2, cursor } })
        expect(page.total).toBe(5)
        seen.push(...page.orders.map(({ id }) => id))
        cursor = page.nextCursor
      } while (cursor)
      expect(seen).toEqual(ids)
      const { number } = await orderOf(ids[0]!)
      const found = async (q: string) => (await client.listOrders({ customerId, q })).total
      expect(await Promise.all(['ada@EXAMPLE', 'blanc', number.toLowerCase(), '%', '_', 'nobody'].map(found))).toEqual([5, 5, 1, 0, 0, 0])
      expect((await client.listOrders({ customerId, status: 'delivered' })).total).toBe(0)
      await expect(client.listOrders({ status: 'lost' })).rejects.toMatchObject({ code: Code.InvalidArgument })
      await expect(client.listOrders({ view: 'late' })).rejects.toMatchObject({ code: Code.InvalidArgument })
      await expect(client.listOrders({ page: { limit: 101 } })).rejects.toMatchObject({ code: Code.InvalidArgument })
      await expect(client.listOrders({ page: { cursor: "1' or 1=1" } })).rejects.toMatchObject({ code: Code.InvalidArgument })
    })

    test('ORD-8: with a proven address a person lists what a guest ordered under it, however it was typed, and nothing of another account', async () => {
      const [email, ada, joe] = [`${randomIds()}@Example.com`, randomIds(), randomIds()]
      const under = async (address: string, customerId = '') => {
        const { id } = await bought(1, customerId)
        await pool.query('update orders.shop_order set email = $2 where id = $1', [id, address])
        return id
      }
      const guests = [await under(email), await under(email.toUpperCase())]
      const own = await under('other@example.com', ada)
      await under(email, joe)
      for (const strange of [`x${email}`, `${email}x`, email.replace('@', '_'), '']) await under(strange)
      const listed = async (provenEmail: string) => {
        const { orders, total } = await client.listOrders({ customerId: ada, provenEmail, page: { limit: 100 } })
        expect(total).toBe(orders.length)
        return orders.map(({ id }) => id)
      }
      expect(await listed('')).toEqual([own])
      for (const typed of [email, ` ${email.toLowerCase()} `]) expect(await listed(typed)).toEqual([own, guests[1], guests[0]])
      for (const none of [' ', '%', email.replace('.', '_')]) expect(await listed(none)).toEqual([own])
      const first = await client.listOrders({ customerId: ada, provenEmail: email, page: { limit: 1 } })
      const next = await client.listOrders({ customerId: ada, provenEmail: email, page: { limit: 1, cursor: first.nextCursor } })
      expect([first, next].flatMap(({ orders }) => orders.map(({ id }) => id))).toEqual([own, guests[1]])
      await expect(client.listOrders({ provenEmail: email })).rejects.toMatchObject({ code: Code.InvalidArgument })
    })

    test('the dashboard counts what was sold, by day and by product', async () => {
      clock.advance(3 * 86_400_000)
      const since = clock()
      const { variantId } = await bought(2)
      const cancelled = await bought()
      await client.cancelOrder({ orderId: cancelled.id })
      const until = new Date(since.getTime() + 1)
      const summary = await client.summarise({ since: timestampFromDate(since), until: timestampFromDate(until) })
      expect(summary).toMatchObject({
        orders: 1,
        sales: eur(26_290n),
        refunded: eur(0n),
        bestSellers: [{ productId: variantId.slice(2), quantity: 2 }],
      })
      expect(summary.days).toMatchObject([{ day: since.toISOString().slice(0, 10), orders: 1, sales: eur(26_290n) }])
    })

    test('days count what was paid in the currency of the sum, and no other', async () => {
      clock.advance(60_000)
      const since = clock()
      await bought()
      await bought()
      const other = await bought()
      await pool.query(`update orders.shop_order set currency = 'CHF' where id = $1`, [other.id])
      const { sales, days } = await client.summarise({
        since: timestampFromDate(since),
        until: timestampFromDate(new Date(since.getTime() + 1)),
      })
      await pool.query(`update orders.shop_order set currency = 'EUR' where id = $1`, [other.id])
      expect(days.map((day) => day.sales)).toEqual([sales])
    })

    test('the dashboard counts what waits for somebody: files to check, frames that are late, errands that were tried three times', async () => {
      const since = clock()
      const counts = async () => {
        const period = { since: timestampFromDate(since), until: timestampFromDate(new Date(since.getTime() + 1)) }
        const { returnsToCheck, lateTrials, stuckErrands } = await client.summarise(period)
        return [returnsToCheck, lateTrials, stuckErrands]
      }
      const [returns = 0, trials = 0, errands = 0] = await counts()
      const { id } = await bought()
      const files = ['received', 'checked', 'received'].map((state, n) => ({ id: `${id}-${n}`, state, kind: 'return', lines: [] }))
      await pool.query('update orders.shop_order set returns = $2 where id = $1', [id, JSON.stringify(files)])
      const errand = `insert into orders.errand (id, order_id, kind, amount_minor, reason, actor, due_at, lease_until, tries, outcome)
        values ($1, $2, 'refund', 0, '', '', $3, $3, $4, '')`
      for (const tries of [2, 3]) await pool.query(errand, [`${id}-${tries}`, id, new Date('2099-01-01'), tries])
      expect(await counts()).toEqual([returns + 2, trials, errands + 1])
      await pool.query('delete from orders.errand where order_id = $1', [id])
      await pool.query(`update orders.shop_order set returns = '[]' where id = $1`, [id])
    })

    test('each figure of the dashboard has a list of the same orders', async () => {
      clock.advance(3 * 86_400_000)
      const since = clock()
      const { id, variantId } = await bought(2)
      await bought()
      const cancelled = await bought()
      await client.cancelOrder({ orderId: cancelled.id })
      await shop.settle()
      await refund(id, 500n)
      const period = { since: timestampFromDate(since), until: timestampFromDate(new Date(since.getTime() + 1)) }
      const { orders, toPack, toSend, sales, refunded } = await client.summarise(period)
      const rows = async (filter: { view?: string; status?: string; productId?: string }, bounds: Partial<typeof period> = period) => {
        const list = await client.listOrders({ ...filter, ...bounds, page: { limit: 100 } })
        expect(list.total).toBe(list.orders.length)
        return list.orders
      }
      const sum = (amounts: readonly (bigint | undefined)[]) => eur(amounts.reduce<bigint>((all, one) => all + (one ?? 0n), 0n))
      expect((await rows({})).map((order) => order.id)).toContain(cancelled.id)
      expect(await rows({ view: 'kept' })).toHaveLength(orders)
      expect(sum((await rows({ view: 'sold' })).map(({ totals }) => totals?.total?.amountMinor))).toEqual(eur(sales!.amountMinor))
      const givenBack = await rows({ view: 'refunded' })
      expect([givenBack.map((order) => order.id), sum(givenBack.map((order) => order.refunded?.amountMinor))]).toEqual([
        [id],
        eur(refunded!.amountMinor),
      ])
      expect(await rows({ view: 'to-pack' }, {})).toHaveLength(toPack)
      expect(await rows({ status: 'packed' }, {})).toHaveLength(toSend)
      expect((await rows({ view: 'sold', productId: variantId.slice(2) })).map((order) => order.id)).toEqual([id])
      expect((await orderOf(id)).timeline.at(-1)).toMatchObject({ event: 'refunded', facts: { amountMinor: '500', reason: 'scratched' } })
    })
  })

  const { readyToPay, pay, orderOf } = shoppers(shop.peer('orders'), shop)
  const paidOrder = async () => orderIn(await pay(await readyToPay()))

  test('news of a parcel in any order, twice and too late end in the same order', async () => {
    const parcel = (id: string) => {
      const moved = (parcelState: string, at: string) => ({
        type: 'vitrine.delivery.v1.ParcelMoved',
        body: {
          parcelId: `p ${id}`,
          orderId: id,
          carrier: 'Colissimo',
          trackingNumber: `T ${id}`,
          state: parcelState,
          at,
          orderDelivered: parcelState === 'delivered',
        },
      })
      const made = {
        id: `p ${id}`,
        orderId: id,
        carrier: 'Colissimo',
        trackingNumber: `T ${id}`,
        state: 'made',
        createdAt: '2026-11-20T10:00:00Z',
        earliest: '2026-11-24',
        latest: '2026-11-25',
      }
      return [
        { type: 'vitrine.delivery.v1.ParcelMade', body: { parcel: made } },
        moved('handed-over', '2026-11-20T11:00:00Z'),
        moved('in-transit', '2026-11-20T12:00:00Z'),
        moved('delivered', '2026-11-20T13:00:00Z'),
      ]
    }
    const orders = []
    for (const sequence of [
      [0, 1, 2, 3],
      [3, 2, 1, 0],
      [1, 1, 3, 0, 2, 3],
      [2, 0, 3, 1],
    ]) {
      // A shop without delivery of its own: the parcel is what these events say.
      const { id } = await paidOrder()
      const news = parcel(id)
      for (const n of sequence) {
        await shop.deliver({ id: randomIds(), key: id, ...news[n]! })
        await pool.query(`delete from delivery.outbox where key = $1`, [id])
        const handlers = shop.running.get('orders')!.handlers!
        const tx = await pool.connect()
        await handlers[news[n]!.type]!({ id: randomIds(), key: id, ...news[n]! }, tx)
        tx.release()
      }
      orders.push(await orderOf(id))
    }
    for (const order of orders) {
      const { deliveries, status, timeline } = order
      expect([status, deliveries[0]!.state, deliveries[0]!.scans.map(({ event }) => event)]).toEqual([
        'delivered',
        'delivered',
        ['handed-over', 'in-transit', 'delivered'],
      ])
      expect(deliveries[0]).toMatchObject({ earliest: '2026-11-24', latest: '2026-11-25' })
      expect(timeline.map(({ event }) => event)).toEqual([
        'order-placed',
        'payment-captured',
        'parcel-made',
        'parcel-shipped',
        'parcel-delivered',
      ])
    }
  })

  test('a refund made at the provider shows on the order, and is told once', async () => {
    const { id } = await paidOrder()
    await shop.settle()
    const payer = createClient(PaymentService, shop.peer('payments'))
    await payer.refund({ refundId: `elsewhere ${id}`, orderId: id, amount: eur(500n), reason: '' })
    const { rows } = await pool.query<{ body: JsonValue }>('select body from payments.outbox where key = $1', [id])
    for (let n = 0; n < 2; n++) {
      await shop.deliver({ id: randomIds(), type: 'vitrine.payments.v1.PaymentRefunded', key: id, body: rows[0]!.body })
    }
    await shop.settle()
    const order = await orderOf(id)
    expect(order.refunded).toMatchObject(eur(500n))
    expect(order.timeline.filter(({ event }) => event === 'refunded')).toHaveLength(1)
  })

  test('verify finds nothing wrong, and names what somebody touched', async () => {
    for (const service of ['orders', 'stock', 'pricing', 'payments', 'delivery']) expect(await breaksIn(shop, service)).toEqual([])
    const { id } = await paidOrder()
    await pool.query(`update orders.shop_order set total_minor = total_minor + 1, captured_minor = captured_minor + 1 where id = $1`, [id])
    await pool.query(`update orders.shop_order set timeline = timeline - 0 where id = $1`, [id])
    await pool.query('update orders.order_counter set last = last + 1')
    const breaks = await breaksIn(shop)
    expect(breaks.map((line) => line.replace(/: .*/, ''))).toEqual([
      'I5 a total is its parts, to the cent',
      'I7 the history of an order is a path of its moves',
      'I7 numbers of orders have no gaps',
    ])
  })
})
