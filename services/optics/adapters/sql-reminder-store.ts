import type { Ids } from '@vitrine/platform/ids/ids'
import type pg from 'pg'
import type { ReminderStore } from '../application/remind.ts'
import type { PersonKeys } from './sql-person-keys.ts'

const looking = `
  select p.id, p.account_id as "accountId" from optics.prescription as p join optics.person_key as k on k.account_id = p.account_id
  where p.look_on <= $1::date and k.wants_reminders order by p.look_on, p.id limit 100`

/** Two processes at once tell once. */
const reminding = `
  with reminded as (
    update optics.prescription set look_on = null, reminded_at = $2 where id = $1 and reminded_at is null returning account_id
  )
  insert into optics.outbox (id, type, key, body) select $3, $4, account_id, $5::jsonb from reminded`

export const sqlReminderStore = (pool: pg.Pool, keys: PersonKeys, ids: Ids): ReminderStore => ({
  due: async (today) => (await pool.query<{ id: string; accountId: string }>(looking, [today])).rows,

  async putOff(id, day) {
    await pool.query('update optics.prescription set look_on = $2 where id = $1', [id, day])
  },

  async remind(id, at, { type, body }) {
    await pool.query(reminding, [id, at, ids(), type, JSON.stringify(body)])
  },

  async wants(accountId) {
    const text = 'select wants_reminders as wants from optics.person_key where account_id = $1'
    return (await pool.query<{ wants: boolean }>(text, [accountId])).rows[0]?.wants ?? true
  },

  async setWants(accountId, isWanted, at) {
    await keys.keyFor(accountId, at)
    await pool.query('update optics.person_key set wants_reminders = $2 where account_id = $1', [accountId, isWanted])
  },
})
