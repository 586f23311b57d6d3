import type { Transport } from '@connectrpc/connect'
import type pg from 'pg'
import type { Clock } from './clock/clock.ts'
import type { Alarm } from './events/alarm.ts'
import type { DomainEvent } from './events/outbox.ts'
import type { Failpoint } from './failpoints/failpoints.ts'
import type { Files } from './files/files.ts'
import type { Ask } from './http/ask.ts'
import type { Ids } from './ids/ids.ts'
import type { Mailer } from './mail/mailer.ts'
import type { Routes } from './rpc/direct-transport.ts'
import type { Log } from './watch/log.ts'

/** What every folder of `services/` exports: everything a process needs to run it. */
export interface Service {
  /** Also the name of its SQL schema. */
  readonly name: string
  /** Folder of its `.sql` files. A folder, not a list: it is found through `asset` when the service runs from a bundle. */
  readonly migrations: string
  /** Types of the events it handles, by full name of the message. Known without starting it, so that others know where to send. */
  readonly hears: readonly string[]
  /** Own invariants, asked read-only by `vitrine verify`: one row per break, its first column the text of a line. */
  readonly checks: readonly Check[]
  /** Lists that `vitrine verify` joins with those of other services. */
  readonly books: Readonly<Record<string, Book>>
  readonly start: (needs: Needs) => Running | Promise<Running>
}

/** `text` selects the broken rows of one invariant as one text column. Reads only its own schema. */
export interface Check {
  /** `I1` to `I10` of docs/operations.md, then what is checked: `I1 reserved is the sum of reservations`. */
  readonly invariant: string
  readonly text: string
}

/** `text` selects `id` (unique, text) and `body` (jsonb) of rows with `id > $1`, in order of id, at most `$2` of them. */
export interface Book {
  readonly text: string
}

export interface Needs {
  /** The service's own database. */
  readonly pool: pg.Pool
  readonly clock: Clock
  readonly ids: Ids
  /** The network, for adapters of providers and carriers. */
  readonly http: typeof fetch
  /** The same for who is asked at every payment: no streams, a third of the CPU. */
  readonly ask: Ask
  readonly failpoint: Failpoint
  /** How to reach another service: in this process, or over the network. The caller cannot tell. */
  readonly peer: (name: string) => Transport
  /** Call after a commit that wrote outbox rows: they leave now and not at the next poll. */
  readonly published: () => void
  readonly files: Files
  readonly mail: Mailer
  readonly log: Log
  /** The environment, already checked: a service reads only names that `system/settings.ts` lists. */
  readonly settings: Readonly<Record<string, string | undefined>>
  /** Finds a file that ships beside the code: a worker, a model, wasm. Works from sources and from a bundle. */
  readonly asset: (path: string) => URL
}

/** `told`: it wrote outbox rows, which leave once all is kept. A function is called once all is kept; a process that dies in between never calls it. */
export type EventHandler = (event: DomainEvent, tx: pg.PoolClient) => Promise<void | 'told' | (() => void)>

/** Events whose effect is its own mark: what it writes bears the event's id, so one that comes again changes nothing, and the inbox keeps no row for it. */
export interface OwnMark {
  readonly types: readonly string[]
  /**
   * One statement for those that come together, outside any transaction: all of it or nothing. False where not all of it was new, or where an event
   * of a key waits (`isWaitedFor`). Then, and when it throws, all of them go through the queue to `handlers`, whose effect is the same.
   */
  readonly handle: (events: readonly DomainEvent[]) => Promise<boolean>
}

export interface Running {
  readonly routes: Routes
  /** What to do with an event, by its type; one for each entry of `hears`. `tx` also remembers that the event was handled: both are kept, or neither. */
  readonly handlers?: Readonly<Record<string, EventHandler>>
  /**
   * Types of events whose handlers come to the same beside each other as one after the other, where their keys differ. Those of a batch ask in step, so what
   * their stores ask leaves as one statement (`perConnection`); they may not wait for a lock that one of the same transaction would have to let go of.
   */
  readonly apart?: readonly string[]
  readonly ownMark?: OwnMark
  /**
   * Whether an event has no effect here, by nothing but what it says: it is neither kept nor handled. Of what is no event of its type it says no, so that
   * the handler fails where people see it; it never throws.
   */
  readonly passesBy?: (event: DomainEvent) => boolean
  /** Work that is due by the clock: reservations that end, sagas to finish. Run in each process; safe at once in several. */
  readonly jobs?: readonly Job[]
  /** Numbers of its own for the watch page, asked when they are read. */
  readonly gauges?: readonly OwnGauge[]
  /** Ends what the service itself started: workers, timers. */
  readonly stop?: () => Promise<void>
}

/** `read` answers a number for each value of `label`. */
export interface OwnGauge {
  /** `vitrine_payments_out_of_step`. */
  readonly name: string
  readonly help: string
  readonly label: string
  readonly read: () => Promise<Readonly<Record<string, number>>>
}

export interface Job {
  readonly name: string
  readonly everyMs: number
  /** Woken when this process makes work for it: then it looks seldom by itself. */
  readonly alarm?: Alarm
  /** Answers how much it did; when that is more than nothing it is asked again at once. */
  readonly run: () => Promise<number>
}
