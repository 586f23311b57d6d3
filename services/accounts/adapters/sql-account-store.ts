import {
  LogInFailedSchema,
  LoggedInSchema,
  SessionEndedSchema,
  AccountMadeSchema,
  SignUpRepeatedSchema,
  VerificationRenewedSchema,
} from '@vitrine/contracts/accounts/v1/events'
import type { Check } from '@vitrine/platform/service'
import type pg from 'pg'
import type { AccountStore } from '../application/keep-account.ts'
import type { LogInStore } from '../application/log-in.ts'
import type { RefreshStore } from '../application/refresh-session.ts'
import type { SignUpStore } from '../application/sign-up.ts'
import type { Account } from '../domain/account.ts'

/** The columns of an account in the words of the domain. `a` is the row. */
export const accountColumns = `a.id, a.email, a.name, a.locale, a.roles, a.email_verified as "emailVerified", a.addresses, a.created_at as "createdAt"`

const signingUp = `
  with made as (
    insert into accounts.account as a (id, email, email_key, name, locale, password_hash, created_at) values ($1, $2, $3, $4, $5, $6, $7)
    on conflict do nothing returning id
  ), verification as (
    insert into accounts.one_use_token (token_hash, purpose, account_id, expires_at) select $8, 'verify-email', id, $9 from made
  ), published as (
    insert into accounts.outbox (id, type, key, body)
    select $10, '${AccountMadeSchema.typeName}', id,
      jsonb_build_object('accountId', id, 'email', $2::text, 'name', $4::text, 'locale', $5::text, 'verificationToken', $11::text) from made
  )
  insert into accounts.outbox (id, type, key, body)
  select $10, '${SignUpRepeatedSchema.typeName}', a.id, jsonb_build_object('accountId', a.id, 'email', a.email, 'locale', a.locale)
  from accounts.account as a where a.email_key = $3 and a.id <> $1 and not exists (select from made)`

const countingTry = `
  insert into accounts.sign_in_tries as t (email_key, window_began_at, tries) values ($1, $2, 1)
  on conflict (email_key) do update set
    tries = case when t.window_began_at <= $2::timestamptz - $4 * interval '1 millisecond' then 1 else t.tries + 1 end,
    window_began_at = case when t.window_began_at <= $2::timestamptz - $4 * interval '1 millisecond' then $2 else t.window_began_at end
  returning case when tries > $3 then
    greatest(1, ceil(extract(epoch from window_began_at + $4 * interval '1 millisecond' - $2::timestamptz)))::int end as "waitSeconds"`

const openingSession = `
  with standing as (
    select id from accounts.account where id = $2 and password_hash = $11 for share
  ), opened as (
    insert into accounts.session (id, account_id, user_agent, address, created_at, last_used_at) select $1, id, $3, $4, $5, $5 from standing
    on conflict do nothing returning id
  ), token as (
    insert into accounts.refresh_token (token_hash, session_id, expires_at) select $6, id, $7 from opened
  ), told as (
    insert into accounts.outbox (id, type, key, body)
    select $8, '${LoggedInSchema.typeName}', $2,
    jsonb_build_object('accountId', $2::text, 'sessionId', id, 'roles', $9::jsonb, 'address', $4::text, 'at', $10::text) from opened
  )
  select exists (select from standing) as "isRight"`

const notingFailure = `
  insert into accounts.outbox (id, type, key, body)
  values ($1, '${LogInFailedSchema.typeName}', $2, jsonb_build_object('accountId', $2::text, 'address', $3::text, 'at', $4::text))`

const rotating = `
  with token as (
    select r.token_hash, r.session_id, r.used_at, s.account_id from accounts.refresh_token as r join accounts.session as s on s.id = r.session_id
    where r.token_hash = $1 and s.ended_at is null and r.expires_at > $3 for update of r
  ), used as (
    update accounts.refresh_token as r set used_at = $3 from token where r.token_hash = token.token_hash and token.used_at is null
  ), successor as (
    insert into accounts.refresh_token (token_hash, session_id, expires_at) select $2, session_id, $4 from token where used_at is null
    on conflict do nothing
  ), touched as (
    update accounts.session as s set last_used_at = $3 from token where s.id = token.session_id
  )
  select case when token.used_at is null then 'rotated' when token.used_at > $3::timestamptz - $5 * interval '1 millisecond' then 'again'
    else 'reused' end as how, token.session_id as "sessionId", ${accountColumns}
  from token join accounts.account as a on a.id = token.account_id`

/** Ends sessions and tells so. `$1` ids, `$2` why, `$3` at, `$4` event ids as many, `$5` at as text. */
export const endingSessions = `
  with ended as (
    update accounts.session as s set ended_at = $3, why = $2 from unnest($1::text[], $4::text[]) as wanted (id, event_id)
    where s.id = wanted.id and s.ended_at is null returning s.id, s.account_id, wanted.event_id
  )
  insert into accounts.outbox (id, type, key, body)
  select event_id, '${SessionEndedSchema.typeName}', account_id,
    jsonb_build_object('accountId', account_id, 'sessionId', id, 'why', $2::text, 'at', $5::text) from ended`

const verifying = `
  with token as (
    update accounts.one_use_token set used_at = $2
    where token_hash = $1 and purpose = 'verify-email' and used_at is null and expires_at > $2 returning account_id
  )
  update accounts.account as a set email_verified = true from token where a.id = token.account_id returning ${accountColumns}`

/** `$1` the old token's hash. Only the first who comes too late gets a new one. */
const renewing = `
  with late as (
    update accounts.one_use_token as t set used_at = $2 from accounts.account as a
    where t.token_hash = $1 and t.purpose = 'verify-email' and t.used_at is null and a.id = t.account_id and not a.email_verified
    returning a.id, a.email, a.name, a.locale
  ), renewed as (
    insert into accounts.one_use_token (token_hash, purpose, account_id, expires_at) select $3, 'verify-email', id, $4 from late
  ), told as (
    insert into accounts.outbox (id, type, key, body)
    select $5, '${VerificationRenewedSchema.typeName}', id, jsonb_build_object('accountId', id, 'email', email, 'name', name,
      'locale', locale, 'verificationToken', $6::text, 'at', $7::text) from late
  )
  select a.email_verified as "isProven" from accounts.one_use_token as t join accounts.account as a on a.id = t.account_id
  where t.token_hash = $1 and t.purpose = 'verify-email'`

const updating = `
  update accounts.account as a set name = coalesce($2, a.name), locale = coalesce($3, a.locale), addresses = coalesce($4::jsonb, a.addresses)
  where a.id = $1 returning ${accountColumns}`

export const sqlAccountStore = (pool: pg.Pool): SignUpStore & LogInStore & RefreshStore & AccountStore => ({
  async signUp({ id, email, emailKey, name, locale, passwordHash, createdAt, verification }) {
    const { token, hash, expiresAt, eventId } = verification
    const values = [id, email, emailKey, name, locale, passwordHash, createdAt, hash, expiresAt, eventId, token]
    await pool.query({ name: 'accounts.sign-up', text: signingUp, values })
  },

  async countTry(key, now, limit, windowMs) {
    const values = [key, now, limit, windowMs]
    const { rows } = await pool.query<{ waitSeconds: number | null }>({ name: 'accounts.count-try', text: countingTry, values })
    return rows[0]?.waitSeconds ?? undefined
  },

  async forgetTries(key) {
    await pool.query({ name: 'accounts.forget-tries', text: 'delete from accounts.sign_in_tries where email_key = $1', values: [key] })
  },

  async findByEmail(key) {
    const text = `select ${accountColumns}, a.password_hash as "passwordHash" from accounts.account as a where a.email_key = $1`
    const { rows } = await pool.query<Account & { passwordHash: string }>({ name: 'accounts.find-by-email', text, values: [key] })
    if (!rows[0]) return undefined
    const { passwordHash, ...account } = rows[0]
    return { account, passwordHash }
  },

  async openSession({ id, accountId, userAgent, address, refreshHash, refreshExpiresAt, at }, { roles }, passwordHash, eventId) {
    const session = [id, accountId, userAgent, address, at, refreshHash, refreshExpiresAt]
    const values = [...session, eventId, JSON.stringify(roles), at.toISOString(), passwordHash]
    const { rows } = await pool.query<{ isRight: boolean }>({ name: 'accounts.open-session', text: openingSession, values })
    return rows[0]!.isRight // a select without from always answers one row
  },

  async noteFailure(accountId, address, at, eventId) {
    const values = [eventId, accountId ?? '', address, at.toISOString()]
    await pool.query({ name: 'accounts.note-failure', text: notingFailure, values })
  },

  async rotate({ hash, successorHash, now, expiresAt, graceMs }) {
    type Row = Account & { how: 'rotated' | 'again' | 'reused'; sessionId: string }
    const values = [hash, successorHash, now, expiresAt, graceMs]
    const { rows } = await pool.query<Row>({ name: 'accounts.rotate', text: rotating, values })
    if (!rows[0]) return undefined
    const { how, sessionId, ...account } = rows[0]
    return { how, sessionId, account }
  },

  async endSession(sessionId, why, at, eventId) {
    await pool.query({ name: 'accounts.end', text: endingSessions, values: [[sessionId], why, at, [eventId], at.toISOString()] })
  },

  async sessionOf(hash) {
    const text = 'select session_id as id from accounts.refresh_token where token_hash = $1'
    const { rows } = await pool.query<{ id: string }>({ name: 'accounts.session-of', text, values: [hash] })
    return rows[0]?.id
  },

  async find(accountId) {
    const text = `select ${accountColumns} from accounts.account as a where a.id = $1`
    const { rows } = await pool.query<Account>({ name: 'accounts.find', text, values: [accountId] })
    return rows[0]
  },

  async update(accountId, { name, locale, addresses }) {
    const values = [accountId, name, locale, addresses && JSON.stringify(addresses)]
    const { rows } = await pool.query<Account>({ name: 'accounts.update', text: updating, values })
    return rows[0]
  },

  async verifyEmail(hash, now) {
    const { rows } = await pool.query<Account>({ name: 'accounts.verify-email', text: verifying, values: [hash, now] })
    return rows[0]
  },

  async renewVerification(expired, { token, hash, expiresAt, eventId }, now) {
    const values = [expired, now, hash, expiresAt, eventId, token, now.toISOString()]
    const { rows } = await pool.query<{ isProven: boolean }>({ name: 'accounts.renew-verification', text: renewing, values })
    if (!rows[0]) return 'unknown'
    return rows[0].isProven ? 'used' : 'expired'
  },
})

export const accountChecks: readonly Check[] = [
  {
    invariant: 'I8 no refresh token of an ended session is fresh',
    text: `select 'session ' || s.id || ' was used after it ended' from accounts.session as s
      join accounts.refresh_token as r on r.session_id = s.id where r.used_at > s.ended_at group by s.id`,
  },
]
