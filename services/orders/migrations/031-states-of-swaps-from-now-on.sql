-- A constraint that is not valid still refuses every change of a row that breaks it: of an order that an old copy had stranded nothing could be paid, sent, cancelled or
-- forgotten any more. What is refused is to bring a swap to such a state.
alter table orders.shop_order drop constraint shop_order_swap_states;

create function orders.refuse_swap_state() returns trigger language plpgsql as $$
begin
  raise exception 'a swap is awaited, made, or over: order %', new.id using errcode = 'check_violation', constraint = 'shop_order_swap_states';
end $$;

create trigger shop_order_swap_states before update of returns on orders.shop_order for each row
  when (new.returns is distinct from old.returns
    and new.returns @? '$[*] ? (@.kind == "swap" && @.state != "to-pay" && @.state != "exchanged" && @.state != "refused" && @.state != "lapsed")'
    and not old.returns @? '$[*] ? (@.kind == "swap" && @.state != "to-pay" && @.state != "exchanged" && @.state != "refused" && @.state != "lapsed")')
  execute function orders.refuse_swap_state();
