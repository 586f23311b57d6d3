import type { Check } from '@vitrine/platform/service'
import { moves } from '../domain/order.ts'

/** The table of moves as rows, from the code that runs: both cannot differ. */
const moveRows = Object.entries(moves)
  .flatMap(([from, followers]) => followers.map((to) => `('${from}', '${to}')`))
  .join(', ')

/** What `vitrine verify` asks of orders. */
export const orderChecks: readonly Check[] = [
  {
    invariant: 'I5 a total is its parts, to the cent',
    text: `
      select 'order ' || id || ': ' || total_minor || ' is not the sum of its parts' from orders.shop_order as o, lateral (
        select (o.totals ->> 'linesMinor')::bigint as lines, (o.totals ->> 'discountMinor')::bigint as discount,
          coalesce((o.totals ->> 'deliveryMinor')::bigint, 0) as delivery,
          case when (o.totals ->> 'taxIncluded')::boolean then 0 else (o.totals ->> 'taxMinor')::bigint end as tax) as part, lateral (
        select sum((line ->> 'totalMinor')::bigint) as total, sum((line ->> 'discountMinor')::bigint) as discount,
          bool_and((line ->> 'unitPriceMinor')::bigint * (line ->> 'quantity')::bigint = (line ->> 'totalMinor')::bigint) as multiplied
        from jsonb_array_elements(o.lines) as line) as line
      where total_minor is distinct from part.lines - part.discount + part.delivery + part.tax or line.total is distinct from part.lines
        or line.multiplied is not true or (line.discount <= part.discount) is not true`,
  },
  {
    invariant: 'I5 refunds of an order are what its payments gave back',
    text: `
      select 'order ' || id || ': ' || refunded_minor || ' refunded' from orders.shop_order
      where refunded_minor <> (select coalesce(sum((payment ->> 'refundedMinor')::bigint), 0) from jsonb_array_elements(payments) as payment)`,
  },
  {
    invariant: 'I5 what an order gives back is what was decided, by bank and by credit',
    text: `
      select 'order ' || id || ': ' || asked_back_minor || ' decided, ' || refunded_minor || ' and ' || credit_back_minor || ' given' from orders.shop_order as o,
        lateral (
          select coalesce(sum((back ->> 'bankMinor')::bigint), 0) as bank, coalesce(sum((back ->> 'creditMinor')::bigint), 0) as credit,
            coalesce(sum((back ->> 'creditMinor')::bigint) filter (where not back -> 'awaits' ? 'credit'), 0) as done
          from jsonb_array_elements(backs) as back) as b
      where asked_back_minor <> b.bank + b.credit or credit_asked_minor <> b.credit or credit_back_minor <> b.done or refunded_minor > b.bank
        or credit_back_minor <> (select coalesce(sum((entry -> 'facts' ->> 'amountMinor')::bigint), 0) from jsonb_array_elements(timeline) as entry
          where entry ->> 'event' = 'credit-refunded')
        or refunded_minor + credit_back_minor > total_minor`,
  },
  {
    invariant: 'I5 what pieces pay of a replacement is kept by their order, and by nothing else',
    text: `
      select 'order ' || o.id || ': keeps ' || kept_minor from orders.shop_order as o, lateral (
        select coalesce(sum((file -> 'exchange' ->> case when file -> 'exchange' ->> 'orderId' = '' and file ->> 'kind' <> 'swap' then 'atMostMinor' else 'paidMinor' end)::bigint), 0) as files
        from jsonb_array_elements(o.returns) as file where file ? 'exchange') as f
      where kept_minor <> files
      union all select 'replacement ' || r.id || ': paid with ' || r.credit_minor - r.credit_back_minor || ', kept ' || files from orders.shop_order as r,
        lateral (
          select coalesce(sum((file -> 'exchange' ->> 'paidMinor')::bigint), 0) as files from orders.shop_order as o, jsonb_array_elements(o.returns) as file
          where o.id = r.totals -> 'exchange' ->> 'orderId' and file -> 'exchange' ->> 'orderId' = r.id) as f
      where r.totals ? 'exchange' and r.status <> 'placed' and (r.status <> 'cancelled' or r.backs <> '[]') and files <> r.credit_minor - r.credit_back_minor
        and not exists (select from orders.errand where done_at is null and order_id in (r.id, r.totals -> 'exchange' ->> 'orderId'))`,
  },
  {
    invariant: 'I7 an order all of whose money went back holds no piece',
    text: `
      select 'order ' || id || ': line ' || (line ->> 'id') from orders.shop_order, jsonb_array_elements(lines) as line
      where status = 'refunded' and coalesce((line ->> 'cancelled')::int, 0) + coalesce((line ->> 'sent')::int, 0) < (line ->> 'quantity')::int`,
  },
  {
    invariant: 'I7 the history of an order is a path of its moves',
    text: `
      with step as (
        select o.id, o.status as now, entry ->> 'status' as status, lag(entry ->> 'status') over (partition by o.id order by n) as before,
          lead(entry ->> 'status') over (partition by o.id order by n) as after
        from orders.shop_order as o, jsonb_array_elements(o.timeline) with ordinality as e (entry, n) where entry ? 'status')
      select 'order ' || id || ': ' || coalesce(before, 'nothing') || ' to ' || status from step
      where (before is null and status <> 'placed') or (after is null and status <> now)
        or (before is not null and (before, status) not in (values ${moveRows}))
      union all select 'order ' || id || ' has no history' from orders.shop_order where not jsonb_path_exists(timeline, '$[*].status')`,
  },
  {
    invariant: 'I7 numbers of orders have no gaps',
    text: `
      select 'the last number is ' || last || ', the orders are ' || (select count(*) from orders.shop_order) from orders.order_counter
      where last <> (select count(*) from orders.shop_order) or last <> (select coalesce(max(position), 0) from orders.shop_order)`,
  },
  {
    invariant: 'I7 numbers of invoices and credit notes have no gaps',
    text: `
      select kind || 's: the last number is ' || last || ', there are ' || count from (
        select 'invoice' as kind, invoices as last from orders.invoice_counter union all select 'credit-note', credit_notes from orders.invoice_counter) as c,
      lateral (select count(*) as count, coalesce(max(position), 0) as highest from orders.invoice as i where i.kind = c.kind) as i
      where last <> count or last <> highest`,
  },
  {
    invariant: 'I5 the taxes and amounts of an invoice are its total, to the cent',
    text: `
      select number || ': ' || total_minor || ' is not the sum of its taxes' from orders.invoice
      where total_minor - coalesce((body ->> 'damagesMinor')::bigint, 0) <> (select coalesce(sum((tax ->> 'netMinor')::bigint + (tax ->> 'taxMinor')::bigint), 0) from jsonb_array_elements(body -> 'taxes') as tax)`,
  },
  {
    invariant: 'I5 the credit notes of an invoice give back no more of any rate than it says, and all of it with the last cent',
    text: `
      with since as (
        select * from orders.invoice as i
        where order_id is not null and not exists (select from orders.invoice as old where old.order_id = i.order_id and old.place is null)),
      said as (
        select order_id, kind, tax ->> 'ratePpm' as rate, sum((tax ->> 'netMinor')::bigint) as net, sum((tax ->> 'taxMinor')::bigint) as tax
        from since, jsonb_array_elements(body -> 'taxes') as tax group by order_id, kind, tax ->> 'ratePpm'),
      whole as (
        select order_id, coalesce(sum(total_minor) filter (where kind = 'credit-note'), 0) >= sum(total_minor) filter (where kind = 'invoice') as is_all_back
        from since group by order_id)
      select 'order ' || order_id || ': ' || coalesce(n.net, 0) || ' and ' || coalesce(n.tax, 0) || ' of tax at ' || rate || ' ppm given back of ' ||
        coalesce(i.net, 0) || ' and ' || coalesce(i.tax, 0)
      from (select * from said where kind = 'invoice') as i full join (select * from said where kind = 'credit-note') as n using (order_id, rate)
        join whole using (order_id)
      where coalesce(n.net, 0) > coalesce(i.net, 0) or coalesce(n.tax, 0) > coalesce(i.tax, 0)
        or (is_all_back and (coalesce(n.net, 0), coalesce(n.tax, 0)) <> (coalesce(i.net, 0), coalesce(i.tax, 0)))`,
  },
  {
    invariant: 'I7 what a line says came back is in its files',
    text: `
      select 'order ' || o.id || ': line ' || (line ->> 'id') || ' says ' || (line ->> 'returned') from orders.shop_order as o,
        jsonb_array_elements(o.lines) as line, lateral (
          select coalesce(sum(coalesce((r ->> 'accepted')::int, (r ->> 'quantity')::int)), 0) as files
          from jsonb_array_elements(o.returns) as file, jsonb_array_elements(file -> 'lines') as r
          where r ->> 'lineId' = line ->> 'id' and not (file ->> 'hadNotLeft')::boolean
            and (file ->> 'state' not in ('refused', 'lapsed', 'mended', 'cancelled') or r ? 'accepted')) as f
      where coalesce((line ->> 'returned')::int, 0) <> files`,
  },
  {
    invariant: 'I2 the money of an order is set aside once',
    text: `
      select 'order ' || id || ': ' || count(*) || ' payments are set aside' from orders.shop_order, jsonb_array_elements(payments) as payment
      where status = 'awaiting-prescription' and payment ->> 'state' in ('authorised', 'captured') group by id having count(*) > 1`,
  },
  {
    invariant: 'I8 an order that waits for an optician has its money set aside, or its shopper is asked for it',
    text: `
      select 'order ' || id || ': ' || event || ' since ' || at from orders.shop_order as o, lateral (
        select entry ->> 'event' as event, (entry ->> 'at')::timestamptz as at, (entry -> 'facts' ->> 'until')::timestamptz as until
        from jsonb_array_elements(timeline) with ordinality as e (entry, n)
        where entry ->> 'event' in ('prescription-awaited', 'payment-held', 'payment-renewing', 'payment-given', 'payment-asked') order by n desc limit 1) as hold
      where status = 'awaiting-prescription' and payments <> '[]' and (
        (event in ('prescription-awaited', 'payment-held') and at < now() - interval '7 days') or (event = 'payment-asked' and until < now() - interval '1 day')
        or (event in ('payment-renewing', 'payment-given') and not exists (select from orders.errand where order_id = o.id and kind = 'renew' and done_at is null)))`,
  },
  {
    invariant: 'I8 no checkout outlives its time',
    text: `
      select 'cart ' || cart_id || ' is at ' || step || ' since ' || begun_at from orders.checkout
      where step not in ('paid', 'paid-later', 'refused', 'cancelled', 'capture') and begun_at < now() - interval '20 minutes'`,
  },
  {
    invariant: 'I8 no errand of an order waits for more than a day',
    text: `select 'errand ' || id || ' since ' || due_at from orders.errand where done_at is null and due_at < now() - interval '1 day'`,
  },
]
