import { randomIds } from '@vitrine/platform/ids/ids'
import fc from 'fast-check'
import { describe, expect, inject, test } from 'vitest'
import { sqlAttemptStore } from './adapters/sql-attempt-store.ts'
import { type Movement, movementKinds, stateOf } from './domain/attempt.ts'
import { eur, testPayments } from './test-payments.ts'

describe.each(inject('servers'))('money of payments on %s', async (_, serverUrl) => {
  const { pool, clock, client } = await testPayments(serverUrl)
  const asked = (attemptId: string) => {
    return { attemptId, orderId: `order ${attemptId}`, amount: eur(500), provider: 'sandbox', method: 'card', token: 'ok', returnUrl: '' }
  }

  test('every order of arrival, in any portions and twice, ends in the state of the set, and is told as often', async () => {
    const store = sqlAttemptStore(pool, () => {})
    const kinds = fc.record({ kind: fc.constantFrom(...movementKinds), amountMinor: fc.integer({ min: 1, max: 300 }) })
    const arrivals = fc.tuple(fc.array(kinds, { minLength: 1, maxLength: 5 }), fc.infiniteStream(fc.nat()))
    const sameState = fc.asyncProperty(arrivals, async ([some, random]) => {
      const id = randomIds()
      const at = clock()
      await store.begin({
        id,
        orderId: id,
        provider: 'sandbox',
        method: 'card',
        token: 'ok',
        returnUrl: '',
        amountMinor: 300,
        currency: 'EUR',
        customerId: '',
        saves: false,
        savedMethodId: '',
        at,
      })
      const movements = some.map(({ kind, amountMinor }, n): Movement => {
        return { id: `${id} ${n}`, kind, amountMinor, currency: 'EUR', at, refundId: `${n}`, detail: `${n}` }
      })
      const shuffled = [...movements, ...movements].map((one) => ({ one, place: random.next().value as number }))
      const arrived = shuffled.toSorted((a, b) => a.place - b.place).map(({ one }) => one)
      const portions = arrived.flatMap((_one, n) => (n % 3 === 2 ? [] : [arrived.slice(n, n + 2)]))
      const missed = arrived.map((one) => [one])
      // At once, as replies, webhooks and the reconciler would.
      await Promise.all(
        [...portions, ...missed].map((portion) => store.hear(id, { reference: `r ${id}`, movements: portion }, at, randomIds())),
      )
      const heard = (await store.find(id))!
      const sum = (kind: string) => movements.reduce((all, one) => all + (one.kind === kind ? one.amountMinor : 0), 0)
      expect([heard.state, heard.capturedMinor, heard.refundedMinor]).toEqual([stateOf(movements, 'EUR'), sum('captured'), sum('refunded')])
      const { rows } = await pool.query('select type from payments.outbox where key = $1', [id])
      const always = movements.filter(({ kind }) =>
        ['authorised', 'captured', 'voided', 'refunded', 'disputed', 'dispute-won', 'dispute-lost'].includes(kind),
      ).length
      expect(rows.filter(({ type }) => type !== 'vitrine.payments.v1.PaymentFailed')).toHaveLength(always)
    })
    await fc.assert(sameState, { numRuns: 150 })
  })

  test('the naive way refunds too much: read, compare, write', async () => {
    const id = randomIds()
    await client.authorise(asked(id))
    await client.capture({ attemptId: id })
    const askers = Array.from({ length: 16 }, () =>
      pool.query<{ left: number }>('select (captured_minor - refund_asked_minor)::int as left from payments.attempt where id = $1', [id]),
    )
    const served = (await Promise.all(askers)).filter(({ rows }) => rows[0]!.left >= 300)
    expect(served).toHaveLength(16) // sixteen refunds of 3.00 for an order of 5.00
    await expect(
      pool.query('update payments.attempt set refund_asked_minor = refund_asked_minor + 501 where id = $1', [id]),
    ).rejects.toThrow('check')
  })

  test('the naive way charges ten times: look for an open attempt, then write one', async () => {
    const orderId = randomIds()
    const seen = await Promise.all(
      Array.from({ length: 10 }, () => pool.query('select from payments.attempt where order_id = $1 and is_open', [orderId])),
    )
    expect(seen.filter(({ rowCount }) => rowCount === 0)).toHaveLength(10)
    const write = (id: string) =>
      pool.query(
        `insert into payments.attempt (id, order_id, provider, method, return_url, amount_minor, currency, created_at)
         values ($1, $2, 'sandbox', 'card', '', 1, 'EUR', now())`,
        [id, orderId],
      )
    const written = await Promise.allSettled(Array.from({ length: 10 }, () => write(randomIds())))
    expect(written.filter(({ status }) => status === 'fulfilled')).toHaveLength(1) // the key holds where the look did not
  })
})
