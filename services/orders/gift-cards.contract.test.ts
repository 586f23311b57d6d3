import { create, toJson } from '@bufbuild/protobuf'
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { Code, createClient } from '@connectrpc/connect'
import { CatalogService } from '@vitrine/contracts/catalog/v1'
import { DeliveryService } from '@vitrine/contracts/delivery/v1'
import type { Order } from '@vitrine/contracts/orders/v1'
import { GiftCardsPaidSchema } from '@vitrine/contracts/orders/v1/events'
import { PricingService } from '@vitrine/contracts/pricing/v1'
import { notifications } from '@vitrine/notifications'
import { randomIds } from '@vitrine/platform/ids/ids'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { frame } from '../catalog/test-products.ts'
import { breaksIn, eur, openTill, orderIn, shipping, shoppers, workOff } from './test-till.ts'

describe.each(inject('servers'))('gift cards that are bought, on %s', async (_, serverUrl) => {
  const pool = await testDatabase(serverUrl)
  const till = await openTill(pool, {}, [notifications])
  const { shop, clock, movesOf, heldFor, stocked, giftCard, newCoupon, open: anotherProcess } = till
  const { client, ready, pay, orderOf, cartOf } = shoppers(shop.peer('orders'), shop)
  const prices = createClient(PricingService, shop.peer('pricing'))
  const carrier = createClient(DeliveryService, shop.peer('delivery'))
  const card = `v-${randomIds()}`
  afterAll(till.close)
  beforeAll(async () => {
    const variants = [{ id: card, sku: card, options: { amount: '50' }, attributes: {} }]
    await createClient(CatalogService, shop.peer('catalog')).putProduct({
      product: { ...frame(randomIds(), { variants }), kind: 'gift-card' },
    })
    await prices.setPrices({ prices: [{ variantId: card, price: eur(5_000n), taxClass: 'voucher' }] })
  })

  const settled = async () => {
    for (let n = 0; n < 3; n++) {
      await shop.settle()
      await workOff(shop)
    }
  }
  /** A cart with cards, to whom they go, and perhaps a frame of 129.00. */
  const cartWith = async ({
    quantity = 1,
    gift,
    frames = 0,
  }: {
    quantity?: number
    gift?: { email: string; message: string }
    frames?: number
  } = {}) => {
    const cartId = frames > 0 ? await ready(await stocked(10), { quantity: frames }) : randomIds()
    if (frames === 0) await client.createCart({ cartId, currency: 'EUR', locale: 'fr' })
    await client.addLine({ cartId, lineId: `card ${cartId}`, variantId: card, quantity, ...(gift && { gift }) })
    if (frames > 0) return cartId
    await client.setContact({ cartId, email: 'ada@example.com' })
    await client.setAddresses({ cartId, shipping })
    await client.setDelivery({ cartId, optionId: 'e-mail' })
    return cartId
  }
  const bought = async (wish: Parameters<typeof cartWith>[0] = {}): Promise<Order> => {
    const { id } = orderIn(await pay(await cartWith(wish)))
    await settled()
    return orderOf(id)
  }
  interface Made {
    readonly id: string
    readonly code: string
    readonly email: string
  }
  /** The cards as they are sent; their codes are nowhere else. */
  const madeFor = async (orderId: string): Promise<Made[]> => {
    const text = `select cause as id, text, receiver as email
      from notifications.mail where order_id = $1 and kind = 'gift-card' order by cause`
    const { rows } = await pool.query<Made & { text: string }>(text, [orderId])
    return rows.map(({ id, email, text: mail }) => ({ id, email, code: /(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}/.exec(mail)![0] }))
  }
  const leftOn = async (id: string) => (await prices.getCredit({ creditId: id })).credit?.balance?.amountMinor
  const spend = async (code: string) => {
    const cartId = await ready(await stocked(1, 2_000n))
    await client.addCoupon({ cartId, code })
    return orderIn(await pay(cartId))
  }
  const withdraw = async ({ id: orderId }: Order, lines: object[] = [], returnId = randomIds()) => {
    const { result } = await client.openReturn({ returnId, orderId, kind: 'withdrawal', name: 'Ada', lines })
    if (result.case !== 'opened') return result
    await settled()
    return { case: 'opened' as const, order: await orderOf(orderId), returnId }
  }
  const sound = async () => {
    for (const service of ['orders', 'stock', 'payments', 'delivery', 'pricing']) expect(await breaksIn(shop, service)).toEqual([])
  }

  test('a card whose mail was lost is sent again by staff: one more mail, whose code pays what is left, and the old one pays nothing', async () => {
    const order = await bought({ quantity: 1 })
    const [first] = await madeFor(order.id)
    const { cards } = await prices.listSoldCards({ orderId: order.id })
    const again = {
      sendId: randomIds(),
      creditId: cards[0]!.creditId,
      orderId: order.id,
      orderNumber: order.number,
      email: 'bob@example.com',
      locale: 'fr',
      actor: 'joe',
    }
    for (let twice = 0; twice < 2; twice++) expect((await prices.sendSoldCard(again)).result.case).toBe('sent')
    await settled()
    const mails = await madeFor(order.id)
    expect(mails).toHaveLength(2)
    const code = mails.find((each) => each.id !== first!.id)!.code
    expect([code === first!.code, code.slice(-4)]).toEqual([false, (await prices.listSoldCards({ orderId: order.id })).cards[0]!.codeEnd])
    const cartId = await ready(await stocked(1, 2_000n))
    expect((await client.addCoupon({ cartId, code: first!.code })).result.case).toBe('couponRefused')
    expect((await spend(code)).totals?.credit).toMatchObject(eur(2_490n))
    expect(await leftOn(cards[0]!.creditId)).toBe(2_510n)
    await sound()
  })

  test('PAY-7: of cards alone nothing is held and no parcel is made; they are delivered with their payment, each made once, without tax', async () => {
    const order = await bought({ quantity: 2, gift: { email: 'bob@example.com', message: 'for you' } })
    expect(order).toMatchObject({ status: 'delivered', totals: { total: eur(10_000n), tax: eur(0n), delivery: eur(0n) } })
    expect(order.lines[0]).toMatchObject({ kind: 'gift-card', sent: 2, taxRatePpm: 0, gift: { email: 'bob@example.com' } })
    expect([await heldFor(order.id), (await carrier.listParcels({ orderIds: [order.id] })).parcels]).toEqual([0, []])
    const made = await madeFor(order.id)
    expect(made.map(({ email }) => email)).toEqual(['bob@example.com', 'bob@example.com'])
    expect(new Set(made.map(({ code }) => code)).size).toBe(2)
    expect(await leftOn(made[0]!.id)).toBe(5_000n)
    expect(movesOf(order.id)).toEqual(['authorised', 'captured'])
    await sound()
  })

  test('with goods: the parcel holds the goods alone, the order follows it, and a card that names nobody goes to the buyer', async () => {
    const order = await bought({ frames: 1 })
    expect(order).toMatchObject({ status: 'packed', totals: { total: eur(12_900n + 5_000n + 490n) } })
    const [parcel] = (await carrier.listParcels({ orderIds: [order.id] })).parcels
    expect(parcel?.lines).toMatchObject([{ variantId: order.lines[0]!.variantId, quantity: 1 }])
    expect(await madeFor(order.id)).toMatchObject([{ email: 'ada@example.com' }])
    for (const state of ['handed-over', 'delivered']) {
      clock.advance(1_000)
      await carrier.recordScan({
        scanId: `${order.id} ${state}`,
        trackingNumber: parcel!.trackingNumber,
        state,
        at: timestampFromDate(clock()),
      })
    }
    await settled()
    expect(await orderOf(order.id)).toMatchObject({ status: 'delivered' })
    await sound()
  })

  test('a card pays no card and no promotion reduces one; store goods beside it are paid and reduced as ever', async () => {
    const { code } = await giftCard(50_000n)
    const alone = await cartWith()
    await client.addCoupon({ cartId: alone, code })
    expect((await cartOf(alone)).totals).toMatchObject({ total: eur(5_000n), due: eur(5_000n) })
    const mixed = await cartWith({ frames: 1 })
    await client.addCoupon({ cartId: mixed, code })
    await client.addCoupon({ cartId: mixed, code: await newCoupon() })
    expect((await cartOf(mixed)).totals).toMatchObject({ discount: eur(1_290n), due: eur(5_000n) })
  })

  test('heard twice, a payment makes its cards once', async () => {
    const order = await bought()
    const paid = { lineId: order.lines[0]!.id, quantity: 1, price: eur(5_000n) }
    const facts = { orderId: order.id, orderNumber: order.number, email: 'ada@example.com', locale: 'fr', cards: [paid] }
    const body = toJson(GiftCardsPaidSchema, create(GiftCardsPaidSchema, facts))
    for (let n = 0; n < 2; n++) await shop.deliver({ id: randomIds(), key: order.id, type: GiftCardsPaidSchema.typeName, body })
    await settled()
    expect(await madeFor(order.id)).toHaveLength(1)
    await expect(
      pool.query(
        `insert into pricing.credit (id, kind, code_hash, code_end, currency, balance_minor, made_at, sold_order_id, sold_line_id, sold_number)
         select 'twin', kind, 'other', code_end, currency, balance_minor, made_at, sold_order_id, sold_line_id, sold_number from pricing.credit where sold_order_id = $1`,
        [order.id],
      ),
    ).rejects.toMatchObject({ constraint: 'credit_sold_once' })
    await sound()
  })

  test('who withdraws gets their money back for an empty card, once; the code pays nothing any more', async () => {
    const order = await bought()
    expect(order.lines[0]!.right).toMatchObject({ eligible: true, quantity: 1 })
    expect(order.allowed).toEqual(expect.arrayContaining(['withdraw', 'invoice']))
    for (const action of ['cancel', 'return', 'refund']) expect(order.allowed).not.toContain(action)
    const answer = await withdraw(order)
    expect(answer).toMatchObject({ case: 'opened', order: { status: 'refunded', refunded: eur(5_000n), returns: [{ state: 'refunded' }] } })
    const [{ id, code }] = (await madeFor(order.id)) as [Made]
    expect(await leftOn(id)).toBe(0n)
    const cartId = await ready(await stocked(1))
    expect((await client.addCoupon({ cartId, code })).result.case).toBe('couponRefused')
    expect(movesOf(order.id)).toEqual(['authorised', 'captured', 'refunded'])
    await sound()
  })

  test('a card that was spent in part is not given back, nor by hand; the others of its line are', async () => {
    const order = await bought({ quantity: 2 })
    const [spent] = (await madeFor(order.id)) as [Made]
    await spend(spent.code)
    const all = await withdraw(order)
    expect(all).toMatchObject({ case: 'opened', order: { status: 'delivered', refunded: eur(0n), returns: [{ state: 'refused' }] } })
    expect('order' in all && all.order.timeline.at(-1)?.event).toBe('gift-card-spent')
    const byHand = { refundId: randomIds(), orderId: order.id, amount: eur(1n), reason: 'sorry', actor: 'joe' }
    expect((await client.refundOrder(byHand)).result).toMatchObject({ case: 'aboveCaptured', value: { refundable: eur(0n) } })
    const one = await withdraw(order, [{ lineId: order.lines[0]!.id, quantity: 1, reason: '' }])
    expect(one).toMatchObject({ case: 'opened', order: { refunded: eur(5_000n), lines: [{ returned: 1 }] } })
    await sound()
  })

  test('of an order with goods: the goods come back in one file, the card goes back by another, and each is paid', async () => {
    const order = await bought({ frames: 1 })
    const answer = await withdraw(order)
    expect(answer).toMatchObject({ case: 'opened', order: { status: 'refunded', refunded: eur(12_900n + 5_000n + 490n) } })
    expect('order' in answer && answer.order.returns.map(({ state }) => state)).toEqual(['refunded', 'refunded'])
    await sound()
  })

  test('goods taken out leave an order that has arrived with its cards; after 14 days nobody withdraws', async () => {
    const order = await bought({ frames: 1 })
    await client.cancelLines({
      cancelId: randomIds(),
      orderId: order.id,
      lines: [{ lineId: order.lines[0]!.id, quantity: 1 }],
      viewer: { staff: true },
    })
    await settled()
    expect(await orderOf(order.id)).toMatchObject({ status: 'delivered', refunded: eur(12_900n + 490n) })
    expect((await client.cancelOrder({ orderId: order.id, viewer: { staff: true } })).result.case).toBe('refused')
    clock.advance(16 * 86_400_000)
    expect((await orderOf(order.id)).lines[1]!.right).toMatchObject({ eligible: false, reason: 'period-over' })
    await sound()
  })

  test('cancelled before it was paid, there never was a card; a process that dies between is finished by another, once', async () => {
    till.world.lapsing.add('lapsed')
    expect(await pay(await cartWith(), 'ok', { orderId: 'lapsed' })).toMatchObject({ case: 'declined' })
    await settled()
    expect(await madeFor('lapsed')).toEqual([])
    const order = await bought()
    let isDead = false
    const dying = await anotherProcess(async (reached) => {
      if (reached === 'orders.errand.void-cards.after-call') isDead = true
      if (isDead) throw new Error(`dead at ${reached}`)
    })
    const wish = { returnId: randomIds(), orderId: order.id, kind: 'withdrawal', name: 'Ada' }
    await shoppers(dying.peer('orders'), dying)
      .client.openReturn(wish)
      .catch(() => {}) // dead
    await dying.stop?.().catch(() => {})
    clock.advance(60_000)
    await settled()
    expect(await orderOf(order.id)).toMatchObject({ status: 'refunded', refunded: eur(5_000n) })
    await sound()
  })

  test('a cart of cards goes by mail alone; with goods it does not, and what is no card goes to nobody', async () => {
    const cartId = await cartWith()
    expect((await client.deliveryOptions({ cartId })).options.map(({ id }) => id)).toEqual(['e-mail'])
    const frameId = await stocked(3)
    await client.addLine({ cartId, lineId: 'frame', variantId: frameId, quantity: 1 })
    expect((await cartOf(cartId)).missing).toEqual(['delivery'])
    expect(await pay(cartId)).toMatchObject({ case: 'incomplete' })
    expect((await client.setDelivery({ cartId, optionId: 'e-mail' })).result).toMatchObject({ case: 'deliveryRefused' })
    const gift = { email: 'bob@example.com', message: '' }
    await expect(client.addLine({ cartId, lineId: 'gift', variantId: frameId, quantity: 1, gift })).rejects.toMatchObject({
      code: Code.InvalidArgument,
    })
    const odd = { ...gift, email: 'nobody' }
    await expect(client.addLine({ cartId, lineId: 'odd', variantId: card, quantity: 1, gift: odd })).rejects.toMatchObject({
      code: Code.InvalidArgument,
    })
  })
})
