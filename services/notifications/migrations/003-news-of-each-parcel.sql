-- An order may travel in several parcels, each of which has its own news. Those from before know no tracking number, and their mails no other cause
-- than the order.
alter table notifications.parcel_news
  add column tracking_number text not null default '',
  drop constraint parcel_news_pkey,
  add primary key (order_id, kind, tracking_number);
