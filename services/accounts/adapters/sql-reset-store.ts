import { PasswordChangedSchema, PasswordForgottenSchema } from '@vitrine/contracts/accounts/v1/events'
import { inTransaction } from '@vitrine/platform/sql/transaction'
import type pg from 'pg'
import type { ResetStore } from '../application/reset-password.ts'
import type { Account } from '../domain/account.ts'
import { accountColumns } from './sql-account-store.ts'
import { endOpenSessions } from './sql-staff-store.ts'

/** The last link goes by the key of the index that lets an account have one. */
const asking = `
  with counted as (
    insert into accounts.reset_asks as r (email_key, window_began_at, asks) values ($1, $2, 1)
    on conflict (email_key) do update set
      asks = case when r.window_began_at <= $2::timestamptz - $4 * interval '1 millisecond' then 1 else r.asks + 1 end,
      window_began_at = case when r.window_began_at <= $2::timestamptz - $4 * interval '1 millisecond' then $2 else r.window_began_at end
    returning asks <= $3 as "mayAsk"
  ), linked as (
    insert into accounts.one_use_token as t (token_hash, purpose, account_id, expires_at)
    select $5, 'reset-password', a.id, $6 from accounts.account as a, counted where a.email_key = $1 and counted."mayAsk"
    on conflict (account_id) where purpose = 'reset-password' and used_at is null
      do update set token_hash = excluded.token_hash, expires_at = excluded.expires_at
    returning t.account_id
  )
  insert into accounts.outbox (id, type, key, body)
  select $7, '${PasswordForgottenSchema.typeName}', a.id, jsonb_build_object('accountId', a.id, 'email', a.email, 'name', a.name,
    'locale', a.locale, 'resetToken', $8::text, 'at', $9::text, 'expiresAt', $10::text)
  from accounts.account as a join linked on a.id = linked.account_id`

const using = `
  with token as (
    update accounts.one_use_token set used_at = $2
    where token_hash = $1 and purpose = 'reset-password' and used_at is null and expires_at > $2 returning account_id
  ), changed as (
    update accounts.account as a set password_hash = $3, email_verified = true from token where a.id = token.account_id
    returning a.email_key, ${accountColumns}
  ), told as (
    insert into accounts.outbox (id, type, key, body)
    select $4, '${PasswordChangedSchema.typeName}', id, jsonb_build_object('accountId', id, 'email', email, 'name', name, 'locale', locale, 'at', $5::text)
    from changed
  ), forgotten as (
    delete from accounts.sign_in_tries as t using changed where t.email_key = changed.email_key
  )
  select id, email, name, locale, roles, "emailVerified", addresses, "createdAt" from changed`

const forgetting = `
  with tries as (delete from accounts.sign_in_tries where window_began_at < $1 returning email_key),
    asks as (delete from accounts.reset_asks where window_began_at < $1 returning email_key)
  select (select count(*) from tries)::int + (select count(*) from asks)::int as gone`

export const sqlResetStore = (pool: pg.Pool): ResetStore => ({
  async ask(emailKey, { token, hash, eventId, at, expiresAt }, allowed, windowMs) {
    const values = [emailKey, at, allowed, windowMs, hash, expiresAt, eventId, token, at.toISOString(), expiresAt.toISOString()]
    await pool.query(asking, values)
  },

  use: (hash, passwordHash, at, drawId) =>
    inTransaction(pool, async (tx) => {
      const { rows } = await tx.query<Account>(using, [hash, at, passwordHash, drawId(), at.toISOString()])
      if (rows[0]) await endOpenSessions(tx, rows[0].id, 'password-reset', at, drawId)
      return rows[0]
    }),

  async forgetCounts(before) {
    return (await pool.query<{ gone: number }>(forgetting, [before])).rows[0]?.gone ?? 0
  },
})
