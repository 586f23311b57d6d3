import type pg from 'pg'
import type { LostMoneyStore, OutOfStep } from '../application/find-lost-money.ts'
import type { Attempt } from '../domain/attempt.ts'
import { attemptColumns } from './attempt-row.ts'

const isUnseen = 'is_unfinished and order_seen_at is null and captured_minor > refunded_minor and disputes = 0'

const finding = `select ${attemptColumns('a')} from payments.attempt as a where ${isUnseen} and created_at <= $1 order by created_at limit 20`
const marking = 'update payments.attempt set order_seen_at = $2 where id = any((select $1::text[])::text[])'

const counting = `
  select (select count(*)::int from payments.attempt where ${isUnseen} and created_at <= $1::timestamptz - interval '90 seconds') as "paid-without-order",
    (select count(*)::int from payments.difference where side = 'shop' and cleared_at is null) as "order-without-payment",
    (select count(*)::int from payments.difference where side = 'provider' and cleared_at is null) as "movement-unheard",
    (select count(*)::int from payments.attempt where is_unfinished and due_at is not null and asks >= 3 and state <> 'action-required') as stuck`

/** Money without an order, in PostgreSQL. */
export const sqlLostMoneyStore = (pool: pg.Pool): LostMoneyStore => ({
  async paidUnseen(before) {
    return (await pool.query<Attempt>(finding, [before])).rows
  },
  async markOrdersSeen(attemptIds, at) {
    await pool.query(marking, [attemptIds, at])
  },
})

/** Counted when the numbers are read: a minute after the checkout, and the half minute until the next look. */
export const countOutOfStep = async (pool: pg.Pool, now: Date): Promise<OutOfStep> =>
  (await pool.query<OutOfStep>(counting, [now])).rows[0]! // a statement without `from` answers one row
