-- Where categories stand was not told before; a shop that has some tells it now.
insert into catalog.outbox (id, type, key, body)
select gen_random_uuid()::text, 'vitrine.catalog.v1.CategoriesChanged', 'categories', jsonb_build_object('version', wording::text, 'categories',
  (select jsonb_agg(jsonb_build_object('id', id, 'parentId', coalesce(parent_id, '')) order by id) from catalog.category))
from catalog.change where exists (select from catalog.category);
