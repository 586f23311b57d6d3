import type pg from 'pg'
import type { Invoice, InvoiceStore } from '../application/issue-invoices.ts'

const twin = new Set(['invoice_cause_key', 'invoice_place'])

/**
 * The counter's row is locked from here to the end of the statement, and statement, count and document are one: what rolls back, or is killed, gives its
 * number back. A twin for the same cause, or in the same place, meets a unique key, which undoes its count with it.
 */
const issuing = `
  with counted as (
    update orders.invoice_counter set invoices = invoices + ($1 = 'invoice')::int, credit_notes = credit_notes + ($1 = 'credit-note')::int
    where id = 1 and not exists (select from orders.invoice where cause = $2)
    returning case $1 when 'invoice' then invoices else credit_notes end as position
  )
  insert into orders.invoice (number, kind, position, order_id, trial_id, cause, total_minor, body, issued_at, place)
  select case $1 when 'invoice' then 'F-' else 'A-' end || lpad(position::text, greatest(6, length(position::text)), '0'),
    $1, position, $3, $7, $2, $4, $5, $6, $8::int from counted returning number`

const ofSubject = (column: 'order_id' | 'trial_id') => `
  select number, cause, body, issued_at as "issuedAt" from orders.invoice where ${column} = $1
  order by kind = 'credit-note', position`
const ofOrder = { name: 'orders.invoice.of-order', text: ofSubject('order_id') }
const ofTrial = { name: 'orders.invoice.of-trial', text: ofSubject('trial_id') }
const printing = `update orders.invoice set pdf = $2 where number = $1 and pdf is null`
const printed = 'select pdf from orders.invoice where number = $1'

export const sqlInvoiceStore = (pool: pg.Pool): InvoiceStore => {
  const print = async (number: string) => (await pool.query<{ pdf: Uint8Array | null }>(printed, [number])).rows[0]?.pdf ?? undefined
  return {
    async of(subject) {
      const asked = 'orderId' in subject ? { ...ofOrder, values: [subject.orderId] } : { ...ofTrial, values: [subject.trialId] }
      return (await pool.query<Invoice>(asked)).rows
    },

    async issue(subject, { cause, body }, at, before) {
      const { orderId = null, trialId = null } = { orderId: undefined, trialId: undefined, ...subject }
      const values = [body.kind, cause, orderId, body.totalMinor, JSON.stringify(body), at, trialId, before]
      try {
        const { rows } = await pool.query<{ number: string }>({ name: 'orders.invoice.issue', text: issuing, values })
        return rows[0] ? { number: rows[0].number, cause, body, issuedAt: at } : false
      } catch (error) {
        if (!twin.has((error as { constraint?: string }).constraint ?? '')) throw error
        return false
      }
    },

    print,

    async keepPrint(number, pdf) {
      await pool.query(printing, [number, Buffer.from(pdf)])
      return (await print(number)) ?? pdf
    },
  }
}
