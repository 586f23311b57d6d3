import type { VariantPlaces } from '../application/place-variants.ts'
import { around } from '../domain/category-place.ts'

const placing = `
  insert into pricing.variant_place as v (variant_id, product_id, category_ids, version)
  select variant_id, $2, $3, $4 from unnest($1::text[]) as variant_id order by 1
  on conflict (variant_id) do update set product_id = excluded.product_id, category_ids = excluded.category_ids, version = excluded.version
  where v.product_id <> excluded.product_id or v.version < excluded.version`

/** All at once, so that a category that is gone is gone here too; an older tree changes nothing. */
const shelving = `
  with newer as (
    update pricing.category_tree set version = $1 where version < $1 returning version
  ), gone as (
    delete from pricing.category_place using newer where category_id <> all(select one->>'id' from jsonb_array_elements($2::jsonb) as one)
  )
  insert into pricing.category_place (category_id, around)
  select one->>'id', array(select jsonb_array_elements_text(one->'around')) from jsonb_array_elements($2::jsonb) as one, newer
  on conflict (category_id) do update set around = excluded.around`

export const sqlVariantPlaces: VariantPlaces = {
  async placed(tx, { productId, categoryIds, variantIds, version }) {
    await tx.query({ name: 'pricing.place', text: placing, values: [variantIds, productId, categoryIds, version] })
  },

  async shelved(tx, version, categories) {
    const places = categories.map(({ id }) => ({ id, around: around(id, categories) }))
    await tx.query({ name: 'pricing.shelve', text: shelving, values: [String(version), JSON.stringify(places)] })
  },
}
