import { oncePerTurn } from '@vitrine/platform/sql/once-per-turn'
import type pg from 'pg'
import type { Labels, Look, Shelf, ShownCard, View } from '../application/shelf.ts'
import type { Card } from '../domain/card.ts'
import { type Category, type CategoryTree, categoryTree } from '../domain/category.ts'
import { type FacetIndex, facetIndex } from '../domain/facet-index.ts'
import type { FacetValues } from '../domain/facets.ts'
import type { LocalText } from '../domain/product.ts'

interface ChangedRow extends FacetValues {
  readonly number: number
  readonly currency: string
  readonly revision: number
  readonly listed: boolean
  readonly productId: string
  readonly categoryIds: string[]
  readonly priceMinor: number
  readonly inStock: boolean
  readonly publishedAtMs: number | null
}

interface CardRow {
  readonly number: number
  readonly revision: number
  readonly productId: string
  readonly card: Card
  readonly priceMinor: number
  readonly priceBefore: number | null
  readonly lowestPrice30d: number | null
  readonly unitPrice: number | null
  readonly priceFrom: boolean
  readonly inStock: boolean
  readonly publishedAtMs: number
}

interface Change {
  readonly listing: number
  readonly wording: number
}

interface Seen extends Change {
  readonly changed: ChangedRow[] | null
  readonly cards: CardRow[] | null
}

/** Enough when nothing changed and every card is at hand, which is usual: 15 times cheaper than the whole look. */
const peeking = 'select listing::float8 as listing, wording::float8 as wording from catalog.change'

/** Most changed rows in one look; those of one revision come together. */
const mostChanged = 2_000

/** One statement, so one moment: what changed since revision $1, and the cards $3 of currency $2. */
const looking = `
  select c.listing::float8 as listing, c.wording::float8 as wording, (
    select jsonb_agg(r) from (
      select l.number, l.currency, l.revision, l.listed, l.product_id as "productId", p.category_ids as "categoryIds", p.terms, p.numbers,
        l.price_minor as "priceMinor", l.in_stock as "inStock", floor(extract(epoch from p.published_at) * 1000) as "publishedAtMs"
      from catalog.listing l join catalog.product p on p.id = l.product_id
      where l.revision > $1 order by l.revision fetch first ${mostChanged} rows with ties) r
  ) as changed, (
    select jsonb_agg(r) from (
      select l.number, l.revision, l.product_id as "productId", p.card, l.price_minor as "priceMinor", l.price_before as "priceBefore",
        l.lowest_price_30d as "lowestPrice30d", l.unit_price as "unitPrice", l.price_from as "priceFrom", l.in_stock as "inStock",
        floor(extract(epoch from p.published_at) * 1000) as "publishedAtMs"
      from catalog.listing l join catalog.product p on p.id = l.product_id
      where l.listed and l.currency = $2 and l.number = any($3)) r
  ) as cards
  from catalog.change c`

const wordingOf = `
  select c.wording::float8 as wording,
    (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'slug', slug, 'parentId', coalesce(parent_id, ''), 'name', name, 'intro', intro,
      'position', position, 'kind', coalesce(kind, ''))), '[]') from catalog.category) as categories,
    (select coalesce(jsonb_agg(jsonb_build_array("group" || ':' || code, words)), '[]') from catalog.label) as labels
  from catalog.change c`

/** Cards kept ready; the one kept longest goes first. About 3 kB each. */
const mostCards = 3_000
/** A look settles after one or two rounds; a shelf that changes on every round is answered as last seen. */
const mostRounds = 200

interface Drawer {
  readonly index: FacetIndex
  readonly revisions: Map<number, number>
}

export function sqlShelf(pool: pg.Pool): Shelf {
  const drawers = new Map<string, Drawer>()
  const cards = new Map<string, ShownCard>()
  let revision = 0
  let wording = -1
  let categories: CategoryTree = categoryTree([])
  let labels: Labels = new Map()

  const drawerOf = (currency: string): Drawer => {
    const found = drawers.get(currency) ?? { index: facetIndex(), revisions: new Map() }
    drawers.set(currency, found)
    return found
  }
  const cardKey = (currency: string, number: number) => `${currency} ${number}`

  /** A look may answer later than one that saw more, so older rows change nothing. */
  function apply(rows: readonly ChangedRow[]): void {
    for (const row of rows) {
      const { index, revisions } = drawerOf(row.currency)
      if ((revisions.get(row.number) ?? 0) >= row.revision) continue
      revisions.set(row.number, row.revision)
      cards.delete(cardKey(row.currency, row.number))
      if (row.listed) index.put({ ...row, publishedAtMs: row.publishedAtMs ?? 0 })
      else index.remove(row.number)
      revision = Math.max(revision, row.revision)
    }
  }

  function keep(currency: string, rows: readonly CardRow[]): void {
    const { revisions } = drawerOf(currency)
    for (const row of rows) {
      if (revisions.get(row.number) !== row.revision) continue
      cards.set(cardKey(currency, row.number), toCard(currency, row))
      for (const oldest of cards.keys()) {
        if (cards.size <= mostCards) break
        cards.delete(oldest)
      }
    }
  }

  async function readWording(): Promise<void> {
    const { rows } = await pool.query<{ wording: number; categories: Category[]; labels: [string, LocalText][] }>({
      name: 'catalog.wording',
      text: wordingOf,
    })
    const read = rows[0]! // made by the migration
    if (read.wording < wording) return
    categories = categoryTree(read.categories)
    labels = new Map(read.labels)
    wording = read.wording
  }

  const peek = oncePerTurn(async () => {
    const { rows } = await pool.query<Change>({ name: 'catalog.peek', text: peeking })
    return rows[0]! // made by the migration
  })

  /** Brings the view up to what is committed, and the missing cards. */
  async function see(currency: string, missing: readonly number[]): Promise<void> {
    if (missing.length === 0) {
      const now = await peek()
      if (now.listing <= revision && now.wording <= wording) return
    }
    const { rows } = await pool.query<Seen>({ name: 'catalog.look', text: looking, values: [revision, currency, missing] })
    const seen = rows[0]! // made by the migration
    const changed = seen.changed ?? []
    apply(changed)
    keep(currency, seen.cards ?? [])
    if (changed.length < mostChanged) revision = Math.max(revision, seen.listing)
    if (seen.wording > wording) await readWording()
  }

  return {
    async words(seen) {
      if (seen > wording) await readWording()
      return { categories, labels }
    },

    async look<T extends { readonly numbers: readonly number[] }>(currency: string, choose: (view: View) => T): Promise<Look<T>> {
      for (let round = 1; ; round++) {
        const view = { index: drawerOf(currency).index, categories, labels }
        const seen = { revision, wording }
        const chosen = attempt(() => choose(view))
        const numbers = chosen.failed ? [] : chosen.value.numbers
        const missing = numbers.filter((number) => !cards.has(cardKey(currency, number)))
        const kept = numbers.map((number) => cards.get(cardKey(currency, number)))
        await see(currency, missing)
        // By this look or by another meanwhile: what was chosen is of a view that is gone.
        if ((revision > seen.revision || wording > seen.wording) && round < mostRounds) continue
        if (chosen.failed) throw chosen.reason
        const shown = numbers.flatMap((number, n) => kept[n] ?? cards.get(cardKey(currency, number)) ?? [])
        // A card is absent when another look saw it change meanwhile.
        if (shown.length < numbers.length && round < mostRounds) continue
        return { chosen: chosen.value, cards: shown, labels: view.labels }
      }
    },
  }
}

/** What `choose` refuses may have come into being since: it is asked once more after a look. */
function attempt<T>(choose: () => T): { failed: false; value: T } | { failed: true; reason: unknown } {
  try {
    return { failed: false, value: choose() }
  } catch (reason) {
    return { failed: true, reason }
  }
}

const toCard = (currency: string, row: CardRow): ShownCard => ({
  productId: row.productId,
  currency,
  card: row.card,
  priceMinor: row.priceMinor,
  priceBeforeMinor: row.priceBefore ?? undefined,
  lowestPrice30dMinor: row.lowestPrice30d ?? undefined,
  unitPriceMinor: row.unitPrice ?? undefined,
  priceFrom: row.priceFrom,
  inStock: row.inStock,
  publishedAt: new Date(row.publishedAtMs),
})
