import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { services } from '../../system/services.ts'
import type { SpreadShop } from './spread-shop.ts'

export interface Poisoned {
  readonly others: number
  /** Of those, not handled while the bad one was still being tried. */
  readonly blocked: number
  readonly othersInMs: number
  /** How often the bad one was tried before it was put aside, and with which reason. */
  readonly tries: number
  readonly reason: string
  /** Mended and sent back, it was handled. */
  readonly isRevived: boolean
  /** The control: as many events in one line with the bad one. */
  readonly naiveBlocked: number
}

const type = 'vitrine.stock.v1.AvailabilityChanged'
/** What a service remembers of the events it handled: what the gateway told is its own mark (`docs/decisions/0045`). */
const handledBy = (hearer: string) =>
  `select event_id from ${hearer}.inbox where handled_at is not null${hearer === 'gateway' ? ' union select event_id from gateway.live_message' : ''}`
const hearers = services.filter(({ hears }) => hears.some((heard) => heard === type)).map(({ name }) => name)
/** On a machine that does other work. */
const withinMs = 60_000

/** The catalogue and others hear of stock: among `others` good events is one that its handler cannot read. */
export async function poisonedQueue({ query }: SpreadShop, others: number): Promise<Poisoned> {
  const levels = await query<{ variantId: string; state: string }>(
    'stock',
    `select variant_id as "variantId", case when on_hand - reserved <= 0 then 'sold-out' when on_hand - reserved <= 5 then 'low' else 'available' end as state
     from stock.stock_level order by variant_id`,
  )
  const good = (n: number) => ({ ...levels[n % levels.length]!, at: new Date().toISOString() }) // there is stock
  const bad = { variantId: levels[0]!.variantId, state: 'low' } // as above
  const poison = randomUUID()
  const events = Array.from({ length: others }, (_, n) => ({ id: randomUUID(), key: `good ${n}`, body: good(n) }))
  const began = performance.now()
  await tell([...events.slice(0, others / 2), { id: poison, key: 'bad', body: bad }, ...events.slice(others / 2)])
  const blocked = await holding(poison, () => unhandled(events.map(({ id }) => id)))
  const othersInMs = performance.now() - began

  // What would wait for half a minute is done now: its next try, until it is put aside.
  const until = performance.now() + withinMs
  let aside = await lookAside()
  for (; !aside.isAside && performance.now() < until; aside = await lookAside()) {
    await everywhere('set due_at = now() where event_id = $1 and handled_at is null', [poison])
    await sleep(100)
  }
  const isRevived = await mend(poison)
  return { others, blocked, othersInMs, tries: aside.tries, reason: aside.reason, isRevived, naiveBlocked: await inOneLine() }

  async function tell(some: readonly { readonly id: string; readonly key: string; readonly body: object }[]) {
    const values = [some.map(({ id }) => id), type, some.map(({ key }) => key), some.map(({ body }) => JSON.stringify(body))]
    await query(
      'stock',
      `insert into stock.outbox (id, type, key, body) select id, $2, key, body::jsonb
       from unnest($1::text[], $3::text[], $4::text[]) with ordinality as e (id, key, body, n) order by n`,
      values,
    )
  }

  async function everywhere(change: string, values: readonly unknown[]) {
    for (const hearer of hearers) await query(hearer, `update ${hearer}.inbox ${change}`, values)
  }

  /** What staff do: the body is put right, and the event sent back; with whoever has it, and whoever gets it late. Answers whether all handled it. */
  async function mend(id: string): Promise<boolean> {
    const change = 'set body = $2, dead_at = null, attempts = 0, due_at = now() where event_id = $1 and handled_at is null'
    const end = performance.now() + withinMs
    for (; (await handledOf([id])) === 0 && performance.now() < end; await sleep(300))
      await everywhere(change, [id, JSON.stringify(good(0))])
    return (await handledOf([id])) === 1
  }

  /** By all who hear of them. */
  async function handledOf(ids: readonly string[]): Promise<number> {
    const counts = hearers.map(async (hearer) => {
      const text = `select count(*)::int as count from (${handledBy(hearer)}) as handled where event_id = any($1)`
      return (await query<{ count: number }>(hearer, text, [ids]))[0]!.count // a count is one row
    })
    return Math.min(...(await Promise.all(counts)))
  }

  /** How many are not handled once all are, or after a while. */
  async function unhandled(ids: readonly string[], patienceMs = withinMs): Promise<number> {
    const until = performance.now() + patienceMs
    let handled = await handledOf(ids)
    for (; handled < ids.length && performance.now() < until; handled = await handledOf(ids)) await sleep(50)
    return ids.length - handled
  }

  /** The bad one is neither handled nor put aside until we say so: whoever waits for it waits. */
  async function holding<T>(bad: string, work: () => Promise<T>): Promise<T> {
    let isOver = false
    const held = (async () => {
      for (; !isOver; await sleep(100))
        await everywhere(`set due_at = now() + interval '1 hour' where event_id = $1 and attempts > 0`, [bad])
    })()
    try {
      return await work()
    } finally {
      isOver = true
      await held
    }
  }

  async function lookAside() {
    const looks = hearers.map(async (hearer) => {
      const text = `select attempts as tries, reason, dead_at is not null as "isAside" from ${hearer}.inbox where event_id = $1`
      return (await query<{ tries: number; reason: string | null; isAside: boolean }>(hearer, text, [poison]))[0]
    })
    const rows = await Promise.all(looks)
    return {
      tries: Math.max(...rows.map((row) => row?.tries ?? 0)),
      reason: rows[0]?.reason ?? '',
      isAside: rows.every((row) => row?.isAside),
    }
  }

  async function inOneLine(): Promise<number> {
    const [first, line] = [randomUUID(), events.slice(0, 50).map((event) => ({ ...event, id: randomUUID(), key: 'one line' }))]
    await tell([{ id: first, key: 'one line', body: bad }, ...line])
    const ids = line.map(({ id }) => id)
    const held = await holding(first, () => unhandled(ids, 3_000))
    await mend(first)
    await unhandled(ids)
    return held
  }
}
