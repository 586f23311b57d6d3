import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { Code, createClient } from '@connectrpc/connect'
import { DeliveryService } from '@vitrine/contracts/delivery/v1'
import type { OpenReturnResponse, Order } from '@vitrine/contracts/orders/v1'
import { StockService } from '@vitrine/contracts/stock/v1'
import { randomIds } from '@vitrine/platform/ids/ids'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { bothWays } from '@vitrine/system/test-shop'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { breaksIn, eur, openTill, orderIn, shipping, shoppers, workOff } from './test-till.ts'

describe.each(inject('servers'))('second thoughts on %s', async (_, serverUrl) => {
  const pool = await testDatabase(serverUrl)
  const till = await openTill(pool)
  const { shop, clock, world, movesOf, heldFor, told } = till
  const { ways, close } = await bothWays(shop, 'orders')
  const carrier = createClient(DeliveryService, shop.peer('delivery'))
  const stock = createClient(StockService, shop.peer('stock'))
  afterAll(async () => {
    await close()
    await till.close()
  })
  const levelOf = async (variantId: string) => {
    const { onHand, reserved } = (await stock.listLevels({ variantIds: [variantId] })).levels[0]!
    return { onHand, reserved }
  }
  const scanned = async (orderId: string, ...states: string[]) => {
    await shop.settle()
    for (const state of states) {
      const { trackingNumber } = (await carrier.listParcels({ orderIds: [orderId] })).parcels[0]!
      clock.advance(1_000)
      await carrier.recordScan({ scanId: `${orderId} ${state}`, trackingNumber, state, at: timestampFromDate(clock()) })
    }
    await shop.settle()
    await workOff(shop)
    await shop.settle()
  }

  describe.each(ways)('called %s', (_way, transport) => {
    const { client, stocked, ready, pay, orderOf } = shoppers(transport, shop)
    const staff = { staff: true }
    /** Two lines: three of one thing, one of another. */
    const bought = async () => {
      const [a, b] = [await stocked(10, 1_000n), await stocked(10, 5_000n)]
      const cartId = await ready(a, { quantity: 3 })
      await client.addLine({ cartId, lineId: `other ${cartId}`, variantId: b, quantity: 1 })
      const order = orderIn(await pay(cartId))
      return { id: order.id, a: order.lines[0]!, b: order.lines[1]!, number: order.number }
    }
    const cancel = async (orderId: string, lines: { lineId: string; quantity: number }[], cancelId = randomIds()) =>
      (await client.cancelLines({ cancelId, orderId, lines, reason: 'too many', viewer: staff })).result
    const open = async (orderId: string, more: object = {}) =>
      (await client.openReturn({ returnId: randomIds(), orderId, kind: 'withdrawal', name: 'Ada Blanc', ...more })).result
    const move = async (orderId: string, returnId: string, to: string, more: object = {}) =>
      (await client.moveReturn({ orderId, returnId, to, actor: 'joe', ...more })).result
    const fileIn = (result: OpenReturnResponse['result']) => {
      if (result.case !== 'opened') throw new Error(`the return answered ${result.case}`)
      return result.value.file!
    }
    const events = (order: Order) => order.timeline.map(({ event }) => event)

    test('some pieces are cancelled: their share goes back, they are free again, the parcel has the rest', async () => {
      const { id, a, b } = await bought()
      await shop.settle()
      const cancelId = randomIds()
      for (let n = 0; n < 2; n++) expect((await cancel(id, [{ lineId: a.id, quantity: 2 }], cancelId)).case).toBe('cancelled')
      await workOff(shop)
      await shop.settle()
      const order = await orderOf(id)
      expect(order).toMatchObject({ status: 'packed', refunded: eur(2_000n), lines: [{ quantity: 3, cancelled: 2 }, { cancelled: 0 }] })
      expect([await levelOf(a.variantId), await heldFor(id)]).toEqual([{ onHand: 10, reserved: 1 }, 2])
      expect(movesOf(id)).toEqual(['authorised', 'captured', 'refunded'])
      expect(events(order).slice(-2)).toEqual(['lines-cancelled', 'refunded'])
      expect((await carrier.listParcels({ orderIds: [id] })).parcels[0]!.lines).toMatchObject([
        { variantId: a.variantId, quantity: 1 },
        { variantId: b.variantId, quantity: 1 },
      ])
      await scanned(id, 'handed-over')
      expect([await levelOf(a.variantId), await levelOf(b.variantId)]).toEqual([
        { onHand: 9, reserved: 0 },
        { onHand: 9, reserved: 0 },
      ])
    })

    test('the last pieces cancel the order, delivery and all', async () => {
      const { id, a, b } = await bought()
      await cancel(id, [{ lineId: a.id, quantity: 3 }])
      expect(await cancel(id, [{ lineId: b.id, quantity: 2 }])).toMatchObject({ case: 'tooMany', value: { lineId: b.id, left: 1 } })
      expect(await cancel(id, [{ lineId: b.id, quantity: 1 }])).toMatchObject({ case: 'cancelled', value: { status: 'cancelled' } })
      await workOff(shop)
      const order = await orderOf(id)
      expect([order.refunded!.amountMinor, await heldFor(id)]).toEqual([order.totals!.total!.amountMinor, 0])
      expect(await cancel(id, [{ lineId: b.id, quantity: 1 }])).toMatchObject({ case: 'refused', value: { status: 'cancelled' } })
    })

    test('eight people take the last two pieces of a line at once: two do', async () => {
      const { id, a } = await bought()
      await cancel(id, [{ lineId: a.id, quantity: 1 }])
      const answers = await Promise.all(Array.from({ length: 8 }, () => cancel(id, [{ lineId: a.id, quantity: 1 }])))
      expect(answers.filter((answer) => answer.case === 'cancelled')).toHaveLength(2)
      expect(answers.filter((answer) => answer.case === 'tooMany')).toHaveLength(6)
      await workOff(shop)
      expect([(await orderOf(id)).refunded, await levelOf(a.variantId)]).toEqual([
        expect.objectContaining(eur(3_000n)),
        { onHand: 10, reserved: 0 },
      ])
    })

    test('what staff gave back meanwhile is part of what goes back: never more than was paid', async () => {
      const { id, a, b } = await bought()
      const total = (await orderOf(id)).totals!.total!.amountMinor
      await client.refundOrder({ refundId: randomIds(), orderId: id, amount: eur(total - 500n), reason: 'sorry', actor: 'joe' })
      await cancel(id, [{ lineId: a.id, quantity: 3 }])
      await workOff(shop)
      expect((await orderOf(id)).refunded?.amountMinor).toBe(total)
      expect((await orderOf(id)).status).toBe('refunded')
      expect(await cancel(id, [{ lineId: b.id, quantity: 1 }])).toMatchObject({ case: 'refused' })
    })

    test('nonsense is refused', async () => {
      const { id, a } = await bought()
      for (const lines of [[], [{ lineId: 'nothing', quantity: 1 }], [{ lineId: a.id, quantity: -1 }]]) {
        await expect(cancel(id, lines)).rejects.toMatchObject({ code: Code.InvalidArgument })
      }
      await expect(cancel('nobody', [{ lineId: a.id, quantity: 1 }])).rejects.toMatchObject({ code: Code.NotFound })
      await expect(open(id, { kind: 'gift' })).rejects.toMatchObject({ code: Code.InvalidArgument })
    })

    test('pieces that stock could not be told of are given back before the rest leaves', async () => {
      const { id, a } = await bought()
      await shop.settle()
      world.isStockAway = true
      expect((await cancel(id, [{ lineId: a.id, quantity: 1 }])).case).toBe('cancelled')
      const { trackingNumber } = (await carrier.listParcels({ orderIds: [id] })).parcels[0]!
      await carrier.recordScan({ scanId: `early ${id}`, trackingNumber, state: 'handed-over', at: timestampFromDate(clock()) })
      await shop.settle()
      await workOff(shop)
      world.isStockAway = false
      clock.advance(120_000)
      await workOff(shop)
      clock.advance(120_000)
      await workOff(shop)
      expect(await levelOf(a.variantId)).toEqual({ onHand: 8, reserved: 0 })
    })

    test('before it is packed an order goes elsewhere in the same country, afterwards no more', async () => {
      const { id } = await bought()
      const to = { ...shipping, line1: '2 rue Neuve', city: 'Lyon', postcode: '69001' }
      expect((await client.readdress({ orderId: id, shipping: to, viewer: staff })).result).toMatchObject({
        case: 'changed',
        value: { shipping: to },
      })
      await shop.settle()
      const [parcel] = (await carrier.listParcels({ orderIds: [id] })).parcels
      expect(parcel!.address).toMatchObject({ line1: '2 rue Neuve', city: 'Lyon' })
      expect((await client.readdress({ orderId: id, shipping, viewer: staff })).result).toMatchObject({
        case: 'refused',
        value: { status: 'packed' },
      })
      const abroad = { ...shipping, country: 'BE', postcode: '1000' }
      expect((await client.readdress({ orderId: id, shipping: abroad, viewer: staff })).result.case).toBe('otherCountry')
      await expect(client.readdress({ orderId: id, shipping: { ...shipping, postcode: 'x' }, viewer: staff })).rejects.toMatchObject({
        code: Code.InvalidArgument,
      })
    })

    test('ORD-12: withdrawn before it left, the order is cancelled; said again it is one file', async () => {
      const { id, number } = await bought()
      await expect(client.findContract({ number, email: 'joe@example.com' })).rejects.toMatchObject({ code: Code.NotFound })
      const { order } = await client.findContract({ number: number.toLowerCase(), email: 'ADA@example.com' })
      expect(order).toMatchObject({
        id,
        withdrawUntil: '',
        lines: [{ right: { eligible: true, quantity: 3 } }, { right: { eligible: true } }],
      })
      await expect(open(id, { email: 'joe@example.com' })).rejects.toMatchObject({ code: Code.NotFound })
      const answers = await Promise.all([1, 2, 3].map(() => open(id, { email: 'ada@example.com' })))
      expect(new Set(answers.map((answer) => fileIn(answer).id)).size).toBe(1)
      await workOff(shop)
      await shop.settle()
      const after = await orderOf(id)
      expect(after).toMatchObject({
        status: 'cancelled',
        returns: [{ kind: 'withdrawal', state: 'refunded', name: 'Ada Blanc', amount: after.totals!.total! }],
      })
      expect([after.refunded!.amountMinor, await heldFor(id)]).toEqual([after.totals!.total!.amountMinor, 0])
      expect(events(after)).toContain('withdrawn')
    })

    test('withdrawn from one piece before it left, the rest goes on', async () => {
      const { id, b } = await bought()
      const file = fileIn(await open(id, { lines: [{ lineId: b.id, quantity: 1 }] }))
      await workOff(shop)
      expect(await orderOf(id)).toMatchObject({
        status: 'paid',
        refunded: eur(5_000n),
        returns: [{ id: file.id, state: 'refunded', amount: eur(5_000n) }],
      })
    })

    test('withdrawn after it arrived: awaited, received, checked, refunded with its delivery, and on the shelf again', async () => {
      const { id, a } = await bought()
      await scanned(id, 'handed-over', 'delivered')
      const file = fileIn(await open(id))
      expect(file).toMatchObject({ state: 'approved', amount: eur(8_000n), allowed: ['label', 'received', 'refused'] })
      expect(fileIn(await open(id)).id).toBe(file.id)
      expect(await move(id, file.id, 'checked')).toMatchObject({ case: 'refused', value: { status: 'approved' } })
      await move(id, file.id, 'received')
      const opened = [{ lineId: a.id, accepted: 3, restocked: 2 }]
      const twice = await Promise.all([1, 2].map(() => move(id, file.id, 'checked', { lines: opened })))
      for (const answer of twice) expect(answer.case).toBe('moved')
      await workOff(shop)
      await shop.settle()
      const after = await orderOf(id)
      expect(after).toMatchObject({
        status: 'refunded',
        refunded: after.totals!.total!,
        returns: [{ state: 'refunded', lines: [{ accepted: 3, restocked: 2 }, { accepted: 1 }] }],
      })
      expect(await levelOf(a.variantId)).toEqual({ onHand: 9, reserved: 0 })
      expect(movesOf(id)).toEqual(['authorised', 'captured', 'refunded'])
      expect(events(after).slice(-4)).toEqual(['withdrawn', 'return-received', 'return-checked', 'refunded'])
    })

    test('what can be sold again is put where staff say, once; nowhere at a place nobody made', async () => {
      await stock.putPlace({ place: { placeId: 'lyon', name: 'Lyon', kind: 'shop', turn: 9 } })
      const { id, a } = await bought()
      await scanned(id, 'handed-over', 'delivered')
      const file = fileIn(await open(id))
      await move(id, file.id, 'received')
      const lines = [{ lineId: a.id, accepted: 3, restocked: 2 }]
      await expect(move(id, file.id, 'checked', { lines, placeId: 'nowhere' })).rejects.toMatchObject({ code: Code.InvalidArgument })
      world.isStockAway = true // put there once stock answers again
      await expect(move(id, file.id, 'checked', { lines, placeId: 'lyon' })).rejects.toMatchObject({ code: Code.Unavailable })
      world.isStockAway = false
      for (const placeId of ['lyon', 'main']) await move(id, file.id, 'checked', { lines, placeId })
      await workOff(shop)
      await shop.settle()
      expect((await orderOf(id)).returns).toMatchObject([{ placeId: 'lyon', lines: [{ restocked: 2 }, {}] }])
      const [level] = (await stock.listLevels({ variantIds: [a.variantId] })).levels
      expect(level?.places).toMatchObject([
        { placeId: 'lyon', onHand: 2 },
        { placeId: 'main', onHand: 7 },
      ])
    })

    test('ORD-11: a return waits for the shop; refused, its pieces are the shopper’s again', async () => {
      const { id, a } = await bought()
      expect(await open(id, { kind: 'return' })).toMatchObject({ case: 'refused', value: { status: 'paid' } })
      await scanned(id, 'handed-over', 'delivered')
      const lines = [{ lineId: a.id, quantity: 2, reason: 'too-small' }]
      const first = fileIn(await open(id, { kind: 'return', lines }))
      expect(first).toMatchObject({ state: 'asked', amount: eur(2_000n), lines: [{ reason: 'too-small', quantity: 2 }] })
      expect(await open(id, { kind: 'return', lines })).toMatchObject({
        case: 'notReturnable',
        value: { lineId: a.id, reason: 'nothing-left', left: 1 },
      })
      await move(id, first.id, 'refused', { note: 'worn' })
      const second = fileIn(await open(id, { kind: 'return', lines }))
      for (const to of ['approved', 'label', 'received']) expect((await move(id, second.id, to, { note: to })).case).toBe('moved')
      await expect(move(id, second.id, 'checked', { lines: [{ lineId: a.id, accepted: 3 }] })).rejects.toMatchObject({
        code: Code.InvalidArgument,
      })
      await move(id, second.id, 'checked', { lines: [{ lineId: a.id, accepted: 1, restocked: 0 }] })
      await workOff(shop)
      const after = await orderOf(id)
      expect(after).toMatchObject({ status: 'delivered', refunded: eur(1_000n), lines: [{ sent: 3, returned: 1 }, { returned: 0 }] })
      expect(after.returns.map(({ state }) => state)).toEqual(['refused', 'refunded'])
      expect(await levelOf(a.variantId)).toEqual({ onHand: 7, reserved: 0 })
      const listed = (await client.listReturns({ state: 'refunded', page: { limit: 1 } })).returns
      expect(listed).toMatchObject([{ orderId: id, file: { id: second.id } }])
    })

    test('the check keeps what the pieces lost in value, never more than their share, and says why', async () => {
      const { id, a } = await bought()
      await scanned(id, 'handed-over', 'delivered')
      const file = fileIn(await open(id, { kind: 'return', lines: [{ lineId: a.id, quantity: 2, reason: 'too-small' }] }))
      for (const to of ['approved', 'label', 'received']) await move(id, file.id, to)
      const checked = (withheldMinor: bigint, note: string) => move(id, file.id, 'checked', { withheld: eur(withheldMinor), note })
      await expect(checked(2_001n, 'worn')).rejects.toMatchObject({ code: Code.InvalidArgument })
      await expect(checked(700n, '')).rejects.toMatchObject({ code: Code.InvalidArgument })
      expect(await checked(700n, 'worn')).toMatchObject({
        case: 'moved',
        value: { file: { state: 'refunded', amount: eur(1_300n), withheld: eur(700n) }, order: { refunded: eur(1_300n) } },
      })
      const page = { limit: 100 }
      const listed = async (filter: object) => (await client.listReturns({ page, ...filter })).returns.map(({ file: one }) => one!.id)
      const { number } = await orderOf(id)
      expect(await listed({ q: number.toLowerCase(), kind: 'return', state: 'refunded' })).toEqual([file.id])
      expect(await listed({ q: number, kind: 'withdrawal' })).toEqual([])
      await expect(listed({ kind: 'gift' })).rejects.toMatchObject({ code: Code.InvalidArgument })
    })

    test('a bundle that comes back is on the shelf again as what it left as, once, whatever it is made of since', async () => {
      const [set, lens, cloth] = [await stocked(0, 9_000n), await stocked(10, 0n), await stocked(10, 0n)]
      const madeOf = (parts: Record<string, number>) =>
        stock.setParts({ variantId: set, parts: Object.entries(parts).map(([variantId, quantity]) => ({ variantId, quantity })) })
      await madeOf({ [lens]: 2, [cloth]: 1 })
      const { id, lines } = orderIn(await pay(await ready(set, { quantity: 2 })))
      await scanned(id, 'handed-over', 'delivered')
      expect([(await levelOf(lens)).onHand, (await levelOf(cloth)).onHand]).toEqual([6, 8])
      await madeOf({ [cloth]: 5 })
      const file = fileIn(await open(id))
      await move(id, file.id, 'received')
      const found = [{ lineId: lines[0]!.id, accepted: 2, restocked: 1 }]
      expect((await move(id, file.id, 'checked', { lines: found })).case).toBe('moved')
      await workOff(shop)
      expect([(await levelOf(lens)).onHand, (await levelOf(cloth)).onHand]).toEqual([8, 9])
      const { rows } = await pool.query('select id from orders.errand where order_id = $1 and done_at is null', [id])
      expect(rows).toEqual([])
    })

    test('the day after the last, nothing comes back', async () => {
      const { id, a } = await bought()
      await scanned(id, 'handed-over', 'delivered')
      const arrived = await orderOf(id)
      expect(arrived.lines[0]!.right).toMatchObject({ eligible: true, quantity: 3 })
      expect(arrived.withdrawUntil).toMatch(/^2026-12-/)
      clock.advance(15 * 86_400_000)
      expect(await open(id)).toMatchObject({ case: 'notReturnable', value: { lineId: a.id, reason: 'period-over' } })
      expect((await orderOf(id)).allowed).not.toContain('withdraw')
    })

    test('the database itself holds the sums', async () => {
      const { id } = await bought()
      const set = (counts: object) =>
        pool.query(`update orders.shop_order set lines = jsonb_set(lines, '{0}', lines -> 0 || $2) where id = $1`, [
          id,
          JSON.stringify(counts),
        ])
      for (const odd of [
        { cancelled: 4, sent: 0, returned: 0, settled: 0 },
        { cancelled: 2, sent: 2, returned: 0, settled: 0 },
        { cancelled: 0, sent: 1, returned: 2, settled: 0 },
        { cancelled: 0, sent: 3, returned: 1, settled: 2 },
        { cancelled: 0, sent: 3, returned: -1, settled: 0 },
        { settled: 1 },
      ]) {
        await expect(set(odd)).rejects.toMatchObject({ constraint: 'shop_order_pieces' })
      }
      await set({ cancelled: 1, sent: 2, returned: 2, settled: 3 })
      await set({ cancelled: 0, sent: 0, returned: 0, settled: 0 })
    })
  })

  test('each event leaves with its change', async () => {
    const { readyToPay, pay, client } = till
    const { id, lines } = orderIn(await pay(await readyToPay(3)))
    await shop.settle()
    await pool.query('delete from orders.outbox where key = $1', [id])
    await client.openReturn({ returnId: 'w1', orderId: id, kind: 'withdrawal', lines: [{ lineId: lines[0]!.id, quantity: 1 }] })
    expect(await told(id)).toEqual(expect.arrayContaining(['OrderChanged', 'ReturnMoved', 'OrderRefunded']))
  })

  test('verify finds nothing wrong', async () => {
    for (const service of ['orders', 'stock', 'payments', 'delivery']) expect(await breaksIn(shop, service)).toEqual([])
  })
})
