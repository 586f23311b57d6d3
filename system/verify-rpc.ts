import type { ServiceImpl } from '@connectrpc/connect'
import type { VerifyService } from '@vitrine/contracts/verify/v1'
import { Fault } from '@vitrine/platform/rpc/fault'
import type { Check, Service } from '@vitrine/platform/service'
import pg from 'pg'

const breaksShown = 20

/** What holds of every service: nothing it told is stuck, nothing it heard was given up. */
const eventChecks = (schema: string): Check[] => {
  const own = pg.escapeIdentifier(schema)
  const late = `now() - interval '60 seconds'`
  return [
    {
      invariant: 'I4 every event leaves within 60 s',
      text: `select type || ' ' || id || ' since ' || created_at from ${own}.outbox where created_at < ${late}
        union all select type || ' ' || id || ' for ' || consumer from ${own}.outbox_waiting where created_at < ${late}`,
    },
    {
      invariant: 'I4 no event was given up',
      text: `select type || ' ' || event_id || ': ' || coalesce(reason, 'no reason') from ${own}.inbox where dead_at is not null`,
    },
    {
      invariant: 'I4 every event has its effect within 60 s',
      text: `select type || ' ' || event_id || coalesce(': ' || reason, '') from ${own}.inbox
        where handled_at is null and dead_at is null and arrived_at < ${late}`,
    },
  ]
}

/** Answers `vitrine verify` for one service, from its checks and books. Reads only: each question is a read-only transaction. */
export const verifyRpc = ({ name, checks, books }: Service, pool: pg.Pool): ServiceImpl<typeof VerifyService> => ({
  async check() {
    const all = [...eventChecks(name), ...checks]
    const checked = await readOnly(pool, async (tx) => {
      const answers = []
      for (const { invariant, text } of all) answers.push({ invariant, breaks: await breaksOf(tx, text) })
      return answers
    })
    return { checked }
  },

  async readBook({ book, after, limit }) {
    const found = Object.hasOwn(books, book) ? books[book] : undefined
    if (!found) throw new Fault('not-found', `${name} keeps no book ${book}`)
    const { rows } = await readOnly(pool, (tx) => tx.query<{ id: string; body: unknown }>(found.text, [after, Math.min(limit, 1_000)]))
    return { rows: rows.map(({ id, body }) => ({ id, bodyJson: JSON.stringify(body) })) }
  },
})

async function breaksOf(tx: pg.PoolClient, text: string): Promise<string[]> {
  const { rows } = await tx.query<[string]>({ text: `select * from (${text}) as broken limit ${breaksShown}`, rowMode: 'array' })
  return rows.map(([line]) => line)
}

async function readOnly<T>(pool: pg.Pool, read: (tx: pg.PoolClient) => Promise<T>): Promise<T> {
  const tx = await pool.connect()
  try {
    await tx.query('begin isolation level repeatable read read only')
    return await read(tx)
  } finally {
    await tx.query('rollback').catch(() => {}) // the connection is lost, and the transaction with it
    tx.release()
  }
}
