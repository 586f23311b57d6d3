import { randomIds } from '@vitrine/platform/ids/ids'
import { describe, expect, inject, test } from 'vitest'
import { eur, testPayments } from './test-payments.ts'

const dayMs = 24 * 60 * 60_000

describe.each(inject('servers'))('books of payments on %s', async (_, serverUrl) => {
  const { pool, clock, client, sandbox, run, verify } = await testPayments(serverUrl)
  const asked = (attemptId: string) => {
    return { attemptId, orderId: `order ${attemptId}`, amount: eur(500), provider: 'sandbox', method: 'card', token: 'ok', returnUrl: '' }
  }

  test('the reconciler hears what nobody told, and keeps money of attempts nobody made where people see it', async () => {
    const id = randomIds()
    await client.authorise({ ...asked(id), token: 'timeout-after-capture' })
    await client.capture({ attemptId: id })
    await run('reconciles movements')
    expect((await client.getAttempt({ attemptId: id })).attempt?.state).toBe('captured')
    await pool.query('truncate payments.attempt, payments.saved_method, payments.movement, payments.refund')
    await run('reconciles movements')
    const { rows } = await pool.query('select kind from payments.difference where attempt_id = $1 order by kind', [id])
    expect(rows).toEqual([{ kind: 'authorised' }, { kind: 'captured' }])
    expect(await verify()).not.toEqual([])
  })

  test('verify names an attempt that does not add up', async () => {
    const id = randomIds()
    await client.authorise(asked(id))
    await client.capture({ attemptId: id })
    await pool.query('update payments.attempt set captured_minor = 501 where id = $1', [id])
    expect(await verify()).toEqual([
      `I2 captured is at most what was asked, refunded at most what was captured: attempt ${id}: captured 501 of 500, refunded 0`,
      `I2 sums of attempts are the sums of their movements: attempt ${id}`,
      `I2 what is taken is what was asked: attempt ${id}: captured 501 of 500`,
      `I2 captured is at most what was authorised: attempt ${id}: authorised 500, captured 501`,
    ])
  })

  const paid = async (id: string, token = 'ok') => {
    await client.authorise({ ...asked(id), token })
    await client.capture({ attemptId: id })
  }
  const giveBack = (id: string, amount: number) =>
    client.refund({ refundId: `${id} r`, orderId: `order ${id}`, amount: eur(amount), reason: '' })

  test('a payment the provider does not know is kept where people see it, until its books have it too', async () => {
    clock.advance(3 * dayMs)
    const id = randomIds()
    await paid(id)
    await pool.query(
      `insert into payments.movement (provider, movement_id, attempt_id, kind, amount_minor, currency, at, heard_at)
       values ('sandbox', 'invented', $1, 'refunded', 7, 'EUR', $2, $2)`,
      [id, clock()],
    )
    clock.advance(1_000)
    await run('reconciles movements')
    await run('reconciles movements')
    expect((await client.listDifferences({})).differences).toMatchObject([
      { side: 'shop', movementId: 'invented', kind: 'refunded', attemptId: id },
    ])
    expect(await verify()).toContainEqual(expect.stringContaining('I3 every movement of ours is in its provider’s books: sandbox invented'))
    await pool.query("update payments.difference set movement_id = $1 where movement_id = 'invented'", [sandbox.movements.at(-1)!.id])
    await run('reconciles movements')
    const { rows } = await pool.query('select from payments.difference where cleared_at is not null')
    expect(rows).toHaveLength(1)
  })

  test('the day’s report has both sides of every cent, and names what they do not agree on', async () => {
    clock.advance(3 * dayMs)
    const [id, lost] = [randomIds(), randomIds()]
    const day = clock().toISOString().slice(0, 10)
    await paid(id)
    await giveBack(id, 200)
    await client.authorise({ ...asked(lost), token: 'timeout-after-capture' })
    await client.capture({ attemptId: lost })
    await expect(client.makeReport({ day })).rejects.toThrow('is not over')
    await expect(client.makeReport({ day: '2026-02-30' })).rejects.toThrow('is no day')
    clock.advance(dayMs)
    await run('reports days')
    const [report] = (await client.listReports({ limit: 1 })).reports
    expect(report).toMatchObject({ day, provider: 'sandbox', state: 'differs' })
    expect(report!.lines.map(({ kind, ours, theirs }) => [kind, ours?.amountMinor, theirs?.amountMinor])).toEqual([
      ['captured', 500n, 1_000n],
      ['refunded', 200n, 200n],
      ['balance', 300n, 800n],
    ])
    expect(report!.differences).toMatchObject([{ side: 'provider', kind: 'captured', attemptId: lost, amount: { amountMinor: 500n } }])
    await run('reconciles movements')
    await run('reports days')
    expect((await client.listReports({ limit: 1 })).reports).toMatchObject([{ day, state: 'same', differences: [] }])
    expect(await verify()).toEqual([])
  })

  test('a provider that does not list its movements is reported as unheard, and again once it does', async () => {
    clock.advance(dayMs)
    const day = new Date(clock().getTime() - dayMs).toISOString().slice(0, 10)
    sandbox.script.outage = true
    expect((await client.makeReport({ day })).reports).toMatchObject([{ day, state: 'unheard', lines: [], differences: [] }])
    sandbox.script.outage = false
    await run('reports days')
    expect((await client.listReports({ limit: 1 })).reports[0]?.state).not.toBe('unheard')
  })

  test('an entry of the ledger has two sides that nobody can write, and is never changed', async () => {
    const id = randomIds()
    await paid(id)
    await giveBack(id, 200)
    sandbox.dispute(id, 'opened')
    await client.getAttempt({ attemptId: id, ask: true })
    const { rows } = await pool.query(
      'select account, sum(amount_minor)::int as minor from payments.ledger group by account order by account',
    )
    expect(rows).toEqual([
      { account: 'disputed', minor: 300 },
      { account: 'orders', minor: -300 },
      { account: 'provider', minor: 0 },
    ])
    const write = (columns: string, values: string) =>
      pool.query(
        `insert into payments.movement (provider, movement_id, attempt_id, kind, currency, at, heard_at, ${columns})
         values ('sandbox', 'm', $1, 'captured', 'EUR', now(), now(), ${values})`,
        [id],
      )
    await expect(write('amount_minor, debit', "5, 'provider'")).rejects.toThrow('debit')
    await expect(write('amount_minor, credit', 'null, null')).rejects.toThrow('credit')
    await expect(write('amount_minor', '0')).rejects.toThrow('movement_of_money')
    await expect(pool.query('update payments.movement set amount_minor = 1 where attempt_id = $1', [id])).rejects.toThrow('never changed')
    await expect(pool.query('delete from payments.movement where attempt_id = $1', [id])).rejects.toThrow('never changed')
  })

  test('what a bank takes back is told, cannot be given back as well, and is the shop’s again when the dispute is won', async () => {
    const id = randomIds()
    await paid(id)
    sandbox.dispute(id, 'opened')
    expect((await client.getAttempt({ attemptId: id, ask: true })).attempt?.state).toBe('disputed')
    expect((await giveBack(id, 100)).result).toMatchObject({ case: 'aboveCaptured', value: { refundable: { amountMinor: 0n } } })
    sandbox.dispute(id, 'won')
    expect((await client.getAttempt({ attemptId: id, ask: true })).attempt?.state).toBe('captured')
    expect((await giveBack(id, 100)).result.case).toBe('refunded')
    const { rows } = await pool.query(
      `select body ->> 'outcome' as outcome from payments.outbox where type like '%PaymentDisputed' order by position`,
    )
    expect(rows).toEqual([{ outcome: 'opened' }, { outcome: 'won' }])
  })

  test('what is set aside for an attempt that was given up is dropped again', async () => {
    const id = randomIds()
    const at = clock()
    await client.authorise({ ...asked(id), token: 'three-d-secure' })
    await pool.query(
      `update payments.attempt set is_open = false, expiries = 1 where id = $1`, // given up, and then the bank says yes after all
      [id],
    )
    const challenge = sandbox.movements.find(({ attemptId }) => attemptId === id)!.detail
    await fetch(challenge, { method: 'POST', body: new URLSearchParams({ decision: 'approve' }), redirect: 'manual' })
    await client.getAttempt({ attemptId: id, ask: true })
    expect((await client.getAttempt({ attemptId: id })).attempt?.state).toBe('voided')
    expect(
      sandbox.movements.filter(({ attemptId, at: when }) => attemptId === id && when >= at.toISOString()).map(({ kind }) => kind),
    ).toEqual(['action-required', 'authorised', 'voided'])
  })
})
