import { setTimeout as sleep } from 'node:timers/promises'
import { createClient } from '@connectrpc/connect'
import { InboxService } from '@vitrine/contracts/inbox/v1'
import { grpcTransport, serveGrpc } from '@vitrine/platform/rpc/grpc'
import { client, countStock, crowd, patient, pay, signIn, variantsOnSale } from '../shopper.ts'
import { faultProxy } from './fault-proxy.ts'
import { capturesByOrder } from './provider-ledger.ts'
import { readyCarts } from './ready-carts.ts'
import type { DoorName, SpreadShop } from './spread-shop.ts'

export interface Outage {
  readonly orders: number
  /** Checkouts that were not answered 201 while those who hear of them were away. */
  readonly refused: number
  /** Answers of consumers that were lost on the way: the relay sends those events again. */
  readonly lostAnswers: number
  /** Orders without their parcel, or without one of their mails. */
  readonly lost: number
  /** Parcels, mails at their server, captures and movements of stock beyond one of each. */
  readonly doubled: number
  /** From the end of the outage until nothing waits to be sent or handled. */
  readonly drainedInMs: number
  readonly naive: { readonly lost: number; readonly doubled: number }
}

/** Those who hear that an order is paid. */
const consumers: readonly DoorName[] = ['delivery', 'notifications', 'recommendations', 'audit', 'gateway events']
const mailsOfOrder = 3
/** Longer than it may take: what comes too late is told from what is lost. */
const patienceMs = 300_000

/**
 * While people pay, whoever hears of it is away (half of the time), then hears and is not heard answering (the other half); then the process that
 * tells of it, the relay, is killed with what it has not sent. Afterwards every order must have its parcel and its mails, and nothing twice.
 */
export async function eventsOutage(spread: SpreadShop, orders: number, outageMs: number): Promise<Outage> {
  const { shop, door } = spread
  const knock = patient(client(shop.api))
  const staff = await signIn(knock, 'boss@example.com', 'a long enough secret')
  const [, variant] = await variantsOnSale(knock)
  await countStock(knock, staff, variant!.id, orders + 100)
  const ask = (text: string, values: readonly unknown[]) => spread.query('orders', text, values)
  const carts = await readyCarts(knock, ask, variant!.id, Array(orders).fill(1))
  const before = { mails: spread.mails.length, lostAnswers: lostAnswers() }

  const began = performance.now()
  for (const name of consumers) door(name).set('refuse')
  const deaf = sleep(outageMs / 2).then(() => consumers.forEach((name) => door(name).set('deafen')))
  const replies = await crowd(orders, 8, async (n) => {
    await sleep((outageMs * n) / orders - (performance.now() - began)) // spread over the whole outage
    return pay(knock, carts[n]!)
  })
  await deaf
  await sleep(outageMs - (performance.now() - began))
  await shop.kill('orders')
  for (const name of consumers) door(name).set('pass')
  const back = performance.now()
  await shop.start('orders')
  const ids = replies.filter(({ status }) => status === 201).map(({ body }) => body.id as string)
  while (performance.now() - back < patienceMs && (!(await isDrained(spread)) || (await lostOf(spread, ids)) > 0)) await sleep(200)
  const drainedInMs = performance.now() - back
  return {
    orders,
    refused: orders - ids.length,
    lostAnswers: lostAnswers() - before.lostAnswers,
    lost: await lostOf(spread, ids),
    doubled: await doubledOf(spread, ids, before.mails),
    drainedInMs,
    naive: await naively(orders),
  }

  function lostAnswers() {
    return consumers.reduce((sum, name) => sum + door(name).lostAnswers, 0)
  }
}

/** Nothing waits to be sent, and nothing that arrived waits to be handled. */
async function isDrained({ query }: SpreadShop): Promise<boolean> {
  const waiting = async (service: string) => {
    const text = `select ((select count(*) from ${service}.outbox) + (select count(*) from ${service}.outbox_waiting)
      + (select count(*) from ${service}.inbox where handled_at is null and dead_at is null))::int as count`
    return (await query<{ count: number }>(service, text))[0]!.count // a count is one row
  }
  const counts = await Promise.all(
    ['orders', 'delivery', 'notifications', 'recommendations', 'audit', 'gateway', 'stock', 'payments'].map(waiting),
  )
  return counts.every((count) => count === 0)
}

async function lostOf({ query }: SpreadShop, ids: readonly string[]): Promise<number> {
  const parcels = await query<{ id: string }>('delivery', 'select order_id as id from delivery.parcel where order_id = any($1)', [ids])
  const mails = await query<{ id: string }>(
    'notifications',
    `select order_id as id from notifications.mail where order_id = any($1) and state = 'sent' group by order_id having count(*) >= $2`,
    [ids, mailsOfOrder],
  )
  const [sent, written] = [new Set(parcels.map(({ id }) => id)), new Set(mails.map(({ id }) => id))]
  return ids.filter((id) => !sent.has(id) || !written.has(id)).length
}

async function doubledOf(spread: SpreadShop, ids: readonly string[], mailsBefore: number): Promise<number> {
  const { query, mails, data } = spread
  const beyondOne = async (service: string, text: string) =>
    (await query<{ count: number }>(service, `select coalesce(sum(n - 1), 0)::int as count from (${text}) as found (n)`, [ids]))[0]!.count
  const captures = capturesByOrder(data)
  const letters = mails.slice(mailsBefore).map((mail) => `${/^To: (.*)$/im.exec(mail)?.[1]} ${/^Subject: (.*)$/im.exec(mail)?.[1]}`)
  return (
    (await beyondOne('delivery', 'select count(*) from delivery.parcel where order_id = any($1) group by order_id')) +
    (await beyondOne('stock', `select count(*) from stock.movement where order_id = any($1) and reason = 'sold' group by order_id`)) +
    ids.reduce((sum, id) => sum + Math.max(0, (captures.get(id) ?? 0) - 1), 0) +
    (letters.length - new Set(letters).size)
  )
}

/**
 * The control, over the same kind of network: who tells once and forgets loses what the other did not hear; who repeats until it is answered, to
 * somebody who does not remember, has it done twice.
 */
async function naively(count: number): Promise<Outage['naive']> {
  const effects = new Map<string, number>()
  const server = await serveGrpc((router) =>
    router.service(InboxService, {
      deliver({ events }) {
        for (const { id } of events) effects.set(id, (effects.get(id) ?? 0) + 1)
        return {}
      },
    }),
  )
  const proxy = await faultProxy(new URL(server.url).host)
  const transport = grpcTransport(`http://${proxy.address}`)
  const { deliver } = createClient(InboxService, transport)
  const tell = (id: string) => deliver({ events: [{ id, type: 'Paid', key: id, bodyJson: '{}' }] }, { timeoutMs: 2_000 })
  proxy.set('refuse')
  for (let n = 0; n < count; n++) await tell(`told once ${n}`).catch(() => {})
  proxy.set('deafen')
  for (let n = 0; n < count; n++) {
    if (n === Math.floor(count / 2)) proxy.set('pass')
    for (let tries = 0; tries < 3; tries++) {
      const isHeard = await tell(`told again ${n}`).then(
        () => true,
        () => false,
      )
      if (isHeard) break
    }
  }
  transport.close()
  await proxy.close()
  await server.close()
  const found = (kind: string) => [...effects].filter(([id]) => id.startsWith(kind))
  return { lost: count - found('told once').length, doubled: found('told again').filter(([, times]) => times > 1).length }
}
