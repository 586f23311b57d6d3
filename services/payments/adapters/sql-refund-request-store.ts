import type pg from 'pg'
import type { RefundRequest, RefundRequestStore } from '../application/agree-to-refund.ts'

const columns = `id, order_id as "orderId", amount_minor::float8 as "amountMinor", currency, reason, cancels, asked_by as "askedBy", asked_at as "askedAt",
  needs_second as "needsSecond", agreed_by as "agreedBy", refused_at is not null as "isRefused"`
/** Of a request: nobody has decided. */
export const waits = 'needs_second and agreed_at is null and refused_at is null'

/** Its transaction holds the order's payments: the next request of the order sees this one. */
const holding = 'select from payments.attempt where order_id = $1 order by id for no key update'
const requesting = `
  insert into payments.refund_request (id, order_id, amount_minor, currency, reason, asked_by, asked_at, cancels, needs_second)
  select $1, $2, $3::bigint, $4, $5, $6, $7::timestamptz, $9, $3::bigint + coalesce((select sum(amount_minor) from payments.refund_request
    where order_id = $2 and not needs_second), 0) > $8::bigint
  on conflict (id) do nothing`
const finding = `select ${columns} from payments.refund_request where id = $1`
const agreeing = `update payments.refund_request set agreed_by = $2, agreed_at = $3 where id = $1 and ${waits} and asked_by <> $2 returning ${columns}`
const refusing = `update payments.refund_request set refused_by = $2, refused_at = $3 where id = $1 and ${waits} returning ${columns}`
const waiting = `select ${columns} from payments.refund_request where ${waits} and ($1 = '' or order_id = $1) order by asked_at, id limit 100`

/** Refunds people asked for, in PostgreSQL. */
export const sqlRefundRequestStore = (pool: pg.Pool): RefundRequestStore => ({
  async requestRefund({ id, orderId, amountMinor, currency, reason, askedBy, cancels }, limitMinor, at) {
    const tx = await pool.connect()
    try {
      await tx.query('begin')
      await tx.query(holding, [orderId])
      await tx.query(requesting, [id, orderId, amountMinor, currency, reason, askedBy, at, limitMinor, cancels])
      const { rows } = await tx.query<RefundRequest>(finding, [id])
      await tx.query('commit')
      return rows[0]! // written above, now or before
    } catch (error) {
      await tx.query('rollback').catch(() => {}) // the connection is gone, and the transaction with it
      throw error
    } finally {
      tx.release()
    }
  },
  async findRequest(id) {
    return (await pool.query<RefundRequest>(finding, [id])).rows[0]
  },
  async agree(id, actor, at) {
    return (await pool.query<RefundRequest>(agreeing, [id, actor, at])).rows[0]
  },
  async refuseRequest(id, actor, at) {
    return (await pool.query<RefundRequest>(refusing, [id, actor, at])).rows[0]
  },
  async waitingRequests(orderId) {
    return (await pool.query<RefundRequest>(waiting, [orderId])).rows
  },
})
