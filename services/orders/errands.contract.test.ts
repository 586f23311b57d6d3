import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { createClient } from '@connectrpc/connect'
import { DeliveryService } from '@vitrine/contracts/delivery/v1'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { sqlErrandStore } from './adapters/sql-errand-store.ts'
import type { InvoicePoint } from './application/issue-invoices.ts'
import type { ErrandPoint } from './application/run-errands.ts'
import { breaksIn, eur, openTill, orderIn, shoppers, workOff } from './test-till.ts'

const errandPoints = (
  ['give-back', 'release', 'fulfil', 'refund', 'release-part', 'settle', 'restock', 'refund-credit', 'fulfil-part', 'document'] as const
).flatMap((kind) =>
  (['before-call', 'after-call', 'before-commit', 'after-commit'] as const).map(
    (moment) => `orders.errand.${kind}.${moment}` satisfies ErrandPoint,
  ),
)

const invoicePoints: readonly InvoicePoint[] = ['orders.invoice.before-commit', 'orders.invoice.after-commit']

describe.each(inject('servers'))('errands of orders on %s', async (_, serverUrl) => {
  const pool = await testDatabase(serverUrl)
  const till = await openTill(pool)
  const { shop, clock, bank, open, movesOf, heldFor, readyToPay, pay, orderOf } = till
  const carrier = createClient(DeliveryService, shop.peer('delivery'))
  afterAll(till.close)
  const paidOrder = async () => orderIn(await pay(await readyToPay()))
  const scanned = async (orderId: string, state: string) => {
    const { trackingNumber } = (await carrier.listParcels({ orderIds: [orderId] })).parcels[0]!
    await carrier.recordScan({ scanId: `${orderId} ${state}`, trackingNumber, state, at: timestampFromDate(clock()) })
    await shop.settle()
  }

  test('a refund without an answer is finished by itself', async () => {
    const { id } = await paidOrder()
    bank.script.outage = true
    const refund = { refundId: `r ${id}`, orderId: id, amount: eur(100n), reason: '', actor: 'joe' }
    expect((await till.client.refundOrder(refund)).result).toMatchObject({ case: 'refunded', value: { refunded: eur(0n) } })
    for (let n = 0; n < 2; n++) {
      expect((await till.client.listErrands({})).errands).toEqual([])
      clock.advance(60_000)
      await workOff(shop)
    }
    const { errands } = await till.client.listErrands({})
    expect(errands).toMatchObject([{ id: `r ${id}`, orderId: id, kind: 'refund', tries: 3 }])
    bank.script.outage = false
    clock.advance(60_000)
    await workOff(shop)
    expect((await orderOf(id)).refunded).toMatchObject(eur(100n))
    expect((await till.client.listErrands({})).errands).toEqual([])
    expect(movesOf(id)).toEqual(['authorised', 'captured', 'refunded'])
  })

  test('one that is put off is asked again at once, by however many at once, and moves its money once; one that has ended stays ended', async () => {
    const { id } = await paidOrder()
    bank.script.outage = true
    await till.client.refundOrder({ refundId: `r ${id}`, orderId: id, amount: eur(100n), reason: '', actor: 'joe' })
    expect((await till.client.tryErrand({ errandId: `r ${id}` })).outcome).toBe('open')
    bank.script.outage = false
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => till.client.tryErrand({ errandId: `r ${id}` })))
    expect(outcomes.filter(({ outcome }) => outcome === 'done')).toHaveLength(1)
    expect((await orderOf(id)).refunded).toMatchObject(eur(100n))
    expect(movesOf(id)).toEqual(['authorised', 'captured', 'refunded'])
    expect((await till.client.tryErrand({ errandId: `r ${id}` })).outcome).toBe('none')
    expect((await till.client.tryErrand({ errandId: 'nobody' })).outcome).toBe('none')
  })

  test.each([...errandPoints, ...invoicePoints])(
    '%s: a process that dies there leaves an errand that another one ends, once',
    async (point) => {
      let isDead = false
      const dying = await open(async (reached) => {
        if (reached === point) isDead = true
        if (isDead) throw new Error(`dead at ${reached}`)
      })
      const card = await till.giftCard(5_000n)
      const cartId = await readyToPay(2)
      if (point.includes('.refund-credit.')) await till.client.addCoupon({ cartId, code: card.code })
      const { id, lines } = orderIn(await pay(cartId))
      const one = [{ lineId: lines[0]!.id, quantity: 1 }]
      const last = shoppers(dying.peer('orders'), dying)
      if (point.includes('.refund.')) {
        const asked = last.client.refundOrder({ refundId: `r ${id}`, orderId: id, amount: eur(100n), reason: '', actor: 'joe' })
        await expect(asked).rejects.toThrow('internal error')
      } else if (/\.(document|invoice)\./.test(point))
        await dying.running
          .get('orders')!
          .jobs!.find(({ name }) => name === 'documents of orders')!
          .run()
      else if (point.includes('.fulfil-part.')) {
        await shop.settle()
        const { id: parcelId, lines: held } = (await carrier.listParcels({ orderIds: [id] })).parcels[0]!
        await carrier.splitParcel({ parcelId, newParcelId: `half ${id}`, lines: [{ variantId: held[0]!.variantId, quantity: 1 }] })
        await scanned(id, 'handed-over')
        await dying.running.get('orders')!.jobs![1]!.run()
      } else if (point.includes('.fulfil.')) {
        await shop.settle()
        await scanned(id, 'handed-over')
        await dying.running.get('orders')!.jobs![1]!.run()
      } else if (point.includes('.restock.')) {
        await shop.settle()
        await scanned(id, 'handed-over')
        await workOff(shop)
        await till.client.openReturn({ returnId: `b ${id}`, orderId: id, kind: 'withdrawal', lines: one })
        await till.client.moveReturn({ orderId: id, returnId: `b ${id}`, to: 'received' })
        await expect(last.client.moveReturn({ orderId: id, returnId: `b ${id}`, to: 'checked' })).rejects.toThrow('internal error')
      } else if (point.includes('.release-part.') || point.includes('.settle.')) {
        const asked = last.client.cancelLines({ cancelId: `c ${id}`, orderId: id, lines: one })
        await expect(asked).rejects.toThrow('internal error')
      } else await expect(last.client.cancelOrder({ orderId: id })).rejects.toThrow('internal error')
      await dying.stop()
      expect(isDead).toBe(true)
      clock.advance(20_001)
      await workOff(shop)
      const { rows } = await pool.query('select from orders.errand where order_id = $1 and done_at is null', [id])
      const refunds = movesOf(id).filter((kind) => kind === 'refunded')
      if (point.includes('.refund-credit.')) expect(await card.left()).toBe(5_000n)
      const held = /refund\.|document|invoice/.test(point) ? 2 : /release-part|settle|fulfil-part/.test(point) ? 1 : 0
      expect([rows.length, refunds.length, await heldFor(id)]).toEqual([0, /fulfil|document|invoice/.test(point) ? 0 : 1, held])
      const invoices = await pool.query(`select from orders.invoice where order_id = $1 and kind = 'invoice'`, [id])
      expect(invoices.rowCount).toBe(1)
    },
  )

  test('errands of one statement are claimed and ended for themselves: what somebody is at, or has ended, is not taken again', async () => {
    const { id: orderId } = await paidOrder()
    const errands = sqlErrandStore(pool)
    const [at, later] = [clock(), new Date(clock().getTime() + 60_000)]
    const [a, b, c, d, e] = ['a', 'b', 'c', 'd', 'e'].map((each) => `${each} ${orderId}`) as [string, string, string, string, string]
    const owe = `insert into orders.errand (id, order_id, kind, due_at, lease_until) select id, $2, 'document', $3, $3 from unnest($1::text[]) as id`
    await pool.query(owe, [[a, b, c, d, e], orderId, at])
    const [taken] = await Promise.all([errands.claim(b, at, later), errands.finish(c, 'done', at)])
    expect(taken).toMatchObject({ id: b, orderId, kind: 'document', tries: 1 })
    const claims = await Promise.all([a, b, c, d, d].map((id) => errands.claim(id, at, later)))
    expect(claims.map((claimed) => claimed?.id)).toEqual([a, undefined, undefined, d, undefined])
    await Promise.all([
      errands.finish(a, 'refused', at),
      errands.finish(a, 'done', at),
      errands.finish(b, 'done', at),
      errands.finish(c, 'refused', at),
    ])
    const outcomesOf = (ids: readonly string[]) => Promise.all(ids.map(async (id) => (await errands.find(id))?.outcome))
    expect(await outcomesOf([a, b, c, d, e])).toEqual(['refused', 'done', 'done', '', ''])
    await Promise.all([errands.drop(c), errands.drop(d), errands.drop(d), errands.drop('nobody')])
    expect(await outcomesOf([a, b, c, d, e])).toEqual(['refused', 'done', 'done', undefined, ''])
    await workOff(shop)
  })

  test('verify finds nothing wrong', async () => expect(await breaksIn(shop)).toEqual([]))
})
