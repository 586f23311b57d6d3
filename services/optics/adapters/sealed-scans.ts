import type { Files } from '@vitrine/platform/files/files'
import { seal, unseal } from '@vitrine/platform/sealing/seal'
import type pg from 'pg'
import type { ScanStore } from '../application/keep-scan.ts'
import type { Pictured } from '../domain/configuration.ts'
import { scanTypeOf } from '../domain/scan.ts'
import type { PersonKeys } from './sql-person-keys.ts'

/** The first one has the name that all had before they were numbered. */
const fileOf = (configurationId: string, number: number): string => `optics/scans/${configurationId}${number === 1 ? '' : `.${number}`}`
const belongsTo = (personId: string, id: string, number: number): string => `${personId} scan ${id}${number === 1 ? '' : `.${number}`}`

/** While an optician may still look at it; with the key of its person, which is made for nobody anew. */
const isLookedAt = `state in ('drafted', 'submitted', 'asked')`
const beginning = `
  update optics.configuration as c set scan_sent = scan_sent + 1 from optics.person_key as k
  where c.id = $1 and k.account_id = c.person_id and c.${isLookedAt} returning c.scan_sent as number, k.wrapped`
/** Another version of its glasses, in the statement that shows it: whoever decides about the one before decides about nothing. */
const showing = `
  with before as (select scan_shown, scan_type, version from optics.configuration where id = $1 and ${isLookedAt} for update), shown as (
    update optics.configuration as c set scan_shown = $2, scan_type = $3, version = c.version + 1 from before where c.id = $1 and before.scan_shown < $2
  )
  select scan_shown as before, scan_type <> '' as "hasOther", version + 1 as version from before`
const finding = `
  select c.person_id as "personId", c.scan_shown as number, k.wrapped from optics.configuration as c
  join optics.person_key as k on k.account_id = c.person_id where c.id = $1 and c.scan_type <> ''`
const ofPerson = `select id, scan_sent as "scansSent" from optics.configuration where person_id = $1 or facts ->> 'customerId' = $1 order by id`
const ofDrafts = `
  select id from optics.configuration
  where state = 'drafted' and (scan_type <> '' or scan_sent > scan_shown) and created_at < $1 order by created_at limit 500`
/** Those being written are done with too: they come too late to be shown. */
const unshowing = `
  update optics.configuration set scan_type = '', scan_shown = scan_sent where id = $1 and state = 'drafted' returning scan_sent as "scansSent"`

/** Pictures of sheets: files that hold ciphertext alone, whose keys are those of their persons. A row knows of one before it is written. */
export function sealedScans(pool: pg.Pool, keys: PersonKeys, files: Files): ScanStore {
  const removeFrom = async (id: string, first: number, last: number) => {
    for (let number = first; number <= last; number++) await files.remove(fileOf(id, number))
  }
  const dropOf = async (id: string) => {
    const [dropped] = (await pool.query<{ scansSent: number }>(unshowing, [id])).rows
    if (dropped) await removeFrom(id, 1, dropped.scansSent) // else it was ordered meanwhile
  }
  const shownOf = async (id: string) => {
    const [row] = (await pool.query<{ personId: string; number: number; wrapped: Buffer }>(finding, [id])).rows
    const sealed = row && (await files.get(fileOf(id, row.number)))
    return { row, bytes: sealed && unseal(keys.keyOf(row.personId, row.wrapped), belongsTo(row.personId, id, row.number), sealed) }
  }

  return {
    async put({ id, personId }, bytes, type) {
      const [begun] = (await pool.query<{ number: number; wrapped: Buffer }>(beginning, [id])).rows
      if (!begun) return false
      const { number } = begun
      const sealed = seal(keys.keyOf(personId, begun.wrapped), belongsTo(personId, id, number), Buffer.from(bytes), keys.random)
      await files.put(fileOf(id, number), sealed)
      const [known] = (await pool.query<{ before: number; hasOther: boolean; version: number }>(showing, [id, number, type])).rows
      const isShown = known !== undefined && known.before < number
      await (isShown ? removeFrom(id, Math.max(known.before, 1), number - 1) : removeFrom(id, number, number))
      if (isShown) return known.version
      return known?.hasOther === true && 'later'
    },

    async get(id) {
      let { row, bytes } = await shownOf(id)
      if (row && !bytes) ({ row, bytes } = await shownOf(id)) // another one took its place between the row and the file
      const type = bytes && scanTypeOf(bytes)
      return bytes && type && { type, bytes }
    },

    remove: ({ id, scansSent }) => removeFrom(id, 1, scansSent),

    async of(personId) {
      return (await pool.query<Pictured>(ofPerson, [personId])).rows
    },

    dropOf,

    async dropOfDrafts(createdBefore) {
      const { rows } = await pool.query<{ id: string }>(ofDrafts, [createdBefore])
      for (const { id } of rows) await dropOf(id)
      return rows.length
    },
  }
}
