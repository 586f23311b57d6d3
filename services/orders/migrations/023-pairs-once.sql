-- A pair of glasses is bought once: what optics keeps under one id is in one line of one cart, and stays with it when that was ordered. Carts write it
-- themselves, whoever writes them; what moves from one cart to another in a transaction is looked at when that ends.
create table orders.pair (
  configuration_id text primary key deferrable initially deferred,
  cart_id          text not null references orders.cart on delete cascade
);
create index pair_of_cart on orders.pair (cart_id);

create function orders.keep_pairs() returns trigger language plpgsql as $$
begin
  delete from orders.pair where cart_id = new.id;
  insert into orders.pair (configuration_id, cart_id)
    select pair #>> '{}', new.id from jsonb_path_query(new.lines, '$[*].glasses.configurationId') as pair;
  return null;
end $$;

insert into orders.pair (configuration_id, cart_id)
  select distinct on (pair #>> '{}') pair #>> '{}', c.id from orders.cart as c, jsonb_path_query(c.lines, '$[*].glasses.configurationId') as pair
  order by pair #>> '{}', c.order_id = '', c.touched_at;

-- Carts without glasses cost nothing more.
create trigger cart_with_pairs after insert on orders.cart for each row
  when (new.lines @? '$[*].glasses.configurationId') execute function orders.keep_pairs();
create trigger cart_pairs after update of lines on orders.cart for each row
  when (new.lines is distinct from old.lines and (new.lines @? '$[*].glasses.configurationId' or old.lines @? '$[*].glasses.configurationId'))
  execute function orders.keep_pairs();
