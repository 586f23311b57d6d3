import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '@vitrine/platform/watch/log'
import type pg from 'pg'

export interface Told {
  /** Rises; what a listener names to hear what it missed. */
  readonly id: string
  readonly topic: string
  readonly type: string
  readonly data: unknown
}

/** What the office listens to: it is told of every order, and what an order is told is kept once. */
const ofOffice = 'admin:orders'
const isOfOrder = ({ topic }: Told) => topic.startsWith('order:')
const forOffice = (message: Told): Told => ({ ...message, topic: ofOffice })

// In order of the number: `id` alone would be the text that is answered, and 9 comes after 10 there.
const newestOf = (which: string) =>
  `select id::text, topic, type, data from gateway.live_message as m where ${which} and m.id > $1 order by m.id desc limit 200`

export interface LiveFeed {
  /** Messages of one topic after an id, oldest first; at most 200, the newest of them. */
  after(topic: string, id: string): Promise<Told[]>
  listen(hear: (message: Told) => void): Listening
  stop(): Promise<void>
}

export interface Listening {
  /** From when on nothing told is missed. */
  readonly begun: Promise<void>
  stop(): void
}

/** A transaction may commit later than one with a higher id: ids of the last while are looked at again. */
const lookBackMs = 10_000

/**
 * Hands out what any copy of the gateway heard, each message once. Looks every `pollMs` while somebody listens and not at all otherwise,
 * so that neither orders nor an idle shop pay for it.
 */
export function liveFeed(pool: pg.Pool, log: Log, pollMs = 250): LiveFeed {
  const listeners = new Set<(message: Told) => void>()
  const stopping = new AbortController()
  let seen = new Map<string, number>()
  let floor = '0'
  let working: ReturnType<typeof start> | undefined

  async function newest(statement: pg.QueryConfig): Promise<Told[]> {
    const { rows } = await pool.query<Told>(statement)
    return rows.toReversed()
  }

  async function begin() {
    const { rows } = await pool.query<{ id: string | null; recent: string[] | null }>({
      name: 'gateway live begin',
      text: `
        with old as materialized (select id from gateway.live_message where at < now() - interval '10 seconds' order by id desc limit 1)
        select (select id from old), (select array_agg(id::text) from gateway.live_message where id > coalesce((select id from old), 0)) as recent`,
    })
    floor = rows[0]?.id ?? '0'
    seen = new Map((rows[0]?.recent ?? []).map((id) => [id, performance.now()]))
  }

  async function look() {
    const { rows } = await pool.query<Told>({
      name: 'gateway live look',
      text: 'select id::text, topic, type, data from gateway.live_message as m where m.id > $1 order by m.id limit 1000',
      values: [floor],
    })
    const now = performance.now()
    for (const message of rows) {
      if (seen.has(message.id)) continue
      seen.set(message.id, now)
      for (const hear of listeners) hear(message)
      if (isOfOrder(message)) for (const hear of listeners) hear(forOffice(message))
    }
    for (const [id, at] of seen) {
      if (now - at < lookBackMs) break
      seen.delete(id)
      if (BigInt(id) > BigInt(floor)) floor = id
    }
  }

  async function work(begun: () => void) {
    let hasBegun = false
    while (listeners.size > 0 && !stopping.signal.aborted) {
      try {
        if (!hasBegun) await begin()
        hasBegun = true
        begun()
        await look()
      } catch (error) {
        log.warn({ err: error }, 'live messages wait')
      }
      await sleep(pollMs, undefined, { signal: stopping.signal }).catch(() => {}) // rejects when stopped
    }
    working = undefined
  }

  function start() {
    let begun = () => {}
    const isBegun = new Promise<void>((resolve) => (begun = resolve))
    return { isBegun, done: work(begun) }
  }

  return {
    async after(topic, id) {
      if (topic !== ofOffice) return newest({ name: 'gateway live after', text: newestOf('topic = $2'), values: [id, topic] })
      const told = await newest({ name: 'gateway live after of orders', text: newestOf(`topic like 'order:%'`), values: [id] })
      return told.map(forOffice)
    },
    listen(hear) {
      listeners.add(hear)
      working ??= start()
      return { begun: working.isBegun, stop: () => void listeners.delete(hear) }
    },
    async stop() {
      stopping.abort()
      await working?.done
    },
  }
}
