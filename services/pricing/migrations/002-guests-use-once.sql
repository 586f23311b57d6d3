-- A guest is a customer too, by a digest of the address: a promotion with a limit per customer is used by somebody, or not at all.
-- Uses of before are left as they are.
alter table pricing.promotion_use add constraint promotion_use_of_somebody
  check (limit_per_customer = 0 or (customer_id is not null and customer_slot is not null)) not valid;
