import { Fault } from '@vitrine/platform/rpc/fault'
import pg from 'pg'
import type { CreditEntry, CreditStore, KeptCredit } from '../application/keep-credits.ts'
import { hashOf } from './gift-code-hash.ts'

const columns = `c.id, c.kind, coalesce(c.code_end, '') as "codeEnd", coalesce(c.customer_id, '') as "customerId", c.currency,
  c.balance_minor::float8 as "balanceMinor", c.expires_at as "expiresAt", c.closed_at as "closedAt", c.made_at as "madeAt",
  (select coalesce(sum(amount_minor), 0)::float8 from pricing.credit_entry where credit_id = c.id and kind = 'load') as "loadedMinor"`

const issuing = `
  with made as (
    insert into pricing.credit (id, kind, code_hash, code_end, currency, balance_minor, expires_at, made_at)
    values ($1, 'gift-card', $2, $3, $4, $5, $6, $7) on conflict (id) do nothing returning id
  )
  insert into pricing.credit_entry (id, credit_id, kind, amount_minor, balance_minor, at)
  select id, id, 'load', $5, $5, $7 from made`

/** One credit a customer and currency. A load that was made already is refused by the key of its entry, and undone with it. */
const granting = `
  with loaded as (
    insert into pricing.credit as c (id, kind, customer_id, currency, balance_minor, made_at) values ($1, 'store-credit', $2, $3, $4, $6)
    on conflict (customer_id, currency) where kind = 'store-credit' do update set balance_minor = c.balance_minor + excluded.balance_minor
    returning id, balance_minor
  )
  insert into pricing.credit_entry (id, credit_id, kind, amount_minor, balance_minor, reason, at)
  select $1, id, 'load', $4, balance_minor, $5, $6 from loaded`

const closing = 'update pricing.credit set closed_at = case when $2::timestamptz is not null then coalesce(closed_at, $2) end where id = $1'
const reading = `select ${columns} from pricing.credit as c where id = $1`
const readingCard = `select ${columns} from pricing.credit as c where code_hash = $1`
const readingOf = `select ${columns} from pricing.credit as c where customer_id = $1 and currency = $2 and kind = 'store-credit'`
const entries = `
  select kind, amount_minor::float8 as "amountMinor", balance_minor::float8 as "balanceMinor", coalesce(order_id, '') as "orderId", reason, at
  from pricing.credit_entry where credit_id = $1 order by position desc limit 200`
const listing = `
  select ${columns} from pricing.credit as c
  where ($1 = '' or kind = $1) and ($2 = '' or customer_id = $2) and ($3 = '' or code_end = $3)
    and ($4::timestamptz is null or (made_at, id) < ($4, $5)) order by made_at desc, id desc limit $6`

/**
 * Money that is given back can be spent: the card it goes to is good for a year more at least, also when its end is past.
 *
 * Rows are held before they are counted, so a twin waits and then counts what was left. A refund that was made already is refused by the
 * key of its entries.
 */
const refunding = `
  with held as materialized (
    select u.credit_id, (u.taken_minor - u.refunded_minor)::bigint as left_minor from pricing.credit_use as u where u.order_id = $2
    order by u.credit_id for update
  ), before as (
    select coalesce(sum(amount_minor), 0) as amount from pricing.credit_entry
    where order_id = $2 and kind = 'refund' and starts_with(id, $1 || '/')
  ), able as (
    select coalesce(sum(left_minor), 0) as refundable, coalesce(sum(left_minor), 0) >= $3::bigint and (select amount from before) = 0
      and (select currency from pricing.credit as c join held on c.id = held.credit_id limit 1) = $5 as is_able from held
  ), share as (
    select credit_id, least(left_minor, greatest(0, $3::bigint - (sum(left_minor) over (order by credit_id) - left_minor)))::bigint as amount
    from held
  ), noted as (
    update pricing.credit_use as u set refunded_minor = u.refunded_minor + share.amount from share, able
    where u.order_id = $2 and u.credit_id = share.credit_id and share.amount > 0 and is_able
    returning u.credit_id, share.amount
  ), back as (
    update pricing.credit as c set balance_minor = c.balance_minor + noted.amount,
      expires_at = case when c.expires_at is not null then greatest(c.expires_at, $4::timestamptz + interval '1 year') end from noted where c.id = noted.credit_id
    returning c.id, noted.amount, c.balance_minor
  ), written as (
    insert into pricing.credit_entry (id, credit_id, kind, amount_minor, balance_minor, order_id, at)
    select $1 || '/' || id, id, 'refund', amount, balance_minor, $2, $4 from back
  )
  select is_able as "isAble", refundable::float8 as "refundableMinor", (select amount from before)::float8 as "beforeMinor" from able`

interface Refunding {
  readonly isAble: boolean | null
  readonly refundableMinor: number
  readonly beforeMinor: number
}

/** Gift cards and store credit in PostgreSQL. */
export function sqlCreditStore(pool: pg.Pool): CreditStore {
  async function one(name: string, text: string, values: unknown[]): Promise<KeptCredit | undefined> {
    return (await pool.query<KeptCredit>({ name, text, values })).rows[0]
  }

  return {
    async issue({ id, code, amount, expiresAt, at }) {
      const values = [id, hashOf(code), code.slice(-4), amount.currency, amount.amountMinor, expiresAt, at]
      return (await pool.query({ name: 'pricing.issue-card', text: issuing, values })).rowCount === 1
    },

    async grant({ id, customerId, amount, reason, at }) {
      const values = [id, customerId, amount.currency, amount.amountMinor, reason, at]
      await once(pool.query({ name: 'pricing.grant-credit', text: granting, values }))
    },

    async setClosed(id, closedAt) {
      return (await pool.query({ name: 'pricing.close-credit', text: closing, values: [id, closedAt] })).rowCount === 1
    },

    credit: (id) => one('pricing.credit', reading, [id]),
    cardOf: (code) => one('pricing.card-of-code', readingCard, [hashOf(code)]),
    storeCredit: (customerId, currency) => one('pricing.store-credit', readingOf, [customerId, currency]),

    async entries(id) {
      return (await pool.query<CreditEntry>({ name: 'pricing.credit-entries', text: entries, values: [id] })).rows
    },

    async credits({ kind, customerId, codeEnd, cursor, limit }) {
      const [at = '', id = ''] = cursor.split(' ')
      if (cursor !== '' && Number.isNaN(Date.parse(at))) throw new RangeError('cursor is none of ours')
      const values = [kind, customerId, codeEnd, cursor === '' ? null : at, id, limit + 1]
      const { rows } = await pool.query<KeptCredit>({ name: 'pricing.credits', text: listing, values })
      const credits = rows.slice(0, limit)
      const last = rows.length > limit ? credits.at(-1) : undefined
      return { credits, nextCursor: last ? `${last.madeAt.toISOString()} ${last.id}` : '' }
    },

    async refund({ id, orderId, amount, at }) {
      const values = [id, orderId, amount.amountMinor, at, amount.currency]
      const ask = () => once(pool.query<Refunding>({ name: 'pricing.refund-credit', text: refunding, values }))
      let answer = (await ask())?.rows[0]
      // Refused, perhaps because a twin went first: what it wrote is seen now.
      if (!answer?.isAble) answer = (await ask())?.rows[0]
      if (!answer) throw new Error(`refund ${id} is there and was not found`)
      const { isAble, refundableMinor, beforeMinor } = answer
      if (beforeMinor > 0 && beforeMinor !== amount.amountMinor) throw new Fault('already-exists', `refund ${id} is of another amount`)
      if (isAble || beforeMinor > 0) return { outcome: 'refunded' }
      return { outcome: 'above-taken', refundableMinor, currency: amount.currency }
    },
  }
}

/** Undefined when an entry of this id is there already: then nothing of the statement is kept. */
async function once<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.constraint === 'credit_entry_id_key') return undefined
    throw error
  }
}
