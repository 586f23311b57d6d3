import { AccountErasedSchema, SessionEndedSchema } from '@vitrine/contracts/accounts/v1/events'
import type pg from 'pg'
import type { EraseStore } from '../application/erase-account.ts'
import type { Erased, ErasedStore } from '../application/note-erased.ts'
import type { Account } from '../domain/account.ts'
import { accountColumns } from './sql-account-store.ts'

/** Sessions and tokens go with the account's row; who still carries an access token is signed out by `SessionEnded`. */
const erasing = `
  with gone as (
    delete from accounts.account where id = $1 returning id, email, email_key, email_verified, locale
  ), remembered as (
    insert into accounts.erased_account (account_id, at) select id, ($3::text)::timestamptz from gone on conflict (account_id) do nothing
  ), tries as (
    delete from accounts.sign_in_tries as t using gone where t.email_key = gone.email_key
  ), asks as (
    delete from accounts.reset_asks as r using gone where r.email_key = gone.email_key
  ), invitation as (
    delete from accounts.staff_invitation as i using gone where i.email_key = gone.email_key
  ), ended as (
    insert into accounts.outbox (id, type, key, body)
    select $2 || ' ' || s.id, '${SessionEndedSchema.typeName}', gone.id,
      jsonb_build_object('accountId', gone.id, 'sessionId', s.id, 'why', 'account-erased', 'at', $3::text)
    from gone join accounts.session as s on s.account_id = gone.id where s.ended_at is null
  )
  insert into accounts.outbox (id, type, key, body)
  select $2, '${AccountErasedSchema.typeName}', id,
    jsonb_build_object('accountId', id, 'email', email, 'emailVerified', email_verified, 'locale', locale, 'at', $3::text) from gone`

export const sqlEraseStore = (pool: pg.Pool): Pick<EraseStore, 'findWithPassword' | 'erase'> & ErasedStore => ({
  async findWithPassword(accountId) {
    const text = `select ${accountColumns}, a.password_hash as "passwordHash" from accounts.account as a where a.id = $1`
    const { rows } = await pool.query<Account & { passwordHash: string }>(text, [accountId])
    if (!rows[0]) return undefined
    const { passwordHash, ...account } = rows[0]
    return { account, passwordHash }
  },

  async erase(accountId, at, eventId) {
    return (await pool.query(erasing, [accountId, eventId, at.toISOString()])).rowCount === 1
  },

  async unnoted() {
    const text = 'select account_id as "accountId", at from accounts.erased_account where noted_at is null order by at limit 100'
    return (await pool.query<Erased>(text)).rows
  },

  async noted(accountId, at) {
    await pool.query('update accounts.erased_account set noted_at = $2 where account_id = $1', [accountId, at])
  },
})
