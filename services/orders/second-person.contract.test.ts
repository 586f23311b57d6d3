import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { createClient } from '@connectrpc/connect'
import { DeliveryService } from '@vitrine/contracts/delivery/v1'
import { PaymentService } from '@vitrine/contracts/payments/v1'
import { randomIds } from '@vitrine/platform/ids/ids'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { breaksIn, eur, openTill, orderIn, workOff } from './test-till.ts'

describe.each(inject('servers'))('money back above what one person may give, on %s', async (_, serverUrl) => {
  const pool = await testDatabase(serverUrl)
  const till = await openTill(pool, { REFUND_LIMIT: '5000' })
  const { shop, clock, client, stocked, ready, pay, orderOf, movesOf, giftCard, world } = till
  const payments = createClient(PaymentService, shop.peer('payments'))
  const carrier = createClient(DeliveryService, shop.peer('delivery'))
  afterAll(till.close)
  const staff = { staff: true }

  /** Three pieces of 30.00; with a card of so much. */
  const bought = async (cardMinor = 0n) => {
    const cartId = await ready(await stocked(10, 3_000n), { quantity: 3 })
    const card = cardMinor > 0n ? await giftCard(cardMinor) : undefined
    if (card) await client.addCoupon({ cartId, code: card.code })
    const order = orderIn(await pay(cartId))
    return { id: order.id, lineId: order.lines[0]!.id, card }
  }
  const takeOut = (orderId: string, lineId: string, quantity: number, actor = 'joe') =>
    client.cancelLines({ cancelId: randomIds(), orderId, lines: [{ lineId, quantity }], reason: '', viewer: staff, actor })
  const waiting = async (orderId: string) => (await payments.listRefundRequests({ orderId })).waiting
  const later = async () => {
    clock.advance(60_000)
    await workOff(shop)
    await shop.settle()
  }
  const agreed = async (orderId: string) => {
    const [request] = await waiting(orderId)
    const { refundId, amount, reason } = request!
    expect((await payments.agreeToRefund({ refundId, actor: 'joe' })).result.case).toBe('samePerson')
    expect((await payments.agreeToRefund({ refundId, actor: 'ada' })).result.case).toBe('agreed')
    return (await client.refundOrder({ refundId, orderId, amount: amount!, reason, actor: 'ada' })).result
  }

  test('PAY-8: pieces taken out up to the limit go back at once; above it they wait, shown, for as long as it takes', async () => {
    const { id, lineId } = await bought()
    await takeOut(id, lineId, 1)
    expect([movesOf(id).filter((kind) => kind === 'refunded').length, await waiting(id)]).toEqual([1, []])
    await takeOut(id, lineId, 1)
    for (let n = 0; n < 4; n++) await later()
    expect(await orderOf(id)).toMatchObject({ refunded: eur(3_000n), lines: [{ cancelled: 2 }], refundable: eur(3_490n) })
    expect(await waiting(id)).toMatchObject([{ amount: eur(3_000n), askedBy: 'joe', reason: 'cancelled' }])
    expect((await client.listErrands({})).errands).toEqual([])
    expect(await agreed(id)).toMatchObject({ case: 'refunded', value: { refunded: eur(6_000n) } })
    expect(await waiting(id)).toEqual([])
    await later()
    expect(movesOf(id).filter((kind) => kind === 'refunded')).toHaveLength(2)
  })

  test('who agreed need not come back: what was agreed to goes by itself', async () => {
    const { id, lineId } = await bought()
    await takeOut(id, lineId, 2)
    const [request] = await waiting(id)
    await payments.agreeToRefund({ refundId: request!.refundId, actor: 'ada' })
    await later()
    expect(await orderOf(id)).toMatchObject({ refunded: eur(6_000n) })
  })

  test('bank and gift card wait as one, and go as one', async () => {
    const { id, lineId, card } = await bought(4_000n)
    await takeOut(id, lineId, 2)
    await later()
    expect([await waiting(id), await card!.left()]).toMatchObject([[{ amount: eur(6_000n) }], 0n])
    await agreed(id)
    await later()
    expect(await orderOf(id)).toMatchObject({ refunded: eur(6_000n) })
    expect(await card!.left()).toBeGreaterThan(2_000n)
  })

  test('the last pieces of all cancel the order, and its money waits as well', async () => {
    const { id, lineId } = await bought()
    await takeOut(id, lineId, 3)
    await later()
    expect([(await orderOf(id)).status, movesOf(id).includes('refunded'), await waiting(id)]).toMatchObject([
      'cancelled',
      false,
      [{ amount: eur(9_490n) }],
    ])
    await agreed(id)
    expect(await orderOf(id)).toMatchObject({ status: 'cancelled', refunded: eur(9_490n) })
  })

  test('a check waits as well; what the shopper takes out, or withdraws from, waits for nobody', async () => {
    const { id, lineId } = await bought()
    await shop.settle()
    for (const state of ['handed-over', 'delivered']) {
      const { trackingNumber } = (await carrier.listParcels({ orderIds: [id] })).parcels[0]!
      clock.advance(1_000)
      await carrier.recordScan({ scanId: `${id} ${state}`, trackingNumber, state, at: timestampFromDate(clock()) })
      await shop.settle()
      await later()
    }
    const returnId = randomIds()
    await client.openReturn({ returnId, orderId: id, kind: 'withdrawal', name: 'Ada', viewer: staff })
    for (const to of ['received', 'checked']) await client.moveReturn({ orderId: id, returnId, to, actor: 'joe' })
    await later()
    expect(await orderOf(id)).toMatchObject({ refunded: eur(0n), returns: [{ state: 'checked' }] })
    await agreed(id)
    expect(await orderOf(id)).toMatchObject({ status: 'refunded', refunded: eur(9_490n), returns: [{ state: 'refunded' }] })

    const own = await bought()
    await takeOut(own.id, own.lineId, 2, '')
    await later()
    expect([await waiting(own.id), (await orderOf(own.id)).refunded]).toMatchObject([[], eur(6_000n)])
    expect(lineId).not.toBe(own.lineId)
  })

  test('refused, it is no longer decided: the order says so, and the money can go back by hand', async () => {
    const { id, lineId } = await bought(4_000n)
    await takeOut(id, lineId, 3)
    const [request] = await waiting(id)
    await payments.refuseRefund({ refundId: request!.refundId, actor: 'ada' })
    await later()
    const order = await orderOf(id)
    expect(order).toMatchObject({ status: 'cancelled', refunded: eur(0n), refundable: eur(9_490n) })
    expect(order.allowed).toContain('refund')
    expect(order.timeline.at(-1)).toMatchObject({ event: 'refund-refused', facts: { amountMinor: '9490' } })
    const refund = { refundId: randomIds(), orderId: id, amount: eur(5_000n), reason: 'agreed on', actor: 'joe' }
    expect((await client.refundOrder(refund)).result.case).toBe('refunded')
    await later()
    expect(await orderOf(id)).toMatchObject({ status: 'cancelled', refunded: eur(5_000n), refundable: eur(4_490n) })
  })

  test('while payments cannot be asked nothing goes back, and nothing is lost', async () => {
    const { id, lineId } = await bought()
    world.isPaymentsAway = true
    await takeOut(id, lineId, 2)
    await later()
    world.isPaymentsAway = false
    await later()
    expect(await waiting(id)).toMatchObject([{ amount: eur(6_000n) }])
    for (const service of ['orders', 'stock', 'payments', 'pricing']) expect(await breaksIn(shop, service)).toEqual([])
  })
})
