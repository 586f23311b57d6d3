-- Whether the store credit of the customer whose cart it is pays too.
alter table orders.cart add column uses_store_credit boolean not null default false;
