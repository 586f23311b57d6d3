import { isExchangeBack } from './exchange.ts'
import { byCredit, type DueDocument, type InvoiceBody, merged, partiesOf, rowOf, type TaxRow } from './invoice.ts'
import type { Order, OrderLine, TimelineEntry } from './order.ts'
import { paidMinor } from './pieces.ts'
import { refundIdOf } from './return-file.ts'

/** What went back by one refund, through the bank and by credit. */
export interface RefundMade {
  readonly refundId: string
  readonly amountMinor: number
  readonly creditMinor: number
  readonly reason: string
  /** Of the amount, what pays a replacement instead. */
  readonly exchange?: InvoiceBody['exchange']
}

const givingBack: ReadonlySet<string> = new Set(['refunded', 'credit-refunded', 'exchanged', 'swapped', 'not-taken'])

/** What went back, by refund: their entries of the timeline. One of which a part is awaited is none yet, so that its credit note says all of it. */
export function refundsOf({ timeline, backs }: Order): readonly RefundMade[] {
  const made = new Map<string, RefundMade>()
  for (const { event, facts } of timeline) {
    const { refundId, amountMinor: minor, reason = '', orderNumber = '' } = facts
    if (!givingBack.has(event) || refundId === undefined || minor === undefined || isExchangeBack(refundId)) continue
    const before = made.get(refundId) ?? { refundId, amountMinor: 0, creditMinor: 0, reason }
    const creditMinor = before.creditMinor + (event === 'credit-refunded' ? Number(minor) : 0)
    const exchange = event === 'exchanged' || event === 'swapped' ? { exchange: { orderNumber, minor: Number(minor) } } : {}
    made.set(refundId, { ...before, ...exchange, amountMinor: before.amountMinor + Number(minor), creditMinor })
  }
  return [...made.values()].filter(({ refundId }) => !backs.some(({ id, awaits }) => id === refundId && awaits.length > 0))
}

/** A document as it was issued. */
export interface Issued {
  /** The order's id; of pieces that were swapped in, their line's. */
  readonly cause: string
  readonly number: string
  readonly body: InvoiceBody
}

/**
 * The credit note of a refund. Which pieces it is about is known where they were cancelled, withdrawn from or sent back; else it gives back a sum.
 *
 * `issued`: the order's invoices and the credit notes before this one. By rate, all of them never say more than the invoice, and the one that gives back
 * the last of it says exactly what is left.
 */
export function creditNoteOf(order: Order, refund: RefundMade, issued: readonly Issued[], seller: readonly string[]): DueDocument {
  const { refundId, amountMinor, creditMinor, reason, exchange } = refund
  const counts = piecesOfRefund(order, refundId)
  const lines = order.lines.filter(({ id }) => counts.has(id))
  const [invoices, before] = [issued.filter(({ body }) => body.kind === 'invoice'), issued.filter(({ body }) => body.kind !== 'invoice')]
  const invoice = invoices.find(({ cause }) => lines.some(({ id }) => id === cause)) ?? invoices[0]
  const whole = invoices.length === 1 ? invoices[0]!.body.taxes : merged(invoices.flatMap(({ body }) => body.taxes))
  const given = merged(before.flatMap(({ body }) => body.taxes))
  const body: InvoiceBody = {
    ...partiesOf(order, seller),
    kind: 'credit-note',
    rows: lines.map((line) => ({ ...rowOf(line, counts.get(line.id) ?? 0), unitMinor: null, totalMinor: null })),
    ...{ discountMinor: 0, deliveryMinor: null, totalMinor: amountMinor },
    ...byCredit(order.totals, creditMinor),
    ...(exchange && { exchange }),
    taxes: taxesBack(whole, given, partsOf(order, lines, counts, whole, given, amountMinor)),
    ...{ invoiceNumber: invoice?.number ?? '', reason },
  }
  return { cause: refundId, body }
}

/** As the timeline keeps them beside the cancelling or the check that caused the refund (cancel-lines.ts). */
function piecesOfRefund({ timeline }: Order, refundId: string): ReadonlyMap<string, number> {
  const isCause = ({ facts }: TimelineEntry) => [facts['cancelId'], facts['returnId']].some((id) => id && refundIdOf(id) === refundId)
  const cause = timeline.findLast((entry) => entry.facts['lines'] && isCause(entry))
  return new Map(JSON.parse(cause?.facts['lines'] ?? '[]') as [string, number][]) // written by ourselves
}

const paidIn = ({ netMinor, taxMinor }: Pick<TaxRow, 'netMinor' | 'taxMinor'>): number => netMinor + taxMinor
const sumOf = (amounts: readonly number[]): number => amounts.reduce((sum, amount) => sum + amount, 0)
const givenAt = (given: readonly TaxRow[], ratePpm: number): TaxRow =>
  given.find((row) => row.ratePpm === ratePpm) ?? { ratePpm, netMinor: 0, taxMinor: 0 }

/**
 * What of an amount is of which rate, in the order of the invoice's: for pieces the rates they were sold at, and for what goes back beyond them, delivery's;
 * for a sum those of all that is left.
 */
function partsOf(
  { lines: bought, totals }: Order,
  lines: readonly OrderLine[],
  counts: ReadonlyMap<string, number>,
  whole: readonly TaxRow[],
  given: readonly TaxRow[],
  amountMinor: number,
): number[] {
  const left = whole.map((row) => Math.max(0, paidIn(row) - paidIn(givenAt(given, row.ratePpm))))
  const byRate = (some: readonly OrderLine[], minorOf: (line: OrderLine) => number) =>
    whole.map(({ ratePpm }) => sumOf(some.filter((line) => line.taxRatePpm === ratePpm).map(minorOf)))
  const paid = (line: OrderLine) => paidMinor(line, totals.taxIncluded)
  const goods = byRate(lines, (line) => (paid(line) * (counts.get(line.id) ?? 0)) / line.quantity)
  if (sumOf(goods) === 0) return within(left, inProportion(amountMinor, left))
  // A share of a line is rounded by less than one: only what is beyond that is delivery's.
  const beyondMinor = amountMinor - Math.round(sumOf(goods))
  if (beyondMinor < lines.length) return within(left, inProportion(amountMinor, goods))
  const all = byRate(bought, paid)
  const delivery = whole.map((row, n) => Math.max(0, paidIn(row) - all[n]!)) // of the same rates
  const beyond = inProportion(beyondMinor, sumOf(delivery) > 0 ? delivery : left)
  const parts = inProportion(amountMinor - beyondMinor, goods)
  return within(
    left,
    parts.map((minor, n) => minor + beyond[n]!), // of the same rates
  )
}

/** Parts an amount by weights, to the cent. */
function inProportion(amountMinor: number, weights: readonly number[]): number[] {
  const whole = sumOf(weights)
  let before = 0
  return weights.map((weight) => {
    const upTo = (sum: number) => (whole === 0 ? 0 : Math.round((amountMinor * sum) / whole))
    const part = upTo(before + weight) - upTo(before)
    before += weight
    return part
  })
}

/** The parts, none above what is left of its rate while another has more left; what is more than all that is left stays where it was. */
function within(left: readonly number[], parts: readonly number[]): number[] {
  const fitting = parts.map((part, n) => Math.min(part, left[n] ?? 0))
  let over = sumOf(parts) - sumOf(fitting)
  const filled = fitting.map((part, n) => {
    const more = Math.min(over, (left[n] ?? 0) - part)
    over -= more
    return part + more
  })
  return filled.map((part, n) => (n === 0 ? part + over : part))
}

/**
 * The tax in each part: what its rate says of it, as long as all that was given back of the rate stays within a cent of its share of the invoice's tax; else
 * what brings the sum back to it. Either way no note says more than is left, and the one that takes the rest takes all of the tax.
 */
const taxesBack = (whole: readonly TaxRow[], given: readonly TaxRow[], parts: readonly number[]): TaxRow[] =>
  whole.flatMap((row, n) => {
    const [part, before, paid] = [parts[n] ?? 0, givenAt(given, row.ratePpm), paidIn(row)]
    if (part === 0) return []
    const upTo = paid === 0 ? 0 : (row.taxMinor * (paidIn(before) + part)) / paid
    const own = Math.round((part * row.ratePpm) / (1_000_000 + row.ratePpm))
    const isClose = Math.abs(before.taxMinor + own - upTo) < 1
    const taxMinor = Math.min(part, Math.max(0, isClose ? own : Math.round(upTo) - before.taxMinor))
    return [{ ratePpm: row.ratePpm, netMinor: part - taxMinor, taxMinor }]
  })
