import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createClient } from '@connectrpc/connect'
import { InboxService } from '@vitrine/contracts/inbox/v1'
import { eventMigrations } from '@vitrine/platform/events/outbox'
import { randomIds } from '@vitrine/platform/ids/ids'
import { migrate } from '@vitrine/platform/sql/migrate'
import { emptyDatabase, testDatabase } from '@vitrine/platform/sql/test-database'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { sqlErrandStore } from './adapters/sql-errand-store.ts'
import { documented, sqlOrderStore } from './adapters/sql-order-store.ts'
import { breaksIn, openTill, orderIn, workOff } from './test-till.ts'

const paid = 'vitrine.orders.v1.OrderPaid'

describe.each(inject('servers'))('documents that are owed, on %s', async (_, serverUrl) => {
  const pool = await testDatabase(serverUrl, 64)
  const till = await openTill(pool)
  const { shop, clock } = till
  afterAll(till.close)
  const bought = async () => orderIn(await till.pay(await till.readyToPay())).id
  const documentsOf = async (orderId: string) =>
    (await pool.query<{ id: string }>(`select id from orders.errand where order_id = $1 and kind = 'document' order by id`, [orderId])).rows
  const toldOf = async (orderId: string) =>
    (
      await pool.query<{ id: string }>('select id from orders.outbox where key = $1 and type = any($2) order by id', [orderId, documented])
    ).rows.map(({ id }) => id)
  const invoicesOf = async (orderId: string) => (await pool.query('select from orders.invoice where order_id = $1', [orderId])).rowCount
  /** As a version tells that leaves it to orders to hear it. */
  const toldBefore = (id: string, orderId: string, type = paid) =>
    pool.query(`insert into orders.outbox (id, type, key, body) values ($1, $2, $3, '{}')`, [id, type, orderId])

  test('what an order tells notes its document in the same statement, one for each event; nobody carries it for that', async () => {
    const { alarm } = shop.running.get('orders')!.jobs!.find(({ name }) => name === 'documents of orders')!
    alarm!.set()
    const id = await bought()
    expect(await alarm!.sleep(0)).toBe(false) // it was woken
    const told = await toldOf(id)
    expect(told).toHaveLength(1)
    expect(await documentsOf(id)).toEqual(told.map((event) => ({ id: `${event}-document` })))
    await workOff(shop)
    expect([await invoicesOf(id), await documentsOf(id), await toldOf(id)]).toEqual([1, [], told])
    await shop.settle()
    expect((await pool.query('select from orders.inbox where key = $1 and type = any($2)', [id, documented])).rowCount).toBe(0)
    expect(await documentsOf(id)).toEqual([])
  })

  test('a change that tells several notes them all; one that falls through, or tells of something else, notes none', async () => {
    const orders = sqlOrderStore(pool, randomIds)
    const id = await bought()
    await shop.settle()
    await workOff(shop)
    const order = (await orders.find(id))!
    const telling = (name: string) => ({ type: `vitrine.orders.v1.${name}`, body: {} })
    const told = ['OrderRefunded', 'OrderMoved', 'OrderChanged', 'OrderCancelled'].map(telling)
    expect(await orders.change({ order: { ...order, version: order.version - 1 }, told }, clock())).toBe(false)
    expect(await documentsOf(id)).toEqual([])
    expect(await orders.change({ order, told: [telling('OrderMoved')] }, clock())).toBe(true)
    expect(await documentsOf(id)).toEqual([])
    expect(await orders.change({ order: { ...order, version: order.version + 1 }, told }, clock())).toBe(true)
    const events = await toldOf(id)
    expect(events).toHaveLength(3)
    expect(await documentsOf(id)).toEqual(events.map((event) => ({ id: `${event}-document` })))
    await pool.query('delete from orders.outbox where key = $1', [id]) // bodies that no order told
    await workOff(shop)
    expect([await documentsOf(id), await invoicesOf(id)]).toEqual([[], 1])
  })

  test('who claims at once takes others, each once, the oldest first; a claim writes no index anew', async () => {
    const errands = sqlErrandStore(pool)
    const id = await bought()
    await workOff(shop)
    const due = (n: number) => new Date(Date.UTC(2020, 0, 1, 0, n))
    const owe = `insert into orders.errand (id, order_id, kind, due_at, lease_until) select $1 || n, $2, 'document', t, t
      from unnest($3::timestamptz[]) with ordinality as d (t, n)`
    const dues = (count: number) => Array.from({ length: count }, (_one, n) => due(n))
    await pool.query(owe, ['d', id, dues(40)])
    const [at, later] = [due(100), due(200)]
    const idsOf = (some: readonly { readonly id: string }[]) => some.map((each) => each.id).toSorted()
    const other = await pool.connect()
    await other.query('begin')
    expect(idsOf(await sqlErrandStore(other).claimDocuments(at, later, 4))).toEqual(['d1', 'd2', 'd3', 'd4'])
    let isAnswered = false
    const beside = errands.claimDocuments(at, later, 4).finally(() => void (isAnswered = true))
    const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
    const isWaiting = async () => (await pool.query(waiting)).rowCount !== 0
    await expect.poll(async () => isAnswered || (await isWaiting())).toBe(true)
    await other.query('commit')
    other.release()
    expect(idsOf(await beside)).toEqual(['d5', 'd6', 'd7', 'd8'])
    const claimed = (await Promise.all(Array.from({ length: 16 }, () => errands.claimDocuments(at, later, 4)))).flat()
    const rest = await errands.claimDocuments(at, later, 100)
    const all = [...claimed, ...rest]
    expect([all.length, new Set(idsOf(all)).size]).toEqual([32, 32])
    expect(new Set(all.map(({ tries }) => tries))).toEqual(new Set([1]))
    expect(await errands.claimDocuments(at, later, 100)).toEqual([])
    expect(await errands.claimDocuments(later, due(300), 100)).toHaveLength(40) // who took them died
    await pool.query('delete from orders.errand where order_id = $1', [id])

    const tx = await pool.connect()
    await tx.query('begin')
    await tx.query(owe, [randomIds(), id, dues(200)]) // several pages of them
    const text = `select n_tup_upd::int as changed, n_tup_hot_upd::int as "inPlace" from pg_stat_xact_user_tables where relid = 'orders.errand'::regclass`
    const before = (await tx.query<{ changed: number; inPlace: number }>(text)).rows[0]!
    expect(await sqlErrandStore(tx).claimDocuments(due(300), due(400), 200)).toHaveLength(200)
    const { rows } = await tx.query(text)
    await tx.query('rollback')
    tx.release()
    expect(rows).toEqual([{ changed: before.changed + 200, inPlace: before.inPlace + 200 }])
  })

  test('what the version before tells beside this one is noted too, and is nothing where it arrives', async () => {
    const [id, other] = [await bought(), await bought()]
    await shop.settle()
    await workOff(shop)
    const [event, moved] = [randomIds(), randomIds()]
    await toldBefore(event, id)
    await toldBefore(moved, other, 'vitrine.orders.v1.OrderMoved')
    expect(await documentsOf(id)).toEqual([{ id: `${event}-document` }])
    expect(await documentsOf(other)).toEqual([])
    const own = createClient(InboxService, shop.peer('orders'))
    for (let twice = 0; twice < 2; twice++) {
      await own.deliver({ events: documented.map((type, n) => ({ id: `${event} ${n}`, type, key: id, bodyJson: '{}' })) })
      await shop.settle()
    }
    const heard = await pool.query('select from orders.inbox where key = $1 and type = any($2) and handled_at is not null', [
      id,
      documented,
    ])
    expect(heard.rowCount).toBe(documented.length)
    expect(await documentsOf(id)).toEqual([{ id: `${event}-document` }])
    await pool.query('delete from orders.outbox where id = any($1)', [[event, moved]])
    clock.advance(Math.max(0, Date.now() + 60_000 - clock().getTime())) // it is due by the clock on the wall
    await workOff(shop)
    expect([await documentsOf(id), await invoicesOf(id)]).toEqual([[], 1])
  })

  test('an update owes the documents of what was told before it and not heard, wherever it lies, once', async () => {
    const old = await emptyDatabase(serverUrl)
    const folder = new URL('./migrations/', import.meta.url)
    const before = mkdtempSync(join(tmpdir(), 'vitrine-orders-'))
    for (const file of readdirSync(folder)) if (file < '035') cpSync(new URL(file, folder), join(before, file))
    const events = new URL(`../../${eventMigrations}/`, import.meta.url)
    await migrate(old, 'orders', [events, pathToFileURL(`${before}/`)])
    rmSync(before, { recursive: true })
    await old.query(`
      insert into orders.shop_order (id, position, number, status, cart_id, customer_id, email, locale, currency, lines, totals, total_minor, shipping,
        delivery_method_id, pickup_point_id, payments, timeline, placed_at)
      values ('o', 1, 'V-000001', 'placed', 'c', '', '', 'fr', 'EUR', '[]', '{}', 0, '{}', '', '', '[]', '[]', now());
      insert into orders.outbox (id, type, key, body) values ('told', '${paid}', 'o', '{}'), ('twice', '${paid}', 'o', '{}'),
        ('noted', '${paid}', 'o', '{}'), ('placed', 'vitrine.orders.v1.OrderPlaced', 'o', '{}');
      insert into orders.outbox_waiting (consumer, position, id, type, key, body, created_at)
      values ('orders', 90, 'waits', 'vitrine.orders.v1.OrderRefunded', 'o', '{}', now()), ('delivery', 91, 'theirs', '${paid}', 'o', '{}', now());
      insert into orders.inbox (event_id, type, key, body, handled_at, dead_at) values ('twice', '${paid}', 'o', '{}', null, null),
        ('heard', '${paid}', 'o', null, now(), null), ('dead', 'vitrine.orders.v1.OrderChanged', 'o', '{}', null, now());
      insert into orders.errand (id, order_id, kind, due_at, lease_until, done_at) values ('noted-document', 'o', 'document', now(), now(), now())`)
    expect(await migrate(old, 'orders', [events, folder])).toContain('035-documents-owed-as-told.sql')
    const { rows } = await old.query<{ id: string }>('select id from orders.errand where done_at is null order by id')
    expect(rows.map(({ id }) => id)).toEqual(['dead', 'told', 'twice', 'waits'].map((event) => `${event}-document`))
  })

  test('verify finds nothing wrong', async () => expect(await breaksIn(shop)).toEqual([]))
})
