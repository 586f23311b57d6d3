import type { VariantPlaces } from '../application/place-variants.ts'

const placing = `
  insert into pricing.variant_place as v (variant_id, product_id, category_ids, version)
  select variant_id, $2, $3, $4 from unnest($1::text[]) as variant_id order by 1
  on conflict (variant_id) do update set product_id = excluded.product_id, category_ids = excluded.category_ids, version = excluded.version
  where v.product_id <> excluded.product_id or v.version < excluded.version`

export const sqlVariantPlaces: VariantPlaces = {
  async placed(tx, { productId, categoryIds, variantIds, version }) {
    await tx.query({ name: 'pricing.place', text: placing, values: [variantIds, productId, categoryIds, version] })
  },
}
