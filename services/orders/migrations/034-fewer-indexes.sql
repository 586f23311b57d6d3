-- The documents of an order are found by `invoice_place`, which begins with the order too; of its errands only those that are not done are ever looked for.
drop index orders.invoice_of_order;
drop index orders.errand_of_order;
create index errand_of_order on orders.errand (order_id) where done_at is null;
