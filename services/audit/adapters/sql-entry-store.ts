import type { Check } from '@vitrine/platform/service'
import type pg from 'pg'
import type { EntryArchive, RecordedEntry } from '../application/list-entries.ts'
import type { EntryStore } from '../application/write-entry.ts'

/** What a hash is taken over: every column, in one text that does not depend on settings of the session. */
const canonical = (row: string) =>
  `convert_to(concat_ws(E'\\n', ${row}.position, ${row}.event_id, ${row}.actor_id, ${row}.action, ${row}.object, ${row}.details::text,
    ${row}.address, ${row}.request_id, extract(epoch from ${row}.at)::text), 'UTF8')`

const appending = `
  with head as (
    select position, hash from audit.chain where not exists (select from audit.entry where event_id = $1) for update
  ), draft as (
    select head.position + 1 as position, $1::text as event_id, $2::text as actor_id, $3::text as action, $4::text as object, $5::jsonb as details,
      $6::text as address, $7::text as request_id, $8::timestamptz as at, head.hash as before
    from head
  ), entry as (
    insert into audit.entry (position, event_id, actor_id, action, object, details, address, request_id, at, hash)
    select position, event_id, actor_id, action, object, details, address, request_id, at, sha256(before || ${canonical('draft')}) from draft
    returning position, hash
  )
  update audit.chain set position = entry.position, hash = entry.hash from entry`

const finding = `
  with matching as (
    select * from audit.entry
    where ($1 = '' or actor_id = $1) and ($2 = '' or object = $2) and ($3 = '' or action = $3)
      and ($6::timestamptz is null or at >= $6) and ($7::timestamptz is null or at < $7)
  )
  select position::int, actor_id as "actorId", action, object, details, address, request_id as "requestId", at, encode(hash, 'hex') as hash,
    (select count(*)::int from matching) as total
  from matching where $4 = 0 or position < $4 order by position desc limit $5`

/** Over a pool, or over one transaction. */
export const sqlEntryStore = (db: pg.Pool | pg.PoolClient): EntryStore & EntryArchive => ({
  async append({ eventId, actorId, action, object, details, address, requestId, at }) {
    const values = [eventId, actorId, action, object, JSON.stringify(details), address, requestId, at]
    await db.query({ name: 'audit.append', text: appending, values })
  },

  async find({ actorId, object, action, since, until, before, limit }) {
    type Row = RecordedEntry & { total: number }
    const values = [actorId, object, action, before, limit, since ?? null, until ?? null]
    const { rows } = await db.query<Row>({ name: 'audit.find', text: finding, values })
    return { entries: rows.map(({ total: _, ...entry }) => entry), total: rows[0]?.total ?? 0 }
  },
})

export const auditChecks: readonly Check[] = [
  {
    invariant: 'I9 the audit chain is whole',
    text: `
      select 'entry ' || position || ' is not what was written' from (
        select position, hash, sha256(lag(hash, 1, decode(repeat('00', 32), 'hex')) over (order by position) || ${canonical('entry')}) as expected
        from audit.entry
      ) as chained where hash <> expected`,
  },
  {
    invariant: 'I9 no audit entry is missing',
    text: `
      select 'the chain ends at ' || chain.position || ', entries at ' || coalesce(max(entry.position), 0) || ', of which there are ' || count(entry.position)
      from audit.chain left join audit.entry on true group by chain.position
      having chain.position <> coalesce(max(entry.position), 0) or chain.position <> count(entry.position)`,
  },
]
