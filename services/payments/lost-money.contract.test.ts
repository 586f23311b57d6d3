import { Code, ConnectError } from '@connectrpc/connect'
import { OrderService } from '@vitrine/contracts/orders/v1'
import { HomeTrialService } from '@vitrine/contracts/orders/v1/home-trials'
import { randomIds as fresh } from '@vitrine/platform/ids/ids'
import type { Service } from '@vitrine/platform/service'
import { beforeEach, describe, expect, inject, test } from 'vitest'
import { asking, testPayments } from './test-payments.ts'

/** Orders as payments sees them: these are there, those cannot be read; or none answers. */
const book = { known: new Set<string>(), trials: new Set<string>(), unread: new Set<string>(), isAway: false }
const orders: Service = {
  ...{ name: 'orders', migrations: 'services/orders/migrations', hears: [], checks: [], books: {} },
  start: () => ({
    routes: (router) =>
      router
        .service(OrderService, {
          getOrder({ orderId }) {
            if (book.isAway) throw new ConnectError('away', Code.Unavailable)
            if (book.unread.has(orderId)) throw new Error('a row nobody can read')
            if (!book.known.has(orderId)) throw new ConnectError('no order', Code.NotFound)
            return { order: { id: orderId } }
          },
        })
        .service(HomeTrialService, {
          get({ trialId }) {
            if (!book.trials.has(trialId)) throw new ConnectError('no home trial', Code.NotFound)
            return { trial: { id: trialId } }
          },
        }),
  }),
}

describe.each(inject('servers'))('money without an order on %s', async (_, serverUrl) => {
  const { shop, sandbox, clock, ways, run, moved, pool, verify } = await testPayments(serverUrl, {}, {}, [orders])
  const { authorise, capture, client, refund } = asking(ways[0]![1])
  beforeEach(() => {
    book.known.clear()
    book.unread.clear()
    book.isAway = false
  })
  const counts = () => shop.running.get('payments')!.gauges![0]!.read()
  const well = { 'paid-without-order': 0, 'order-without-payment': 0, 'movement-unheard': 0, stuck: 0 }
  const paid = async () => {
    const id = fresh()
    await authorise(id)
    await capture(id)
    return id
  }
  const look = () => run('finds lost money')

  test('PAY-5: money whose order is there is left alone, and is asked about once', async () => {
    const id = await paid()
    book.known.add(`order ${id}`)
    clock.advance(60_000)
    await look()
    book.known.clear()
    clock.advance(20 * 60_000)
    await look()
    expect([moved(id, 'refunded'), await counts()]).toEqual([0, well])
  })

  test('orders of a crowd are all seen in one turn of the job, so that the number is 0 after it', async () => {
    const ids = await Promise.all(Array.from({ length: 45 }, paid))
    for (const id of ids) book.known.add(`order ${id}`)
    clock.advance(91_000)
    let looks = 0
    while ((await run('finds lost money')) > 0) looks++
    expect([await counts(), looks]).toEqual([well, 3])
  })

  test('what was taken of the deposit of a home trial is nobody’s lost money', async () => {
    const id = await paid()
    book.trials.add(`order ${id}`)
    clock.advance(20 * 60_000)
    await look()
    expect([moved(id, 'refunded'), await counts()]).toEqual([0, well])
  })

  test('PAY-5: money without an order is counted after a minute and a half, and given back after 15 minutes, once', async () => {
    const id = await paid()
    await look()
    expect(await counts()).toEqual(well)
    clock.advance(91_000)
    await look()
    expect([await counts(), moved(id, 'refunded')]).toEqual([{ ...well, 'paid-without-order': 1 }, 0])
    clock.advance(14 * 60_000)
    await Promise.all(Array.from({ length: 4 }, look))
    expect([moved(id, 'refunded'), (await client.getAttempt({ attemptId: id })).attempt?.state]).toEqual([1, 'refunded'])
    expect([await counts(), await verify()]).toEqual([well, []])
  })

  test('what was given back in part is given back in the rest', async () => {
    const id = await paid()
    await refund(id, `${id} r`, 900)
    clock.advance(15 * 60_000)
    await look()
    const back = sandbox.movements.filter((one) => one.attemptId === id && one.kind === 'refunded').map(({ amountMinor }) => amountMinor)
    expect(back).toEqual([900, 12_000])
  })

  test('while orders cannot say, nothing is concluded, and the number stays above 0', async () => {
    const id = await paid()
    book.isAway = true
    clock.advance(60 * 60_000)
    expect(await look()).toBe(0)
    expect([moved(id, 'refunded'), await counts()]).toEqual([0, { ...well, 'paid-without-order': 1 }])
  })

  test('PAY-5: money goes back where that of another is refused by the database, and where orders cannot say of another', async () => {
    const [refused, unread, next] = [await paid(), await paid(), await paid()]
    book.unread.add(`order ${unread}`)
    await pool.query(`create function payments.refuse() returns trigger language plpgsql as $$ begin raise 'refused here'; end $$;
      create trigger refuse before insert on payments.refund for each row when (new.attempt_id = '${refused}') execute function payments.refuse()`)
    clock.advance(16 * 60_000)
    try {
      await look()
    } finally {
      await pool.query('drop function payments.refuse() cascade')
    }
    expect([refused, unread, next].map((id) => moved(id, 'refunded'))).toEqual([0, 0, 1])
  })

  test('PAY-5: while the provider is away the refund waits and the number is above 0; once it is back it is finished', async () => {
    const id = await paid()
    clock.advance(15 * 60_000)
    sandbox.script.outage = true
    await look()
    expect(await counts()).toMatchObject({ 'paid-without-order': 1 })
    sandbox.script.outage = false
    clock.advance(600_000)
    await run('asks again')
    expect([moved(id, 'refunded'), await counts()]).toEqual([1, well])
  })

  test('a difference between the books is a number too', async () => {
    const id = await paid()
    book.known.add(`order ${id}`)
    await pool.query(
      `insert into payments.difference (provider, movement_id, attempt_id, order_id, kind, amount_minor, currency, at, found_at, side)
       values ('sandbox', 'a', '', '', 'captured', 1, 'EUR', now(), now(), 'shop'), ('sandbox', 'b', '', '', 'captured', 1, 'EUR', now(), now(), 'provider')`,
    )
    expect(await counts()).toMatchObject({ 'order-without-payment': 1, 'movement-unheard': 1 })
  })
})
