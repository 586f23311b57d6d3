/**
 * Interest that halves in 7 days (recommendations.md 1), kept as the logarithm of `sum of weight · 2^(t / 7 days)`: products compare by it
 * at any moment without touching a row. The end of a statement; `seen` selects product_id and weight. Rows are locked in order of product.
 */
export const warming = (seen: string, at: '$2' | '$3') => `
  seen as materialized (
    ${seen}
  ), locked as (
    select product_id from recommendations.item where product_id in (select product_id from seen) order by product_id for update
  ), warm as (
    select product_id, ln(sum(weight)) + extract(epoch from ${at}::timestamptz) / (7 * 86400) * ln(2) as now
    from seen join locked using (product_id) group by product_id
  )
  update recommendations.item i set heat = case when i.heat is null then w.now else greatest(i.heat, w.now) + ln(1 + exp(-abs(i.heat - w.now))) end
  from warm w where i.product_id = w.product_id`
