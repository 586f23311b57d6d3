import type pg from 'pg'
import type { CategoryStore } from '../application/put-categories.ts'
import type { LabelStore } from '../application/put-labels.ts'
import type { ProductStore, ProductWriting } from '../application/put-product.ts'
import type { EmptyCategoryStore, LeftInCategory } from '../application/remove-category.ts'
import { cardOf } from '../domain/card.ts'
import type { Category } from '../domain/category.ts'
import { facetValuesOf, termsSaidBy } from '../domain/facets.ts'
import type { Product } from '../domain/product.ts'
import { fold } from '../domain/words/fold.ts'
import { type ProductRow, productColumns, toProduct } from './product-row.ts'
import { nextListing, relist } from './relisting.ts'
import type { SearchIndex } from './sql-search-index.ts'
import { inTransaction } from '@vitrine/platform/sql/transaction'

const keepProduct = `
  insert into catalog.product as p (id, slug, kind, brand, name, summary, description, category_ids, attributes, images, status,
    published_at, version, changed_at, terms, numbers, card, words)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
  on conflict (id) do update set slug = excluded.slug, kind = excluded.kind, brand = excluded.brand, name = excluded.name,
    summary = excluded.summary, description = excluded.description, category_ids = excluded.category_ids, attributes = excluded.attributes,
    images = excluded.images, status = excluded.status, published_at = excluded.published_at, version = excluded.version,
    changed_at = excluded.changed_at, terms = excluded.terms, numbers = excluded.numbers, card = excluded.card, words = excluded.words
  where p.version = excluded.version - 1`

/** Touches only the rows that changed. Gift cards are made when they are bought: always there. */
const keepVariants = `
  with wanted as (
    select * from jsonb_to_recordset($2) as w (id text, position int, sku text, options jsonb, attributes jsonb)
  ), gone as (
    delete from catalog.variant where product_id = $1 and id not in (select id from wanted)
  ), always as (
    insert into catalog.variant_stock (variant_id, state, at) select id, 'available', '-infinity' from wanted where $3 = 'gift-card'
    on conflict (variant_id) do nothing
  )
  insert into catalog.variant as v (id, product_id, position, sku, options, attributes)
  select id, $1, position, sku, options, attributes from wanted
  on conflict (id) do update set position = excluded.position, sku = excluded.sku, options = excluded.options, attributes = excluded.attributes
  where v.product_id = $1
    and (v.position, v.sku, v.options, v.attributes) is distinct from (excluded.position, excluded.sku, excluded.options, excluded.attributes)`

const takenBy = `
  select exists (select from catalog.product where slug = $2 and id <> $1) as slug,
    (select min(v.sku) from catalog.variant v where v.product_id <> $1 and (v.sku = any($3) or v.id = any($4))) as sku`

type CategoryPlace = Pick<Category, 'id' | 'parentId'>

export interface ProductStoreNeeds {
  readonly pool: pg.Pool
  /** The event that tells of a product: its type, and its body in protobuf JSON. */
  readonly changed: { readonly type: string; readonly body: (product: Product) => unknown }
  /** The event that tells where categories stand. */
  readonly moved: { readonly type: string; readonly body: (version: bigint, categories: readonly CategoryPlace[]) => unknown }
  readonly index: SearchIndex
  readonly published: () => void
}

async function tellCategories(tx: pg.PoolClient, { type, body }: ProductStoreNeeds['moved'], eventId: string): Promise<void> {
  const { rows } = await tx.query<CategoryPlace & { version: string }>(
    `select c.id, coalesce(c.parent_id, '') as "parentId", wording as version from catalog.change, catalog.category as c order by c.id`,
  )
  const text = 'insert into catalog.outbox (id, type, key, body) values ($1, $2, $3, $4)'
  const places = rows.map(({ id, parentId }) => ({ id, parentId }))
  await tx.query(text, [eventId, type, 'categories', JSON.stringify(body(BigInt(rows[0]?.version ?? 0), places))])
}

type Store = ProductStore & CategoryStore & EmptyCategoryStore & LabelStore

export function sqlProductStore({ pool, changed, moved, index, published }: ProductStoreNeeds): Store {
  const writing = (tx: pg.PoolClient, revision: number, kept: () => void): ProductWriting => ({
    async find(id) {
      const { rows } = await tx.query<ProductRow>({
        name: 'catalog.find-for-change',
        text: `select ${productColumns} from catalog.product p where p.id = $1`,
        values: [id],
      })
      return rows[0] && toProduct(rows[0])
    },
    async taken({ id, slug, variants }) {
      const values = [id, slug, variants.map(({ sku }) => sku), variants.map((variant) => variant.id)]
      const { rows } = await tx.query<{ slug: boolean; sku: string | null }>({ name: 'catalog.taken', text: takenBy, values })
      return { slug: rows[0]!.slug, sku: rows[0]!.sku ?? undefined } // without a from clause there is one row
    },
    async unknownCategories(ids) {
      const text = 'select id from unnest($1::text[]) as asked (id) where id not in (select id from catalog.category)'
      const { rows } = await tx.query<{ id: string }>({ name: 'catalog.unknown-categories', text, values: [ids] })
      return rows.map(({ id }) => id)
    },
    async keep(product, { changedAt, eventId }) {
      await tx.query({ name: 'catalog.keep-product', text: keepProduct, values: productValues(product, changedAt) })
      const variants = product.variants.map((variant, position) => ({ ...variant, position }))
      await tx.query({ name: 'catalog.keep-variants', text: keepVariants, values: [product.id, JSON.stringify(variants), product.kind] })
      await index.put(tx, product)
      await relist(tx, product.id, revision)
      await tx.query({
        name: 'catalog.tell',
        text: 'insert into catalog.outbox (id, type, key, body) values ($1, $2, $3, $4)',
        values: [eventId, changed.type, product.id, JSON.stringify(changed.body(product))],
      })
      kept()
    },
  })

  return {
    async write(work) {
      let changedSomething = false
      const answer = await inTransaction(pool, async (tx, undo) => {
        const revision = await nextListing(tx)
        const result = await work(writing(tx, revision, () => (changedSomething = true)))
        if (!changedSomething) undo()
        return result
      })
      if (changedSomething) published()
      return answer
    },

    async putCategories(categories, eventId, check) {
      await inTransaction(pool, async (tx) => {
        await nextListing(tx)
        const { rows } = await tx.query<Category>(
          `select id, slug, coalesce(parent_id, '') as "parentId", name, intro, position,
            coalesce(kind, '') as kind from catalog.category`,
        )
        check(rows)
        const text = `
          insert into catalog.category as c (id, slug, parent_id, name, intro, position, kind)
          select id, slug, nullif("parentId", ''), name, intro, position, nullif(kind, '')
          from jsonb_to_recordset($1) as w (id text, slug text, "parentId" text, name jsonb, intro jsonb, position int, kind text)
          on conflict (id) do update set slug = excluded.slug, parent_id = excluded.parent_id, name = excluded.name,
            intro = excluded.intro, position = excluded.position, kind = excluded.kind`
        await tx.query(text, [JSON.stringify(categories)])
        await tx.query('update catalog.change set wording = wording + 1')
        await index.reword(
          tx,
          [],
          categories.map(({ id }) => id),
        )
        await tellCategories(tx, moved, eventId)
      })
      published()
    },

    async removeCategory(categoryId, eventId) {
      // Whoever writes a product or a category waits here: nothing comes in between what is counted and what goes.
      const left = await inTransaction(pool, async (tx) => {
        await nextListing(tx)
        const { rows } = await tx.query<LeftInCategory>(
          `select (select count(*)::int from catalog.product where category_ids @> array[$1]) as "productsInIt",
            (select count(*)::int from catalog.category where parent_id = $1) as "categoriesBelow"`,
          [categoryId],
        )
        const found = rows[0]! // a select without from always answers one row
        if (found.productsInIt + found.categoriesBelow > 0) return found
        const { rowCount } = await tx.query('delete from catalog.category where id = $1', [categoryId])
        if (rowCount === 0) return found
        await tx.query('update catalog.change set wording = wording + 1')
        await tellCategories(tx, moved, eventId)
        return found
      })
      if (left.productsInIt + left.categoriesBelow === 0) published()
      return left
    },

    async putLabels(labels) {
      const last = new Map(labels.map((label) => [`${label.group}:${label.code}`, label]))
      const text = `
        insert into catalog.label ("group", code, words)
        select "group", code, text from jsonb_to_recordset($1) as w ("group" text, code text, text jsonb)
        on conflict ("group", code) do update set words = excluded.words`
      await inTransaction(pool, async (tx) => {
        await tx.query('update catalog.change set wording = wording + 1')
        await tx.query(text, [JSON.stringify([...last.values()])])
        const terms = labels.flatMap(({ group, code }) => termsSaidBy(group, code))
        await index.reword(tx, terms, [])
      })
    },
  }
}

function productValues(product: Product, changedAt: Date): unknown[] {
  const { id, slug, kind, brand, name, variants, status, publishedAt, version } = product
  const { terms, numbers } = facetValuesOf(product)
  const words = fold([name.fr, name.en, brand, slug, ...variants.map(({ sku }) => sku)].join(' '))
  return [
    id,
    slug,
    kind,
    brand,
    JSON.stringify(name),
    JSON.stringify(product.summary),
    JSON.stringify(product.description),
    product.categoryIds,
    JSON.stringify(product.attributes),
    JSON.stringify(product.images),
    status,
    publishedAt,
    version,
    changedAt,
    terms,
    JSON.stringify(numbers),
    JSON.stringify(cardOf(product)),
    words,
  ]
}
