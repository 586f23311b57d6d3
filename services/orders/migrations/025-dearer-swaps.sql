-- A swap for something dearer waits until its difference is paid; of one order one waits at a time, and it keeps none of its money (exchange/dearer-swap.ts).
alter table orders.shop_order
  add constraint shop_order_one_dearer_swap check (not returns @? '$[*] ? (@.kind == "swap" && @.state == "to-pay")'
    or jsonb_array_length(jsonb_path_query_array(returns, '$[*] ? (@.kind == "swap" && @.state == "to-pay")')) = 1);
