import { seal, unseal } from '@vitrine/platform/sealing/seal'
import type pg from 'pg'
import type { PrescriptionRecord, PrescriptionStore, SealedPart } from '../application/keep-prescriptions.ts'
import type { PersonKeys } from './sql-person-keys.ts'

const adding = `
  with added as (
    insert into optics.prescription (id, account_id, sealed, added_at, consented_at, corrects) values ($1, $2, $3, $4, $4, nullif($5, ''))
    on conflict do nothing returning id
  ), corrected as (
    update optics.prescription as p set state = 'rejected' from added where p.id = $5 and p.account_id = $2 and p.state = 'asked'
  )
  select from added`

const listing = `
  select p.id, p.state, p.reason, p.added_at as "addedAt", p.sealed, k.wrapped,
    exists (select from optics.prescription as n where n.corrects = p.id) as "isCorrected"
  from optics.prescription as p join optics.person_key as k on k.account_id = p.account_id
  where p.account_id = $1 order by p.added_at desc, p.id`

const removing = 'delete from optics.prescription where account_id = $1 and id = $2 returning id'

interface SealedRow extends Pick<PrescriptionRecord, 'id' | 'state' | 'reason' | 'isCorrected' | 'addedAt'> {
  readonly sealed: Buffer
  readonly wrapped: Buffer
}

/** Prescriptions as the database never sees them: sealed with the key of their person. */
export function sqlPrescriptionStore(pool: pg.Pool, { keyFor, keyOf, random }: PersonKeys): PrescriptionStore {
  return {
    async add({ id, accountId, addedAt, wearer, prescriber, sheet, prescription, pdErrorMm = 0 }, correctsId) {
      const plain: SealedPart = { wearer, prescriber, sheet, prescription, pdErrorMm }
      const sealed = seal(await keyFor(accountId, addedAt), `${accountId} ${id}`, Buffer.from(JSON.stringify(plain)), random)
      return (await pool.query(adding, [id, accountId, sealed, addedAt, correctsId])).rowCount === 1
    },

    async list(accountId) {
      const { rows } = await pool.query<SealedRow>({ name: 'optics.prescriptions', text: listing, values: [accountId] })
      return rows.map(({ sealed, wrapped, ...row }) => {
        const text = unseal(keyOf(accountId, wrapped), `${accountId} ${row.id}`, sealed).toString()
        return { accountId, ...row, ...(JSON.parse(text) as SealedPart) } // what `add` sealed
      })
    },

    async remove(accountId, id) {
      return (await pool.query(removing, [accountId, id])).rowCount === 1
    },
  }
}
