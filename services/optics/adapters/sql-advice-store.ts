import { seal, unseal } from '@vitrine/platform/sealing/seal'
import type { Ids } from '@vitrine/platform/ids/ids'
import type pg from 'pg'
import type { AdviceStore, Message, WaitingCase } from '../application/advice.ts'
import type { PersonKeys } from './sql-person-keys.ts'

const reading = `
  select m.id, m.at, m.is_optician as "isOptician", m.sealed, k.wrapped
  from optics.advice_message as m join optics.person_key as k on k.account_id = m.account_id where m.account_id = $1 order by m.position`

/** What is written about a sheet that was asked about brings it back to the opticians. */
const addingOfPerson = `
  with added as (
    insert into optics.advice_message (id, account_id, is_optician, sealed, is_waiting, at) values ($1, $2, false, $3, true, $4)
    on conflict (id) do nothing returning account_id
  )
  update optics.prescription as p set state = 'submitted', reason = '' from added
  where p.account_id = added.account_id and p.id = $5 and p.state = 'asked'`

/**
 * State and message and what is told, or none of them; an empty prescription is no decision, and an empty message none. Of a person who was erased nothing
 * is written.
 */
const deciding = `
  with decided as (
    update optics.prescription set state = $4, reason = $5, decided_by = $6, decided_at = $7
    where account_id = $1 and id = $2 and state = $3 returning account_id
  ), stands as (
    select account_id from decided
    union all select account_id from optics.person_key where account_id = $1 and $2 = ''
  ), added as (
    insert into optics.advice_message (id, account_id, is_optician, actor, sealed, is_waiting, at)
    select $8, account_id, true, $6, $9, false, $7 from stands where $9::bytea is not null on conflict (id) do nothing returning account_id
  ), answered as (
    update optics.advice_message as m set is_waiting = false from stands
    where m.account_id = stands.account_id and m.is_waiting and $11 <> ''
  ), told as (
    insert into optics.outbox (id, type, key, body)
    select $10, $11, $1, $12::jsonb from stands where $11 <> '' and ($2 <> '' or exists (select from added))
  )
  select from stands`

const listing = `
  with cases as (
    select account_id, min(at) as since, count(*) filter (where is_sheet)::int as sheets, count(*) filter (where not is_sheet)::int as messages
    from (
      select account_id, added_at as at, true as is_sheet from optics.prescription where state = 'submitted'
      union all
      select account_id, at, false from optics.advice_message where is_waiting
    ) as waiting group by account_id
  )
  select account_id as "accountId", since, sheets, messages, (select count(*)::int from cases) as total from cases
  where $1::timestamptz is null or (since, account_id) > ($1, $2) order by since, account_id limit $3`

interface SealedMessage {
  readonly id: string
  readonly at: Date
  readonly isOptician: boolean
  readonly sealed: Buffer
  readonly wrapped: Buffer
}

/** What people and opticians write, as the database never sees it: sealed with the key of the person. */
export function sqlAdviceStore(pool: pg.Pool, keys: PersonKeys, ids: Ids): AdviceStore {
  const belongsTo = (accountId: string, id: string) => `${accountId} advice ${id}`
  const sealed = (key: Buffer, accountId: string, { id, text, prescriptionId }: Message) =>
    seal(key, belongsTo(accountId, id), Buffer.from(JSON.stringify({ text, prescriptionId })), keys.random)

  return {
    async thread(accountId) {
      const { rows } = await pool.query<SealedMessage>({ name: 'optics.advice', text: reading, values: [accountId] })
      return rows.map(({ id, at, isOptician, sealed, wrapped }) => {
        const text = unseal(keys.keyOf(accountId, wrapped), belongsTo(accountId, id), sealed).toString()
        const said = JSON.parse(text) as Pick<Message, 'text' | 'prescriptionId'> // what `sealed` sealed
        return { id, at, from: isOptician ? 'optician' : 'person', ...said }
      })
    },

    async waitingMessages(accountId) {
      const text = 'select count(*)::int as count from optics.advice_message where account_id = $1 and is_waiting'
      return (await pool.query<{ count: number }>(text, [accountId])).rows[0]?.count ?? 0
    },

    async addOfPerson(accountId, message) {
      const text = sealed(await keys.keyFor(accountId, message.at), accountId, message)
      await pool.query(addingOfPerson, [message.id, accountId, text, message.at, message.prescriptionId])
    },

    async addOfOptician(accountId, message, actor, told) {
      const key = await keys.keyThere(accountId)
      if (!key) return
      const decision = [accountId, '', '', '', '', actor, message.at]
      await pool.query(deciding, [...decision, message.id, sealed(key, accountId, message), ids(), told.type, JSON.stringify(told.body)])
    },

    async decide(accountId, { prescriptionId, from, to, reason, actor, at, message, told }) {
      const key = await keys.keyThere(accountId)
      if (!key) return false
      const text = message ? sealed(key, accountId, message) : null
      const values = [accountId, prescriptionId, from, to, reason, actor, at, message?.id ?? '', text, ids(), told?.type ?? '']
      return (await pool.query(deciding, [...values, told ? JSON.stringify(told.body) : null])).rowCount === 1
    },

    async waiting({ cursor, limit }) {
      const [, since, accountId] = /^(\S+) (\S+)$/.exec(cursor) ?? []
      if (cursor !== '' && (since === undefined || Number.isNaN(Date.parse(since)))) throw new RangeError('cursor: is not of this list')
      const { rows } = await pool.query<WaitingCase & { total: number }>(listing, [since ?? null, accountId ?? '', limit])
      return { cases: rows.map(({ total: _, ...one }) => one), total: rows[0]?.total ?? 0 }
    },
  }
}
