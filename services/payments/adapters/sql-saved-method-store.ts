import type pg from 'pg'
import type { SavedMethodStore } from '../application/saved-methods.ts'
import type { SavedMethod } from '../domain/saved-method.ts'

const columns = `id, customer_id as "customerId", provider, method, reference, brand, last4, expires, agreed_at as "agreedAt"`

const listing = `select ${columns} from payments.saved_method where customer_id = $1 and removed_at is null order by agreed_at desc, id`
const removing = `update payments.saved_method set removed_at = coalesce(removed_at, $3) where id = $1 and customer_id = $2 returning ${columns}`
const waiting = `select ${columns} from payments.saved_method where removed_at is not null and dropped_at is null order by removed_at limit 20`
const dropped = 'update payments.saved_method set dropped_at = $2 where id = $1 and removed_at is not null and dropped_at is null'

/** Methods customers keep, in PostgreSQL. */
export const sqlSavedMethodStore = (pool: pg.Pool): SavedMethodStore => ({
  async savedOf(customerId) {
    return (await pool.query<SavedMethod>(listing, [customerId])).rows
  },
  async removeSaved(customerId, id, at) {
    return (await pool.query<SavedMethod>(removing, [id, customerId, at])).rows[0]
  },
  async toDrop() {
    return (await pool.query<SavedMethod>(waiting)).rows
  },
  async markDropped(id, at) {
    await pool.query(dropped, [id, at])
  },
})
