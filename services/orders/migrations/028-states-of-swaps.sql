-- Of a swap nothing comes back: it is awaited, made, or over. A copy of before decision 0024 would agree to one as to an exchange, and leave both parcels waiting; its statement
-- is refused, the errand stays, and another copy makes the swap. Not of what stands there: who was left so is ended by staff, as before.
alter table orders.shop_order
  add constraint shop_order_swap_states check (not returns @? '$[*] ? (@.kind == "swap" && @.state != "to-pay" && @.state != "exchanged"
    && @.state != "refused" && @.state != "lapsed")') not valid;
