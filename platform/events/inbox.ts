import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { EventHandler } from '../service.ts'
import type { DomainEvent } from './outbox.ts'

/** After this many attempts an event is a dead letter. Source: settled.md 11. */
const maxAttempts = 5
/** 0.2 s, 1 s, 5 s, 25 s. */
const pauseMs = (attempts: number) => 200 * 5 ** (attempts - 1)

export interface Inbox {
  /** Keeps events in the queue, in this order; those that arrived before change nothing. Settles once they are on disk. */
  accept(events: readonly DomainEvent[]): Promise<void>
  /** Handles what is due, once; answers how many events it took. */
  round(): Promise<number>
  stop(): Promise<void>
}

export interface InboxOptions {
  readonly pool: pg.Pool
  /** The consumer's schema; it holds the tables of `migrations/`. */
  readonly schema: string
  readonly handlers: Readonly<Record<string, EventHandler>>
  /** Called after events were handled: their effects may have written events of their own. */
  readonly handled: () => void
  /** The first pause of a quiet queue. Pauses double up to 8 times that: so late may an event be when its wake-up was lost. */
  readonly pollMs?: number
  readonly log: (line: string) => void
}

interface Claimed {
  readonly position: string
  readonly id: string
  readonly type: string
  readonly key: string
  readonly body: unknown
  readonly attempts: number
}

/**
 * One consumer's own queue of events. Each event has its effect exactly once, however often it arrives and however many processes share the
 * queue: the mark "handled" and the effect are one transaction, so the effect must stay inside the `tx` it is given.
 *
 * Events of one key are handled in order. One that throws is tried 5 times, then put aside as a dead letter with its reason; meanwhile it
 * holds up its own key alone. Handling starts with the first `start`, so a consumer that is still migrating already accepts.
 */
export function openInbox({ pool, schema, handlers, handled, pollMs = 1_000, log }: InboxOptions): Inbox & { start(): void } {
  const stopping = new AbortController()
  let waker = new AbortController()
  let failures = 0
  let working: Promise<void> | undefined
  const inbox = `${pg.escapeIdentifier(schema)}.inbox`

  const accepting = `
    insert into ${inbox} (event_id, type, key, body)
    select id, type, key, body from unnest($1::text[], $2::text[], $3::text[], $4::jsonb[]) with ordinality as e (id, type, key, body, n)
    order by n on conflict (event_id) do nothing`
  const claim = `
    with due as (
      select position from ${inbox} as i
      where handled_at is null and dead_at is null and due_at <= now() and not exists (
        select from ${inbox} as earlier
        where earlier.key = i.key and earlier.position < i.position and earlier.handled_at is null and earlier.dead_at is null)
      order by position limit 20 for update skip locked)
    update ${inbox} as i set due_at = now() + interval '30 seconds', attempts = attempts + 1 from due where i.position = due.position
    returning i.position, i.event_id as id, i.type, i.key, i.body, i.attempts`
  const marking = `update ${inbox} set handled_at = now(), body = null, reason = null where position = $1 and handled_at is null and dead_at is null`
  const later = `update ${inbox} set due_at = now() + $2 * interval '1 millisecond', reason = $3 where position = $1 and handled_at is null`
  const dying = `update ${inbox} set dead_at = now(), reason = $2 where position = $1 and handled_at is null`

  async function handle(event: Claimed): Promise<void> {
    const handler = handlers[event.type]
    if (!handler) throw new Error(`${schema} does not handle ${event.type}`)
    const tx = await pool.connect()
    try {
      await tx.query('begin')
      const { rowCount } = await tx.query({ name: `${schema} inbox mark`, text: marking, values: [event.position] })
      if (rowCount === 1) await handler(event, tx)
      await tx.query('commit')
      tx.release()
    } catch (error) {
      const lost = await tx.query('rollback').then(
        () => false,
        () => true, // the connection is gone, and the transaction with it
      )
      tx.release(lost)
      throw error
    }
  }

  async function attempt(event: Claimed): Promise<void> {
    try {
      await handle(event)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      if (event.attempts >= maxAttempts) {
        await pool.query(dying, [event.position, reason])
        log(`${event.type} ${event.id} was put aside by ${schema} after ${event.attempts} attempts: ${reason}`)
      } else await pool.query(later, [event.position, pauseMs(event.attempts), reason])
    }
  }

  async function round(): Promise<number> {
    const { rows } = await pool.query<Claimed>({ name: `${schema} inbox claim`, text: claim, values: [] })
    const events = rows.toSorted((a, b) => Number(a.position) - Number(b.position))
    // Few at once: handlers share the pool with the shop's own traffic.
    for (let next = 0; next < events.length; next += 3) await Promise.all(events.slice(next, next + 3).map(attempt))
    if (events.length > 0) handled()
    return events.length
  }

  async function work() {
    let idleMs = pollMs
    while (!stopping.signal.aborted) {
      waker = new AbortController()
      const taken = await round().then(
        (count) => {
          failures = 0
          return count
        },
        (error: Error) => {
          if (failures++ === 0) log(`inbox of ${schema}: ${error.message}`)
          return 0
        },
      )
      if (taken > 0) idleMs = pollMs
      else {
        const rested = await sleep(idleMs, true, { signal: waker.signal }).catch(() => false) // rejects when woken
        idleMs = rested ? Math.min(idleMs * 2, pollMs * 8) : pollMs
      }
    }
  }

  return {
    async accept(events) {
      const columns = [events.map(({ id }) => id), events.map(({ type }) => type), events.map(({ key }) => key)]
      const values = [...columns, events.map(({ body }) => JSON.stringify(body))]
      await pool.query({ name: `${schema} inbox accept`, text: accepting, values })
      waker.abort()
    },
    round,
    start: () => void (working ??= work()),
    async stop() {
      stopping.abort()
      waker.abort()
      await working
    },
  }
}

/** Sends dead letters of one service back to its queue. Answers how many. */
export async function revive(pool: pg.Pool, schema: string, eventIds: readonly string[]): Promise<number> {
  const text = `update ${pg.escapeIdentifier(schema)}.inbox set dead_at = null, attempts = 0, due_at = now() where event_id = any($1) and dead_at is not null`
  const { rowCount } = await pool.query(text, [eventIds])
  return rowCount ?? 0
}

/** Forgets what was handled longer ago than any sender repeats itself. Answers how many rows went. */
export async function forgetHandled(pool: pg.Pool, schema: string, olderThanDays = 30): Promise<number> {
  const text = `delete from ${pg.escapeIdentifier(schema)}.inbox where handled_at < now() - $1 * interval '1 day'`
  const { rowCount } = await pool.query(text, [olderThanDays])
  return rowCount ?? 0
}
