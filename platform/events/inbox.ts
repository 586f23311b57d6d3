import pg from 'pg'
import type { EventHandler, OwnMark } from '../service.ts'
import { alarm } from './alarm.ts'
import type { DomainEvent } from './outbox.ts'

/** After this many attempts an event is a dead letter. Source: settled.md 11. */
const maxAttempts = 5
/** 0.2 s, 1 s, 5 s, 25 s. */
const pauseMs = (attempts: number) => 200 * 5 ** (attempts - 1)

export interface Inbox {
  /** Keeps events in the queue, in this order; those that arrived before, or are passed by, change nothing. Settles once they are on disk. */
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
  /** As `Running.apart`. */
  readonly apart?: readonly string[]
  /** As `Running.ownMark`. */
  readonly ownMark?: OwnMark | undefined
  /** As `Running.passesBy`. */
  readonly passesBy?: (event: DomainEvent) => boolean
  /** Called after events were handled. `told`: their effects wrote events of their own. */
  readonly handled: (told: boolean) => void
  /** The first pause of a quiet queue. Pauses double up to 8 times that: so late may an event be when its wake-up was lost. */
  readonly pollMs?: number
  readonly log: (line: string) => void
}

type Answer = Awaited<ReturnType<EventHandler>>

interface Claimed extends DomainEvent {
  readonly position: string
  readonly attempts: number
}

const columnsOf = (events: readonly DomainEvent[]) => [
  events.map(({ id }) => id),
  events.map(({ type }) => type),
  events.map(({ key }) => key),
]

/** Whether an event of this key is kept and not handled: those that come later wait behind it. SQL, as `key` is. */
export const isWaitedFor = (schema: string, key: string) =>
  `exists (select from ${pg.escapeIdentifier(schema)}.inbox as i where i.key = ${key} and i.handled_at is null and i.dead_at is null)`

/** So many events are handled in one transaction. */
const batchSize = 50
/** So long events wait for the transaction under way; what would wait longer is kept with its body, and handled from there. */
const patienceMs = 250
/** So many wait in this process to be handled; what arrives beyond them waits in the table, where other processes see it. */
const mostInHand = 200

/**
 * One consumer's own queue of events. Each event has its effect exactly once, however often it arrives and however many processes share the
 * queue: the mark "handled" and the effect are one transaction, so the effect must stay inside the `tx` it is given. An effect that is its own mark
 * (`ownMark`) has no other, unless it fails: then its event waits in the queue as any other.
 *
 * Events of one key are handled in order. One that throws is tried 5 times, then put aside as a dead letter with its reason; meanwhile it
 * holds up its own key alone. Handling starts with the first `start`, so a consumer that is still migrating already accepts.
 */
export function openInbox(options: InboxOptions): Inbox & { start(): void } {
  const { pool, schema, handlers, apart = [], ownMark, passesBy = () => false, handled, pollMs = 1_000, log } = options
  const pause = alarm()
  let isStopping = false
  let failures = 0
  let working: Promise<void> | undefined
  /** Claimed by the statement that kept them: nobody has to look for them. */
  const inHand: Claimed[] = []
  /** One transaction of events at a time takes connections from the shop's own traffic: the next begins when this has ended. */
  let underWay: Promise<unknown> = Promise.resolve()
  /** Events may lie in the table: those of before, of other processes, behind others of their key, or due again. */
  let mustLook = true
  const inbox = `${pg.escapeIdentifier(schema)}.inbox`

  // Handled as they are kept: where each is new and none of its key waits. Events of one key come one after the other, each once the one before
  // is on disk here, so nothing can come between.
  const keepingHandled = `
    insert into ${inbox} (event_id, type, key, handled_at)
    select id, type, key, now() from unnest($1::text[], $2::text[], $3::text[]) with ordinality as e (id, type, key, n)
    where not ${isWaitedFor(schema, 'e.key')}
    order by n on conflict (event_id) do nothing returning event_id as id`
  // Else the first of its key is claimed as it arrives.
  const accepting = `
    insert into ${inbox} (event_id, type, key, body, due_at, attempts)
    select id, type, key, body, now() + case when is_first then interval '10 seconds' else interval '0' end, is_first::int
    from (
      select e.*, $5 and row_number() over (partition by e.key order by e.n) = 1 and not ${isWaitedFor(schema, 'e.key')} as is_first
      from unnest($1::text[], $2::text[], $3::text[], $4::jsonb[]) with ordinality as e (id, type, key, body, n)) as arrived
    order by n on conflict (event_id) do nothing
    returning position, event_id as id, attempts`
  const claim = `
    with due as (
      select position from ${inbox} as i
      where handled_at is null and dead_at is null and due_at <= now() and not exists (
        select from ${inbox} as earlier
        where earlier.key = i.key and earlier.position < i.position and earlier.handled_at is null and earlier.dead_at is null)
      order by position limit ${batchSize} for update skip locked)
    update ${inbox} as i set due_at = now() + interval '10 seconds', attempts = attempts + 1 from due where i.position = due.position
    returning i.position, i.event_id as id, i.type, i.key, i.body, i.attempts`
  const marking = `
    update ${inbox} set handled_at = now(), body = null, reason = null
    where position = any($1::bigint[]) and handled_at is null and dead_at is null returning event_id as id`
  const later = `update ${inbox} set due_at = now() + $2 * interval '1 millisecond', reason = $3 where position = $1 and handled_at is null`
  const dying = `update ${inbox} set dead_at = now(), reason = $2 where position = $1 and handled_at is null`

  /**
   * The mark of every event and its effect, or nothing. Answers the events that `mark` said are ours: fewer than given when somebody handled one
   * after all. Effects do not wait for that answer: then everything is taken back.
   */
  async function inTransaction<E extends DomainEvent>(events: readonly E[], mark: pg.QueryConfig): Promise<readonly E[]> {
    const tx = await pool.connect()
    let isLost = false
    try {
      const asked = [tx.query('begin'), tx.query<{ id: string }>(mark), effects(events, tx)] as const
      await Promise.allSettled(asked) // an effect that is still under way when the mark fails may not write after the rollback
      const [, { rows }, answers] = await Promise.all(asked)
      const marked = new Set(rows.map(({ id }) => id))
      const ours = events.filter(({ id }) => marked.has(id))
      const isWhole = ours.length === events.length
      await tx.query(isWhole ? 'commit' : 'rollback')
      if (isWhole) {
        for (const answer of answers) if (typeof answer === 'function') answer()
        handled(answers.includes('told'))
      }
      return ours
    } catch (error) {
      isLost = await tx.query('rollback').then(
        () => false,
        () => true, // the connection is gone, and the transaction with it
      )
      throw error
    } finally {
      tx.release(isLost)
    }
  }

  async function handle(events: readonly Claimed[]): Promise<void> {
    const values = [events.map(({ position }) => position)]
    const ours = await inTransaction(events, { name: `${schema} inbox mark`, text: marking, values })
    if (ours.length > 0 && ours.length < events.length) await handle(ours)
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = underWay.then(work)
    underWay = done.catch(() => {}) // told to whoever waits for it
    return done
  }

  /** Keeps events and handles them in one transaction. False when that cannot be, or not soon: nothing is kept then. */
  function handledAtOnce(events: readonly DomainEvent[]): Promise<boolean> {
    const isRepeated = new Set(events.map(({ id }) => id)).size < events.length
    if (working === undefined || isRepeated) return Promise.resolve(false)
    return new Promise((resolve) => {
      let isLate = false
      const waiting = setTimeout(() => {
        isLate = true
        resolve(false)
      }, patienceMs)
      void inTurn(async () => {
        clearTimeout(waiting)
        if (!isLate) resolve(!isStopping && (await keptAndHandled(events)))
      })
    })
  }

  async function keptAndHandled(events: readonly DomainEvent[]): Promise<boolean> {
    try {
      if (ownMark && events.every(({ type }) => ownMark.types.includes(type))) return await markedByEffect(events, ownMark)
      const values = columnsOf(events)
      const ours = await inTransaction(events, { name: `${schema} inbox at once`, text: keepingHandled, values })
      return ours.length === events.length
    } catch {
      return false // kept and tried again from there, and said if it fails for good
    }
  }

  async function markedByEffect(events: readonly DomainEvent[], own: OwnMark): Promise<boolean> {
    const isWhole = await own.handle(events)
    if (isWhole) handled(false)
    return isWhole
  }

  /** Each of them, in steps: what the events of one step ask of the connection in one turn leaves together. */
  async function effects(events: readonly DomainEvent[], tx: pg.PoolClient): Promise<readonly Answer[]> {
    const answers: Answer[] = []
    for (const step of stepsOf(events, apart)) {
      const all = step.map((event) => effect(event, tx))
      await Promise.allSettled(all) // none of them may write after a rollback
      answers.push(...(await Promise.all(all)))
    }
    return answers
  }

  async function effect(event: DomainEvent, tx: pg.PoolClient): Promise<Answer> {
    const handler = handlers[event.type]
    if (!handler) throw new Error(`${schema} does not handle ${event.type}`)
    return await handler(event, tx)
  }

  async function attempt(events: readonly Claimed[]): Promise<void> {
    try {
      await handle(events)
    } catch (error) {
      const [event, ...others] = events
      // One of them failed: each goes its own way, so that it holds up nobody else.
      if (others.length > 0) for (const one of events) await attempt([one])
      else if (event) await putOff(event, error instanceof Error ? error.message : String(error))
    }
  }

  async function putOff({ position, id, type, attempts }: Claimed, reason: string): Promise<void> {
    if (attempts < maxAttempts) {
      await pool.query(later, [position, pauseMs(attempts), reason])
      return
    }
    await pool.query(dying, [position, reason])
    log(`${type} ${id} was put aside by ${schema} after ${attempts} attempts: ${reason}`)
  }

  async function round(): Promise<number> {
    const { rows } = await pool.query<Claimed>({ name: `${schema} inbox claim`, text: claim, values: [] })
    if (rows.length === 0) return 0
    await attempt(rows.toSorted((a, b) => Number(a.position) - Number(b.position)))
    return rows.length
  }

  /** Handles what is in hand, then what a look into the table finds. Answers how much that was. */
  async function turn(): Promise<number> {
    while (inHand.length > 0) await inTurn(() => attempt(inHand.splice(0, batchSize)))
    if (!mustLook) return 0
    mustLook = false
    const found = await inTurn(round)
    mustLook ||= found > 0
    return found
  }

  async function work() {
    let idleMs = pollMs
    while (!isStopping) {
      pause.set()
      const found = await turn().then(
        (count) => {
          failures = 0
          return count
        },
        (error: Error) => {
          if (failures++ === 0) log(`inbox of ${schema}: ${error.message}`)
          return 0
        },
      )
      if (found > 0) continue
      const rested = await pause.sleep(idleMs)
      idleMs = rested ? Math.min(idleMs * 2, pollMs * 8) : pollMs
      mustLook ||= rested
    }
  }

  async function keep(events: readonly DomainEvent[]): Promise<void> {
    const mayTake = working !== undefined && !isStopping && inHand.length < mostInHand
    const values = [...columnsOf(events), events.map(({ body }) => JSON.stringify(body)), mayTake]
    type Kept = Pick<Claimed, 'position' | 'id' | 'attempts'>
    const { rows } = await pool.query<Kept>({ name: `${schema} inbox accept`, text: accepting, values })
    const known = new Map(events.map((event) => [event.id, event]))
    for (const { position, id, attempts } of rows) {
      if (attempts === 1)
        inHand.push({ ...known.get(id)!, position, attempts }) // it was among those we gave
      else mustLook = true
    }
    if (rows.length > 0) pause.wake()
  }

  return {
    async accept(arrived) {
      const events = arrived.filter((event) => !passesBy(event))
      for (let n = 0; n < events.length; n += batchSize) {
        const some = events.slice(n, n + batchSize)
        if (!(await handledAtOnce(some))) await keep(some)
      }
    },
    round,
    start: () => void (working ??= work()),
    async stop() {
      isStopping = true
      pause.wake()
      await working
    },
  }
}

/**
 * One after the other, as what a handler reads another of the same batch may write; but those of types that stand apart are handled beside each other,
 * where their keys differ.
 */
function stepsOf<E extends DomainEvent>(events: readonly E[], apart: readonly string[]): readonly (readonly E[])[] {
  const steps: E[][] = []
  const nextOfKey = new Map<string, number>()
  let first = 0
  for (const event of events) {
    const isApart = apart.includes(event.type)
    const n = isApart ? Math.max(first, nextOfKey.get(event.key) ?? 0) : steps.length
    steps[n] = [...(steps[n] ?? []), event]
    nextOfKey.set(event.key, n + 1)
    if (!isApart) first = steps.length
  }
  return steps
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
