import { Code } from '@connectrpc/connect'
import { randomIds } from '@vitrine/platform/ids/ids'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { afterAll, describe, expect, inject, test } from 'vitest'
import type { ErrandPoint } from './application/run-errands.ts'
import { payAgainMs } from './domain/awaiting-order.ts'
import { lapseMs } from './domain/hold.ts'
import { openGlassesTill } from './test-glasses.ts'
import { breaksIn, orderIn, workOff } from './test-till.ts'

const dayMs = 86_400_000
const leaseMs = 20_000

describe.each(inject('servers'))('ORD-14 money of an order that waits for an optician, on %s', async (_, serverUrl) => {
  const pool = await testDatabase(serverUrl)
  const till = await openGlassesTill(pool)
  const { shop, clock, bank, open, client, cartOf, orderOf, ready, decide, settled, movesOf, heldFor, world } = till
  afterAll(till.close)

  const way = { provider: 'sandbox', method: 'card', token: 'ok', returnUrl: 'http://shop.example/back', save: false, savedMethodId: '' }
  /** A customer's order that waits, paid with a card they let the shop keep, or not. */
  async function waiting({ save = true } = {}) {
    const [orderId, customerId, made] = [randomIds(), randomIds(), await ready()]
    const { cartId } = made
    await client.attachCart({ cartId, customerId, email: 'ada@example.com' })
    const expectedTotal = (await cartOf(cartId)).totals!.due!
    const payment = { ...way, save }
    orderIn((await client.checkout({ cartId, orderId, payment, expectedTotal, viewer: { customerId } })).result)
    await shop.settle()
    return { ...made, orderId, customerId, totalMinor: expectedTotal.amountMinor }
  }
  const eventsOf = async (orderId: string) => (await orderOf(orderId)).timeline.map(({ event }) => event)
  /** What the bank has set aside and not let go of, at any moment: never more than once. */
  function mostHeld(orderId: string): number {
    let [held, most] = [0, 0]
    for (const { kind } of bank.movements.filter((each) => each.orderId === orderId)) {
      if (kind === 'authorised') held++
      if (kind === 'voided' || kind === 'captured') held--
      most = Math.max(most, held)
    }
    return most
  }

  test('is set aside anew with what was kept before the bank lets go of it, as often as it takes, and taken once', async () => {
    const { orderId, lensConfigurationId, totalMinor } = await waiting()
    clock.advance(lapseMs - 1_000)
    await settled()
    expect(movesOf(orderId)).toEqual(['authorised'])
    for (let times = 0; times < 2; times++) {
      clock.advance(lapseMs)
      await settled()
    }
    expect(movesOf(orderId)).toEqual(['authorised', 'voided', 'authorised', 'voided', 'authorised'])
    const renewed = await orderOf(orderId)
    expect([renewed.status, renewed.payBy, renewed.payments.map(({ state }) => state)]).toEqual([
      'awaiting-prescription',
      undefined,
      ['voided', 'voided', 'authorised'],
    ])
    await decide(lensConfigurationId, {})
    await settled()
    expect([movesOf(orderId).slice(5), mostHeld(orderId), await heldFor(orderId)]).toEqual([['captured'], 1, 1])
    expect((await orderOf(orderId)).timeline.find(({ event }) => event === 'payment-captured')?.facts['amountMinor']).toBe(
      String(totalMinor),
    )
    expect([await breaksIn(shop), await breaksIn(shop, 'payments')]).toEqual([[], []])
  })

  test('is asked of its shopper where nothing was kept, who pays again; what an optician verified meanwhile is then taken', async () => {
    const { orderId, customerId, lensConfigurationId } = await waiting({ save: false })
    clock.advance(lapseMs + 1_000)
    await settled()
    const waits = await orderOf(orderId)
    expect([waits.status, movesOf(orderId)]).toEqual(['awaiting-prescription', ['authorised', 'voided']])
    expect(waits.allowed).toContain('pay')
    expect(Number(waits.payBy!.seconds) * 1_000).toBeGreaterThan(clock().getTime() + payAgainMs - 60_000)
    await decide(lensConfigurationId, {})
    await settled()
    expect(movesOf(orderId)).toEqual(['authorised', 'voided']) // verified, and nothing to take
    const pay = (payment: object, viewer: object = { customerId }) => client.payAgain({ orderId, payment: { ...way, ...payment }, viewer })
    await expect(pay({}, { customerId: 'eve' })).rejects.toMatchObject({ code: Code.NotFound })
    expect((await pay({ token: 'declined' })).result).toMatchObject({ case: 'declined', value: { reason: 'declined' } })
    expect((await orderOf(orderId)).payBy).toEqual(waits.payBy)
    const answers = await Promise.all(Array.from({ length: 6 }, () => pay({}).then(({ result }) => result.case)))
    expect(answers.filter((each) => each === 'order')).toHaveLength(1)
    await settled()
    expect([(await orderOf(orderId)).status === 'awaiting-prescription', movesOf(orderId).filter((kind) => kind === 'captured')]).toEqual([
      ...[false, ['captured']],
    ])
    expect(mostHeld(orderId)).toBe(1)
    expect((await pay({})).result.case).toBe('refused')
    expect(await breaksIn(shop)).toEqual([])
  })

  test('a bank that wants to see the shopper is waited for a quarter of an hour, then they are asked again', async () => {
    const { orderId, customerId } = await waiting({ save: false })
    clock.advance(lapseMs + 1_000)
    await settled()
    const pay = () =>
      client.payAgain({ orderId, payment: { ...way, token: 'three-d-secure' }, viewer: { customerId } }).then(({ result }) => result)
    const first = await pay()
    expect(first).toMatchObject({ case: 'action', value: { kind: 'three-d-secure' } })
    expect((await orderOf(orderId)).allowed).not.toContain('pay')
    clock.advance(16 * 60_000)
    await settled()
    expect((await orderOf(orderId)).allowed).toContain('pay')
    const second = await pay()
    if (second.case !== 'action') throw new Error(`paying again answered ${second.case}`)
    await fetch(second.value.url, { method: 'POST', body: new URLSearchParams({ decision: 'approve' }), redirect: 'manual' })
    clock.advance(5_000)
    await workOff(shop, 'payments') // notices by itself, as when no webhook comes
    clock.advance(60_000)
    await settled()
    expect((await eventsOf(orderId)).at(-1)).toBe('payment-held')
    expect(mostHeld(orderId)).toBe(1)
  })

  test('who is asked in vain for three days is cancelled, and nothing was charged', async () => {
    const { orderId } = await waiting({ save: false })
    clock.advance(lapseMs + 1_000)
    await settled()
    clock.advance(payAgainMs - 60_000)
    await settled()
    expect((await orderOf(orderId)).status).toBe('awaiting-prescription')
    clock.advance(120_000)
    await settled()
    expect((await orderOf(orderId)).timeline.at(-1)).toMatchObject({ event: 'cancelled', facts: { reason: 'payment-lapsed' } })
    expect([movesOf(orderId), await heldFor(orderId)]).toEqual([['authorised', 'voided'], 0])
    expect(await breaksIn(shop)).toEqual([])
  })

  test('a bank that let go of it before its time is asked anew, then its shopper', async () => {
    const kept = await waiting()
    const none = await waiting({ save: false })
    clock.advance(2 * dayMs)
    for (const { orderId, lensConfigurationId } of [kept, none]) {
      world.lapsing.add(orderId)
      await decide(lensConfigurationId, {})
    }
    await shop.settle()
    await workOff(shop)
    world.lapsing.clear()
    await settled()
    expect(movesOf(kept.orderId).filter((kind) => kind === 'captured').length).toBeLessThanOrEqual(1)
    expect(mostHeld(kept.orderId)).toBe(1)
    expect((await orderOf(none.orderId)).allowed).toContain('pay')
    expect(movesOf(none.orderId)).toEqual(['authorised', 'voided'])
  })

  test('an order that is cancelled while its money is set aside anew leaves nothing set aside', async () => {
    for (const moment of ['before-call', 'after-call', 'before-commit'] as const) {
      const { orderId, customerId } = await waiting()
      clock.advance(lapseMs + 1_000)
      const racing = await open(async (point) => {
        if (point === `orders.errand.renew.${moment}`) await client.cancelOrder({ orderId, viewer: { customerId }, reason: 'changed-mind' })
      })
      for (let round = 0; round < 2; round++) await workOff(racing) // what is begun by one job is done by another
      await racing.stop()
      await settled()
      expect((await orderOf(orderId)).status).toBe('cancelled')
      const moves = movesOf(orderId)
      expect([moment, moves.filter((kind) => kind === 'authorised').length]).toEqual([
        moment,
        moves.filter((kind) => kind === 'voided').length,
      ])
      expect(moves).not.toContain('captured')
    }
    expect(await breaksIn(shop)).toEqual([])
  })

  test('pieces taken out meanwhile are not taken from the bank', async () => {
    const made = await ready('far-160', { isWithPlain: true })
    const [orderId, customerId, { cartId }] = [randomIds(), randomIds(), made]
    await client.attachCart({ cartId, customerId, email: 'ada@example.com' })
    const expectedTotal = (await cartOf(cartId)).totals!.due!
    orderIn((await client.checkout({ cartId, orderId, payment: { ...way, save: true }, expectedTotal, viewer: { customerId } })).result)
    await settled()
    await client.cancelLines({
      cancelId: randomIds(),
      orderId,
      lines: [{ lineId: 'plain', quantity: 1 }],
      reason: '',
      viewer: { customerId },
    })
    clock.advance(lapseMs + 1_000)
    await settled()
    await decide(made.lensConfigurationId, {})
    await settled()
    const taken = bank.movements
      .filter((each) => each.orderId === orderId && each.kind === 'captured')
      .map(({ amountMinor }) => amountMinor)
    expect(taken).toEqual([Number(expectedTotal.amountMinor) - 12_900])
    expect([await breaksIn(shop), await breaksIn(shop, 'payments')]).toEqual([[], []])
  })

  test.each(['before-call', 'after-call', 'before-commit', 'after-commit'] as const)(
    'a process that dies at %s of it is followed by one that sets it aside once',
    async (moment) => {
      const { orderId, lensConfigurationId } = await waiting()
      clock.advance(lapseMs + 1_000)
      let isDead = false
      const point: ErrandPoint = `orders.errand.renew.${moment}`
      const dying = await open(async (reached) => {
        if (reached === point) isDead = true
        if (isDead) throw new Error(`dead at ${reached}`)
      })
      for (let round = 0; round < 2; round++) await workOff(dying).catch((error: unknown) => error)
      await dying.stop()
      expect(isDead).toBe(true)
      clock.advance(leaseMs + 1)
      await settled()
      expect([movesOf(orderId), mostHeld(orderId)]).toEqual([['authorised', 'voided', 'authorised'], 1])
      await decide(lensConfigurationId, {})
      await settled()
      expect(movesOf(orderId).filter((kind) => kind === 'captured')).toHaveLength(1)
    },
  )

  test('the database refuses a second renewal beside one, an errand for it without its way, and asking without a day', async () => {
    const { orderId } = await waiting()
    const errand = (id: string, payment: string | null) =>
      pool.query(
        `insert into orders.errand (id, order_id, kind, due_at, lease_until, payment) values ($1, $2, 'renew', now() + interval '1 year', now(), $3)`,
        [id, orderId, payment],
      )
    await expect(errand('no way', null)).rejects.toThrow('errand_payment')
    await errand('one', '{}')
    await expect(errand('two', '{}')).rejects.toThrow('errand_one_renewal')
    await pool.query(`delete from orders.errand where id = 'one'`)
    const ask = `update orders.shop_order set timeline = timeline || '[{"event": "payment-asked", "facts": {}}]' where id = $1`
    await expect(pool.query(ask, [orderId])).rejects.toThrow('shop_order_payment_asked')
  })
})
