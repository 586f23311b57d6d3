import type { Book, Check } from '@vitrine/platform/service'

const sumOf = (key: string) => `(select coalesce(sum((line->>'${key}')::bigint), 0) from jsonb_array_elements(quote->'lines') as line)`
const total = (key: string) => `(quote->'totals'->>'${key}')::bigint`

/** What holds of every row of pricing at any time. */
export const pricingChecks: readonly Check[] = [
  {
    invariant: 'I5 total is lines - discount + delivery',
    text: `select 'order ' || order_id || ': ' || ${total('totalMinor')} from pricing.frozen
      where ${total('totalMinor')} <> ${total('linesMinor')} - ${total('discountMinor')} + ${total('deliveryMinor')}
        + case when coalesce((quote->'totals'->>'isTaxIncluded')::boolean, true) then 0 else ${total('taxMinor')} end`,
  },
  {
    invariant: 'I5 the lines are the total, to the cent',
    text: `select 'order ' || order_id from pricing.frozen
      where ${total('linesMinor')} <> ${sumOf('totalMinor')} or ${total('discountMinor')} <> ${sumOf('discountMinor')}
        or ${total('taxMinor')} < ${sumOf('taxMinor')}`,
  },
  {
    // Half up, inside the price or on top of it, as `taxOf` of domain/tax.ts.
    invariant: 'I5 the tax of a line is its rate of what it costs',
    text: `select 'order ' || order_id || ', line ' || (line->>'lineId') from pricing.frozen, jsonb_array_elements(quote->'lines') as line,
      lateral (select (line->>'taxRatePpm')::numeric as rate, (line->>'totalMinor')::numeric - (line->>'discountMinor')::numeric as amount,
        1000000 + case when coalesce((quote->'totals'->>'isTaxIncluded')::boolean, true) then (line->>'taxRatePpm')::numeric else 0 end as whole) as t
      where (line->>'taxMinor')::numeric <> div(2 * amount * rate + whole, 2 * whole)`,
  },
  {
    invariant: 'I6 a promotion is used no more often than its limit',
    text: `select 'promotion ' || promotion_id || ': ' || count(*) || ' uses of ' || max(limit_total) from pricing.promotion_use
      group by promotion_id having min(limit_total) > 0 and count(*) > max(limit_total)`,
  },
  {
    invariant: 'I6 a made code is used no more often than its limit, and of its own promotion',
    text: `select 'code of promotion ' || u.promotion_id || ': ' || count(*) || ' uses of ' || max(c.limit_total)
      from pricing.promotion_use as u join pricing.promotion_code as c on c.code = u.made_code
      group by u.promotion_id, c.code having count(*) > max(c.limit_total) or u.promotion_id <> max(c.promotion_id)`,
  },
  {
    invariant: 'I6 a customer uses a promotion no more often than the limit',
    text: `select 'promotion ' || promotion_id || ', customer ' || person || ': ' || count(*)
      from pricing.promotion_use, lateral (values (customer_id), (mail_key)) as known (person)
      where person is not null group by promotion_id, person having min(limit_per_customer) > 0 and count(*) > max(limit_per_customer)`,
  },
  {
    invariant: 'I6 the promotions an order was given are the uses it took',
    text: `select 'order ' || f.order_id from pricing.frozen as f where quote ? 'promotions'
      and (select coalesce(jsonb_agg(one->>'promotionId' order by one->>'promotionId' collate "C"), '[]') from jsonb_array_elements(quote->'promotions') as one)
        <> (select coalesce(jsonb_agg(promotion_id order by promotion_id collate "C"), '[]') from pricing.promotion_use as u where u.order_id = f.order_id)`,
  },
  {
    invariant: 'I6 the balance of a gift card or of store credit is the sum of its entries',
    text: `select c.kind || ' ' || c.id || ': ' || c.balance_minor || ' of ' || coalesce(e.sum, 0) from pricing.credit as c
      left join (select credit_id, sum(amount_minor) as sum, (array_agg(balance_minor::bigint order by position desc))[1] as last
        from pricing.credit_entry group by credit_id) as e on e.credit_id = c.id
      where c.balance_minor is distinct from e.sum or c.balance_minor is distinct from e.last`,
  },
  {
    invariant: 'I6 a gift card that was sent again was sold, and its code is the last it got',
    text: `
      select 'gift card ' || c.id || ': ends in ' || c.code_end || ', sent ' || a.code_end from pricing.credit as c, lateral (
        select code_end from pricing.card_again where credit_id = c.id order by position desc limit 1) as a
      where c.sold_order_id is null or c.code_end <> a.code_end`,
  },
  {
    invariant: 'I6 what an order took of gift cards and store credit is what its entries say',
    text: `select 'order ' || coalesce(u.order_id, e.order_id) || ': ' || coalesce(u.net, 0) || ' of ' || coalesce(e.net, 0)
      from (select order_id, sum(taken_minor - refunded_minor) as net from pricing.credit_use group by order_id) as u
      full join (select order_id, -sum(amount_minor) as net from pricing.credit_entry where order_id is not null group by order_id) as e
        on e.order_id = u.order_id where coalesce(u.net, 0) <> coalesce(e.net, 0)`,
  },
  {
    invariant: 'I6 a frozen order is paid by the gift cards and store credit that it says',
    text: `select 'order ' || f.order_id from pricing.frozen as f
      where coalesce((f.quote->'totals'->>'creditMinor')::bigint, 0)
        <> (select coalesce(sum(taken_minor), 0) from pricing.credit_use as u where u.order_id = f.order_id)`,
  },
  {
    invariant: 'I5 every price is the last of its history',
    text: `select p.variant_id || ' ' || p.currency from pricing.price as p left join pricing.price_period as h
      on h.variant_id = p.variant_id and h.currency = p.currency and h.until_at is null where h.amount_minor is distinct from p.amount_minor`,
  },
  {
    // A price may have been paid beyond an end that was set into the past, and no longer than until now.
    invariant: 'I5 a price of a list of a group goes on in its history as long as its list',
    text: `with said as (
        select l.id as list_id, p.variant_id, l.group_code, l.currency, p.amount_minor from pricing.price_list as l
        join pricing.list_price as p on p.list_id = l.id where l.group_code is not null and l.ends_at is null
      ), kept as (
        select list_id, variant_id, group_code, currency, amount_minor from pricing.list_price_period where until_at is null
      )
      select 'list ' || list_id || ', ' || variant_id from ((table said except table kept) union all (table kept except table said)) as odd
      union all select 'list ' || h.list_id || ', ' || h.variant_id from pricing.list_price_period as h join pricing.price_list as l on l.id = h.list_id
      where h.until_at > l.ends_at and h.until_at > greatest(h.from_at, now())`,
  },
]

/** Lists for joining with the books of others: what each order costs, and which promotions it used. */
export const pricingBooks: Readonly<Record<string, Book>> = {
  frozen: {
    text: `select order_id as id, jsonb_build_object('totalMinor', ${total('totalMinor')}, 'currency', quote->'currency', 'promotionIds',
        (select coalesce(jsonb_agg(promotion_id), '[]') from pricing.promotion_use as u where u.order_id = f.order_id)) as body
      from pricing.frozen as f where order_id > $1 order by order_id limit $2`,
  },
  // Gift cards that were sold, by line: how many, worth what, and how many of them were emptied. Joined with the orders.
  soldCards: {
    text: `select sold_order_id as id, jsonb_object_agg(sold_line_id, body) as body from (
        select c.sold_order_id, c.sold_line_id, jsonb_build_object('made', count(*), 'voided', count(v.id), 'loadedMinor', sum(e.amount_minor)) as body
        from pricing.credit as c join pricing.credit_entry as e on e.credit_id = c.id and e.kind = 'load'
        left join pricing.credit_entry as v on v.credit_id = c.id and v.kind = 'void' where c.sold_order_id > $1 group by 1, 2) as line
      group by 1 order by 1 limit $2`,
  },
  // What each order took of gift cards and store credit, and gave back: joined with the orders.
  credits: {
    text: `select order_id as id, jsonb_build_object('takenMinor', sum(taken_minor), 'refundedMinor', sum(refunded_minor)) as body
      from pricing.credit_use where order_id > $1 group by order_id order by order_id limit $2`,
  },
}
