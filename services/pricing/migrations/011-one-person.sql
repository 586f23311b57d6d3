-- One person is an account and a mail address: a use under either counts for both, so nobody uses a code once signed in and once as a guest.
-- The address is kept as the digest that orders makes of it. Until now a guest's stood in `customer_id`.
alter table pricing.promotion_use
  drop constraint promotion_use_of_somebody,
  add column mail_key  text,
  add column mail_slot integer;
update pricing.promotion_use set mail_key = customer_id, mail_slot = customer_slot, customer_id = null, customer_slot = null
  where starts_with(customer_id, 'guest ');
alter table pricing.promotion_use
  add check (mail_slot between 1 and limit_per_customer),
  add unique (promotion_id, mail_key, mail_slot),
  -- Whoever is known has a slot, by each name they are known by. Uses of before are left as they are.
  add constraint promotion_use_of_somebody check (limit_per_customer = 0 or (coalesce(customer_id, mail_key) is not null
    and (customer_id is null) = (customer_slot is null) and (mail_key is null) = (mail_slot is null))) not valid;
