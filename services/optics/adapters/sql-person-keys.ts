import { derivedKey, keyBytes, seal, unseal } from '@vitrine/platform/sealing/seal'
import type pg from 'pg'

/** The first key of a person stays; two who come at once get the same. */
const keying = `
  with mine as (
    insert into optics.person_key (account_id, wrapped, created_at) values ($1, $2, $3) on conflict (account_id) do nothing returning wrapped
  )
  select wrapped from mine union all select wrapped from optics.person_key where account_id = $1 limit 1`

export interface PersonKeys {
  /** The key of a person, made when there is none. */
  keyFor(personId: string, at: Date): Promise<Buffer>
  /** The key of a person who is there; what others write of one who was erased makes none anew. */
  keyThere(personId: string): Promise<Buffer | undefined>
  /** The key in what is kept of it. */
  keyOf(personId: string, wrapped: Buffer): Buffer
  readonly random: (bytes: number) => Buffer
}

/** The key that wraps those of persons, from `OPTICS_KEY`. Throws when that is missing or short: the service does not start (ACC-13). */
export function wrappingKey(secret: string | undefined): Buffer {
  if (secret === undefined || secret.length < 32) throw new Error('OPTICS_KEY needs at least 32 characters')
  return derivedKey(secret, 'vitrine keys of persons')
}

/** A key per person, wrapped by `wrapping`. `random` draws that many bytes nobody can guess. */
export function sqlPersonKeys(pool: pg.Pool, wrapping: Buffer, random: (bytes: number) => Buffer): PersonKeys {
  const keyOf = (personId: string, wrapped: Buffer) => unseal(wrapping, `person ${personId}`, wrapped)
  return {
    random,
    keyOf,
    async keyThere(personId) {
      const text = 'select wrapped from optics.person_key where account_id = $1'
      const [row] = (await pool.query<{ wrapped: Buffer }>(text, [personId])).rows
      return row && keyOf(personId, row.wrapped)
    },
    async keyFor(personId, at) {
      const fresh = seal(wrapping, `person ${personId}`, random(keyBytes), random)
      for (let round = 0; round < 2; round++) {
        const { rows } = await pool.query<{ wrapped: Buffer }>(keying, [personId, fresh, at]) // of two at once, the later sees the key in its second round
        if (rows[0]) return keyOf(personId, rows[0].wrapped)
      }
      throw new Error('a key of a person was made and is not there')
    },
  }
}
