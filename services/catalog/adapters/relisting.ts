import type pg from 'pg'

/** Takes the one row every write takes first, and counts it up. Answers the number of this change; a rollback gives it back. */
export async function nextListing(tx: pg.PoolClient): Promise<number> {
  const { rows } = await tx.query<{ revision: number }>({
    name: 'catalog.next-listing',
    text: 'update catalog.change set listing = listing + 1 returning listing::float8 as revision',
  })
  return rows[0]!.revision // the row is made by the migration
}

/**
 * Prices and stock of variants, by product and currency; the cheapest variant speaks, of equals the one in stock.
 * A sample speaks only where there is nothing else: nobody looks for a perfume of three euros.
 */
const relisting = `
  with shown as (
    select distinct on (p.id, vp.currency) p.id, p.number, p.status = 'published' as listed, vp.*,
      bool_or(coalesce(vs.state <> 'sold-out', false)) over same as in_stock,
      coalesce(max(vp.price_minor) filter (where not s.sample) over same > min(vp.price_minor) filter (where not s.sample) over same, false)
        as price_from
    from catalog.product p
    join catalog.variant v on v.product_id = p.id
    cross join lateral (select v.options ->> 'kind' is not distinct from 'sample' as sample) s
    join catalog.variant_price vp on vp.variant_id = v.id
    left join catalog.variant_stock vs on vs.variant_id = v.id
    where p.id = $1
    window same as (partition by p.id, vp.currency)
    order by p.id, vp.currency, s.sample, vp.price_minor, coalesce(vs.state, 'sold-out') = 'sold-out', v.position
  ), gone as (
    update catalog.listing l set listed = false, revision = $2
    where l.product_id = $1 and l.listed and not exists (select from shown s where s.id = l.product_id and s.currency = l.currency)
  )
  insert into catalog.listing as l (product_id, currency, number, revision, listed, price_minor, price_before, lowest_price_30d, unit_price,
    price_from, in_stock)
  select id, currency, number, $2, listed, price_minor, price_before, lowest_price_30d, unit_price, price_from, in_stock from shown
  on conflict (product_id, currency) do update set revision = excluded.revision, listed = excluded.listed,
    price_minor = excluded.price_minor, price_before = excluded.price_before, lowest_price_30d = excluded.lowest_price_30d,
    unit_price = excluded.unit_price, price_from = excluded.price_from, in_stock = excluded.in_stock`

/** Writes again what lists show of this product, in every currency. */
export async function relist(tx: pg.PoolClient, productId: string, revision: number): Promise<void> {
  await tx.query({ name: 'catalog.relist', text: relisting, values: [productId, revision] })
}
