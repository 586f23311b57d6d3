-- What a guest ordered under an address: listed to whoever has proven it to be theirs, and blanked with them.
create index shop_order_of_guest on orders.shop_order (lower(email)) where customer_id = '' and email <> '';
