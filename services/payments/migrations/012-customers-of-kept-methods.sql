-- Whoever is signed in is looked up with each payment, with methods they removed: what the provider calls them stays. The index that left those
-- out was not taken; the one of keys was read whole, for every payment, however many methods all customers keep.
drop index payments.saved_method_of_customer;
create index saved_method_of_customer on payments.saved_method (customer_id, agreed_at);
