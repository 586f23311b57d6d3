import type pg from 'pg'
import type { Group, KeptList, ListState, PriceListStore } from '../application/keep-price-lists.ts'
import type { Price } from '../domain/price.ts'
import { convertPrices } from './convert-prices.ts'
import { inTransaction } from './transaction.ts'
import { priceWriters, writePrices } from './write-prices.ts'

/** Of `pricing.price_list as l`. */
const columns = `l.id, jsonb_build_object('fr', l.title_fr, 'en', l.title_en) as title, l.currency, coalesce(l.group_code, '') as "group",
  l.rank, l.starts_at as "startsAt", l.ends_at as "endsAt", l.state`
const pricesOf = `(select coalesce(jsonb_agg(jsonb_build_object('variantId', variant_id, 'amountMinor', amount_minor) order by variant_id), '[]')
  from pricing.list_price where list_id = l.id) as prices`

const listing = `select ${columns}, '[]'::jsonb as prices from pricing.price_list as l order by l.starts_at desc, l.id`
const reading = `select ${columns}, ${pricesOf} from pricing.price_list as l where l.id = $1`

/** Another list that would hold at the same time: of the same group and rank, or for everybody too. */
const overlapping = `
  select id from pricing.price_list where id <> $1 and currency = $2 and group_code is not distinct from nullif($3, '')
    and (rank = $4 or group_code is null) and state <> 'over'
    and tstzrange(starts_at, ends_at) && tstzrange($5, $6) order by id limit 1`

const putting = `
  with list as (
    insert into pricing.price_list (id, title_fr, title_en, currency, group_code, rank, starts_at, ends_at)
    values ($1, $2, $3, $4, nullif($5, ''), $6, $7, $8)
    on conflict (id) do update set title_fr = excluded.title_fr, title_en = excluded.title_en, currency = excluded.currency,
      group_code = excluded.group_code, rank = excluded.rank, starts_at = excluded.starts_at, ends_at = excluded.ends_at
    returning id
  ), gone as (
    delete from pricing.list_price where list_id = $1 and variant_id <> all($9)
  )
  insert into pricing.list_price (list_id, variant_id, amount_minor)
  select list.id, variant_id, amount_minor from list, unnest($9::text[], $10::bigint[]) as given (variant_id, amount_minor)
  on conflict (list_id, variant_id) do update set amount_minor = excluded.amount_minor`

/**
 * The history of a list of a group follows it: a price that stays goes on, also when the list is renamed or lasts longer; another begins now, or with the list.
 * What was paid stays so: of a list that is put off or whose end is set into the past it was paid until now. A period that was emptied stays empty.
 * $1 list, $2 group (empty: of everybody, whose prices have a history of their own), $3 currency, $4 and $5 prices, $6 now, $7 and $8 start and end.
 */
const following = `
  with given as (
    select * from unnest($4::text[], $5::bigint[]) as g (variant_id, amount_minor) where $2 <> ''
  ), live as (
    select h.id, h.variant_id, h.from_at, g.variant_id is not null and h.group_code = $2 and h.currency = $3
      and (h.from_at > $6 or $7::timestamptz <= $6) and ($8::timestamptz is null or $8 > $6) as stays
    from pricing.list_price_period as h
    left join given as g on g.variant_id = h.variant_id and g.amount_minor = h.amount_minor
    where h.list_id = $1 and (h.until_at is null or h.until_at > greatest($6, h.from_at))
  ), moved as (
    update pricing.list_price_period as h set from_at = case when live.from_at > $6 and stays then greatest($6, $7::timestamptz) else live.from_at end,
      until_at = case when stays then $8::timestamptz else greatest($6, live.from_at) end
    from live where h.id = live.id
    returning h.id
  )
  insert into pricing.list_price_period (list_id, group_code, currency, variant_id, amount_minor, from_at, until_at)
  select $1, $2, $3, variant_id, amount_minor, greatest($6, $7::timestamptz), $8 from given
  where (select count(*) from moved) >= 0 and not exists (select from live where live.variant_id = given.variant_id and stays)
    and ($8::timestamptz is null or $8 > greatest($6, $7::timestamptz))`

/** A list that never began is over at once; the end stays after the start. */
const ending = `
  with history as (
    update pricing.list_price_period set until_at = greatest($2, from_at) where list_id = $1 and (until_at is null or until_at > $2)
  )
  update pricing.price_list set ends_at = greatest($2, starts_at + interval '1 millisecond'),
    state = case when state = 'waiting' and group_code is null then 'over' else state end
  where id = $1 and (ends_at is null or ends_at > $2)`

const due = `
  select id, currency, case when state = 'waiting' and ends_at > $1 then 'running' else 'over' end as "to", state from pricing.price_list
  where group_code is null and state <> 'over' and starts_at <= $1 and (state = 'waiting' or ends_at <= $1) order by starts_at, id limit 1`

const replacing = `
  select p.variant_id as "variantId", p.currency, p.amount_minor::float8 as "amountMinor", p.before_minor::float8 as "beforeMinor",
    p.volume_ml as "volumeMl", p.tax_class as "taxClass", l.amount_minor::float8 as "listMinor", l.was_minor::float8 as "wasMinor",
    l.was_before::float8 as "wasBefore"
  from pricing.list_price as l join pricing.price as p on p.variant_id = l.variant_id and p.currency = $2 where l.list_id = $1
  order by p.variant_id`

const remembering = `
  update pricing.list_price as l set was_minor = p.amount_minor, was_before = p.before_minor from pricing.price as p
  where l.list_id = $1 and p.variant_id = l.variant_id and p.currency = $2`

const grouping = `
  with gone as (
    delete from pricing.group_member where customer_id = $1 and group_code <> all($2)
  )
  insert into pricing.group_member (customer_id, group_code) select $1, code from unnest($2::text[]) as code on conflict do nothing`

/** A customer's rows one after the other, so that two of them cannot both be the twentieth group. */
const oneCustomer = `select pg_advisory_xact_lock(hashtextextended('pricing groups ' || $1, 0))`

const joining = `
  insert into pricing.group_member (customer_id, group_code) select $1, $2
  where exists (select from pricing.group_member where customer_id = $1 and group_code = $2)
    or (select count(*) from pricing.group_member where customer_id = $1) < $3
  on conflict (customer_id, group_code) do update set group_code = excluded.group_code`

const leaving = 'delete from pricing.group_member where customer_id = $1 and group_code = $2'

const groups = `
  with member as (select group_code as code, count(*)::int as n from pricing.group_member group by 1),
    list as (select group_code as code, count(*)::int as n from pricing.price_list where group_code is not null group by 1),
    named as (
      select g.code, count(*)::int as n from pricing.promotion as p, jsonb_array_elements_text(p.conditions -> 'groups') as g (code) group by 1
    )
  select code, coalesce(member.n, 0) as members, coalesce(list.n, 0) as lists, coalesce(named.n, 0) as promotions
  from member full join list using (code) full join named using (code) order by code`

const members = `
  select customer_id as "customerId", (select count(*)::int from pricing.group_member where group_code = $1) as total
  from pricing.group_member where group_code = $1 and customer_id > $2 order by customer_id limit $3`

interface Due {
  readonly id: string
  readonly currency: string
  readonly to: 'running' | 'over'
  readonly state: ListState
}

type Replaced = Price & { readonly listMinor: number; readonly wasMinor: number | null; readonly wasBefore: number | null }

/** Price lists and groups of customers in PostgreSQL. `published` wakes whoever sends events. */
export function sqlPriceListStore(pool: pg.Pool, published: () => void): PriceListStore {
  async function list(id: string): Promise<KeptList | undefined> {
    return (await pool.query<KeptList>({ name: 'pricing.list', text: reading, values: [id] })).rows[0]
  }

  return {
    async putList(asked, at) {
      const { id, title, currency, group, rank, startsAt, endsAt, prices } = asked
      let refusal: 'begun' | { readonly otherId: string } | undefined
      await inTransaction(pool, async (tx) => {
        // One at a time, so that two lists that overlap do not miss each other.
        await tx.query(priceWriters)
        const { rows: known } = await tx.query<{ state: ListState }>('select state from pricing.price_list where id = $1', [id])
        if (known[0] && known[0].state !== 'waiting') refusal = 'begun'
        const { rows: others } = await tx.query<{ id: string }>(overlapping, [id, currency, group, rank, startsAt, endsAt])
        if (others[0]) refusal ??= { otherId: others[0].id }
        if (refusal) return undefined
        const columns = [prices.map(({ variantId }) => variantId), prices.map(({ amountMinor }) => amountMinor)]
        await tx.query({
          name: 'pricing.put-list',
          text: putting,
          values: [id, title.fr, title.en, currency, group, rank, startsAt, endsAt, ...columns],
        })
        await tx.query({ name: 'pricing.follow-list', text: following, values: [id, group, currency, ...columns, at, startsAt, endsAt] })
        return true
      })
      if (refusal === 'begun') return { outcome: 'begun' }
      return refusal ? { outcome: 'overlaps', ...refusal } : { outcome: 'put', list: { ...asked, state: 'waiting' } }
    },

    async lists() {
      return (await pool.query<KeptList>({ name: 'pricing.lists', text: listing, values: [] })).rows
    },

    list,

    async endList(id, at) {
      await inTransaction(pool, async (tx) => {
        // A price that somebody gives the list at this moment ends with it.
        await tx.query(priceWriters)
        await tx.query({ name: 'pricing.end-list', text: ending, values: [id, at] })
        return true
      })
      return (await list(id)) !== undefined
    },

    async turnNext(at, turned, tell) {
      const did = await inTransaction(pool, async (tx) => {
        const { rows: waiting } = await tx.query<Due>({ name: 'pricing.due-list', text: due, values: [at] })
        if (!waiting[0]) return undefined
        await tx.query(priceWriters)
        const next = (await tx.query<Due>({ name: 'pricing.due-list', text: due, values: [at] })).rows[0]
        if (!next) return undefined
        if (next.to === 'running') await tx.query(remembering, [next.id, next.currency])
        if (next.to === 'running' || next.state === 'running') {
          const { rows } = await tx.query<Replaced>({ name: 'pricing.replaced', text: replacing, values: [next.id, next.currency] })
          await writePrices(
            tx,
            rows.map(({ listMinor, wasMinor, wasBefore, ...price }) => turned(next.to, { price, listMinor, wasMinor, wasBefore })),
            at,
            tell,
          )
        }
        await tx.query('update pricing.price_list set state = $2 where id = $1', [next.id, next.to])
        // Prices of other currencies follow, and so does what a list of a currency that follows leaves behind.
        await convertPrices(tx, { listId: next.id }, at, tell)
        return true
      })
      if (did) published()
      return did === true
    },

    async groupsOf(customerId) {
      const text = 'select group_code as "group" from pricing.group_member where customer_id = $1 order by 1'
      const { rows } = await pool.query<{ group: string }>({ name: 'pricing.groups', text, values: [customerId] })
      return rows.map(({ group }) => group)
    },

    async setGroups(customerId, groups) {
      await inTransaction(pool, async (tx) => {
        await tx.query(oneCustomer, [customerId])
        await tx.query({ name: 'pricing.set-groups', text: grouping, values: [customerId, groups] })
        return true
      })
    },

    async putMember(customerId, group, isIn, atMost) {
      const put = await inTransaction(pool, async (tx) => {
        await tx.query(oneCustomer, [customerId])
        const { rowCount } = await tx.query(isIn ? joining : leaving, isIn ? [customerId, group, atMost] : [customerId, group])
        return !isIn || rowCount === 1
      })
      return put === true
    },

    async groups() {
      return (await pool.query<Group>({ name: 'pricing.all-groups', text: groups, values: [] })).rows
    },

    async members(group, after, limit) {
      const { rows } = await pool.query<{ customerId: string; total: number }>({
        name: 'pricing.members',
        text: members,
        values: [group, after, limit],
      })
      return { customerIds: rows.map(({ customerId }) => customerId), total: rows[0]?.total ?? 0 }
    },
  }
}
