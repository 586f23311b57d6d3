import type pg from 'pg'
import type { MethodStore } from '../application/list-options.ts'
import type { DeliveryMethod } from '../domain/delivery-method.ts'

const listing = `
  select id, name, kind, zones, max_weight_g as "maxWeightG", takes_dangerous_goods as "takesDangerousGoods", days_min as "daysMin",
    days_max as "daysMax", carrier, pickup_points as "pickupPoints", position
  from delivery.method order by position, id`

const putting = `
  insert into delivery.method (id, name, kind, zones, max_weight_g, takes_dangerous_goods, days_min, days_max, carrier, pickup_points, position)
  select id, name, kind, array(select jsonb_array_elements_text(zones)), "maxWeightG", "takesDangerousGoods", "daysMin", "daysMax", carrier,
    "pickupPoints", position
  from jsonb_to_recordset($1) as m (id text, name jsonb, kind text, zones jsonb, "maxWeightG" double precision, "takesDangerousGoods" boolean,
    "daysMin" integer, "daysMax" integer, carrier text, "pickupPoints" jsonb, position integer)
  on conflict (id) do update set name = excluded.name, kind = excluded.kind, zones = excluded.zones, max_weight_g = excluded.max_weight_g,
    takes_dangerous_goods = excluded.takes_dangerous_goods, days_min = excluded.days_min, days_max = excluded.days_max, carrier = excluded.carrier,
    pickup_points = excluded.pickup_points, position = excluded.position`

/** Over a pool, or over one transaction. */
export const sqlMethodStore = (db: pg.Pool | pg.PoolClient): MethodStore => ({
  async list() {
    return (await db.query<DeliveryMethod>({ name: 'delivery.method.list', text: listing, values: [] })).rows
  },
  async put(methods) {
    await db.query(putting, [JSON.stringify(methods)])
  },
})
