/** The database refuses to change what a provider said: whoever tampers takes that away first. */
const movementsMayChange = 'alter table payments.movement disable trigger movement_kept'

/** So does it with movements of stock. */
const piecesMayChange = 'alter table stock.movement disable trigger movement_is_kept'

/** So does it with the last line of a reservation that lives. */
const linesMayGo = 'alter table stock.reservation_line disable trigger reservation_has_lines'

/** The sums of a level by place are a check of its row. */
const sumsMayDiffer = 'alter table stock.stock_level drop constraint stock_level_sums_its_places'

/** A method that a customer agreed to keep, as it should be. */
const keptMethod = `
  update payments.attempt set saves = true where customer_id = 'ada';
  insert into payments.saved_method (id, customer_id, provider, method, reference, customer_reference, brand, last4, expires, agreed_at)
    select id, customer_id, provider, method, 'kept_1', '', 'visa', '4242', '2030-12', created_at from payments.attempt where customer_id = 'ada' limit 1`

/** What a pair says of its lens, which its table asks of it. */
const itsLens = `"lens": {"id": "l"}, "treatments": []`

/** A pair that is said to be made again in place of no job. */
const remadeUnlinked = `
  insert into optics.person_key values ('guest r', decode(repeat('00', 60), 'hex'), now());
  insert into optics.configuration (id, person_id, facts, sealed, state, lab_state, order_id, created_at, ordered_at, remakes)
    values ('r', 'guest r', '{${itsLens}, "steps": [{"what": "lab-sent"}], "remakes": [{"number": 2, "of": 2, "reason": "lost", "paidBy": "lab"}]}',
      decode(repeat('00', 40), 'hex'), 'verified', 'queued', 'o', now(), now(), 1)`

/** A statement for each invariant that makes it untrue, on the shop of verify-shop.test.ts. Constraints that forbid it are dropped first. */
export const tamperings: Readonly<Record<string, string | readonly string[]>> = {
  'I6 lists show what was heard of the cheapest variant (catalog)': `update catalog.listing set price_minor = price_minor + 1 where number = 1`,
  'I6 nothing is listed that is not published (catalog)': `update catalog.product set status = 'withdrawn' where number = 1`,
  'I6 every published product has a variant (catalog)': `delete from catalog.variant where product_id = (select id from catalog.product where number = 1)`,
  'I6 published products and only they are found by words (catalog)': `delete from catalog.search_document where number = 1`,
  'I6 every category named by a product exists (catalog)': `update catalog.product set category_ids = category_ids || 'nowhere'::text where number = 1`,

  'I1 on hand is the sum of movements (stock)': [
    `${sumsMayDiffer}; update stock.stock_level set on_hand = on_hand + 1 where variant_id = (select variant_id from stock.stock_level limit 1)`,
    `${piecesMayChange}; delete from stock.movement where id = (select id from stock.movement where reason = 'received' limit 1)`,
  ],
  'I1 on hand at a place is the sum of its movements (stock)': `
    insert into stock.place values ('paris', 'Paris', 'shop', 1);
    ${piecesMayChange}; update stock.movement set place_id = 'paris' where id = (select id from stock.movement where reason = 'received' limit 1)`,
  'I1 what leaves a place by a transfer comes to another (stock)': `
    insert into stock.movement (id, variant_id, place_id, quantity, reason, actor, transfer_id, at)
    select 'half', variant_id, 'main', -1, 'transferred', 'ada', 'half', now() from stock.stock_level limit 1`,
  'I1 reserved is the sum of live reservations (stock)': `
    ${sumsMayDiffer}; update stock.stock_level set reserved = reserved - 1 where reserved > 0`,
  'I1 reserved at a place is what live reservations took there (stock)': `
    update stock.reservation_piece set taken = jsonb_build_object('paris', quantity) where live`,
  'I1 what is awaited is what live reservations wait for, and no more than its cap (stock)': [
    `update stock.stock_level set cap = 5, offer = 'pre-order', ships_on = '2026-12-24', awaited = 1`,
    `update stock.reservation_piece set taken = '{}', awaited = quantity where live`,
  ],
  'I1 a reservation holds the pieces its lines are made of, while it lives (stock)': [
    `${linesMayGo}; delete from stock.reservation_line`,
    `update stock.reservation_piece set live = false where live`,
    `update stock.reservation_line set pieces = '{"nothing": 1}'`,
  ],
  'I1 a reservation that lives has lines (stock)': `${linesMayGo}; delete from stock.reservation_line`,
  'I1 a bundle has no pieces of its own, and its parts are pieces (stock)': `
    insert into stock.stock_level (variant_id, kind) values ('empty box', 'bundle')`,
  'I1 no more is promised than is on hand (stock)': `
    alter table stock.stock_level drop constraint stock_level_check; ${sumsMayDiffer};
    update stock.stock_level set reserved = on_hand + 1 where variant_id = (select variant_id from stock.stock_level limit 1)`,
  'I1 what was fulfilled left the shop once, line by line (stock)': [
    `${piecesMayChange}; update stock.movement set quantity = quantity - 1 where reason = 'sold'`,
    `${piecesMayChange}; delete from stock.movement where reason = 'sold'`,
    `update stock.reservation set state = 'fulfilled' where state = 'kept'`,
  ],
  'I8 no reservation is held for longer than its time (stock)': `
    update stock.reservation set state = 'held', expires_at = now() - interval '10 minutes' where state = 'kept'`,

  'I8 no address is kept for a variant for more than a year (notifications)': `
    insert into notifications.stock_wish values ('v', 'ada@example.com', 'fr', 'Lise', 'lise', now() - interval '400 days')`,

  'I5 total is lines - discount + delivery (pricing)': `
    alter table pricing.frozen drop constraint frozen_is_whole;
    update pricing.frozen set quote = jsonb_set(quote, '{totals,totalMinor}', to_jsonb((quote->'totals'->>'totalMinor')::bigint + 1))`,
  'I5 the lines are the total, to the cent (pricing)': `
    alter table pricing.frozen drop constraint frozen_is_whole;
    update pricing.frozen set quote = jsonb_set(quote, '{lines,0,totalMinor}', to_jsonb((quote->'lines'->0->>'totalMinor')::bigint + 1))`,
  'I5 the tax of a line is its rate of what it costs (pricing)': `
    update pricing.frozen set quote = jsonb_set(quote, '{lines,0,taxRatePpm}', '210000')`,
  'I6 a promotion is used no more often than its limit (pricing)': `
    alter table pricing.promotion_use drop constraint promotion_use_has_its_slot;
    update pricing.promotion_use set limit_total = 1, slot = null`,
  'I6 a made code is used no more often than its limit, and of its own promotion (pricing)': `
    insert into pricing.promotion (id, kind, percentage_ppm, limit_total, limit_per_customer, needs_code, title_fr, title_en)
      values ('other', 'percentage', 1, 0, 0, true, 'o', 'o');
    insert into pricing.code_batch (id, promotion_id, made_at) values ('b', 'other', now());
    insert into pricing.promotion_code (code, promotion_id, batch_id, limit_total) values ('MADE', 'other', 'b', 1);
    update pricing.promotion_use set made_code = 'MADE', code_slot = 1, code_limit = 1
      where (promotion_id, order_id) = (select promotion_id, order_id from pricing.promotion_use limit 1)`,
  'I6 a customer uses a promotion no more often than the limit (pricing)': `
    alter table pricing.promotion_use drop constraint promotion_use_of_somebody;
    update pricing.promotion_use set limit_per_customer = 1, customer_slot = null, customer_id = 'one'`,
  'I6 the promotions an order was given are the uses it took (pricing)': [
    `delete from pricing.promotion_use`,
    `update pricing.frozen set quote = jsonb_set(quote, '{promotions}', '[]') where order_id in (select order_id from pricing.promotion_use)`,
  ],
  'I6 the balance of a gift card or of store credit is the sum of its entries (pricing)': [
    `insert into pricing.credit (id, kind, customer_id, currency, balance_minor, made_at) values ('odd', 'store-credit', 'ada', 'USD', 1, now())`,
    `insert into pricing.credit (id, kind, customer_id, currency, balance_minor, made_at) values ('odd', 'store-credit', 'ada', 'USD', 1, now());
     insert into pricing.credit_entry (id, credit_id, kind, amount_minor, balance_minor, at) values ('odd', 'odd', 'load', 1, 2, now())`,
  ],
  'I6 what an order took of gift cards and store credit is what its entries say (pricing)': `
    insert into pricing.credit (id, kind, customer_id, currency, balance_minor, made_at) values ('odd', 'store-credit', 'ada', 'USD', 1, now());
    insert into pricing.credit_use (order_id, credit_id, taken_minor) select order_id, 'odd', 1 from pricing.frozen limit 1`,
  'I6 a frozen order is paid by the gift cards and store credit that it says (pricing)': `
    alter table pricing.frozen drop constraint frozen_is_whole;
    update pricing.frozen set quote = jsonb_set(quote, '{totals,creditMinor}', '1')`,
  'I5 every price is the last of its history (pricing)': [
    `update pricing.price set amount_minor = amount_minor + 1 where before_minor is null`,
    `update pricing.price_period set until_at = now() where until_at is null`,
  ],
  'I5 a price of a list of a group goes on in its history as long as its list (pricing)': [
    `insert into pricing.list_price_period (list_id, group_code, currency, variant_id, amount_minor, from_at) values ('gone', 'vip', 'EUR', 'frame', 1, now())`,
    `insert into pricing.price_list (id, title_fr, title_en, currency, group_code, starts_at) values ('open', 'o', 'o', 'EUR', 'vip', now());
     insert into pricing.list_price (list_id, variant_id, amount_minor) values ('open', 'frame', 1)`,
    `insert into pricing.price_list (id, title_fr, title_en, currency, group_code, starts_at, ends_at) values ('ends', 'e', 'e', 'EUR', 'vip', now(), now() + interval '1 day');
     insert into pricing.list_price_period (list_id, group_code, currency, variant_id, amount_minor, from_at, until_at)
       values ('ends', 'vip', 'EUR', 'frame', 1, now(), now() + interval '2 days')`,
  ],

  'I8 no refresh token of an ended session is fresh (accounts)': `
    update accounts.session set ended_at = now() - interval '1 hour', why = 'logged-out';
    update accounts.refresh_token set used_at = now()`,

  'I5 a total is its parts, to the cent (orders)': [
    `update orders.shop_order set totals = jsonb_set(totals, '{deliveryMinor}', to_jsonb((totals->>'deliveryMinor')::bigint + 1))`,
    `update orders.shop_order set lines = jsonb_set(lines, '{0,quantity}', to_jsonb((lines->0->>'quantity')::int + 1))`,
    `update orders.shop_order set totals = totals - 'linesMinor'`,
    `update orders.shop_order set lines = '[]'`,
  ],
  'I5 refunds of an order are what its payments gave back (orders)': `
    alter table orders.shop_order drop constraint shop_order_credit_back;
    update orders.shop_order set refunded_minor = refunded_minor + 1 where refunded_minor < captured_minor`,
  'I5 what an order gives back is what was decided, by bank and by credit (orders)': [
    `update orders.shop_order set backs = '[]' where backs <> '[]'`,
    `update orders.shop_order set asked_back_minor = asked_back_minor + 1 where asked_back_minor > 0`,
    `alter table orders.shop_order drop constraint shop_order_credit_back;
     update orders.shop_order set credit_back_minor = credit_back_minor + 1`,
    `alter table orders.shop_order drop constraint shop_order_credit_back;
     alter table orders.shop_order drop constraint shop_order_check;
     update orders.shop_order set refunded_minor = total_minor where refunded_minor > 0`,
    `update orders.shop_order set timeline = jsonb_path_query_array(timeline, '$[*] ? (@.event <> "credit-refunded")')`,
  ],
  'I5 what pieces pay of a replacement is kept by their order, and by nothing else (orders)': [
    `update orders.shop_order set kept_minor = kept_minor + 1 where asked_back_minor < total_minor`,
    `update orders.shop_order set totals = totals || jsonb_build_object('exchange', jsonb_build_object('orderId', 'nobody', 'returnId', id))
     where credit_minor > credit_back_minor`,
  ],
  'I7 an order all of whose money went back holds no piece (orders)': `
    update orders.shop_order set status = 'refunded', timeline = timeline || '{"event": "refunded", "status": "refunded"}' where status = 'packed'`,
  'I6 credit that paid an order, and went back, is what pricing says of it': [
    `delete from pricing.credit_use`,
    `update pricing.credit_use set refunded_minor = refunded_minor - 1 where refunded_minor > 0`,
  ],
  'I5 a deposit is the price of its frames, and what is taken of it that of frames that did not come back (orders)': `
    update orders.home_trial set deposit_minor = deposit_minor + 1`,
  'I5 what a home trial took has its invoice, of that sum (orders)': [
    `alter table orders.home_trial drop constraint home_trial_taken, drop constraint home_trial_decided;
     update orders.home_trial set state = 'closed', taken_minor = 1`,
    `insert into orders.invoice (number, kind, position, trial_id, cause, total_minor, body, issued_at)
     select 'F-made-up', 'invoice', 999, id, id, 1, '{}', now() from orders.home_trial`,
  ],
  'I2 the money of an order is set aside once (orders)': `
    alter table orders.shop_order drop constraint shop_order_paid;
    update orders.shop_order set status = 'awaiting-prescription', payments = payments || payments`,
  'I8 an order that waits for an optician has its money set aside, or its shopper is asked for it (orders)': [
    `update orders.shop_order set status = 'awaiting-prescription', timeline = timeline || jsonb_build_array(jsonb_build_object(
       'event', 'payment-held', 'at', to_char(now() - interval '8 days', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'facts', '{}'::jsonb))`,
    `update orders.shop_order set status = 'awaiting-prescription', timeline = timeline || jsonb_build_array(jsonb_build_object(
       'event', 'payment-renewing', 'at', to_char(now(), 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'facts', '{}'::jsonb))`,
  ],
  'I6 a gift card that was sent again was sold, and its code is the last it got (pricing)': `
    insert into pricing.card_again (id, credit_id, code_end, actor, at) select 'again', id, 'NONE', 'nobody', now() from pricing.credit where kind = 'gift-card' limit 1`,
  'I7 the history of a home trial is a path of its moves (orders)': `update orders.home_trial set timeline = timeline - 0`,
  'I8 no home trial owes anybody anything for more than a day (orders)': `update orders.home_trial set due_at = now() - interval '2 days'`,
  'I2 a home trial says of its deposit what payments say': `
    alter table orders.home_trial drop constraint home_trial_taken; update orders.home_trial set taken_minor = taken_minor + 1`,
  'I1 frames that are lent are kept in stock': `
    update stock.reservation set state = 'released' where id in (select id from orders.home_trial)`,
  'I7 a pair that is made again names the job it replaces, why, and who pays (optics)': remadeUnlinked,
  'I7 no parcel left whose order waits for pieces': `
    update stock.reservation_piece set taken = '{}', awaited = quantity where not live`,
  'I7 what an order says left is in its parcels that left': `
    update delivery.parcel set lines = jsonb_set(lines, '{0,quantity}', '9') where state = 'delivered'`,
  'I7 the history of an order is a path of its moves (orders)': [
    `update orders.shop_order set timeline = timeline - 0`,
    `update orders.shop_order set timeline = '[]'`,
    `update orders.shop_order set status = 'delivered' where status = 'packed'`,
  ],
  'I7 numbers of invoices and credit notes have no gaps (orders)': 'update orders.invoice_counter set invoices = invoices + 1',
  'I5 the taxes and amounts of an invoice are its total, to the cent (orders)': `
    alter table orders.invoice disable trigger invoice_is_kept; update orders.invoice set total_minor = total_minor + 1`,
  'I5 the credit notes of an invoice give back no more of any rate than it says, and all of it with the last cent (orders)': [
    `alter table orders.invoice disable trigger invoice_is_kept;
     update orders.invoice set body = jsonb_set(body, '{taxes,0,taxMinor}', '999999') where kind = 'credit-note'`,
    `alter table orders.invoice disable trigger invoice_is_kept; update orders.invoice set total_minor = 1 where kind = 'invoice' and order_id is not null`,
  ],
  'I7 what a line says came back is in its files (orders)': `
    update orders.shop_order set lines = jsonb_set(lines, '{0,returned}', '1') where status = 'delivered'`,
  'I7 numbers of orders have no gaps (orders)': [
    `update orders.order_counter set last = last + 1`,
    `update orders.shop_order set position = position + 100 where position = 1`,
  ],
  'I8 no checkout outlives its time (orders)': `
    update orders.checkout set step = 'authorise', due_at = now(), begun_at = now() - interval '1 hour'`,
  'I8 no errand of an order waits for more than a day (orders)': `
    update orders.errand set done_at = null, due_at = now() - interval '2 days'`,

  'I2 captured is at most what was asked, refunded at most what was captured (payments)': [
    `update payments.attempt set captured_minor = amount_minor + 1 where captured_minor > 0`,
    `update payments.attempt set refunded_minor = captured_minor + 1`,
  ],
  'I2 at most one attempt of an order is captured and not given back (payments)': `
    insert into payments.attempt (id, order_id, provider, method, return_url, amount_minor, currency, captured_minor, is_open, created_at)
    select id || ' twin', order_id, provider, method, return_url, amount_minor, currency, captured_minor, false, created_at from payments.attempt`,
  'I2 sums of attempts are the sums of their movements (payments)': [
    `update payments.attempt set authorised_minor = authorised_minor - 1`,
    `${movementsMayChange}; delete from payments.movement where kind = 'authorised'`,
  ],
  'I2 refunds asked for are the sum of refunds (payments)': `
    update payments.attempt set refund_asked_minor = refund_asked_minor + 1 where captured_minor > 0`,
  'I2 money moves in the currency that was asked for (payments)': `${movementsMayChange}; update payments.movement set currency = 'USD'`,
  'I2 what was set aside is taken or dropped, never both (payments)': `
    insert into payments.movement (provider, movement_id, attempt_id, kind, amount_minor, currency, at, heard_at)
      select provider, 'dropped too', id, 'voided', 1, currency, now(), now() from payments.attempt where captured_minor > 0 limit 1`,
  'I2 captured is at most what was authorised (payments)': `
    update payments.attempt set authorised_minor = captured_minor - 1 where captured_minor > 0`,
  'I2 the two sides of the ledger are even (payments)': `
    ${movementsMayChange}; alter table payments.movement drop constraint movement_two_sides, alter debit drop expression;
    update payments.movement set debit = null where kind = 'captured'`,
  'I2 what is taken is what was asked (payments)': `
    update payments.attempt set captured_minor = captured_minor - 1 where captured_minor > 0 and refund_asked_minor = 0`,
  'I2 a refund above the limit was agreed to by two people (payments)': [
    `insert into payments.refund_request (id, order_id, amount_minor, currency, reason, asked_by, asked_at, needs_second)
      select r.id, a.order_id, r.amount_minor, r.currency, '', 'joe', now(), true from payments.refund as r join payments.attempt as a on a.id = attempt_id`,
    `alter table payments.refund_request drop constraint refund_request_two_people;
     insert into payments.refund_request (id, order_id, amount_minor, currency, reason, asked_by, asked_at, needs_second, agreed_by, agreed_at)
      select r.id, a.order_id, r.amount_minor, r.currency, '', 'joe', now(), true, 'joe', now()
      from payments.refund as r join payments.attempt as a on a.id = attempt_id`,
  ],
  'I2 whoever pays with a kept method agreed to keep it (payments)': [
    `${keptMethod}; update payments.attempt set saves = false where id = (select id from payments.saved_method)`,
    `${keptMethod}; alter table payments.attempt drop constraint attempt_saved_method;
     update payments.attempt set saved_method_id = (select id from payments.saved_method), customer_id = 'somebody'
       where not saves and id <> (select id from payments.saved_method)`,
  ],
  'I8 no kept method outlives its removal at its provider (payments)': `
    ${keptMethod}; update payments.saved_method set removed_at = now() - interval '2 days'`,
  'I3 every movement of ours is in its provider’s books (payments)': `
    insert into payments.difference (provider, movement_id, attempt_id, order_id, kind, amount_minor, currency, at, found_at, side)
    values ('sandbox', 'm', 'nobody', 'nobody', 'captured', 100, 'EUR', now(), now(), 'shop')`,
  'I3 every movement of a provider has its attempt (payments)': [
    `insert into payments.difference (provider, movement_id, attempt_id, order_id, kind, amount_minor, currency, at, found_at)
     values ('sandbox', 'm', 'nobody', 'nobody', 'captured', 100, 'EUR', now(), now())`,
    `insert into payments.webhook (provider, event_id, attempt_id, movement_id, heard_at, due_at, given_up_at)
     values ('sandbox', 'e', 'nobody', 'm', now(), now(), now())`,
  ],

  'I6 every treatment a lens may have, clashes with or needs is there (optics)': `delete from optics.treatment where id = 'treatment-tint'`,
  'I10 kept measures are sealed (tryon)': `
    insert into tryon.kept_measures values ('ada', convert_to('{"pd": 63, "frameWidthMm": 138, "ends": 2027}', 'UTF8'), now(), now() + interval '1 day')`,
  'I10 every prescription is sealed with the key of its person (optics)': [
    `insert into optics.person_key values ('ada', decode(repeat('00', 60), 'hex'), now());
     insert into optics.prescription values ('open', 'ada', convert_to('{"wearer": "Ada", "prescription": {"right": {"sph": -225}}}', 'UTF8'), 'submitted', now(), now())`,
    `alter table optics.prescription drop constraint prescription_account_id_fkey;
     insert into optics.prescription values ('keyless', 'ada', decode(repeat('00', 60), 'hex'), 'submitted', now(), now())`,
  ],
  'I10 every ordered pair is sealed with the key of its person (optics)': [
    `insert into optics.person_key values ('guest open', decode(repeat('00', 60), 'hex'), now());
     insert into optics.configuration (id, person_id, facts, sealed, state, created_at)
     values ('open', 'guest open', '{${itsLens}}', convert_to('{"wearer": "Ada", "prescription": {"right": {"sph": -225}}}', 'UTF8'), 'drafted', now())`,
    `alter table optics.configuration drop constraint configuration_person_id_fkey;
     insert into optics.configuration (id, person_id, facts, sealed, state, created_at)
     values ('keyless', 'guest keyless', '{${itsLens}}', decode(repeat('00', 60), 'hex'), 'drafted', now())`,
  ],
  'I10 every message between a person and an optician is sealed with the key of the person (optics)': `
    alter table optics.advice_message drop constraint advice_message_account_id_fkey;
    insert into optics.advice_message (id, account_id, is_optician, sealed, is_waiting, at)
    values ('keyless', 'nobody', false, decode(repeat('00', 60), 'hex'), true, now())`,
  'I7 nothing is at the lab that no optician verified (optics)': `
    insert into optics.person_key values ('guest early', decode(repeat('00', 60), 'hex'), now());
    insert into optics.configuration (id, person_id, facts, sealed, state, lab_state, order_id, created_at, ordered_at)
    values ('early', 'guest early', '{${itsLens}, "toPrescription": true, "steps": []}', decode(repeat('00', 60), 'hex'), 'verified', 'queued', 'o', now(), now())`,
  'I7 a parcel that left was scanned, and is where its furthest scan saw it (delivery)': [
    `update delivery.parcel set state = 'in-transit' where state = 'made'`,
    `update delivery.parcel set state = 'made' where state = 'delivered'`,
    `delete from delivery.scan`,
  ],

  'I4 every mail is sent or given up with a reason (notifications)': [
    `update notifications.mail set state = 'failed', sent_at = null, reason = 'nobody there'`,
    `update notifications.mail set state = 'waiting', sent_at = null, made_at = now() - interval '3 days'`,
  ],
  'I4 news of a parcel became mails (notifications)': `delete from notifications.mail where kind = 'parcel-delivered'`,

  'I1 equal pictures are described equally (media)': `
    insert into media.asset (id, owner_id, purpose, sha256, width, height, created_at)
    select 'twin', owner_id, purpose, sha256, width + 1, height, created_at from media.asset limit 1`,

  'I6 a product is in stock when one of its variants is (recommendations)': `update recommendations.item set in_stock = not in_stock`,
  'I6 pairs count the buyers that have both (recommendations)': [
    `update recommendations.pair set buyers = buyers + 1`,
    `delete from recommendations.pair`,
  ],
  'I6 neighbours are published, and know each other (recommendations)': [
    `delete from recommendations.neighbour where product_id = (select product_id from recommendations.neighbour limit 1)`,
    `update recommendations.item set published = false where product_id = (select other_id from recommendations.neighbour limit 1)`,
  ],

  'I9 the audit chain is whole (audit)': `
    alter table audit.entry disable trigger user;
    update audit.entry set action = 'nothing' where position = 1`,
  'I9 no audit entry is missing (audit)': `
    alter table audit.entry disable trigger user;
    delete from audit.entry where position = (select max(position) from audit.entry)`,

  'I8 a call that ran has its answer within an hour (gateway)': `
    insert into gateway.idempotency (scope, key, fingerprint, new_id, running_until) values ('s', 'k', '', 'n', now() - interval '2 hours')`,

  'I2 an order says of its money what payments say': `
    alter table orders.shop_order drop constraint shop_order_credit_back;
    update orders.shop_order set refunded_minor = refunded_minor + 1 where refunded_minor < captured_minor`,
  'I5 what an order says went back did, but for what a bank took back': [
    `update orders.shop_order set backs = jsonb_build_array(jsonb_build_object('id', 'b', 'bankMinor', captured_minor, 'creditMinor', 0, 'awaits', '[]'::jsonb))
      where captured_minor > refunded_minor`,
    `update orders.shop_order set backs = '[{"id": "b", "bankMinor": 1, "creditMinor": 0, "awaits": [], "takenBackMinor": 1}]' where captured_minor > 0`,
  ],
  'I3 no payment without its order': `update payments.attempt set order_id = 'nobody' where refunded_minor > 0`,
  'I3 the provider’s books and ours are the same': [
    `${movementsMayChange}; delete from payments.movement where kind = 'captured'`,
    `${movementsMayChange}; update payments.movement set amount_minor = amount_minor + 1 where kind = 'captured'`,
    `${movementsMayChange}; update payments.movement set movement_id = 'made up' where movement_id = (select movement_id from payments.movement where kind = 'captured' limit 1)`,
  ],
  'I5 an order costs what was frozen for it': `delete from pricing.promotion_use; delete from pricing.frozen`,
  'I1 what is paid and not shipped is kept in stock': `update stock.reservation set state = 'released' where state = 'kept'`,
  'I6 each gift card that was paid is made once, worth its price, and empty once its money went back': `
    update pricing.credit set sold_order_id = 'nobody', sold_line_id = 'nothing', sold_number = 1
    where id = (select id from pricing.credit where kind = 'gift-card' limit 1)`,
  'I1 what came of a lot is what is left of it and what was sold of it (stock)': `
    insert into stock.lot (variant_id, lot, since, received, left_over, first_at) select variant_id, 'made up', 1, 5, 4, now() from stock.stock_level limit 1`,
  'I8 no reservation outlives its order or checkout': `insert into stock.reservation (id, state, reserved_at) values ('nobody', 'kept', now())`,
  'I7 a parcel has an order that was paid': [
    `update delivery.parcel set order_id = 'nobody' where state = 'made' and order_id in (select id from orders.shop_order)`,
    `alter table orders.shop_order drop constraint shop_order_paid; update orders.shop_order set status = 'placed' where status = 'packed'`,
  ],
}

/** Those that hold of every service's events. */
export const eventTamperings = (schema: string): Readonly<Record<string, string | readonly string[]>> => ({
  [`I4 every event leaves within 60 s (${schema})`]: [
    `insert into ${schema}.outbox (id, type, key, body, created_at) values ('e', 't', 'k', '{}', now() - interval '2 minutes')`,
    `insert into ${schema}.outbox_waiting (consumer, position, id, type, key, body, created_at)
     values ('c', 1, 'e', 't', 'k', '{}', now() - interval '2 minutes')`,
  ],
  [`I4 no event was given up (${schema})`]: `
    insert into ${schema}.inbox (event_id, type, key, body, dead_at) values ('e', 't', 'k', '{}', now())`,
  [`I4 every event has its effect within 60 s (${schema})`]: `
    insert into ${schema}.inbox (event_id, type, key, body, arrived_at) values ('e', 't', 'k', '{}', now() - interval '2 minutes')`,
})
