import { randomIds as fresh } from '@vitrine/platform/ids/ids'
import { inGroups } from '@vitrine/platform/sql/in-groups'
import { openPool } from '@vitrine/platform/sql/pool'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import type pg from 'pg'
import { beforeEach, describe, expect, inject, test } from 'vitest'
import { asRows } from './adapters/as-rows.ts'
import { hearing, type Said } from './adapters/hearing.ts'
import { sqlAttemptStore } from './adapters/sql-attempt-store.ts'
import { sqlLostMoneyStore } from './adapters/sql-lost-money-store.ts'
import { sqlWebhookStore } from './adapters/sql-webhook-store.ts'
import type { NewAttempt } from './application/attempt-store.ts'
import type { Movement } from './domain/attempt.ts'
import { paymentsChecks } from './adapters/payments-books.ts'

const at = new Date('2026-11-20T10:00:00Z')
const newAttempt = (rest: Partial<NewAttempt> = {}): NewAttempt => {
  const id = fresh()
  const paid = { provider: 'sandbox', method: 'card', token: 'ok', returnUrl: '', amountMinor: 500, currency: 'EUR' }
  return { id, orderId: `order ${id}`, ...paid, customerId: '', saves: false, savedMethodId: '', at, ...rest }
}
const movement = (kind: Movement['kind'], rest: Partial<Movement> = {}): Movement => {
  return { id: fresh(), kind, amountMinor: 500, currency: 'EUR', at, refundId: '', detail: '', ...rest }
}
const said = (...movements: Movement[]) => ({ reference: '', movements })

describe.each(inject('servers'))('payments of many at once on %s', async (_, serverUrl) => {
  const pool = await testDatabase(serverUrl, 32)
  const asked: { name: string; text: string; values: unknown[] }[] = []
  /** The pool, and what statements with a name were asked of it. */
  const watched = {
    query: (statement: (typeof asked)[number] | string, values?: unknown[]) => {
      if (typeof statement !== 'string') asked.push(statement)
      return typeof statement === 'string' ? pool.query(statement, values) : pool.query(statement)
    },
  } as unknown as pg.Pool
  let published = 0
  let woken = 0
  const store = sqlAttemptStore(watched, () => published++)
  const webhooks = sqlWebhookStore(watched, () => woken++)
  const names = () => asked.splice(0).map(({ name }) => name)
  const count = async (from: string) => Number((await pool.query<{ count: string }>(`select count(*) from ${from}`)).rows[0]!.count)
  const begun = async (...attempts: NewAttempt[]) => {
    for (const { is } of await Promise.all(attempts.map((one) => store.begin(one)))) if (is !== 'begun') throw new Error(is)
    return attempts.map(({ id }) => id)
  }
  const authorised = async (...attempts: NewAttempt[]) => {
    const ids = await begun(...attempts)
    await Promise.all(ids.map((id) => store.hear(id, said(movement('authorised')), at, fresh())))
    return ids
  }
  /** Attempts whose sums are not those of their movements, and currencies whose ledger is not even. */
  const sums = paymentsChecks.filter(({ invariant }) => /sums of attempts|two sides/.test(invariant))
  const breaks = async () => (await Promise.all(sums.map(({ text }) => pool.query(text)))).map(({ rowCount }) => rowCount)
  const reasonOf = (end: PromiseSettledResult<unknown>) => (end.status === 'rejected' ? (end.reason as { code: string }).code : end.status)

  beforeEach(async () => {
    await pool.query(
      'truncate payments.attempt, payments.movement, payments.webhook, payments.void_first, payments.saved_method, payments.outbox cascade',
    )
    Object.assign(asked, { length: 0 })
    published = woken = 0
  })

  test('attempts that are begun together: who is refused is told why, the others are begun, by one statement', async () => {
    const [other, gone] = [newAttempt(), newAttempt()]
    await begun(other)
    await store.askVoid(gone.id, at)
    names()
    const [first, last] = [newAttempt(), newAttempt({ amountMinor: 700 })]
    const kept = newAttempt({ customerId: 'ada', savedMethodId: 'nothing' })
    const answers = await Promise.all([first, newAttempt({ orderId: other.orderId }), gone, kept, last].map((one) => store.begin(one)))
    expect(answers).toMatchObject([
      { is: 'begun', attempt: { id: first.id, amountMinor: 500, createdAt: at, token: 'ok' } },
      { is: 'another-open', attemptId: other.id },
      { is: 'voided' },
      { is: 'method-gone' },
      { is: 'begun', attempt: { id: last.id, amountMinor: 700 } },
    ])
    expect(names().filter((name) => name === 'payments.begin')).toHaveLength(1)
  })

  test('attempts that are begun together: one that breaks a rule of the table harms no other', async () => {
    const ends = await Promise.allSettled([newAttempt(), newAttempt({ currency: 'euro' }), newAttempt()].map((one) => store.begin(one)))
    expect([ends.map(reasonOf), await count('payments.attempt')]).toEqual([['fulfilled', '23514', 'fulfilled'], 2])
    expect(names()).toHaveLength(4) // together, then each alone
  })

  test('one attempt asked for many times at once is begun once, and of one order one is', async () => {
    const one = newAttempt()
    const rivals = Array.from({ length: 8 }, () => newAttempt({ orderId: 'the same' }))
    const answers = await Promise.all([...Array.from({ length: 8 }, () => one), ...rivals].map((each) => store.begin(each)))
    const kinds = answers.map(({ is }) => is)
    expect(kinds.slice(0, 8).toSorted()).toEqual(['begun', ...Array.from({ length: 7 }, () => 'known')])
    expect(kinds.slice(8).toSorted()).toEqual([...Array.from({ length: 7 }, () => 'another-open'), 'begun'])
  })

  test('what is said of many attempts is heard by one statement, and of none that nobody made', async () => {
    const ids = await begun(newAttempt(), newAttempt(), newAttempt())
    names()
    const heard = await Promise.all([
      store.hear(ids[0]!, { reference: 'r 0', movements: [movement('authorised'), movement('captured')] }, at, 'e0'),
      store.hear('nobody', said(movement('authorised')), at, 'e1'),
      store.hear(ids[1]!, said(movement('failed', { amountMinor: 0, detail: 'declined' })), at, 'e2'),
      store.hear(ids[2]!, { ...said(movement('action-required', { detail: 'http://bank' })), actionKind: 'redirect' }, at, 'e3'),
    ])
    expect(heard).toMatchObject(
      [
        { id: ids[0], state: 'captured', capturedMinor: 500, reference: 'r 0', token: null, dueAt: null },
        undefined,
        { id: ids[1], state: 'failed', failure: 'declined', reference: '' },
        { id: ids[2], state: 'action-required', actionUrl: 'http://bank', actionKind: 'redirect' },
      ].map((one) => one && expect.objectContaining(one)),
    )
    expect([names(), published]).toEqual([['payments.hear'], 1])
    const told = await pool.query<{ id: string; key: string; type: string }>('select id, key, type from payments.outbox order by position')
    expect(told.rows.map(({ id, key, type }) => [id.split(':')[0], key, type.split('.').at(-1)]).toSorted()).toEqual([
      ['e0', `order ${ids[0]}`, 'PaymentAuthorised'],
      ['e0', `order ${ids[0]}`, 'PaymentCaptured'],
      ['e2', `order ${ids[1]}`, 'PaymentFailed'],
    ])
  })

  test('what is said of many attempts: one that breaks a rule of the table harms no other', async () => {
    const ids = await begun(newAttempt(), newAttempt(), newAttempt())
    const wrong = movement('captured', { amountMinor: 0 }) // an entry without money
    const moved = [movement('authorised'), wrong, movement('authorised')]
    const ends = await Promise.allSettled(ids.map((id, n) => store.hear(id, said(moved[n]!), at, fresh())))
    expect(ends.map(reasonOf)).toEqual(['fulfilled', '23514', 'fulfilled'])
    expect([await count('payments.movement'), await count('payments.outbox'), await breaks()]).toEqual([2, 2, [0, 0]])
  })

  test('half a character, and none at all, in what a provider says are no reason not to hear it', async () => {
    const ids = await begun(newAttempt(), newAttempt())
    const details = ['cut in an \ud83d', 'not \\ud83d but \0']
    const told = details.map((detail) => said(movement('failed', { amountMinor: 0, detail })))
    const heard = await Promise.all(ids.map((id, n) => store.hear(id, told[n]!, at, fresh())))
    expect(heard.map((attempt) => attempt?.failure)).toEqual(['cut in an \ufffd', 'not \\ud83d but \ufffd'])
  })

  test('captures that are asked for together: of what is not held none, of too much none, the others are', async () => {
    const ids = await authorised(newAttempt(), newAttempt(), newAttempt())
    const [pending] = await begun(newAttempt())
    names()
    const asking = [...ids, pending!, 'nobody'].map((id, n) => store.askCapture(id, n === 1 ? 300 : undefined, at))
    expect((await Promise.all(asking)).map((attempt) => attempt?.captureAskedMinor)).toEqual([500, 300, 500, undefined, undefined])
    expect(names()).toEqual(['payments.ask-capture'])
    expect(await store.askCapture(ids[0]!, undefined, at)).toBeUndefined() // asked for before

    const more = await authorised(newAttempt(), newAttempt())
    const ends = await Promise.allSettled(more.map((id, n) => store.askCapture(id, n === 0 ? 501 : 500, at)))
    expect(ends.map(reasonOf)).toEqual(['23514', 'fulfilled'])
  })

  test('captures of one attempt that are asked for at once are one', async () => {
    const [id] = await authorised(newAttempt())
    names()
    const asking = [100, 200, 300, 400].map((amountMinor) => store.askCapture(id!, amountMinor, at))
    expect((await Promise.all(asking)).filter((attempt) => attempt !== undefined)).toHaveLength(1)
    expect(names()).toHaveLength(4) // one after the other, and none was taken back
  })

  test('attempts that are looked for in one moment are found by one statement, each its own', async () => {
    const ids = await begun(newAttempt(), newAttempt())
    names()
    const found = await Promise.all([...ids, 'nobody', ids[0]!].map((id) => store.find(id)))
    expect(found.map((attempt) => attempt?.id)).toEqual([...ids, undefined, ids[0]])
    expect(names()).toEqual(['payments.find'])
  })

  test('a webhook that tells what is known is done as it is kept, and wakes nobody', async () => {
    const [id] = await begun(newAttempt())
    const known = movement('authorised')
    await store.hear(id!, said(known), at, fresh())
    const event = (eventId: string, movementId: string) => ({ id: eventId, attemptId: id!, reference: '', movementId })
    await webhooks.keepWebhook('sandbox', event('e 1', known.id), at)
    await webhooks.keepWebhook('sandbox', { ...event('e 2', ''), attemptId: '' }, at)
    expect([woken, await webhooks.claimWebhooks(at)]).toEqual([0, []])
    // Of another provider the same name is another movement.
    await Promise.all([
      webhooks.keepWebhook('sandbox', event('e 3', 'news'), at),
      webhooks.keepWebhook('paypal', event('e 3', known.id), at),
      webhooks.keepWebhook('sandbox', event('e 3', 'news'), at),
    ])
    const claimed = await webhooks.claimWebhooks(at)
    expect([woken, claimed.map(({ provider, id: eventId }) => `${provider} ${eventId}`).toSorted()]).toEqual([
      1,
      ['paypal e 3', 'sandbox e 3'],
    ])
  })

  test('webhooks that are kept together: one that cannot be harms no other', async () => {
    const event = (id: string) => ({ id, attemptId: 'a', reference: '', movementId: id })
    const wrong = { ...event('wrong'), attemptId: null as unknown as string }
    const ends = await Promise.allSettled([event('a'), wrong, event('b')].map((one) => webhooks.keepWebhook('sandbox', one, at)))
    expect([ends.map(reasonOf), await count('payments.webhook')]).toEqual([['fulfilled', '23502', 'fulfilled'], 2])
  })

  test('two processes hear the same of many attempts at once: every sum is right, every event is told once', async () => {
    const stores = [store, sqlAttemptStore(pool, () => {})]
    const ids = await begun(...Array.from({ length: 12 }, () => newAttempt()))
    const parts = ids.flatMap((id) => [
      { id, movement: movement('authorised') },
      ...Array.from({ length: 3 }, () => ({ id, movement: movement('captured', { amountMinor: 100 }) })),
      { id, movement: movement('refunded', { amountMinor: 50 }) },
    ])
    const twice = [...parts, ...parts.toReversed()]
    await Promise.all(
      twice.map((part, n) => stores[n % 2]!.hear(part.id, { reference: `r ${part.id}`, movements: [part.movement] }, at, fresh())),
    )
    const heard = await Promise.all(ids.map((id) => store.find(id)))
    expect(heard.map((one) => [one!.state, one!.capturedMinor, one!.refundedMinor, one!.reference])).toEqual(
      ids.map((id) => ['partially-refunded', 300, 50, `r ${id}`]),
    )
    expect([await count('payments.movement'), await count('payments.outbox'), await breaks()]).toEqual([60, 60, [0, 0]])
  })

  test('the naive way forgets what the provider calls a payment: two that are said of one attempt in one statement', async () => {
    const run = async (some: readonly Said[]) => {
      await pool.query(hearing, [asRows(some)])
      return some
    }
    const race = async (hear: (one: Said) => Promise<unknown>) => {
      const [id] = await begun(newAttempt())
      const one = { id: id!, now: at, eventId: fresh(), isAnswered: false, movements: [] }
      await Promise.all([hear({ ...one, reference: `r ${id}` }), hear({ ...one, reference: '', actionKind: 'redirect' })])
      const heard = (await store.find(id!))!
      return [heard.reference, heard.actionKind].filter((text) => text !== '').length
    }
    expect(await race(({ id, now, eventId, ...standing }) => store.hear(id, standing, now, eventId))).toBe(2)
    expect(await race(inGroups(run, { keysOf: () => [] }))).toBe(1)
  })

  test('no statement of a purchase reads a table whole, in a young shop too', async () => {
    const ids = await authorised(...Array.from({ length: 300 }, () => newAttempt()))
    await pool.query(`insert into payments.void_first select 'void ' || n, now() from generate_series(1, 300) as n`)
    await pool.query(`insert into payments.saved_method (id, customer_id, provider, method, reference, customer_reference, brand, last4, expires, agreed_at)
      select id, 'of ' || id, provider, method, 'kept of ' || id, '', 'visa', '', '', now() from payments.attempt`)
    await webhooks.keepWebhook('sandbox', { id: 'e', attemptId: ids[0]!, reference: '', movementId: 'm' }, at)
    await store.askCapture(ids[0]!, undefined, at)
    await store.find(ids[0]!)
    await pool.query('analyze payments.attempt, payments.movement, payments.void_first, payments.webhook, payments.saved_method')
    const statements = new Map(asked.map((statement) => [statement.name, statement]))
    const client = await pool.connect()
    await client.query('set plan_cache_mode = force_generic_plan')
    const whole: string[] = []
    for (const { name, text, values } of statements.values()) {
      const { rows } = await client.query<{ 'QUERY PLAN': string }>({ name: `plan ${name}`, text: `explain ${text}`, values })
      whole.push(...rows.map((row) => `${name}: ${row['QUERY PLAN'].trim()}`).filter((line) => line.includes('Seq Scan on')))
    }
    client.release(true)
    expect([[...statements.keys()].toSorted(), whole]).toEqual([
      ['payments.ask-capture', 'payments.begin', 'payments.find', 'payments.hear', 'payments.keep-webhook'],
      [],
    ])
  })

  test('of what a purchase changes of its attempt only the answer to the first question touches an index', async () => {
    const alone = openPool(pool.options.connectionString!, 1) // what a connection counted is its own until its transaction ends
    await alone.query('begin')
    const within = sqlAttemptStore(alone, () => {})
    const { id, ...rest } = newAttempt()
    await within.begin({ id, ...rest })
    await within.hear(id, { reference: `r ${id}`, movements: [movement('authorised')] }, at, fresh())
    await within.askCapture(id, undefined, at)
    await within.hear(id, { reference: `r ${id}`, movements: [movement('captured')] }, at, fresh())
    const { rows } = await alone.query(`select n_tup_ins::int as inserted, n_tup_upd::int as changed, n_tup_hot_upd::int as "besidesIndexes"
      from pg_stat_xact_user_tables where relid = 'payments.attempt'::regclass`)
    await alone.query('rollback')
    await alone.end()
    expect(rows).toEqual([{ inserted: 1, changed: 3, besidesIndexes: 2 }])
  })

  test('what is looked at again by the clock is found among all that is over, by an index', async () => {
    await pool.query(`insert into payments.attempt (id, order_id, provider, method, return_url, amount_minor, currency, is_open, created_at)
      select 'over ' || n, 'of ' || n, 'sandbox', 'card', '', 500, 'EUR', false, now() from generate_series(1, 3000) as n`)
    const [due, unseen] = await authorised(newAttempt(), newAttempt())
    await store.askCapture(due!, undefined, at)
    await store.hear(unseen!, said(movement('captured')), at, fresh())
    await pool.query('analyze payments.attempt')
    const later = new Date(at.getTime() + 60_000)
    const lost = sqlLostMoneyStore(watched)
    expect([(await lost.paidUnseen(later)).map(({ id }) => id), (await store.claimDue(later)).map(({ id }) => id)]).toEqual([
      [unseen],
      [due],
    ])
    await lost.markOrdersSeen([unseen!], later)
    const { rows } = await pool.query('select id from payments.attempt where is_unfinished')
    expect([rows, await lost.paidUnseen(later)]).toEqual([[{ id: due }], []])
    const claiming = asked.find(({ name }) => name === 'payments.claim-due')!
    const plan = await pool.query<{ 'QUERY PLAN': string }>(`explain ${claiming.text}`, claiming.values)
    expect(plan.rows.map((row) => row['QUERY PLAN']).join('\n')).toMatch(/attempt_unfinished/)
  })

  test('whoever pays is looked up by an index that begins with them and has the methods they removed', async () => {
    const { rows } = await pool.query(`select from pg_index join pg_attribute on attrelid = indrelid and attnum = indkey[0]
      where indrelid = 'payments.saved_method'::regclass and attname = 'customer_id' and indpred is null`)
    expect(rows).toHaveLength(1)
  })
})
