import type { Book, Check } from '@vitrine/platform/service'

const sumOf = (key: string) => `(select coalesce(sum((line->>'${key}')::bigint), 0) from jsonb_array_elements(quote->'lines') as line)`
const total = (key: string) => `(quote->'totals'->>'${key}')::bigint`

/** What holds of every row of pricing at any time. */
export const pricingChecks: readonly Check[] = [
  {
    invariant: 'I5 total is lines - discount + delivery',
    text: `select 'order ' || order_id || ': ' || ${total('totalMinor')} from pricing.frozen
      where ${total('totalMinor')} <> ${total('linesMinor')} - ${total('discountMinor')} + ${total('deliveryMinor')}`,
  },
  {
    invariant: 'I5 the lines are the total, to the cent',
    text: `select 'order ' || order_id from pricing.frozen
      where ${total('linesMinor')} <> ${sumOf('totalMinor')} or ${total('discountMinor')} <> ${sumOf('discountMinor')}
        or ${total('taxMinor')} < ${sumOf('taxMinor')}`,
  },
  {
    invariant: 'I6 a promotion is used no more often than its limit',
    text: `select 'promotion ' || promotion_id || ': ' || count(*) || ' uses of ' || max(limit_total) from pricing.promotion_use
      group by promotion_id having min(limit_total) > 0 and count(*) > max(limit_total)`,
  },
  {
    invariant: 'I6 a customer uses a promotion no more often than the limit',
    text: `select 'promotion ' || promotion_id || ', customer ' || customer_id || ': ' || count(*) from pricing.promotion_use
      where customer_id is not null group by promotion_id, customer_id having min(limit_per_customer) > 0 and count(*) > max(limit_per_customer)`,
  },
  {
    invariant: 'I5 every price is the last of its history',
    text: `select p.variant_id || ' ' || p.currency from pricing.price as p left join pricing.price_period as h
      on h.variant_id = p.variant_id and h.currency = p.currency and h.until_at is null where h.amount_minor is distinct from p.amount_minor`,
  },
]

/** Lists for joining with the books of others: what each order costs, and which promotions it used. */
export const pricingBooks: Readonly<Record<string, Book>> = {
  frozen: {
    text: `select order_id as id, jsonb_build_object('totalMinor', ${total('totalMinor')}, 'currency', quote->'currency', 'promotionIds',
        (select coalesce(jsonb_agg(promotion_id), '[]') from pricing.promotion_use as u where u.order_id = f.order_id)) as body
      from pricing.frozen as f where order_id > $1 order by order_id limit $2`,
  },
}
