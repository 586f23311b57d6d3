import type { ServiceImpl } from '@connectrpc/connect'
import type { CatalogService, Filter as FilterMessage } from '@vitrine/contracts/catalog/v1'
import type { Clock } from '@vitrine/platform/clock/clock'
import type { Ids } from '@vitrine/platform/ids/ids'
import { Fault } from '@vitrine/platform/rpc/fault'
import { type FindWords, type ListedProducts, listProducts } from '../application/list-products.ts'
import { type CategoryStore, putCategories } from '../application/put-categories.ts'
import { type LabelStore, putLabels } from '../application/put-labels.ts'
import { type ProductStore, putProduct } from '../application/put-product.ts'
import type { EmptyCategoryStore } from '../application/remove-category.ts'
import type { CatalogReader } from '../application/read-catalog.ts'
import type { Shelf } from '../application/shelf.ts'
import { type PageStore, putPage, shownPages } from '../application/shop-pages.ts'
import { suggest } from '../application/suggest.ts'
import { type Category, categoryKind } from '../domain/category.ts'
import type { Filter } from '../domain/facet-index.ts'
import { fold } from '../domain/words/fold.ts'
import { cardMessages, localeOf, said } from './card-message.ts'
import { facetInit } from './facet-message.ts'
import { fromProduct, fromText, productInit } from './product-message.ts'
import { putAnswer } from './put-message.ts'
import { shownProduct } from './shown-product.ts'
import { variantRecord } from './variant-message.ts'

export interface CatalogNeeds {
  readonly store: ProductStore & CategoryStore & EmptyCategoryStore & LabelStore
  readonly pages: PageStore
  readonly reader: CatalogReader
  readonly shelf: Shelf
  readonly find: FindWords
  readonly clock: Clock
  readonly ids: Ids
}

/** Where none is asked for. Source: Vitrine's choice. */
const shopCurrency = 'EUR'
/** Source: GetVariants in catalog.proto. */
const mostVariants = 200

export function catalogRpc(needs: CatalogNeeds): ServiceImpl<typeof CatalogService> {
  const { store, reader, shelf, clock } = needs
  const cardMessage = cardMessages()
  const cardsIn = ({ cards, labels }: Pick<ListedProducts, 'cards' | 'labels'>, locale: string) => {
    const [language, now] = [localeOf(locale), clock()]
    return cards.map((card) => cardMessage(card, labels, language, now))
  }

  return {
    putProduct: async ({ product, expectedVersion, dryRun }) =>
      putAnswer(await putProduct(needs, fromProduct(product), { expectedVersion, isDryRun: dryRun })),

    async putCategories({ categories }) {
      const read = categories.map(
        ({ id, slug, parentId, name, intro, position, kind }): Category => ({
          id,
          slug,
          parentId,
          name: fromText(name),
          intro: fromText(intro),
          position,
          kind: categoryKind(kind),
        }),
      )
      await putCategories(store, read, needs.ids())
      return {}
    },

    removeCategory: ({ categoryId }) => store.removeCategory(categoryId, needs.ids()),

    async listPages() {
      return { pages: (await shownPages(needs.pages)).map(({ isOwn, ...page }) => ({ ...page, own: isOwn })) }
    },

    async putPage({ page }) {
      await putPage(needs.pages, { slug: page?.slug ?? '', title: fromText(page?.title), body: fromText(page?.body) }, clock())
      return {}
    },

    async removePage({ slug }) {
      await needs.pages.removePage(slug)
      return {}
    },

    async putLabels({ labels }) {
      await putLabels(
        store,
        labels.map(({ group, code, text }) => ({ group, code, text: fromText(text) })),
      )
      return {}
    },

    async listCategories() {
      const { chosen } = await shelf.look(shopCurrency, ({ index, categories }) => ({
        numbers: [],
        categories: categories.ordered.map((category) => ({ ...category, productCount: index.countIn(categories.below(category.id)) })),
      }))
      return { categories: chosen.categories }
    },

    async listProducts({ category, q, sort, filters, inStock, facets, page, locale, currency }) {
      const language = localeOf(locale)
      const question = { category, words: q, sort, filters: filters.map(fromFilter), inStock, facets, cursor: page?.cursor ?? '' }
      const listed = await listProducts(needs, { ...question, limit: page?.limit || 24, currency: currency || shopCurrency })
      const { chosen, labels } = listed
      return {
        cards: cardsIn(listed, locale),
        facets: chosen.facets.map((facet) => facetInit(facet, labels, language, currency || shopCurrency)),
        total: chosen.total,
        nextCursor: chosen.cursor,
        corrected: listed.corrected,
        near: listed.near,
        blockingFilter: chosen.blocking?.name ?? '',
        withoutBlocking: chosen.blocking?.without ?? 0,
        ...(chosen.category ? { category: chosen.category } : {}),
        ancestors: [...chosen.ancestors],
      }
    },

    async getProduct({ idOrSlug, locale, currency, unpublished }) {
      const language = localeOf(locale)
      const found = await reader.find(idOrSlug, currency || shopCurrency, unpublished)
      if (!found) throw new Fault('not-found', `no product '${idOrSlug}'`)
      const { categories, labels } = await shelf.words(found.wording)
      return shownProduct(found, categories, labels, language, currency || shopCurrency)
    },

    async suggest({ q, locale, currency }) {
      const found = await suggest(needs, { words: q, locale: localeOf(locale), currency: currency || shopCurrency })
      return { cards: cardsIn(found, locale), categories: [...found.chosen.categories], corrected: found.corrected }
    },

    async getVariants(asked) {
      const count = asked.variantIds.length + asked.productIds.length + asked.skus.length
      if (count > mostVariants) throw new RangeError(`at most ${mostVariants} variants at a time, not ${count}`)
      const { found, wording } = await reader.variants(asked)
      const { labels } = await shelf.words(wording)
      return { variants: found.map(({ product, variant }) => variantRecord(product, variant, labels)) }
    },

    async getCards({ productIds, locale, currency, codes }) {
      const look = await shelf.look(currency || shopCurrency, ({ index }) => ({
        numbers: productIds.flatMap((id) => index.numberOf(id) ?? []),
      }))
      const words = codes.map((code) => [code, said(look.labels.get(code), localeOf(locale))] as const).filter(([, word]) => word)
      return { cards: cardsIn(look, locale), words: Object.fromEntries(words) }
    },

    async listAdminProducts({ q, status, kind, page }) {
      const [limit, cursor] = [page?.limit || 24, page?.cursor ?? '']
      if (limit < 1 || limit > 100) throw new RangeError(`page.limit: 1 to 100, not ${limit}`)
      const [changedAt, number] = cursor.split('-')
      const after = cursor ? { changedAt: wholeIn(changedAt), number: Number(wholeIn(number)) } : undefined
      const { products, total, next } = await reader.forStaff({ words: fold(q.trim()), status, kind, after, limit })
      return { products: products.map(productInit), total, nextCursor: next ? `${next.changedAt}-${next.number}` : '' }
    },
  }

  function wholeIn(text: string | undefined): string {
    if (!text || !/^\d{1,17}$/.test(text)) throw new RangeError('page.cursor: not one of this list')
    return text
  }
}

const fromFilter = ({ name, values, min, max, exclude }: FilterMessage): Filter => ({ name, values: [...values], min, max, exclude })
