import pg from 'pg'
import { currenciesOf, type NamedFacts, scopesOf } from '../domain/never-applies.ts'
import type { PromotionStore, PromotionUse } from '../application/put-promotion.ts'
import { effectColumn, type PromotionRow, promotionColumns, promotionOf } from './promotion-row.ts'

const used = `(select count(*) from pricing.promotion_use where promotion_id = p.id)::int as used`

const putting = `
  insert into pricing.promotion as p (id, code, kind, percentage_ppm, amount_minor, amount_currency, minimum_minor, minimum_currency,
    starts_at, ends_at, limit_total, limit_per_customer, title_fr, title_en, conditions, effect, stacking, priority, needs_code)
  values ($1, nullif($2, ''), $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
  on conflict (id) do update set code = excluded.code, kind = excluded.kind, percentage_ppm = excluded.percentage_ppm,
    amount_minor = excluded.amount_minor, amount_currency = excluded.amount_currency, minimum_minor = excluded.minimum_minor,
    minimum_currency = excluded.minimum_currency, starts_at = excluded.starts_at, ends_at = excluded.ends_at,
    limit_total = excluded.limit_total, limit_per_customer = excluded.limit_per_customer, title_fr = excluded.title_fr,
    title_en = excluded.title_en, conditions = excluded.conditions, effect = excluded.effect, stacking = excluded.stacking,
    priority = excluded.priority, needs_code = excluded.needs_code
  returning ${promotionColumns}, ${used}`

const listing = `select ${promotionColumns}, ${used} from pricing.promotion as p order by p.code, p.id`
const reading = `select ${promotionColumns}, ${used} from pricing.promotion as p where id = $1`

/** What an order got is what was frozen for it. */
const using = `
  select u.order_id as "orderId", f.frozen_at as at, f.quote->>'currency' as currency,
    coalesce((select (one->>'discountMinor')::float8 from jsonb_array_elements(f.quote->'promotions') as one
      where one->>'promotionId' = u.promotion_id), 0) as "discountMinor"
  from pricing.promotion_use as u join pricing.frozen as f on f.order_id = u.order_id
  where u.promotion_id = $1 and ($2::timestamptz is null or (f.frozen_at, u.order_id) < ($2, $3))
  order by f.frozen_at desc, u.order_id desc limit $4`

/** A scope without names is everything. A category means what stands below it too. */
const naming = `
  select
    array(select exists (select from pricing.price as p left join pricing.variant_place as v on v.variant_id = p.variant_id
        where coalesce(jsonb_array_length(s->'variantIds') + jsonb_array_length(s->'productIds') + jsonb_array_length(s->'categoryIds'), 0) = 0
          or s->'variantIds' ? p.variant_id or s->'productIds' ? v.product_id
          or exists (select from unnest(v.category_ids) as own (id) left join pricing.category_place as c on c.category_id = own.id
            where s->'categoryIds' ?| coalesce(c.around, array[own.id])))
      from jsonb_array_elements($1) with ordinality as scope (s, place) order by place) as "areSold",
    array(select exists (select from pricing.price where currency = one) from unnest($2::text[]) with ordinality as c (one, place)
      order by place) as "areCurrenciesSold",
    exists (select from pricing.group_member where group_code = any($3)) as "hasGroupMembers",
    exists (select from pricing.vat_rate where country = any($4) and from_at <= $5) as "isSoldThere",
    exists (select from pricing.promotion_code where promotion_id = $6) as "hasCodes"`

type Row = PromotionRow & { readonly used: number }
const usedOf = (row: Row) => ({ ...promotionOf(row), used: row.used })

/** Promotions in PostgreSQL. */
export const sqlPromotionStore = (pool: pg.Pool): PromotionStore => ({
  async putPromotion(promotion) {
    const { id, code, kind, title, startsAt, endsAt, limitTotal, limitPerCustomer, stacking, priority, needsCode } = promotion
    const { minimum, ...conditions } = promotion.conditions
    const effect = effectColumn(promotion)
    const amount = promotion.kind === 'amount' ? promotion.amount : null
    const given = [kind, promotion.kind === 'percentage' ? promotion.percentagePpm : null, amount?.amountMinor, amount?.currency]
    const rest = [minimum?.amountMinor, minimum?.currency, startsAt, endsAt, limitTotal, limitPerCustomer]
    const words = [title.fr, title.en, JSON.stringify(conditions), effect && JSON.stringify(effect), stacking, priority, needsCode]
    try {
      const { rows } = await pool.query<Row>({
        name: 'pricing.put-promotion',
        text: putting,
        values: [id, code, ...given, ...rest, ...words],
      })
      return { outcome: 'put', promotion: usedOf(rows[0]!) }
    } catch (error) {
      if (error instanceof pg.DatabaseError && error.constraint === 'promotion_code_key') return { outcome: 'code-taken' }
      throw error
    }
  },

  async named(promotion, at) {
    const { groups, countries } = promotion.conditions
    const values = [JSON.stringify(scopesOf(promotion)), currenciesOf(promotion), groups, countries, at, promotion.id]
    return (await pool.query<NamedFacts>({ name: 'pricing.named', text: naming, values })).rows[0]! // without a from clause there is one row
  },

  async promotions() {
    return (await pool.query<Row>({ name: 'pricing.promotions', text: listing, values: [] })).rows.map(usedOf)
  },

  async promotion(id) {
    return (await pool.query<Row>({ name: 'pricing.promotion', text: reading, values: [id] })).rows.map(usedOf)[0]
  },

  async uses(promotionId, cursor, limit) {
    const [at = '', orderId = ''] = cursor.split(' ')
    if (cursor !== '' && Number.isNaN(Date.parse(at))) throw new RangeError('cursor is none of ours')
    const values = [promotionId, cursor === '' ? null : at, orderId, limit + 1]
    const { rows } = await pool.query<PromotionUse>({ name: 'pricing.promotion-uses', text: using, values })
    const uses = rows.slice(0, limit)
    const last = rows.length > limit ? uses.at(-1) : undefined
    return { uses, nextCursor: last ? `${last.at.toISOString()} ${last.orderId}` : '' }
  },
})
