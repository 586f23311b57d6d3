import { inGroups } from '@vitrine/platform/sql/in-groups'
import pg from 'pg'
import type { Frozen, FreezeStore, FrozenOrder } from '../application/freeze-quote.ts'
import type { Quote, QuotedPromotion } from '../domain/quote.ts'
import { inTransaction } from './transaction.ts'

const reading = 'select quote from pricing.frozen where order_id = $1'
const given = (columns = '') => `
  with asked as materialized (
    select * from jsonb_to_recordset($1) as c ("orderId" text, quote jsonb, at timestamptz${columns})
  ), kept as (
    insert into pricing.frozen (order_id, quote, frozen_at) select "orderId", quote, at from asked order by "orderId"
    on conflict (order_id) do nothing returning order_id as "orderId"
  )`

/** Quotes that take nothing of others: the usual ones. */
const keeping = `${given()}
  select "orderId" from kept`

/**
 * The quotes, uses of promotions that have no limit, and the money of gift cards and store credit, in one statement. Cards are taken in order
 * of id, so that nobody waits in a circle. Rules are kept by constraints, which undo the whole statement: a balance below zero (as which a
 * card that was closed meanwhile counts), a use without a slot of a promotion that got a limit meanwhile. No two of the orders take of one card.
 */
const keepingMore = `${given(', "customerId" text, "mailKey" text, "promotionIds" text[], credits jsonb')}, used as (
    insert into pricing.promotion_use (promotion_id, order_id, customer_id, mail_key, limit_total, limit_per_customer)
    select p.id, "orderId", nullif("customerId", ''), nullif("mailKey", ''), limit_total, limit_per_customer
    from kept join asked using ("orderId") join pricing.promotion as p on p.id = any("promotionIds")
  ), taken as materialized (
    select "orderId", at, "creditId" as id, "takenMinor" as amount
    from kept join asked using ("orderId") cross join jsonb_to_recordset(credits) as t ("creditId" text, "takenMinor" bigint)
  ), held as materialized (
    select c.id from pricing.credit as c where c.id = any(array(select id from taken)) order by c.id for update of c
  ), paid as (
    update pricing.credit as c set balance_minor = case when c.closed_at is null then c.balance_minor - taken.amount else -1 end
    from held join taken using (id) where c.id = held.id returning "orderId", at, c.id, taken.amount, c.balance_minor
  ), noted as (
    insert into pricing.credit_use (order_id, credit_id, taken_minor) select "orderId", id, amount from paid
  ), written as (
    insert into pricing.credit_entry (credit_id, kind, amount_minor, balance_minor, order_id, at)
    select id, 'take', -amount, balance_minor, "orderId", at from paid
  )
  select "orderId" from kept`

/** Whoever takes a use of a promotion waits for the one before; in order of id, so that nobody waits in a circle. */
const waiting = 'select from pricing.promotion where id = any($1) order by id for no key update'

/** The lowest free slot: among one more than there are uses, one is free. A new statement, so that it sees what others took meanwhile. */
const freeSlot = (limit: string, slot: string, whose: string) => `(
    select n from generate_series(1, least(${limit}, 1 + (select count(*) from pricing.promotion_use where ${whose}))::int) as n
    where not exists (select from pricing.promotion_use where ${whose} and ${slot} = n) order by n limit 1)`
const taking = `
  with free as (
    select p.*, c.code as made_code, c.limit_total as code_limit, ${freeSlot('p.limit_total', 'slot', 'promotion_id = p.id')} as slot,
      case when c.code is not null then ${freeSlot('c.limit_total', 'code_slot', 'made_code = c.code')} end as code_slot,
      ${freeSlot('p.limit_per_customer', 'customer_slot', 'promotion_id = p.id and customer_id = $3')} as customer_slot,
      ${freeSlot('p.limit_per_customer', 'mail_slot', 'promotion_id = p.id and mail_key = $5')} as mail_slot
    from unnest($1::text[], $4::text[]) as asked (id, code) join pricing.promotion as p on p.id = asked.id
    left join pricing.promotion_code as c on p.needs_code and c.code = asked.code and c.promotion_id = p.id
  )
  insert into pricing.promotion_use (promotion_id, order_id, customer_id, mail_key, slot, customer_slot, mail_slot, limit_total, limit_per_customer,
    made_code, code_slot, code_limit)
  select id, $2, $3, $5, slot, case when $3::text is not null then customer_slot end, case when $5::text is not null then mail_slot end, limit_total,
    limit_per_customer, made_code, code_slot, code_limit
  from free where (not needs_code or code_slot is not null) and (limit_total = 0 or slot is not null) 
    and (limit_per_customer = 0 or (coalesce($3, $5) is not null and ($3 is null or customer_slot is not null) and ($5 is null or mail_slot is not null)))
  returning promotion_id as "promotionId"`

/** Uses go with the row, credits go back to where they came from: a card is good for as long as it was when it was taken. */
const giving = `
  with gone as (
    delete from pricing.frozen where order_id = $1 returning order_id, frozen_at
  ), used as materialized (
    select u.credit_id, u.taken_minor - u.refunded_minor as amount, gone.frozen_at from pricing.credit_use as u, gone
    where u.order_id = gone.order_id order by u.credit_id for update of u
  ), held as materialized (
    select c.id from pricing.credit as c, used where c.id = used.credit_id order by c.id for update of c
  ), back as (
    update pricing.credit as c set balance_minor = c.balance_minor + used.amount,
      expires_at = case when c.expires_at is not null then greatest(c.expires_at, $2::timestamptz + (c.expires_at - used.frozen_at)) end from used, held
    where c.id = used.credit_id and held.id = c.id and used.amount > 0 returning c.id, used.amount, c.balance_minor
  )
  insert into pricing.credit_entry (credit_id, kind, amount_minor, balance_minor, order_id, at)
  select id, 'give-back', amount, balance_minor, $1, $2 from back`

/** Frozen quotes with the uses of promotions and the credits they took, in PostgreSQL. */
export function sqlFreezeStore(pool: pg.Pool): FreezeStore {
  const keysOf = (order: FrozenOrder) => [order.orderId, ...creditsOf(order).map(({ creditId }) => creditId)]
  const inGroupsBy = (name: Keeper) => inGroups((orders: readonly FrozenOrder[]) => keep(pool, name, orders), { keysOf })
  const keepers = { 'pricing.freeze': inGroupsBy('pricing.freeze'), 'pricing.freeze-more': inGroupsBy('pricing.freeze-more') }

  async function frozen(orderId: string): Promise<Quote | undefined> {
    return (await pool.query<{ quote: Quote }>({ name: 'pricing.frozen', text: reading, values: [orderId] })).rows[0]?.quote
  }

  /** What a twin froze first. */
  async function first({ orderId }: FrozenOrder): Promise<Frozen> {
    const quote = await frozen(orderId)
    if (!quote) throw new Error(`order ${orderId} was unfrozen while it was frozen`)
    return { outcome: 'frozen', quote }
  }

  async function freezeWithUses(order: FrozenOrder, limited: readonly Pick<QuotedPromotion, 'promotionId' | 'code'>[]): Promise<Frozen> {
    let usedUp: string | undefined
    const [promotionIds, codes] = [limited.map(({ promotionId }) => promotionId), limited.map(({ code }) => code)]
    const kept = await inTransaction(pool, async (tx): Promise<Frozen | undefined> => {
      // The order first: a twin waits here, and then takes nothing.
      const [isKept] = await keep(tx, keeperOf(order), [order])
      if (!isKept) return undefined
      await tx.query({ name: 'pricing.wait', text: waiting, values: [promotionIds] })
      const values = [promotionIds, order.orderId, order.customerId || null, codes, order.mailKey || null]
      const { rows } = await tx.query<{ promotionId: string }>({ name: 'pricing.take', text: taking, values })
      const taken = new Set(rows.map(({ promotionId }) => promotionId))
      usedUp = promotionIds.find((id) => !taken.has(id))
      return usedUp === undefined ? { outcome: 'frozen', quote: order.quote } : undefined
    })
    if (kept) return kept
    return usedUp === undefined ? first(order) : { outcome: 'gone', promotionId: usedUp }
  }

  async function freezeAtOnce(order: FrozenOrder): Promise<Frozen> {
    const isKept = await keepers[keeperOf(order)](order)
    return isKept ? { outcome: 'frozen', quote: order.quote } : first(order)
  }

  return {
    frozen,
    async freeze(order) {
      const limited = order.quote.promotions.filter(({ isLimited }) => isLimited)
      try {
        return limited.length > 0 ? await freezeWithUses(order, limited) : await freezeAtOnce(order)
      } catch (error) {
        if (isGone(error)) return { outcome: 'gone', promotionId: '' }
        throw error
      }
    },
    async unfreeze(orderId, at) {
      await pool.query({ name: 'pricing.unfreeze', text: giving, values: [orderId, at] })
    },
  }
}

const texts = { 'pricing.freeze': keeping, 'pricing.freeze-more': keepingMore }
type Keeper = keyof typeof texts

const creditsOf = ({ quote }: FrozenOrder) => quote.credits.filter(({ takenMinor }) => takenMinor > 0)
const freePromotionsOf = ({ quote }: FrozenOrder) => quote.promotions.filter(({ isLimited }) => !isLimited)
const keeperOf = (order: FrozenOrder): Keeper =>
  freePromotionsOf(order).length + creditsOf(order).length === 0 ? 'pricing.freeze' : 'pricing.freeze-more'

/** Answers of each order whether it was kept; one that was frozen before is not. */
async function keep(db: pg.Pool | pg.PoolClient, name: Keeper, orders: readonly FrozenOrder[]): Promise<boolean[]> {
  const commands = orders.map((order) => {
    const { orderId, quote, at } = order
    if (name === 'pricing.freeze') return { orderId, quote, at }
    return { ...order, promotionIds: freePromotionsOf(order).map(({ promotionId }) => promotionId), credits: creditsOf(order) }
  })
  const { rows } = await db.query<{ orderId: string }>({ name, text: texts[name], values: [JSON.stringify(commands)] })
  const kept = new Set(rows.map(({ orderId }) => orderId))
  return orders.map(({ orderId }) => kept.has(orderId))
}

/** A constraint that says: no longer there. A quote that is not its parts is a fault. */
const isGone = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && error.code === '23514' && error.constraint !== 'frozen_is_whole'
