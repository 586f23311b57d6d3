import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { createClient } from '@connectrpc/connect'
import { DeliveryService } from '@vitrine/contracts/delivery/v1'
import { PaymentService } from '@vitrine/contracts/payments/v1'
import { randomIds } from '@vitrine/platform/ids/ids'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { breaksIn, eur, openTill, orderIn, workOff } from './test-till.ts'

describe.each(inject('servers'))('money a bank takes back on %s', async (_, serverUrl) => {
  const pool = await testDatabase(serverUrl)
  const till = await openTill(pool)
  const { shop, clock, bank, movesOf, client, readyToPay, pay, orderOf } = till
  afterAll(till.close)
  const carrier = createClient(DeliveryService, shop.peer('delivery'))
  const payer = createClient(PaymentService, shop.peer('payments'))

  const bought = async () => orderIn(await pay(await readyToPay()))
  /** The bank says so, and the shop hears of it; then an hour passes in which every errand is looked at. */
  const disputed = async (orderId: string, outcome: 'opened' | 'won' | 'lost') => {
    const attemptId = (await orderOf(orderId)).payments[0]!.id
    bank.dispute(attemptId, outcome)
    await payer.getAttempt({ attemptId, ask: true })
    await shop.settle()
    clock.advance(120_000)
    await workOff(shop)
    await shop.settle()
  }
  const delivered = async (orderId: string) => {
    await shop.settle()
    const { trackingNumber } = (await carrier.listParcels({ orderIds: [orderId] })).parcels[0]!
    for (const state of ['handed-over', 'delivered']) {
      clock.advance(1_000)
      await carrier.recordScan({ scanId: `${orderId} ${state}`, trackingNumber, state, at: timestampFromDate(clock()) })
    }
    await shop.settle()
    await workOff(shop)
  }
  const sentBack = async (orderId: string, returnId = randomIds()) => {
    await client.openReturn({ returnId, orderId, kind: 'withdrawal', name: '' })
    for (const to of ['received', 'checked']) await client.moveReturn({ orderId, returnId, to, actor: 'joe' })
  }
  const told = async (orderId: string) => {
    const { timeline, payments, returns, refunded } = await orderOf(orderId)
    const events = timeline.map(({ event }) => event).filter((event) => /disput|waits|taken-back|^refunded/.test(event))
    return { events, state: payments[0]!.state, files: returns.map(({ state }) => state), refunded: refunded!.amountMinor }
  }
  /** But for documents: those of what just happened come with the next turn of the job. */
  const openErrands = async (orderId: string) => {
    const text = `select outcome from orders.errand where order_id = $1 and kind <> 'document' and done_at is null`
    return (await pool.query<{ outcome: string }>(text, [orderId])).rows
  }

  test('a refund decided meanwhile waits, and goes on when the dispute is won', async () => {
    const { id, totals } = await bought()
    await delivered(id)
    await disputed(id, 'opened')
    expect((await orderOf(id)).allowed).not.toContain('refund')
    await sentBack(id)
    for (let minute = 0; minute < 3; minute++) {
      clock.advance(120_000)
      await workOff(shop)
    }
    expect(await told(id)).toEqual({ events: ['payment-disputed', 'refund-waits'], state: 'disputed', files: ['checked'], refunded: 0n })
    expect(await openErrands(id)).toEqual([{ outcome: 'disputed' }])
    await disputed(id, 'won')
    expect(await told(id)).toEqual({
      ...{ events: ['payment-disputed', 'refund-waits', 'dispute-won', 'refunded'], state: 'refunded' },
      ...{ files: ['refunded'], refunded: totals!.total!.amountMinor },
    })
    expect((await orderOf(id)).status).toBe('refunded')
    expect([await openErrands(id), movesOf(id).filter((kind) => kind === 'refunded')]).toEqual([[], ['refunded']])
  })

  test('lost, it is settled as taken back by the bank: nothing more is given back, and nothing is said to have been', async () => {
    const { id } = await bought()
    await delivered(id)
    await disputed(id, 'opened')
    await sentBack(id)
    await disputed(id, 'lost')
    expect(await told(id)).toEqual({
      ...{ events: ['payment-disputed', 'refund-waits', 'dispute-lost', 'taken-back'], state: 'charged-back' },
      ...{ files: ['refunded'], refunded: 0n },
    })
    expect((await orderOf(id)).status).toBe('returned')
    expect([await openErrands(id), movesOf(id).includes('refunded')]).toEqual([[], false])
    const refund = { refundId: randomIds(), orderId: id, amount: eur(100n), reason: 'sorry', actor: 'joe' }
    expect((await client.refundOrder(refund)).result.case).toBe('aboveCaptured')
  })

  test('a refund the bank had been asked for, and did not answer before it took the money back, waits and ends as well', async () => {
    const { id, totals } = await bought()
    await delivered(id)
    const returnId = randomIds()
    const minor = totals!.total!.amountMinor
    await pool.query(
      `with asked as (
         update payments.attempt set refund_asked_minor = $2 where order_id = $1 returning id
       )
       insert into payments.refund (id, attempt_id, amount_minor, currency, reason, asked_at) select $3, id, $2, 'EUR', 'withdrawal', $4 from asked`,
      [id, minor, `${returnId}-refund`, clock()],
    )
    await disputed(id, 'opened')
    await sentBack(id, returnId)
    expect([(await told(id)).events, await openErrands(id)]).toEqual([['payment-disputed', 'refund-waits'], [{ outcome: 'disputed' }]])
    await disputed(id, 'lost')
    expect([(await told(id)).events.at(-1), await openErrands(id)]).toEqual(['taken-back', []])
  })

  test('an order cancelled meanwhile waits for its money as well, won or lost', async () => {
    for (const [outcome, last, refunded] of [
      ['won', 'refunded', true],
      ['lost', 'taken-back', false],
    ] as const) {
      const { id } = await bought()
      await disputed(id, 'opened')
      await client.cancelOrder({ orderId: id, reason: '', viewer: { staff: true } })
      expect(await told(id)).toMatchObject({ events: ['payment-disputed', 'refund-waits'], refunded: 0n })
      await disputed(id, outcome)
      const after = await told(id)
      expect([after.events.at(-1), after.refunded > 0n]).toEqual([last, refunded])
      expect(await openErrands(id)).toEqual([])
    }
  })

  test('verify finds nothing wrong', async () => {
    for (const service of ['orders', 'payments']) expect(await breaksIn(shop, service)).toEqual([])
  })
})
