import { oncePerTurn } from '@vitrine/platform/sql/once-per-turn'
import type pg from 'pg'
import type { MethodStore, StaleMethod } from '../application/list-options.ts'
import type { DeliveryMethod } from '../domain/delivery-method.ts'

const listing = `
  select id, name, kind, zones, max_weight_g as "maxWeightG", takes_dangerous_goods as "takesDangerousGoods", days_min as "daysMin",
    days_max as "daysMax", carrier, pickup_points as "pickupPoints", position, is_out_of_use as "isOutOfUse", version,
    tracking_url_template as "trackingUrlTemplate"
  from delivery.method order by position, id`

/** One statement: the rows are locked in order of their ids, and none is written when one has moved on. */
const putting = `
  with given as (
    select * from jsonb_to_recordset($1) as m (id text, name jsonb, kind text, zones jsonb, "maxWeightG" double precision,
      "takesDangerousGoods" boolean, "daysMin" integer, "daysMax" integer, carrier text, "pickupPoints" jsonb, position integer,
      "isOutOfUse" boolean, version integer, "trackingUrlTemplate" text)
  ), held as (
    select id, version from delivery.method where id in (select id from given) order by id for update
  ), stale as (
    select held.id, held.version from held join given using (id) where given.version not in (0, held.version)
  ), put as (
    insert into delivery.method (id, name, kind, zones, max_weight_g, takes_dangerous_goods, days_min, days_max, carrier, pickup_points, position,
      is_out_of_use, tracking_url_template)
    select id, name, kind, array(select jsonb_array_elements_text(zones)), "maxWeightG", "takesDangerousGoods", "daysMin", "daysMax", carrier,
      "pickupPoints", position, "isOutOfUse", "trackingUrlTemplate"
    from given where not exists (select from stale) order by id
    on conflict (id) do update set name = excluded.name, kind = excluded.kind, zones = excluded.zones, max_weight_g = excluded.max_weight_g,
      takes_dangerous_goods = excluded.takes_dangerous_goods, days_min = excluded.days_min, days_max = excluded.days_max,
      carrier = excluded.carrier, pickup_points = excluded.pickup_points, position = excluded.position,
      is_out_of_use = excluded.is_out_of_use, tracking_url_template = excluded.tracking_url_template, version = method.version + 1
  )
  select id, version from stale order by id limit 1`

/** Over a pool, or over one transaction. */
export const sqlMethodStore = (db: pg.Pool | pg.PoolClient): MethodStore => ({
  list: oncePerTurn(async () => (await db.query<DeliveryMethod>({ name: 'delivery.method.list', text: listing, values: [] })).rows),
  async put(methods) {
    return (await db.query<StaleMethod>(putting, [JSON.stringify(methods)])).rows[0]
  },
})
