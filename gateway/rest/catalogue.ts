import type { ListProductsRequestSchema } from '@vitrine/contracts/catalog/v1'
import type { MessageInitShape } from '@bufbuild/protobuf'
import type { CallOptions } from '@connectrpc/connect'
import type { Availability } from '@vitrine/contracts/stock/v1'
import { withContents } from '../answers/bundle-contents.ts'
import { cardAnswers, categoryOf, categoryTree, facetsOf } from '../answers/card-answer.ts'
import { deliveryEstimates } from '../answers/delivery-estimate.ts'
import { productAnswer } from '../answers/product-answer.ts'
import { taxInPrices } from '../answers/tax-in-prices.ts'
import { pick } from '../answers/texts.ts'
import { operations } from '../client.ts'
import type { Peers } from '../peers.ts'
import { isAway, refuse } from '../problem.ts'
import { done, type Operation, operation } from '../route-registry.ts'
import type { ProductsInput } from '../schemas/catalogue.ts'
import type { DoorParts } from './parts.ts'

const reading = {
  policy: 'anyone',
  rate: 'read',
  idempotency: 'none',
  deadlineMs: 2_000,
  cache: 'etag',
  personal: false,
  graphql: 'field',
} as const

export const catalogueOperations = (parts: DoorParts): Operation[] => {
  const { peers, pictures, clock, country, sold, contentsOf } = parts
  const cardsOf = cardAnswers(pictures)
  const estimateOf = deliveryEstimates({ peers, clock, country })
  const isTaxIncluded = taxInPrices({ peers, clock, country })
  return [
    operation({
      ...operations.products,
      ...reading,
      name: 'products',
      summary: 'Products on sale as cards, filtered, sorted, a page at a time, with facets when asked.',
      refusals: ['not-found'],
      rest: { method: 'GET', path: '/v1/products' },
      async handler(input, { locale, apiBase, within }) {
        const chosen = await sold.chosen(input.currency, soon)
        if ('problem' in chosen) return chosen
        const found = await peers.catalog.listProducts(listRequest(input, locale, chosen.currency), within())
        const { cards, facets, total, nextCursor, corrected, near, category, ancestors } = found
        return done({
          items: cardsOf(cards, { locale, apiBase }),
          nextCursor: nextCursor || null,
          total,
          facets: facetsOf(facets),
          ...(category && {
            category: {
              ...categoryOf(category, locale),
              breadcrumbs: ancestors.map(({ slug, name }) => ({ slug, name: pick(name, locale) })),
              children: [],
            },
          }),
          ...(corrected && { corrected }),
          ...(near && { near: ['words'] }),
        })
      },
    }),

    operation({
      ...operations.product,
      ...reading,
      name: 'product',
      summary: 'One product with its variants, prices and live stock, by id or slug.',
      refusals: ['not-found'],
      rest: { method: 'GET', path: '/v1/products/:id' },
      async handler({ id, currency: asked }, { locale, apiBase, within }) {
        const chosen = await sold.chosen(asked, soon)
        if ('problem' in chosen) return chosen
        const { currency } = chosen
        const found = await peers.catalog.getProduct({ idOrSlug: id, locale, currency }, within())
        const variantIds = found.product?.variants.map((variant) => variant.id) ?? []
        const [stocks, delivery, taxIncluded, bundles] = await Promise.all([
          liveStock(peers, variantIds),
          estimateOf(found, currency, () => soon),
          isTaxIncluded(soon),
          contentsOf(variantIds, locale, soon),
        ])
        const plain = productAnswer(found, stocks, { pictures, locale, apiBase })
        if (!plain) return refuse('not-found')
        const answer = { ...plain, variants: withContents(plain.variants, bundles, (one) => one.id) }
        if (answer.kind === 'gift-card') return done(answer)
        return done({ ...answer, ...(delivery && { delivery }), ...(taxIncluded !== undefined && { taxIncluded }) })
      },
    }),

    operation({
      ...operations.categories,
      ...reading,
      name: 'categories',
      summary: 'The tree of categories with the number of products in each.',
      refusals: [],
      rest: { method: 'GET', path: '/v1/categories' },
      async handler(_, { locale, within }) {
        const { categories } = await peers.catalog.listCategories({}, within())
        return done({ items: categoryTree(categories, locale) })
      },
    }),

    operation({
      ...operations.page,
      ...reading,
      name: 'page',
      summary: 'A page of words: terms of sale, privacy, who sells.',
      refusals: ['not-found'],
      rest: { method: 'GET', path: '/v1/pages/:slug' },
      async handler({ slug }, { locale, within }) {
        const { pages } = await peers.catalog.listPages({}, within())
        const page = pages.find((one) => one.slug === slug)
        return page ? done({ slug, title: pick(page.title, locale), blocks: blocksOf(pick(page.body, locale)) }) : refuse('not-found')
      },
    }),

    operation({
      ...operations.suggest,
      ...reading,
      cache: 'none',
      name: 'suggest',
      summary: 'Products and categories for words still being typed.',
      refusals: [],
      rest: { method: 'GET', path: '/v1/search/suggest' },
      async handler({ q, currency: asked }, { locale, apiBase, within }) {
        const chosen = await sold.chosen(asked, soon)
        if ('problem' in chosen) return chosen
        const { cards, categories, corrected } = await peers.catalog.suggest({ q, locale, ...chosen }, within())
        return done({
          products: cardsOf(cards, { locale, apiBase }).slice(0, 8),
          categories: categories.map(({ slug, name, productCount }) => ({ slug, name: pick(name, locale), count: productCount })),
          ...(corrected && { corrected }),
        })
      },
    }),
  ]
}

/** What a page can do without is waited for so long, and the page is answered within its 2 s (settled.md 28). */
const soon: CallOptions = { timeoutMs: 700 }

/** stock answers for at most 200 variants a call. Undefined when it is away: the page then says what the catalogue last heard. */
async function liveStock(peers: Peers, variantIds: readonly string[]): Promise<Availability[] | undefined> {
  const pages = Array.from({ length: Math.ceil(variantIds.length / 200) }, (_, page) => variantIds.slice(page * 200, (page + 1) * 200))
  try {
    const answers = await Promise.all(pages.map((page) => peers.stock.availability({ variantIds: page }, soon)))
    return answers.flatMap(({ availabilities }) => availabilities)
  } catch (error) {
    if (isAway(error)) return undefined
    throw error
  }
}

function listRequest(input: ProductsInput, locale: string, currency: string): MessageInitShape<typeof ListProductsRequestSchema> {
  const {
    category = '',
    q = '',
    sort = '',
    price,
    filters = [],
    exclude = [],
    inStock = false,
    facets = false,
    limit = 24,
    cursor = '',
  } = input
  return {
    category,
    q,
    sort,
    filters: [
      ...(price ? [{ name: 'price', ...bounds(price) }] : []),
      ...filters.map(({ name, values = [], ...rest }) => ({ name, values, ...bounds(rest) })),
      ...exclude.map(({ name, values = [], ...rest }) => ({ name, values, ...bounds(rest), exclude: true })),
    ],
    inStock,
    facets,
    page: { limit, cursor },
    locale,
    currency,
  }
}

const bounds = ({ min, max }: { min?: number | undefined; max?: number | undefined }) => ({
  ...(min !== undefined && { min }),
  ...(max !== undefined && { max }),
})

/** Source: ShopPage in catalog.proto. */
const blocksOf = (body: string) =>
  body
    .split(/\n\s*\n/)
    .map((block) => block.trim())
    .filter((block) => block !== '')
    .map((block) =>
      block.startsWith('## ') ? { kind: 'heading' as const, text: block.slice(3).trim() } : { kind: 'paragraph' as const, text: block },
    )
