import { randomIds } from '@vitrine/platform/ids/ids'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { type CheckoutPoint, type Step, steps } from './domain/checkout.ts'
import { breaksIn, openTill, orderIn, shoppers, workOff } from './test-till.ts'

const leaseMs = 20_000
const points = (Object.keys(steps) as Step[]).flatMap((step) =>
  steps[step].flatMap((moment) =>
    (['before', 'after'] as const).map((side) => `orders.checkout.${step}.${side}-${moment}` as CheckoutPoint),
  ),
)
const isForward = (point: string) => !point.includes('.undo-')

describe.each(inject('servers'))('a process that dies during checkout, on %s', async (_, serverUrl) => {
  const pool = await testDatabase(serverUrl)
  const { shop, world, clock, open, stocked, ready, pay, stateOf, cartOf, orderOf } = await openTill(pool)
  afterAll(() => shop.stop())
  const { state } = world
  const movesOf = (orderId: string) => state.ledger.filter((line) => line.includes(orderId)).map((line) => line.split(' ')[0])

  /** Pays in a process that dies at a point, as far as it comes. Says whether it died there. */
  async function payAndDie(point: string, cartId: string, orderId: string, token: string): Promise<boolean> {
    let isDead = false
    const dying = await open(async (reached) => {
      // A dead process does nothing more: every later point fails too.
      if (reached === point) isDead = true
      if (isDead) throw new Error(`dead at ${reached}`)
    })
    await shoppers(dying.peer('orders'), world)
      .pay(cartId, token, { orderId })
      .catch((error: unknown) => error)
    await dying.stop()
    return isDead
  }

  test('every step of the saga has its points, and passes them', async () => {
    const reached = new Set<string>()
    const watched = await open(async (point) => void reached.add(point))
    const till = shoppers(watched.peer('orders'), world)
    for (const token of ['ok', 'lapsed']) await till.pay(await ready(stocked()), token)
    await watched.stop()
    expect([...reached].toSorted()).toEqual(points.toSorted())
  })

  test.each(points.filter(isForward))('%s: another process finishes the payment, once', async (point) => {
    const [variantId, orderId] = [stocked(1), randomIds()]
    const cartId = await ready(variantId)
    expect(await payAndDie(point, cartId, orderId, 'ok')).toBe(true)
    clock.advance(leaseMs + 1)
    await workOff(shop)
    expect(await orderOf(orderId)).toMatchObject({ status: 'paid', payments: [{ state: 'captured' }] })
    expect([movesOf(orderId), state.held.get(orderId)?.get(variantId)]).toEqual([['authorise', 'capture'], 1])
    expect((await cartOf(cartId)).state).toBe('checked-out')
    const { rows } = await pool.query<{ type: string }>('select type from orders.outbox where key = $1 order by position', [orderId])
    expect(rows.map(({ type }) => type)).toEqual(['vitrine.orders.v1.OrderPlaced', 'vitrine.orders.v1.OrderPaid'])
  })

  test.each(points.filter((point) => !isForward(point)))('%s: another process undoes the rest, once', async (point) => {
    const orderId = randomIds()
    const cartId = await ready(stocked(1))
    expect(await payAndDie(point, cartId, orderId, 'lapsed')).toBe(true)
    clock.advance(leaseMs + 1)
    await workOff(shop)
    expect(await stateOf(cartId)).toMatchObject({ state: 'refused', refusal: 'payment-declined' })
    expect([movesOf(orderId), state.held.has(orderId), state.frozen.has(orderId)]).toEqual([['authorise'], false, false])
    expect((await orderOf(orderId)).status).toBe('cancelled')
    expect(orderIn(await pay(cartId)).status).toBe('paid')
  })

  test('the shopper who asks again before the lease is over hears that the payment is in progress, and afterwards is served', async () => {
    const orderId = randomIds()
    const cartId = await ready(stocked(1))
    await payAndDie('orders.checkout.capture.before-call', cartId, orderId, 'ok')
    expect((await pay(cartId, 'ok', { orderId })).case).toBe('paymentInProgress')
    clock.advance(leaseMs + 1)
    expect(orderIn(await pay(cartId, 'ok', { orderId }))).toMatchObject({ id: orderId, status: 'paid' })
  })

  test('a process that was only slow finds that another went ahead, and changes nothing', async () => {
    const orderId = randomIds()
    const cartId = await ready(stocked(1))
    const slow = await open(async (point) => {
      if (point !== 'orders.checkout.authorise.after-call') return
      clock.advance(leaseMs + 1)
      await workOff(shop)
    })
    expect(orderIn(await shoppers(slow.peer('orders'), world).pay(cartId, 'ok', { orderId })).status).toBe('paid')
    await slow.stop()
    expect(movesOf(orderId)).toEqual(['authorise', 'capture'])
  })

  test('three processes that find the same dead checkouts finish each once', async () => {
    const dead = await Promise.all(
      Array.from({ length: 6 }, async () => {
        const [cartId, orderId] = [await ready(stocked(1)), randomIds()]
        await payAndDie('orders.checkout.place.after-commit', cartId, orderId, 'ok')
        return orderId
      }),
    )
    clock.advance(leaseMs + 1)
    await Promise.all([workOff(shop), workOff(shop), workOff(shop)])
    for (const orderId of dead) {
      expect((await orderOf(orderId)).status).toBe('paid')
      expect(movesOf(orderId)).toEqual(['authorise', 'capture'])
    }
  })

  test('verify finds nothing wrong', async () => expect(await breaksIn(shop)).toEqual([]))
})
