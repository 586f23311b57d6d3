import type pg from 'pg'
import type { WishBox } from '../application/tell-of-stock.ts'
import type { WishStore } from '../application/wish-back-in-stock.ts'
import { mostWishes, type StockWish } from '../domain/stock-wish.ts'

const keeping = `
  insert into notifications.stock_wish (variant_id, email, locale, name, slug, asked_at) select $1, $2, $3, $4, $5, $6
  where (select count(*) from notifications.stock_wish where email = $2) < ${mostWishes} on conflict do nothing`
const forgetting = `delete from notifications.stock_wish where email = $1 and ($2 = '' or variant_id = $2)`
const taking = `
  delete from notifications.stock_wish where variant_id = $1 and asked_at <= $2
  returning variant_id as "variantId", email, locale, name, slug, asked_at as "askedAt"`

/** Wishes in PostgreSQL. */
export const sqlWishStore = (pool: pg.Pool): WishStore => ({
  async keepWish({ variantId, email, locale, name, slug, askedAt }) {
    await pool.query({ name: 'notifications.wish', text: keeping, values: [variantId, email, locale, name, slug, askedAt] })
  },
  async forgetWishes(email, variantId) {
    await pool.query(forgetting, [email, variantId])
  },
  async forgetBefore(at) {
    return (await pool.query('delete from notifications.stock_wish where asked_at < $1', [at])).rowCount ?? 0
  },
})

/** Over the transaction that remembers the event. */
export const sqlWishBox = (tx: pg.PoolClient): WishBox => ({
  async takeWishes(variantId, until) {
    const { rows } = await tx.query<StockWish>({ name: 'notifications.wish.take', text: taking, values: [variantId, until] })
    return rows.toSorted((a, b) => a.askedAt.getTime() - b.askedAt.getTime())
  },
})
