import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { Code } from '@connectrpc/connect'
import { randomIds as fresh } from '@vitrine/platform/ids/ids'
import { describe, expect, inject, test } from 'vitest'
import { asking, testPayments } from './test-payments.ts'

describe.each(inject('servers'))('looking payments up on %s', async (_, serverUrl) => {
  const { pool, clock, sandbox, ways, run, dueNow, verify } = await testPayments(serverUrl)

  describe.each(ways)('called %s', (_, transport) => {
    const { client, authorise, capture, refund } = asking(transport)
    const paid = async (id = fresh(), token = 'ok') => {
      await authorise(id, token)
      await capture(id)
      return id
    }
    const ids = (payments: readonly { readonly id: string }[]) => payments.map(({ id }) => id)

    test('payments are listed newest first, page after page, and narrowed by state, provider and period', async () => {
      const made: string[] = []
      for (let n = 0; n < 5; n++) {
        made.unshift(n === 2 ? (await authorise('refused', 'declined'), 'refused') : await paid())
        clock.advance(60_000)
      }
      const first = await client.listPayments({ page: { limit: 2 } })
      expect([ids(first.payments), first.total]).toEqual([made.slice(0, 2), 5])
      const second = await client.listPayments({ page: { limit: 2, cursor: first.nextCursor } })
      const third = await client.listPayments({ page: { limit: 2, cursor: second.nextCursor } })
      expect([ids(second.payments), ids(third.payments), third.nextCursor]).toEqual([made.slice(2, 4), made.slice(4), ''])
      expect(ids((await client.listPayments({ state: 'failed' })).payments)).toEqual(['refused'])
      expect(ids((await client.listPayments({ provider: 'stripe' })).payments)).toEqual([])
      const since = timestampFromDate(new Date(clock().getTime() - 150_000))
      expect(ids((await client.listPayments({ since })).payments)).toEqual(made.slice(0, 2))
      expect(ids((await client.listPayments({ until: since })).payments)).toEqual(made.slice(2))
      await expect(client.listPayments({ page: { cursor: 'nowhere' } })).rejects.toMatchObject({ code: Code.InvalidArgument })
    })

    test('one is found by any id a person may hold: ours, the order’s, the provider’s of it or of what moved', async () => {
      const [id] = [await paid(), await paid()]
      const { payment, transactions } = await client.getPayment({ attemptId: id })
      const held = [id, payment!.orderId, payment!.providerReference, transactions.at(-1)!.id]
      for (const reference of held) expect(ids((await client.listPayments({ reference })).payments)).toEqual([id])
      const byNumber = await client.listPayments({ reference: 'V-1', orderIds: [payment!.orderId] })
      expect(ids(byNumber.payments)).toEqual([id])
      expect((await client.listPayments({ reference: 'nobody' })).total).toBe(0)
    })

    test('one payment shows all that moved and all that was asked for, with their times', async () => {
      const id = await paid()
      clock.advance(60_000)
      await refund(id, `${id} r`, 900)
      const { payment, transactions, steps } = await client.getPayment({ attemptId: id })
      expect(payment).toMatchObject({ state: 'partially-refunded', refunded: { amountMinor: 900n } })
      expect(transactions.map(({ kind, amount, refundId }) => [kind, amount?.amountMinor, refundId])).toEqual([
        ['authorised', 12_900n, ''],
        ['captured', 12_900n, ''],
        ['refunded', 900n, `${id} r`],
      ])
      expect(steps.map(({ step, amount, detail }) => [step, amount?.amountMinor, detail])).toEqual([
        ['begun', 0n, ''],
        ['capture-asked', 0n, ''],
        ['refund-asked', 900n, 'returned'],
      ])
      expect(transactions.at(-1)!.at).toEqual(timestampFromDate(clock()))
      await expect(client.getPayment({ attemptId: 'nobody' })).rejects.toMatchObject({ code: Code.NotFound })
    })

    test('where a shopper was sent to is told to nobody else', async () => {
      const id = fresh()
      await authorise(id, 'three-d-secure')
      const { transactions } = await client.listTransactions({ orderIds: [`order ${id}`] })
      expect(transactions).toMatchObject([{ kind: 'action-required', detail: '', attemptId: id }])
      expect((await client.listTransactions({ orderIds: ['order of nobody'] })).transactions).toEqual([])
    })

    test('disputes are listed with how they ended; the ledger’s accounts sum to 0 and show the rows behind them', async () => {
      const [open, lost, calm] = [await paid(), await paid(), await paid()]
      for (const id of [open, lost]) sandbox.dispute(id, 'opened')
      sandbox.dispute(lost, 'lost')
      for (const id of [open, lost, calm]) await client.getAttempt({ attemptId: id, ask: true })
      const { disputes } = await client.listDisputes({})
      expect((await client.countWaiting({})).disputes).toBe(disputes.filter(({ outcome }) => outcome === 'opened').length)
      expect(disputes.map(({ attemptId, outcome }) => `${attemptId} ${outcome}`).toSorted()).toEqual(
        [`${open} opened`, `${lost} lost`].toSorted(),
      )
      expect(disputes.find(({ attemptId }) => attemptId === open)).toMatchObject({ amount: { amountMinor: 12_900n } })
      expect(disputes.filter(({ endedAt }) => endedAt).map(({ attemptId }) => attemptId)).toEqual([lost])
      const [first] = (await client.listDisputes({ page: { limit: 1 } })).disputes
      const next = await client.listDisputes({ page: { limit: 1, cursor: (await client.listDisputes({ page: { limit: 1 } })).nextCursor } })
      expect([first?.attemptId, next.disputes[0]?.attemptId].toSorted()).toEqual([open, lost].toSorted())

      const { balances } = await client.listBalances({})
      expect(balances.map(({ account, amount, entries }) => [account, amount?.amountMinor, entries])).toEqual([
        ['disputed', 12_900n, 3],
        ['lost', 12_900n, 1],
        ['orders', -38_700n, 3],
        ['provider', 12_900n, 5],
      ])
      for (const { account, amount, entries } of balances) {
        const rows = await client.listEntries({ provider: 'sandbox', account, currency: 'EUR' })
        expect(rows.entries.reduce((sum, entry) => sum + entry.amount!.amountMinor, 0n)).toBe(amount!.amountMinor)
        expect(rows.entries).toHaveLength(entries)
      }
      const page = await client.listEntries({ account: 'provider', page: { limit: 3 } })
      const rest = await client.listEntries({ account: 'provider', page: { limit: 3, cursor: page.nextCursor } })
      expect(new Set([...page.entries, ...rest.entries].map(({ movementId }) => movementId)).size).toBe(5)
      expect((await client.listEntries({ account: 'provider', currency: 'USD' })).entries).toEqual([])
    })

    test('what a provider does not answer is stuck until it does; a shopper who takes their time is not', async () => {
      const [silent, slow] = [fresh(), fresh()]
      await authorise(slow, 'three-d-secure')
      sandbox.script.outage = true
      await authorise(silent)
      for (let n = 0; n < 3; n++) {
        expect((await client.listStuck({})).stuck).toEqual([])
        await dueNow()
        await run('asks again')
      }
      const { stuck } = await client.listStuck({})
      expect(await client.countWaiting({})).toMatchObject({ refunds: 0, stuck: stuck.length })
      expect(stuck).toMatchObject([{ what: 'authorise', attemptId: silent, orderId: `order ${silent}`, tries: 3, provider: 'sandbox' }])
      expect(stuck[0]!.nextAt).toBeDefined()
      sandbox.script.outage = false
      await client.getAttempt({ attemptId: silent, ask: true })
      expect((await client.listStuck({})).stuck).toEqual([])
    })

    test('a webhook about a payment nobody made is given up after 3 days, where people see it', async () => {
      await pool.query(
        `insert into payments.webhook (provider, event_id, attempt_id, movement_id, heard_at, due_at)
         values ('sandbox', 'lonely', 'nobody', 'm', $1, $1)`,
        [clock()],
      )
      clock.advance(3 * 24 * 60 * 60_000 + 1)
      await run('works on webhooks')
      const { stuck } = await client.listStuck({})
      expect(stuck).toMatchObject([{ what: 'webhook-given-up', attemptId: 'nobody' }])
      expect(stuck[0]!.nextAt).toBeUndefined()

      // Tried once more, and given up again: nobody made its payment.
      const which = { provider: 'sandbox', eventId: stuck[0]!.eventId }
      expect((await client.replayWebhook(which)).replayed).toBe(true)
      expect((await client.replayWebhook(which)).replayed).toBe(false)
      expect((await client.listStuck({})).stuck).toEqual([])
      await run('works on webhooks')
      expect((await client.listStuck({})).stuck).toMatchObject([{ what: 'webhook-given-up', tries: 2 }])
      await pool.query(`update payments.webhook set done_at = $1, given_up_at = null where event_id = 'lonely'`, [clock()])
      expect((await client.replayWebhook(which)).replayed).toBe(false)
      await pool.query(`delete from payments.webhook where event_id = 'lonely'`)
    })

    test('a message about a payment that is not known here and has no mark of the shop is dropped, named, and worked on again when asked', async () => {
      const [id, eventId] = [fresh(), fresh()]
      await pool.query(
        `insert into payments.webhook (provider, event_id, attempt_id, reference, movement_id, heard_at, due_at)
         values ('sandbox', $1, '', $2, '', $3, $3)`,
        [eventId, `ref-${id}`, clock()],
      )
      await run('works on webhooks')
      expect((await client.listStuck({})).dropped).toEqual([])
      clock.advance(3 * 24 * 60 * 60_000 + 1)
      await run('works on webhooks')
      const { stuck, dropped } = await client.listStuck({})
      expect([stuck, dropped]).toMatchObject([[], [{ provider: 'sandbox', eventId, reference: `ref-${id}` }]])
      expect((await client.countWaiting({})).stuck).toBe(0)
      expect(await verify()).toEqual([])

      const which = { provider: 'sandbox', eventId }
      expect((await client.replayWebhook(which)).replayed).toBe(true)
      expect((await client.replayWebhook(which)).replayed).toBe(false)
      expect((await client.listStuck({})).dropped).toEqual([])
      // Its payment is known by now.
      await authorise(id)
      await pool.query('update payments.attempt set reference = $2 where id = $1', [id, `ref-${id}`])
      await run('works on webhooks')
      expect((await client.listStuck({})).dropped).toEqual([])
      const { rows } = await pool.query(
        'select done_at is not null and given_up_at is null as done from payments.webhook where event_id = $1',
        [eventId],
      )
      expect(rows).toEqual([{ done: true }])
      expect((await client.replayWebhook(which)).replayed).toBe(false)
    })

    test('reports come by whole days, however many providers a day has, and older days are reached', async () => {
      const made = `insert into payments.report (day, provider, state, body, made_at) values ($1, $2, 'same', '{"lines": [], "differences": []}', now())
        on conflict do nothing`
      for (const day of ['2020-01-01', '2020-01-02', '2020-01-03'])
        for (const provider of ['paypal', 'sandbox', 'stripe']) await pool.query(made, [day, provider])
      const daysOf = async (before: string) => {
        const { reports, nextBefore } = await client.listReports({ limit: 2, before })
        return [reports.map(({ day, provider }) => `${day.slice(-1)} ${provider}`), nextBefore]
      }
      const all = (day: number) => ['paypal', 'sandbox', 'stripe'].map((provider) => `${day} ${provider}`)
      expect(await daysOf('2020-01-04')).toEqual([[...all(3), ...all(2)], '2020-01-02'])
      expect(await daysOf('2020-01-02')).toEqual([all(1), ''])
      await expect(client.listReports({ before: 'soon' })).rejects.toMatchObject({ code: Code.InvalidArgument })
      await pool.query(`delete from payments.report where day < '2020-01-04'`)
    })

    test('every report is reached once from the newest day on, in one order, whenever it was made and whichever providers a day has', async () => {
      const kept = await pool.query<{ day: string }>('delete from payments.report returning *')
      const days = ['2020-03-01', '2020-02-29', '2020-02-27', '2020-01-31', '2019-12-31']
      const providers = [['stripe'], ['stripe', 'paypal', 'sandbox'], ['sandbox', 'paypal'], ['paypal'], ['stripe', 'sandbox']]
      const made = days.flatMap((day, at) => providers[at]!.map((provider) => ({ day, provider })))
      // Reports are made again: a day is no younger for it.
      for (const { day, provider } of [...made.slice(3), ...made.slice(0, 3)])
        await pool.query(
          `insert into payments.report (day, provider, state, body, made_at) values ($1, $2, 'same', '{"lines": [], "differences": []}', now())`,
          [day, provider],
        )
      const ofDay = (day: string) => providers[days.indexOf(day)]!.toSorted().map((provider) => ({ day, provider }))
      for (const limit of [1, 2, 3, 5, 100]) {
        const reached: { day: string; provider: string }[] = []
        const pages: number[] = []
        let before = ''
        do {
          const { reports, nextBefore } = await client.listReports({ limit, before })
          reached.push(...reports.map(({ day, provider }) => ({ day, provider })))
          pages.push(new Set(reports.map(({ day }) => day)).size)
          before = nextBefore
        } while (before !== '' && pages.length < 10)
        expect(reached).toEqual(days.flatMap(ofDay))
        expect(pages).toHaveLength(Math.ceil(days.length / limit))
        expect(Math.max(...pages)).toBe(Math.min(limit, days.length))
      }
      await expect(client.listReports({ limit: 101 })).rejects.toMatchObject({ code: Code.InvalidArgument })
      await pool.query('delete from payments.report')
      for (const row of kept.rows)
        await pool.query('insert into payments.report select * from json_populate_record(null::payments.report, $1)', [JSON.stringify(row)])
    })
  })
})
