import { create, toJson } from '@bufbuild/protobuf'
import { Code, createClient } from '@connectrpc/connect'
import { InboxService } from '@vitrine/contracts/inbox/v1'
import { MoneySchema } from '@vitrine/contracts/money/v1'
import { AttemptSchema, PaymentService } from '@vitrine/contracts/payments/v1'
import { StockService } from '@vitrine/contracts/stock/v1'
import { randomIds } from '@vitrine/platform/ids/ids'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { bothWays } from '@vitrine/system/test-shop'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { breaksIn, eur, openTill, orderIn, shoppers, workOff } from './test-till.ts'

const minuteMs = 60_000

describe.each(inject('servers'))('a checkout that has to wait, on %s', async (_, serverUrl) => {
  const pool = await testDatabase(serverUrl)
  const till = await openTill(pool)
  const { shop, open, world, clock, bank, movesOf, heldFor, told, keptOf, client, readyToPay, pay, stateOf, cartOf, orderOf } = till
  afterAll(till.close)

  describe('while the bank wants to see the shopper', () => {
    const atTheBank = async () => {
      const [cartId, orderId] = [await readyToPay(), randomIds()]
      const result = await pay(cartId, 'three-d-secure', { orderId })
      expect(result).toMatchObject({ case: 'action', value: { kind: 'three-d-secure', url: expect.stringContaining(bank.url) } })
      const { url } = result.value as { url: string }
      const decide = (decision: string) => fetch(url, { method: 'POST', body: new URLSearchParams({ decision }), redirect: 'manual' })
      /** Payments notices by itself, as when no webhook comes. */
      const noticed = async () => {
        clock.advance(5_000)
        await workOff(shop, 'payments')
        await shop.settle()
        await workOff(shop)
      }
      return { orderId, cartId, url, decide, noticed }
    }

    test('the cart is locked and says where to go; another checkout is told that one is in progress', async () => {
      const { cartId, orderId, url } = await atTheBank()
      expect(await stateOf(cartId)).toMatchObject({ state: 'waiting', action: { kind: 'three-d-secure', url } })
      expect((await pay(cartId)).case).toBe('paymentInProgress')
      expect((await client.removeLine({ cartId, lineId: `line ${cartId}` })).result.case).toBe('running')
      expect(await pay(cartId, 'three-d-secure', { orderId })).toMatchObject({ case: 'action', value: { url } })
    })

    test('asking again goes on once the bank agreed', async () => {
      const { cartId, orderId, decide } = await atTheBank()
      await decide('approve')
      expect(orderIn(await pay(cartId, 'three-d-secure', { orderId }))).toMatchObject({ id: orderId, status: 'paid' })
    })

    test('an event goes on though nobody asks', async () => {
      const { orderId, decide, noticed } = await atTheBank()
      await decide('approve')
      await noticed()
      expect(await orderOf(orderId)).toMatchObject({ status: 'paid' })
      expect(movesOf(orderId)).toEqual(['action-required', 'authorised', 'captured'])
    })

    test('a refusal of the bank opens the cart again', async () => {
      const { cartId, orderId, decide, noticed } = await atTheBank()
      await decide('refuse')
      await noticed()
      expect(await stateOf(cartId)).toMatchObject({ state: 'refused', refusal: 'payment-declined' })
      expect([(await cartOf(cartId)).state, await heldFor(orderId)]).toEqual(['open', 0])
    })

    test('a shopper who gives up has the cart back at once and pays another way; the bank can no longer be told yes', async () => {
      const { cartId, orderId, decide } = await atTheBank()
      await client.abandonCheckout({ cartId })
      expect(await stateOf(cartId)).toMatchObject({ state: 'refused', refusal: 'payment-declined' })
      expect([(await cartOf(cartId)).state, await heldFor(orderId)]).toEqual(['open', 0])
      await decide('approve')
      expect(movesOf(orderId)).not.toContain('authorised')
      expect(orderIn(await pay(cartId)).status).toBe('paid')
      await client.abandonCheckout({ cartId })
      expect((await stateOf(cartId)).state).toBe('placed')
    })

    test('giving up after the bank agreed drops what was set aside', async () => {
      const { cartId, orderId, decide } = await atTheBank()
      await decide('approve')
      await client.abandonCheckout({ cartId })
      expect([movesOf(orderId).at(-1), (await cartOf(cartId)).state]).toEqual(['voided', 'open'])
    })

    test('after 15 minutes nobody is waited for: the attempt is dropped, the pieces are free', async () => {
      const { cartId, orderId, decide } = await atTheBank()
      clock.advance(14 * minuteMs)
      await workOff(shop)
      expect((await stateOf(cartId)).state).toBe('waiting')
      clock.advance(minuteMs)
      await workOff(shop)
      expect(await stateOf(cartId)).toMatchObject({ state: 'refused', refusal: 'payment-declined' })
      await decide('approve')
      expect([movesOf(orderId).at(-1), await heldFor(orderId), (await cartOf(cartId)).state]).toEqual(['expired', 0, 'open'])
    })

    test('pieces that went while the shopper was at the bank: nothing is charged, and the shopper is told, once', async () => {
      const { cartId, orderId, decide } = await atTheBank()
      await createClient(StockService, shop.peer('stock')).release({ reservationId: orderId })
      await decide('approve')
      expect(await pay(cartId, 'three-d-secure', { orderId })).toMatchObject({ case: 'outOfStock' })
      expect([movesOf(orderId).at(-1), (await cartOf(cartId)).state]).toEqual(['voided', 'open'])
      const { rows } = await pool.query(`select body from orders.outbox where key = $1 and type = 'vitrine.orders.v1.CheckoutLost'`, [
        orderId,
      ])
      expect(rows).toMatchObject([
        { body: { email: 'ada@example.com', locale: 'fr', amount: { currency: 'EUR' }, lines: [{ quantity: 1 }] } },
      ])
    })
  })

  test('payments heard in any order, twice and too late end in the same order', async () => {
    const orderId = orderIn(await pay(await readyToPay())).id
    await shop.settle()
    const before = await orderOf(orderId)
    const { attempts } = await createClient(PaymentService, shop.peer('payments')).listAttempts({ orderIds: [orderId] })
    const at = (type: string, state: string, amountMinor: bigint) => {
      const attempt = create(AttemptSchema, { ...attempts[0]!, state, captured: create(MoneySchema, eur(amountMinor)) })
      const body = { attempt: toJson(AttemptSchema, attempt) }
      return { id: randomIds(), type: `vitrine.payments.v1.${type}`, key: orderId, body }
    }
    const captured = at('PaymentCaptured', 'captured', attempts[0]!.amount!.amountMinor)
    for (const event of [captured, at('PaymentAuthorised', 'authorised', 0n), captured, at('PaymentFailed', 'pending', 0n)]) {
      await shop.deliver(event)
      await shop.settle()
    }
    expect(await orderOf(orderId)).toEqual(before)
  })

  test('a bank that goes silent after it took the money: the shopper waits, and the order is paid once, within seconds', async () => {
    const [cartId, orderId] = [await readyToPay(), randomIds()]
    expect(await pay(cartId, 'timeout-after-capture', { orderId })).toMatchObject({ case: 'action', value: { kind: 'wait' } })
    await client.abandonCheckout({ cartId })
    expect(await stateOf(cartId)).toMatchObject({ state: 'waiting', action: { kind: 'wait' }, orderId })
    await workOff(shop)
    expect((await orderOf(orderId)).status).toBe('placed')
    clock.advance(1_000)
    await workOff(shop)
    expect(orderIn(await pay(cartId, 'timeout-after-capture', { orderId })).status).toBe('paid')
    expect(movesOf(orderId)).toEqual(['authorised', 'captured'])
  })

  test('or as soon as payments tells of it', async () => {
    const [cartId, orderId] = [await readyToPay(), randomIds()]
    bank.script.dropReplies = 1
    expect(await pay(cartId, 'ok', { orderId })).toMatchObject({ case: 'action', value: { kind: 'wait' } })
    clock.advance(500)
    await createClient(PaymentService, shop.peer('payments')).getAttempt({ attemptId: `${orderId}-1`, ask: true })
    await shop.settle()
    await workOff(shop)
    expect((await orderOf(orderId)).status).toBe('paid')
    expect(movesOf(orderId)).toEqual(['authorised', 'captured'])
    await shop.settle()
    expect(await keptOf(orderId)).toEqual(['PaymentAuthorised']) // its capture was answered
  })

  test('what payments answered is not heard once more', async () => {
    const order = orderIn(await pay(await readyToPay()))
    await shop.settle()
    expect(await keptOf(order.id)).toEqual([])
    expect(await orderOf(order.id)).toMatchObject({ status: 'packed', payments: [{ state: 'captured' }] })
  })

  test('it is passed by in one process and over gRPC; what nobody was answered with is kept in both', async () => {
    const { ways, close } = await bothWays(shop, 'orders')
    for (const [, transport] of ways) {
      const [key, type] = [randomIds(), 'vitrine.payments.v1.PaymentCaptured']
      const told = (answered: boolean) => {
        return { id: randomIds(), key, type, bodyJson: JSON.stringify({ attempt: { id: `${key}-1`, orderId: key }, answered }) }
      }
      await createClient(InboxService, transport).deliver({ events: [told(true), told(false), told(true)] })
      expect(await keptOf(key)).toEqual(['PaymentCaptured'])
    }
    await close()
  })

  describe.each(['authorise', 'capture'] as const)('payments did what `%s` asked, and its answer was lost', (call) => {
    test('it is asked again after a second, though what it told is passed by', async () => {
      const [cartId, orderId] = [await readyToPay(), randomIds()]
      world.lostAnswer = call
      expect(await pay(cartId, 'ok', { orderId })).toMatchObject({ case: 'action', value: { kind: 'wait' } })
      world.lostAnswer = undefined
      await shop.settle()
      await workOff(shop)
      expect([(await stateOf(cartId)).state, await keptOf(orderId)]).toEqual(['waiting', []])
      clock.advance(1_000)
      await workOff(shop)
      expect(await orderOf(orderId)).toMatchObject({ status: 'paid', payments: [{ state: 'captured' }] })
      expect(movesOf(orderId)).toEqual(['authorised', 'captured'])
    })

    test('within a minute however long payments had been away before', async () => {
      const [cartId, orderId] = [await readyToPay(), randomIds()]
      const leaving = await open(async (point) => {
        if (point === `orders.checkout.${call}.before-call`) world.isPaymentsAway = true
      })
      expect(await shoppers(leaving.peer('orders'), leaving).pay(cartId, 'ok', { orderId })).toMatchObject({ case: 'action' })
      await leaving.stop()
      for (let ms = 0; ms < 10 * minuteMs; ms += 15_000) {
        clock.advance(15_000)
        await workOff(shop)
      }
      world.isPaymentsAway = false
      world.lostAnswer = call
      while ((await shop.settle(), movesOf(orderId).length < (call === 'capture' ? 2 : 1))) {
        clock.advance(1_000)
        await workOff(shop)
      }
      world.lostAnswer = undefined
      clock.advance(minuteMs - 10_000) // its job looks each second, and its calls take their time
      await workOff(shop)
      expect(await orderOf(orderId)).toMatchObject({ status: 'paid', payments: [{ state: 'captured' }] })
    })
  })

  test('an order that was cancelled while its money was taken says that it was, until it went back', async () => {
    const [cartId, orderId] = [await readyToPay(), randomIds()]
    const slow = await open(async (point) => {
      if (point !== 'orders.checkout.capture.after-call') return
      bank.script.outage = true
      await client.cancelOrder({ orderId, viewer: { staff: true } })
    })
    expect(orderIn(await shoppers(slow.peer('orders'), slow).pay(cartId, 'ok', { orderId })).status).toBe('cancelled')
    await slow.stop()
    await shop.settle()
    expect((await orderOf(orderId)).payments).toMatchObject([{ state: 'captured' }])
    bank.script.outage = false
    clock.advance(minuteMs)
    await workOff(shop)
    expect((await orderOf(orderId)).payments).toMatchObject([{ state: 'refunded' }])
    expect(movesOf(orderId)).toEqual(['authorised', 'captured', 'refunded'])
  })

  test('a bank that is away is asked until it answers', async () => {
    const [cartId, orderId] = [await readyToPay(), randomIds()]
    bank.script.outage = true
    expect(await pay(cartId, 'ok', { orderId })).toMatchObject({ case: 'action', value: { kind: 'wait' } })
    clock.advance(minuteMs)
    await workOff(shop)
    expect((await stateOf(cartId)).state).toBe('waiting')
    bank.script.outage = false
    clock.advance(minuteMs)
    await workOff(shop)
    expect((await orderOf(orderId)).status).toBe('paid')
    expect(movesOf(orderId)).toEqual(['authorised', 'captured'])
  })

  test('a bank that no longer holds the amount: the order falls through, and the cart is payable under a new number', async () => {
    const [cartId, orderId] = [await readyToPay(), randomIds()]
    world.lapsing.add(orderId)
    expect(await pay(cartId, 'ok', { orderId })).toMatchObject({ case: 'declined', value: { reason: 'voided' } })
    world.lapsing.clear()
    expect(await orderOf(orderId)).toMatchObject({ status: 'cancelled', allowed: [] })
    expect([await heldFor(orderId), await told(orderId)]).toEqual([0, ['OrderPlaced', 'OrderCancelled']])
    expect(orderIn(await pay(cartId)).status).toBe('paid')
  })

  test('stock away: the shopper hears so, nothing is charged, and after a minute the cart is open again', async () => {
    const [cartId, orderId] = [await readyToPay(), randomIds()]
    world.isStockAway = true
    await expect(pay(cartId, 'ok', { orderId })).rejects.toMatchObject({ code: Code.Unavailable })
    expect((await stateOf(cartId)).state).toBe('running')
    clock.advance(61_000)
    await workOff(shop)
    world.isStockAway = false
    clock.advance(minuteMs)
    await workOff(shop)
    expect(await stateOf(cartId)).toMatchObject({ state: 'refused', refusal: 'unavailable' })
    expect([movesOf(orderId), (await cartOf(cartId)).state]).toEqual([[], 'open'])
    // Whoever kept the key asks again, and pays.
    expect(orderIn(await pay(cartId, 'ok', { orderId }))).toMatchObject({ id: orderId, status: 'paid' })
    expect(movesOf(orderId)).toEqual(['authorised', 'captured'])
  })

  test('stock back within the minute: asking again pays', async () => {
    const [cartId, orderId] = [await readyToPay(), randomIds()]
    world.isStockAway = true
    await expect(pay(cartId, 'ok', { orderId })).rejects.toMatchObject({ code: Code.Unavailable })
    world.isStockAway = false
    expect(orderIn(await pay(cartId, 'ok', { orderId })).status).toBe('paid')
  })

  test('verify finds nothing wrong', async () => expect(await breaksIn(shop)).toEqual([]))
})
