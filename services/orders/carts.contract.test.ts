import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { Code, createClient } from '@connectrpc/connect'
import { type Cart, OrderService } from '@vitrine/contracts/orders/v1'
import { PricingService } from '@vitrine/contracts/pricing/v1'
import { randomIds } from '@vitrine/platform/ids/ids'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { bothWays } from '@vitrine/system/test-shop'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { eur, openTill, shipping } from './test-till.ts'

describe.each(inject('servers'))('carts on %s', async (_, serverUrl) => {
  const pool = await testDatabase(serverUrl)
  const till = await openTill(pool)
  const { shop, world, setPrice, setPieces, stocked, stockedMany, stockedPerfume } = till
  const { ways, close } = await bothWays(shop, 'orders')
  const [v1, v2, v3] = [await stocked(50), await stocked(50), await stocked(50)]
  afterAll(async () => {
    await close()
    await till.close()
  })

  describe.each(ways)('called %s', (_way, transport) => {
    const client = createClient(OrderService, transport)
    const newCart = async (customerId = '') => {
      const cartId = randomIds()
      await client.createCart({ cartId, currency: 'EUR', locale: 'fr', viewer: { customerId } })
      return cartId
    }
    const add = (cartId: string, variantId: string, quantity = 1, lineId = randomIds(), customerId = '') =>
      client.addLine({ cartId, lineId, variantId, quantity, viewer: { customerId } })
    const cartOf = async (cartId: string, customerId = '') => (await client.getCart({ cartId, viewer: { customerId } })).cart!
    const quantities = ({ lines }: Cart) => Object.fromEntries(lines.map(({ variantId, quantity }) => [variantId, quantity]))

    test('a new cart is empty, costs nothing and says what is missing; made twice it is one', async () => {
      const cartId = await newCart()
      const { cart } = await client.createCart({ cartId, currency: 'EUR', locale: 'fr' })
      expect(cart).toMatchObject({ id: cartId, state: 'open', lines: [], missing: ['lines', 'contact', 'address', 'delivery'], version: 0 })
      expect(cart!.totals?.total).toMatchObject({ amountMinor: 0n, currency: 'EUR' })
    })

    test('PRC-6: who pays less as a member of a group reads what everybody pays, and the lowest of the 30 days before; nobody else does', async () => {
      const prices = createClient(PricingService, shop.peer('pricing'))
      const [group, variantId] = [`g-${randomIds()}`, await stocked(5)]
      await prices.setCustomerGroups({ customerId: group, groups: [group] })
      till.clock.advance(1)
      const list = { id: group, title: { fr: 'Liste', en: 'List' }, currency: 'EUR', group, startsAt: timestampFromDate(till.clock()) }
      await prices.putPriceList({ list: { ...list, prices: [{ variantId, price: eur(10_000n) }] } })
      const [mine, other] = [await newCart(group), await newCart()]
      await add(mine, variantId, 2, randomIds(), group)
      await add(other, variantId)
      expect((await cartOf(mine, group)).lines).toMatchObject([
        { unitPrice: eur(10_000n), priceBefore: eur(12_900n), lowestPrice30d: eur(12_900n), total: eur(20_000n) },
      ])
      const [line] = (await cartOf(other)).lines
      expect([line!.unitPrice, line!.priceBefore, line!.lowestPrice30d]).toMatchObject([eur(12_900n), undefined, undefined])
    })

    test('a line keeps the words and picture of the moment it was added, and adds up', async () => {
      const cartId = await newCart()
      const lineId = randomIds()
      await add(cartId, v1, 2, lineId)
      await add(cartId, v1, 2, lineId)
      const { result } = await add(cartId, v1, 1)
      expect(result).toMatchObject({ case: 'cart', value: { version: 2 } })
      const line = {
        name: { fr: expect.stringMatching(/^Lunettes/) },
        kind: 'eyewear',
        options: { colour: { fr: 'black' } },
        optionCodes: { colour: 'black' },
        image: { sha256: 'a'.repeat(64) },
        quantity: 3,
      }
      expect((await cartOf(cartId)).lines).toMatchObject([
        { id: lineId, ...line, available: 50, unitPrice: { amountMinor: 12_900n }, total: { amountMinor: 38_700n } },
      ])
    })

    test('a cart is priced in another currency whole; what has no price there stays and says so; twice is once', async () => {
      const prices = createClient(PricingService, shop.peer('pricing'))
      const only = await stocked(5)
      await prices.setPrices({ prices: [{ variantId: only, price: { amountMinor: 14_000n, currency: 'USD' } }] })
      const cartId = await newCart()
      await add(cartId, only, 2)
      await add(cartId, v1)
      for (let n = 0; n < 2; n++) {
        const { result } = await client.setCurrency({ cartId, currency: 'USD' })
        const lines = [
          { variantId: only, quantity: 2, unitPrice: { amountMinor: 14_000n, currency: 'USD' } },
          { variantId: v1, quantity: 1 },
        ]
        const totals = { total: { amountMinor: 28_000n, currency: 'USD' } }
        expect(result).toMatchObject({
          case: 'cart',
          value: { currency: 'USD', version: 3, lines, totals, problems: [{ code: 'not-sold' }] },
        })
      }
      await client.setCurrency({ cartId, currency: 'EUR' })
      expect(await cartOf(cartId)).toMatchObject({ currency: 'EUR', problems: [], totals: { total: { amountMinor: 38_700n } } })
      await expect(client.setCurrency({ cartId, currency: 'euro' })).rejects.toMatchObject({ code: Code.InvalidArgument })
      await expect(client.setCurrency({ cartId: 'nobody', currency: 'EUR' })).rejects.toMatchObject({ code: Code.NotFound })
    })

    test('a cart that takes over lines of another currency keeps its own, and calls none of them dearer', async () => {
      const prices = createClient(PricingService, shop.peer('pricing'))
      const both = await stocked(5)
      await prices.setPrices({ prices: [{ variantId: both, price: { amountMinor: 14_000n, currency: 'USD' } }] })
      const customerId = randomIds()
      const [left, here] = [await newCart(customerId), randomIds()]
      await add(left, both, 1, randomIds(), customerId)
      await client.createCart({ cartId: here, currency: 'USD', locale: 'fr' })
      const { result } = await client.attachCart({ cartId: here, customerId, email: '' })
      expect(result).toMatchObject({ case: 'cart', value: { currency: 'USD', problems: [], totals: { total: { amountMinor: 14_000n } } } })
    })

    test('the store credit of a customer pays once it is let, as far as it goes; a guest has none', async () => {
      const customerId = randomIds()
      const prices = createClient(PricingService, shop.peer('pricing'))
      await prices.grantStoreCredit({ entryId: randomIds(), customerId, amount: { amountMinor: 5_000n, currency: 'EUR' }, reason: 'late' })
      const cartId = await newCart(customerId)
      await add(cartId, v1, 1, randomIds(), customerId)
      expect(await cartOf(cartId, customerId)).toMatchObject({ usesStoreCredit: false, totals: { due: { amountMinor: 12_900n } } })
      for (let n = 0; n < 2; n++) {
        const { result } = await client.setStoreCredit({ cartId, uses: true, viewer: { customerId } })
        const totals = { credit: { amountMinor: 5_000n }, due: { amountMinor: 7_900n } }
        expect(result).toMatchObject({ case: 'cart', value: { usesStoreCredit: true, version: 2, totals } })
      }
      await client.setStoreCredit({ cartId, uses: false, viewer: { customerId } })
      expect((await cartOf(cartId, customerId)).totals?.due).toMatchObject({ amountMinor: 12_900n })
      const guest = client.setStoreCredit({ cartId: await newCart(), uses: true })
      await expect(guest).rejects.toMatchObject({ code: Code.InvalidArgument })
      await expect(client.setStoreCredit({ cartId, uses: true, viewer: { customerId: 'grace' } })).rejects.toMatchObject({
        code: Code.NotFound,
      })
    })

    test('what is sold out, not on sale or unknown is refused, and leaves the cart as it was', async () => {
      const cartId = await newCart()
      const [last, draft, unpriced] = [await stocked(1), await stocked(1, 100n, 'draft'), await stocked(1, 0n)]
      expect((await add(cartId, last, 2)).result).toMatchObject({ case: 'outOfStock', value: { variantId: last, available: 1 } })
      expect((await add(cartId, draft, 1)).result.case).toBe('notSold')
      expect((await add(cartId, unpriced, 1)).result.case).toBe('notSold')
      await expect(add(cartId, 'absent', 1)).rejects.toMatchObject({ code: Code.NotFound })
      for (const quantity of [0, -1, 100]) await expect(add(cartId, v1, quantity)).rejects.toMatchObject({ code: Code.InvalidArgument })
      expect(await cartOf(cartId)).toMatchObject({ lines: [], version: 0 })
    })

    test('a quantity is raised to what is left and lowered always', async () => {
      const cartId = await newCart()
      const variantId = await stocked(50)
      await add(cartId, variantId, 5, `l-${cartId}`)
      const change = (quantity: number) => client.changeLine({ cartId, lineId: `l-${cartId}`, quantity })
      expect((await change(51)).result).toMatchObject({ case: 'outOfStock', value: { available: 50 } })
      await setPieces(variantId, 2)
      const lowered = (await change(4)).result
      expect(lowered).toMatchObject({ case: 'cart', value: { problems: [{ code: 'out-of-stock', lineId: `l-${cartId}`, available: 2 }] } })
      await expect(client.changeLine({ cartId, lineId: 'none', quantity: 1 })).rejects.toMatchObject({ code: Code.NotFound })
      expect((await client.removeLine({ cartId, lineId: `l-${cartId}` })).result).toMatchObject({ case: 'cart', value: { lines: [] } })
      expect((await client.removeLine({ cartId, lineId: `l-${cartId}` })).result.case).toBe('cart')
    })

    test('a price that changed is said once the cart is read, until the cart is changed', async () => {
      const cartId = await newCart()
      const variantId = await stocked(1)
      await add(cartId, variantId, 1, `l-${cartId}`)
      await setPrice(variantId, 14_900n)
      expect((await cartOf(cartId)).problems).toMatchObject([{ code: 'price-changed', lineId: `l-${cartId}` }])
      expect((await client.setContact({ cartId, email: 'ada@example.com' })).result).toMatchObject({ value: { problems: [] } })
      expect((await cartOf(cartId)).problems).toEqual([])
    })

    test('without stock the shopper goes on choosing', async () => {
      const cartId = await newCart()
      world.isStockAway = true
      const added = await add(cartId, v1, 1)
      const cart = await cartOf(cartId)
      world.isStockAway = false
      expect([added.result.case, cart]).toMatchObject(['cart', { lines: [{ available: -1 }], problems: [] }])
    })

    test('a coupon is kept when it is known; unknown ones are all refused alike', async () => {
      const cartId = await newCart()
      await add(cartId, v1)
      expect((await client.addCoupon({ cartId, code: ' ten ' })).result).toMatchObject({
        case: 'cart',
        value: { coupons: [{ code: 'TEN', applies: true, discount: { amountMinor: 1_290n } }] },
      })
      expect((await client.addCoupon({ cartId, code: 'nope' })).result).toMatchObject({ case: 'couponRefused', value: { code: 'NOPE' } })
      expect((await cartOf(cartId)).totals?.discount).toMatchObject({ amountMinor: 1_290n })
      expect((await client.removeCoupon({ cartId, coupon: 'TEN' })).result).toMatchObject({ case: 'cart', value: { coupons: [] } })
    })

    test('a code leaves its cart by an id that says nothing of it, and is another in another cart', async () => {
      const [cartId, other] = [await newCart(), await newCart()]
      const enter = async (id: string) => {
        const { result } = await client.addCoupon({ cartId: id, code: 'ten' })
        return result.case === 'cart' ? (result.value.coupons[0]?.id ?? '') : ''
      }
      const [coupon, foreign] = [await enter(cartId), await enter(other)]
      expect([coupon, foreign]).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/), expect.stringMatching(/^[0-9a-f]{32}$/)])
      expect(coupon).not.toBe(foreign)
      expect((await client.removeCoupon({ cartId, coupon: foreign })).result).toMatchObject({ value: { coupons: [{ code: 'TEN' }] } })
      expect((await client.removeCoupon({ cartId, coupon })).result).toMatchObject({ case: 'cart', value: { coupons: [] } })
    })

    test('contact, address and delivery complete a cart; each is checked', async () => {
      const cartId = await newCart()
      await add(cartId, v1)
      const choose = async (optionId: string) => (await client.setDelivery({ cartId, optionId })).result
      expect(await choose('home')).toMatchObject({ case: 'deliveryRefused', value: { why: 'address' } })
      await expect(client.setContact({ cartId, email: 'ada@' })).rejects.toMatchObject({ code: Code.InvalidArgument })
      await client.setContact({ cartId, email: 'ada@example.com' })
      const wrong = client.setAddresses({ cartId, shipping: { ...shipping, postcode: 'W1' } })
      await expect(wrong).rejects.toMatchObject({ code: Code.InvalidArgument, rawMessage: 'shipping.postcode is not a postcode of FR' })
      await client.setAddresses({ cartId, shipping, billing: { ...shipping, name: 'Charles' } })
      expect(await choose('drone')).toMatchObject({ case: 'deliveryRefused', value: { why: 'unknown' } })
      expect(await choose('home')).toMatchObject({
        case: 'cart',
        value: { missing: [], deliveryMethodId: 'home', totals: { delivery: { amountMinor: 490n } } },
      })
      const { options, unfit } = await client.deliveryOptions({ cartId })
      expect(options).toMatchObject([{ id: 'free' }, { id: 'home', price: { amountMinor: 490n }, earliest: '2026-11-24' }, { id: 'light' }])
      expect(unfit).toMatchObject([{ id: 'unpriced', why: 'country' }])
    })

    test('a basket with perfume is offered only methods that take it', async () => {
      const cartId = await newCart()
      await add(cartId, v1)
      await client.setAddresses({ cartId, shipping })
      await client.setDelivery({ cartId, optionId: 'home' })
      await add(cartId, await stockedPerfume())
      const { options, unfit } = await client.deliveryOptions({ cartId })
      expect([options, unfit.map(({ id, why }) => [id, why])]).toEqual([[], expect.arrayContaining([['home', 'dangerous-goods']])])
    })

    test("a customer's cart is nobody else's business; staff may see it", async () => {
      const cartId = await newCart('ada')
      for (const customerId of ['', 'joe']) {
        await expect(cartOf(cartId, customerId)).rejects.toMatchObject({ code: Code.NotFound, rawMessage: `no cart ${cartId}` })
        await expect(add(cartId, v1, 1, 'l', customerId)).rejects.toMatchObject({ code: Code.NotFound })
        await expect(client.createCart({ cartId, currency: 'EUR', locale: 'fr', viewer: { customerId } })).rejects.toMatchObject({
          code: Code.NotFound,
        })
      }
      expect((await client.getCart({ cartId, viewer: { staff: true } })).cart?.id).toBe(cartId)
    })

    test('at sign-in the carts become one, capped by stock with the capped line named', async () => {
      const customerId = randomIds()
      const [guest, other] = [await newCart(), await newCart(customerId)]
      await add(guest, v1, 20)
      await add(other, v1, 40, randomIds(), customerId)
      await add(other, v2, 1, randomIds(), customerId)
      const { result } = await client.attachCart({ cartId: guest, customerId, email: 'ada@example.com' })
      expect(result).toMatchObject({
        case: 'cart',
        value: { email: 'ada@example.com', problems: [{ code: 'quantity-capped', available: 50 }] },
      })
      expect(quantities(await cartOf(guest, customerId))).toEqual({ [v1]: 50, [v2]: 1 })
      expect((await cartOf(other, customerId)).lines).toEqual([])
      const again = await client.attachCart({ cartId: guest, customerId, email: 'ada@example.com' })
      expect(again.result).toMatchObject({ case: 'cart', value: { problems: [] } })
      await expect(client.attachCart({ cartId: guest, customerId: 'joe', email: 'joe@example.com' })).rejects.toMatchObject({
        code: Code.NotFound,
      })
    })

    test('a line that holds no more than 99 is named too, and one that is whole is not', async () => {
      const [customerId, many] = [randomIds(), await stocked(500)]
      const [guest, other] = [await newCart(), await newCart(customerId)]
      await add(guest, many, 60)
      await add(guest, v2, 1)
      await add(other, many, 60, randomIds(), customerId)
      const { result } = await client.attachCart({ cartId: guest, customerId, email: '' })
      expect(result).toMatchObject({ case: 'cart', value: { problems: [{ code: 'quantity-capped', available: 99 }] } })
      expect(quantities(await cartOf(guest, customerId))).toEqual({ [many]: 99, [v2]: 1 })
    })

    test('two sign-ins at once lose no line and double none', async () => {
      const customerId = randomIds()
      const carts = [await newCart(), await newCart(), await newCart(customerId)] as const
      await Promise.all([add(carts[0], v1, 1), add(carts[1], v2, 2), add(carts[2], v3, 3, randomIds(), customerId)])
      const attach = (cartId: string) => client.attachCart({ cartId, customerId, email: 'ada@example.com' })
      await Promise.all([attach(carts[0]), attach(carts[1]), attach(carts[0]), attach(carts[1])])
      const all = await Promise.all(carts.map((cartId) => cartOf(cartId, customerId)))
      const sums = all.flatMap(({ lines }) => lines).map(({ variantId, quantity }) => [variantId, quantity])
      expect(Object.fromEntries(sums)).toEqual({ [v1]: 1, [v2]: 2, [v3]: 3 })
      expect(sums).toHaveLength(3)
    })
  })

  describe('12 changes of one cart at once', () => {
    const client = createClient(OrderService, shop.peer('orders'))

    test('all hold', async () => {
      const cartId = randomIds()
      await client.createCart({ cartId, currency: 'EUR', locale: 'en' })
      const add = (n: number) => client.addLine({ cartId, lineId: `${cartId} ${n % 6}`, variantId: n % 2 ? v1 : v2, quantity: 1 })
      await Promise.all(Array.from({ length: 12 }, (_each, n) => add(n)))
      const { cart } = await client.getCart({ cartId })
      expect(cart!.lines.map(({ quantity }) => quantity)).toEqual([3, 3])
    })

    test('the naive way loses some: read, change, write', async () => {
      const cartId = randomIds()
      await client.createCart({ cartId, currency: 'EUR', locale: 'en' })
      const read = async () =>
        (await pool.query<{ n: number }>('select cardinality(additions) as n from orders.cart where id = $1', [cartId])).rows[0]!.n
      const write = (n: number) =>
        pool.query(`update orders.cart set additions = array_fill('x'::text, array[$2::int]) where id = $1`, [cartId, n])
      const seen = await Promise.all(Array.from({ length: 12 }, read))
      await Promise.all(seen.map((n) => write(n + 1)))
      expect(await read()).toBe(1)
    })
  })

  test('a cart of 200 lines costs as many statements as a cart of one, and takes no line more', async () => {
    const client = createClient(OrderService, shop.peer('orders'))
    let statements = 0
    pool.on('acquire', () => statements++)
    const many = await stockedMany(200)
    const filled = async (variantIds: readonly string[]) => {
      const cartId = randomIds()
      await client.createCart({ cartId, currency: 'EUR', locale: 'en' })
      for (const [n, variantId] of variantIds.entries()) await client.addLine({ cartId, lineId: `${cartId} ${n}`, variantId, quantity: 1 })
      return cartId
    }
    const costOf = async (call: () => Promise<unknown>) => {
      const before = statements
      await call()
      return statements - before
    }
    const costs = []
    for (const variantIds of [many.slice(0, 1), many]) {
      const cartId = await filled(variantIds)
      const lineId = `${cartId} 0`
      const read = await costOf(() => client.getCart({ cartId }))
      const changed = await costOf(() => client.changeLine({ cartId, lineId, quantity: 2 }))
      const added = await costOf(() => client.addLine({ cartId, lineId: randomIds(), variantId: many[0]!, quantity: 1 }))
      costs.push([read, changed, added])
      if (variantIds.length === 200) {
        expect((await client.addLine({ cartId, lineId: randomIds(), variantId: v1, quantity: 1 })).result.case).toBe('tooManyLines')
      }
    }
    expect(costs[1]).toEqual(costs[0])
    // Its own row, one quote, one question to stock; a change writes the row, an addition asks the catalogue too.
    expect(costs[0]![0]).toBeLessThanOrEqual(4)
  })
})
