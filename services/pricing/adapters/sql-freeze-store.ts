import type pg from 'pg'
import type { Frozen, FreezeStore, FrozenOrder } from '../application/freeze-quote.ts'
import type { Quote } from '../domain/quote.ts'
import { inTransaction } from './transaction.ts'

const reading = 'select quote from pricing.frozen where order_id = $1'
const keeping = 'insert into pricing.frozen (order_id, quote, frozen_at) values ($1, $2, $3) on conflict (order_id) do nothing'

/** Whoever takes a use of a promotion waits for the one before; in order of id, so that nobody waits in a circle. */
const waiting = 'select from pricing.promotion where id = any($1) order by id for no key update'

/** The lowest free slot: among one more than there are uses, one is free. A new statement, so that it sees what others took meanwhile. */
const freeSlot = (limit: string, slot: string, whose: string) => `(
    select n from generate_series(1, least(${limit}, 1 + (select count(*) from pricing.promotion_use where ${whose}))::int) as n
    where not exists (select from pricing.promotion_use where ${whose} and ${slot} = n) order by n limit 1)`
const taking = `
  with free as (
    select p.*, ${freeSlot('p.limit_total', 'slot', 'promotion_id = p.id')} as slot,
      ${freeSlot('p.limit_per_customer', 'customer_slot', 'promotion_id = p.id and customer_id = $3')} as customer_slot
    from pricing.promotion as p where id = any($1)
  )
  insert into pricing.promotion_use (promotion_id, order_id, customer_id, slot, customer_slot, limit_total, limit_per_customer)
  select id, $2, $3, slot, case when $3::text is not null then customer_slot end, limit_total, limit_per_customer from free
  where (limit_total = 0 or slot is not null) and (limit_per_customer = 0 or ($3::text is not null and customer_slot is not null))
  returning promotion_id as "promotionId"`

/** Frozen quotes and uses of promotions in PostgreSQL. */
export function sqlFreezeStore(pool: pg.Pool): FreezeStore {
  const keep = ({ orderId, quote, at }: FrozenOrder) => ({
    name: 'pricing.freeze',
    text: keeping,
    values: [orderId, JSON.stringify(quote), at],
  })

  async function frozen(orderId: string): Promise<Quote | undefined> {
    return (await pool.query<{ quote: Quote }>({ name: 'pricing.frozen', text: reading, values: [orderId] })).rows[0]?.quote
  }

  /** What a twin froze first. */
  async function first({ orderId }: FrozenOrder): Promise<Frozen> {
    const quote = await frozen(orderId)
    if (!quote) throw new Error(`order ${orderId} was unfrozen while it was frozen`)
    return { outcome: 'frozen', quote }
  }

  async function freezeWithUses(order: FrozenOrder): Promise<Frozen> {
    let usedUp: string | undefined
    const kept = await inTransaction(pool, async (tx): Promise<Frozen | undefined> => {
      // The order first: a twin waits here, and then takes nothing.
      const { rowCount } = await tx.query(keep(order))
      if (rowCount === 0) return undefined
      await tx.query({ name: 'pricing.wait', text: waiting, values: [order.promotionIds] })
      const values = [order.promotionIds, order.orderId, order.customerId || null]
      const { rows } = await tx.query<{ promotionId: string }>({ name: 'pricing.take', text: taking, values })
      const taken = new Set(rows.map(({ promotionId }) => promotionId))
      usedUp = order.promotionIds.find((id) => !taken.has(id))
      return usedUp === undefined ? { outcome: 'frozen', quote: order.quote } : undefined
    })
    if (kept) return kept
    return usedUp === undefined ? first(order) : { outcome: 'used-up', promotionId: usedUp }
  }

  return {
    frozen,
    async freeze(order) {
      if (order.promotionIds.length > 0) return freezeWithUses(order)
      const { rowCount } = await pool.query(keep(order))
      return rowCount === 1 ? { outcome: 'frozen', quote: order.quote } : first(order)
    },
    async unfreeze(orderId) {
      await pool.query({ name: 'pricing.unfreeze', text: 'delete from pricing.frozen where order_id = $1', values: [orderId] })
    },
  }
}
