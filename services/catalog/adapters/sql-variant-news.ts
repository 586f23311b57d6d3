import type pg from 'pg'
import type { VariantNews } from '../application/variant-news.ts'
import { nextListing, relist } from './relisting.ts'

const pricing = `
  insert into catalog.variant_price as p (variant_id, currency, price_minor, price_before, lowest_price_30d, unit_price)
  values ($1, $2, $3, $4, $5, $6)
  on conflict (variant_id, currency) do update set price_minor = excluded.price_minor, price_before = excluded.price_before,
    lowest_price_30d = excluded.lowest_price_30d, unit_price = excluded.unit_price
  returning (select product_id from catalog.variant where id = $1) as "productId"`

const stocking = `
  insert into catalog.variant_stock as s (variant_id, state, at) values ($1, $2, $3)
  on conflict (variant_id) do update set state = excluded.state, at = excluded.at where s.at <= excluded.at
  returning (select product_id from catalog.variant where id = $1) as "productId"`

export const sqlVariantNews: VariantNews = {
  async priceChanged(tx, { variantId, currency, priceMinor, priceBeforeMinor, lowestPrice30dMinor, unitPriceMinor }) {
    const values = [variantId, currency, priceMinor, priceBeforeMinor, lowestPrice30dMinor, unitPriceMinor]
    await show(tx, { name: 'catalog.price', text: pricing, values })
  },
  async availabilityChanged(tx, { variantId, state, at }) {
    await show(tx, { name: 'catalog.stock', text: stocking, values: [variantId, state, at] })
  },
}

/** The row of all writes comes first, here as everywhere: no two writers wait for each other in a circle. */
async function show(tx: pg.PoolClient, change: pg.QueryConfig): Promise<void> {
  const revision = await nextListing(tx)
  const { rows } = await tx.query<{ productId: string | null }>(change)
  const productId = rows[0]?.productId
  if (productId) await relist(tx, productId, revision)
}
