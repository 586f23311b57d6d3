import { localeOf } from '@vitrine/ui/locale'
import type { LoaderFunctionArgs } from 'react-router'
import { activeFilters, readListing } from './listing-query.ts'
import { ask, orPage, orSpare, shopOf, shownCurrency } from './shop.ts'

/** How many filters are tried one by one when together they leave nothing. */
const mostCulprits = 5

/** A list with its filters, read for its address. Where nothing is left, it says what each filter costs. */
export async function loadListing(
  { request, context }: Pick<LoaderFunctionArgs, 'request' | 'context'>,
  fixed: { readonly category?: string },
) {
  const url = new URL(request.url)
  const currency = shownCurrency(shopOf(context))
  const query = readListing(url.searchParams, fixed, currency)
  const found = await orPage(context, ask(context, 'products', query.input))
  const active = activeFilters(localeOf(url.pathname), url.searchParams, query.chosen, found.facets, currency)
  const culprits =
    found.items.length > 0
      ? []
      : await Promise.all(
          active.slice(0, mostCulprits).map(async (filter) => {
            const { input } = readListing(new URLSearchParams(filter.without), fixed, currency)
            const rest = await orSpare(ask(context, 'products', { ...input, facets: false, limit: 1 }), undefined)
            return { ...filter, total: rest?.total ?? rest?.items.length ?? 0 }
          }),
        )
  shopOf(context).tags.push('listing', ...(fixed.category ? [`category:${fixed.category}`] : []))
  return {
    found,
    active,
    chosen: query.chosen,
    pair: query.pair,
    culprits: culprits.filter((filter) => filter.total > 0),
    query: url.search,
    q: query.input.q ?? '',
  }
}

export type Listing = Awaited<ReturnType<typeof loadListing>>
