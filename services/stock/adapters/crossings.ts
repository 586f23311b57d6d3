/**
 * The part of a statement that tells `AvailabilityChanged`, for each row of `changed (variant_id, before, after)` that crossed a line:
 * decided where the change is made, so nobody can come between. `told` holds a row per event; ids are the given one and the variant.
 */
export const crossings = (
  eventId: '$3' | '$6' | '$7' | '$8' | '"eventId"',
  at: '$2' | '$5' | '$7' | '"reservedAt"',
  changed = 'changed',
) => `told as (
    insert into stock.outbox (id, type, key, body)
    select ${eventId} || ':' || variant_id, 'vitrine.stock.v1.AvailabilityChanged', variant_id, jsonb_build_object(
      'variantId', variant_id, 'state', stock.availability_state(after), 'available', after, 'at', ${at}::timestamptz)
    from ${changed} where stock.availability_state(before) <> stock.availability_state(after) order by variant_id, before desc
    returning 1
  )`
