import type { Ids } from '@vitrine/platform/ids/ids'
import { seal, unseal } from '@vitrine/platform/sealing/seal'
import type pg from 'pg'
import type { ConfigurationStore, SealedWish } from '../application/configure.ts'
import type { Configuration, Pictured } from '../domain/configuration.ts'
import type { PersonKeys } from './sql-person-keys.ts'

const columns = `c.id, c.person_id as "personId", c.facts, c.state, c.lab_state as "labState", c.order_id as "orderId", c.created_at as "createdAt",
  c.ordered_at as "orderedAt", c.version, c.scan_type <> '' as "hasScan"`

const adding = `
  insert into optics.configuration (id, person_id, facts, sealed, state, created_at) values ($1, $2, $3, $4, $5, $6) on conflict (id) do nothing returning id`
const finding = `select ${columns} from optics.configuration as c where c.id = $1`
const opening = `
  select ${columns}, c.sealed, k.wrapped from optics.configuration as c join optics.person_key as k on k.account_id = c.person_id where c.id = $1`
const queued = `c.state = $1 and ($2 = '' or c.lab_state = $2) and c.ordered_at is not null`
const listing = `
  select ${columns} from optics.configuration as c where ${queued} and ($3::timestamptz is null or (c.ordered_at, c.id) > ($3, $4))
  order by c.ordered_at, c.id limit $5`
const counting = `select count(*)::int as total from optics.configuration as c where ${queued}`
const underWay = `
  select ${columns}, c.sealed, k.wrapped from optics.configuration as c join optics.person_key as k on k.account_id = c.person_id
  where (c.person_id = $1 or c.facts ->> 'customerId' = $1) and c.order_id <> ''
    and (c.state in ('submitted', 'asked') or c.state = 'verified' and c.lab_state <> 'received')
  order by c.ordered_at, c.id`
const own = `
  select ${columns}, c.sealed, k.wrapped from optics.configuration as c join optics.person_key as k on k.account_id = c.person_id
  where c.person_id = $1 or c.person_id = 'guest ' || c.id and c.facts ->> 'customerId' = $1 order by c.created_at, c.id`
const ofOrder = `select ${columns} from optics.configuration as c where c.order_id = $1 order by c.created_at, c.id`

/** State, sheet and what is told of it, or none of them; the kept sheet it was taken from is decided with it, while that waits. */
const changing = `
  with changed as (
    update optics.configuration set facts = $3, state = $4, lab_state = $5, order_id = $6, ordered_at = $7, sealed = coalesce($8, sealed), remakes = coalesce(jsonb_array_length($3::jsonb -> 'remakes'), 0), version = version + 1
    where id = $1 and version = $2 returning person_id
  ), decided as (
    update optics.prescription as p set state = $13, reason = $14, decided_by = $15, decided_at = $16 from changed
    where p.id = $9 and p.account_id = changed.person_id and p.state in ('submitted', 'asked')
  ), told as (
    insert into optics.outbox (id, type, key, body)
    select e.id, e.type, $6, e.body from changed, unnest($10::text[], $11::text[], $12::jsonb[]) with ordinality as e (id, type, body, n) order by e.n
  )
  select from changed`
/** All of their account, and what they ordered, typed as a guest or by another account: the key of that one seals more than what was ordered. */
const forgetting = `
  with glasses as (
    delete from optics.configuration where person_id = $1 or facts ->> 'customerId' = $1 returning id, person_id, scan_sent
  ), keys as (
    delete from optics.person_key where account_id = $1 or account_id in (select person_id from glasses where person_id = 'guest ' || id)
  )
  select id, scan_sent as "scansSent" from glasses`
const drafts = `select id, scan_sent as "scansSent" from optics.configuration where state = 'drafted' and created_at < $1 order by created_at, id limit 500`
/** A guest's key goes with the only thing it sealed. */
const dropping = (which: string) => `
  with dropped as (
    delete from optics.configuration where ${which} and state = 'drafted' returning id, person_id, scan_sent
  ), keys as (
    delete from optics.person_key using dropped where account_id = dropped.person_id and dropped.person_id = 'guest ' || dropped.id
  )
  select id, scan_sent as "scansSent" from dropped`

const droppingOld = dropping(`id in (select id from (${drafts}) as old)`)
const droppingOne = dropping(`id = $1 and person_id in ('guest ' || id, $2)`)

type Columns = Pick<Configuration, 'id' | 'personId' | 'state' | 'labState' | 'orderId' | 'createdAt' | 'orderedAt' | 'version' | 'hasScan'>
type Row = Columns & { readonly facts: Omit<Configuration, keyof Columns> }

type SealedRow = Row & { readonly sealed: Buffer; readonly wrapped: Buffer }

const configurationOf = ({ facts, ...columnsOfRow }: Row): Configuration => ({ ...facts, ...columnsOfRow })

function factsOf(configuration: Configuration): string {
  const { id: _, personId: _p, state: _s, labState: _l, orderId: _o, createdAt: _c, ...rest } = configuration
  const { orderedAt: _a, version: _v, hasScan: _h, ...facts } = rest
  return JSON.stringify(facts satisfies Row['facts'])
}

/** Over a pool, or over one transaction. */
export function sqlConfigurationStore(db: pg.Pool | pg.PoolClient, keys: PersonKeys, ids: Ids): ConfigurationStore {
  const sealed = (key: Buffer, { id, personId }: Configuration, wish: SealedWish) =>
    seal(key, `${personId} glasses ${id}`, Buffer.from(JSON.stringify(wish)), keys.random)
  const openedOf = ({ sealed: bytes, wrapped, ...open }: SealedRow) => {
    const text = unseal(keys.keyOf(open.personId, wrapped), `${open.personId} glasses ${open.id}`, bytes).toString()
    return { configuration: configurationOf(open), wish: JSON.parse(text) as SealedWish } // what `add` or `change` sealed
  }
  const rowsOf = async (text: string, values: unknown[]) => (await db.query<Row>(text, values)).rows.map(configurationOf)

  return {
    async add(configuration, wish) {
      const { id, personId, state, createdAt } = configuration
      const text = sealed(await keys.keyFor(personId, createdAt), configuration, wish)
      return (await db.query(adding, [id, personId, factsOf(configuration), text, state, createdAt])).rowCount === 1
    },

    async find(id) {
      const { rows } = await db.query<Row>({ name: 'optics.configuration', text: finding, values: [id] })
      return rows[0] && configurationOf(rows[0])
    },

    async open(id) {
      const [row] = (await db.query<SealedRow>(opening, [id])).rows
      return row && openedOf(row)
    },

    async list({ state, labState, cursor, limit }) {
      const [, since, id] = /^(\S+) (\S+)$/.exec(cursor) ?? []
      if (cursor !== '' && (since === undefined || Number.isNaN(Date.parse(since)))) throw new RangeError('cursor: is not of this list')
      const { rows } = await db.query<{ total: number }>(counting, [state, labState])
      return { configurations: await rowsOf(listing, [state, labState, since ?? null, id ?? '', limit]), total: rows[0]?.total ?? 0 }
    },

    async underWay(accountId) {
      return (await db.query<SealedRow>(underWay, [accountId])).rows.map(openedOf)
    },

    async own(accountId) {
      return (await db.query<SealedRow>(own, [accountId])).rows.map(openedOf)
    },

    ofOrder: (orderId) => rowsOf(ofOrder, [orderId]),

    async change(configuration, told, { wish, kept } = {}) {
      const { id, version, state, labState, orderId, orderedAt } = configuration
      const key = wish && (await keys.keyThere(configuration.personId))
      if (wish && !key) return false // its person was erased
      const text = wish && key ? sealed(key, configuration, wish) : null
      const events = [told.map(() => ids()), told.map(({ type }) => type), told.map(({ body }) => JSON.stringify(body))]
      const values = [id, version, factsOf(configuration), state, labState, orderId, orderedAt, text, kept?.id ?? '', ...events]
      const decided = [kept?.state ?? 'submitted', kept?.reason ?? '', kept?.actor ?? '', kept?.at ?? null]
      return (await db.query({ name: 'optics.configuration.change', text: changing, values: [...values, ...decided] })).rowCount === 1
    },

    async dropDraft(id, accountId) {
      return (await db.query<Pictured>(droppingOne, [id, accountId])).rows
    },

    async forget(personId) {
      return (await db.query<Pictured>(forgetting, [personId])).rows
    },

    async drafts(createdBefore) {
      return (await db.query<Pictured>(drafts, [createdBefore])).rows
    },

    async dropDrafts(createdBefore) {
      return (await db.query<Pictured>(droppingOld, [createdBefore])).rows
    },
  }
}
