import { inGroups } from '@vitrine/platform/sql/in-groups'
import type pg from 'pg'
import type { Product } from '../domain/product.ts'
import type { CatalogReader, VariantState } from '../application/read-catalog.ts'
import { type ProductRow, productColumns, toProduct } from './product-row.ts'

const finding = `
  select ${productColumns}, (
    select coalesce(jsonb_agg(jsonb_build_object('variantId', v.id, 'priceMinor', vp.price_minor, 'priceBeforeMinor', vp.price_before,
      'lowestPrice30dMinor', vp.lowest_price_30d, 'unitPriceMinor', vp.unit_price, 'state', coalesce(vs.state, 'sold-out')) order by v.position), '[]')
    from catalog.variant v left join catalog.variant_price vp on vp.variant_id = v.id and vp.currency = $2
    left join catalog.variant_stock vs on vs.variant_id = v.id where v.product_id = p.id) as states, (select wording::float8 from catalog.change) as wording
  from catalog.product p
  where p.id = coalesce((select id from catalog.product where id = $1), (select id from catalog.product where slug = $1))`

/** What is asked for goes through a table: the planner then expects the same of any question, and keeps one plan (0.4 ms of planning for 0.1 of work). */
const anyOf = (column: string) => `any((select ${column} from asked)::text[])`
const isAskedFor = `(v.id = ${anyOf('variant_ids')} or v.product_id = ${anyOf('product_ids')} or v.sku = ${anyOf('skus')})`
const variantsOf = `
  with asked as materialized (select $1::text[] as variant_ids, $2::text[] as product_ids, $3::text[] as skus)
  select ${productColumns}, array(
    select v.id from catalog.variant v where v.product_id = p.id and ${isAskedFor} order by v.position) as asked,
    (select wording::float8 from catalog.change) as wording
  from catalog.product p where p.id in (select v.product_id from catalog.variant v where ${isAskedFor})
  order by p.number`

/** `%` and `_` of the words are letters like others. */
const forStaff = `
  select ${productColumns}, floor(extract(epoch from p.changed_at) * 1000000)::text as "changedAt", p.number, (
    select count(*)::int from catalog.product p where ($1 = '' or p.words like $1) and ($2 = '' or p.status = $2) and ($3 = '' or p.kind = $3)) as total
  from catalog.product p
  where ($1 = '' or p.words like $1) and ($2 = '' or p.status = $2) and ($3 = '' or p.kind = $3)
    and ($4::bigint is null or (floor(extract(epoch from p.changed_at) * 1000000), p.number) < ($4::bigint, $5::int))
  order by p.changed_at desc, p.number desc limit $6`

type Asked = Parameters<CatalogReader['variants']>[0]

/** What is asked for in one moment is read by one statement: each question is answered with its own. */
const findingVariants = (pool: pg.Pool) =>
  inGroups(
    async (questions: readonly Asked[]) => {
      const { rows } = await pool.query<ProductRow & { asked: string[]; wording: number }>({
        name: 'catalog.variants',
        text: variantsOf,
        values: (['variantIds', 'productIds', 'skus'] as const).map((list) => questions.flatMap((question) => question[list])),
      })
      const found = rows.flatMap((row) => {
        const product: Product = toProduct(row)
        const asked = new Set(row.asked)
        return product.variants.filter(({ id }) => asked.has(id)).map((variant) => ({ product, variant }))
      })
      const wording = rows[0]?.wording ?? 0
      return questions.map(({ variantIds, productIds, skus }) => {
        const [ids, products, codes] = [new Set(variantIds), new Set(productIds), new Set(skus)]
        const own = found.filter(({ product, variant: { id, sku } }) => ids.has(id) || products.has(product.id) || codes.has(sku))
        return { found: own, wording }
      })
    },
    { keysOf: () => [] },
  )

export const sqlCatalogReader = (pool: pg.Pool): CatalogReader => ({
  async find(idOrSlug, currency, unpublished) {
    const { rows } = await pool.query<ProductRow & { states: VariantState[]; wording: number }>({
      name: 'catalog.find',
      text: finding,
      values: [idOrSlug, currency],
    })
    const [row] = rows
    return row && (row.status === 'published' || unpublished)
      ? { product: toProduct(row), states: row.states, wording: row.wording }
      : undefined
  },

  variants: findingVariants(pool),

  async forStaff({ words, status, kind, after, limit }) {
    const pattern = words ? `%${words.replace(/[\\%_]/g, '\\$&')}%` : ''
    const { rows } = await pool.query<ProductRow & { changedAt: string; number: number; total: number }>({
      name: 'catalog.for-staff',
      text: forStaff,
      values: [pattern, status, kind, after?.changedAt ?? null, after?.number ?? null, limit + 1],
    })
    const last = rows.length > limit ? rows[limit - 1] : undefined
    return {
      products: rows.slice(0, limit).map(toProduct),
      total: rows[0]?.total ?? 0,
      next: last && { changedAt: last.changedAt, number: last.number },
    }
  },
})
