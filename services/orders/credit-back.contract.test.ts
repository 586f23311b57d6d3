import { Code, ConnectError, createClient } from '@connectrpc/connect'
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { DeliveryService } from '@vitrine/contracts/delivery/v1'
import { PaymentService } from '@vitrine/contracts/payments/v1'
import { randomIds } from '@vitrine/platform/ids/ids'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { bothWays } from '@vitrine/system/test-shop'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { meetingOf } from '../../tests/meeting.ts'
import { sqlErrandStore } from './adapters/sql-errand-store.ts'
import { sqlOrderStore } from './adapters/sql-order-store.ts'
import { orderTellings } from './api/order-message.ts'
import type { OrderStore } from './application/edit-order.ts'
import { refundOrder } from './application/refund-order.ts'
import { breaksIn, eur, openTill, orderIn, shoppers, workOff } from './test-till.ts'

describe.each(inject('servers'))('what credit paid and goes back on %s', async (_, serverUrl) => {
  const pool = await testDatabase(serverUrl)
  const till = await openTill(pool)
  const { shop, clock, giftCard, heldFor, movesOf } = till
  const { ways, close } = await bothWays(shop, 'orders')
  const carrier = createClient(DeliveryService, shop.peer('delivery'))
  afterAll(async () => {
    await close()
    await till.close()
  })
  const staff = { staff: true }

  describe.each(ways)('called %s', (_way, transport) => {
    const { client, stocked, ready, pay, orderOf } = shoppers(transport, shop)
    /** Four pieces of 10.00 delivered free, of which a gift card paid so much. */
    async function bought(onCard: bigint) {
      const { code, left } = await giftCard(onCard)
      const cartId = await ready(await stocked(10, 1_000n), { quantity: 4, optionId: 'free' })
      await client.addCoupon({ cartId, code, viewer: staff })
      const { id, lines } = orderIn(await pay(cartId))
      return { id, lineId: lines[0]!.id, left }
    }
    const cancel = (orderId: string, lineId: string, quantity: number) =>
      client.cancelLines({ cancelId: randomIds(), orderId, lines: [{ lineId, quantity }], viewer: staff })
    const refund = async (orderId: string, amountMinor: bigint, refundId = randomIds()) =>
      (await client.refundOrder({ refundId, orderId, amount: eur(amountMinor), reason: 'sorry', actor: 'joe' })).result
    async function moneyOf(id: string) {
      const { refunded, creditRefunded, refundable, status } = await orderOf(id)
      return [refunded!.amountMinor, creditRefunded!.amountMinor, refundable!.amountMinor, status]
    }
    async function scanned(orderId: string, state: string) {
      await shop.settle()
      const { trackingNumber } = (await carrier.listParcels({ orderIds: [orderId] })).parcels[0]!
      await carrier.recordScan({ scanId: `${orderId} ${state}`, trackingNumber, state, at: timestampFromDate(clock()) })
      await shop.settle()
      await workOff(shop)
    }

    test('pieces that are cancelled give the card its share, the last ones the rest', async () => {
      const { id, lineId, left } = await bought(1_000n)
      expect(await left()).toBe(0n)
      await cancel(id, lineId, 1)
      expect([await moneyOf(id), await left()]).toEqual([[1_000n, 250n, 3_000n, 'paid'], 250n])
      await cancel(id, lineId, 3)
      expect([await moneyOf(id), await left()]).toEqual([[4_000n, 1_000n, 0n, 'cancelled'], 1_000n])
    })

    test('a cancelled order gives back all of it, also one paid by credit alone', async () => {
      for (const onCard of [1_500n, 9_000n]) {
        const { id, left } = await bought(onCard)
        for (let n = 0; n < 2; n++) await client.cancelOrder({ orderId: id, viewer: staff })
        const byCredit = onCard > 4_000n ? 4_000n : onCard
        expect([await moneyOf(id), await left()]).toEqual([[4_000n, byCredit, 0n, 'cancelled'], onCard])
        expect(movesOf(id)).toEqual(byCredit === 4_000n ? [] : ['authorised', 'captured', 'refunded'])
        expect((await orderOf(id)).timeline.filter(({ event }) => event === 'credit-refunded')).toHaveLength(1)
      }
    })

    test('staff give money back as it was paid; all of it frees the pieces and stops the parcel', async () => {
      const { id, left } = await bought(1_000n)
      await shop.settle()
      const refundId = randomIds()
      for (let n = 0; n < 2; n++) expect((await refund(id, 400n, refundId)).case).toBe('refunded')
      expect([await moneyOf(id), await left()]).toEqual([[400n, 100n, 3_600n, 'packed'], 100n])
      expect(await refund(id, 3_601n)).toMatchObject({ case: 'aboveCaptured', value: { refundable: eur(3_600n) } })
      expect(await refund(id, 3_600n)).toMatchObject({ case: 'refunded', value: { status: 'refunded', lines: [{ cancelled: 4 }] } })
      expect([await moneyOf(id), await left(), movesOf(id).at(-1)]).toEqual([[4_000n, 1_000n, 0n, 'refunded'], 1_000n, 'refunded'])
      await workOff(shop)
      await shop.settle()
      expect([await heldFor(id), (await carrier.listParcels({ orderIds: [id] })).parcels[0]?.state]).toEqual([0, 'stopped'])
    })

    test('pieces that come back give the card its share, and the file ends when both have given', async () => {
      const { id, lineId, left } = await bought(2_000n)
      await scanned(id, 'handed-over')
      const returnId = randomIds()
      await client.openReturn({ returnId, orderId: id, kind: 'withdrawal', lines: [{ lineId, quantity: 1 }], viewer: staff })
      for (const to of ['received', 'checked']) await client.moveReturn({ orderId: id, returnId, to, actor: 'joe' })
      expect([await moneyOf(id), await left()]).toEqual([[1_000n, 500n, 3_000n, 'shipped'], 500n])
      expect((await orderOf(id)).returns[0]).toMatchObject({ state: 'refunded', amount: eur(1_000n) })
    })

    test('sixteen refunds at once give back no more than was paid', async () => {
      const { id, left } = await bought(1_000n)
      const answers = await Promise.all(Array.from({ length: 16 }, () => refund(id, 400n)))
      expect(answers.filter((answer) => answer.case === 'refunded')).toHaveLength(10)
      await workOff(shop)
      expect([await moneyOf(id), await left()]).toEqual([[4_000n, 1_000n, 0n, 'refunded'], 1_000n])
    })

    test('what the bank gave back elsewhere is not given twice: the credit gets its own, no more', async () => {
      const { id, left } = await bought(1_000n)
      await shop.settle()
      await createClient(PaymentService, shop.peer('payments')).refund({
        refundId: `else ${id}`,
        orderId: id,
        amount: eur(3_000n),
        reason: '',
      })
      await shop.settle()
      expect(await moneyOf(id)).toEqual([3_000n, 0n, 1_000n, 'packed'])
      await client.cancelOrder({ orderId: id, viewer: staff })
      expect([await moneyOf(id), await left()]).toEqual([[4_000n, 1_000n, 0n, 'cancelled'], 1_000n])
    })

    test('one credit note says what went back by both, once both have gone', async () => {
      const { id, lineId } = await bought(1_000n)
      await cancel(id, lineId, 1)
      const { invoices } = await client.listInvoices({ orderId: id, viewer: staff })
      expect(invoices).toMatchObject([
        { kind: 'invoice', total: eur(4_000n) },
        { kind: 'credit-note', total: eur(1_000n) },
      ])
      const { rows } = await pool.query<{ credit: number }>(
        `select (body -> 'creditMinor')::int as credit from orders.invoice where order_id = $1 order by kind desc`,
        [id],
      )
      expect(rows).toEqual([{ credit: 1_000 }, { credit: 250 }])
    })

    test('an order paid by credit alone has its invoice', async () => {
      const { id } = await bought(9_000n)
      expect((await client.listInvoices({ orderId: id, viewer: staff })).invoices).toMatchObject([{ kind: 'invoice', total: eur(4_000n) }])
    })
  })

  test('the control: a shop that writes over what others decided promises more than was paid', async () => {
    const { stocked, ready, pay } = shoppers(shop.peer('orders'), shop)
    const { id } = orderIn(await pay(await ready(await stocked(10, 4_000n), { optionId: 'free' })))
    const store = sqlOrderStore(pool, randomIds)
    const everybodyHasRead = meetingOf(8)
    const naive: OrderStore = {
      ...store,
      async find(orderId) {
        const order = await store.find(orderId)
        await everybodyHasRead()
        return order
      },
      async change(change, at) {
        const { version } = (await store.find(id))!
        return (await store.change({ ...change, order: { ...change.order, version } }, at)) || naive.change(change, at)
      },
    }
    const away = () => Promise.reject(new ConnectError('nobody answers', Code.Unavailable))
    const needs = {
      ...{ errands: sqlErrandStore(pool), orders: naive, tellings: orderTellings, clock, published: () => {}, failpoint: async () => {} },
      ...{
        payments: { authorise: away, getAttempt: away, void: away, refund: away, requestRefund: away },
        pricing: { refundCredit: away, voidSoldCards: away },
        exchanging: away,
        documenting: away,
        delivery: { holdParcels: away },
        stock: { release: away, addPart: away, releasePart: away, fulfil: away, fulfilPart: away, takeBack: away, listPlaces: away },
      },
    }
    const wish = { orderId: id, amount: { amountMinor: 1_000, currency: 'EUR' }, reason: '', actor: '' }
    await Promise.all(Array.from({ length: 8 }, (_none, n) => refundOrder(needs, { ...wish, refundId: `${id} ${n}` })))
    const { rows } = await pool.query<{ sum: number }>('delete from orders.errand where order_id = $1 returning amount_minor::int as sum', [
      id,
    ])
    expect(rows.reduce((sum, row) => sum + row.sum, 0)).toBe(8_000) // of 4,000
    await pool.query(`update orders.shop_order set backs = '[]', asked_back_minor = 0 where id = $1`, [id])
  })

  test('the database keeps what goes back within what was paid', async () => {
    const { client, stocked, ready, pay } = shoppers(shop.peer('orders'), shop)
    const { code } = await giftCard(1_000n)
    const cartId = await ready(await stocked(10, 4_000n), { optionId: 'free' })
    await client.addCoupon({ cartId, code, viewer: staff })
    const { id } = orderIn(await pay(cartId))
    const set = (columns: string) => pool.query(`update orders.shop_order set ${columns} where id = $1`, [id])
    await expect(set('asked_back_minor = total_minor + 1')).rejects.toThrow('shop_order_asked_back')
    await expect(set('asked_back_minor = 4000, credit_asked_minor = 1001')).rejects.toThrow('shop_order_credit_back')
    await expect(set('asked_back_minor = 4000, credit_asked_minor = 1000, credit_back_minor = 1001')).rejects.toThrow(
      'shop_order_credit_back',
    )
    await expect(set('asked_back_minor = 3000, refunded_minor = 3000, credit_asked_minor = 1')).rejects.toThrow('shop_order_credit_back')
  })

  test('verify finds nothing wrong', async () => {
    for (const service of ['orders', 'stock', 'pricing', 'payments', 'delivery']) expect(await breaksIn(shop, service)).toEqual([])
  })
})
