import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { Code, createClient } from '@connectrpc/connect'
import { DeliveryService } from '@vitrine/contracts/delivery/v1'
import type { Order } from '@vitrine/contracts/orders/v1'
import { PricingService } from '@vitrine/contracts/pricing/v1'
import { StockService } from '@vitrine/contracts/stock/v1'
import { randomIds } from '@vitrine/platform/ids/ids'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { afterAll, describe, expect, inject, test } from 'vitest'
import type { ErrandPoint } from './application/run-errands.ts'
import { breaksIn, eur, openTill, orderIn, shoppers, workOff } from './test-till.ts'

describe.each(inject('servers'))('swaps before an order is sent, on %s', async (_, serverUrl) => {
  const pool = await testDatabase(serverUrl)
  const till = await openTill(pool)
  const { shop, clock, world, stockedMany, setPrice, setPieces, movesOf, open } = till
  const { client, ready, pay, orderOf } = shoppers(shop.peer('orders'), shop)
  const carrier = createClient(DeliveryService, shop.peer('delivery'))
  const stock = createClient(StockService, shop.peer('stock'))
  const prices = createClient(PricingService, shop.peer('pricing'))
  afterAll(till.close)

  const settled = async () => {
    for (let n = 0; n < 3; n++) {
      await shop.settle()
      await workOff(shop)
    }
  }
  /** Two of three variants of a frame, at these prices, bought and packed: `[id, first variant, others…]`. */
  const packed = async ({ quantity = 2, minor = [5_000n, 5_000n, 4_000n], coupon = '' } = {}) => {
    const [a, b, c] = (await stockedMany(3)) as [string, string, string]
    for (const [n, variantId] of [a, b, c].entries()) await setPrice(variantId, minor[n]!)
    const cartId = await ready(a, { quantity })
    if (coupon) await client.addCoupon({ cartId, code: coupon, viewer: { staff: true } })
    const order = orderIn(await pay(cartId))
    await settled()
    expect((await orderOf(order.id)).status).toBe('packed')
    return { id: order.id, lineId: order.lines[0]!.id, a, b, c }
  }
  type Packed = Awaited<ReturnType<typeof packed>>
  const swap = async ({ id: orderId, lineId }: Packed, variantId: string, quantity = 1, swapId = randomIds()) =>
    (await client.swapPieces({ swapId, orderId, lineId, quantity, variantId, viewer: { staff: true } })).result
  const parcelOf = async (orderId: string) => (await carrier.listParcels({ orderIds: [orderId] })).parcels[0]!
  const contentsOf = async (orderId: string) =>
    Object.fromEntries((await parcelOf(orderId)).lines.map(({ variantId, quantity }) => [variantId, quantity]))
  const reservedOf = async (...variantIds: string[]) => {
    const { levels } = await stock.listLevels({ variantIds })
    return variantIds.map((id) => levels.find(({ variantId }) => variantId === id)?.reserved)
  }
  const handOver = async (orderId: string) => {
    const { trackingNumber } = await parcelOf(orderId)
    clock.advance(1_000)
    return carrier.recordScan({ scanId: randomIds(), trackingNumber, state: 'handed-over', at: timestampFromDate(clock()) })
  }
  const events = (order: Order) => order.timeline.map(({ event }) => event)
  const notes = async (orderId: string) =>
    (await client.listInvoices({ orderId, viewer: { staff: true } })).invoices.map(({ kind, total }) => [kind, Number(total!.amountMinor)])
  const sound = async () => {
    for (const service of ['orders', 'stock', 'payments', 'delivery', 'pricing']) expect(await breaksIn(shop, service)).toEqual([])
  }

  test('one piece as dear: it is put aside, the other is free, the parcel follows, and no money moves', async () => {
    const it = await packed()
    const result = await swap(it, it.b)
    expect(result).toMatchObject({
      case: 'swapped',
      value: {
        status: 'packed',
        lines: [
          { variantId: it.a, quantity: 2, cancelled: 1 },
          { variantId: it.b, quantity: 1, cancelled: 0, unitPrice: eur(5_000n), total: eur(5_000n) },
        ],
        totals: { lines: eur(15_000n), total: eur(15_490n), swapped: eur(5_000n), due: eur(10_490n) },
      },
    })
    await settled()
    expect(await reservedOf(it.a, it.b)).toEqual([1, 1])
    expect(await contentsOf(it.id)).toEqual({ [it.a]: 1, [it.b]: 1 })
    expect((await parcelOf(it.id)).waits).toBe(false)
    expect(movesOf(it.id)).toEqual(['authorised', 'captured'])
    expect(events(await orderOf(it.id)).at(-1)).toBe('swapped')
    expect(await notes(it.id)).toEqual([
      ['invoice', 10_490],
      ['invoice', 5_000],
      ['credit-note', 5_000],
    ])
    await sound()
    await handOver(it.id)
    await settled()
    expect(await orderOf(it.id)).toMatchObject({ status: 'shipped', lines: [{ sent: 1 }, { sent: 1 }] })
    expect(await reservedOf(it.a, it.b)).toEqual([0, 0])
    await sound()
  })

  test('all of an order, cheaper: the difference goes back once, and what is cancelled after that is what was paid for it', async () => {
    const it = await packed()
    await swap(it, it.c, 2)
    await settled()
    expect(await orderOf(it.id)).toMatchObject({ status: 'packed', refunded: eur(2_000n), totals: { swapped: eur(8_000n) } })
    expect(movesOf(it.id)).toEqual(['authorised', 'captured', 'refunded'])
    expect(await notes(it.id)).toEqual([
      ['invoice', 10_490],
      ['invoice', 8_000],
      ['credit-note', 10_000],
    ])
    const line = (await orderOf(it.id)).lines[1]!
    await client.cancelLines({ cancelId: randomIds(), orderId: it.id, lines: [{ lineId: line.id, quantity: 1 }], viewer: { staff: true } })
    await settled()
    expect(await orderOf(it.id)).toMatchObject({ refunded: eur(6_000n) })
    await client.cancelOrder({ orderId: it.id, viewer: { staff: true }, reason: 'changed-mind' })
    await settled()
    expect(await orderOf(it.id)).toMatchObject({ status: 'cancelled', refunded: eur(10_490n) })
    expect((await notes(it.id)).reduce((sum, [kind, minor]) => sum + (kind === 'invoice' ? 1 : -1) * Number(minor), 0)).toBe(0)
    expect(await reservedOf(it.a, it.b, it.c)).toEqual([0, 0, 0])
    await sound()
  })

  test('what a coupon took off the old pieces is taken off the new ones, and swapped back it is as it was', async () => {
    const it = await packed({ quantity: 3, minor: [3_333n, 3_333n, 2_000n], coupon: 'TEN' })
    await swap(it, it.b, 3)
    const [, line] = (await orderOf(it.id)).lines
    await swap({ ...it, lineId: line!.id }, it.a, 3)
    await settled()
    const order = await orderOf(it.id)
    expect(order.refunded).toMatchObject({ amountMinor: 0n })
    expect(order.lines.map(({ variantId, discount, cancelled }) => [variantId, discount, cancelled])).toMatchObject([
      [it.a, order.lines[0]!.discount, 3],
      [it.b, order.lines[0]!.discount, 3],
      [it.a, order.lines[0]!.discount, 0],
    ])
    expect(await reservedOf(it.a, it.b)).toEqual([3, 0])
    await sound()
  })

  test('a price that rose for both since is no difference; other products, more than there is: refused, and nothing changed', async () => {
    const it = await packed()
    await prices.setPrices({ prices: [it.a, it.b].map((variantId) => ({ variantId, price: eur(9_000n) })) })
    expect(await swap(it, it.b)).toMatchObject({ case: 'swapped', value: { lines: [{}, { unitPrice: eur(5_000n) }] } })
    expect(await swap(it, it.a)).toMatchObject({ case: 'notSwappable', value: { reason: 'same-variant' } })
    expect(await swap(it, (await stockedMany(1))[0]!)).toMatchObject({ case: 'notSwappable', value: { reason: 'other-product' } })
    expect(await swap(it, it.b, 2)).toMatchObject({ case: 'tooMany', value: { left: 1 } })
    await setPieces(it.b, 1)
    expect(await swap(it, it.b)).toMatchObject({ case: 'notSwappable', value: { reason: 'sold-out', left: 0 } })
    await expect(swap(it, 'nothing')).rejects.toMatchObject({ code: Code.NotFound })
    await expect(swap(it, it.b, 0)).rejects.toMatchObject({ code: Code.InvalidArgument })
    await expect(client.swapPieces({ ...wishOf(it, it.b), viewer: { customerId: '' }, orderId: 'nobody' })).rejects.toMatchObject({
      code: Code.NotFound,
    })
    await settled()
    expect((await orderOf(it.id)).lines).toHaveLength(2)
    await handOver(it.id)
    await settled()
    expect(await swap(it, it.b)).toMatchObject({ case: 'refused', value: { status: 'shipped' } })
    await sound()
  })
  const wishOf = ({ id: orderId, lineId }: Packed, variantId: string) => ({ swapId: randomIds(), orderId, lineId, quantity: 1, variantId })

  test('ten at once with one id swap once; ten of their own swap no piece twice', async () => {
    const it = await packed()
    const swapId = randomIds()
    await Promise.all(Array.from({ length: 10 }, () => swap(it, it.b, 1, swapId)))
    await settled()
    expect(await contentsOf(it.id)).toEqual({ [it.a]: 1, [it.b]: 1 })
    const answers = await Promise.all(Array.from({ length: 10 }, () => swap(it, it.b)))
    await settled()
    expect(answers.filter((answer) => answer.case === 'swapped')).toHaveLength(1)
    expect(await contentsOf(it.id)).toEqual({ [it.b]: 2 })
    expect(await reservedOf(it.a, it.b)).toEqual([0, 2])
    await sound()
  })

  test('the naive way, which decides on what it read and writes without looking, swaps one piece twice: the database refuses its sums', async () => {
    const it = await packed({ quantity: 1 })
    const { rows } = await pool.query<{ lines: object[]; totals: Record<string, number> }>(
      'select lines, totals from orders.shop_order where id = $1',
      [it.id],
    )
    const { lines, totals } = rows[0]!
    const twice = [{ ...lines[0], cancelled: 2, sent: 0, returned: 0, settled: 2 }]
    const write = (next: object[], sums: object) =>
      pool.query('update orders.shop_order set lines = $2, totals = $3 where id = $1', [it.id, JSON.stringify(next), JSON.stringify(sums)])
    await expect(write(twice, totals)).rejects.toThrow('shop_order_pieces')
    const added = { ...lines[0], id: 'new', variantId: it.b, swapOf: it.lineId }
    await expect(write([...lines, added], totals)).rejects.toThrow('shop_order_swapped')
    await expect(write([...lines, added], { ...totals, swappedMinor: 5_000 })).rejects.toThrow(/shop_order_(paid|captured)/)
  })

  test.each([0, 5, 20, 60])(
    'a swap and the carrier at once (%i ms): the parcel holds what the order says, whoever came first',
    async (ms) => {
      const it = await packed()
      const [answer, scan] = await Promise.all([swap(it, it.b, 2), new Promise((done) => setTimeout(done, ms)).then(() => handOver(it.id))])
      await settled()
      const order = await orderOf(it.id)
      expect(await contentsOf(it.id)).toEqual(answer.case === 'swapped' ? { [it.b]: 2 } : { [it.a]: 2 })
      expect(order.status).toBe(scan.moved ? 'shipped' : 'packed')
      await sound()
      if (!scan.moved) await handOver(it.id)
      await settled()
      expect(await orderOf(it.id)).toMatchObject({ status: 'shipped' })
      expect(await reservedOf(it.a, it.b)).toEqual([0, 0])
      await sound()
    },
  )

  test.each([0, 5, 15, 20, 25, 30, 40])('a swap and a cancel at once (%i ms): all money is back and nothing is held', async (ms) => {
    const it = await packed()
    await Promise.all([
      swap(it, it.c, 1),
      new Promise((done) => setTimeout(done, ms)).then(() =>
        client.cancelOrder({ orderId: it.id, viewer: { staff: true }, reason: 'changed-mind' }),
      ),
    ])
    await settled()
    clock.advance(60_000) // what two asked for at once is asked again
    await settled()
    expect(await orderOf(it.id)).toMatchObject({ status: 'cancelled', refunded: eur(10_490n) })
    expect(await reservedOf(it.a, it.c)).toEqual([0, 0])
    await sound()
  })

  test('of two orders that want the last piece one gets it; the other stays as it was, and its parcel goes', async () => {
    const first = await packed({ quantity: 1 })
    const cartId = await ready(first.a)
    const second = { ...first, id: orderIn(await pay(cartId)).id, lineId: `line ${cartId}` }
    await settled()
    await setPieces(first.b, 1)
    const answers = await Promise.all([first, second].map((it) => swap(it, it.b)))
    expect(answers.map((answer) => answer.case).toSorted()).toEqual(['notSwappable', 'swapped'])
    await settled()
    expect(await reservedOf(first.a, first.b)).toEqual([1, 1])
    for (const { id } of [first, second]) expect((await parcelOf(id)).waits).toBe(false)
    await sound()
  })

  const points = ['call', 'commit'].flatMap((moment) =>
    ['before', 'after'].map((side): ErrandPoint => `orders.errand.swap.${side}-${moment}` as ErrandPoint),
  )
  test.each(points)('a process that dies at %s is finished by another', async (point) => {
    const it = await packed()
    const dying = await open(async (name) => {
      if (name === point) throw new Error('the process died')
    })
    const dead = shoppers(dying.peer('orders'), dying).client
    await expect(dead.swapPieces({ ...wishOf(it, it.c), viewer: { staff: true } })).rejects.toThrow('internal error')
    await dying.stop()
    clock.advance(60_000)
    await settled()
    expect(await orderOf(it.id)).toMatchObject({ refunded: eur(1_000n), lines: [{ cancelled: 1 }, { variantId: it.c }] })
    expect(await contentsOf(it.id)).toEqual({ [it.a]: 1, [it.c]: 1 })
    expect(await reservedOf(it.a, it.c)).toEqual([1, 1])
    expect((await parcelOf(it.id)).waits).toBe(false)
    await sound()
  })

  test('while stock is away it is pending and the carrier gets nothing; once stock is back it is made', async () => {
    const it = await packed()
    const { swapId, ...wish } = wishOf(it, it.b)
    const dying = await open(async (name) => {
      if (name === 'orders.errand.swap.before-call') world.isStockAway = true
    })
    const { client: caller } = shoppers(dying.peer('orders'), dying)
    expect((await caller.swapPieces({ ...wish, swapId, viewer: { staff: true } })).result.case).toBe('pending')
    await dying.stop()
    expect(await handOver(it.id)).toMatchObject({ moved: false, waits: true })
    world.isStockAway = false
    clock.advance(60_000)
    await settled()
    expect((await client.swapPieces({ ...wish, swapId, viewer: { staff: true } })).result.case).toBe('swapped')
    expect(await contentsOf(it.id)).toEqual({ [it.a]: 1, [it.b]: 1 })
    expect((await parcelOf(it.id)).waits).toBe(false)
    await sound()
  })
})
