import type pg from 'pg'
import type { ActivityStore } from '../application/record-activity.ts'
import { warming } from './heat.ts'

/** An activity counts once, by its id. Products nobody told of are left out. */
const recording = `
  with told as (
    select distinct on (t.product_id) t.id, t.kind, t.product_id, t.n
    from unnest($2::text[], $3::text[], $4::text[]) with ordinality as t (id, kind, product_id, n)
    join recommendations.item i on i.product_id = t.product_id
    where not exists (select from recommendations.activity a where a.activity_id = t.id) order by t.product_id, t.n desc
  )
  insert into recommendations.activity as a (visitor_id, product_id, activity_id, kind, at)
  select $1, product_id, id, kind, $5::timestamptz + n * interval '1 microsecond' from told
  on conflict (visitor_id, product_id) do update set activity_id = excluded.activity_id, kind = excluded.kind, at = excluded.at
  returning product_id as "productId", kind`

/** Source: recommendations.md 2, history for serving. */
const trimming = `
  delete from recommendations.activity where (visitor_id, product_id) in (
    select visitor_id, product_id from recommendations.activity where visitor_id = $1 order by at desc, product_id offset 50)`

const warmingSeen = `with ${warming('select * from unnest($1::text[], $2::float8[]) as u (product_id, weight)', '$3')}`

export const sqlActivity = (pool: pg.Pool): ActivityStore => ({
  async record(visitorId, activities, at) {
    const weightOf = new Map(activities.map(({ kind, weight }) => [kind, weight]))
    const tx = await pool.connect()
    try {
      await tx.query('begin')
      const values = [
        visitorId,
        activities.map(({ id }) => id),
        activities.map(({ kind }) => kind),
        activities.map(({ productId }) => productId),
        at,
      ]
      const { rows } = await tx.query<{ productId: string; kind: string }>({ name: 'recommendations.record', text: recording, values })
      if (rows.length > 0) {
        await tx.query({ name: 'recommendations.trim', text: trimming, values: [visitorId] })
        const weights = [rows.map(({ productId }) => productId), rows.map(({ kind }) => weightOf.get(kind) ?? 1)]
        await tx.query({ name: 'recommendations.warm', text: warmingSeen, values: [...weights, at] })
      }
      await tx.query('commit')
    } catch (error) {
      await tx.query('rollback').catch(() => {}) // the connection is lost, and the transaction with it
      throw error
    } finally {
      tx.release()
    }
  },
  async of(visitorId) {
    const text =
      'select product_id as "productId", kind, at from recommendations.activity where visitor_id = $1 order by at desc, product_id'
    return (await pool.query<{ productId: string; kind: string; at: Date }>(text, [visitorId])).rows
  },
  async forget(before) {
    const { rowCount } = await pool.query('delete from recommendations.activity where at < $1', [before])
    return rowCount ?? 0
  },
})
