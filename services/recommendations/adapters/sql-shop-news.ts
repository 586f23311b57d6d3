import { inGroups } from '@vitrine/platform/sql/in-groups'
import { perConnection } from '@vitrine/platform/sql/per-connection'
import type { PaidNews, ShopNews } from '../application/shop-news.ts'
import { warming } from './heat.ts'
import { inTurn, keepNeighbours } from './sql-neighbours.ts'

const keepItem = `
  insert into recommendations.item as i (product_id, kind, brand, "group", codes, version, published, published_at, in_stock)
  values ($1, $2, $3, $4, $5, $6, $7, $8, false)
  on conflict (product_id) do update set kind = excluded.kind, brand = excluded.brand, "group" = excluded."group", codes = excluded.codes,
    version = excluded.version, published = excluded.published, published_at = excluded.published_at
  where i.version < excluded.version`

const keepVariants = `
  with gone as (delete from recommendations.item_variant where product_id = $1 and variant_id <> all($2))
  insert into recommendations.item_variant (variant_id, product_id) select id, $1 from unnest($2::text[]) as id
  on conflict (variant_id) do update set product_id = excluded.product_id`

const restock = `
  update recommendations.item i set in_stock = exists (
    select from recommendations.item_variant v join recommendations.variant_stock s on s.variant_id = v.variant_id
    where v.product_id = i.product_id and s.state <> 'sold-out')
  where i.product_id = $1`

/** One buyer's orders in turn: each must see what the other bought, and so looks in a statement of its own. Both leave in one packet. */
const turning = `select pg_advisory_xact_lock(hashtextextended('recommendations ' || buyer, 0)) from (select unnest($1::text[]) as buyer order by 1) as buyers`

/**
 * What several buyers bought; each buyer stands in one order. What a buyer had and what is bought now never meet in one product: `had` is what was there before.
 * `any(array(…))`: PostgreSQL expects a hundred rows of `asked`, and would read all that was ever bought.
 */
const buying = `
  with asked as materialized (
    select * from jsonb_to_recordset($1) as o (buyer text, product_id text, weight float8)
  ), bought as (
    insert into recommendations.purchase (buyer, product_id) select buyer, product_id from asked order by buyer, product_id
    on conflict do nothing returning buyer, product_id
  ), had as (
    select buyer, product_id from recommendations.purchase where buyer = any(array(select buyer from asked))
  ), both_ways as (
    select pair.* from bought b join had h using (buyer)
      cross join lateral (values (b.product_id, h.product_id), (h.product_id, b.product_id)) as pair (product_id, other_id)
    union all select a.product_id, b.product_id from bought a join bought b using (buyer) where a.product_id <> b.product_id
  ), counted as (
    insert into recommendations.pair as p (product_id, other_id, buyers)
    select product_id, other_id, count(*) from both_ways group by product_id, other_id
    order by product_id, other_id on conflict (product_id, other_id) do update set buyers = p.buyers + excluded.buyers
  ), ${warming('select product_id, weight from bought join asked using (buyer, product_id)', '$2')}`

/** How much a purchase says. Source: recommendations.md 2. */
const purchaseWeight = 6
/** The same of an earlier one, when the latest is heard of. */
const weightAt = (at: Date, latest: Date) => purchaseWeight * 2 ** ((at.getTime() - latest.getTime()) / (7 * 86_400_000))

/** An account and a guest of one person may have bought the same: counted once. */
const forgettingBuyer = `
  with gone as (delete from recommendations.purchase where buyer = $1 returning product_id)
  insert into recommendations.purchase (buyer, product_id) select $2, product_id from gone on conflict do nothing`
const forgettingVisitor = 'delete from recommendations.activity where visitor_id = $1'

export const sqlShopNews: ShopNews = {
  async forget(tx, person, nobody) {
    await tx.query(forgettingBuyer, [person, nobody])
    await tx.query(forgettingVisitor, [person])
  },

  async productChanged(tx, { item, variantIds, version, published, publishedAt }) {
    await tx.query(inTurn)
    const { productId, kind, brand, group, codes } = item
    const values = [productId, kind, brand, group, codes, version, published, publishedAt]
    const { rowCount } = await tx.query({ name: 'recommendations.item', text: keepItem, values })
    if (rowCount === 0) return // heard of a newer version already
    await tx.query({ name: 'recommendations.variants', text: keepVariants, values: [productId, variantIds] })
    await tx.query({ name: 'recommendations.restock', text: restock, values: [productId] })
    await keepNeighbours(tx, item, published)
  },

  async availabilityChanged(tx, { variantId, state, at }) {
    const text = `
      insert into recommendations.variant_stock as s (variant_id, state, at) values ($1, $2, $3)
      on conflict (variant_id) do update set state = excluded.state, at = excluded.at where s.at <= excluded.at
      returning (select product_id from recommendations.item_variant where variant_id = $1) as "productId"`
    await tx.query(inTurn)
    const { rows } = await tx.query<{ productId: string | null }>({ name: 'recommendations.stock', text, values: [variantId, state, at] })
    const productId = rows[0]?.productId
    if (productId) await tx.query({ name: 'recommendations.restock', text: restock, values: [productId] })
  },

  orderPaid: (tx, paid) => buyingIn(tx)(paid),
}

const buyingIn = perConnection((tx) =>
  inGroups(
    async (orders: readonly PaidNews[]) => {
      const turn = tx.query({ name: 'recommendations.turn', text: turning, values: [orders.map(({ buyer }) => buyer)] })
      const latest = new Date(Math.max(...orders.map(({ at }) => at.getTime())))
      const asked = orders.flatMap(({ buyer, productIds, at }) =>
        productIds.map((id) => ({ buyer, product_id: id, weight: weightAt(at, latest) })),
      )
      await Promise.all([turn, tx.query({ name: 'recommendations.buy', text: buying, values: [JSON.stringify(asked), latest] })])
      return orders.map(() => {})
    },
    { keysOf: ({ buyer }) => [buyer] },
  ),
)
