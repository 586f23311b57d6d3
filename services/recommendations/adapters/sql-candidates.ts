import type pg from 'pg'
import type { CandidateStore } from '../application/recommend.ts'
import type { Candidate } from '../domain/choice.ts'

/** From this many buyers on a pair may be told of: fewer could tell one person's purchase (recommendations.md 5, settled.md 34). */
export const fewestBuyers = 3

/**
 * `$1` products asked about, `$2` the visitor, `$3` buyers a pair needs, `$4` whether what is like them may be shown.
 * Of several products that speak for one, the one that speaks most.
 */
const finding = `
  with seen as (
    select product_id, exp(-(row_number() over (order by at desc, product_id) - 1) / 3.0) as recency
    from recommendations.activity where visitor_id = $2 order by at desc, product_id limit 50
  ), reasons as (
    select other_id as product_id, 'bought-together' as why, buyers::float8 as score, product_id as from_id, '{}'::text[] as shared, buyers
    from recommendations.pair where product_id = any($1) and buyers >= $3
    union all
    select other_id, relation, score, product_id, shared, 0
    from recommendations.neighbour where product_id = any($1) and (relation = 'goes-with' or $4)
    union all
    select other_id, 'because-viewed', n.score * s.recency, n.product_id, n.shared, 0
    from seen s join recommendations.neighbour n on n.product_id = s.product_id and n.relation = 'similar'
    where other_id not in (select product_id from seen)
    union all
    (select product_id, 'popular', heat, '', '{}', 0 from recommendations.item
      where published and in_stock and heat is not null order by heat desc limit 60)
    union all
    (select product_id, 'new', extract(epoch from published_at), '', '{}', 0 from recommendations.item
      where published and in_stock order by published_at desc, product_id limit 60)
  )
  select distinct on (i.product_id, r.why) i.product_id as "productId", i.brand, r.why, r.score, r.from_id as "fromProductId", r.shared, r.buyers
  from reasons r join recommendations.item i on i.product_id = r.product_id
  where i.published and i.in_stock and i.product_id <> all($1)
    and not exists (select from recommendations.purchase p where p.buyer = $2 and p.product_id = i.product_id)
  order by i.product_id, r.why, r.score desc, r.from_id`

export const sqlCandidates = (pool: pg.Pool): CandidateStore => ({
  async candidates({ place, productIds, visitorId }) {
    const values = [productIds, visitorId, fewestBuyers, place === 'product']
    const { rows } = await pool.query<Candidate>({ name: 'recommendations.find', text: finding, values })
    return rows
  },
})
