-- How often pieces were added to a reservation: what ends it, or a line of it, was decided with all of them in sight, or is decided anew.
alter table stock.reservation add column added bigint not null default 0;

-- A reservation whose last line was given back has ended.
update stock.reservation as r set state = 'released', expires_at = null
  where state in ('held', 'kept') and not exists (select from stock.reservation_line where reservation_id = r.id);

create function stock.refuse_empty_reservation() returns trigger language plpgsql as $$
begin
  if exists (select from stock.reservation where id = old.reservation_id and state in ('held', 'kept'))
    and not exists (select from stock.reservation_line where reservation_id = old.reservation_id) then
    raise exception 'reservation % is live and has no line', old.reservation_id using errcode = 'check_violation', constraint = 'reservation_has_lines';
  end if;
  return null;
end $$;
-- Looked at when the transaction ends. Lines go one by one and rarely, and no reservation is made without them.
create constraint trigger reservation_has_lines after delete on stock.reservation_line deferrable initially deferred
  for each row execute function stock.refuse_empty_reservation();
