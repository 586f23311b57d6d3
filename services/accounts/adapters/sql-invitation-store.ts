import { StaffInvitedSchema } from '@vitrine/contracts/accounts/v1/events'
import { inTransaction } from '@vitrine/platform/sql/transaction'
import type pg from 'pg'
import type { Invitation, InvitationStore, SentLink } from '../application/invite-staff.ts'
import { putStaff, lockRights } from './sql-staff-store.ts'
import { holders } from './sql-team-store.ts'

const columns = `i.id, i.email, i.name, i.locale, i.roles, i.invited_by as "invitedBy", i.invited_at as "invitedAt", i.expires_at as "expiresAt"`
const one = `select ${columns} from accounts.staff_invitation as i where i.id = $1`

/** What nobody answered for three months is forgotten: names and addresses of people who have nothing to do with the shop. */
const forgetting = `delete from accounts.staff_invitation where expires_at < $1::timestamptz - interval '90 days'`

const inserting = `
  insert into accounts.staff_invitation as i (id, email, email_key, name, locale, roles, invited_by, invited_at, expires_at, token_hash)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning ${columns}`

const renewing = `
  update accounts.staff_invitation as i set invited_by = $2, invited_at = $3, expires_at = $4, token_hash = $5 where i.id = $1 returning ${columns}`

/** One use: the row goes with it. Whoever became staff by another way meanwhile keeps what they were given there. */
const using = `
  delete from accounts.staff_invitation as i where i.token_hash = $1 and i.expires_at > $2
    and not exists (select from accounts.account as a where a.email_key = i.email_key and a.roles <> '{shopper}')
  returning ${columns}, i.email_key as "emailKey"`

export const sqlInvitationStore = (pool: pg.Pool): InvitationStore => ({
  async list() {
    const text = `select ${columns} from accounts.staff_invitation as i order by i.invited_at desc, i.id desc limit 100`
    return (await pool.query<Invitation>({ name: 'accounts.list-invitations', text })).rows
  },

  invite: (asked, link, judge) =>
    inTransaction(pool, async (tx) => {
      await lockRights(tx)
      const { id, email, emailKey, name, locale, roles, invitedBy, invitedAt, expiresAt } = asked
      const refused = judge((await holders(tx, [invitedBy]))(invitedBy), roles)
      if (refused) return refused
      await tx.query(forgetting, [invitedAt])
      if ((await tx.query(`select from accounts.account where email_key = $1 and roles <> '{shopper}'`, [emailKey])).rowCount)
        return 'already-staff'
      const open = await tx.query<{ id: string }>('select id from accounts.staff_invitation where email_key = $1', [emailKey])
      if (open.rows[0]) return open.rows[0].id === id ? read(tx, id) : 'already-invited'
      const values = [id, email, emailKey, name, locale, roles, invitedBy, invitedAt, expiresAt, link.hash]
      return tell(tx, (await tx.query<Invitation>(inserting, values)).rows[0]!, link) // an insert answers with its row
    }),

  renew: ({ id, invitedBy, invitedAt, expiresAt }, link, judge) =>
    inTransaction(pool, async (tx) => {
      await lockRights(tx)
      const { rows } = await tx.query<Invitation>(one, [id])
      if (!rows[0]) return undefined
      const refused = judge((await holders(tx, [invitedBy]))(invitedBy), rows[0].roles)
      if (refused) return refused
      const renewed = await tx.query<Invitation>(renewing, [id, invitedBy, invitedAt, expiresAt, link.hash])
      return tell(tx, renewed.rows[0]!, link) // it was there a moment ago, and the lock keeps it
    }),

  withdraw: (id, actorId, judge) =>
    inTransaction(pool, async (tx) => {
      await lockRights(tx)
      const { rows } = await tx.query<Invitation>(one, [id])
      const refused = judge((await holders(tx, [actorId]))(actorId), rows[0]?.roles ?? [])
      if (!refused) await tx.query('delete from accounts.staff_invitation where id = $1', [id])
      return refused
    }),

  accept: (hash, { accountId, passwordHash, at }, drawId) =>
    inTransaction(pool, async (tx) => {
      await lockRights(tx)
      const { rows } = await tx.query<Invitation & { emailKey: string }>(using, [hash, at])
      if (!rows[0]) return undefined
      const { email, emailKey, name, locale, roles } = rows[0]
      return putStaff(tx, { id: accountId, email, emailKey, name, locale, passwordHash, roles, at }, drawId)
    }),
})

async function read(tx: pg.PoolClient, id: string): Promise<Invitation> {
  return (await tx.query<Invitation>(one, [id])).rows[0]! // just found
}

async function tell(tx: pg.PoolClient, invitation: Invitation, { token, eventId }: SentLink): Promise<Invitation> {
  const { id, email, name, locale, invitedBy, invitedAt, expiresAt } = invitation
  const inviter = await tx.query<{ name: string }>('select name from accounts.account where id = $1', [invitedBy])
  const times = { at: invitedAt.toISOString(), expiresAt: expiresAt.toISOString() }
  const body = { invitationId: id, email, name, locale, inviter: inviter.rows[0]?.name ?? '', token, ...times }
  const values = [eventId, StaffInvitedSchema.typeName, id, body]
  await tx.query('insert into accounts.outbox (id, type, key, body) values ($1, $2, $3, $4)', values)
  return invitation
}
