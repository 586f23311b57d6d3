-- Kept while it waited for pieces, and nobody was told yet that it has them all. Never true of one that may still be taken again.
alter table stock.reservation
  add waits boolean not null default false,
  add constraint reservation_waits_only_when_kept check (not waits or state <> 'held' and state <> 'expired');
create index reservation_waits on stock.reservation (id) where waits and state = 'kept';
update stock.reservation as r set waits = true
  where state = 'kept' and exists (select from stock.reservation_piece as p where p.reservation_id = r.id and p.awaited > 0);
