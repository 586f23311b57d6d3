import type { Address } from './address.ts'
import type { LocalText } from './cart.ts'
import type { Order, OrderLine } from './order.ts'
import { paidMinor } from './pieces.ts'
import type { StatedVat } from './stated-vat.ts'
import { asBought } from './swap.ts'

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
  /** What the discount is for, in the language of the document; absent where nothing is named, and on documents from before it was kept. */
  readonly discountNames?: readonly string[]
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
  /** Its VAT in the currency the shop owes it in, where its own is another. */
  readonly vat?: StatedVat
  /** In whose days it is dated; absent on documents from before it was kept is Europe/Paris. */
  readonly timeZone?: string
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
export function invoiceOf(latest: Order, seller: readonly string[]): DueDocument {
  const order = asBought(latest)
  const { lines, totals } = order
  const rows = lines.map((line) => ({ ...rowOf(line, line.quantity), unitMinor: line.unitPriceMinor, totalMinor: line.totalMinor }))
  const sums = { discountMinor: totals.discountMinor, deliveryMinor: totals.deliveryMinor ?? 0, totalMinor: totals.totalMinor }
  const body = {
    ...partiesOf(order, seller),
    kind: 'invoice',
    rows,
    ...sums,
    ...namesOf(totals, order.locale),
    ...byCredit(totals, totals.creditMinor ?? 0),
    taxes: taxesOf(order),
    invoiceNumber: '',
    reason: '',
  } as const
  return { cause: order.id, body }
}

/** The invoice of a line that was swapped in: what was paid for the pieces it came for pays it, which a credit note says. */
export function swapInvoiceOf(order: Order, line: OrderLine, seller: readonly string[]): DueDocument {
  const totalMinor = paidMinor(line, order.totals.taxIncluded)
  const body = {
    ...partiesOf(order, seller),
    kind: 'invoice',
    rows: [{ ...rowOf(line, line.quantity), unitMinor: line.unitPriceMinor, totalMinor: line.totalMinor }],
    ...{ discountMinor: line.discountMinor, deliveryMinor: 0, totalMinor, creditMinor: 0 },
    ...(totalMinor > 0 && { exchange: { orderNumber: order.number, minor: totalMinor } }),
    taxes: [{ ratePpm: line.taxRatePpm, netMinor: totalMinor - line.taxMinor, taxMinor: line.taxMinor }],
    ...{ invoiceNumber: '', reason: '' },
  } as const
  return { cause: line.id, body }
}

/** Promotions that took something off, by name and code. */
function namesOf({ promotions = [] }: Order['totals'], locale: string): Pick<InvoiceBody, 'discountNames'> {
  const names = promotions
    .filter(({ discountMinor }) => discountMinor > 0)
    .map(({ title, code }) => nameOf(title[locale === 'en' ? 'en' : 'fr'], code))
  return names.length > 0 ? { discountNames: names } : {}
}

const nameOf = (title: string, code: string): string => (title && code ? `${title} (${code})` : title || code)

/** Credit is of gift cards and store credit, or of the pieces of an exchange. */
export const byCredit = ({ exchange }: Order['totals'], minor: number): Pick<InvoiceBody, 'creditMinor' | 'exchange'> =>
  exchange && minor > 0 ? { creditMinor: 0, exchange: { orderNumber: exchange.orderNumber, minor } } : { creditMinor: minor }

export function partiesOf({ locale, currency, number, placedAt, billing, shipping, totals, timeZone }: Order, seller: readonly string[]) {
  const ordered = { orderNumber: number, orderedAt: placedAt, taxIncluded: totals.taxIncluded }
  return { locale, currency, ...ordered, ...(timeZone && { timeZone }), seller, buyer: billing ?? shipping, shipTo: shipping }
}

export const rowOf = ({ sku, name, options }: OrderLine, quantity: number) => ({ sku, name, options: Object.values(options), quantity })

/** Taxes of the whole order, as pricing parted them. Of one from before that was kept, what the lines do not hold is delivery's, at the rate of its amounts. */
function taxesOf({ lines, totals }: Order): TaxRow[] {
  const netOf = (amountMinor: number, taxMinor: number) => (totals.taxIncluded ? amountMinor - taxMinor : amountMinor)
  if (totals.taxes)
    return merged(totals.taxes.map(({ ratePpm, amountMinor, taxMinor }) => ({ ratePpm, netMinor: netOf(amountMinor, taxMinor), taxMinor })))
  const groups = groupsOf(lines, totals.taxIncluded)
  const taxMinor = totals.taxMinor - groups.reduce((sum, group) => sum + group.taxMinor, 0)
  const delivery = totals.deliveryMinor ?? 0
  if (delivery === 0) return groups
  const netMinor = netOf(delivery, taxMinor)
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
