import pg from 'pg'
import { alarm } from './alarm.ts'

/** The tables of outbox and inbox, for the schema of any service. */
export const eventMigrations = 'platform/events/migrations'

/** Something that became true, about the thing named by `key`. */
export interface DomainEvent {
  /** The same on every attempt: receivers know repeats by it. */
  readonly id: string
  /** Full name of its message in `contracts/`. */
  readonly type: string
  readonly key: string
  /** The message in protobuf JSON. */
  readonly body: unknown
}

export interface RelayOptions {
  readonly pool: pg.Pool
  /** The service's schema; it holds the tables of `migrations/`. */
  readonly schema: string
  /** Who handles events of this type. */
  readonly consumersOf: (type: string) => readonly string[]
  /** Hands events to one consumer, in order. Settles when they are there for good; a rejection means "try again". */
  readonly deliver: (consumer: string, events: readonly DomainEvent[]) => Promise<void>
  /** Longer than any `deliver` may take: after it another relay sends the events again. */
  readonly leaseMs?: number
  /** A relay that sends looks again after this long: what is told meanwhile leaves together, and a crowd costs little more than one. */
  readonly gatherMs?: number
  /** The first pause of a quiet relay. Pauses double up to 8 times that: so late may an event be when its wake-up was lost. */
  readonly pollMs?: number
  readonly log: (line: string) => void
}

export interface Relay {
  /** Sends until nothing is due; answers how many events it took. For tests, and for a last round at shutdown. */
  round(): Promise<number>
  /** Looks now, or once it has gathered. Called after a commit that wrote events: no round trip. */
  wake(): void
  /** Ends after the round in progress. */
  stop(): Promise<void>
}

interface Claimed extends DomainEvent {
  readonly position: number
  /** Consumers that have earlier events of this key waiting. */
  readonly behind: readonly string[]
}

/** What became of claimed events: all of them have left, and some consumers could not be given some. */
interface Sent {
  readonly positions: readonly number[]
  readonly missed: readonly { readonly position: number; readonly consumer: string }[]
}

const nothing: Sent = { positions: [], missed: [] }

/** 0.2 s, doubling to 60 s. */
const pauseMs = (attempts: number) => Math.min(200 * 2 ** attempts, 60_000)

/**
 * Sends the events of one schema to each of their consumers, at least once. Any number of relays may run on one schema.
 *
 * One statement claims events for `leaseMs` (`for update skip locked`); they are delivered outside any transaction, then deleted by the
 * statement that claims the next. Events that share a key leave in order. A consumer that cannot be reached holds up its own events only: they move to `outbox_waiting` and are
 * tried for ever, so an event is never given up because somebody was down (settled.md 11). Once they answer again, all that waits for them is due.
 */
export function startRelay({
  pool,
  schema,
  consumersOf,
  deliver,
  leaseMs = 10_000,
  gatherMs = 100,
  pollMs = 1_000,
  log,
}: RelayOptions): Relay {
  const pause = alarm()
  const gathering = alarm()
  let isStopping = false
  let failures = 0
  /** Consumers that did not take what they were last given. */
  const away = new Set<string>()
  const [outbox, waiting] = [`${pg.escapeIdentifier(schema)}.outbox`, `${pg.escapeIdentifier(schema)}.outbox_waiting`]

  // One statement takes leave of the events that were sent and claims the next. It sees the table as it was before, so the events that leave
  // are left out by hand. The anti-join makes an event wait until the one before it, with the same key, has left.
  const turning = `
    with gone as (delete from ${outbox} where position = any($2::bigint[]) returning *),
    missed as (
      insert into ${waiting} (consumer, position, id, type, key, body, created_at, due_at)
      select m.consumer, gone.position, gone.id, gone.type, gone.key, gone.body, gone.created_at, now() + interval '200 milliseconds'
      from unnest($3::bigint[], $4::text[]) as m (position, consumer) join gone using (position)
      on conflict do nothing returning consumer, key),
    due as (
      select position from ${outbox} as o
      where due_at <= now() and position <> all($2::bigint[]) and not exists (
        select from ${outbox} as earlier where earlier.key = o.key and earlier.position < o.position and earlier.position <> all($2::bigint[]))
      order by position limit 100 for update skip locked),
    claimed as (
      update ${outbox} as o set due_at = now() + $1 * interval '1 millisecond', attempts = attempts + 1
      from due where o.position = due.position returning o.position, o.id, o.type, o.key, o.body)
    select exists (select from ${waiting} where due_at <= now()) as "isWaiting", coalesce((
      select jsonb_agg(jsonb_build_object('position', position, 'id', id, 'type', type, 'key', key, 'body', body, 'behind', (
        select coalesce(jsonb_agg(consumer), '[]') from (
          select consumer from ${waiting} as w where w.key = c.key union select consumer from missed as m where m.key = c.key) as behind)
      ) order by position) from claimed as c), '[]') as events`
  const claimWaiting = `
    with due as (
      select consumer, position from ${waiting} as w
      where due_at <= now() and not exists (
        select from ${waiting} as earlier where earlier.key = w.key and earlier.consumer = w.consumer and earlier.position < w.position)
      order by position limit 100 for update skip locked)
    update ${waiting} as w set due_at = now() + $1 * interval '1 millisecond', attempts = attempts + 1
    from due where w.position = due.position and w.consumer = due.consumer
    returning w.consumer, w.position, w.id, w.type, w.key, w.body, w.attempts`
  // Whoever was away for long has events that would be tried a minute later. What another relay is just giving them is given twice, as they can tell.
  const arrived = `
    with gone as (delete from ${waiting} where consumer = $1 and position = any($2::bigint[]))
    update ${waiting} set due_at = now() where consumer = $1 and position <> all($2::bigint[]) and due_at > now()`
  const later = `update ${waiting} set due_at = now() + $3 * interval '1 millisecond' where consumer = $1 and position = any($2::bigint[])`

  /** Gives each consumer its events. */
  async function fanOut(events: readonly Claimed[]): Promise<Sent> {
    const missed: { position: number; consumer: string }[] = []
    const shares = new Map<string, Claimed[]>()
    for (const event of events) {
      for (const consumer of consumersOf(event.type)) {
        if (event.behind.includes(consumer)) missed.push({ position: event.position, consumer })
        else shares.set(consumer, [...(shares.get(consumer) ?? []), event])
      }
    }
    const deliveries = [...shares].map(async ([consumer, share]) => {
      try {
        await deliver(consumer, share)
        if (away.delete(consumer)) await pool.query(arrived, [consumer, []])
      } catch (error) {
        away.add(consumer)
        log(`${share.length} events of ${schema} wait for ${consumer}: ${(error as Error).message}`)
        missed.push(...share.map(({ position }) => ({ position, consumer })))
      }
    })
    await Promise.all(deliveries)
    return { positions: events.map(({ position }) => position), missed }
  }

  async function turn({ positions, missed }: Sent): Promise<{ events: Claimed[]; isWaiting: boolean }> {
    const values = [leaseMs, positions, missed.map(({ position }) => position), missed.map(({ consumer }) => consumer)]
    const { rows } = await pool.query<{ events: Claimed[]; isWaiting: boolean }>({ name: `${schema} outbox`, text: turning, values })
    return rows[0]! // a select without a from answers one row
  }

  async function sendWaiting(): Promise<number> {
    type Row = DomainEvent & { position: string; consumer: string; attempts: number }
    const { rows } = await pool.query<Row>({ name: `${schema} waiting claim`, text: claimWaiting, values: [leaseMs] })
    let sent = 0
    for (const consumer of new Set(rows.map((row) => row.consumer))) {
      const share = rows.filter((row) => row.consumer === consumer).toSorted((a, b) => Number(a.position) - Number(b.position))
      const positions = share.map(({ position }) => position)
      try {
        await deliver(consumer, share)
        await pool.query(arrived, [consumer, positions])
        sent += share.length
      } catch {
        await pool.query(later, [consumer, positions, pauseMs(Math.max(...share.map(({ attempts }) => attempts)))])
      }
    }
    return sent
  }

  /** Takes leave of what was sent and sends what is due. */
  async function send(sent: Sent): Promise<{ taken: number; sent: Sent }> {
    const { events, isWaiting } = await turn(sent)
    const taken = events.length + (isWaiting ? await sendWaiting() : 0)
    return { taken, sent: await fanOut(events) }
  }

  /** Until nothing is due. */
  async function round(): Promise<number> {
    let all = 0
    for (let sent = nothing; ; ) {
      const did = await send(sent)
      if (did.taken === 0) return all
      all += did.taken
      sent = did.sent
    }
  }

  async function work() {
    let idleMs = pollMs
    let sent = nothing
    while (!isStopping || sent.positions.length > 0) {
      pause.set()
      const did = await send(sent).then(
        (done) => {
          failures = 0
          return done
        },
        (error: Error) => {
          if (failures++ === 0) log(`outbox of ${schema}: ${error.message}`) // once per outage, not once per second of it
          return { taken: 0, sent: nothing } // those it could not take leave of are sent again after their lease
        },
      )
      sent = did.sent
      if (did.taken > 0) {
        idleMs = pollMs
        await gathering.sleep(gatherMs)
        continue
      }
      if (isStopping) break
      const rested = await pause.sleep(idleMs)
      idleMs = rested ? Math.min(idleMs * 2, pollMs * 8) : pollMs
    }
  }

  const working = work()
  return {
    round,
    wake: () => pause.wake(),
    stop() {
      isStopping = true
      pause.wake()
      gathering.wake()
      return working
    },
  }
}
