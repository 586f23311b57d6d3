import { Code } from '@connectrpc/connect'
import { randomIds } from '@vitrine/platform/ids/ids'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { bothWays } from '@vitrine/system/test-shop'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { breaksIn, openTill, orderIn, shoppers, workOff } from './test-till.ts'

const minuteMs = 60_000

describe.each(inject('servers'))('checkout on %s', async (_, serverUrl) => {
  const pool = await testDatabase(serverUrl, 64)
  const { shop, world, clock } = await openTill(pool)
  const { ways, close } = await bothWays(shop, 'orders')
  afterAll(async () => {
    await close()
    await shop.stop()
  })
  const { state } = world
  const movesOf = (orderId: string) => state.ledger.filter((line) => line.includes(orderId)).map((line) => line.split(' ')[0])
  const told = async (orderId: string) => {
    const { rows } = await pool.query<{ type: string }>(`select type from orders.outbox where key = $1 order by position`, [orderId])
    return rows.map(({ type }) => type.replace('vitrine.orders.v1.', ''))
  }

  describe.each(ways)('called %s', (_way, transport) => {
    const { client, stocked, ready, pay, stateOf, cartOf, orderOf } = shoppers(transport, world)

    test('a cart is paid: one number, one charge, its pieces kept, two events', async () => {
      const [variantId, orderId] = [stocked(3), randomIds()]
      const cartId = await ready(variantId, { quantity: 2 })
      const order = orderIn(await pay(cartId, 'ok', { orderId }))
      expect(order).toMatchObject({
        id: orderId,
        status: 'paid',
        email: 'ada@example.com',
        allowed: ['cancel', 'refund'],
        cartId,
        locale: 'fr',
      })
      expect(order.number).toMatch(/^V-\d{6}$/)
      expect(order.lines).toMatchObject([{ variantId, quantity: 2, total: { amountMinor: 25_800n }, name: { fr: 'Lise' } }])
      expect(order.totals).toMatchObject({ total: { amountMinor: 26_290n }, delivery: { amountMinor: 490n } })
      expect(order.payments).toMatchObject([{ provider: 'sandbox', state: 'captured', amount: { amountMinor: 26_290n } }])
      expect(order.timeline.map(({ event }) => event)).toEqual(['order-placed', 'payment-captured'])
      expect(await orderOf(orderId)).toEqual(order)
      expect([movesOf(orderId), await told(orderId), state.held.get(orderId)?.get(variantId)]).toEqual([
        ['authorise', 'capture'],
        ['OrderPlaced', 'OrderPaid'],
        2,
      ])
      expect(await cartOf(cartId)).toMatchObject({ state: 'checked-out', orderId })
      expect(await stateOf(cartId)).toMatchObject({ state: 'placed', orderId })
    })

    test('the same order id gives the same answer; another one hears that the cart is checked out', async () => {
      const [cartId, orderId] = [await ready(stocked()), randomIds()]
      const order = orderIn(await pay(cartId, 'ok', { orderId }))
      expect(orderIn(await pay(cartId, 'ok', { orderId }))).toEqual(order)
      expect(await pay(cartId)).toMatchObject({ case: 'checkedOut', value: { orderId } })
      expect(movesOf(orderId)).toEqual(['authorise', 'capture'])
      expect((await client.addLine({ cartId, lineId: 'x', variantId: stocked(), quantity: 1 })).result).toMatchObject({
        case: 'checkedOut',
        value: { orderId },
      })
    })

    test('what is missing is said before anything is held', async () => {
      const cartId = randomIds()
      await client.createCart({ cartId, currency: 'EUR', locale: 'en' })
      expect(await pay(cartId)).toMatchObject({ case: 'incomplete', value: { missing: ['lines', 'contact', 'address', 'delivery'] } })
      const heavy = await ready(stocked(), { optionId: 'light' })
      await client.changeLine({ cartId: heavy, lineId: `line ${heavy}`, quantity: 2 })
      expect(await pay(heavy)).toMatchObject({ case: 'incomplete', value: { missing: ['delivery'] } })
      expect(await stateOf(heavy)).toMatchObject({ state: 'open' })
    })

    test('a foreign cart is not found, and an order id of another cart is refused', async () => {
      const [cartId, orderId] = [await ready(stocked(), { customerId: 'ada' }), randomIds()]
      for (const customerId of ['', 'joe']) await expect(pay(cartId, 'ok', { customerId })).rejects.toMatchObject({ code: Code.NotFound })
      orderIn(await pay(cartId, 'ok', { customerId: 'ada', orderId }))
      await expect(client.getOrder({ orderId })).rejects.toMatchObject({ code: Code.NotFound })
      expect((await client.getOrder({ orderId, viewer: { customerId: 'ada' } })).order?.id).toBe(orderId)
      await expect(pay(await ready(stocked()), 'ok', { orderId })).rejects.toMatchObject({ code: Code.AlreadyExists })
    })

    test('sold out meanwhile: what is left of which line, nothing charged, and payable again', async () => {
      const [variantId, orderId] = [stocked(2), randomIds()]
      const cartId = await ready(variantId, { quantity: 2 })
      state.pieces.set(variantId, 1)
      const result = await pay(cartId, 'ok', { orderId })
      expect(result).toMatchObject({ case: 'outOfStock', value: { shortages: [{ variantId, lineId: `line ${cartId}`, available: 1 }] } })
      expect(await pay(cartId, 'ok', { orderId })).toEqual(result)
      expect([movesOf(orderId), state.held.has(orderId)]).toEqual([[], false])
      expect(await stateOf(cartId)).toMatchObject({ state: 'refused', refusal: 'out-of-stock', orderId: '' })
      await client.changeLine({ cartId, lineId: `line ${cartId}`, quantity: 1 })
      expect(orderIn(await pay(cartId)).status).toBe('paid')
    })

    test('another price than the shopper saw is refused with the cart of now', async () => {
      const [variantId, orderId] = [stocked(), randomIds()]
      const cartId = await ready(variantId)
      state.prices.set(variantId, 14_900n)
      const result = await pay(cartId, 'ok', { amountMinor: 13_390n, orderId })
      expect(result).toMatchObject({
        case: 'priceChanged',
        value: { cart: { state: 'open', totals: { total: { amountMinor: 15_390n } } } },
      })
      expect(state.held.has(orderId)).toBe(false)
      expect(orderIn(await pay(cartId)).totals?.total?.amountMinor).toBe(15_390n)
    })

    test('a coupon that went meanwhile is named', async () => {
      const cartId = await ready(stocked())
      await client.addCoupon({ cartId, code: 'BIG' })
      expect(await pay(cartId)).toMatchObject({ case: 'couponRefused', value: { code: 'BIG' } })
      expect((await cartOf(cartId)).state).toBe('open')
    })

    test('a declined card frees everything, and another card pays the same cart', async () => {
      const [variantId, orderId] = [stocked(1), randomIds()]
      const cartId = await ready(variantId)
      const result = await pay(cartId, 'declined', { orderId })
      expect(result).toMatchObject({ case: 'declined', value: { reason: 'card-declined' } })
      expect([state.held.has(orderId), state.frozen.has(orderId), await told(orderId)]).toEqual([false, false, []])
      expect(await pay(cartId, 'ok', { orderId })).toEqual(result)
      expect(orderIn(await pay(cartId)).status).toBe('paid')
    })

    test('a way to pay that payments does not know is bad input, and leaves the cart payable', async () => {
      const cartId = await ready(stocked())
      await expect(pay(cartId, 'ok', { provider: 'barter' })).rejects.toMatchObject({
        code: Code.InvalidArgument,
        rawMessage: 'no provider barter',
      })
      expect(orderIn(await pay(cartId)).status).toBe('paid')
    })

    test('nothing to pay asks no bank', async () => {
      const cartId = await ready(stocked(1, -490n))
      const order = orderIn(await pay(cartId))
      expect(order).toMatchObject({ status: 'paid', payments: [] })
      expect(movesOf(order.id)).toEqual([])
    })
  })

  const { client, stocked, ready, pay, stateOf, cartOf, orderOf } = shoppers(shop.peer('orders'), world)
  const attemptOf = (orderId: string) => [...state.attempts.values()].find((attempt) => attempt.orderId === orderId)!
  const paymentTold = (type: string, orderId: string, id = randomIds()) => {
    const { amount, captured, refunded, ...attempt } = attemptOf(orderId)
    const money = (m: typeof amount) => ({ amountMinor: String(m!.amountMinor), currency: 'EUR' })
    const { id: attemptId, provider, method, state: at } = attempt
    const body = {
      attempt: {
        id: attemptId,
        orderId,
        provider,
        method,
        state: at,
        amount: money(amount),
        captured: money(captured),
        refunded: money(refunded),
      },
    }
    return { id, type: `vitrine.payments.v1.${type}`, key: orderId, body }
  }

  describe('while the bank wants to see the shopper', () => {
    const atTheBank = async () => {
      const [variantId, orderId] = [stocked(1), randomIds()]
      const cartId = await ready(variantId)
      expect(await pay(cartId, 'three-d-secure', { orderId })).toMatchObject({
        case: 'action',
        value: { kind: 'three-d-secure', url: 'https://bank' },
      })
      return { variantId, orderId, cartId }
    }

    test('the cart is locked and says where to go; another checkout is told that one is in progress', async () => {
      const { cartId, orderId } = await atTheBank()
      expect(await stateOf(cartId)).toMatchObject({ state: 'waiting', action: { kind: 'three-d-secure', url: 'https://bank' } })
      expect((await pay(cartId)).case).toBe('paymentInProgress')
      expect((await client.removeLine({ cartId, lineId: `line ${cartId}` })).result.case).toBe('running')
      expect(await pay(cartId, 'three-d-secure', { orderId })).toMatchObject({ case: 'action' })
    })

    test('asking again goes on once the bank agreed', async () => {
      const { cartId, orderId } = await atTheBank()
      attemptOf(orderId).state = 'authorised'
      expect(orderIn(await pay(cartId, 'three-d-secure', { orderId }))).toMatchObject({ id: orderId, status: 'paid' })
    })

    test('an event goes on though nobody asks; twice, or too late, it has one effect', async () => {
      const { orderId } = await atTheBank()
      attemptOf(orderId).state = 'authorised'
      await shop.deliver(paymentTold('PaymentAuthorised', orderId, `told ${orderId}`))
      await shop.deliver(paymentTold('PaymentAuthorised', orderId, `told ${orderId}`))
      await shop.settle()
      await workOff(shop)
      expect(await orderOf(orderId)).toMatchObject({ status: 'paid' })
      const late = paymentTold('PaymentAuthorised', orderId)
      await shop.deliver({
        ...late,
        body: { attempt: { ...late.body.attempt, state: 'authorised', captured: { amountMinor: '0', currency: 'EUR' } } },
      })
      await shop.settle()
      expect((await orderOf(orderId)).payments).toMatchObject([{ state: 'captured' }])
    })

    test('a refusal of the bank opens the cart again', async () => {
      const { cartId, orderId } = await atTheBank()
      Object.assign(attemptOf(orderId), { state: 'failed', failure: 'insufficient-funds' })
      await shop.deliver(paymentTold('PaymentFailed', orderId))
      await shop.settle()
      await workOff(shop)
      expect(await stateOf(cartId)).toMatchObject({ state: 'refused', refusal: 'payment-declined' })
      expect([(await cartOf(cartId)).state, state.held.has(orderId)]).toEqual(['open', false])
    })

    test('after 15 minutes nobody is waited for: the attempt is dropped, the pieces are free', async () => {
      const { cartId, orderId } = await atTheBank()
      clock.advance(14 * minuteMs)
      await workOff(shop)
      expect((await stateOf(cartId)).state).toBe('waiting')
      clock.advance(minuteMs)
      await workOff(shop)
      expect(await stateOf(cartId)).toMatchObject({ state: 'refused', refusal: 'payment-declined' })
      expect([attemptOf(orderId).state, state.held.has(orderId), (await cartOf(cartId)).state]).toEqual(['voided', false, 'open'])
    })
  })

  test('a bank that goes silent after it took the money: the shopper waits, and the order is paid once', async () => {
    const [cartId, orderId] = [await ready(stocked()), randomIds()]
    expect(await pay(cartId, 'timeout-after-capture', { orderId })).toMatchObject({ case: 'action', value: { kind: 'wait' } })
    expect(await stateOf(cartId)).toMatchObject({ state: 'waiting', action: { kind: 'wait' }, orderId })
    await shop.deliver(paymentTold('PaymentCaptured', orderId))
    await shop.settle()
    await workOff(shop)
    expect(orderIn(await pay(cartId, 'timeout-after-capture', { orderId })).status).toBe('paid')
    expect(movesOf(orderId)).toEqual(['authorise', 'capture'])
  })

  test('without an event the job asks again within seconds', async () => {
    const [cartId, orderId] = [await ready(stocked()), randomIds()]
    await pay(cartId, 'timeout-after-capture', { orderId })
    await workOff(shop)
    expect((await orderOf(orderId)).status).toBe('placed')
    clock.advance(1_000)
    await workOff(shop)
    expect((await orderOf(orderId)).status).toBe('paid')
  })

  test('a bank that no longer holds the amount: the order falls through, and the cart is payable under a new number', async () => {
    const [cartId, orderId] = [await ready(stocked(1)), randomIds()]
    expect(await pay(cartId, 'lapsed', { orderId })).toMatchObject({ case: 'declined', value: { reason: 'expired' } })
    expect(await orderOf(orderId)).toMatchObject({ status: 'cancelled', allowed: [] })
    expect([state.held.has(orderId), await told(orderId)]).toEqual([false, ['OrderPlaced', 'OrderCancelled']])
    expect(orderIn(await pay(cartId)).status).toBe('paid')
  })

  test('stock away: the shopper hears so, nothing is charged, and after a minute the cart is open again', async () => {
    const [cartId, orderId] = [await ready(stocked()), randomIds()]
    state.isStockAway = true
    await expect(pay(cartId, 'ok', { orderId })).rejects.toMatchObject({ code: Code.Unavailable })
    expect((await stateOf(cartId)).state).toBe('running')
    clock.advance(61_000)
    await workOff(shop)
    state.isStockAway = false
    clock.advance(minuteMs)
    await workOff(shop)
    expect(await stateOf(cartId)).toMatchObject({ state: 'refused', refusal: 'unavailable' })
    expect([movesOf(orderId), (await cartOf(cartId)).state]).toEqual([[], 'open'])
  })

  test('stock back within the minute: asking again pays', async () => {
    const [cartId, orderId] = [await ready(stocked()), randomIds()]
    state.isStockAway = true
    await expect(pay(cartId, 'ok', { orderId })).rejects.toMatchObject({ code: Code.Unavailable })
    state.isStockAway = false
    expect(orderIn(await pay(cartId, 'ok', { orderId })).status).toBe('paid')
  })

  describe('one cart paid 16 times at once', () => {
    test('is one order and one charge, whether by one order id or by sixteen', async () => {
      for (const ids of [Array<string>(16).fill(randomIds()), Array.from({ length: 16 }, randomIds)]) {
        const cartId = await ready(stocked(20))
        const results = await Promise.all(ids.map((orderId) => pay(cartId, 'ok', { orderId })))
        const answers = new Set(results.map((result) => result.case))
        expect([...answers].every((answer) => ['order', 'paymentInProgress', 'checkedOut'].includes(answer ?? ''))).toBe(true)
        const placed = new Set(results.flatMap((result) => (result.case === 'order' ? [result.value.id] : [])))
        expect(placed.size).toBe(1)
        expect([...new Set(ids)].flatMap((orderId) => movesOf(orderId)).toSorted()).toEqual(['authorise', 'capture'])
      }
    })

    test('the naive way pays more than once: look whether it is open, then mark it', async () => {
      const cartId = await ready(stocked())
      const isOpen = async () => (await pool.query(`select from orders.cart where id = $1 and state = 'open'`, [cartId])).rowCount === 1
      const seen = await Promise.all(Array.from({ length: 16 }, isOpen))
      expect(seen.filter(Boolean).length).toBeGreaterThan(1)
    })
  })

  test('forty carts at once get forty numbers without a gap', async () => {
    const carts = await Promise.all(Array.from({ length: 40 }, () => ready(stocked())))
    const numbers = (await Promise.all(carts.map((cartId) => pay(cartId)))).map((result) => Number(orderIn(result).number.slice(2)))
    numbers.sort((a, b) => a - b)
    expect(numbers.at(-1)! - numbers[0]!).toBe(39)
  })

  test('verify finds nothing wrong', async () => expect(await breaksIn(shop)).toEqual([]))
})
