import type { Address } from './address.ts'
import type { LocalText } from './cart.ts'
import type { Order, OrderLine, TimelineEntry } from './order.ts'
import { paidMinor } from './pieces.ts'
import { refundIdOf } from './return-file.ts'
import { isExchangeBack } from './exchange.ts'

/** All that an invoice or a credit note says but its number and day; amounts in minor units of its currency. */
export interface InvoiceBody {
  readonly kind: 'invoice' | 'credit-note'
  readonly locale: string
  readonly currency: string
  /** Empty where frames of a home trial were paid for. */
  readonly orderNumber: string
  /** RFC 3339. */
  readonly orderedAt: string
  /** Who sells: name, address, registers; a line each. */
  readonly seller: readonly string[]
  readonly buyer: Address
  readonly shipTo: Address
  readonly rows: readonly InvoiceRow[]
  readonly discountMinor: number
  /** Null on a credit note. */
  readonly deliveryMinor: number | null
  /** By rate, highest first. */
  readonly taxes: readonly TaxRow[]
  readonly taxIncluded: boolean
  readonly totalMinor: number
  /** Of the total, what is no price and bears no tax: damages. */
  readonly damagesMinor?: number
  /** Of the total, what gift cards and store credit paid; on a credit note, what they got back. Absent on documents from before it was said. */
  readonly creditMinor?: number
  /** Of the total, what the pieces of an exchange paid, and of which order they are; on a credit note, what went into which replacement. */
  readonly exchange?: { readonly orderNumber: string; readonly minor: number }
  /** Of a credit note: the invoice it is about, and why. */
  readonly invoiceNumber: string
  readonly reason: string
}

export interface InvoiceRow {
  readonly sku: string
  readonly name: LocalText
  readonly options: readonly LocalText[]
  readonly quantity: number
  /** Null where the document gives back a sum, not a price. */
  readonly unitMinor: number | null
  readonly totalMinor: number | null
  /** Of a frame that was lent: why it is paid for, `kept`, `missing` or `damaged`. */
  readonly outcome?: string
}

export interface TaxRow {
  readonly ratePpm: number
  readonly netMinor: number
  readonly taxMinor: number
}

/** A document that is due: `cause` makes it the only one. */
export interface DueDocument {
  readonly cause: string
  readonly body: InvoiceBody
}

/** The invoice of an order that was paid. It says what was bought, whatever became of it since. */
export function invoiceOf(order: Order, seller: readonly string[]): DueDocument {
  const { lines, totals } = order
  const rows = lines.map((line) => ({ ...rowOf(line, line.quantity), unitMinor: line.unitPriceMinor, totalMinor: line.totalMinor }))
  const sums = { discountMinor: totals.discountMinor, deliveryMinor: totals.deliveryMinor ?? 0, totalMinor: totals.totalMinor }
  const body = {
    ...partiesOf(order, seller),
    kind: 'invoice',
    rows,
    ...sums,
    ...byCredit(totals, totals.creditMinor ?? 0),
    taxes: taxesOf(order),
    invoiceNumber: '',
    reason: '',
  } as const
  return { cause: order.id, body }
}

/** What went back by one refund, through the bank and by credit. */
export interface RefundMade {
  readonly refundId: string
  readonly amountMinor: number
  readonly creditMinor: number
  readonly reason: string
  /** Of the amount, what pays a replacement instead. */
  readonly exchange?: InvoiceBody['exchange']
}

/** Credit is of gift cards and store credit, or of the pieces of an exchange. */
const byCredit = ({ exchange }: Order['totals'], minor: number): Pick<InvoiceBody, 'creditMinor' | 'exchange'> =>
  exchange && minor > 0 ? { creditMinor: 0, exchange: { orderNumber: exchange.orderNumber, minor } } : { creditMinor: minor }

const givingBack: ReadonlySet<string> = new Set(['refunded', 'credit-refunded', 'exchanged', 'not-taken'])

/** What went back, by refund: their entries of the timeline. One of which a part is awaited is none yet, so that its credit note says all of it. */
export function refundsOf({ timeline, backs }: Order): readonly RefundMade[] {
  const made = new Map<string, RefundMade>()
  for (const { event, facts } of timeline) {
    const { refundId, amountMinor: minor, reason = '', orderNumber = '' } = facts
    if (!givingBack.has(event) || refundId === undefined || minor === undefined || isExchangeBack(refundId)) continue
    const before = made.get(refundId) ?? { refundId, amountMinor: 0, creditMinor: 0, reason }
    const creditMinor = before.creditMinor + (event === 'credit-refunded' ? Number(minor) : 0)
    const exchange = event === 'exchanged' ? { exchange: { orderNumber, minor: Number(minor) } } : {}
    made.set(refundId, { ...before, ...exchange, amountMinor: before.amountMinor + Number(minor), creditMinor })
  }
  return [...made.values()].filter(({ refundId }) => !backs.some(({ id, awaits }) => id === refundId && awaits.length > 0))
}

/**
 * The credit note of a refund. Which pieces it is about is known where they were cancelled, withdrawn from or sent back; else it gives back a sum.
 * The tax in it is its share of the tax of these lines, or of the order, rounded once by rate.
 */
export function creditNoteOf(order: Order, refund: RefundMade, invoiceNumber: string, seller: readonly string[]): DueDocument {
  const { refundId, amountMinor, creditMinor, reason, exchange } = refund
  const counts = piecesOfRefund(order, refundId)
  const lines = order.lines.filter(({ id }) => counts.has(id))
  const rows = lines.map((line) => ({ ...rowOf(line, counts.get(line.id) ?? 0), unitMinor: null, totalMinor: null }))
  const groups = lines.length > 0 ? groupsOf(lines, order.totals.taxIncluded) : taxesOf(order)
  const body: InvoiceBody = {
    ...{
      ...partiesOf(order, seller),
      kind: 'credit-note' as const,
      rows,
      discountMinor: 0,
      deliveryMinor: null,
      totalMinor: amountMinor,
      ...byCredit(order.totals, creditMinor),
      ...(exchange && { exchange }),
    },
    ...{ taxes: sharesOf(groups, amountMinor), invoiceNumber, reason },
  }
  return { cause: refundId, body }
}

function partiesOf({ locale, currency, number, placedAt, billing, shipping, totals }: Order, seller: readonly string[]) {
  const ordered = { orderNumber: number, orderedAt: placedAt, taxIncluded: totals.taxIncluded }
  return { locale, currency, ...ordered, seller, buyer: billing ?? shipping, shipTo: shipping }
}

const rowOf = ({ sku, name, options }: OrderLine, quantity: number) => ({ sku, name, options: Object.values(options), quantity })

/** As the timeline keeps them beside the cancelling or the check that caused the refund (cancel-lines.ts). */
function piecesOfRefund({ timeline }: Order, refundId: string): ReadonlyMap<string, number> {
  const isCause = ({ facts }: TimelineEntry) => [facts['cancelId'], facts['returnId']].some((id) => id && refundIdOf(id) === refundId)
  const cause = timeline.findLast((entry) => entry.facts['lines'] && isCause(entry))
  return new Map(JSON.parse(cause?.facts['lines'] ?? '[]') as [string, number][]) // written by ourselves
}

/** Taxes of the whole order. What the lines do not hold is delivery's, whose rate follows from its amounts. */
function taxesOf({ lines, totals }: Order): TaxRow[] {
  const groups = groupsOf(lines, totals.taxIncluded)
  const taxMinor = totals.taxMinor - groups.reduce((sum, group) => sum + group.taxMinor, 0)
  const delivery = totals.deliveryMinor ?? 0
  if (delivery === 0) return groups
  const netMinor = totals.taxIncluded ? delivery - taxMinor : delivery
  // Rates are whole tenths of a percent in every country of the union.
  const ratePpm = netMinor > 0 ? Math.round((taxMinor * 1_000) / netMinor) * 1_000 : 0
  return merged([...groups, { ratePpm: nearest(groups, ratePpm), netMinor, taxMinor }])
}

/** A rate found by dividing small amounts is off by their rounding: that of a line which is close is meant. */
const nearest = (groups: readonly TaxRow[], ratePpm: number): number =>
  groups.find((group) => Math.abs(group.ratePpm - ratePpm) <= 5_000)?.ratePpm ?? ratePpm

const groupsOf = (lines: readonly OrderLine[], taxIncluded: boolean): TaxRow[] =>
  merged(
    lines.map((line) => ({ ratePpm: line.taxRatePpm, netMinor: paidMinor(line, taxIncluded) - line.taxMinor, taxMinor: line.taxMinor })),
  )

export function merged(rows: readonly TaxRow[]): TaxRow[] {
  const byRate = new Map<number, TaxRow>()
  for (const { ratePpm, netMinor, taxMinor } of rows) {
    const known = byRate.get(ratePpm) ?? { ratePpm, netMinor: 0, taxMinor: 0 }
    byRate.set(ratePpm, { ratePpm, netMinor: known.netMinor + netMinor, taxMinor: known.taxMinor + taxMinor })
  }
  return [...byRate.values()].toSorted((a, b) => b.ratePpm - a.ratePpm)
}

/** An amount over groups of rates, in proportion to what was paid in each; net and tax of all groups are the amount. */
function sharesOf(groups: readonly TaxRow[], amountMinor: number): TaxRow[] {
  const whole = groups.reduce((sum, { netMinor, taxMinor }) => sum + netMinor + taxMinor, 0)
  let before = 0
  return groups.map(({ ratePpm, netMinor, taxMinor }) => {
    const paid = netMinor + taxMinor
    const upTo = (sum: number) => (whole === 0 ? 0 : Math.round((amountMinor * sum) / whole))
    const share = upTo(before + paid) - upTo(before)
    before += paid
    const tax = paid === 0 ? 0 : Math.round((share * taxMinor) / paid)
    return { ratePpm, netMinor: share - tax, taxMinor: tax }
  })
}
