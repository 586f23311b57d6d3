-- What is found in a category; null where that differs.
alter table catalog.category add kind text check (kind in ('eyewear', 'perfume', 'apparel', 'other'));
update catalog.category as c set kind = found.kind
from (select named.id, min(p.kind) as kind from catalog.product as p, unnest(p.category_ids) as named (id)
  group by named.id having count(distinct p.kind) = 1) as found
where found.id = c.id;

-- Cards drawn before they knew how wide a frame is.
update catalog.product as p set card = p.card || jsonb_build_object('frameWidthMm', coalesce(
  (select v.attributes -> 'frameWidthMm' from catalog.variant as v where v.product_id = p.id order by v.position limit 1),
  p.attributes -> 'frameWidthMm'))
where p.kind = 'eyewear' and (p.attributes ? 'frameWidthMm'
  or (select v.attributes ? 'frameWidthMm' from catalog.variant as v where v.product_id = p.id order by v.position limit 1));
