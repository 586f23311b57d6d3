import { inGroups } from '@vitrine/platform/sql/in-groups'
import { rowsPerTurn } from '@vitrine/platform/sql/once-per-turn'
import type pg from 'pg'
import type { Invoice, InvoiceStore, InvoiceSubject } from '../application/issue-invoices.ts'
import type { DueDocument } from '../domain/invoice.ts'

const twin = new Set(['invoice_cause_key', 'invoice_place'])

/**
 * The counter's row is locked from here to the end of the statement, and statement, count and documents are one: what rolls back, or is killed, gives its
 * numbers back. A twin for the same cause, or in the same place, meets a unique key, which undoes the count with it.
 */
const issuing = `
  with due as (
    select *, row_number() over (partition by kind order by n) as nth from jsonb_to_recordset($1) as asked (n integer, kind text, cause text, "orderId" text,
      "trialId" text, "totalMinor" bigint, body jsonb, at timestamptz, place integer)
    where not exists (select from orders.invoice as i where i.cause = asked.cause)
  ), counted as (
    update orders.invoice_counter as c set invoices = c.invoices + more.invoices, credit_notes = c.credit_notes + more.credit_notes
    from (select count(*) filter (where kind = 'invoice') as invoices, count(*) filter (where kind = 'credit-note') as credit_notes from due) as more
    where id = 1 and more.invoices + more.credit_notes > 0
    returning c.invoices - more.invoices as invoices, c.credit_notes - more.credit_notes as credit_notes
  ), numbered as (
    select due.*, case kind when 'invoice' then counted.invoices else counted.credit_notes end + nth as position from due, counted
  )
  insert into orders.invoice (number, kind, position, order_id, trial_id, cause, total_minor, body, issued_at, place)
  select case kind when 'invoice' then 'F-' else 'A-' end || lpad(position::text, greatest(6, length(position::text)), '0'),
    kind, position, "orderId", "trialId", cause, "totalMinor", body, at, place from numbered order by n returning cause, number`

const found = 'number, cause, body, issued_at as "issuedAt"'
const ofOrders = `
  select order_id as "orderId", ${found} from orders.invoice where order_id = any ((select $1::text[])::text[]) order by kind = 'credit-note', position`
const ofTrial = { name: 'orders.invoice.of-trial', text: `select ${found} from orders.invoice where trial_id = $1` }
const printing = `update orders.invoice set pdf = $2 where number = $1 and pdf is null`
const printed = 'select pdf from orders.invoice where number = $1'

interface Issuing {
  readonly subject: InvoiceSubject
  readonly due: DueDocument
  readonly at: Date
  readonly before: number
}

export const sqlInvoiceStore = (pool: pg.Pool): InvoiceStore => {
  const print = async (number: string) => (await pool.query<{ pdf: Uint8Array | null }>(printed, [number])).rows[0]?.pdf ?? undefined
  type OfOrder = Invoice & { readonly orderId: string }
  const ofOrder = rowsPerTurn(
    async (orderIds) => (await pool.query<OfOrder>({ name: 'orders.invoice.of-order', text: ofOrders, values: [orderIds] })).rows,
    ({ orderId }) => orderId,
  )
  const issue = inGroups(
    async (documents: readonly Issuing[]) => {
      const asked = documents.map(({ subject, due: { cause, body }, at, before }, n) => {
        return { n, ...subject, kind: body.kind, cause, totalMinor: body.totalMinor, body, at, place: before }
      })
      const { rows } = await pool.query<Pick<Invoice, 'cause' | 'number'>>({
        name: 'orders.invoice.issue',
        text: issuing,
        values: [JSON.stringify(asked)],
      })
      return documents.map(({ due: { cause } }) => rows.find((row) => row.cause === cause)?.number)
    },
    { keysOf: ({ subject, due }) => ['orderId' in subject ? subject.orderId : subject.trialId, due.cause] },
  )
  return {
    async of(subject) {
      if ('trialId' in subject) return (await pool.query<Invoice>({ ...ofTrial, values: [subject.trialId] })).rows
      return (await ofOrder([subject.orderId])).map(({ orderId: _, ...invoice }) => invoice)
    },

    async issue(subject, due, at, before) {
      try {
        const number = await issue({ subject, due, at, before })
        return number === undefined ? false : { number, cause: due.cause, body: due.body, issuedAt: at }
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
