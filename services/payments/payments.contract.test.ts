import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fromJson, type JsonValue } from '@bufbuild/protobuf'
import { Code, createClient } from '@connectrpc/connect'
import { PaymentService } from '@vitrine/contracts/payments/v1'
import { PaymentCapturedSchema, PaymentRefundedSchema } from '@vitrine/contracts/payments/v1/events'
import { VerifyService } from '@vitrine/contracts/verify/v1'
import { randomIds } from '@vitrine/platform/ids/ids'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { bothWays, movableClock, testShop } from '@vitrine/system/test-shop'
import fc from 'fast-check'
import { afterAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { sign } from './adapters/signature.ts'
import { sqlAttemptStore } from './adapters/sql-attempt-store.ts'
import type { PaymentFailpoint } from './application/failpoints.ts'
import { type Movement, movementKinds, stateOf } from './domain/attempt.ts'
import { startSandboxProvider } from './sandbox/sandbox-provider.ts'
import { payments } from './service.ts'

const secret = 'a secret of this test'
const eur = (amountMinor: number) => ({ amountMinor: BigInt(amountMinor), currency: 'EUR' })

describe.each(inject('servers'))('payments on %s', async (_, serverUrl) => {
  const pool = await testDatabase(serverUrl, 64)
  const clock = movableClock()
  const folder = mkdtempSync(join(tmpdir(), 'vitrine-payments-'))
  const sandbox = await startSandboxProvider({ ledgerFile: join(folder, 'ledger'), secret, clock })
  let reached: (name: string) => Promise<void> = async () => {}
  const settings = { SANDBOX_URL: sandbox.url, SANDBOX_PROVIDER_SECRET: secret }
  const shop = await testShop(pool, { services: [payments], clock, settings, failpoint: (name) => reached(name) })
  const { ways, close } = await bothWays(shop, 'payments')
  afterAll(async () => {
    await close()
    await shop.stop()
    await sandbox.stop()
    rmSync(folder, { recursive: true })
  })
  beforeEach(async () => {
    sandbox.script.outage = false
    sandbox.script.dropReplies = 0
    reached = async () => {}
    await pool.query(`truncate payments.attempt, payments.movement, payments.refund, payments.void_first, payments.webhook, payments.stray,
      payments.outbox`)
  })

  const run = (name: string) =>
    shop.running
      .get('payments')!
      .jobs!.find((job) => job.name === `payments ${name}`)!
      .run()
  const verify = async () => {
    const { checked } = await createClient(VerifyService, shop.peer('payments')).check({})
    return checked.flatMap(({ invariant, breaks }) => breaks.map((line) => `${invariant}: ${line}`))
  }
  const told = async () => {
    const { rows } = await pool.query<{ type: string; key: string; body: JsonValue }>(
      'select type, key, body from payments.outbox order by position',
    )
    return rows.map(({ type, ...rest }) => ({ type: type.split('.').at(-1)!, ...rest }))
  }
  const types = async () => (await told()).map(({ type }) => type)
  /** Of one attempt, in the provider's own books. */
  const moved = (attemptId: string, kind: string) =>
    sandbox.movements.filter((one) => one.attemptId === attemptId && one.kind === kind).length
  const dueNow = () => pool.query('update payments.attempt set due_at = $1 where due_at is not null', [clock()])

  describe.each(ways)('called %s', (_, transport) => {
    const client = createClient(PaymentService, transport)
    const authorise = async (attemptId: string, token = 'ok', rest: object = {}) => {
      const asked = { attemptId, orderId: `order ${attemptId}`, amount: eur(12_900), provider: 'sandbox', method: 'card', token }
      return (await client.authorise({ ...asked, returnUrl: 'http://shop.example/back', ...rest })).result
    }
    const capture = async (attemptId: string) => (await client.capture({ attemptId })).result
    const refund = async (attemptId: string, refundId: string, amount: number) =>
      (await client.refund({ refundId, orderId: `order ${attemptId}`, amount: eur(amount), reason: 'returned' })).result
    const state = async (attemptId: string) => (await client.getAttempt({ attemptId })).attempt?.state
    const fresh = randomIds

    test('a shop without a sandbox has no sandbox method; a demo shop says which tokens there are', async () => {
      const { methods } = await client.listMethods({})
      expect(methods).toMatchObject([{ provider: 'sandbox', method: 'card' }])
      expect(methods[0]!.testTokens).toContain('three-d-secure')
      const live = await testShop(pool, { services: [payments], clock })
      expect((await createClient(PaymentService, live.peer('payments')).listMethods({})).methods).toEqual([])
      await live.stop()
    })

    test('an order is authorised, captured and refunded, and each step is told once', async () => {
      const id = fresh()
      expect(await authorise(id)).toMatchObject({ case: 'authorised', value: { state: 'authorised', amount: { amountMinor: 12_900n } } })
      expect(await capture(id)).toMatchObject({ case: 'captured', value: { captured: { amountMinor: 12_900n } } })
      expect(await refund(id, fresh(), 900)).toMatchObject({ case: 'refunded', value: { state: 'partially-refunded' } })
      expect(await refund(id, fresh(), 12_000)).toMatchObject({ case: 'refunded', value: { state: 'refunded' } })
      const events = await told()
      expect(events.map(({ type, key }) => [type, key])).toEqual(
        ['PaymentAuthorised', 'PaymentCaptured', 'PaymentRefunded', 'PaymentRefunded'].map((type) => [type, `order ${id}`]),
      )
      expect(fromJson(PaymentCapturedSchema, events[1]!.body).attempt).toMatchObject({ id, state: 'captured', orderId: `order ${id}` })
      expect(fromJson(PaymentRefundedSchema, events[2]!.body)).toMatchObject({ amount: { amountMinor: 900n } })
      expect(await verify()).toEqual([])
    })

    test('a refused card is a refusal with its reason, and the order may try another', async () => {
      const [first, second] = [fresh(), fresh()]
      expect(await authorise(first, 'insufficient-funds', { orderId: first })).toMatchObject({
        case: 'declined',
        value: { reason: 'insufficient-funds' },
      })
      expect(await authorise(second, 'ok', { orderId: first })).toMatchObject({ case: 'authorised' })
      expect(await types()).toEqual(['PaymentFailed', 'PaymentAuthorised'])
    })

    test('ten-pays-ten-payments: ten attempts for one order at once, one is open', async () => {
      const orderId = fresh()
      const answers = await Promise.all(Array.from({ length: 10 }, () => authorise(fresh(), 'ok', { orderId })))
      expect(answers.map((result) => result.case).toSorted()).toEqual([...Array(9).fill('anotherOpen'), 'authorised'])
      expect(sandbox.movements.filter((one) => one.orderId === orderId)).toHaveLength(1)
    })

    test('one attempt asked for eight times at once, captured eight times at once: one charge in the provider’s books', async () => {
      const ids = Array.from({ length: 6 }, fresh)
      await Promise.all(ids.flatMap((id) => Array.from({ length: 8 }, () => authorise(id))))
      const answers = await Promise.all(ids.flatMap((id) => Array.from({ length: 8 }, () => capture(id))))
      expect(answers.filter((result) => result.case === 'refused')).toEqual([])
      for (const id of ids) expect([moved(id, 'authorised'), moved(id, 'captured'), await state(id)]).toEqual([1, 1, 'captured'])
      expect((await types()).filter((type) => type === 'PaymentCaptured')).toHaveLength(ids.length)
      expect(await verify()).toEqual([])
    })

    test('refunds asked for at once never exceed what was captured', async () => {
      const id = fresh()
      await authorise(id)
      await capture(id)
      const answers = await Promise.all(Array.from({ length: 16 }, (_, n) => refund(id, `${id} ${n}`, 3_000)))
      expect(answers.filter((result) => result.case === 'refunded')).toHaveLength(4)
      expect(answers.find((result) => result.case === 'aboveCaptured')).toMatchObject({ value: { refundable: { amountMinor: 900n } } })
      expect(moved(id, 'refunded')).toBe(4)
      expect(await verify()).toEqual([])
    })

    test('one refund asked for eight times at once is given back once', async () => {
      const id = fresh()
      await authorise(id)
      await capture(id)
      const answers = await Promise.all(Array.from({ length: 8 }, () => refund(id, `${id} r`, 900)))
      expect(answers.filter((result) => result.case === 'aboveCaptured')).toEqual([])
      expect(moved(id, 'refunded')).toBe(1)
      await expect(refund(id, `${id} r`, 901)).rejects.toMatchObject({ code: Code.AlreadyExists })
      await expect(refund('nobody', fresh(), 1)).rejects.toMatchObject({ code: Code.NotFound })
    })

    test('three-d-secure: the shopper approves at the bank, and the shop knows by asking', async () => {
      const id = fresh()
      const action = await authorise(id, 'three-d-secure')
      expect(action).toMatchObject({ case: 'action', value: { kind: 'three-d-secure' } })
      const url = action.case === 'action' ? action.value.url : ''
      expect(await capture(id)).toMatchObject({ case: 'pending' })
      await fetch(url, { method: 'POST', body: new URLSearchParams({ decision: 'approve' }), redirect: 'manual' })
      expect((await client.getAttempt({ attemptId: id, ask: true })).attempt?.state).toBe('authorised')
      expect(await capture(id)).toMatchObject({ case: 'captured' })
    })

    test('timeout-after-capture: the money moved and nobody said so; the shop asks by its own key and charges once', async () => {
      const id = fresh()
      await authorise(id, 'timeout-after-capture')
      expect(await capture(id)).toMatchObject({ case: 'pending' })
      expect(await run('asks again')).toBe(0)
      clock.advance(1_000)
      expect(await run('asks again')).toBe(1)
      expect([await state(id), moved(id, 'captured')]).toEqual(['captured', 1])
      expect(await run('asks again')).toBe(0)
    })

    test('a provider that is away leaves everything pending, is asked less and less often, and everything is finished once it is back', async () => {
      const id = fresh()
      sandbox.script.outage = true
      expect(await authorise(id)).toMatchObject({ case: 'pending' })
      for (const [pauseMs, asks] of [
        [1_000, 1],
        [4_999, 0],
        [1, 1],
        [30_000, 1],
        [119_999, 0],
        [1, 1],
      ] as const) {
        clock.advance(pauseMs)
        expect(await run('asks again')).toBe(asks)
      }
      sandbox.script.outage = false
      clock.advance(600_000)
      await run('asks again')
      expect(await state(id)).toBe('authorised')
      sandbox.script.outage = true
      expect(await capture(id)).toMatchObject({ case: 'pending' })
      sandbox.script.outage = false
      await dueNow()
      await run('asks again')
      expect([await state(id), moved(id, 'captured')]).toEqual(['captured', 1])
      sandbox.script.outage = true
      expect(await refund(id, `${id} r`, 900)).toMatchObject({ case: 'pending' })
      sandbox.script.outage = false
      await dueNow()
      await run('asks again')
      expect([await state(id), moved(id, 'refunded')]).toEqual(['partially-refunded', 1])
      expect(await verify()).toEqual([])
    })

    test('what is voided is never captured, and what is captured is told so', async () => {
      const [dropped, taken] = [fresh(), fresh()]
      await authorise(dropped)
      const voided = await Promise.all(Array.from({ length: 8 }, () => client.void({ attemptId: dropped })))
      expect(voided.map(({ result }) => result.case)).toEqual(Array(8).fill('voided'))
      expect(await capture(dropped)).toMatchObject({ case: 'refused', value: { reason: 'voided' } })
      expect([moved(dropped, 'voided'), moved(dropped, 'captured')]).toEqual([1, 0])
      await authorise(taken)
      await capture(taken)
      expect((await client.void({ attemptId: taken })).result).toMatchObject({ case: 'captured', value: { state: 'captured' } })
    })

    test('capture and void at once: one of them, never both', async () => {
      for (let round = 0; round < 8; round++) {
        const id = fresh()
        await authorise(id)
        await Promise.all([capture(id), client.void({ attemptId: id }), capture(id), client.void({ attemptId: id })])
        expect(moved(id, 'captured') + moved(id, 'voided')).toBe(1)
      }
      expect(await verify()).toEqual([])
    })

    test('an attempt whose outcome is unknown is voided once it is known; one voided before it came is refused', async () => {
      const [unknown, late] = [fresh(), fresh()]
      sandbox.script.dropReplies = 1
      expect(await authorise(unknown)).toMatchObject({ case: 'pending' })
      sandbox.script.outage = true
      expect((await client.void({ attemptId: unknown })).result.case).toBe('pending')
      sandbox.script.outage = false
      await dueNow()
      await run('asks again')
      expect([await state(unknown), moved(unknown, 'voided')]).toEqual(['voided', 1])
      await expect(client.void({ attemptId: late })).rejects.toMatchObject({ code: Code.NotFound })
      expect(await authorise(late)).toMatchObject({ case: 'declined', value: { reason: 'voided' } })
      expect(moved(late, 'authorised')).toBe(0)
    })

    test('an attempt nobody finished gives way after 15 minutes', async () => {
      const [left, next] = [fresh(), fresh()]
      await authorise(left, 'three-d-secure', { orderId: left })
      expect(await authorise(next, 'ok', { orderId: left })).toMatchObject({ case: 'anotherOpen', value: { attemptId: left } })
      clock.advance(15 * 60_000)
      await run('asks again')
      expect(await state(left)).toBe('expired')
      expect(await authorise(next, 'ok', { orderId: left })).toMatchObject({ case: 'authorised' })
    })

    test.each([
      ['nothing to pay', { amount: eur(0) }],
      ['an unknown provider', { provider: 'piggy-bank' }],
      ['an unknown method', { method: 'cheque' }],
      ['a card number', { token: '4242 4242 4242 4242' }],
    ])('%s is bad input, and nothing is written', async (_, rest) => {
      await expect(authorise(fresh(), 'ok', rest)).rejects.toMatchObject({ code: Code.InvalidArgument })
      expect((await pool.query('select from payments.attempt')).rowCount).toBe(0)
    })

    describe('a webhook', () => {
      const hear = async (
        attemptId: string,
        movementId: string,
        { at = clock(), key = secret, provider = 'sandbox', eventId = movementId } = {},
      ) => {
        const body = Buffer.from(JSON.stringify({ id: `event_${eventId}`, kind: 'captured', attemptId, movementId }))
        return (await client.hearWebhook({ provider, body, headers: { 'Sandbox-Signature': sign(key, body, at) } })).result.case
      }
      const rows = async () => (await pool.query('select from payments.webhook')).rowCount

      test('that is forged, old or of a provider that is not there writes nothing', async () => {
        expect(await hear('a', 'm', { key: 'another secret' })).toBe('forged')
        expect(await hear('a', 'm', { at: new Date(clock().getTime() - 301_000) })).toBe('forged')
        expect(await hear('a', 'm', { provider: 'stripe' })).toBe('notConfigured')
        expect(await rows()).toBe(0)
      })

      test('heard a hundred times has one row and one effect, and tells what the reply never told', async () => {
        const id = fresh()
        await authorise(id, 'timeout-after-capture')
        await capture(id)
        const movement = sandbox.movements.find((one) => one.attemptId === id && one.kind === 'captured')!
        const answers = await Promise.all(Array.from({ length: 100 }, () => hear(id, movement.id)))
        expect(answers).toEqual(Array(100).fill('heard'))
        expect(await rows()).toBe(1)
        expect(await run('works on webhooks')).toBe(1)
        expect(await run('works on webhooks')).toBe(0)
        expect([await state(id), await types()]).toEqual(['captured', ['PaymentAuthorised', 'PaymentCaptured']])
      })

      test('confirm-meets-webhook: the shop’s own calls and webhooks at once, one capture is told', async () => {
        const id = fresh()
        await authorise(id)
        await Promise.all([capture(id), capture(id), hear(id, 'unknown to us'), run('works on webhooks'), run('works on webhooks')])
        await run('works on webhooks')
        expect([moved(id, 'captured'), await types()]).toEqual([1, ['PaymentAuthorised', 'PaymentCaptured']])
      })

      test('of an attempt nobody made is tried for three days, then left for people to see', async () => {
        await hear('nobody', 'm')
        expect(await run('works on webhooks')).toBe(1)
        clock.advance(3 * 24 * 3_600_000)
        await run('works on webhooks')
        clock.advance(3_600_001)
        await run('works on webhooks')
        expect(await verify()).toEqual(['I3 every movement of a provider has its attempt: sandbox event event_m for attempt nobody'])
      })
    })
  })

  const client = createClient(PaymentService, shop.peer('payments'))
  const asked = (attemptId: string) => {
    return { attemptId, orderId: `order ${attemptId}`, amount: eur(500), provider: 'sandbox', method: 'card', token: 'ok', returnUrl: '' }
  }

  test('a process that dies at any point of a step is finished by the next one, and nothing moves twice', async () => {
    const steps = ['authorise', 'capture', 'refund', 'void'] as const
    const places = ['before-provider-call', 'after-provider-call', 'before-commit', 'after-commit'] as const
    for (const step of steps) {
      for (const place of places) {
        const id = randomIds()
        const dying: PaymentFailpoint = `payments.${step}.${place}`
        let deaths = 0
        const passed: string[] = []
        reached = async (name) => {
          passed.push(name)
          if (name === dying && deaths++ === 0) throw new Error('killed here')
        }
        const calls = [
          () => client.authorise(asked(id)),
          () => (step === 'void' ? client.void({ attemptId: id }) : client.capture({ attemptId: id })),
          () =>
            step === 'void' ? undefined : client.refund({ refundId: `${id} r`, orderId: `order ${id}`, amount: eur(200), reason: '' }),
        ]
        for (const call of calls) await Promise.resolve(call()).catch(() => {}) // the caller hears that it died
        for (let turn = 0; turn < 3; turn++) {
          clock.advance(600_000)
          await run('asks again')
          for (const call of calls) await call()
        }
        const kinds = ['authorised', 'captured', 'refunded', 'voided'].map((kind) => moved(id, kind))
        expect([dying, deaths > 0, ...kinds]).toEqual([dying, true, ...(step === 'void' ? [1, 0, 0, 1] : [1, 1, 1, 0])])
      }
    }
    expect(await verify()).toEqual([])
  })

  test('no transaction is open while the provider is asked', async () => {
    const open: number[] = []
    reached = async (name) => {
      if (!name.endsWith('-provider-call')) return
      const { rows } = await pool.query<{ open: number }>(
        `select count(*)::int as open from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'`,
      )
      open.push(rows[0]!.open)
    }
    const id = randomIds()
    await client.authorise(asked(id))
    await client.capture({ attemptId: id })
    expect(open).toEqual([0, 0, 0, 0])
  })

  test('the reconciler hears what nobody told, and keeps money of attempts nobody made where people see it', async () => {
    const id = randomIds()
    await client.authorise({ ...asked(id), token: 'timeout-after-capture' })
    await client.capture({ attemptId: id })
    await run('reconciles movements')
    expect((await client.getAttempt({ attemptId: id })).attempt?.state).toBe('captured')
    await pool.query('truncate payments.attempt, payments.movement, payments.refund')
    await run('reconciles movements')
    const { rows } = await pool.query('select kind from payments.stray where attempt_id = $1 order by kind', [id])
    expect(rows).toEqual([{ kind: 'authorised' }, { kind: 'captured' }])
    expect(await verify()).not.toEqual([])
  })

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
      await Promise.all([...portions, ...missed].map((portion) => store.hear(id, { reference: 'r', movements: portion }, at, randomIds())))
      const heard = (await store.find(id))!
      const sum = (kind: string) => movements.reduce((all, one) => all + (one.kind === kind ? one.amountMinor : 0), 0)
      expect([heard.state, heard.capturedMinor, heard.refundedMinor]).toEqual([stateOf(movements, 'EUR'), sum('captured'), sum('refunded')])
      const { rows } = await pool.query('select type from payments.outbox where key = $1', [id])
      const always = movements.filter(({ kind }) => ['authorised', 'captured', 'voided', 'refunded'].includes(kind)).length
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

  test('verify names an attempt that does not add up', async () => {
    const id = randomIds()
    await client.authorise(asked(id))
    await client.capture({ attemptId: id })
    await pool.query('update payments.attempt set captured_minor = 501 where id = $1', [id])
    expect(await verify()).toEqual([
      `I2 captured is at most what was asked, refunded at most what was captured: attempt ${id}: captured 501 of 500, refunded 0`,
      `I2 sums of attempts are the sums of their movements: attempt ${id}`,
    ])
  })
})
