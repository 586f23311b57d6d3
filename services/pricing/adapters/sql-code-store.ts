import type pg from 'pg'
import type { CodeStore, MadeCode } from '../application/make-codes.ts'

const making = `
  with batch as (
    insert into pricing.code_batch (id, promotion_id, made_at) values ($1, $2, $3) on conflict (id) do nothing returning id
  )
  insert into pricing.promotion_code (code, promotion_id, batch_id, limit_total) select code, $2, batch.id, $5 from batch, unnest($4::text[]) as code`

const listing = `
  select c.code, c.limit_total as "limit", b.made_at as "madeAt", (select count(*)::int from pricing.promotion_use where made_code = c.code) as used
  from pricing.promotion_code as c join pricing.code_batch as b on b.id = c.batch_id
  where c.promotion_id = $1 and ($2::timestamptz is null or b.made_at < $2 or (b.made_at = $2 and c.code > $3))
  order by b.made_at desc, c.code limit $4`

const counting = 'select count(*)::int as total from pricing.promotion_code where promotion_id = $1'

/** Codes that were made for promotions, in PostgreSQL. */
export const sqlCodeStore = (pool: pg.Pool): CodeStore => ({
  async makeCodes({ id, promotionId, limit }, codes, at) {
    await pool.query({ name: 'pricing.make-codes', text: making, values: [id, promotionId, at, codes, limit] })
  },

  async codes(promotionId, cursor, limit) {
    const [at = '', code = ''] = cursor.split(' ')
    if (cursor !== '' && Number.isNaN(Date.parse(at))) throw new RangeError('cursor is none of ours')
    const values = [promotionId, cursor === '' ? null : at, code, limit + 1]
    const [{ rows }, count] = await Promise.all([
      pool.query<MadeCode>({ name: 'pricing.codes', text: listing, values }),
      pool.query<{ total: number }>({ name: 'pricing.count-codes', text: counting, values: [promotionId] }),
    ])
    const codes = rows.slice(0, limit)
    const last = rows.length > limit ? codes.at(-1) : undefined
    return { codes, nextCursor: last ? `${last.madeAt.toISOString()} ${last.code}` : '', total: count.rows[0]?.total ?? 0 }
  },
})
