import { StaffChangedSchema } from '@vitrine/contracts/accounts/v1/events'
import { inTransaction } from '@vitrine/platform/sql/transaction'
import type pg from 'pg'
import type { StaffChange, StaffMember, TeamStore } from '../application/change-staff.ts'
import type { Account } from '../domain/account.ts'
import type { Holder } from '../domain/staff.ts'
import { accountColumns } from './sql-account-store.ts'
import { endOpenSessions, lockRights } from './sql-staff-store.ts'

/** `$4`: a session that was not used since then is over by itself. */
const listing = `
  select ${accountColumns}, s.last as "signedInAt", s.open as "openSessions",
    (select count(*)::int from accounts.account where roles <> '{shopper}') as total
  from accounts.account as a left join lateral (
    select max(created_at) as last, count(*) filter (where ended_at is null and last_used_at > $3)::int as open
    from accounts.session where account_id = a.id
  ) as s on true
  where a.roles <> '{shopper}' and ($1 = '' or (a.created_at, a.id) < (select created_at, id from accounts.account where id = $1))
  order by a.created_at desc, a.id desc limit $2`

const givingRoles = `update accounts.account as a set roles = $2 where a.id = $1 returning ${accountColumns}`
const owners = `select count(*)::int as owners from accounts.account where roles @> '{owner}'`

type Row = Account & { readonly signedInAt: Date | null; readonly openSessions: number; readonly total: number }

export const holders = async (tx: pg.PoolClient, ids: readonly string[]): Promise<(id: string) => Holder | undefined> => {
  const { rows } = await tx.query<Holder>('select id, roles from accounts.account where id = any($1)', [ids])
  return (id) => rows.find((row) => row.id === id)
}

export const sqlTeamStore = (pool: pg.Pool): TeamStore => ({
  async list(after, limit, openSince) {
    const { rows } = await pool.query<Row>({ name: 'accounts.list-staff', text: listing, values: [after, limit, openSince] })
    const staff = rows.map(({ signedInAt, openSessions, total: _, ...account }): StaffMember => {
      return { account, signedInAt: signedInAt ?? undefined, openSessions }
    })
    return { staff, total: rows[0]?.total ?? 0 }
  },

  changeRoles: ({ roles, ...change }, judge, drawId) =>
    inTransaction(pool, async (tx) => {
      const refused = await refusedBy(tx, change, judge)
      if (refused !== 'allowed') return refused
      const { accountId, at } = change
      const { rows } = await tx.query<Account>(givingRoles, [accountId, roles])
      await tx.query('delete from accounts.staff_invitation where invited_by = $1', [accountId])
      await endOpenSessions(tx, accountId, 'roles-changed', at, drawId)
      const body = { accountId, roles, at: at.toISOString() }
      const values = [drawId(), StaffChangedSchema.typeName, accountId, body]
      await tx.query('insert into accounts.outbox (id, type, key, body) values ($1, $2, $3, $4)', values)
      return rows[0]
    }),

  endSessions: (change, judge, drawId) =>
    inTransaction(pool, async (tx) => {
      const refused = await refusedBy(tx, change, judge)
      return refused === 'allowed' ? endOpenSessions(tx, change.accountId, 'ended-by-staff', change.at, drawId) : refused
    }),
})

/** Under the lock nobody else changes rights, so what is read here is still true when it is acted on. Undefined: the account is none of staff. */
async function refusedBy(tx: pg.PoolClient, { actorId, accountId }: StaffChange, judge: Parameters<TeamStore['endSessions']>[1]) {
  await lockRights(tx)
  const holder = await holders(tx, [actorId, accountId])
  const target = holder(accountId)
  if (!target || target.roles.every((role) => role === 'shopper')) return undefined
  const { rows } = await tx.query<{ owners: number }>(owners)
  return judge(holder(actorId), target, rows[0]?.owners ?? 0) ?? 'allowed'
}
