import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { randomIds } from '../ids/ids.ts'
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
  /** Longer than any `deliver` may take: after it another relay sends what this one did not take leave of. */
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

interface Due extends DomainEvent {
  readonly position: string
  /** The version before this one sends it: so long it waits here, and what has its key with it. */
  readonly isClaimed: boolean
  /** Consumers that have earlier events of this key waiting. */
  readonly behind: readonly string[]
}

/** The first of what is due where the lease is ours; else one row without an event. */
type Row = (Due | { readonly position: null }) & {
  /** Something is in the outbox. */
  readonly isThere: boolean
  /** Something of `outbox_waiting` is due. */
  readonly isWaiting: boolean
}

/** What became of events: all of them have left, and some consumers could not be given some. */
interface Sent {
  readonly positions: readonly string[]
  readonly missed: readonly { readonly position: string; readonly consumer: string }[]
}

interface Did {
  readonly taken: number
  /** Something is there that another relay sends. */
  readonly isRefused: boolean
}

const nothing: Sent = { positions: [], missed: [] }

/** Whoever finds another sending looks again after this long: what it came for may not have been seen by the other's last look. */
const soonMs = 100

/** 0.2 s, doubling to 60 s. */
const pauseMs = (attempts: number) => Math.min(200 * 2 ** attempts, 60_000)

/**
 * Sends the events of one schema to each of their consumers, at least once. Any number of relays may run on one schema; one at a time sends
 * (`docs/decisions/0040`).
 *
 * One statement takes leave of what was sent, reads what is due, and takes, keeps or gives back the lease, which is held while something is there. Events are
 * delivered outside any transaction, in order of their position: those that share a key leave in order. The lease only saves work. Where two send
 * after all, as one was slower than `leaseMs` or read before the other deleted, each keeps that order and consumers know repeats.
 *
 * A consumer that cannot be reached holds up its own events only: they move to `outbox_waiting` and are tried for ever, so an event is never given up because
 * somebody was down (settled.md 11). Once they answer again, all that waits for them is due.
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
  const holder = randomIds()
  const pause = alarm()
  const gathering = alarm()
  let isStopping = false
  let failures = 0
  let sent = nothing
  /** The lease may be ours. */
  let isHolder = false
  /** One look after the other, whoever asks for it. */
  let looking: Promise<unknown> = Promise.resolve()
  /** Consumers that did not take what they were last given. */
  const away = new Set<string>()
  const own = (table: string) => `${pg.escapeIdentifier(schema)}.${table}`
  const [outbox, waiting, lease] = [own('outbox'), own('outbox_waiting'), own('outbox_lease')]

  // It sees the table as it was before, so the events that leave are left out by hand.
  const turning = `
    with gone as (delete from ${outbox} where position = any((select $2::bigint[])::bigint[])),
    due as materialized (
      select position, id, type, key, body, due_at > now() as "isClaimed" from ${outbox}
      where position <> all($2::bigint[]) order by position limit 100),
    held as (
      update ${lease} set holder = $1, until = case when exists (select from due) then now() + $3 * interval '1 millisecond' else '-infinity' end
      where case when exists (select from due) then holder = $1 or until <= now() else holder = $1 and until > '-infinity' end
      returning one)
    select exists (select from due) as "isThere", exists (select from ${waiting} where due_at <= now()) as "isWaiting", due.*,
      array(select consumer from ${waiting} as w where w.key = due.key) as behind
    from (select exists (select from held) as is_ours) as found left join due on is_ours`
  const giveBack = `
    with gone as (delete from ${outbox} where position = any((select $2::bigint[])::bigint[]))
    update ${lease} set until = '-infinity' where holder = $1`
  const missing = `
    insert into ${waiting} (consumer, position, id, type, key, body, created_at, due_at)
    select m.consumer, o.position, o.id, o.type, o.key, o.body, o.created_at, now() + interval '200 milliseconds'
    from unnest($1::bigint[], $2::text[]) as m (position, consumer) join ${outbox} as o using (position)
    on conflict do nothing`
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
  async function fanOut(events: readonly Due[]): Promise<Sent> {
    const missed: { position: string; consumer: string }[] = []
    const shares = new Map<string, Due[]>()
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

  /** What was missed waits for its consumer before it is gone from the outbox. */
  async function keepMissed({ missed }: Sent): Promise<void> {
    if (missed.length > 0) await pool.query(missing, [missed.map(({ position }) => position), missed.map(({ consumer }) => consumer)])
  }

  /** Takes leave of what was sent, and sends what is due. A look that fails forgets nothing: the next one takes leave again. */
  async function send(): Promise<Did> {
    await keepMissed(sent)
    isHolder = true // it is not known before the answer
    const { rows } = await pool.query<Row>({ name: `${schema} outbox`, text: turning, values: [holder, sent.positions, leaseMs] })
    sent = nothing
    const { isThere, isWaiting } = rows[0]! // a left join from one row
    const due = rows.filter((row): row is Row & Due => row.position !== null)
    isHolder = due.length > 0
    const claimed = new Set(due.filter(({ isClaimed }) => isClaimed).map(({ key }) => key))
    const events = due.filter(({ key }) => !claimed.has(key)).toSorted((a, b) => Number(a.position) - Number(b.position))
    sent = await fanOut(events)
    const taken = events.length + (isWaiting ? await sendWaiting() : 0)
    return { taken, isRefused: isThere && events.length === 0 }
  }

  const look = (): Promise<Did> => {
    const next = looking.then(send, send)
    looking = next
    return next
  }

  async function sendWaiting(): Promise<number> {
    type Row = DomainEvent & { position: string; consumer: string; attempts: number }
    const { rows } = await pool.query<Row>({ name: `${schema} waiting claim`, text: claimWaiting, values: [leaseMs] })
    const consumers = [...new Set(rows.map((row) => row.consumer))]
    const counts = await Promise.all(
      consumers.map(async (consumer) => {
        const share = rows.filter((row) => row.consumer === consumer).toSorted((a, b) => Number(a.position) - Number(b.position))
        const positions = share.map(({ position }) => position)
        try {
          await deliver(consumer, share)
          await pool.query(arrived, [consumer, positions])
          return share.length
        } catch {
          await pool.query(later, [consumer, positions, pauseMs(Math.max(...share.map(({ attempts }) => attempts)))])
          return 0
        }
      }),
    )
    return counts.reduce((all, count) => all + count, 0)
  }

  /** Until nothing is due, here and with whoever else sends. */
  async function round(): Promise<number> {
    for (let all = 0; ; ) {
      const { taken, isRefused } = await look()
      all += taken
      if (taken === 0 && !isRefused) return all
      if (taken === 0) await sleep(soonMs)
    }
  }

  /** Nothing is read any more: what is due waits for another relay, or the next start. */
  async function leave(): Promise<void> {
    await looking.catch(() => {}) // told where it was asked
    if (!isHolder) return
    await keepMissed(sent)
    await pool.query(giveBack, [holder, sent.positions])
  }

  const failed = (error: Error): Did => {
    if (failures++ === 0) log(`outbox of ${schema}: ${error.message}`) // once per outage, not once per second of it
    return { taken: 0, isRefused: false }
  }

  async function work() {
    let idleMs = pollMs
    while (!isStopping) {
      pause.set()
      const { taken, isRefused } = await look().then((did) => {
        failures = 0
        return did
      }, failed)
      if (taken > 0 || isRefused) {
        idleMs = pollMs
        await gathering.sleep(taken > 0 ? gatherMs : soonMs)
        continue
      }
      const rested = await pause.sleep(idleMs)
      idleMs = rested ? Math.min(idleMs * 2, pollMs * 8) : pollMs
    }
    await leave().catch(failed) // then they are sent again once the lease has ended
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
