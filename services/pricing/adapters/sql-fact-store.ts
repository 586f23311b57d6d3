import { fewRows } from '@vitrine/platform/sql/few-rows'
import { inGroups } from '@vitrine/platform/sql/in-groups'
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

/** Counted only where there is a limit: the uses of a sale without one are many, and nobody asks. */
const uses = (limit: string, whose: string) =>
  `case when ${limit} > 0 then (select count(*) from pricing.promotion_use where promotion_id = p.id${whose})::int else 0 end`

/** The categories of `v` and all those around them, some more than once; one nobody told the place of stands alone. */
const around = `v.category_ids || array(select unnest(c.around) from pricing.category_place as c where c.category_id = any(v.category_ids))`

/** What held in the 30 days before the price `b` of a group's list began (LAW-5). */
const lowestBefore = (prices: string) => `${prices} and h.from_at < b.from_at
  and (h.until_at is null or h.until_at > h.from_at and h.until_at > b.from_at - interval '30 days'))`

/**
 * Everything quotes need, in one statement for all that are asked in one moment. `wanted`: which promotions.
 *
 * What differs from question to question goes through a table of few rows: the planner then expects the same of any, and soon keeps one plan however the shop
 * grows. Planning takes twice as long as answering (1.9 and 0.9 ms, pg_stat_statements). `offset 0` keeps the groups from being asked for wherever they are
 * named. What is answered is `json`, which is text as it is made: `jsonb` would be put in order, and written out after that.
 */
const asking = (wanted: string) => `
  select n,
    to_json(rule) as conversion,
    (select coalesce(json_agg(json_build_object('variantId', p.variant_id, 'currency', p.currency, 'amountMinor', p.amount_minor,
        'groupMinor', own.amount_minor, 'groupCurrency', own.currency, 'listsMinor', own.lists_minor, 'allMinor', own.all_minor, 'beforeMinor', p.before_minor, 'volumeMl', p.volume_ml, 'taxClass', p.tax_class,
        'productId', coalesce(v.product_id, ''), 'categoryIds', ${around})), '[]')
      from pricing.price as p left join pricing.variant_place as v on v.variant_id = p.variant_id left join lateral (
        select o.amount_minor, list.currency, ${lowestBefore(`(select min(h.amount_minor) from pricing.list_price_period as h
            where h.group_code = any(mine.groups) and h.currency = list.currency and h.variant_id = p.variant_id`)} as lists_minor,
          ${lowestBefore(`(select min(h.amount_minor) from pricing.price_period as h where h.variant_id = p.variant_id and h.currency = asked.currency`)} as all_minor
        from pricing.price_list as list join pricing.list_price as o on o.list_id = list.id and o.variant_id = p.variant_id
          left join pricing.list_price_period as b on b.list_id = list.id and b.variant_id = p.variant_id and b.from_at <= asked.at and (b.until_at is null or b.until_at > asked.at)
        where list.group_code = any(mine.groups) and list.currency in (asked.currency, rule."from")
          and list.starts_at <= asked.at and (list.ends_at is null or list.ends_at > asked.at)
        order by list.rank desc, list.currency = asked.currency desc, list.id limit 1) as own on true
      where p.variant_id = any(asked."variantIds") and p.currency = asked.currency) as prices,
    (select json_build_object('standardPpm', standard_ppm, 'reducedPpm', reduced_ppm, 'lowPpm', coalesce(low_ppm, reduced_ppm),
        'lowestPpm', coalesce(lowest_ppm, low_ppm, reduced_ppm), 'isIncluded', is_included)
      from pricing.vat_rate where country = asked.country and from_at <= asked.at order by from_at desc limit 1) as vat,
    (select coalesce(json_agg(promotion), '[]') from (
      select ${promotionColumns}, ${uses('p.limit_total', '')} as "used", made.*,
        greatest(${uses('p.limit_per_customer', ` and customer_id = asked."customerId"`)},
          ${uses('p.limit_per_customer', ` and mail_key = asked."mailKey"`)}) as "usedByCustomer"
      from pricing.promotion as p left join lateral (
        select c.code as "madeCode", c.limit_total as "madeLimit",
          (select count(*) from pricing.promotion_use where made_code = c.code)::int as "madeUsed"
        from pricing.promotion_code as c where c.code = any(asked.codes) and c.promotion_id = p.id
        order by array_position(asked.codes, c.code) limit 1) as made on p.needs_code
      where ${wanted}) as promotion) as promotions,
    (select coalesce(json_agg(rate), '[]') from (
      select distinct on (method_id) method_id as "methodId", currency, amount_minor as "amountMinor", free_from_minor as "freeFromMinor"
      from pricing.delivery_rate where method_id = any(asked."methodIds") and currency in (asked.currency, rule."from") and (zone = asked.country
        or zone = 'EU' and exists (select from pricing.vat_rate where country = asked.country and is_eu))
      order by method_id, currency = asked.currency desc, zone = asked.country desc) as rate) as "deliveryRates",
    to_json(mine.groups) as groups,
    (select coalesce(json_agg(json_build_object('id', id, 'kind', kind, 'hash', code_hash, 'balanceMinor', balance_minor,
        'isOpen', closed_at is null and (expires_at is null or expires_at > asked.at)) order by array_position(asked.hashes, code_hash), id), '[]')
      from pricing.credit where currency = asked.currency
        and (code_hash = any(asked.hashes) or kind = 'store-credit' and customer_id = asked."payerId")) as credits
  from (${fewRows(`currency text, country text, at timestamptz, "variantIds" text[], "methodIds" text[], codes text[], hashes text[],
      "customerId" text, "mailKey" text, "payerId" text`)}) as asked
    cross join lateral (select array(select group_code from pricing.group_member where customer_id = asked."customerId") as groups offset 0) as mine
    left join lateral (select ${conversionColumns} from pricing.currency as c where c.code = asked.currency and c.from_code is not null) as rule on true`

/** Those of the codes (of a promotion with many the first that was entered), and those that apply by themselves now. */
const inQuestion = asking(`p.code = any(asked.codes)
  or p.id = any(array(select promotion_id from pricing.promotion_code where code = any(asked.codes)))
  or p.code is null and not needs_code and (starts_at is null or starts_at <= asked.at) and (ends_at is null or ends_at > asked.at)`)
const all = asking('true')

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
  factsOf: reading(pool, { name: 'pricing.facts', text: inQuestion }),
  allFactsOf: reading(pool, { name: 'pricing.all-facts', text: all }),

  async setDeliveryRates(rates) {
    const column = <K extends keyof (typeof rates)[number]>(key: K) => rates.map((rate) => rate[key])
    const values = [column('methodId'), column('zone'), column('currency'), column('amountMinor'), column('freeFromMinor')]
    await pool.query({ name: 'pricing.rates', text: replacing, values })
  },

  async deliveryRatesOf(methodIds) {
    return (await pool.query<ZoneRate>({ name: 'pricing.rates-of', text: listing, values: [methodIds] })).rows
  },
})

interface Question {
  readonly basket: Basket
  readonly methodIds: readonly string[]
  readonly at: Date
}

/** Questions of one moment are answered by one statement; they change nothing, so any of them may leave together. */
function reading(pool: pg.Pool, statement: { name: string; text: string }): FactStore['factsOf'] {
  const ask = inGroups(
    async (questions: readonly Question[]) => {
      const values = [JSON.stringify(questions.map((question, n) => ({ n, ...askedOf(question) })))]
      const { rows } = await pool.query<Facts & { n: number }>({ ...statement, values })
      const facts = new Map(rows.map((row) => [row.n, row]))
      return questions.map(({ basket }, n) => factsOf(basket, facts.get(n)!)) // each question has its row
    },
    { keysOf: () => [], most: 8 }, // a larger crowd would all see the last use of a code, and queue for it
  )
  return (basket, methodIds, at) => ask({ basket, methodIds, at })
}

function askedOf({ basket, methodIds, at }: Question) {
  const { currency, country, lines, coupons, customerId, mailKey, takesCredit, usesStoreCredit } = basket
  return {
    ...{ currency, country, at, methodIds, codes: coupons.map(codeOf), hashes: [...cardsOf(basket).keys()] },
    ...{ variantIds: lines.map(({ variantId }) => variantId), customerId: customerId || null, mailKey: mailKey || null },
    payerId: takesCredit && usesStoreCredit && customerId ? customerId : null,
  }
}

function factsOf(basket: Basket, { vat, promotions, groups, credits, ...facts }: Facts): PriceFacts {
  const { currency } = basket
  const cards = cardsOf(basket)
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
