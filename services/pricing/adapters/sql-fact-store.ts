import type pg from 'pg'
import type { FactStore } from '../application/quote-basket.ts'
import type { RateStore } from '../application/set-delivery-rates.ts'
import { codeOf, type Promotion, type Uses } from '../domain/promotion.ts'
import type { DeliveryRate, PriceFacts } from '../domain/quote.ts'
import { type PromotionRow, promotionColumns, promotionOf } from './promotion-row.ts'

/** Everything a quote needs, in one statement: its cost does not grow with the number of questions. */
const asking = `
  select
    (select coalesce(jsonb_agg(jsonb_build_object('variantId', variant_id, 'currency', currency, 'amountMinor', amount_minor,
        'beforeMinor', before_minor, 'volumeMl', volume_ml, 'taxClass', tax_class)), '[]')
      from pricing.price where variant_id = any($1) and currency = $2) as prices,
    (select jsonb_build_object('standardPpm', standard_ppm, 'reducedPpm', reduced_ppm) from pricing.vat_rate where country = $3) as vat,
    (select coalesce(jsonb_agg(promotion), '[]') from (
      select ${promotionColumns},
        (select count(*) from pricing.promotion_use where promotion_id = p.id)::int as "used",
        (select count(*) from pricing.promotion_use where promotion_id = p.id and customer_id = nullif($5, ''))::int as "usedByCustomer"
      from pricing.promotion as p where code = any($4)) as promotion) as promotions,
    (select coalesce(jsonb_agg(rate), '[]') from (
      select distinct on (method_id) method_id as "methodId", amount_minor as "amountMinor", free_from_minor as "freeFromMinor"
      from pricing.delivery_rate where method_id = any($6) and currency = $2 and (zone = $3
        or zone = 'EU' and exists (select from pricing.vat_rate where country = $3 and is_eu))
      order by method_id, zone = $3 desc) as rate) as "deliveryRates"`

/** The key of a rate that stays may not be deleted and inserted by one statement, so it is written over. */
const replacing = `
  with given as (
    select * from unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[])
      as g (method_id, zone, currency, amount_minor, free_from_minor)
  ), gone as (
    delete from pricing.delivery_rate as r where method_id = any($1)
      and not exists (select from given as g where (g.method_id, g.zone, g.currency) = (r.method_id, r.zone, r.currency))
  )
  insert into pricing.delivery_rate (method_id, zone, currency, amount_minor, free_from_minor) select * from given order by 1, 2, 3
  on conflict (method_id, zone, currency) do update set amount_minor = excluded.amount_minor, free_from_minor = excluded.free_from_minor`

interface Facts {
  readonly prices: PriceFacts['prices']
  readonly vat: PriceFacts['vat'] | null
  readonly promotions: readonly (PromotionRow & Uses)[]
  readonly deliveryRates: readonly DeliveryRate[]
}

/** Outside the table the shop charges no VAT. */
const noVat = { standardPpm: 0, reducedPpm: 0 }

/** What quotes are made of, in PostgreSQL. */
export const sqlFactStore = (pool: pg.Pool): FactStore & RateStore => ({
  async factsOf(basket, methodIds) {
    const variantIds = basket.lines.map(({ variantId }) => variantId)
    const values = [variantIds, basket.currency, basket.country, basket.coupons.map(codeOf), basket.customerId, methodIds]
    const { rows } = await pool.query<Facts>({ name: 'pricing.facts', text: asking, values })
    const { prices, vat, promotions, deliveryRates } = rows[0]!
    const counted = promotions.map((row): Promotion & Uses => {
      return { ...promotionOf(row), used: row.used, usedByCustomer: row.usedByCustomer }
    })
    return { prices, vat: vat ?? noVat, promotions: counted, deliveryRates }
  },

  async setDeliveryRates(rates) {
    const column = <K extends keyof (typeof rates)[number]>(key: K) => rates.map((rate) => rate[key])
    const values = [column('methodId'), column('zone'), column('currency'), column('amountMinor'), column('freeFromMinor')]
    await pool.query({ name: 'pricing.rates', text: replacing, values })
  },
})
