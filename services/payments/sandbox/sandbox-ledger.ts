import { appendFileSync, closeSync, existsSync, fsyncSync, ftruncateSync, openSync, readFileSync } from 'node:fs'
import { setImmediate as turnEnds } from 'node:timers/promises'

export interface LedgerMovement {
  readonly id: string
  readonly attemptId: string
  readonly orderId: string
  readonly kind:
    | ('action-required' | 'authorised' | 'captured' | 'voided' | 'refunded' | 'failed' | 'expired')
    | ('disputed' | 'dispute-won' | 'dispute-lost')
  readonly amountMinor: number
  readonly currency: string
  /** ISO 8601, UTC. */
  readonly at: string
  readonly refundId: string
  readonly detail: string
  /** The shop's key of the step that made it. */
  readonly key: string
}

export interface LedgerAttempt {
  readonly id: string
  readonly orderId: string
  readonly amountMinor: number
  readonly currency: string
  readonly token: string
  readonly returnUrl: string
  /** What it is paid with is kept for another time. */
  readonly saves?: boolean
}

/** A method that was kept: it stands for the token it was paid with. */
export interface LedgerKept {
  readonly reference: string
  readonly attemptId: string
  readonly token: string
}

/** A webhook that was answered 2xx; those that were not are sent again after a restart. */
interface Delivered {
  readonly webhookId: string
}

type Line =
  | { readonly attempt: LedgerAttempt }
  | { readonly movement: LedgerMovement }
  | { readonly delivered: Delivered }
  | { readonly kept: LedgerKept }
  | { readonly forgotten: { readonly reference: string } }

export interface Ledger {
  readonly attempts: ReadonlyMap<string, LedgerAttempt>
  readonly movements: readonly LedgerMovement[]
  /** Those of one attempt, oldest first. */
  movementsOf(attemptId: string): readonly LedgerMovement[]
  readonly delivered: ReadonlySet<string>
  /** Kept methods by reference, those that were forgotten not among them. */
  readonly kept: ReadonlyMap<string, LedgerKept>
  /** Lines together, or none of them. Nobody may be told before `onDisk`. */
  add(...lines: Line[]): void
  /** Settles once everything that was added is on disk. Those who ask in one turn wait for one fsync; it rejects for ever once one of them failed. */
  onDisk(): Promise<void>
  /** Written by the end of the turn, on disk with the next that is: a webhook whose answer is forgotten is sent again, which every shop has to bear. */
  note(line: { readonly delivered: Delivered }): void
  close(): void
}

/**
 * The provider's books: a file that is only ever added to, one JSON object a line, on disk (fsync) before anybody is answered. It cannot be
 * rolled back with the shop's database, which makes it the one witness of "charged twice". A line cut off by a crash was told to nobody and
 * is dropped.
 */
export function openLedger(
  path: string,
  sync: (file: number) => void = fsyncSync,
  append: (file: number, lines: string) => void = appendFileSync,
): Ledger {
  const attempts = new Map<string, LedgerAttempt>()
  const movements: LedgerMovement[] = []
  const byAttempt = new Map<string, LedgerMovement[]>()
  const delivered = new Set<string>()
  const kept = new Map<string, LedgerKept>()
  function take(line: Line) {
    if ('attempt' in line) attempts.set(line.attempt.id, line.attempt)
    else if ('movement' in line) {
      movements.push(line.movement)
      const { attemptId } = line.movement
      byAttempt.set(attemptId, [...(byAttempt.get(attemptId) ?? []), line.movement])
    } else if ('delivered' in line) delivered.add(line.delivered.webhookId)
    else if ('kept' in line) kept.set(line.kept.reference, line.kept)
    else kept.delete(line.forgotten.reference)
  }

  const written = existsSync(path) ? readFileSync(path, 'utf8') : ''
  const whole = written.slice(0, written.lastIndexOf('\n') + 1)
  for (const line of whole.split('\n')) if (line) for (const one of JSON.parse(line) as Line[]) take(one)
  const file = openSync(path, 'a', 0o600)
  if (whole.length < written.length) ftruncateSync(file, Buffer.byteLength(whole))

  let syncing: Promise<void> | undefined
  let isBehind = whole !== '' // of a process that was killed in between
  let unwritten = ''
  let isBroken = false
  /** What is added in one turn is written as one. After what could not be written, which may have left half a line, nothing is, and all are told. */
  function write() {
    if (isBroken) throw new Error('the ledger could not be written')
    if (unwritten === '') return
    isBroken = true
    append(file, unwritten)
    isBroken = false
    unwritten = ''
  }
  function keep(lines: readonly Line[]) {
    unwritten += `${JSON.stringify(lines)}\n`
    lines.forEach(take)
  }
  return {
    attempts,
    movements,
    movementsOf: (attemptId) => byAttempt.get(attemptId) ?? [],
    delivered,
    kept,
    add(...lines) {
      keep(lines)
      isBehind = true
    },
    onDisk() {
      if (isBehind)
        syncing ??= turnEnds().then(() => {
          write()
          sync(file) // what could not be written is never said: it stays undone, and so does all that comes later
          isBehind = false
          syncing = undefined
        })
      return syncing ?? Promise.resolve()
    },
    note(line) {
      if (unwritten === '')
        void turnEnds()
          .then(write)
          .catch(() => {}) // who adds next is told
      keep([line])
    },
    close() {
      if (!isBroken) write()
      closeSync(file)
    },
  }
}
