import type { GetProductResponse, Variant as VariantMessage } from '@vitrine/contracts/catalog/v1'
import type { Availability } from '@vitrine/contracts/stock/v1'
import type { Product, Variant } from '../schemas/catalogue.ts'
import type { Kind, Option } from '../schemas/shapes.ts'
import { textOf, type Locale, wordsOf } from '../words/words.ts'
import { pricesOf } from './amounts.ts'
import { oneSize, tonesOf } from './card-answer.ts'
import { inAxisOrder } from './option-answer.ts'
import { pick } from './texts.ts'
import type { Wording } from './wording.ts'

/** Days to withdraw from a distance contract. Source: Directive 2011/83/EU, article 9. */
export const withdrawalDays = 14

/**
 * The product page's answer; undefined when no variant has a price in the currency asked for. `stocks` are live; without them a variant that was
 * last heard to be on sale counts one piece, and the checkout asks again.
 */
export function productAnswer(
  found: GetProductResponse,
  stocks: readonly Availability[] | undefined,
  wording: Wording,
): Product | undefined {
  const { product, prices, categories, ancestors, swatches } = found
  const { pictures, locale, apiBase } = wording
  if (!product) return undefined
  const words = wordsOf(locale)
  const labels = labelsOf(found.labels)
  const live = new Map(stocks?.map((stock) => [stock.variantId, stock]))
  const lastHeard = new Map(
    prices.map(({ variantId, availability }) => {
      const pieces = availability === 'sold-out' ? 0 : 1
      return [variantId, { available: pieces, ready: pieces }]
    }),
  )
  // Gift cards are in no stock.
  const stockOf = stocks && product.kind !== 'gift-card' ? live : lastHeard
  const priceOf = new Map(prices.flatMap(({ variantId, price }) => (price ? [[variantId, price] as const] : [])))
  const variants = product.variants.flatMap((variant): Variant[] => {
    const price = priceOf.get(variant.id)
    const stock = stockOf.get(variant.id)
    if (!price) return []
    return [
      {
        id: variant.id,
        sku: variant.sku,
        options: optionsOf(variant, labels, locale),
        ...pricesOf(price),
        stock: stockAnswer(stock),
        attributes: variant.attributes ?? {},
      },
    ]
  })
  const cheapest = variants.toSorted((a, b) => a.price.amountMinor - b.price.amountMinor)[0]
  if (!cheapest) return undefined
  const { price, priceBefore, lowestPrice30d } = cheapest
  const name = pick(product.name, locale)
  const summary = pick(product.summary, locale)
  const images = product.images.map((image) => pictures.imageOf(image, locale, apiBase))
  const colours = axisValues(variants, 'colour').map(({ value, text }) => {
    const shown = images.find(({ colour }) => colour === value)
    return { value, label: text, tones: tonesOf(swatches[value] ?? ''), ...(shown && { image: oneSize(shown) }) }
  })
  const crumbs = [...ancestors, ...categories.slice(0, 1)].map((category) => ({ slug: category.slug, name: pick(category.name, locale) }))
  const exempt = words.withdrawalExempt[product.kind]
  return {
    id: product.id,
    slug: product.slug,
    kind: product.kind as Kind, // one of four, by contract
    name,
    ...(summary && { subtitle: summary }),
    brand: product.brand || null,
    description: pick(product.description, locale),
    images,
    price,
    ...(priceBefore && { priceBefore }),
    ...(lowestPrice30d && { lowestPrice30d }),
    tryOn: product.kind === 'eyewear' && product.variants.some((variant) => fitsTryOn({ ...product.attributes, ...variant.attributes })),
    colours,
    attributes: product.attributes ?? {},
    labels,
    axes: (variants[0]?.options ?? []).map(({ name: axis, label }) => ({
      name: axis,
      label,
      values: axisValues(variants, axis).map((value) =>
        axis === 'colour' ? { ...value, tones: tonesOf(swatches[value.value] ?? '') } : value,
      ),
    })),
    variants,
    categories: categories.map((category) => ({ slug: category.slug, name: pick(category.name, locale) })),
    breadcrumbs: crumbs,
    reviews: { average: null, count: 0 },
    withdrawal: { days: withdrawalDays, ...(exempt && { exempt }) },
    seo: {
      title: product.brand ? `${name} · ${product.brand}` : name,
      description: (summary || pick(product.description, locale)).slice(0, 155),
    },
  }
}

/** `ready` can leave now; what is `available` beyond it is promised `ahead`, and leaves from that day. */
function stockAnswer(stock: Partial<Availability> | undefined): Variant['stock'] {
  const { available = 0, low = false, ready = 0, offer, shipsOn } = stock ?? {}
  const isAhead = available > ready && (offer === 'back-order' || offer === 'pre-order') && shipsOn
  return { available, low, ready, ...(isAhead && { ahead: { kind: offer, shipsOn } }) }
}

const fitsTryOn = ({ shape, lensWidthMm, lensHeightMm, bridgeMm }: Readonly<Record<string, unknown>>): boolean =>
  [shape, lensWidthMm, lensHeightMm, bridgeMm].every((value) => value !== undefined)

function optionsOf({ options }: VariantMessage, labels: Readonly<Record<string, string>>, locale: Locale): Option[] {
  const words = wordsOf(locale)
  return Object.entries(options)
    .toSorted(inAxisOrder)
    .map(([name, value]) => ({
      name,
      label: labels[name] ?? textOf(words.axes, name),
      value,
      text: labels[`${name}.${value}`] ?? (name === 'volumeMl' ? words.volume(value) : value),
    }))
}

function axisValues(variants: readonly Variant[], axis: string): { value: string; text: string }[] {
  const values = new Map<string, string>()
  for (const { options } of variants) for (const { name, value, text } of options) if (name === axis) values.set(value, text)
  return [...values].map(([value, text]) => ({ value, text }))
}

/** Groups of labels that pages know by the name of their attribute. */
const groups: Readonly<Record<string, string>> = {
  note: 'notes',
  accord: 'accords',
  fibre: 'fibres',
  season: 'seasons',
  measure: 'measures',
}

/** From catalog's `group:code` to `attribute.code`; `facet:shape`, the name of the attribute itself, to `shape`. */
function labelsOf(labels: Readonly<Record<string, string>>): Record<string, string> {
  const named: Record<string, string> = {}
  for (const [key, text] of Object.entries(labels)) {
    const cut = key.indexOf(':')
    const [group, code] = [key.slice(0, cut), key.slice(cut + 1)]
    named[group === 'facet' ? code : `${groups[group] ?? group}.${code}`] = text
  }
  return named
}
