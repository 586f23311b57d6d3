import { StaffChangedSchema } from '@vitrine/contracts/accounts/v1/events'
import type { Ids } from '@vitrine/platform/ids/ids'
import { Fault } from '@vitrine/platform/rpc/fault'
import { inTransaction } from '@vitrine/platform/sql/transaction'
import pg from 'pg'
import type { NewStaff, StaffStore } from '../application/staff.ts'
import type { Account } from '../domain/account.ts'
import { accountColumns, endingSessions } from './sql-account-store.ts'

/** One lock for everything that decides about staff: first link, first owner, and who changes whose rights come one after the other. */
export async function lockRights(tx: pg.PoolClient): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('accounts first staff', 0))`)
}
const staffExists = `select from accounts.account where roles <> '{shopper}' limit 1`

const puttingStaff = `
  insert into accounts.account as a (id, email, email_key, name, locale, password_hash, roles, email_verified, created_at)
  values ($1, $2, $3, $4, $8, $5, $6, true, $7)
  on conflict (email_key) do update set name = excluded.name, password_hash = excluded.password_hash, roles = excluded.roles, email_verified = true
  returning ${accountColumns}`

const drawing = `
  with spent as (delete from accounts.one_use_token where purpose = 'first-staff' and used_at is null)
  insert into accounts.one_use_token (token_hash, purpose, expires_at) values ($1, 'first-staff', $2)`

const using = `
  update accounts.one_use_token set used_at = $2 where token_hash = $1 and purpose = 'first-staff' and used_at is null and expires_at > $2`

const listing = `
  with matching as (
    select a.* from accounts.account as a
    where ($1 = '' or a.email_key like $1 or lower(a.name) like $1) and (not $2 or a.roles <> '{shopper}')
      and ($5::text[] is null or a.id = any($5))
  )
  select ${accountColumns}, (select count(*)::int from matching) as total from matching as a
  where $3 = '' or (a.created_at, a.id) < (select created_at, id from accounts.account where id = $3)
  order by a.created_at desc, a.id desc limit $4`

export const sqlStaffStore = (pool: pg.Pool): StaffStore => ({
  putStaff: (staff, drawId) =>
    inTransaction(pool, async (tx) => {
      await lockRights(tx)
      return putStaff(tx, staff, drawId)
    }),

  drawFirstLink: (hash, expiresAt) =>
    inTransaction(pool, async (tx) => {
      await lockRights(tx)
      if ((await tx.query(staffExists)).rowCount) return false
      await tx.query(drawing, [hash, expiresAt])
      return true
    }),

  acceptFirstLink: (hash, staff, drawId) =>
    inTransaction(pool, async (tx) => {
      await lockRights(tx)
      if ((await tx.query(staffExists)).rowCount) return undefined
      const { rowCount } = await tx.query(using, [hash, staff.at])
      return rowCount === 1 ? putStaff(tx, staff, drawId) : undefined
    }),

  async list({ q, staffOnly, ids, after, limit }) {
    const like = q && `%${q.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`
    const { rows } = await pool.query<Account & { total: number }>(listing, [like, staffOnly, after, limit, ids ?? null])
    return { accounts: rows.map(({ total: _, ...account }) => account), total: rows[0]?.total ?? 0 }
  },
})

/** Under `lockRights`. Fault: `forbidden` for the last owner, who would be none. */
export async function putStaff(
  tx: pg.PoolClient,
  { id, email, emailKey, name, locale, passwordHash, roles, at }: NewStaff,
  drawId: Ids,
): Promise<Account> {
  const values = [id, email, emailKey, name, passwordHash, roles, at, locale]
  const { rows } = await tx.query<Account>(puttingStaff, values).catch(lastOwner)
  const account = rows[0]! // an upsert always answers with one row
  await endOpenSessions(tx, account.id, 'roles-changed', at, drawId)
  const body = { accountId: account.id, roles, at: at.toISOString() }
  await tx.query('insert into accounts.outbox (id, type, key, body) values ($1, $2, $3, $4)', [
    drawId(),
    StaffChangedSchema.typeName,
    account.id,
    body,
  ])
  return account
}

/** The table's own word: a shop keeps an owner (003-staff.sql). */
function lastOwner(error: unknown): never {
  if (error instanceof pg.DatabaseError && error.constraint === 'an_owner_stays') throw new Fault('forbidden', 'the last owner stays')
  throw error
}

/** Ends the open sessions of an account and tells so; answers how many. */
export async function endOpenSessions(tx: pg.PoolClient, accountId: string, why: string, at: Date, drawId: Ids): Promise<number> {
  const open = await tx.query<{ id: string }>('select id from accounts.session where account_id = $1 and ended_at is null', [accountId])
  const sessions = open.rows.map((row) => row.id)
  await tx.query(endingSessions, [sessions, why, at, sessions.map(() => drawId()), at.toISOString()])
  return sessions.length
}
