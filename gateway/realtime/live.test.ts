import { once } from 'node:events'
import { create, type DescMessage, toJson } from '@bufbuild/protobuf'
import { AvailabilityChangedSchema } from '@vitrine/contracts/stock/v1/events'
import {
  OrderCancelledSchema,
  OrderChangedSchema,
  OrderMovedSchema,
  OrderPaidSchema,
  OrderPlacedSchema,
  OrderRefundedSchema,
  ReturnMovedSchema,
} from '@vitrine/contracts/orders/v1/events'
import { openInbox } from '@vitrine/platform/events/inbox'
import { randomIds } from '@vitrine/platform/ids/ids'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { openPool } from '@vitrine/platform/sql/pool'
import type pg from 'pg'
import pino from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { testGateway } from '../test-gateway.ts'
import { liveEvents, liveMessages, toldAsTheyCome } from './live-events.ts'
import { liveFeed } from './live-feed.ts'

const pool = await testDatabase()
const door = await testGateway(pool)
let address = ''
beforeAll(async () => {
  address = (await door.app.listen({ port: 0, host: '127.0.0.1' })).replace('http', 'ws')
})
afterAll(() => door.stop())

interface Message {
  readonly type: string
  readonly topic?: string
  readonly id?: string
  readonly data?: Record<string, unknown>
}

function listener(headers: Record<string, string> = {}, path = '/ws') {
  const socket = new WebSocket(`${address}${path}`, { headers })
  const heard: Message[] = []
  let closed: number | undefined
  socket.on('message', (data: Buffer) => heard.push(JSON.parse(String(data)) as Message))
  socket.on('close', (code) => (closed = code))
  socket.on('error', () => {})
  const say = (message: object) =>
    socket.readyState === socket.OPEN
      ? socket.send(JSON.stringify(message))
      : socket.once('open', () => socket.send(JSON.stringify(message)))
  return { socket, heard, say, closed: () => closed }
}

async function availability(available: number, variantId: string) {
  const body = toJson(
    AvailabilityChangedSchema,
    create(AvailabilityChangedSchema, { variantId, state: available > 0 ? 'low' : 'sold-out', available }),
  )
  const event = { id: randomIds(), type: AvailabilityChangedSchema.typeName, key: variantId, body }
  await door.shop.deliver(event)
  await door.shop.deliver(event) // a relay may repeat itself
  await door.shop.settle()
}

test('a page hears of the pieces it asked about, once each, and what it missed when it comes back', async () => {
  const variantId = `lise-${randomIds()}`
  const page = listener()
  page.say({ type: 'subscribe', topic: `stock:${variantId}` })
  await expect.poll(() => page.heard.map(({ type }) => type)).toEqual(['subscribed'])
  await availability(3, variantId)
  await availability(9, 'another')
  await expect
    .poll(() => page.heard.slice(1))
    .toMatchObject([{ topic: `stock:${variantId}`, type: 'availability-changed', data: { available: 3 } }])
  page.socket.close()
  await availability(0, variantId)
  const again = listener()
  again.say({ type: 'subscribe', topic: `stock:${variantId}`, after: page.heard[1]?.id })
  await expect.poll(() => again.heard.map(({ data }) => data?.['available'])).toEqual([undefined, 0])
  again.socket.close()
})

test('what a page missed is not told again by what runs meanwhile', async () => {
  const variantId = `noe-${randomIds()}`
  const open = listener()
  open.say({ type: 'subscribe', topic: `stock:${variantId}` })
  await expect.poll(() => open.heard.length).toBe(1)
  for (const available of [3, 2, 1]) {
    await availability(available, variantId) // nobody has looked yet: this page keeps the feed running, which looks every 250 ms
    const back = listener()
    back.say({ type: 'subscribe', topic: `stock:${variantId}`, after: '0' })
    await expect.poll(() => back.heard.length).toBeGreaterThan(1)
    await availability(9, variantId)
    await expect.poll(() => back.heard.at(-1)?.data?.['available']).toBe(9)
    const ids = back.heard.slice(1).map(({ id }) => id)
    expect(ids).toEqual([...new Set(ids)])
    back.socket.close()
  }
  open.socket.close()
})

test('a listener is told that it listens once nothing is missed any more, and not before', async () => {
  const one = openPool(String(pool.options.connectionString), 1)
  const busy = await one.connect()
  const feed = liveFeed(one, pino({ level: 'silent' }), 10)
  const heard: string[] = []
  const listening = feed.listen(({ topic }) => heard.push(topic))
  let hasBegun = false
  const begun = listening.begun.then(() => (hasBegun = true))
  await pool.query(`insert into gateway.live_message (topic, type, data) values ('before', 't', '{}')`)
  expect(hasBegun).toBe(false)
  busy.release()
  await begun
  await pool.query(`insert into gateway.live_message (topic, type, data) values ('after', 't', '{}')`)
  await expect.poll(() => heard).toEqual(['after'])
  listening.stop()
  await feed.stop()
  await one.end()
})

test('messages are told in their order, also where their numbers grow by a digit', async () => {
  await pool.query('alter table gateway.live_message alter column id restart with 9999998')
  const feed = liveFeed(pool, pino({ level: 'silent' }), 10)
  const heard: unknown[] = []
  const listening = feed.listen(({ data }) => heard.push(data))
  await listening.begun
  const text = `insert into gateway.live_message (topic, type, data) select 'order:' || $1, 't', to_jsonb(n) from generate_series(1, 5) as n`
  const orderId = randomIds()
  await pool.query(text, [orderId])
  await expect.poll(() => heard).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 5, 5]) // to the order's page and to the office
  for (const topic of [`order:${orderId}`, 'admin:orders'])
    expect((await feed.after(topic, '9999998')).map(({ id }) => id)).toEqual(['9999999', '10000000', '10000001', '10000002'])
  listening.stop()
  await feed.stop()
})

/** The gateway's own inbox at work; `asked` counts what it asks to have told. */
function atWork() {
  const asked: string[] = []
  const counted = Object.assign(Object.create(pool) as typeof pool, {
    query(statement: pg.QueryConfig & { name?: string }, values?: unknown[]) {
      asked.push(statement.name ?? '')
      return pool.query(statement, values)
    },
  })
  const own = {
    ownMark: toldAsTheyCome(counted),
    handlers: liveEvents(),
    apart: Object.keys(liveMessages),
    handled: () => {},
    pollMs: 100,
    log: () => {},
  }
  const inbox = openInbox({ pool, schema: 'gateway', ...own })
  inbox.start()
  return { inbox, asked }
}

const moved = (orderId: string, status = 'packed', customerId = 'ada') => {
  const body = toJson(OrderMovedSchema, create(OrderMovedSchema, { orderId, customerId, status }))
  return { id: randomIds(), type: OrderMovedSchema.typeName, key: orderId, body }
}

async function toldOf(...orderIds: string[]) {
  const text = `select topic, data ->> 'status' as status from gateway.live_message where data ->> 'orderId' = any($1) order by id`
  return (await pool.query<{ topic: string; status: string }>(text, [orderIds])).rows.map(({ topic, status }) => `${topic} ${status}`)
}

const inboxOf = async (orderIds: readonly string[]) =>
  (await pool.query('select from gateway.inbox where key = any($1)', [orderIds])).rowCount

test('what events have to tell that come together is one statement, in their order, and all that is kept of them', async () => {
  const { inbox, asked } = atWork()
  const ids = Array.from({ length: 5 }, () => randomIds())
  const events = [...ids.map((id) => moved(id)), moved(ids[0]!, 'shipped')]
  await inbox.accept(events)
  expect(asked).toEqual(['gateway tell'])
  const told = [...ids.flatMap((id) => [`order:${id} packed`, 'me:ada packed']), `order:${ids[0]} shipped`, 'me:ada shipped']
  expect(await toldOf(...ids)).toEqual(told)
  expect(await inboxOf(ids)).toBe(0)
  await inbox.accept(events)
  await inbox.accept([events[3]!, events[3]!])
  await inbox.stop()
  expect(await toldOf(...ids)).toEqual(told)
})

test('what cannot be told holds up its own order alone, whatever comes later, and is put aside after five tries', async () => {
  const { inbox } = atWork()
  const [bad, good] = [randomIds(), randomIds()]
  const events = [{ ...moved(bad), body: { orderId: 7 } }, moved(bad, 'shipped'), moved(good)]
  await inbox.accept(events)
  await expect.poll(() => toldOf(good)).toEqual([`order:${good} packed`, 'me:ada packed'])
  await inbox.accept([moved(bad, 'delivered')]) // nothing is wrong with it
  const aside = async () => {
    await pool.query('update gateway.inbox set due_at = now() where key = $1 and handled_at is null', [bad])
    return (await pool.query('select event_id, attempts from gateway.inbox where key = $1 and dead_at is not null', [bad])).rows
  }
  expect(await toldOf(bad)).toEqual([])
  await expect.poll(aside, { timeout: 10_000 }).toEqual([{ event_id: events[0]!.id, attempts: 5 }])
  await expect.poll(() => toldOf(bad)).toEqual(['shipped', 'delivered'].flatMap((status) => [`order:${bad} ${status}`, `me:ada ${status}`]))
  await inbox.stop()
})

test('a customer hears of their own orders, staff of all, and nobody of anybody else’s', async () => {
  const { token } = await door.customer()
  const me = (await door.get('/v1/me', token)).json().id as string
  const own = listener()
  own.say({ type: 'hello', token })
  own.say({ type: 'subscribe', topic: 'me' })
  const staff = listener({ authorization: `Bearer ${await door.staff('support')}` })
  staff.say({ type: 'subscribe', topic: 'admin:orders' })
  const told = () => staff.heard.filter(({ data }) => String(data?.['orderId']).startsWith('o-')) // and not what was told just before
  await expect.poll(() => [own.heard.length, staff.heard.some(({ type }) => type === 'subscribed')]).toEqual([2, true])
  for (const customerId of ['somebody-else', me]) {
    const body = toJson(OrderMovedSchema, create(OrderMovedSchema, { orderId: `o-${customerId}`, customerId, status: 'packed' }))
    await door.shop.deliver({ id: randomIds(), type: OrderMovedSchema.typeName, key: `o-${customerId}`, body })
  }
  await door.shop.settle()
  await expect.poll(told).toHaveLength(2)
  await expect
    .poll(() => own.heard.slice(2))
    .toMatchObject([{ topic: 'me', type: 'order-moved', data: { orderId: `o-${me}`, status: 'packed' } }])
  own.socket.close()
  staff.socket.close()

  const back = listener({ authorization: `Bearer ${await door.staff('support')}` })
  back.say({ type: 'subscribe', topic: 'admin:orders', after: told()[0]!.id })
  await expect.poll(() => back.heard.slice(1)).toEqual([told()[1]])
  back.socket.close()
})

test('what is told of an order is read from every event that carries one, and whoever is named in it hears of it once', async () => {
  const order = { id: randomIds(), number: '2026-000007', customerId: 'ada', email: 'ada@example.com', lines: [{ id: 'l', quantity: 2 }] }
  const tellings: readonly [DescMessage, string, Record<string, unknown>][] = [
    [OrderPlacedSchema, 'order-placed', { order: { ...order, status: 'placed' } }],
    [OrderPaidSchema, 'order-paid', { order: { ...order, status: 'paid' } }],
    [OrderCancelledSchema, 'order-cancelled', { order: { ...order, status: 'cancelled' } }],
    [OrderRefundedSchema, 'order-refunded', { order: { ...order, status: 'refunded' } }],
    [OrderChangedSchema, 'order-changed', { order: { ...order, status: 'paid' } }],
    [ReturnMovedSchema, 'order-return', { order: { ...order, status: 'delivered' } }],
    [OrderPaidSchema, 'order-paid', { order: { id: order.id, status: 'paid' } }], // a guest's, without a number yet
    [OrderPaidSchema, 'order-paid', {}],
  ]
  const handlers = liveEvents()
  const tx = await pool.connect()
  for (const [schema, , init] of tellings) {
    const body = toJson(schema, create(schema, init))
    await handlers[schema.typeName]!({ id: randomIds(), type: schema.typeName, key: order.id, body }, tx)
  }
  tx.release()
  const text = `select topic, type, data from gateway.live_message where data ->> 'orderId' = $1 order by id`
  const { rows } = await pool.query(text, [order.id])
  const told = (type: string, status: string, number?: string) => ({ type, data: { orderId: order.id, ...(number && { number }), status } })
  expect(rows).toEqual([
    ...tellings.slice(0, 6).flatMap(([, type, init]) => {
      const { status } = (init as { readonly order: { readonly status: string } }).order
      return [`order:${order.id}`, 'me:ada'].map((topic) => ({ topic, ...told(type, status, order.number) }))
    }),
    { topic: `order:${order.id}`, ...told('order-paid', 'paid') },
  ])
})

test.each([
  ['a bad token', { type: 'hello', token: 'x' }, 4401],
  ['the topic of staff, asked for by a guest', { type: 'subscribe', topic: 'admin:orders' }, 4403],
  ['the orders of a person nobody is', { type: 'subscribe', topic: 'me' }, 4403],
  ['an order nobody placed', { type: 'subscribe', topic: 'order:nobody' }, 4403],
  ['a topic there is not', { type: 'subscribe', topic: 'everything' }, 4403],
  ['a frame above 1 MB', { type: 'subscribe', topic: 'x'.repeat(1_100_000) }, 1009],
])('%s closes the socket', async (_, message, code) => {
  const page = listener()
  page.say(message)
  await expect.poll(page.closed).toBe(code)
})

test.each(['/ws', '/ws/try-on'])('a page of another site is not listened to at %s, nor is a bad token', async (path) => {
  const page = listener({ origin: 'https://evil.example' }, path)
  const machine = listener({ authorization: 'Bearer x' }, path)
  await expect.poll(() => [page.closed(), machine.closed()]).toEqual([4403, 4401])
})

test('a try-on stream asks for a frame that is sold, and an address has four of them', async () => {
  const hello = { type: 'hello', mode: 'image', width: 640, height: 480, variantId: 'nobody' }
  const kiosks = Array.from({ length: 5 }, () => listener({ origin: 'https://partner.example' }, '/ws/try-on'))
  await expect.poll(() => kiosks.every(({ socket }) => socket.readyState === socket.OPEN)).toBe(true)
  for (const kiosk of kiosks.toReversed()) kiosk.say(hello)
  await expect.poll(() => kiosks.map(({ closed }) => closed()).toSorted()).toEqual([1008, 1008, 1008, 1008, 4429])
  const codes = kiosks.map(({ heard }) => (heard[0] as { code?: string } | undefined)?.code).toSorted()
  expect(codes).toEqual(['not-found', 'not-found', 'not-found', 'not-found', 'too-many-requests'])
})

test('a gateway that stops says so', async () => {
  const other = await testGateway(await testDatabase())
  const at = (await other.app.listen({ port: 0, host: '127.0.0.1' })).replace('http', 'ws')
  const socket = new WebSocket(`${at}/ws`)
  await once(socket, 'open')
  const closed = once(socket, 'close') as Promise<[number]>
  await other.stop()
  expect((await closed)[0]).toBe(1001)
})
