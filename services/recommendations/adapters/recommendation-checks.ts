import type { Check } from '@vitrine/platform/service'

/** What `vitrine verify` asks of the service's own tables. */
export const recommendationChecks: readonly Check[] = [
  {
    invariant: 'I6 a product is in stock when one of its variants is',
    text: `
      select i.product_id from recommendations.item i where i.in_stock <> exists (
        select from recommendations.item_variant v join recommendations.variant_stock s on s.variant_id = v.variant_id
        where v.product_id = i.product_id and s.state <> 'sold-out')`,
  },
  {
    invariant: 'I6 pairs count the buyers that have both',
    text: `
      select coalesce(p.product_id, c.product_id) || ' with ' || coalesce(p.other_id, c.other_id) from recommendations.pair p
      full join (
        select a.product_id, b.product_id as other_id, count(*)::int as buyers from recommendations.purchase a
        join recommendations.purchase b on b.buyer = a.buyer and b.product_id <> a.product_id group by 1, 2) as c
        on c.product_id = p.product_id and c.other_id = p.other_id
      where p.buyers is distinct from c.buyers`,
  },
  {
    invariant: 'I6 neighbours are published, and know each other',
    text: `
      select n.product_id || ' and ' || n.other_id from recommendations.neighbour n
      join recommendations.item i on i.product_id = n.other_id
      where not i.published or not exists (
        select from recommendations.neighbour m where m.product_id = n.other_id and m.other_id = n.product_id and m.relation = n.relation)`,
  },
]
