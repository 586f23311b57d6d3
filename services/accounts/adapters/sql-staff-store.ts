import { StaffChangedSchema } from '@vitrine/contracts/accounts/v1/events'
import type { Ids } from '@vitrine/platform/ids/ids'
import { inTransaction } from '@vitrine/platform/sql/transaction'
import type pg from 'pg'
import type { NewStaff, StaffStore } from '../application/staff.ts'
import type { Account } from '../domain/account.ts'
import { accountColumns, endingSessions } from './sql-account-store.ts'

/** One lock for everything that decides whether there is staff: first link and first owner come one after the other. */
const firstStaffLock = 'select pg_advisory_xact_lock(hashtextextended($1, 0))'
const staffExists = `select from accounts.account where roles <> '{shopper}' limit 1`

const puttingStaff = `
  insert into accounts.account as a (id, email, email_key, name, locale, password_hash, roles, email_verified, created_at)
  values ($1, $2, $3, $4, 'fr', $5, $6, true, $7)
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
  )
  select ${accountColumns}, (select count(*)::int from matching) as total from matching as a
  where $3 = '' or (a.created_at, a.id) < (select created_at, id from accounts.account where id = $3)
  order by a.created_at desc, a.id desc limit $4`

export const sqlStaffStore = (pool: pg.Pool): StaffStore => ({
  putStaff: (staff, drawId) => inTransaction(pool, (tx) => put(tx, staff, drawId)),

  drawFirstLink: (hash, expiresAt) =>
    inTransaction(pool, async (tx) => {
      await tx.query(firstStaffLock, ['accounts first staff'])
      if ((await tx.query(staffExists)).rowCount) return false
      await tx.query(drawing, [hash, expiresAt])
      return true
    }),

  acceptFirstLink: (hash, staff, drawId) =>
    inTransaction(pool, async (tx) => {
      await tx.query(firstStaffLock, ['accounts first staff'])
      if ((await tx.query(staffExists)).rowCount) return undefined
      const { rowCount } = await tx.query(using, [hash, staff.at])
      return rowCount === 1 ? put(tx, staff, drawId) : undefined
    }),

  async list({ q, staffOnly, after, limit }) {
    const like = q && `%${q.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`
    const { rows } = await pool.query<Account & { total: number }>(listing, [like, staffOnly, after, limit])
    return { accounts: rows.map(({ total: _, ...account }) => account), total: rows[0]?.total ?? 0 }
  },
})

async function put(tx: pg.PoolClient, { id, email, emailKey, name, passwordHash, roles, at }: NewStaff, drawId: Ids): Promise<Account> {
  const { rows } = await tx.query<Account>(puttingStaff, [id, email, emailKey, name, passwordHash, roles, at])
  const account = rows[0]! // an upsert always answers with one row
  const open = await tx.query<{ id: string }>('select id from accounts.session where account_id = $1 and ended_at is null', [account.id])
  const sessions = open.rows.map((row) => row.id)
  await tx.query(endingSessions, [sessions, 'roles-changed', at, sessions.map(() => drawId()), at.toISOString()])
  const body = { accountId: account.id, roles, at: at.toISOString() }
  await tx.query('insert into accounts.outbox (id, type, key, body) values ($1, $2, $3, $4)', [
    drawId(),
    StaffChangedSchema.typeName,
    account.id,
    body,
  ])
  return account
}
