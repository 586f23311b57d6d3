import { z } from 'zod'
import { pieceInside, currency, day, id, image, kind, money, option, pageOf, paging, unitPrice } from './shapes.ts'

/**
 * Attributes as the catalogue keeps them: codes, numbers with their unit in the name, lists. Their shape per kind of product is in
 * `attributes.ts`. Words for the asked locale stand in `labels`.
 */
const attributes = z.record(z.string(), z.json())

/**
 * Words of the asked locale for the codes beside them. Keys are `<attribute>` for the attribute's own name (`shape`: Forme) and
 * `<attribute>.<code>` for a value (`shape.panto`: Panto). A note is `notes.<noteId>`, an accord `accords.<name>`, a fibre `fibres.<name>`, a season `seasons.<code>`.
 */
const labels = z.record(z.string(), z.string())

/** `tones` are one or two CSS colours of a swatch; two when the material is not even (tortoise). */
export const colour = z.object({ value: z.string(), label: z.string(), tones: z.array(z.string()).max(2), image: image.optional() })
export type Colour = z.infer<typeof colour>

export const rating = z.object({ average: z.number().min(0).max(5).nullable(), count: z.int() })

/**
 * A product in a list. `price` is the lowest of its variants, `priceVaries` says that others cost more. `priceBefore` comes with
 * `lowestPrice30d` (LAW-5). `attributes` holds only what a card may say: sizes in mm, shape, material, weight; concentration, volume; fibre, fit.
 */
export const card = z.object({
  id,
  slug: z.string(),
  kind,
  name: z.string(),
  subtitle: z.string().optional(),
  brand: z.string().nullable(),
  image: image.nullable(),
  secondImage: image.optional(),
  price: money,
  priceVaries: z.boolean().optional(),
  priceBefore: money.optional(),
  lowestPrice30d: money.optional(),
  unitPrice: unitPrice.optional(),
  rating,
  inStock: z.boolean(),
  colours: z.array(colour),
  tryOn: z.boolean(),
  attributes: attributes.optional(),
  labels: labels.optional(),
})
export type Card = z.infer<typeof card>

export const facet = z.object({
  name: z.string(),
  label: z.string(),
  type: z.enum(['term', 'range']),
  /** Counts are of products; a filter does not change its own facet. */
  values: z.array(z.object({ value: z.string(), label: z.string(), count: z.int(), tones: z.array(z.string()).optional() })),
  min: z.number().nullable(),
  max: z.number().nullable(),
  unit: z.string().optional(),
  /** Shown above the list too. */
  promoted: z.boolean().optional(),
})
export type Facet = z.infer<typeof facet>

export const crumb = z.object({ slug: z.string(), name: z.string() })

const categoryOnly = z.object({
  id,
  slug: z.string(),
  name: z.string(),
  description: z.string().optional(),
  kind: kind.optional(),
  count: z.int(),
  image: image.optional(),
})
/** As many levels as the catalogue allows, five (CAT-4): what is at the last has nothing below it. */
const withBelow = <C extends z.ZodType>(below: C) => categoryOnly.extend({ children: z.array(below) })
export const category = withBelow(withBelow(withBelow(withBelow(categoryOnly))))
export type Category = z.infer<typeof category>

/** Either the values it may have (one is enough) or both or one end of its range, ends included. */
const filter = z.strictObject({
  name: z.string().regex(/^[a-zA-Z][a-zA-Z0-9]{0,39}$/),
  values: z.array(z.string().min(1).max(80)).max(50).optional(),
  min: z.number().optional(),
  max: z.number().optional(),
})
export type Filter = z.infer<typeof filter>

/**
 * REST spells the same as `?price=1000..5000&filter[colour]=black,tortoise&filter[lensWidthMm]=48..54&exclude[notes]=patchouli`.
 * `price` is in minor units. Several values of one filter are OR, several filters AND.
 */
export const productsInput = z.strictObject({
  category: z.string().max(120).optional(),
  q: z.string().trim().max(200).optional(),
  sort: z.enum(['relevance', 'price', '-price', 'newest']).optional(),
  price: z.strictObject({ min: z.int().min(0).optional(), max: z.int().min(0).optional() }).optional(),
  filters: z.array(filter).max(30).optional(),
  exclude: z.array(filter).max(30).optional(),
  inStock: z.boolean().optional(),
  facets: z.boolean().optional(),
  /** Takes the words as typed, without correction. */
  exact: z.boolean().optional(),
  currency: currency.optional(),
  ...paging,
})
export type ProductsInput = z.infer<typeof productsInput>

export const productsOutput = pageOf(card).extend({
  facets: z.array(facet),
  /** The category asked for, with the way to it; absent in a search. */
  category: categoryOnly.extend({ breadcrumbs: z.array(crumb), children: z.array(categoryOnly) }).optional(),
  /** The words searched instead of those typed. */
  corrected: z.string().optional(),
  /** What the search gave up to find something (search.md "near"). */
  near: z.array(z.string()).optional(),
})
export type Products = z.infer<typeof productsOutput>

/**
 * What is counted and sold. `options` are in the product's order of axes. `stock.available` is live; `low` is 5 or fewer.
 * `attributes` are those that differ between variants: `lensWidthMm`, `volumeMl`, `size`, …
 */
export const variant = z.object({
  id,
  sku: z.string(),
  options: z.array(option),
  price: money,
  priceBefore: money.optional(),
  lowestPrice30d: money.optional(),
  unitPrice: unitPrice.optional(),
  stock: z.object({
    available: z.int(),
    low: z.boolean(),
    ready: z.int(),
    ahead: z.object({ kind: z.enum(['back-order', 'pre-order']), shipsOn: day }).optional(),
  }),
  attributes,
  /** What is in one of it; absent of what is no bundle. */
  parts: z.array(pieceInside).optional(),
})
/** An address that wants to hear, once, that a variant is back. It is forgotten with that mail, or after a year. */
export const wishBackInStockInput = z.strictObject({ variantId: id, email: z.email().max(254) })
/** The same for every address: nobody learns who waits for what. */
export const wishBackInStockOutput = z.object({ variantId: id })

export type Variant = z.infer<typeof variant>

export const productInput = z.strictObject({ id: z.string().min(1).max(128), currency: currency.optional() })
export const productOutput = z.object({
  id,
  slug: z.string(),
  kind,
  name: z.string(),
  subtitle: z.string().optional(),
  brand: z.string().nullable(),
  /** Paragraphs, split by an empty line. Plain text. */
  description: z.string(),
  images: z.array(image),
  price: money,
  priceBefore: money.optional(),
  lowestPrice30d: money.optional(),
  /** Whether its prices hold VAT, for the shop's first country; absent for what bears none, and when nobody could say. */
  taxIncluded: z.boolean().optional(),
  tryOn: z.boolean(),
  colours: z.array(colour),
  attributes,
  labels,
  /** The axes variants differ in, each with its values in order. */
  axes: z.array(
    z.object({
      name: z.string(),
      label: z.string(),
      values: z.array(z.object({ value: z.string(), text: z.string(), tones: z.array(z.string()).optional() })),
    }),
  ),
  variants: z.array(variant).min(1),
  categories: z.array(crumb),
  breadcrumbs: z.array(crumb),
  reviews: rating,
  /** When a parcel ordered now arrives, for the shop's first country; absent when delivery cannot say. `freeFrom`: order value that ships free. */
  delivery: z.object({ earliest: day, latest: day, price: money, freeFrom: money.optional() }).optional(),
  /** Days to withdraw, and why not where the law allows none (LAW-1, LAW-2). */
  withdrawal: z.object({ days: z.int(), exempt: z.string().optional() }).optional(),
  seo: z.object({ title: z.string(), description: z.string() }),
})
export type Product = z.infer<typeof productOutput>

export const categoriesInput = z.strictObject({})
export const categoriesOutput = z.object({ items: z.array(category) })

export const suggestInput = z.strictObject({ q: z.string().trim().min(1).max(100), currency: currency.optional() })
export const suggestOutput = z.object({
  products: z.array(card).max(8),
  categories: z.array(z.object({ slug: z.string(), name: z.string(), count: z.int() })),
  corrected: z.string().optional(),
})
export type Suggestions = z.infer<typeof suggestOutput>

export const recommendationsInput = z.strictObject({
  for: z.string().regex(/^(product:[^\s]{1,128}|cart:[^\s]{1,128}|me|home)$/),
  limit: z.int().min(1).max(24).optional(),
  currency: currency.optional(),
})
/** `why.code` is stable (`goes-with`, `bought-together`, `similar-size`, `shared-notes`, `best-seller`, `new`, …), `why.text` is for people. */
export const recommendationsOutput = z.object({
  items: z.array(z.object({ product: card, why: z.object({ code: z.string(), text: z.string(), productId: id.optional() }) })),
})
export type Recommendations = z.infer<typeof recommendationsOutput>

/** What was looked at, a batch at a time. Without consent nothing is kept, and a visitor who took it back is no longer known. */
export const recordActivityInput = z.strictObject({
  consent: z.boolean(),
  activities: z.array(z.strictObject({ id, kind: z.enum(['view', 'try-on', 'cart']), productId: id })).max(100),
})
/** How many were handed on; products the shop does not show are left out of them. */
export const recordActivityOutput = z.object({ kept: z.int() })

/** A page of words: terms, privacy, who sells. */
export const pageInput = z.strictObject({ slug: z.string().max(60) })
export const pageOutput = z.object({
  slug: z.string(),
  title: z.string(),
  blocks: z.array(z.object({ kind: z.enum(['heading', 'paragraph']), text: z.string() })),
})
export type ShopPage = z.infer<typeof pageOutput>
