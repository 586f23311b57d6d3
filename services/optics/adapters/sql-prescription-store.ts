import { seal, unseal } from '@vitrine/platform/sealing/seal'
import type pg from 'pg'
import type { PrescriptionRecord, PrescriptionStore, SealedPart } from '../application/keep-prescriptions.ts'
import type { PersonKeys } from './sql-person-keys.ts'

const adding = `
  insert into optics.prescription (id, account_id, sealed, added_at, consented_at) values ($1, $2, $3, $4, $4)
  on conflict (id) do nothing returning id`

const listing = `
  select p.id, p.state, p.added_at as "addedAt", p.sealed, k.wrapped
  from optics.prescription as p join optics.person_key as k on k.account_id = p.account_id
  where p.account_id = $1 order by p.added_at desc, p.id`

const removing = 'delete from optics.prescription where account_id = $1 and id = $2 returning id'

interface SealedRow extends Pick<PrescriptionRecord, 'id' | 'state' | 'addedAt'> {
  readonly sealed: Buffer
  readonly wrapped: Buffer
}

/** Prescriptions as the database never sees them: sealed with the key of their person. */
export function sqlPrescriptionStore(pool: pg.Pool, { keyFor, keyOf, random }: PersonKeys): PrescriptionStore {
  return {
    async add({ id, accountId, addedAt, wearer, prescriber, sheet, prescription, pdErrorMm = 0 }) {
      const plain: SealedPart = { wearer, prescriber, sheet, prescription, pdErrorMm }
      const sealed = seal(await keyFor(accountId, addedAt), `${accountId} ${id}`, Buffer.from(JSON.stringify(plain)), random)
      return (await pool.query(adding, [id, accountId, sealed, addedAt])).rowCount === 1
    },

    async list(accountId) {
      const { rows } = await pool.query<SealedRow>({ name: 'optics.prescriptions', text: listing, values: [accountId] })
      return rows.map(({ id, state, addedAt, sealed, wrapped }) => {
        const text = unseal(keyOf(accountId, wrapped), `${accountId} ${id}`, sealed).toString()
        return { id, accountId, state, addedAt, ...(JSON.parse(text) as SealedPart) } // what `add` sealed
      })
    },

    async remove(accountId, id) {
      return (await pool.query(removing, [accountId, id])).rowCount === 1
    },
  }
}
