import { randomIds as fresh } from '@vitrine/platform/ids/ids'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { beforeEach, describe, expect, inject, test } from 'vitest'
import { sqlAttemptStore } from './adapters/sql-attempt-store.ts'
import { sqlWebhookStore } from './adapters/sql-webhook-store.ts'
import type { Attempt } from './domain/attempt.ts'

/** Each with a connection of its own; what a key keeps apart is done without it too, which must fail. */
const crowd = 32
const at = new Date('2026-11-20T10:00:00Z')

describe.each(inject('servers'))(`${crowd} writers of payments at once on %s`, async (_, serverUrl) => {
  const pool = await testDatabase(serverUrl, crowd)
  const store = sqlAttemptStore(pool, () => {})
  const webhooks = sqlWebhookStore(pool, () => {})
  const empty = () => pool.query('truncate payments.attempt, payments.saved_method, payments.movement, payments.webhook cascade')
  beforeEach(async () => {
    await empty()
    await Promise.all(Array.from({ length: crowd }, () => pool.query('select pg_sleep(0.05)'))) // all connections stand before anybody writes
  })

  async function begin(customerId = ''): Promise<Attempt> {
    const [id, order] = [fresh(), { provider: 'sandbox', method: 'card', token: 'ok', returnUrl: '', amountMinor: 500, currency: 'EUR' }]
    const begun = await store.begin({ id, orderId: id, ...order, customerId, saves: customerId !== '', savedMethodId: '', at })
    if (begun.is !== 'begun') throw new Error(begun.is)
    return begun.attempt
  }
  const attempts = (customers = false) => Promise.all(Array.from({ length: crowd }, (_one, n) => begin(customers ? `customer ${n}` : '')))
  const count = async (query: string) => Number((await pool.query<{ count: string }>(`select count(*) ${query}`)).rows[0]!.count)

  /** The race on a shop from which the key was taken, which gets it back. */
  async function without<T>(drop: string, make: string, race: () => Promise<T>): Promise<T> {
    await pool.query(drop)
    try {
      await empty()
      return await race()
    } finally {
      await empty()
      await pool.query(make)
    }
  }

  test('what a provider calls a payment names one attempt, whoever says so first', async () => {
    async function race() {
      const all = await attempts()
      const heard = await Promise.allSettled(all.map(({ id }) => store.hear(id, { reference: 'pi_1', movements: [] }, at, fresh())))
      return [heard.filter(({ status }) => status === 'fulfilled').length, await count(`from payments.attempt where reference = 'pi_1'`)]
    }
    expect(await race()).toEqual([1, 1])
    const make = `create unique index attempt_reference on payments.attempt (provider, reference) where reference <> ''`
    expect(await without('drop index payments.attempt_reference', make, race)).toEqual([crowd, crowd])
  })

  test('what a provider keeps is kept for one customer, once', async () => {
    async function race() {
      const method = { reference: 'kept_1', customerReference: 'c', brand: 'visa', last4: '4242', expires: '2030-12' }
      await Promise.all((await attempts(true)).map((attempt) => store.keepMethod(attempt, method)))
      return count('from payments.saved_method')
    }
    expect(await race()).toBe(1)
    const key = 'saved_method_provider_reference_key'
    const make = `alter table payments.saved_method add constraint ${key} unique (provider, reference)`
    expect(await without(`alter table payments.saved_method drop constraint ${key}`, make, race)).toBe(crowd)
  })

  /** How many claimed what somebody else claimed too, and how many were claimed at all: each claims until nothing is left. */
  async function claims(claim: () => Promise<readonly string[]>) {
    const claimed: string[] = []
    const worker = async () => {
      for (let some = await claim(); some.length > 0; some = await claim()) claimed.push(...some)
    }
    await Promise.all(Array.from({ length: crowd }, worker))
    return { twice: claimed.length - new Set(claimed).size, all: new Set(claimed).size }
  }
  /** What is claimed while somebody else, who has claimed all, is about to be done with that. */
  async function claimedMeanwhile(table: string, claim: () => Promise<readonly unknown[]>) {
    await pool.query(`update payments.${table} set due_at = $1`, [at])
    const other = await pool.connect()
    await other.query('begin')
    await other.query(`update payments.${table} set due_at = $1::timestamptz + interval '5 seconds'`, [at])
    const claimed = claim()
    await other.query('select pg_sleep(0.3)')
    await other.query('commit')
    other.release()
    return claimed
  }

  test('an attempt that is due is asked again by one of them', async () => {
    await attempts()
    await pool.query('update payments.attempt set due_at = $1', [at])
    expect(await claims(async () => (await store.claimDue(at)).map(({ id }) => id))).toEqual({ twice: 0, all: crowd })
    expect(await claimedMeanwhile('attempt', () => store.claimDue(at))).toEqual([])
  })

  test('a webhook is worked on by one of them', async () => {
    const keep = (n: number) =>
      webhooks.keepWebhook('sandbox', { id: `event ${n}`, attemptId: 'a', reference: '', movementId: `m ${n}` }, at)
    await Promise.all(Array.from({ length: 60 }, (_one, n) => keep(n)))
    expect(await claims(async () => (await webhooks.claimWebhooks(at)).map(({ id }) => id))).toEqual({ twice: 0, all: 60 })
    expect(await claimedMeanwhile('webhook', () => webhooks.claimWebhooks(at))).toEqual([])
  })
})
