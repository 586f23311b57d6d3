-- Files of what comes back are of known kinds and in known states; a claim says what its shopper wishes, and it alone is mended (domain/return-file.ts).
alter table orders.shop_order
  add constraint shop_order_files check (not returns @? '$[*] ? (!(@.kind == "withdrawal" || @.kind == "return" || @.kind == "claim" || @.kind == "swap")
    || !(@.state == "asked" || @.state == "to-pay" || @.state == "approved" || @.state == "label" || @.state == "received" || @.state == "checked"
      || @.state == "refunded" || @.state == "exchanged" || @.state == "mended" || @.state == "refused" || @.state == "lapsed" || @.state == "cancelled"))'),
  add constraint shop_order_claims check (not returns @? '$[*] ? (@.kind == "claim" && !(@.remedy == "repair" || @.remedy == "replacement" || @.remedy == "refund")
    || @.kind != "claim" && (@.state == "mended" || exists(@.remedy)))');

-- So many days after it arrived the shop takes things back, as it said when the order was placed: never fewer than one may withdraw in (domain/send-back.ts).
alter table orders.shop_order add column return_days smallint not null default 14 check (return_days between 14 and 365);
