import type { Files } from '@vitrine/platform/files/files'
import { seal, unseal } from '@vitrine/platform/sealing/seal'
import type pg from 'pg'
import type { ScanStore } from '../application/keep-scan.ts'
import { scanTypeOf } from '../domain/scan.ts'
import type { PersonKeys } from './sql-person-keys.ts'

const fileOf = (configurationId: string): string => `optics/scans/${configurationId}`
const belongsTo = (personId: string, id: string): string => `${personId} scan ${id}`

/** While an optician may still look at it; with the key of its person, which is made for nobody anew. */
const marking = `
  update optics.configuration as c set scan_type = $2 from optics.person_key as k
  where c.id = $1 and k.account_id = c.person_id and c.state in ('drafted', 'submitted', 'asked') returning k.wrapped`
/** Waits for whoever is about to make it go. */
const standing = 'select from optics.configuration where id = $1 for key share'
const finding = `
  select c.person_id as "personId", k.wrapped from optics.configuration as c join optics.person_key as k on k.account_id = c.person_id
  where c.id = $1 and c.scan_type <> ''`
const ofPerson = `select id from optics.configuration where person_id = $1 or facts ->> 'customerId' = $1 order by id`
const ofDrafts = `
  select id from optics.configuration where state = 'drafted' and scan_type <> '' and created_at < $1 order by created_at limit 500`
const unmarking = `update optics.configuration set scan_type = '' where id = $1 and state = 'drafted'`

/** Pictures of sheets: files that hold ciphertext alone, whose keys are those of their persons. A row says that there is one before it is written. */
export const sealedScans = (pool: pg.Pool, keys: PersonKeys, files: Files): ScanStore => ({
  async put({ id, personId }, bytes, type) {
    const [marked] = (await pool.query<{ wrapped: Buffer }>(marking, [id, type])).rows
    if (!marked) return false
    const key = keys.keyOf(personId, marked.wrapped)
    await files.put(fileOf(id), seal(key, belongsTo(personId, id), Buffer.from(bytes), keys.random))
    const { rowCount } = await pool.query(standing, [id])
    if (rowCount === 0) await files.remove(fileOf(id)) // it was forgotten meanwhile
    return rowCount === 1
  },

  async get(id) {
    const [row] = (await pool.query<{ personId: string; wrapped: Buffer }>(finding, [id])).rows
    const sealed = row && (await files.get(fileOf(id)))
    if (!row || !sealed) return undefined
    const bytes = unseal(keys.keyOf(row.personId, row.wrapped), belongsTo(row.personId, id), sealed)
    const type = scanTypeOf(bytes) // the row knows the last that was sent, which may not be the last that was written
    return type && { type, bytes }
  },

  remove: (id) => files.remove(fileOf(id)),

  async of(personId) {
    return (await pool.query<{ id: string }>(ofPerson, [personId])).rows.map(({ id }) => id)
  },

  async dropOfDrafts(createdBefore) {
    const { rows } = await pool.query<{ id: string }>(ofDrafts, [createdBefore])
    for (const { id } of rows) {
      const { rowCount } = await pool.query(unmarking, [id])
      if (rowCount === 1) await files.remove(fileOf(id)) // else it was ordered meanwhile
    }
    return rows.length
  },
})
