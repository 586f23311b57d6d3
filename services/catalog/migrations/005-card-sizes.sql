-- Cards drawn before they knew the numbers printed on a temple.
update catalog.product as p set card = p.card || (
  select coalesce(jsonb_object_agg(size.name, size.mm), '{}')
  from (
    select name, coalesce(
      (select v.attributes -> name from catalog.variant as v where v.product_id = p.id order by v.position limit 1),
      p.attributes -> name) as mm
    from unnest(array['lensWidthMm', 'bridgeMm', 'templeMm']) as name
  ) as size
  where size.mm is not null
)
where p.kind = 'eyewear';
