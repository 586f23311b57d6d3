-- In whose days an order counts, and its documents are dated: the shop's zone when it was placed.
alter table orders.shop_order add column time_zone text not null default 'Europe/Paris' check (time_zone <> '');

create function orders.tax_of(body jsonb) returns numeric language sql immutable parallel safe
  return (select coalesce(sum((tax ->> 'taxMinor')::numeric), 0) from jsonb_array_elements(body -> 'taxes') as tax);

-- VAT that is stated in the currency the shop owes it in (Directive 2006/112/EC, article 230) is that of the document, at the rate it names.
alter table orders.invoice add constraint invoice_stated_vat check (not body ? 'vat' or (body -> 'vat' ->> 'currency' <> body ->> 'currency'
  and (body -> 'vat' ->> 'ratePpb')::numeric > 0
  and abs((body -> 'vat' ->> 'taxMinor')::numeric * (body -> 'vat' ->> 'ratePpb')::numeric / 1000000000 - orders.tax_of(body))
    <= (body -> 'vat' ->> 'ratePpb')::numeric / 1000000000));
