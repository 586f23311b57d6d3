import type { Card, Facet, Products, ProductsInput } from '@vitrine/gateway/schemas/catalogue'
import { shelves, windowCards } from './window-shop.ts'

/** A list of the window's goods with its filters, counted as the shop does. */
export function listed(input: ProductsInput, language: 'fr' | 'en'): Products {
  const shelf = shelves.find((known) => known.slug === input.category)
  const valueOf = (card: Card, name: string): unknown =>
    name === 'colour'
      ? card.colours.map((colour) => colour.value)
      : name === 'notes'
        ? ((card.attributes?.notes ?? []) as { noteId: string }[]).map((note) => note.noteId)
        : card.attributes?.[name]
  const fits = (card: Card) =>
    (!input.category || card.kind === shelf?.kind) &&
    (!input.q || `${card.name} ${card.subtitle}`.toLowerCase().includes(input.q.toLowerCase())) &&
    (input.price?.min === undefined || card.price.amountMinor >= input.price.min) &&
    (input.price?.max === undefined || card.price.amountMinor <= input.price.max) &&
    (input.filters ?? []).every((filter) => {
      const value = valueOf(card, filter.name)
      if (filter.values) return filter.values.some((wanted) => (Array.isArray(value) ? value.includes(wanted) : value === wanted))
      return typeof value === 'number' && value >= (filter.min ?? 0) && value <= (filter.max ?? 1e9)
    })
  const all = windowCards(language)
  const shelfCards = all.filter((card) => !input.category || card.kind === shelf?.kind)
  const found = all.filter(fits)
  if (input.sort === 'price' || input.sort === '-price')
    found.sort((a, b) => (a.price.amountMinor - b.price.amountMinor) * (input.sort === 'price' ? 1 : -1))
  const labels = shelfCards[0]?.labels ?? {}
  const term = (name: string, promoted: boolean): Facet => {
    const counts = new Map<string, number>()
    for (const card of shelfCards)
      for (const value of [valueOf(card, name)].flat()) if (typeof value === 'string') counts.set(value, (counts.get(value) ?? 0) + 1)
    return {
      name,
      label: labels[name] ?? name,
      type: 'term',
      promoted,
      min: null,
      max: null,
      values: [...counts].map(([value, count]) => ({
        value,
        count,
        label: labels[`${name}.${value}`] ?? value,
        ...(name === 'colour' && {
          tones: shelfCards.flatMap((card) => card.colours).find((colour) => colour.value === value)?.tones ?? [],
        }),
      })),
    }
  }
  const range = (name: string, label: string, unit: string, values: number[]): Facet => ({
    name,
    label,
    unit,
    type: 'range',
    values: [],
    min: Math.min(...values),
    max: Math.max(...values),
  })
  const facets = [
    ...(shelf?.kind === 'eyewear'
      ? [term('shape', true), range('lensWidthMm', language === 'fr' ? 'Calibre' : 'Lens width', 'mm', [47, 56])]
      : []),
    ...(shelf?.kind !== 'perfume' ? [term('colour', true), term('material', true)] : [term('notes', true)]),
    range(
      'price',
      language === 'fr' ? 'Prix' : 'Price',
      '€',
      shelfCards.map((card) => card.price.amountMinor),
    ),
  ]
  const offset = Number(input.cursor ?? 0)
  const limit = Math.min(input.limit ?? 24, input.category ? 6 : 24)
  const items = found.slice(offset, offset + limit)
  return {
    items,
    total: found.length,
    nextCursor: offset + limit < found.length ? String(offset + limit) : null,
    facets: input.facets ? facets : [],
    ...(shelf && {
      category: {
        id: shelf.slug,
        slug: shelf.slug,
        kind: shelf.kind,
        name: shelf.name[language === 'fr' ? 0 : 1],
        count: shelfCards.length,
        breadcrumbs: [],
        children: [],
      },
    }),
  }
}
