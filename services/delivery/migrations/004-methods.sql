-- A method that is offered no more stays for the orders that chose it; its changes are counted so that two at once are told apart.
alter table delivery.method
  add is_out_of_use boolean not null default false,
  add version integer not null default 1 check (version > 0);
