import { useQuery } from '@tanstack/react-query'
import type { PricedVariant } from '@vitrine/gateway/schemas/admin-prices'
import type { Category } from '@vitrine/gateway/schemas/catalogue'
import { useLocale } from '@vitrine/ui/locale'
import { ask, query } from '../api.ts'

export interface PriceQuestion {
  readonly q?: string
  readonly variantIds?: readonly string[]
  readonly productIds?: readonly string[]
  readonly currency?: string
}

/** Variants with their words and prices: by words, or named. Nothing asked is nothing found. */
export function usePricedVariants({ q = '', variantIds = [], productIds = [], currency }: PriceQuestion) {
  const locale = useLocale()
  const asked = { q, variantIds: variantIds.join(','), productIds: productIds.join(','), currency }
  return useQuery({
    queryKey: ['/v1/admin/prices', asked, locale],
    enabled: q.length + variantIds.length + productIds.length > 0,
    queryFn: ({ signal }) => ask<{ items: PricedVariant[] }>(`/v1/admin/prices${query(asked)}`, { signal }),
    placeholderData: (before) => before, // names do not blink away while one is added
    staleTime: 30_000,
  })
}

/** `Lise, Écaille, 48`. */
export const variantName = ({ name, options, sku }: PricedVariant): string => [name || sku, ...options.map(({ text }) => text)].join(', ')

/** Every category with its words, those below after those around. */
export function useCategories() {
  const locale = useLocale()
  const shelves = useQuery({
    queryKey: ['/v1/categories', locale],
    queryFn: ({ signal }) => ask<{ items: Category[] }>('/v1/categories', { signal }),
    staleTime: 60_000,
  })
  return shelves.data?.items.flatMap((top) => withBelow(top)) ?? []
}

/** A category and all below it, each with the way to it. */
export const withBelow = ({ id, name, children = [] }: CategoryBranch): { readonly id: string; readonly name: string }[] => [
  { id, name },
  ...children.flatMap(withBelow).map((below) => ({ ...below, name: `${name} / ${below.name}` })),
]

export interface CategoryBranch extends Pick<Category, 'id' | 'name'> {
  readonly children?: readonly CategoryBranch[]
}
