-- Promotions of every kind, with conditions, with or without a code.
alter table pricing.promotion
  alter column code drop not null,
  drop constraint promotion_kind_check,
  add constraint promotion_kind_check
    check (kind in ('percentage', 'amount', 'free-delivery', 'buy-x-get-y', 'tiers', 'bundle')),
  add column title_fr   text    not null default '',
  add column title_en   text    not null default '',
  add column conditions jsonb   not null default '{}', -- as `Conditions` of domain/promotion.ts, but for the minimum, which has columns
  add column effect     jsonb,                         -- of the kinds that are more than a number
  add column stacking   text    not null default 'with-others' check (stacking in ('with-others', 'alone')),
  add column priority   integer not null default 0,
  add check ((kind in ('buy-x-get-y', 'tiers', 'bundle')) = (effect is not null)),
  add check (code is not null or (title_fr <> '' and title_en <> ''));
create index promotion_without_code on pricing.promotion (starts_at) where code is null;

-- A use of a promotion with a limit has its slot, always: a limit set meanwhile refuses a use that was taken without one.
alter table pricing.promotion_use add constraint promotion_use_has_its_slot check ((slot is null) = (limit_total = 0));

-- Where variants stand, as catalog last told; conditions look at it.
create table pricing.variant_place (
  variant_id   text primary key,
  product_id   text    not null,
  category_ids text[]  not null,
  version      integer not null -- of the product
);

-- Commercial groups of customers: conditions of promotions and price lists name them.
create table pricing.group_member (
  customer_id text not null check (customer_id <> ''),
  group_code  text not null check (group_code ~ '^[a-z0-9-]{1,40}$'),
  primary key (customer_id, group_code)
);

-- Where false, prices are without tax, and tax is added to them.
alter table pricing.vat_rate add column is_included boolean not null default true;

-- I5 as a constraint: no order is frozen whose total is not its parts. Quotes from before taxes and credits were kept have none of them.
create function pricing.is_whole(quote jsonb) returns boolean language plpgsql immutable parallel safe as $$
declare
  totals jsonb := quote -> 'totals';
  total  bigint := (totals ->> 'totalMinor')::bigint;
  tax    bigint := (totals ->> 'taxMinor')::bigint;
  added  bigint := case when coalesce((totals ->> 'isTaxIncluded')::boolean, true) then 0 else tax end;
  credit bigint := coalesce((totals ->> 'creditMinor')::bigint, 0);
begin
  return total = (totals ->> 'linesMinor')::bigint - (totals ->> 'discountMinor')::bigint + (totals ->> 'deliveryMinor')::bigint + added
    and total - credit = coalesce((totals ->> 'dueMinor')::bigint, total)
    and total >= credit
    and (select coalesce(sum((line ->> 'totalMinor')::bigint), 0) = (totals ->> 'linesMinor')::bigint
        and coalesce(sum((line ->> 'discountMinor')::bigint), 0) = (totals ->> 'discountMinor')::bigint
        and coalesce(bool_and((line ->> 'discountMinor')::bigint between 0 and (line ->> 'totalMinor')::bigint), true)
      from jsonb_array_elements(quote -> 'lines') as line)
    and (not quote ? 'taxes' or (select coalesce(sum((part ->> 'taxMinor')::bigint), 0) = tax from jsonb_array_elements(quote -> 'taxes') as part))
    and (not quote ? 'credits'
      or (select coalesce(sum((one ->> 'takenMinor')::bigint), 0) = credit from jsonb_array_elements(quote -> 'credits') as one));
end $$;
alter table pricing.frozen add constraint frozen_is_whole check (pricing.is_whole(quote));
