import type { Book, Check } from '@vitrine/platform/service'

/** What `vitrine verify` asks of the catalogue's own tables. */
export const catalogChecks: readonly Check[] = [
  {
    invariant: 'I6 lists show what was heard of the cheapest variant',
    text: `
      select 'listing of ' || p.slug || ' in ' || c.currency from catalog.product p
      join (
        select v.product_id, vp.currency, coalesce(min(vp.price_minor) filter (where v.options ->> 'kind' is distinct from 'sample'), min(vp.price_minor)) as price_minor, bool_or(coalesce(vs.state <> 'sold-out', false)) as in_stock
        from catalog.variant v join catalog.variant_price vp on vp.variant_id = v.id left join catalog.variant_stock vs on vs.variant_id = v.id
        group by v.product_id, vp.currency) as c on c.product_id = p.id
      left join catalog.listing l on l.product_id = p.id and l.currency = c.currency
      where (l.listed, l.price_minor, l.in_stock) is distinct from (p.status = 'published', c.price_minor, c.in_stock)`,
  },
  {
    invariant: 'I6 nothing is listed that is not published',
    text: `select 'listing of ' || p.slug from catalog.listing l join catalog.product p on p.id = l.product_id where l.listed and p.status <> 'published'`,
  },
  {
    invariant: 'I6 every published product has a variant',
    text: `
      select p.slug || ' has no variant' from catalog.product p
      where p.status = 'published' and not exists (select from catalog.variant v where v.product_id = p.id)`,
  },
  {
    invariant: 'I6 published products and only they are found by words',
    text: `
      select coalesce(p.slug, d.product_id) || ' and its search document' from catalog.product p
      full join catalog.search_document d on d.product_id = p.id
      where (p.status = 'published') is distinct from (d.product_id is not null)`,
  },
  {
    invariant: 'I6 every category named by a product exists',
    text: `
      select p.slug || ' is in unknown category ' || named.id from catalog.product p cross join unnest(p.category_ids) as named (id)
      where named.id not in (select c.id from catalog.category c)`,
  },
]

/** `variants`: those on sale, with price in EUR and state as last heard, to be held against pricing and stock. */
export const catalogBooks: Readonly<Record<string, Book>> = {
  variants: {
    text: `
      select v.id, jsonb_build_object('productId', v.product_id, 'sku', v.sku, 'availability', coalesce(vs.state, 'sold-out'),
        'priceMinor', vp.price_minor) as body
      from catalog.variant v join catalog.product p on p.id = v.product_id and p.status = 'published'
      left join catalog.variant_stock vs on vs.variant_id = v.id left join catalog.variant_price vp on vp.variant_id = v.id and vp.currency = 'EUR'
      where v.id > $1 order by v.id limit $2`,
  },
}
