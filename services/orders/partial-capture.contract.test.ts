import { randomIds } from '@vitrine/platform/ids/ids'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { afterAll, describe, expect, inject, test } from 'vitest'
import type { TestShop } from '@vitrine/system/test-shop'
import { breaksIn, eur, openTill, shoppers, workOff } from './test-till.ts'

describe.each(inject('servers'))('pieces taken out before the money is, on %s', async (_, serverUrl) => {
  const pool = await testDatabase(serverUrl)
  const till = await openTill(pool)
  const { shop, clock, bank, open, client, ready, stocked, orderOf, heldFor, giftCard } = till
  afterAll(till.close)
  const staff = { staff: true }

  /** Goes on with a payment in a process that dies at a point. */
  async function dying(point: string, go: (process: TestShop) => Promise<unknown>): Promise<void> {
    let isDead = false
    const process = await open(async (reached) => {
      if (reached === point) isDead = true
      if (isDead) throw new Error(`dead at ${reached}`)
    })
    await go(process).catch((error: unknown) => error)
    await process.stop()
    expect(isDead).toBe(true)
    clock.advance(20_001)
  }
  /** Four pieces of 10.00, whose payment stands before the capture. */
  async function placed(code?: string, optionId = 'free') {
    const cartId = await ready(await stocked(10, 1_000n), { quantity: 4, optionId })
    if (code) await client.addCoupon({ cartId, code })
    const orderId = randomIds()
    await dying('orders.checkout.place.after-commit', (process) => shoppers(process.peer('orders'), process).pay(cartId, 'ok', { orderId }))
    const order = await orderOf(orderId)
    expect(order).toMatchObject({ status: 'placed', allowed: expect.arrayContaining(['cancel-lines']) })
    return { orderId, lineId: order.lines[0]!.id }
  }
  const takeOut = async ({ orderId, lineId }: { orderId: string; lineId: string }, quantity: number) =>
    (await client.cancelLines({ cancelId: randomIds(), orderId, lines: [{ lineId, quantity }], reason: '', viewer: staff })).result.case
  const moves = (orderId: string) =>
    bank.movements.filter((movement) => movement.orderId === orderId).map(({ kind, amountMinor }) => [kind, amountMinor])
  const workedOff = async () => {
    for (let n = 0; n < 2; n++) {
      clock.advance(60_000)
      await shop.settle()
      await workOff(shop)
    }
  }
  const sound = async () => {
    for (const service of ['orders', 'stock', 'payments', 'pricing']) expect(await breaksIn(shop, service)).toEqual([])
  }

  test('they are never charged: what is left is taken, the rest of what was set aside is dropped', async () => {
    const one = await placed()
    expect(await takeOut(one, 1)).toBe('cancelled')
    await workedOff()
    expect(moves(one.orderId)).toEqual([
      ['authorised', 4_000],
      ['captured', 3_000],
      ['voided', 1_000],
    ])
    const order = await orderOf(one.orderId)
    expect(order).toMatchObject({ status: 'packed', refunded: eur(0n), refundable: eur(3_000n), lines: [{ cancelled: 1 }] })
    expect(order.timeline.map(({ event }) => event).slice(0, 4)).toEqual([
      'order-placed',
      'lines-cancelled',
      'not-taken',
      'payment-captured',
    ])
    expect(await heldFor(one.orderId)).toBe(3)
    const { invoices } = await client.listInvoices({ orderId: one.orderId, viewer: staff })
    expect(invoices.map(({ total }) => total!.amountMinor)).toEqual([4_000n, 1_000n])
    expect(await takeOut(one, 1)).toBe('cancelled')
    await workedOff()
    expect(moves(one.orderId).at(-1)).toEqual(['refunded', 1_000])
    await sound()
  })

  test('taken out after a dead process took the money, they are refunded; the saga asks for what was asked for', async () => {
    const one = await placed()
    await takeOut(one, 1)
    await dying('orders.checkout.capture.after-call', (process) => workOff(process))
    expect(moves(one.orderId).slice(1)).toEqual([
      ['captured', 3_000],
      ['voided', 1_000],
    ])
    await takeOut(one, 2)
    await workedOff()
    expect(moves(one.orderId)).toEqual([
      ['authorised', 4_000],
      ['captured', 3_000],
      ['voided', 1_000],
      ['refunded', 2_000],
    ])
    expect(await orderOf(one.orderId)).toMatchObject({ status: 'packed', refunded: eur(2_000n), refundable: eur(1_000n) })
    await sound()
  })

  test('a gift card gets its share back, the bank is charged its own; the last piece cancels the order', async () => {
    const card = await giftCard(2_000n)
    const one = await placed(card.code)
    await takeOut(one, 2)
    await workedOff()
    expect([moves(one.orderId), await card.left()]).toEqual([
      [
        ['authorised', 2_000],
        ['captured', 1_000],
        ['voided', 1_000],
      ],
      1_000n,
    ])
    const other = await placed()
    for (const quantity of [1, 3]) await takeOut(other, quantity)
    await workedOff()
    expect(moves(other.orderId)).toEqual([
      ['authorised', 4_000],
      ['voided', 4_000],
    ])
    expect(await orderOf(other.orderId)).toMatchObject({ status: 'cancelled' })
    await sound()
  })

  test('until its parcel is made an order travels another way, for as much or less: the difference is not charged', async () => {
    const one = await placed(undefined, 'home')
    const changeId = randomIds()
    const change = async (optionId: string, more: object = {}) =>
      (await client.changeDelivery({ changeId: randomIds(), orderId: one.orderId, optionId, viewer: staff, ...more })).result
    expect(await change('light')).toMatchObject({ case: 'deliveryRefused', value: { why: 'weight' } })
    expect(await change('nothing')).toMatchObject({ case: 'deliveryRefused', value: { why: 'unknown' } })
    expect(await change('free', { pickupPointId: 'p' })).toMatchObject({ case: 'deliveryRefused', value: { why: 'pickup-point' } })
    expect(await change('home')).toMatchObject({ case: 'changed', value: { deliveryMethodId: 'home' } })
    for (let n = 0; n < 2; n++) {
      expect(await change('free', { changeId })).toMatchObject({
        case: 'changed',
        value: { deliveryMethodId: 'free' },
      })
    }
    expect(await change('home')).toMatchObject({ case: 'deliveryRefused', value: { why: 'dearer' } })
    await workedOff()
    expect(moves(one.orderId)).toEqual([
      ['authorised', 4_490],
      ['captured', 4_000],
      ['voided', 490],
    ])
    expect(await change('free')).toMatchObject({ case: 'refused', value: { status: 'packed' } })
    const { invoices } = await client.listInvoices({ orderId: one.orderId, viewer: staff })
    expect(invoices.map(({ total }) => total!.amountMinor)).toEqual([4_490n, 490n])
    await sound()
    const free = await placed()
    const dearer = { changeId: randomIds(), orderId: free.orderId, optionId: 'home', viewer: staff }
    expect((await client.changeDelivery(dearer)).result).toMatchObject({ case: 'deliveryRefused', value: { why: 'dearer' } })
  })

  test('the database holds that what was taken and what was not are what was set aside', async () => {
    const one = await placed()
    await takeOut(one, 1)
    await workedOff()
    const set = pool.query('update orders.shop_order set not_taken_minor = 0 where id = $1', [one.orderId])
    await expect(set).rejects.toMatchObject({ constraint: 'shop_order_paid' })
  })
})
