-- Where a shopper follows a parcel of this method: https, with {number} in it. Empty is nowhere.
alter table delivery.method
  add tracking_url_template text not null default ''
    constraint tracking_url_names_the_number check (tracking_url_template = '' or tracking_url_template ~ '^https://[^/]+/.*[{]number[}]');

-- The number is the carrier's, and empty until somebody types it; `label` counts how often that was done.
alter table delivery.parcel
  add method_id text not null default '',
  add tracking_url text not null default '',
  add label integer not null default 0 check (label >= 0),
  add order_number text not null default '',
  add for_trial boolean not null default false,
  drop constraint parcel_tracking_number_key,
  add constraint tracking_number_is_one check (tracking_number ~ '^[A-Za-z0-9-]{0,64}$'),
  drop constraint parcel_state_check,
  add constraint parcel_state_check
    check (state in ('made', 'handed-over', 'in-transit', 'out-for-delivery', 'delivered', 'lost', 'returned', 'stopped'));
create unique index parcel_tracking_number on delivery.parcel (tracking_number) where tracking_number <> '';

alter table delivery.scan
  drop constraint scan_state_check,
  add constraint scan_state_check check (state in ('handed-over', 'in-transit', 'out-for-delivery', 'delivered', 'lost', 'returned'));

-- What staff have before them: the few that have not ended among all that did.
create index parcel_open on delivery.parcel (created_at desc, id desc) where state not in ('delivered', 'stopped');
