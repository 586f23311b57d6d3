import { randomIds } from '@vitrine/platform/ids/ids'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { type CheckoutPoint, type Step, steps } from './domain/checkout.ts'
import { breaksIn, openTill, orderIn, shoppers, workOff } from './test-till.ts'

const leaseMs = 20_000
// `await` is taken by orders that wait for an optician: glasses.contract.test.ts dies there.
const points = (Object.keys(steps) as Step[])
  .filter((step) => step !== 'await')
  .flatMap((step) =>
    steps[step].flatMap((moment) =>
      (['before', 'after'] as const).map((side) => `orders.checkout.${step}.${side}-${moment}` as CheckoutPoint),
    ),
  )
const isForward = (point: string) => !point.includes('.undo-')

describe.each(inject('servers'))('a process that dies during checkout, on %s', async (_, serverUrl) => {
  const pool = await testDatabase(serverUrl)
  const till = await openTill(pool)
  const { shop, world, clock, open, close, readyToPay, pay, stateOf, cartOf, orderOf, movesOf, heldFor, told, keptOf } = till
  afterAll(close)

  /** Pays in a process that dies at a point, as far as it comes. Says whether it died there. */
  async function payAndDie(point: string, cartId: string, orderId: string): Promise<boolean> {
    let isDead = false
    const dying = await open(async (reached) => {
      // A dead process does nothing more: every later point fails too.
      if (reached === point) isDead = true
      if (isDead) throw new Error(`dead at ${reached}`)
    })
    await shoppers(dying.peer('orders'), dying)
      .pay(cartId, 'ok', { orderId })
      .catch((error: unknown) => error)
    await dying.stop()
    return isDead
  }

  /** PAY-5: what payments counts as out of step a minute after the process died. */
  async function outOfStepAt60s(): Promise<[string, number][]> {
    clock.advance(60_000 - leaseMs)
    const { jobs, gauges } = shop.running.get('payments')!
    await jobs!.find(({ name }) => name === 'payments finds lost money')!.run()
    return Object.entries(await gauges![0]!.read()).filter(([, count]) => count > 0)
  }

  test('every step of the saga has its points, and passes them', async () => {
    const reached = new Set<string>()
    const watched = await open(async (point) => void reached.add(point))
    const watchedTill = shoppers(watched.peer('orders'), watched)
    const lapsed = randomIds()
    world.lapsing.add(lapsed)
    for (const orderId of [randomIds(), lapsed]) await watchedTill.pay(await readyToPay(), 'ok', { orderId })
    world.lapsing.clear()
    await watched.stop()
    expect([...reached].filter((point) => point.startsWith('orders.')).toSorted()).toEqual(points.toSorted())
  })

  test.each(points.filter(isForward))('%s: another process finishes the payment, once', async (point) => {
    const [cartId, orderId] = [await readyToPay(), randomIds()]
    expect(await payAndDie(point, cartId, orderId)).toBe(true)
    clock.advance(leaseMs + 1)
    await workOff(shop)
    expect(await orderOf(orderId)).toMatchObject({ status: 'paid', payments: [{ state: 'captured' }] })
    expect([movesOf(orderId), await heldFor(orderId), await told(orderId)]).toEqual([
      ['authorised', 'captured'],
      1,
      ['OrderPlaced', 'OrderPaid'],
    ])
    expect((await cartOf(cartId)).state).toBe('checked-out')
    expect(await outOfStepAt60s()).toEqual([])
  })

  test.each(points.filter((point) => !isForward(point)))('%s: another process undoes the rest, once', async (point) => {
    const [cartId, orderId] = [await readyToPay(), randomIds()]
    world.lapsing.add(orderId)
    expect(await payAndDie(point, cartId, orderId)).toBe(true)
    world.lapsing.clear()
    clock.advance(leaseMs + 1)
    await workOff(shop)
    expect(await stateOf(cartId)).toMatchObject({ state: 'refused', refusal: 'payment-declined' })
    expect([movesOf(orderId), await heldFor(orderId), await told(orderId)]).toEqual([
      ['authorised', 'voided'],
      0,
      ['OrderPlaced', 'OrderCancelled'],
    ])
    expect((await orderOf(orderId)).status).toBe('cancelled')
    expect(await outOfStepAt60s()).toEqual([])
    expect(orderIn(await pay(cartId)).status).toBe('paid')
  })

  test.each(['authorise', 'capture'] as const)(
    'one that dies as payments answers `%s`: nothing of it is heard, and another process asks',
    async (step) => {
      const [cartId, orderId] = [await readyToPay(), randomIds()]
      expect(await payAndDie(`orders.checkout.${step}.after-call`, cartId, orderId)).toBe(true)
      await shop.settle()
      await workOff(shop)
      expect([(await stateOf(cartId)).state, await keptOf(orderId)]).toEqual(['running', []])
      clock.advance(leaseMs + 1)
      await workOff(shop)
      expect(await orderOf(orderId)).toMatchObject({ status: 'paid', payments: [{ state: 'captured' }] })
      expect(movesOf(orderId)).toEqual(['authorised', 'captured'])
    },
  )

  test('the shopper who asks again before the lease is over hears that the payment is in progress, and afterwards is served', async () => {
    const [cartId, orderId] = [await readyToPay(), randomIds()]
    await payAndDie('orders.checkout.capture.before-call', cartId, orderId)
    expect((await pay(cartId, 'ok', { orderId })).case).toBe('paymentInProgress')
    clock.advance(leaseMs + 1)
    expect(orderIn(await pay(cartId, 'ok', { orderId }))).toMatchObject({ id: orderId, status: 'paid' })
  })

  test('a process that was only slow finds that another went ahead, and changes nothing', async () => {
    const [cartId, orderId] = [await readyToPay(), randomIds()]
    const slow = await open(async (point) => {
      if (point !== 'orders.checkout.authorise.after-call') return
      clock.advance(leaseMs + 1)
      await workOff(shop)
    })
    expect(orderIn(await shoppers(slow.peer('orders'), slow).pay(cartId, 'ok', { orderId })).status).toBe('paid')
    await slow.stop()
    expect(movesOf(orderId)).toEqual(['authorised', 'captured'])
  })

  test('three processes that find the same dead checkouts finish each once', async () => {
    const dead = await Promise.all(
      Array.from({ length: 6 }, async () => {
        const [cartId, orderId] = [await readyToPay(), randomIds()]
        await payAndDie('orders.checkout.place.after-commit', cartId, orderId)
        return orderId
      }),
    )
    clock.advance(leaseMs + 1)
    await Promise.all([workOff(shop), workOff(shop), workOff(shop)])
    for (const orderId of dead) {
      expect((await orderOf(orderId)).status).toBe('paid')
      expect(movesOf(orderId)).toEqual(['authorised', 'captured'])
    }
  })

  test('verify finds nothing wrong', async () => {
    for (const service of ['orders', 'stock', 'pricing', 'payments']) expect(await breaksIn(shop, service)).toEqual([])
  })
})
