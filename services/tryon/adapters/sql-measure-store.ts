import { derivedKey, seal, unseal } from '@vitrine/platform/sealing/seal'
import type pg from 'pg'
import type { KeptMeasures, MeasureStore } from '../application/keep-measures.ts'

const putting = `
  insert into tryon.kept_measures (account_id, sealed, kept_at, erase_at) values ($1, $2, $3, $4)
  on conflict (account_id) do update set sealed = excluded.sealed, kept_at = excluded.kept_at, erase_at = excluded.erase_at`
const finding = `
  select sealed, kept_at as "keptAt", erase_at as "eraseAt" from tryon.kept_measures where account_id = $1 and erase_at > $2`

/** The key measures are sealed with, from `TRYON_KEY`. Throws when that is missing or short: the service does not start (ACC-13). */
export function measuresKey(secret: string | undefined): Buffer {
  if (secret === undefined || secret.length < 32) throw new Error('TRYON_KEY needs at least 32 characters')
  return derivedKey(secret, 'vitrine measures of persons')
}

/** Measures as the database never sees them, over a pool or over one transaction. `random` draws that many bytes nobody can guess. */
export const sqlMeasureStore = (db: pg.Pool | pg.PoolClient, key: Buffer, random: (bytes: number) => Buffer): MeasureStore => ({
  async put(accountId, { measures, keptAt, eraseAt }) {
    const sealed = seal(key, `measures of ${accountId}`, Buffer.from(JSON.stringify(measures)), random)
    await db.query(putting, [accountId, sealed, keptAt, eraseAt])
  },

  async find(accountId, now) {
    const [row] = (await db.query<{ sealed: Buffer; keptAt: Date; eraseAt: Date }>(finding, [accountId, now])).rows
    if (!row) return undefined
    const { sealed, ...times } = row
    const text = unseal(key, `measures of ${accountId}`, sealed).toString()
    return { measures: JSON.parse(text) as KeptMeasures['measures'], ...times } // what `put` sealed
  },

  async remove(accountId) {
    await db.query('delete from tryon.kept_measures where account_id = $1', [accountId])
  },

  async removeOver(now) {
    return (await db.query('delete from tryon.kept_measures where erase_at <= $1', [now])).rowCount ?? 0
  },
})
