import type pg from 'pg'
import type { FactStore } from '../application/quote-basket.ts'
import type { RateStore, ZoneRate } from '../application/set-delivery-rates.ts'
import { type Conversion, converted } from '../domain/conversion.ts'
import { type Credit, giftCodeTyped } from '../domain/credit.ts'
import { codeOf, type Promotion, type Uses } from '../domain/promotion.ts'
import { groupPrice } from '../domain/price-list.ts'
import type { Basket, DeliveryRate, PlacedPrice, PriceFacts } from '../domain/quote.ts'
import { conversionColumns } from './convert-prices.ts'
import { hashOf } from './gift-code-hash.ts'
import { type PromotionRow, promotionColumns, promotionOf } from './promotion-row.ts'

const asked = (column: string) => `(select ${column} from asked)`
const anyOf = (column: string) => `any((select ${column} from asked)::text[])` // without its type it would be read as a set of rows

/** Counted only where there is a limit: the uses of a sale without one are many, and nobody asks. */
const uses = (limit: string, whose: string) =>
  `case when ${limit} > 0 then (select count(*) from pricing.promotion_use where promotion_id = p.id${whose})::int else 0 end`

/** The categories of `v` and all those around them; one nobody told the place of stands alone. */
const around = `(select coalesce(array_agg(distinct one), '{}') from unnest(v.category_ids) as own (id)
  left join pricing.category_place as c on c.category_id = own.id, unnest(coalesce(c.around, array[own.id])) as one)`

/** What held in the 30 days before the price `b` of a group's list began (LAW-5). */
const lowestBefore = (prices: string) => `${prices} and h.from_at < b.from_at
  and (h.until_at is null or h.until_at > h.from_at and h.until_at > b.from_at - interval '30 days'))`

/**
 * Everything a quote needs, in one statement: its cost does not grow with the number of questions. `wanted`: which promotions.
 *
 * What differs from question to question goes through a table: the planner then expects the same of any, and keeps one plan. Planning takes twice
 * as long as answering (1.9 and 0.9 ms, pg_stat_statements).
 */
const asking = (wanted: string) => `
  with asked as materialized (
    select $1::text[] as variant_ids, $4::text[] as codes, nullif($5, '') as customer_id, nullif($10, '') as mail_key, $6::text[] as method_ids, $8::text[] as hashes, $9::text as payer_id
  ), mine as materialized (
    select group_code from pricing.group_member where customer_id = ${asked('customer_id')}
  ), rule as materialized (
    select ${conversionColumns} from pricing.currency as c where c.code = $2 and c.from_code is not null
  ), list as materialized (
    select id, rank, currency from pricing.price_list where group_code in (select group_code from mine)
      and (currency = $2 or currency = (select "from" from rule)) and starts_at <= $7 and (ends_at is null or ends_at > $7)
  )
  select
    (select to_jsonb(rule) from rule) as conversion,
    (select coalesce(jsonb_agg(jsonb_build_object('variantId', p.variant_id, 'currency', p.currency, 'amountMinor', p.amount_minor,
        'groupMinor', own.amount_minor, 'groupCurrency', own.currency, 'listsMinor', own.lists_minor, 'allMinor', own.all_minor, 'beforeMinor', p.before_minor, 'volumeMl', p.volume_ml, 'taxClass', p.tax_class,
        'productId', coalesce(v.product_id, ''), 'categoryIds', ${around})), '[]')
      from pricing.price as p left join pricing.variant_place as v on v.variant_id = p.variant_id left join lateral (
        select o.amount_minor, list.currency, ${lowestBefore(`(select min(h.amount_minor) from pricing.list_price_period as h
            where h.group_code in (select group_code from mine) and h.currency = list.currency and h.variant_id = p.variant_id`)} as lists_minor,
          ${lowestBefore(`(select min(h.amount_minor) from pricing.price_period as h where h.variant_id = p.variant_id and h.currency = $2`)} as all_minor
        from list join pricing.list_price as o on o.list_id = list.id and o.variant_id = p.variant_id
          left join pricing.list_price_period as b on b.list_id = list.id and b.variant_id = p.variant_id and b.from_at <= $7 and (b.until_at is null or b.until_at > $7)
        order by list.rank desc, list.currency = $2 desc, list.id limit 1) as own on true
      where p.variant_id = ${anyOf('variant_ids')} and p.currency = $2) as prices,
    (select jsonb_build_object('standardPpm', standard_ppm, 'reducedPpm', reduced_ppm, 'lowPpm', coalesce(low_ppm, reduced_ppm),
        'lowestPpm', coalesce(lowest_ppm, low_ppm, reduced_ppm), 'isIncluded', is_included)
      from pricing.vat_rate where country = $3 and from_at <= $7 order by from_at desc limit 1) as vat,
    (select coalesce(jsonb_agg(promotion), '[]') from (
      select ${promotionColumns}, ${uses('p.limit_total', '')} as "used", made.*,
        greatest(${uses('p.limit_per_customer', ` and customer_id = ${asked('customer_id')}`)},
          ${uses('p.limit_per_customer', ` and mail_key = ${asked('mail_key')}`)}) as "usedByCustomer"
      from pricing.promotion as p left join lateral (
        select c.code as "madeCode", c.limit_total as "madeLimit",
          (select count(*) from pricing.promotion_use where made_code = c.code)::int as "madeUsed"
        from pricing.promotion_code as c where c.code = ${anyOf('codes')} and c.promotion_id = p.id
        order by array_position(${asked('codes')}, c.code) limit 1) as made on p.needs_code
      where ${wanted}) as promotion) as promotions,
    (select coalesce(jsonb_agg(rate), '[]') from (
      select distinct on (method_id) method_id as "methodId", currency, amount_minor as "amountMinor", free_from_minor as "freeFromMinor"
      from pricing.delivery_rate where method_id = ${anyOf('method_ids')} and (currency = $2 or currency = (select "from" from rule)) and (zone = $3
        or zone = 'EU' and exists (select from pricing.vat_rate where country = $3 and is_eu))
      order by method_id, currency = $2 desc, zone = $3 desc) as rate) as "deliveryRates",
    (select coalesce(jsonb_agg(group_code), '[]') from mine) as groups,
    (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'kind', kind, 'hash', code_hash, 'balanceMinor', balance_minor,
        'isOpen', closed_at is null and (expires_at is null or expires_at > $7)) order by array_position(${asked('hashes')}, code_hash), id), '[]')
      from pricing.credit where currency = $2
        and (code_hash = ${anyOf('hashes')} or kind = 'store-credit' and customer_id = ${asked('payer_id')})) as credits`

/** Those of the codes (of a promotion with many the first that was entered), and those that apply by themselves now. */
const inQuestion = asking(`p.code = ${anyOf('codes')}
  or p.id = any(array(select promotion_id from pricing.promotion_code where code = ${anyOf('codes')}))
  or p.code is null and not needs_code and (starts_at is null or starts_at <= $7) and (ends_at is null or ends_at > $7)`)
const all = asking(`$4::text[] is not null`)

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

const listing = `
  select method_id as "methodId", zone, currency, amount_minor as "amountMinor", free_from_minor as "freeFromMinor"
  from pricing.delivery_rate where method_id = any($1) order by method_id, zone, currency`

interface MadeColumns {
  readonly madeCode: string | null
  readonly madeLimit: number
  readonly madeUsed: number
}

/** What a group's list says stands beside the price, in the currency of the list. */
type ListedPrice = PlacedPrice & {
  readonly groupMinor: number | null
  readonly groupCurrency: string | null
  /** The lowest of the 30 days before it began: of the group's lists, in their currency, and of everybody. */
  readonly listsMinor: number | null
  readonly allMinor: number | null
}

interface Facts extends Pick<PriceFacts, 'groups' | 'vat'> {
  readonly conversion: Conversion | null
  readonly prices: readonly ListedPrice[]
  readonly promotions: readonly (PromotionRow & Pick<Uses, 'used' | 'usedByCustomer'> & MadeColumns)[]
  readonly deliveryRates: readonly (DeliveryRate & { readonly currency: string })[]
  readonly credits: readonly (Omit<Credit, 'code'> & { readonly hash: string | null })[]
}

/** What quotes are made of, in PostgreSQL. */
export const sqlFactStore = (pool: pg.Pool): FactStore & RateStore => ({
  factsOf: (...asked) => factsOf(pool, { name: 'pricing.facts', text: inQuestion }, ...asked),
  allFactsOf: (...asked) => factsOf(pool, { name: 'pricing.all-facts', text: all }, ...asked),

  async setDeliveryRates(rates) {
    const column = <K extends keyof (typeof rates)[number]>(key: K) => rates.map((rate) => rate[key])
    const values = [column('methodId'), column('zone'), column('currency'), column('amountMinor'), column('freeFromMinor')]
    await pool.query({ name: 'pricing.rates', text: replacing, values })
  },

  async deliveryRatesOf(methodIds) {
    return (await pool.query<ZoneRate>({ name: 'pricing.rates-of', text: listing, values: [methodIds] })).rows
  },
})

async function factsOf(
  pool: pg.Pool,
  question: { name: string; text: string },
  basket: Basket,
  methodIds: readonly string[],
  at: Date,
): Promise<PriceFacts> {
  const { currency, country, customerId, mailKey } = basket
  const cards = cardsOf(basket)
  const goods = [basket.lines.map(({ variantId }) => variantId), currency, country, basket.coupons.map(codeOf), customerId, methodIds, at]
  const values = [...goods, [...cards.keys()], basket.takesCredit && basket.usesStoreCredit && customerId ? customerId : null, mailKey]
  const { rows } = await pool.query<Facts>({ ...question, values })
  const { vat, promotions, groups, credits, ...facts } = rows[0]!
  // What is not in this currency is in the one it follows.
  const here = (minor: number, of: string) => (of === currency ? minor : converted(facts.conversion!, minor))
  const prices = facts.prices.map(({ groupMinor, groupCurrency, listsMinor, allMinor, ...price }): PlacedPrice => {
    if (groupMinor === null || groupCurrency === null) return price
    const lowest = [allMinor, listsMinor === null ? null : here(listsMinor, groupCurrency)].filter((minor) => minor !== null)
    return groupPrice(price, here(groupMinor, groupCurrency), lowest)
  })
  const deliveryRates = facts.deliveryRates.map(({ currency: of, methodId, amountMinor, freeFromMinor }): DeliveryRate => {
    return { methodId, amountMinor: here(amountMinor, of), freeFromMinor: freeFromMinor === null ? null : here(freeFromMinor, of) }
  })
  const counted = promotions.map((row): Promotion & Uses => {
    const { used, usedByCustomer, madeCode, madeLimit, madeUsed } = row
    const entered = madeCode === null ? { madeCode: null } : { code: madeCode, madeCode: { limit: madeLimit, used: madeUsed } }
    return { ...promotionOf(row), used, usedByCustomer, ...entered }
  })
  const paying = credits.map(({ hash, ...credit }) => ({ ...credit, code: hash === null ? '' : cards.get(hash)! }))
  return { prices, vat, promotions: counted, deliveryRates, groups, credits: paying }
}

/** The coupons that may be gift cards, by the hash they are known by. A card that was entered in two spellings is one card. */
function cardsOf({ takesCredit, coupons }: Basket): Map<string, string> {
  const typed = takesCredit ? coupons.map(codeOf).filter((code) => giftCodeTyped(code) !== '') : []
  return new Map(typed.map((code) => [hashOf(giftCodeTyped(code)), code]))
}
