import { Code } from '@connectrpc/connect'
import { randomIds } from '@vitrine/platform/ids/ids'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { bothWays } from '@vitrine/system/test-shop'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { breaksIn, eur, openTill, orderIn, shoppers, workOff } from './test-till.ts'

describe.each(inject('servers'))('checkout on %s', async (_, serverUrl) => {
  const pool = await testDatabase(serverUrl, 64)
  const till = await openTill(pool)
  const { shop, clock, movesOf, heldFor, told, setPrice, setPieces, stocked, newCoupon, giftCard } = till
  const { ways, close } = await bothWays(shop, 'orders')
  afterAll(async () => {
    await close()
    await till.close()
  })

  describe.each(ways)('called %s', (_way, transport) => {
    const { client, ready, readyToPay, pay, stateOf, cartOf, orderOf } = shoppers(transport, shop)

    test('a cart is paid: one number, one charge, its pieces kept, two events', async () => {
      const [variantId, orderId] = [await stocked(3), randomIds()]
      const cartId = await ready(variantId, { quantity: 2 })
      const order = orderIn(await pay(cartId, 'ok', { orderId }))
      expect(order).toMatchObject({
        id: orderId,
        status: 'paid',
        email: 'ada@example.com',
        allowed: ['cancel', 'cancel-lines', 'edit', 'refund', 'withdraw', 'invoice'],
        cartId,
        locale: 'fr',
      })
      expect(order.number).toMatch(/^V-\d{6}$/)
      expect(order.lines).toMatchObject([
        {
          variantId,
          quantity: 2,
          total: { amountMinor: 25_800n },
          name: { fr: expect.stringMatching(/^Lunettes/) },
          optionCodes: { colour: 'black' },
        },
      ])
      expect(order.totals).toMatchObject({ total: { amountMinor: 26_290n }, delivery: { amountMinor: 490n } })
      expect(order.payments).toMatchObject([{ provider: 'sandbox', state: 'captured', amount: { amountMinor: 26_290n } }])
      expect(order.timeline.map(({ event }) => event)).toEqual(['order-placed', 'payment-captured'])
      expect(await orderOf(orderId)).toEqual(order)
      expect([movesOf(orderId), await told(orderId), await heldFor(orderId)]).toEqual([
        ['authorised', 'captured'],
        ['OrderPlaced', 'OrderPaid'],
        2,
      ])
      expect(await cartOf(cartId)).toMatchObject({ state: 'checked-out', orderId })
      expect(await stateOf(cartId)).toMatchObject({ state: 'placed', orderId })
    })

    test('whoever hears that an order was placed hears which, whose and where it stands; what is in it is told once it is paid', async () => {
      const [cartId, orderId] = [await ready(await stocked(), { customerId: 'ada' }), randomIds()]
      const { number, lines } = orderIn(await pay(cartId, 'ok', { orderId, customerId: 'ada' }))
      const { rows } = await pool.query<{ body: object }>('select body from orders.outbox where key = $1 order by position', [orderId])
      expect(rows.map(({ body }) => body)).toMatchObject([{}, { order: { id: orderId, lines: [{ id: lines[0]!.id }] } }])
      expect(rows[0]!.body).toEqual({ order: { id: orderId, number, status: 'placed', customerId: 'ada' } })
    })

    test('what only a screen shows of an order is not told', async () => {
      const order = orderIn(await pay(await readyToPay()))
      expect(order).toMatchObject({ lines: [{ image: {}, right: { eligible: true }, returnRight: {}, claimRight: {} }] })
      expect([order.allowed.length, order.timeline.length, order.refundable]).toEqual([5, 2, expect.objectContaining(eur(13_390n))])
      const { rows } = await pool.query<{ order: { lines: object[] } }>(
        `select body -> 'order' as order from orders.outbox where key = $1 order by position desc limit 1`,
        [order.id],
      )
      const { lines, ...told } = rows[0]!.order
      expect(told).toMatchObject({ version: order.version, totals: { total: {} }, payments: [{ state: 'captured' }], shipping: {} })
      for (const shown of ['allowed', 'refundable', 'timeline', 'withdrawUntil', 'payBy']) expect(told).not.toHaveProperty(shown)
      expect(lines).toMatchObject([{ quantity: 1, total: {}, tax: {} }])
      for (const shown of ['image', 'right', 'returnRight', 'claimRight']) expect(lines[0]).not.toHaveProperty(shown)
    })

    test('the same order id gives the same answer; another one hears that the cart is checked out', async () => {
      const [cartId, orderId] = [await readyToPay(), randomIds()]
      const order = orderIn(await pay(cartId, 'ok', { orderId }))
      expect(orderIn(await pay(cartId, 'ok', { orderId }))).toEqual(order)
      expect(await pay(cartId)).toMatchObject({ case: 'checkedOut', value: { orderId } })
      expect(movesOf(orderId)).toEqual(['authorised', 'captured'])
      expect((await client.addLine({ cartId, lineId: 'x', variantId: 'any', quantity: 1 })).result).toMatchObject({
        case: 'checkedOut',
        value: { orderId },
      })
    })

    test('what is missing is said before anything is held', async () => {
      const cartId = randomIds()
      await client.createCart({ cartId, currency: 'EUR', locale: 'en' })
      expect(await pay(cartId)).toMatchObject({ case: 'incomplete', value: { missing: ['lines', 'contact', 'address', 'delivery'] } })
      const heavy = await ready(await stocked(), { optionId: 'light' })
      await client.changeLine({ cartId: heavy, lineId: `line ${heavy}`, quantity: 2 })
      expect(await pay(heavy)).toMatchObject({ case: 'incomplete', value: { missing: ['delivery'] } })
      expect(await stateOf(heavy)).toMatchObject({ state: 'open' })
    })

    test('a foreign cart is not found, and an order id of another cart is refused', async () => {
      const [cartId, orderId] = [await ready(await stocked(), { customerId: 'ada' }), randomIds()]
      for (const customerId of ['', 'joe']) await expect(pay(cartId, 'ok', { customerId })).rejects.toMatchObject({ code: Code.NotFound })
      orderIn(await pay(cartId, 'ok', { customerId: 'ada', orderId }))
      await expect(client.getOrder({ orderId })).rejects.toMatchObject({ code: Code.NotFound })
      expect((await client.getOrder({ orderId, viewer: { customerId: 'ada' } })).order?.id).toBe(orderId)
      await expect(pay(await readyToPay(), 'ok', { orderId })).rejects.toMatchObject({ code: Code.AlreadyExists })
    })

    test('sold out meanwhile: what is left of which line, nothing charged, and payable again', async () => {
      const [variantId, orderId] = [await stocked(2), randomIds()]
      const cartId = await ready(variantId, { quantity: 2 })
      await setPieces(variantId, 1)
      const result = await pay(cartId, 'ok', { orderId })
      expect(result).toMatchObject({ case: 'outOfStock', value: { shortages: [{ variantId, lineId: `line ${cartId}`, available: 1 }] } })
      expect(await pay(cartId, 'ok', { orderId })).toEqual(result)
      expect([movesOf(orderId), await heldFor(orderId)]).toEqual([[], 0])
      expect(await stateOf(cartId)).toMatchObject({ state: 'refused', refusal: 'out-of-stock', orderId: '' })
      await client.changeLine({ cartId, lineId: `line ${cartId}`, quantity: 1 })
      expect(orderIn(await pay(cartId)).status).toBe('paid')
    })

    test('another price than the shopper saw is refused with the cart of now', async () => {
      const [variantId, orderId] = [await stocked(), randomIds()]
      const cartId = await ready(variantId)
      await setPrice(variantId, 14_900n)
      const result = await pay(cartId, 'ok', { amountMinor: 13_390n, orderId })
      expect(result).toMatchObject({
        case: 'priceChanged',
        value: { cart: { state: 'open', totals: { total: { amountMinor: 15_390n } } } },
      })
      expect(await heldFor(orderId)).toBe(0)
      expect(orderIn(await pay(cartId)).totals?.total?.amountMinor).toBe(15_390n)
    })

    test('a coupon that went meanwhile is named, and comes back when the order falls through', async () => {
      const [first, second, code] = [await readyToPay(), await readyToPay(), await newCoupon()]
      for (const cartId of [first, second]) await client.addCoupon({ cartId, code })
      expect((await pay(first, 'declined')).case).toBe('declined')
      expect(orderIn(await pay(first)).totals?.discount).toMatchObject(eur(1_290n))
      expect(await pay(second)).toMatchObject({ case: 'couponRefused', value: { code } })
      expect((await cartOf(second)).state).toBe('open')
    })

    test('what a promotion is called goes with the cart, the order and its facts, and stands on the invoice', async () => {
      const code = await newCoupon({ title: { fr: 'Bienvenue', en: 'Welcome' } })
      const cartId = await readyToPay()
      await client.addCoupon({ cartId, code })
      const given = { promotionId: code, code, title: { fr: 'Bienvenue', en: 'Welcome' }, discount: eur(1_290n) }
      expect((await cartOf(cartId)).promotions).toMatchObject([given])
      const { id, promotions } = orderIn(await pay(cartId))
      expect(promotions).toMatchObject([given])
      expect((await client.getOrder({ orderId: id, viewer: { staff: true } })).order?.promotions).toMatchObject([given])
      const facts = await pool.query<{ order: unknown }>(
        `select body -> 'order' as order from orders.outbox where key = $1 order by position`,
        [id],
      )
      expect(facts.rows).toMatchObject([{}, { order: { promotions: [{ code, title: { fr: 'Bienvenue' } }] } }])
      await client.listInvoices({ orderId: id, viewer: { staff: true } })
      const { rows } = await pool.query<{ names: string[] }>(
        `select body -> 'discountNames' as names from orders.invoice where order_id = $1`,
        [id],
      )
      expect(rows).toEqual([{ names: [`Bienvenue (${code})`] }])
      expect((await cartOf(await readyToPay())).promotions).toEqual([])
    })

    test('once per customer holds for a guest by the address, however it is spelled; another guest may use it too', async () => {
      const code = await newCoupon({ limitTotal: 0, limitPerCustomer: 1 })
      const withCoupon = async (email: string) => {
        const cartId = await readyToPay()
        await client.setContact({ cartId, email })
        return { cartId, answer: (await client.addCoupon({ cartId, code })).result }
      }
      const [first, twin] = [await withCoupon('grace@example.com'), await withCoupon('Grace+again@example.com')]
      expect(orderIn(await pay(first.cartId)).totals?.discount).toMatchObject(eur(1_290n))
      expect(await pay(twin.cartId)).toMatchObject({ case: 'couponRefused', value: { code } })
      expect((await withCoupon('grace@EXAMPLE.com')).answer.case).toBe('couponRefused')
      const other = await withCoupon('hedy@example.com')
      expect(orderIn(await pay(other.cartId)).totals?.discount).toMatchObject(eur(1_290n))
    })

    test('a gift card is entered like a coupon and pays first; the bank is asked for the rest, and both get back what is theirs', async () => {
      const [{ code, left }, cartId, orderId] = [await giftCard(10_000n), await readyToPay(), randomIds()]
      const added = (await client.addCoupon({ cartId, code })).result
      const paid = { total: eur(13_390n), discount: eur(0n), credit: eur(10_000n), due: eur(3_390n) }
      expect(added).toMatchObject({
        case: 'cart',
        value: { coupons: [{ applies: true, giftCard: true, discount: eur(10_000n) }], totals: paid },
      })
      expect((await pay(cartId, 'ok', { amountMinor: 13_390n })).case).toBe('priceChanged')
      expect((await pay(cartId, 'declined')).case).toBe('declined')
      expect(await left()).toBe(10_000n)
      const order = orderIn(await pay(cartId, 'ok', { orderId }))
      expect(order).toMatchObject({ status: 'paid', totals: paid, payments: [{ state: 'captured', amount: eur(3_390n) }] })
      expect(await left()).toBe(0n)
      expect((await client.cancelOrder({ orderId, reason: 'changed my mind' })).result.case).toBe('cancelled')
      expect([await left(), movesOf(orderId)]).toEqual([10_000n, ['authorised', 'captured', 'refunded']])
    })

    test('a gift card that pays all asks no bank, and gets all back', async () => {
      const [{ code, left }, cartId, orderId] = [await giftCard(20_000n), await readyToPay(), randomIds()]
      await client.addCoupon({ cartId, code })
      expect(orderIn(await pay(cartId, 'ok', { orderId }))).toMatchObject({ status: 'paid', payments: [], totals: { due: eur(0n) } })
      expect(await left()).toBe(6_610n)
      await client.cancelOrder({ orderId, reason: '' })
      expect([await left(), movesOf(orderId)]).toEqual([20_000n, []])
    })

    test('a declined card frees everything, and another card pays the same cart', async () => {
      const [cartId, orderId] = [await readyToPay(), randomIds()]
      const result = await pay(cartId, 'declined', { orderId })
      expect(result).toMatchObject({ case: 'declined', value: { reason: 'declined' } })
      expect([await heldFor(orderId), await told(orderId)]).toEqual([0, []])
      expect(await pay(cartId, 'ok', { orderId })).toEqual(result)
      expect(orderIn(await pay(cartId)).status).toBe('paid')
      expect(movesOf(orderId)).toEqual(['failed'])
    })

    test('a way to pay that payments does not know is bad input, and leaves the cart payable', async () => {
      const cartId = await readyToPay()
      await expect(pay(cartId, 'ok', { provider: 'barter' })).rejects.toMatchObject({
        code: Code.InvalidArgument,
        rawMessage: 'barter is not open in this shop',
      })
      expect(orderIn(await pay(cartId)).status).toBe('paid')
    })

    test('nothing to pay asks no bank', async () => {
      const cartId = await ready(await stocked(), { optionId: 'free' })
      await client.addCoupon({ cartId, code: 'ALL' })
      const order = orderIn(await pay(cartId))
      expect(order).toMatchObject({ status: 'paid', payments: [], totals: { total: eur(0n) } })
      expect(movesOf(order.id)).toEqual([])
    })
  })

  const { readyToPay, pay, orderOf } = shoppers(shop.peer('orders'), shop)

  describe('one cart paid 16 times at once', () => {
    test('is one order and one charge, whether by one order id or by sixteen', async () => {
      for (const ids of [Array<string>(16).fill(randomIds()), Array.from({ length: 16 }, randomIds)]) {
        const cartId = await readyToPay(20)
        const results = await Promise.all(ids.map((orderId) => pay(cartId, 'ok', { orderId })))
        const answers = new Set(results.map((result) => result.case))
        expect([...answers].every((answer) => ['order', 'paymentInProgress', 'checkedOut'].includes(answer ?? ''))).toBe(true)
        const placed = new Set(results.flatMap((result) => (result.case === 'order' ? [result.value.id] : [])))
        expect(placed.size).toBe(1)
        expect([...new Set(ids)].flatMap((orderId) => movesOf(orderId)).toSorted()).toEqual(['authorised', 'captured'])
      }
    })

    test('the naive way pays more than once: look whether it is open, then mark it', async () => {
      const cartId = await readyToPay()
      const isOpen = async () => (await pool.query(`select from orders.cart where id = $1 and state = 'open'`, [cartId])).rowCount === 1
      const seen = await Promise.all(Array.from({ length: 16 }, isOpen))
      expect(seen.filter(Boolean).length).toBeGreaterThan(1)
    })
  })

  test('forty carts at once get forty numbers without a gap, those that have to wait included', async () => {
    const carts: string[] = []
    for (let n = 0; n < 40; n++) carts.push(await readyToPay())
    const ids = carts.map(() => randomIds())
    // On a busy machine some wait for the bank, or hear that a service did not answer in time; the job finishes what they began.
    await Promise.allSettled(carts.map((cartId, n) => pay(cartId, 'ok', { orderId: ids[n]! })))
    clock.advance(20_001)
    await workOff(shop)
    const numbers = (await Promise.all(ids.map(orderOf))).map(({ number }) => Number(number.slice(2))).toSorted((a, b) => a - b)
    expect(numbers.at(-1)! - numbers[0]!).toBe(39)
  })

  test('verify finds nothing wrong', async () => expect(await breaksIn(shop)).toEqual([]))
})
