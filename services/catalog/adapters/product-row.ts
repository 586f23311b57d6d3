import type { Attributes, Image, Kind, LocalText, Product, Status, Variant } from '../domain/product.ts'

/** A row of `catalog.product` with its variants, as `productColumns` reads it. */
export interface ProductRow {
  readonly id: string
  readonly slug: string
  readonly kind: Kind
  readonly brand: string
  readonly name: LocalText
  readonly summary: LocalText
  readonly description: LocalText
  readonly categoryIds: string[]
  readonly attributes: Attributes
  readonly images: Image[]
  readonly variants: Variant[]
  readonly status: Status
  readonly publishedAt: Date | null
  readonly version: number
}

/** Of a product `p`. */
export const productColumns = `
  p.id, p.slug, p.kind, p.brand, p.name, p.summary, p.description, p.category_ids as "categoryIds", p.attributes, p.images, p.status,
  p.published_at as "publishedAt", p.version,
  (select coalesce(jsonb_agg(jsonb_build_object('id', v.id, 'sku', v.sku, 'options', v.options, 'attributes', v.attributes)
    order by v.position), '[]') from catalog.variant v where v.product_id = p.id) as variants`

export function toProduct(row: ProductRow): Product {
  const { id, slug, kind, brand, name, summary, description, categoryIds, attributes, images, variants, status, publishedAt, version } = row
  return {
    id,
    slug,
    kind,
    brand,
    name,
    summary,
    description,
    categoryIds,
    attributes,
    images,
    variants,
    status,
    publishedAt: publishedAt ?? undefined,
    version,
  }
}
