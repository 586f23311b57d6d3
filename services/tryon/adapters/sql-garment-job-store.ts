import type pg from 'pg'
import type { GarmentJob, GarmentJobStore, SilentJob } from '../application/garment-job-store.ts'

const finding = `
  select j.id, j.engine, j.state, j.reason, j.percent, j.keeps_result as "keepsResult", j.erase_at as "eraseAt",
    case when j.state = 'queued' then
      (select count(*)::integer from tryon.garment_job as other where other.state = 'queued' and (other.created_at, other.id) < (j.created_at, j.id))
    end as ahead
  from tryon.garment_job as j where j.id = $1`

export const sqlGarmentJobStore = (pool: pg.Pool): GarmentJobStore => ({
  async add({ id, engine, keepsResult, at }) {
    const text = `
      insert into tryon.garment_job (id, engine, state, keeps_result, created_at, alive_at) values ($1, $2, 'queued', $3, $4, $4)
      on conflict do nothing`
    return (await pool.query(text, [id, engine, keepsResult, at])).rowCount === 1
  },

  async find(id) {
    const { rows } = await pool.query<GarmentJob>({ name: 'tryon.garment_job', text: finding, values: [id] })
    return rows[0]
  },

  async beat(ids, at) {
    const text = `update tryon.garment_job set alive_at = $2 where id = any ($1) and erase_at is null returning id, told_at as "toldAt"`
    const { rows } = await pool.query<{ id: string; toldAt: Date | null }>(text, [ids, at])
    return new Map(rows.map(({ id, toldAt }) => [id, { toldAt }]))
  },

  async move(id, { state, ref, percent }) {
    await pool.query(
      `update tryon.garment_job set state = $2, engine_ref = coalesce($3, engine_ref), percent = coalesce($4, percent) where id = $1 and erase_at is null`,
      [id, state, ref ?? null, percent ?? null],
    )
  },

  async end(id, { state, reason, at, eraseAt }) {
    const text = `update tryon.garment_job set state = $2, reason = $3, ended_at = $4, erase_at = $5 where id = $1 and erase_at is null`
    return (await pool.query(text, [id, state, reason ?? null, at, eraseAt])).rowCount === 1
  },

  async tell(ref, at) {
    await pool.query(`update tryon.garment_job set told_at = $2 where engine_ref = $1 and erase_at is null`, [ref, at])
  },

  async failSilent({ since, at, eraseAt }) {
    const text = `
      with silent as (select id, state from tryon.garment_job where erase_at is null and alive_at < $1 order by id for update skip locked)
      update tryon.garment_job as j set state = 'failed', reason = 'shop-stopped', ended_at = $2, erase_at = $3
      from silent where j.id = silent.id returning j.id, j.engine_ref as ref, silent.state <> 'queued' as "wasSent"`
    return (await pool.query<SilentJob>(text, [since, at, eraseAt])).rows
  },

  async gone(now) {
    const text = `select id from tryon.garment_job where erase_at <= $1 order by erase_at limit 100`
    return (await pool.query<{ id: string }>(text, [now])).rows.map(({ id }) => id)
  },

  async remove(ids) {
    if (ids.length > 0) await pool.query(`delete from tryon.garment_job where id = any ($1)`, [ids])
  },
})
