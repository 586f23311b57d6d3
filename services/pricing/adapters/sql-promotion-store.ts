import pg from 'pg'
import type { PromotionStore } from '../application/put-promotion.ts'
import { type PromotionRow, promotionColumns, promotionOf } from './promotion-row.ts'

const used = `(select count(*) from pricing.promotion_use where promotion_id = p.id)::int as used`

const putting = `
  insert into pricing.promotion as p (id, code, kind, percentage_ppm, amount_minor, amount_currency, minimum_minor, minimum_currency,
    starts_at, ends_at, limit_total, limit_per_customer)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
  on conflict (id) do update set code = excluded.code, kind = excluded.kind, percentage_ppm = excluded.percentage_ppm,
    amount_minor = excluded.amount_minor, amount_currency = excluded.amount_currency, minimum_minor = excluded.minimum_minor,
    minimum_currency = excluded.minimum_currency, starts_at = excluded.starts_at, ends_at = excluded.ends_at,
    limit_total = excluded.limit_total, limit_per_customer = excluded.limit_per_customer
  returning ${promotionColumns}, ${used}`

const listing = `select ${promotionColumns}, ${used} from pricing.promotion as p order by code`

type Row = PromotionRow & { readonly used: number }
const usedOf = (row: Row) => ({ ...promotionOf(row), used: row.used })

/** Promotions in PostgreSQL. */
export const sqlPromotionStore = (pool: pg.Pool): PromotionStore => ({
  async putPromotion(promotion) {
    const { id, code, kind, minimum, startsAt, endsAt, limitTotal, limitPerCustomer } = promotion
    const amount = promotion.kind === 'amount' ? promotion.amount : null
    const given = [kind, promotion.kind === 'percentage' ? promotion.percentagePpm : null, amount?.amountMinor, amount?.currency]
    const rest = [minimum?.amountMinor, minimum?.currency, startsAt, endsAt, limitTotal, limitPerCustomer]
    try {
      const { rows } = await pool.query<Row>({ name: 'pricing.put-promotion', text: putting, values: [id, code, ...given, ...rest] })
      return { outcome: 'put', promotion: usedOf(rows[0]!) }
    } catch (error) {
      if (error instanceof pg.DatabaseError && error.constraint === 'promotion_code_key') return { outcome: 'code-taken' }
      throw error
    }
  },

  async promotions() {
    return (await pool.query<Row>({ name: 'pricing.promotions', text: listing, values: [] })).rows.map(usedOf)
  },
})
