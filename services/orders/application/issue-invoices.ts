import { Fault } from '@vitrine/platform/rpc/fault'
import type { Viewer } from '../domain/cart.ts'
import { creditNoteOf, refundsOf } from '../domain/credit-note.ts'
import { type DueDocument, type InvoiceBody, invoiceOf, swapInvoiceOf } from '../domain/invoice.ts'
import { type Order, wasPaid } from '../domain/order.ts'
import { swappedIn } from '../domain/swap.ts'
import type { OrderStore } from './edit-order.ts'
import { findOrder } from './find-order.ts'
import { type VatNeeds, withStatedVat } from './state-vat.ts'
import { trialFor, type TrialStore } from './home-trial/trial-store.ts'

export interface Invoice {
  /** F-000123 or A-000045. */
  readonly number: string
  readonly cause: string
  readonly body: InvoiceBody
  readonly issuedAt: Date
}

/** What a document is about. */
export type InvoiceSubject = { readonly orderId: string } | { readonly trialId: string }

export interface InvoiceStore {
  /** Those of an order or a home trial, oldest first. */
  of(subject: InvoiceSubject): Promise<readonly Invoice[]>
  /**
   * Gives the next number to a document, in one statement. `before`: how many its subject has, the sums of which it was cut from. False when there is one for
   * its cause, or another came before it.
   */
  issue(subject: InvoiceSubject, due: DueDocument, at: Date, before: number): Promise<Invoice | false>
  /** The print that was kept; undefined when there is none yet. */
  print(number: string): Promise<Uint8Array | undefined>
  /** Keeps a print, unless there is one. Answers the one that is kept. */
  keepPrint(number: string, pdf: Uint8Array): Promise<Uint8Array>
}

/** Where a test may end the process. */
export type InvoicePoint = 'orders.invoice.before-commit' | 'orders.invoice.after-commit'

export interface InvoiceNeeds extends VatNeeds {
  readonly invoices: InvoiceStore
  readonly orders: Pick<OrderStore, 'find'>
  readonly seller: readonly string[]
  readonly pdfOf: (invoice: Invoice) => Promise<Uint8Array>
  readonly clock: () => Date
  readonly failpoint: (point: InvoicePoint) => Promise<void>
}

/**
 * The invoice of an order and a credit note for each of its refunds; what is due and not there yet is numbered now: as soon as the order says that it was paid or
 * refunded, or before that by whoever asks first. Never in the checkout.
 *
 * Asked by many at once, each document is made once and no number is skipped: a second one for the same cause undoes its own count. An order that was
 * not paid has none. Fault: `not-found`, also for somebody else's order.
 */
export async function listInvoices(needs: InvoiceNeeds, orderId: string, viewer: Viewer): Promise<readonly Invoice[]> {
  const order = await findOrder(needs.orders, orderId, viewer)
  let known = await needs.invoices.of({ orderId })
  if (!wasPaid(order) && known.length === 0) return []
  // One after the other: each credit note closes the sums of those before it. Whoever issues one first makes the others look again.
  for (let due = nextOf(order, known, needs.seller); due; due = nextOf(order, known, needs.seller)) {
    const stated = await withStatedVat(
      needs,
      due,
      known.map(({ body }) => body),
    )
    const made = await issue(needs, order, stated, known.length)
    const more = made ? [...known, made] : await needs.invoices.of({ orderId })
    if (more.length === known.length) return more // nobody's came: its cause is another order's
    known = more
  }
  return known.toSorted((a, b) => Number(a.body.kind !== 'invoice') - Number(b.body.kind !== 'invoice'))
}

/** The first document that is due and not there yet: the invoice, those of pieces that were swapped in, then credit notes as their refunds were made. */
function nextOf(order: Order, known: readonly Invoice[], seller: readonly string[]): DueDocument | undefined {
  const isMissing = (cause: string) => !known.some((invoice) => invoice.cause === cause)
  if (isMissing(order.id)) return invoiceOf(order, seller)
  const swapped = swappedIn(order).find(({ id }) => isMissing(id))
  if (swapped) return swapInvoiceOf(order, swapped, seller)
  const refund = refundsOf(order).find(({ refundId }) => isMissing(refundId))
  return refund && creditNoteOf(order, refund, known, seller)
}

async function issue(
  { invoices, clock, failpoint }: InvoiceNeeds,
  { id: orderId }: Order,
  due: DueDocument,
  before: number,
): Promise<Invoice | false> {
  await failpoint('orders.invoice.before-commit')
  const made = await invoices.issue({ orderId }, due, clock(), before)
  await failpoint('orders.invoice.after-commit')
  return made
}

/**
 * One of the documents of an order as PDF; an empty number is the invoice. Printed once and kept: the same bytes for ever.
 * Fault: `not-found`, also for a number of another order.
 */
export async function printInvoice(
  needs: InvoiceNeeds,
  { orderId, number, viewer }: { readonly orderId: string; readonly number: string; readonly viewer: Viewer },
): Promise<{ readonly invoice: Invoice; readonly pdf: Uint8Array }> {
  const invoice = (await listInvoices(needs, orderId, viewer)).find((each) =>
    number === '' ? each.cause === orderId : each.number === number,
  )
  if (!invoice) throw new Fault('not-found', `no invoice ${number} of order ${orderId}`)
  return { invoice, pdf: await printed(needs, invoice) }
}

/** Fault: `not-found`, also for somebody else's trial, and while nothing was taken. */
export async function printTrialInvoice(
  needs: Pick<InvoiceNeeds, 'invoices' | 'pdfOf'> & { readonly trials: Pick<TrialStore, 'find'> },
  trialId: string,
  viewer: Viewer,
): Promise<{ readonly invoice: Invoice; readonly pdf: Uint8Array }> {
  await trialFor(needs.trials, trialId, viewer)
  const [invoice] = await needs.invoices.of({ trialId })
  if (!invoice) throw new Fault('not-found', `no invoice of home trial ${trialId}`)
  return { invoice, pdf: await printed(needs, invoice) }
}

async function printed({ invoices, pdfOf }: Pick<InvoiceNeeds, 'invoices' | 'pdfOf'>, invoice: Invoice): Promise<Uint8Array> {
  const kept = await invoices.print(invoice.number)
  return kept ?? invoices.keepPrint(invoice.number, await pdfOf(invoice))
}
