import { checkAttributes } from './attribute-template.ts'

export const kinds = ['eyewear', 'perfume', 'apparel', 'gift-card', 'other'] as const
export type Kind = (typeof kinds)[number]
export const statuses = ['draft', 'published', 'withdrawn'] as const
export type Status = (typeof statuses)[number]
/** `amount`: what a gift card is worth. */
export const axes = ['colour', 'size', 'volumeMl', 'kind', 'amount'] as const

/** French is the default and always there (settled.md 14); an empty English text is missing. */
export interface LocalText {
  readonly fr: string
  readonly en: string
}

export interface Image {
  readonly sha256: string
  readonly width: number
  readonly height: number
  readonly alt: LocalText
  /** front, quarter, worn, detail. */
  readonly view: string
  /** Colour code of the variants it shows; empty when it shows no particular one. */
  readonly colour: string
  readonly thumbhash: string
}

export type Attribute = string | number | boolean | null | readonly Attribute[] | { readonly [name: string]: Attribute }
export type Attributes = Readonly<Record<string, Attribute>>

export interface Variant {
  readonly id: string
  readonly sku: string
  /** Value by axis, at most 3 axes, the same in all variants of a product. */
  readonly options: Readonly<Record<string, string>>
  readonly attributes: Attributes
}

/** What is sold in variants: one page, one card. */
export interface Product {
  readonly id: string
  readonly slug: string
  readonly kind: Kind
  readonly brand: string
  readonly name: LocalText
  readonly summary: LocalText
  readonly description: LocalText
  readonly categoryIds: readonly string[]
  readonly attributes: Attributes
  readonly images: readonly Image[]
  /** In the order to show. */
  readonly variants: readonly Variant[]
  readonly status: Status
  readonly publishedAt: Date | undefined
  /** Grows by one with each change; 0 before the first. */
  readonly version: number
}

/** Source: CAT-2. */
const mostVariants = 1_000

/** The product's attributes with the variant's over them; a volume or size chosen as an option counts as an attribute. */
export function attributesOf(product: Pick<Product, 'attributes'>, variant: Pick<Variant, 'options' | 'attributes'>): Attributes {
  const { size, volumeMl, kind } = variant.options
  return {
    ...product.attributes,
    ...(size === undefined ? {} : { size }),
    ...(volumeMl === undefined ? {} : { volumeMl: Number(volumeMl) }),
    ...(kind === undefined ? {} : { form: kind }),
    ...variant.attributes,
  }
}

/**
 * Throws RangeError, naming the field and what it may be, for a product that cannot even be a draft: no French name, an unusable slug,
 * more than 1,000 variants, two variants with the same options, axes that differ, an attribute outside its range.
 */
export function checkProduct(product: Product): void {
  const { id, slug, kind, status, name, variants, images } = product
  if (!id || id.length > 128) throw new RangeError('id: 1 to 128 characters')
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug) || slug.length > 120)
    throw new RangeError(`slug: lower case words joined by hyphens, not '${slug}'`)
  if (!kinds.includes(kind)) throw new RangeError(`kind: one of ${kinds.join(', ')}, not '${String(kind)}'`)
  if (!statuses.includes(status)) throw new RangeError(`status: one of ${statuses.join(', ')}, not '${String(status)}'`)
  if (!name.fr.trim()) throw new RangeError('name.fr: required')
  if (variants.length > mostVariants) throw new RangeError(`variants: at most 1000, not ${variants.length}`)
  images.forEach(({ sha256, width, height }, n) => {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new RangeError(`images[${n}].sha256: 64 hexadecimal characters`)
    if (!(width > 0 && height > 0)) throw new RangeError(`images[${n}]: width and height above 0`)
  })
  checkVariants(variants)
  checkAttributes(kind, product.attributes, 'attributes')
  variants.forEach((variant, n) => checkAttributes(kind, attributesOf(product, variant), `variants[${n}].attributes`))
}

function checkVariants(variants: readonly Variant[]): void {
  const axesOf = (variant: Variant) => Object.keys(variant.options).toSorted()
  const wanted = axesOf(variants[0] ?? { id: '', sku: '', options: {}, attributes: {} })
  const unknown = wanted.find((axis) => !axes.includes(axis as (typeof axes)[number]))
  if (unknown) throw new RangeError(`variants[0].options: axes are ${axes.join(', ')}, not '${unknown}'`)
  if (wanted.length > 3) throw new RangeError('variants[0].options: at most 3 axes')
  const seen = { ids: new Set<string>(), skus: new Set<string>(), options: new Set<string>() }
  variants.forEach((variant, n) => {
    const own = axesOf(variant)
    if (own.join() !== wanted.join()) throw new RangeError(`variants[${n}].options: axes ${wanted.join(', ')} as in the first variant`)
    const volume = variant.options['volumeMl']
    if (volume !== undefined && !(Number(volume) > 0)) throw new RangeError(`variants[${n}].options.volumeMl: a number, not '${volume}'`)
    const empty = own.find((axis) => !variant.options[axis])
    if (empty) throw new RangeError(`variants[${n}].options.${empty}: required`)
    const options = own.map((axis) => variant.options[axis]).join(' ')
    if (!variant.id || seen.ids.has(variant.id)) throw new RangeError(`variants[${n}].id: required, and another in each variant`)
    if (!variant.sku || seen.skus.has(variant.sku)) throw new RangeError(`variants[${n}].sku: required, and another in each variant`)
    if (seen.options.has(options)) throw new RangeError(`variants[${n}].options: same as an earlier variant`)
    seen.ids.add(variant.id)
    seen.skus.add(variant.sku)
    seen.options.add(options)
  })
}

/**
 * Fields the law or the shop asks for before a product may be sold; none when it may.
 *
 * Both languages of name and description, a picture, the alternative text of every picture (LAW-8), fibres of clothing (LAW-12),
 * concentration, volume (LAW-6) and ingredients of perfume (LAW-11), the two lens numbers of a frame (EY-1). Source: CAT-5.
 */
export function missingToPublish(product: Product): string[] {
  const { name, description, images, variants } = product
  const missing: string[] = []
  const need = (there: unknown, field: string) => {
    if (!there || (Array.isArray(there) && there.length === 0)) missing.push(field)
  }
  need(name.en.trim(), 'name.en')
  need(description.fr.trim(), 'description.fr')
  need(description.en.trim(), 'description.en')
  need(images, 'images')
  images.forEach(({ alt }, n) => {
    need(alt.fr.trim(), `images[${n}].alt.fr`)
    need(alt.en.trim(), `images[${n}].alt.en`)
  })
  need(variants, 'variants')
  variants.forEach((variant, n) => {
    const own = attributesOf(product, variant)
    for (const field of legalFields[product.kind])
      need(own[field], field in product.attributes ? `attributes.${field}` : `variants[${n}].${field}`)
  })
  return missing
}

const legalFields: Record<Kind, readonly string[]> = {
  eyewear: ['lensWidthMm', 'bridgeMm'],
  perfume: ['concentration', 'volumeMl', 'inci'],
  apparel: ['fibres'],
  'gift-card': [],
  other: [],
}
