import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt'
import { Code, createClient } from '@connectrpc/connect'
import { DeliveryService } from '@vitrine/contracts/delivery/v1'
import type { Order, ReturnFile } from '@vitrine/contracts/orders/v1'
import { StockService } from '@vitrine/contracts/stock/v1'
import { randomIds } from '@vitrine/platform/ids/ids'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { afterAll, describe, expect, inject, test } from 'vitest'
import type { ExchangePoint } from './application/run-errands.ts'
import { breaksIn, eur, openTill, orderIn, shoppers, workOff } from './test-till.ts'

describe.each(inject('servers'))('exchanges on %s', async (_, serverUrl) => {
  const pool = await testDatabase(serverUrl)
  const till = await openTill(pool)
  const { shop, clock, heldFor, movesOf, setPieces, open: anotherProcess } = till
  const { client, stocked, ready, pay, orderOf } = shoppers(shop.peer('orders'), shop)
  const carrier = createClient(DeliveryService, shop.peer('delivery'))
  const stock = createClient(StockService, shop.peer('stock'))
  afterAll(till.close)

  const settled = async () => {
    for (let n = 0; n < 3; n++) {
      await shop.settle()
      await workOff(shop)
    }
  }
  const scanned = async (orderId: string, ...states: string[]) => {
    await settled()
    for (const state of states) {
      const { trackingNumber } = (await carrier.listParcels({ orderIds: [orderId] })).parcels[0]!
      clock.advance(1_000)
      await carrier.recordScan({ scanId: `${orderId} ${state}`, trackingNumber, state, at: timestampFromDate(clock()) })
    }
    await settled()
  }
  /** Two pieces of 50.00 arrived; both, or one, are to become so dear another thing. */
  const asked = async (priceMinor = 5_000n, quantity = 2) => {
    const [a, b] = [await stocked(10, 5_000n), await stocked(10, priceMinor)]
    const order = orderIn(await pay(await ready(a, { quantity: 2 })))
    await scanned(order.id, 'handed-over', 'delivered')
    const { id: lineId } = order.lines[0]!
    const wish = { returnId: randomIds(), orderId: order.id, kind: 'return', viewer: { staff: true } }
    const lines = [{ lineId, quantity, reason: 'too-small', wantsVariantId: b }]
    const { result } = await client.openReturn({ ...wish, lines })
    if (result.case !== 'opened') throw new Error(`the return answered ${result.case}`)
    return { id: order.id, number: order.number, returnId: wish.returnId, lineId, a, b }
  }
  type Asked = Awaited<ReturnType<typeof asked>>
  const move = async ({ id: orderId, returnId }: Asked, to: string, more: object = {}) =>
    (await client.moveReturn({ orderId, returnId, to, actor: 'joe', ...more })).result
  const fileOf = async ({ id, returnId }: Asked): Promise<ReturnFile> => (await orderOf(id)).returns.find((file) => file.id === returnId)!
  const agreed = async (wish: Asked, more: object = {}) => {
    await move(wish, 'approved', more)
    await settled()
    return fileOf(wish)
  }
  const passed = async (wish: Asked, more: object = {}) => {
    await move(wish, 'received')
    const answer = await move(wish, 'checked', more)
    await settled()
    return answer
  }
  const replacementOf = async (wish: Asked): Promise<Order> => orderOf((await fileOf(wish)).exchange!.orderId)
  const parcelOf = async (orderId: string) => (await carrier.listParcels({ orderIds: [orderId] })).parcels[0]!
  const levelOf = async (variantId: string) => (await stock.listLevels({ variantIds: [variantId] })).levels[0]!
  const notes = async (orderId: string) =>
    (await client.listInvoices({ orderId, viewer: { staff: true } })).invoices.map(({ kind, total }) => [kind, Number(total!.amountMinor)])
  const events = (order: Order) => order.timeline.map(({ event }) => event)
  const sound = async () => {
    for (const service of ['orders', 'stock', 'payments', 'delivery', 'pricing']) expect(await breaksIn(shop, service)).toEqual([])
  }

  test('ORD-11: of equal price: agreed, its pieces are held and its parcel waits; checked, it goes, and no money moves', async () => {
    const wish = await asked()
    expect(await fileOf(wish)).toMatchObject({
      state: 'asked',
      lines: [{ wants: { variantId: wish.b } }],
      allowed: ['approved', 'refused'],
    })
    const file = await agreed(wish)
    const replacement = await replacementOf(wish)
    expect(file).toMatchObject({
      state: 'approved',
      amount: eur(0n),
      exchange: { orderId: replacement.id, orderNumber: replacement.number, paid: eur(10_000n) },
    })
    expect(replacement).toMatchObject({
      status: 'packed',
      totals: { total: eur(10_000n), credit: eur(10_000n), due: eur(0n) },
      exchangeOf: { orderId: wish.id, orderNumber: wish.number, returnId: wish.returnId, waits: true },
      lines: [{ variantId: wish.b, quantity: 2 }],
    })
    expect([await heldFor(replacement.id), (await parcelOf(replacement.id)).waits]).toEqual([2, true])
    expect((await move(wish, 'approved')).case).toBe('moved')
    const refund = { refundId: randomIds(), orderId: wish.id, amount: eur(1_000n), reason: 'sorry', actor: 'joe' }
    expect((await client.refundOrder(refund)).result).toMatchObject({ case: 'aboveCaptured', value: { refundable: eur(490n) } })

    await passed(wish)
    expect(await fileOf(wish)).toMatchObject({ state: 'exchanged', amount: eur(0n) })
    expect(await replacementOf(wish)).toMatchObject({ exchangeOf: { waits: false } })
    expect((await parcelOf(replacement.id)).waits).toBe(false)
    expect([movesOf(wish.id), movesOf(replacement.id)]).toEqual([['authorised', 'captured'], []])
    expect(await levelOf(wish.a)).toMatchObject({ onHand: 10 })
    expect(events(await orderOf(wish.id)).slice(-4)).toEqual(['return-approved', 'return-received', 'return-checked', 'exchanged'])
    expect(await notes(wish.id)).toEqual([
      ['invoice', 10_490],
      ['credit-note', 10_000],
    ])
    expect(await notes(replacement.id)).toEqual([['invoice', 10_000]])
    await scanned(replacement.id, 'handed-over', 'delivered')
    expect(await replacementOf(wish)).toMatchObject({ status: 'delivered' })
    await sound()
  })

  test('cheaper: the rest goes back with the check, as it was paid', async () => {
    const wish = await asked(3_000n)
    expect(await agreed(wish)).toMatchObject({ state: 'approved', amount: eur(4_000n), exchange: { paid: eur(6_000n) } })
    await passed(wish)
    expect(await fileOf(wish)).toMatchObject({ state: 'exchanged', amount: eur(4_000n) })
    expect(await orderOf(wish.id)).toMatchObject({ refunded: eur(4_000n) })
    expect(await notes(wish.id)).toEqual([
      ['invoice', 10_490],
      ['credit-note', 10_000],
    ])
    await sound()
  })

  test('dearer: it waits for the difference, which its shopper pays as any cart; nobody edits the cart', async () => {
    const wish = await asked(8_000n, 1)
    const file = await agreed(wish)
    expect(file).toMatchObject({ state: 'to-pay', exchange: { due: eur(3_000n), orderId: '' }, allowed: ['approved', 'refused'] })
    const { cartId } = file.exchange!
    await expect(client.addCoupon({ cartId, code: 'X' })).rejects.toMatchObject({ code: Code.InvalidArgument })
    expect(await pay(cartId, '402')).toMatchObject({ case: 'declined' })
    const replacement = orderIn(await pay(cartId))
    await settled()
    expect(await fileOf(wish)).toMatchObject({ state: 'approved', exchange: { orderId: replacement.id, paid: eur(5_000n) } })
    expect(movesOf(replacement.id)).toEqual(['authorised', 'captured'])
    await passed(wish)
    expect(await fileOf(wish)).toMatchObject({ state: 'exchanged' })
    expect(await notes(replacement.id)).toEqual([['invoice', 8_000]])
    await sound()
  })

  test('what the check refuses calls the replacement off: its pieces are free, and what its shopper paid goes back', async () => {
    const wish = await asked(8_000n)
    const file = await agreed(wish)
    const replacement = orderIn(await pay(file.exchange!.cartId))
    await settled()
    await passed(wish, { lines: [{ lineId: wish.lineId, accepted: 1, restocked: 0 }] })
    expect(await orderOf(replacement.id)).toMatchObject({ status: 'cancelled', refunded: eur(16_000n) })
    expect([movesOf(replacement.id), await heldFor(replacement.id)]).toEqual([['authorised', 'captured', 'refunded'], 0])
    expect(await orderOf(wish.id)).toMatchObject({ refunded: eur(5_000n), lines: [{ returned: 1 }] })
    expect(await fileOf(wish)).toMatchObject({ state: 'refunded', amount: eur(5_000n) })
    await sound()
  })

  test('at once: it leaves before the check, and what the check finds moves only the rest', async () => {
    const wish = await asked(3_000n)
    await agreed(wish, { replacement: 'at-once' })
    const replacement = await replacementOf(wish)
    expect([replacement.exchangeOf?.waits, (await parcelOf(replacement.id)).waits]).toEqual([false, false])
    await scanned(replacement.id, 'handed-over')
    await passed(wish, { lines: [{ lineId: wish.lineId, accepted: 0 }] })
    expect(await fileOf(wish)).toMatchObject({ state: 'refused' })
    expect(await orderOf(wish.id)).toMatchObject({ refunded: eur(0n), refundable: eur(4_490n) })
    await sound()
  })

  test('a replacement that comes back itself gives back by the way its shopper paid the first order', async () => {
    const wish = await asked(8_000n, 1)
    const replacement = orderIn(await pay((await agreed(wish)).exchange!.cartId))
    await settled()
    await passed(wish)
    await scanned(replacement.id, 'handed-over', 'delivered')
    const returnId = randomIds()
    await client.openReturn({ returnId, orderId: replacement.id, kind: 'withdrawal', name: 'Ada' })
    for (const to of ['received', 'checked']) await client.moveReturn({ orderId: replacement.id, returnId, to, actor: 'joe' })
    await settled()
    expect(await orderOf(replacement.id)).toMatchObject({ status: 'refunded', refunded: eur(8_000n), creditRefunded: eur(5_000n) })
    expect(await orderOf(wish.id)).toMatchObject({ refunded: eur(5_000n) })
    expect([movesOf(replacement.id), movesOf(wish.id)]).toEqual([
      ['authorised', 'captured', 'refunded'],
      ['authorised', 'captured', 'refunded'],
    ])
    expect(await notes(wish.id)).toEqual([
      ['invoice', 10_490],
      ['credit-note', 5_000],
    ])
    expect(await notes(replacement.id)).toEqual([
      ['invoice', 8_000],
      ['credit-note', 8_000],
    ])
    await sound()
  })

  test('cancelled before the check by its shopper, it is a return for money again', async () => {
    const wish = await asked()
    await agreed(wish)
    await client.cancelOrder({ orderId: (await replacementOf(wish)).id, viewer: { staff: true }, reason: 'changed my mind' })
    await settled()
    expect(await fileOf(wish)).toMatchObject({ state: 'approved', amount: eur(10_000n) })
    expect((await fileOf(wish)).exchange).toBeUndefined()
    await passed(wish)
    expect(await orderOf(wish.id)).toMatchObject({ refunded: eur(10_000n) })
    await sound()
  })

  test('sold out meanwhile, the shop decides anew; it may give the money alone', async () => {
    const wish = await asked()
    await setPieces(wish.b, 1)
    expect(await agreed(wish)).toMatchObject({ state: 'asked' })
    expect(events(await orderOf(wish.id)).at(-1)).toBe('exchange-called-off')
    expect(await orderOf(wish.id)).toMatchObject({ refundable: eur(10_490n) })
    expect(await agreed(wish, { replacement: 'none' })).toMatchObject({ state: 'approved', amount: eur(10_000n) })
    expect((await fileOf(wish)).exchange).toBeUndefined()
    await sound()
  })

  test('an agreement taken back while its shopper pays: the replacement is cancelled, its money goes back', async () => {
    const wish = await asked(8_000n, 1)
    const { cartId } = (await agreed(wish)).exchange!
    const { cart } = await client.getCart({ cartId })
    const expectedTotal = eur(cart!.totals!.due!.amountMinor)
    const payment = { provider: 'sandbox', method: 'card', token: 'three-d-secure', returnUrl: 'http://shop.example/back' }
    const orderId = randomIds()
    const waits = await client.checkout({ cartId, orderId, payment, expectedTotal })
    if (waits.result.case !== 'action') throw new Error(`the checkout answered ${waits.result.case}`)
    await move(wish, 'approved', { replacement: 'none' })
    await fetch(`${waits.result.value.url}`, { method: 'POST', body: new URLSearchParams({ decision: 'approve' }), redirect: 'manual' })
    clock.advance(60_000)
    await settled()
    expect(await fileOf(wish)).toMatchObject({ state: 'approved' })
    expect((await fileOf(wish)).exchange).toBeUndefined()
    expect(movesOf(orderId)).toEqual(['action-required', 'authorised', 'captured', 'refunded'])
    expect(await orderOf(orderId)).toMatchObject({ status: 'cancelled', refunded: eur(8_000n), creditRefunded: eur(5_000n) })
    expect(await pay(cartId)).not.toMatchObject({ case: 'order', value: { status: 'paid' } })
    await sound()
  })

  const dayMs = 86_400_000
  const late = async (days: number) => {
    clock.advance(days * dayMs)
    await settled()
  }

  test('a difference nobody pays is awaited for 7 days: then it is a return for money, for which what comes is paid back', async () => {
    const wish = await asked(8_000n, 1)
    const { exchange, lapsesAt } = await agreed(wish)
    expect(timestampDate(lapsesAt!)).toEqual(new Date(timestampDate((await fileOf(wish)).steps.at(-1)!.at!).getTime() + 7 * dayMs))
    await late(6.9)
    expect(await fileOf(wish)).toMatchObject({ state: 'to-pay' })
    expect(await orderOf(wish.id)).toMatchObject({ refundable: eur(5_490n) })
    await late(0.2)
    expect(await fileOf(wish)).toMatchObject({ state: 'approved', amount: eur(5_000n), allowed: ['label', 'received', 'refused'] })
    expect((await fileOf(wish)).exchange).toBeUndefined()
    const order = await orderOf(wish.id)
    expect([order.refundable, events(order).filter((event) => event === 'exchange-lapsed')]).toMatchObject([
      eur(10_490n),
      ['exchange-lapsed'],
    ])
    expect(await pay(exchange!.cartId)).toMatchObject({ case: 'incomplete' })
    await move(wish, 'label')
    expect((await fileOf(wish)).lapsesAt).toBeDefined()
    await passed(wish)
    expect(await fileOf(wish)).toMatchObject({ state: 'refunded', amount: eur(5_000n) })
    await late(20)
    expect(await fileOf(wish)).toMatchObject({ state: 'refunded' })
    await sound()
  })

  test('of one that was not paid and whose pieces do not come either, the pieces are the shopper’s again', async () => {
    const wish = await asked(8_000n, 1)
    await agreed(wish)
    await late(7.1)
    await late(14.1)
    expect(await fileOf(wish)).toMatchObject({ state: 'lapsed', amount: eur(0n), allowed: [] })
    const order = await orderOf(wish.id)
    expect([order.refunded, order.lines[0]!.returned, events(order).slice(-2)]).toMatchObject([
      eur(0n),
      0,
      ['exchange-lapsed', 'return-lapsed'],
    ])
    expect(await move(wish, 'received')).toMatchObject({ case: 'refused' })
    await sound()
  })

  test('who is at their bank when the time is over is waited for, and what was paid is not taken back', async () => {
    const wish = await asked(8_000n, 1)
    const { cartId } = (await agreed(wish)).exchange!
    clock.advance(7 * dayMs - 60_000)
    const { cart } = await client.getCart({ cartId })
    const payment = { provider: 'sandbox', method: 'card', token: 'three-d-secure', returnUrl: 'http://shop.example/back' }
    const expectedTotal = eur(cart!.totals!.due!.amountMinor)
    const { result } = await client.checkout({ cartId, orderId: randomIds(), payment, expectedTotal })
    if (result.case !== 'action') throw new Error(`the checkout answered ${result.case}`)
    clock.advance(120_000)
    await workOff(shop)
    expect(await fileOf(wish)).toMatchObject({ state: 'to-pay' })
    await fetch(`${result.value.url}`, { method: 'POST', body: new URLSearchParams({ decision: 'approve' }), redirect: 'manual' })
    clock.advance(60_000)
    await settled()
    expect(await fileOf(wish)).toMatchObject({ state: 'approved', exchange: { paid: eur(5_000n) } })
    await late(30)
    expect(await fileOf(wish)).toMatchObject({ state: 'approved', exchange: { paid: eur(5_000n) } })
    await sound()
  })

  test('two processes end it once, and the database keeps no exchange that waits for ever', async () => {
    const wish = await asked(8_000n, 1)
    await agreed(wish)
    const forEver = `update orders.shop_order set lapses_at = null, returns = jsonb_set(returns, '{0}', (returns -> 0) - 'lapsesAt') where id = $1`
    await expect(pool.query(forEver, [wish.id])).rejects.toMatchObject({ constraint: 'shop_order_to_pay_lapses' })
    const unseen = 'update orders.shop_order set lapses_at = null where id = $1'
    await expect(pool.query(unseen, [wish.id])).rejects.toMatchObject({ constraint: 'shop_order_lapses_at' })
    clock.advance(7.1 * dayMs)
    const other = await anotherProcess()
    await Promise.all([workOff(shop), workOff(other), workOff(shop), workOff(other)])
    await other.stop?.()
    expect(events(await orderOf(wish.id)).filter((event) => event === 'exchange-lapsed')).toHaveLength(1)
    await sound()
  })

  test('what is not sold, sold out or unknown is not wanted, and a withdrawal wants nothing', async () => {
    const wish = await asked(5_000n, 1)
    const wanting = async (wantsVariantId: string, kind = 'return') => {
      const lines = [{ lineId: wish.lineId, quantity: 1, reason: 'other', wantsVariantId }]
      return (await client.openReturn({ returnId: randomIds(), orderId: wish.id, kind, lines, viewer: { staff: true } })).result
    }
    expect(await wanting(await stocked(0))).toMatchObject({ case: 'notReturnable', value: { reason: 'sold-out', left: 0 } })
    expect(await wanting(await stocked(5, 0n, 'draft'))).toMatchObject({ case: 'notReturnable', value: { reason: 'not-sold' } })
    await expect(wanting('nobody')).rejects.toMatchObject({ code: Code.NotFound })
    await expect(wanting(wish.b, 'withdrawal')).rejects.toMatchObject({ code: Code.InvalidArgument })
    await expect(move(wish, 'approved', { replacement: 'later' })).rejects.toMatchObject({ code: Code.InvalidArgument })
  })

  const points = (['replace', 'agree', 'pass', 'call-off'] as const).flatMap((kind) =>
    (['before-call', 'after-call', 'after-commit'] as const).map((moment) => `orders.errand.${kind}.${moment}` satisfies ExchangePoint),
  )
  test.each(points)('%s: a process that dies there leaves an exchange that another one ends, once', async (point) => {
    const wish = await asked()
    let isDead = false
    const dying = await anotherProcess(async (reached) => {
      if (reached === point) isDead = true
      if (isDead) throw new Error(`dead at ${reached}`)
    })
    const through = shoppers(dying.peer('orders'), dying).client
    const by = async (to: string, more: object = {}) => {
      const asking = { orderId: wish.id, returnId: wish.returnId, to, actor: 'joe', ...more }
      await through.moveReturn(asking).catch(() => {}) // dead
      await dying.stop?.().catch(() => {})
    }
    if (point.includes('replace') || point.includes('agree')) await by('approved')
    else {
      await agreed(wish)
      await move(wish, 'received')
      await by('checked', point.includes('call-off') ? { lines: [{ lineId: wish.lineId, accepted: 1 }] } : {})
    }
    clock.advance(60_000)
    await settled()
    if ((await fileOf(wish)).state === 'approved') await passed(wish)
    const isOff = point.includes('call-off')
    expect(await fileOf(wish)).toMatchObject({ state: isOff ? 'refunded' : 'exchanged' })
    const { rows } = await pool.query<{ status: string; waits: boolean }>(
      `select o.status, p.waits from orders.shop_order as o join delivery.parcel as p on p.order_id = o.id where o.totals -> 'exchange' ->> 'orderId' = $1`,
      [wish.id],
    )
    expect(rows).toMatchObject([isOff ? { status: 'cancelled' } : { status: 'packed', waits: false }])
    await sound()
  })

  test('the database holds what an exchange keeps, and lets a file pay for one order', async () => {
    const wish = await asked()
    await agreed(wish)
    const set = (columns: string) => pool.query(`update orders.shop_order set ${columns} where id = $1`, [wish.id])
    await expect(set('kept_minor = total_minor + 1')).rejects.toMatchObject({ constraint: 'shop_order_kept' })
    await expect(set('asked_back_minor = 491')).rejects.toMatchObject({ constraint: 'shop_order_kept' })
    const { id } = await replacementOf(wish)
    const twin = `update orders.shop_order as o set totals = o.totals || jsonb_build_object('exchange', r.totals -> 'exchange')
      from orders.shop_order as r where o.id = $1 and r.id = $2`
    await expect(pool.query(twin, [wish.id, id])).rejects.toMatchObject({ constraint: 'shop_order_of_exchange' })
  })
})
