import { Code, ConnectError, createClient } from '@connectrpc/connect'
import { PricingService } from '@vitrine/contracts/pricing/v1'
import { randomIds } from '@vitrine/platform/ids/ids'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { bothWays } from '@vitrine/system/test-shop'
import pg from 'pg'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { sqlInvoiceStore } from './adapters/sql-invoice-store.ts'
import { type DueDocument, type InvoiceBody, invoiceOf } from './domain/invoice.ts'
import type { Order } from './domain/order.ts'
import { sqlOrderStore } from './adapters/sql-order-store.ts'
import { breaksIn, eur, openTill, orderIn, shoppers, workOff } from './test-till.ts'

describe.each(inject('servers'))('invoices on %s', async (_, serverUrl) => {
  const pool = await testDatabase(serverUrl, 64)
  const till = await openTill(pool)
  const { shop } = till
  const { ways, close } = await bothWays(shop, 'orders')
  afterAll(async () => {
    await close()
    await till.close()
  })
  const staff = { staff: true }
  const last = async () => {
    const { rows } = await pool.query<{ invoices: number; notes: number }>(
      'select invoices::int as invoices, credit_notes::int as notes from orders.invoice_counter',
    )
    return rows[0]!
  }

  describe.each(ways)('called %s', (_way, transport) => {
    const { client, readyToPay, pay } = shoppers(transport, shop)
    const paid = async () => orderIn(await pay(await readyToPay(2)))
    const listed = async (orderId: string) => (await client.listInvoices({ orderId, viewer: staff })).invoices
    const rate = (ratePpb: bigint) => {
      const conversion = { from: 'EUR', ratePpb, stepMinor: 1n, lessMinor: 0n }
      return createClient(PricingService, shop.peer('pricing')).putCurrency({ currency: { code: 'USD', sold: true, conversion } })
    }
    /** Everything was heard, and what is owed for it is done: money, then its documents. */
    const settled = async () => {
      for (let n = 0; n < 2; n++) {
        await shop.settle()
        await workOff(shop)
      }
    }
    const paidInDollars = async (cartId: string) => {
      await client.setCurrency({ cartId, currency: 'USD', viewer: staff })
      const { cart } = await client.getCart({ cartId, viewer: staff })
      const expectedTotal = cart!.totals!.due!
      expect(expectedTotal.currency).toBe('USD')
      const payment = { provider: 'sandbox', method: 'card', token: 'ok', returnUrl: 'http://shop.example/back' }
      return orderIn((await client.checkout({ cartId, orderId: randomIds(), payment, expectedTotal, viewer: staff })).result).id
    }
    const printed = async (orderId: string, number = '') => Buffer.from((await client.printInvoice({ orderId, number, viewer: staff })).pdf)

    test('ORD-10: an invoice that is asked for before it made itself is made once, by however many at once, and reprinted byte by byte', async () => {
      const before = await last()
      const { id, totals } = await paid()
      expect(await last()).toEqual(before)
      const answers = await Promise.all(Array.from({ length: 16 }, () => listed(id)))
      for (const invoices of answers) expect(invoices).toMatchObject([{ kind: 'invoice', total: totals!.total! }])
      expect(await last()).toEqual({ ...before, invoices: before.invoices + 1 })
      const prints = await Promise.all(Array.from({ length: 4 }, () => printed(id)))
      expect(prints[0]!.subarray(0, 5).toString()).toBe('%PDF-')
      for (const print of prints) expect(print.equals(prints[0]!)).toBe(true)
      till.clock.advance(86_400_000)
      expect((await printed(id, answers[0]![0]!.number)).equals(prints[0]!)).toBe(true)
    })

    test('an order that nobody asks about has its invoice and its credit notes all the same, once, on the day of the sale', async () => {
      await settled() // what is due to others is theirs
      const before = await last()
      const { id } = await paid()
      await settled()
      await client.refundOrder({ refundId: randomIds(), orderId: id, amount: eur(500n), reason: 'scratched', actor: 'joe' })
      await settled()
      const issued = async () =>
        (
          await pool.query<{ kind: string; at: Date }>(
            'select kind, issued_at as at from orders.invoice where order_id = $1 order by place',
            [id],
          )
        ).rows
      expect((await issued()).map(({ kind }) => kind)).toEqual(['invoice', 'credit-note'])
      expect((await issued())[0]!.at).toEqual(till.clock())
      expect(await last()).toEqual({ invoices: before.invoices + 1, notes: before.notes + 1 })
      till.clock.advance(86_400_000)
      expect((await listed(id)).map(({ kind }) => kind)).toEqual(['invoice', 'credit-note'])
      expect(await last()).toEqual({ invoices: before.invoices + 1, notes: before.notes + 1 })
    })

    test('an invoice in another currency states its VAT in that of the shop, at the rate of its day, and its credit notes give as much back', async () => {
      await rate(1_083_400_000n)
      const id = await paidInDollars(await readyToPay(2))
      expect(await listed(id)).toHaveLength(1)
      await rate(2_000_000_000n) // what comes later changes no document of this order
      await workOff(shop)
      for (const amountMinor of [1_001n, 999n])
        await client.refundOrder({
          refundId: randomIds(),
          orderId: id,
          amount: { amountMinor, currency: 'USD' },
          reason: 'scratched',
          actor: 'joe',
        })
      await client.cancelOrder({ orderId: id, viewer: staff, reason: 'changed-mind' })
      await workOff(shop)
      expect((await listed(id)).map(({ kind }) => kind)).toEqual(['invoice', 'credit-note', 'credit-note', 'credit-note'])
      const { rows } = await pool.query<{ body: InvoiceBody }>('select body from orders.invoice where order_id = $1 order by place', [id])
      const [invoice, ...notes] = rows.map(({ body }) => body)
      const taxMinor = invoice!.taxes.reduce((sum, tax) => sum + tax.taxMinor, 0)
      expect(invoice!.vat).toEqual({ currency: 'EUR', ratePpb: 1_083_400_000, taxMinor: Math.round(taxMinor / 1.0834) })
      expect(notes.map(({ vat }) => vat?.ratePpb)).toEqual([1_083_400_000, 1_083_400_000, 1_083_400_000])
      expect(notes.reduce((sum, { vat }) => sum + (vat?.taxMinor ?? 0), 0)).toBe(invoice!.vat!.taxMinor)
      expect(invoice!.timeZone).toBe('Europe/Paris')
      expect((await breaksIn(shop)).filter((each) => each.includes('invoice'))).toEqual([])
    })

    test('nobody who holds a connection asks for the rate; an invoice that waits for it holds up nothing, and is issued without being asked for', async () => {
      const { world, clock } = till
      await rate(1_083_400_000n)
      const waiting: number[] = []
      world.currenciesAsked = async () => {
        const text = `select count(*)::int as open from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'`
        waiting.push((await pool.query<{ open: number }>(text)).rows[0]!.open)
        throw new ConnectError('nobody answers', Code.Unavailable)
      }
      const id = await paidInDollars(await readyToPay())
      await settled()
      for (let n = 0; n < 8; n++) {
        clock.advance(3_600_000)
        await workOff(shop)
      }
      const heard = await pool.query('select from orders.inbox where key = $1 and (handled_at is null or dead_at is not null)', [id])
      expect(heard.rowCount).toBe(0)
      expect(waiting.length).toBeGreaterThan(2)
      expect(waiting.filter((open) => open > 0)).toEqual([])
      const issued = async () =>
        (await pool.query<{ body: InvoiceBody }>('select body from orders.invoice where order_id = $1', [id])).rows.map(
          ({ body }) => body.vat?.currency,
        )
      expect(await issued()).toEqual([])
      expect((await client.listErrands({})).errands).toMatchObject([{ orderId: id, kind: 'document' }])
      world.currenciesAsked = async () => {}
      clock.advance(3_600_000)
      await settled()
      expect(await issued()).toEqual(['EUR'])
      expect((await client.listErrands({})).errands).toEqual([])
    })

    test('each refund has its credit note, which names the pieces it is for', async () => {
      const { id, lines } = await paid()
      await client.refundOrder({ refundId: randomIds(), orderId: id, amount: eur(500n), reason: 'scratched', actor: 'joe' })
      await client.cancelLines({ cancelId: randomIds(), orderId: id, lines: [{ lineId: lines[0]!.id, quantity: 1 }], viewer: staff })
      await workOff(shop)
      const documents = await listed(id)
      expect(documents).toMatchObject([
        { kind: 'invoice' },
        { kind: 'credit-note', total: eur(500n) },
        { kind: 'credit-note', total: eur(12_900n) },
      ])
      const { rows } = await pool.query<{ body: object }>('select body from orders.invoice where number = $1', [documents[2]!.number])
      expect(rows[0]!.body).toMatchObject({
        rows: [{ quantity: 1, sku: lines[0]!.sku }],
        taxes: [{ ratePpm: 200_000, netMinor: 10_750, taxMinor: 2_150 }],
        invoiceNumber: documents[0]!.number,
      })
      expect((await printed(id, documents[1]!.number)).length).toBeGreaterThan(1_000)
    })

    test('taxes are kept with the order as pricing parted them', async () => {
      const { id, totals } = await paid()
      const { rows } = await pool.query<{ taxes: object }>(`select totals -> 'taxes' as taxes from orders.shop_order where id = $1`, [id])
      const [amountMinor, taxMinor] = [Number(totals!.total!.amountMinor), Number(totals!.tax!.amountMinor)]
      expect(rows[0]!.taxes).toEqual([{ ratePpm: 200_000, amountMinor, taxMinor }])
    })

    test('credit notes asked for by many at once close on their invoice, to the cent', async () => {
      const { id, lines } = await paid()
      for (const amount of [333n, 334n, 333n])
        await client.refundOrder({ refundId: randomIds(), orderId: id, amount: eur(amount), reason: 'scratched', actor: 'joe' })
      await workOff(shop)
      await Promise.all(Array.from({ length: 16 }, () => listed(id)))
      await client.cancelLines({ cancelId: randomIds(), orderId: id, lines: [{ lineId: lines[0]!.id, quantity: 2 }], viewer: staff })
      await workOff(shop)
      expect(await listed(id)).toHaveLength(5)
      const sums = `select sum((tax ->> 'netMinor')::int)::int as net, sum((tax ->> 'taxMinor')::int)::int as tax
        from orders.invoice, jsonb_array_elements(body -> 'taxes') as tax where order_id = $1 and kind = $2`
      const of = async (kind: string) => (await pool.query<{ net: number; tax: number }>(sums, [id, kind])).rows[0]
      expect(await of('credit-note')).toEqual(await of('invoice'))
      const places = `select place from orders.invoice where order_id = $1 order by place`
      expect((await pool.query<{ place: number }>(places, [id])).rows.map(({ place }) => place)).toEqual([0, 1, 2, 3, 4])
    })

    test('what was not paid has no invoice, and an invoice of another order is not found', async () => {
      const [one, other] = [await paid(), await paid()]
      await pool.query(`update orders.shop_order set status = 'cancelled', captured_minor = 0 where id = $1`, [other.id])
      expect(await listed(other.id)).toEqual([])
      await pool.query(`update orders.shop_order set captured_minor = total_minor where id = $1`, [other.id])
      const [invoice] = await listed(one.id)
      await expect(printed(other.id, invoice!.number)).rejects.toMatchObject({ code: Code.NotFound })
      await expect(listed('nobody')).rejects.toMatchObject({ code: Code.NotFound })
    })
  })

  test('an invoice is never changed, deleted or emptied away', async () => {
    const texts = [`update orders.invoice set total_minor = 1`, 'update orders.invoice set pdf = null', 'delete from orders.invoice']
    for (const text of [...texts, 'truncate orders.invoice']) await expect(pool.query(text)).rejects.toThrow('never changed or deleted')
  })

  test('documents of one turn are numbered as they came; a cause that has one, and a place that is taken, get none and cost no number', async () => {
    const invoices = sqlInvoiceStore(pool)
    const dueOf = async () => {
      const { id } = orderIn(await till.pay(await till.readyToPay()))
      return { subject: { orderId: id }, due: invoiceOf((await sqlOrderStore(pool, randomIds).find(id))!, ['Vitrine']) }
    }
    type Due = Awaited<ReturnType<typeof dueOf>>
    const all: Due[] = []
    for (let n = 0; n < 9; n++) all.push(await dueOf())
    const issue = (documents: readonly Due[]) =>
      Promise.all(documents.map(({ subject, due }) => invoices.issue(subject, due, new Date(), 0)))
    const numbers = (count: number, { invoices: from }: { readonly invoices: number }) =>
      Array.from({ length: count }, (_each, n) => `F-${String(from + n + 1).padStart(6, '0')}`)
    const before = await last()
    const first = await issue(all.slice(0, 4))
    expect(first.map((made) => made && made.number)).toEqual(numbers(4, before))
    const between = await last()
    const [twin, inItsPlace] = [all[0]!, { ...all[1]!, due: { ...all[1]!.due, cause: 'another' } }]
    const made = await issue([all[4]!, twin, all[5]!, all[6]!])
    expect(made.map((one) => one && one.number)).toEqual([numbers(3, between)[0], false, ...numbers(3, between).slice(1)])
    const after = await last()
    const [seventh, refused, eighth] = await issue([all[7]!, inItsPlace, all[8]!])
    expect(refused).toBe(false)
    expect([seventh, eighth].map((one) => one && one.number).toSorted()).toEqual(numbers(2, after))
    expect(await last()).toEqual({ ...after, invoices: after.invoices + 2 })
  })

  test('64 clients, some rolled back, some killed in the middle: every number once, and no hole', async () => {
    const { pay, readyToPay } = till
    const { id } = orderIn(await pay(await readyToPay()))
    const order = (await sqlOrderStore(pool, randomIds).find(id))!
    const count = 120
    const copies = Array.from({ length: count }, (_each, n) => `${id} ${n}`)
    await pool.query(
      `with made as (
        insert into orders.shop_order (id, position, number, status, cart_id, customer_id, email, locale, currency, lines, totals, total_minor, captured_minor,
          shipping, delivery_method_id, pickup_point_id, payments, timeline, placed_at)
        select copy, last + n, 'V-' || lpad((last + n)::text, 6, '0'), status, copy, customer_id, email, locale, currency, lines, totals, total_minor, captured_minor,
          shipping, delivery_method_id, pickup_point_id, payments, timeline, placed_at
        from orders.shop_order, orders.order_counter, unnest($2::text[]) with ordinality as c (copy, n) where shop_order.id = $1)
      update orders.order_counter set last = last + $3`,
      [id, copies, count],
    )
    const due = copies.map((copy): [string, DueDocument] => [copy, invoiceOf({ ...order, id: copy } satisfies Order, ['Vitrine'])])
    const before = await last()
    const invoices = sqlInvoiceStore(pool)
    const faults: unknown[] = []
    let round = 0
    const client = async (place: number) => {
      for (let n = 0; n < count / 4; n++) {
        const [orderId, document] = due[(place * 7 + n * 5) % count]!
        const kind = round++ % 8
        await (kind === 0
          ? rolledBack(orderId, document)
          : kind === 1
            ? killed(orderId, document)
            : invoices.issue({ orderId }, document, new Date(), 0)
        ).catch((error: unknown) => faults.push(error))
      }
    }
    /** The number was given, and everything undone. */
    async function rolledBack(orderId: string, document: DueDocument) {
      const tx = await pool.connect()
      try {
        await tx.query('begin')
        await sqlInvoiceStore(tx as unknown as pg.Pool).issue({ orderId }, document, new Date(), 0)
      } finally {
        await tx.query('rollback')
        tx.release()
      }
    }
    /** Its server process dies while the number is taken and nothing is committed. */
    async function killed(orderId: string, document: DueDocument) {
      const own = new pg.Client({ ...(pool.options as pg.ClientConfig) })
      own.on('error', () => {})
      await own.connect()
      await own.query('begin')
      const { rows } = await own.query<{ pid: number }>('select pg_backend_pid() as pid')
      await sqlInvoiceStore(own as unknown as pg.Pool).issue({ orderId }, document, new Date(), 0)
      await pool.query('select pg_terminate_backend($1)', [rows[0]!.pid])
      await own.end().catch(() => {}) // it is dead already
    }
    await Promise.all(Array.from({ length: 64 }, (_each, place) => client(place)))
    for (const [orderId, document] of due) await invoices.issue({ orderId }, document, new Date(), 0)
    expect(faults).toEqual([])
    const { rows } = await pool.query<{ count: number; highest: number; orders: number }>(
      `select count(*)::int as count, max(position)::int as highest, count(distinct order_id)::int as orders from orders.invoice where kind = 'invoice'`,
    )
    const after = await last()
    expect(after.invoices).toBe(before.invoices + count)
    expect(rows[0]).toEqual({ count: after.invoices, highest: after.invoices, orders: after.invoices })
    expect((await breaksIn(shop)).filter((each) => each.includes('invoice'))).toEqual([])
  })
})
