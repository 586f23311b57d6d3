import type { Files } from '@vitrine/platform/files/files'
import { seal, unseal } from '@vitrine/platform/sealing/seal'
import type pg from 'pg'
import type { ScanStore } from '../application/keep-scan.ts'
import { scanTypes } from '../domain/scan.ts'
import type { PersonKeys } from './sql-person-keys.ts'

const fileOf = (configurationId: string): string => `optics/scans/${configurationId}`
const belongsTo = (personId: string, id: string): string => `${personId} scan ${id}`

const finding = `
  select c.person_id as "personId", c.scan_type as type, k.wrapped from optics.configuration as c join optics.person_key as k on k.account_id = c.person_id
  where c.id = $1 and c.scan_type <> ''`

/** Pictures of sheets: files that hold ciphertext alone, whose keys are those of their persons. */
export const sealedScans = (pool: pg.Pool, keys: PersonKeys, files: Files): ScanStore => ({
  async put({ id, personId, createdAt }, bytes, type) {
    const key = await keys.keyFor(personId, createdAt)
    await files.put(fileOf(id), seal(key, belongsTo(personId, id), Buffer.from(bytes), keys.random))
    const { rowCount } = await pool.query('update optics.configuration set scan_type = $2 where id = $1', [id, type])
    if (rowCount === 0) await files.remove(fileOf(id)) // it was forgotten meanwhile
    return rowCount === 1
  },

  async get(id) {
    const [row] = (await pool.query<{ personId: string; type: string; wrapped: Buffer }>(finding, [id])).rows
    const sealed = row && (await files.get(fileOf(id)))
    const type = scanTypes.find((one) => one === row?.type)
    if (!row || !sealed || !type) return undefined
    return { type, bytes: unseal(keys.keyOf(row.personId, row.wrapped), belongsTo(row.personId, id), sealed) }
  },

  remove: (id) => files.remove(fileOf(id)),

  async forget(personId) {
    const { rows } = await pool.query<{ id: string }>(
      `select id from optics.configuration where person_id = $1 or facts ->> 'customerId' = $1 order by id`,
      [personId],
    )
    for (const { id } of rows) await files.remove(fileOf(id))
  },
})
