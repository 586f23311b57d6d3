import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Ids } from '@vitrine/platform/ids/ids'
import { inGroups } from '@vitrine/platform/sql/in-groups'
import type pg from 'pg'
import { refuse, type Refusal } from '../problem.ts'

/** An answer as it is kept: JSON text, so that a repeat is the same bytes. */
export interface Kept {
  readonly status: number
  /** Of one line, as `JSON.stringify` writes it. */
  readonly json: string
  readonly headers: Readonly<Record<string, string>>
}

export interface KeyedCall {
  /** Caller and operation. */
  readonly scope: string
  readonly key: string
  /** From `fingerprint`. */
  readonly fingerprint: Buffer
}

/**
 * `next` says what a repeat hears: `keep`: this answer again; `resume`: it runs again under the same id, as nothing is decided yet (202);
 * `forget`: nothing ran, so the key is free for a corrected call.
 */
export type Once = (
  call: KeyedCall,
  run: (newId: string) => Promise<{ readonly kept: Kept; readonly next: 'keep' | 'resume' | 'forget' }>,
) => Promise<{ readonly kept: Kept; readonly replayed: boolean } | Refusal>

/** 1 to 255 printable characters (api.md). */
export const isKey = (key: string): boolean => /^[\x20-\x7e]{1,255}$/.test(key)

/** Two calls are the same when operation and input are: the input as the schema read it, so that spaces and the order of fields do not count. */
export function fingerprint(name: string, input: unknown): Buffer {
  const text = JSON.stringify(input, (_, value: unknown) =>
    value instanceof Uint8Array ? createHash('sha256').update(value).digest('hex') : value,
  )
  return createHash('sha256').update(`${name}\n${text}`).digest()
}

const claiming = `
  insert into gateway.idempotency as i (scope, key, fingerprint, new_id, running_until)
  select scope, key, decode(print, 'hex'), "newId", now() + interval '60 s'
  from jsonb_to_recordset($1) as c (scope text, key text, print text, "newId" text)
  on conflict (scope, key) do update set attempt = i.attempt + 1, running_until = excluded.running_until
    where i.running_until < now() and i.fingerprint = excluded.fingerprint
  returning scope, key, new_id as "newId", attempt`

// The answers are the lines of one text: a quarter less than where each is read out of JSON, with a backslash at every quote of it. Of two bounds PostgreSQL
// guesses one row in two hundred; of the hundred it guesses else it would read the whole table, or plan each time anew (decision 0017).
const answering = `
  update gateway.idempotency as i set status = asked.status, answer = json, headers = asked.headers, running_until = null
  from (select * from rows from (
    jsonb_to_recordset($1) as (n int, scope text, key text, attempt int, status int, headers jsonb), unnest(string_to_array($2, E'\\n'))
  ) as a (n, scope, key, attempt, status, headers, json) where n >= 0 and n < 1000) as asked
  where i.scope = asked.scope and i.key = asked.key and i.attempt = asked.attempt and running_until is not null returning i.scope, i.key`

// The row stays, and with it the id.
const releasing = `
  update gateway.idempotency set running_until = '-infinity'
  where scope = $1 and key = $2 and attempt = $3 and running_until is not null`

// Nothing ran: the key is as good as new, for a corrected input too.
const forgetting = 'delete from gateway.idempotency where scope = $1 and key = $2 and attempt = $3 and running_until is not null'

const recalling = 'select fingerprint, status, answer, headers from gateway.idempotency where scope = $1 and key = $2'

interface Claim {
  readonly newId: string
  readonly attempt: number
}

type Owned = Pick<KeyedCall, 'scope' | 'key'>

/** Keys that are claimed in one moment are one statement, and so are answers that are kept (`docs/decisions/0036`). */
function keyStore(pool: pg.Pool) {
  const keyOf = ({ scope, key }: Owned) => `${scope}\n${key}`
  const keysOf = (call: Owned) => [keyOf(call)]
  /** In order of the key, so that two processes that meet the same keys do not wait for each other in a circle. */
  const inOrder = <Call extends Owned>(calls: readonly Call[]) => calls.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
  const ask = async <Row extends Owned>(name: string, text: string, values: unknown[]) => {
    const { rows } = await pool.query<Row>({ name, text, values })
    return new Map(rows.map((row) => [keyOf(row), row]))
  }
  return {
    /** Undefined where the key is answered, runs, or came with another input. */
    claim: inGroups(
      async (calls: readonly (KeyedCall & Pick<Claim, 'newId'>)[]) => {
        const asked = inOrder(calls).map(({ fingerprint: print, ...call }) => ({ ...call, print: print.toString('hex') }))
        const claims = await ask<Owned & Claim>('gateway idempotency claim', claiming, [JSON.stringify(asked)])
        return calls.map((call): Claim | undefined => claims.get(keyOf(call)))
      },
      { keysOf },
    ),
    /** False where another run took over. */
    answer: inGroups(
      async (endings: readonly (Owned & Pick<Claim, 'attempt'> & Kept)[]) => {
        const sorted = inOrder(endings)
        const asked = sorted.map(({ json: _, ...ending }, n) => ({ n, ...ending }))
        const lines = sorted.map(({ json }) => json).join('\n')
        const answered = await ask('gateway idempotency answer', answering, [JSON.stringify(asked), lines])
        return endings.map((ending) => answered.has(keyOf(ending)))
      },
      { keysOf },
    ),
  }
}

/**
 * Runs a call once per scope and key, and gives its answer again for every later call with that key.
 *
 * The key is written first, so of any number of simultaneous calls one runs. Refusals of the shop are answers and are kept. A fault is not:
 * the next call runs again under the same `newId`, as it does 60 s after the process died, so what the call makes is made once. A late first
 * run may not overwrite the answer of the one that took over. Where the database is away when the call ends, its key is freed once it is back.
 */
export function idempotency(pool: pg.Pool, ids: Ids): Once {
  const keys = keyStore(pool)
  return async ({ scope, key, fingerprint: print }, run) => {
    const claim = await keys.claim({ scope, key, fingerprint: print, newId: ids() })
    if (!claim) return recall()
    const mine = [scope, key, claim.attempt]
    let ran: Awaited<ReturnType<typeof run>>
    try {
      ran = await run(claim.newId)
    } catch (error) {
      await orFreedLater(pool.query(releasing, mine))
      throw error
    }
    const { kept, next } = ran
    if (next !== 'keep') {
      await orFreedLater(pool.query(next === 'forget' ? forgetting : releasing, mine))
      return { kept, replayed: false }
    }
    const isMine = await orFreedLater(keys.answer({ scope, key, attempt: claim.attempt, ...kept }))
    return isMine ? { kept, replayed: false } : recall()

    async function orFreedLater<T>(ending: Promise<T>): Promise<T> {
      try {
        return await ending
      } catch (error) {
        void freeLater()
        throw error
      }
    }

    /** Nobody waits for it. Until the lease ends: then the key is free by itself. */
    async function freeLater() {
      for (let tries = 0; tries < 120; tries++) {
        await sleep(500, undefined, { ref: false })
        const isFree = await pool.query(releasing, mine).then(
          () => true,
          () => false,
        )
        if (isFree) return
      }
    }

    async function recall(): Promise<{ kept: Kept; replayed: boolean } | Refusal> {
      type Row = { fingerprint: Buffer; status: number | null; answer: string | null; headers: Record<string, string> | null }
      const found = await pool.query<Row>({ name: 'gateway idempotency recall', text: recalling, values: [scope, key] })
      const first = found.rows[0]
      if (first && !first.fingerprint.equals(print)) return refuse('idempotency-key-reused')
      if (!first?.status) return refuse('request-in-progress', undefined, { 'retry-after': '1' })
      return { kept: { status: first.status, json: first.answer ?? 'null', headers: first.headers ?? {} }, replayed: true }
    }
  }
}

/** Forgets answers nobody asks for any more. Answers how many went. Source: kept 24 h, reliability.md 4.2. */
export async function forgetAnswers(pool: pg.Pool): Promise<number> {
  const { rowCount } = await pool.query(
    `delete from gateway.idempotency where created_at < now() - interval '25 hours' and (running_until is null or running_until < now())`,
  )
  return rowCount ?? 0
}
