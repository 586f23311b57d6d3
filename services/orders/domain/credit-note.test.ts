import fc from 'fast-check'
import { expect, test } from 'vitest'
import { creditNoteOf, type Issued } from './credit-note.ts'
import { type InvoiceBody, invoiceOf, type TaxRow } from './invoice.ts'
import type { Order, OrderLine, TaxPart } from './order.ts'
import { paidMinor, shareMinor, withPieces } from './pieces.ts'

const words = { fr: 'Lise', en: 'Lise' }
const line = (id: string, quantity: number, unitPriceMinor: number, taxRatePpm: number, taxMinor: number): OrderLine => ({
  ...{ id, variantId: id, productId: 'p', sku: id, slug: 'lise', name: words, options: {}, image: null },
  ...{ quantity, unitPriceMinor, totalMinor: quantity * unitPriceMinor, discountMinor: 0, taxMinor, taxRatePpm },
})

function order(lines: readonly OrderLine[], deliveryMinor: number, taxes: readonly TaxPart[] | undefined, taxIncluded = true): Order {
  const linesMinor = lines.reduce((sum, { totalMinor }) => sum + totalMinor, 0)
  const taxMinor = (taxes ?? []).reduce((sum, part) => sum + part.taxMinor, 0)
  const totalMinor = linesMinor + deliveryMinor + (taxIncluded ? 0 : taxMinor)
  const totals = { linesMinor, discountMinor: 0, deliveryMinor, taxMinor, totalMinor, taxIncluded, ...(taxes && { taxes }) }
  const rest = { id: 'o', currency: 'EUR', locale: 'fr', number: 'V-1', placedAt: '2026-11-20T10:00:00Z', billing: null, timeline: [] }
  return { ...rest, lines, totals } as unknown as Order // only what a document says is asked about
}

/** The credit notes of these refunds, one after the other; `pieces` as a check of a return keeps them. */
function documentsOf(
  of: Order,
  refunds: readonly { readonly minor: number; readonly pieces?: readonly [string, number][] }[],
): InvoiceBody[] {
  const issued: Issued[] = [{ number: 'F-1', cause: of.id, body: invoiceOf(of, []).body }]
  const timeline = refunds.flatMap(({ pieces }, n) =>
    pieces ? [{ at: '', event: 'return-checked', facts: { returnId: `${n}`, lines: JSON.stringify(pieces) } }] : [],
  )
  for (const [n, { minor }] of refunds.entries()) {
    const refund = { refundId: `${n}-refund`, amountMinor: minor, creditMinor: 0, reason: '' }
    issued.push({ number: `A-${n}`, cause: refund.refundId, body: creditNoteOf({ ...of, timeline }, refund, issued, []).body })
  }
  return issued.map(({ body }) => body)
}

const sumsOf = (rows: readonly TaxRow[]) => {
  const sums = new Map<number, readonly [number, number]>()
  for (const { ratePpm, netMinor, taxMinor } of rows) {
    const [net, tax] = sums.get(ratePpm) ?? [0, 0]
    sums.set(ratePpm, [net + netMinor, tax + taxMinor])
  }
  return Object.fromEntries([...sums].filter(([, [net, tax]]) => net + tax > 0))
}

/** 60.00 at 20 %, 60.00 at 10 %, delivery for 5.90: half of it at each. */
const mixed = order([line('a', 1, 6_000, 200_000, 1_000), line('b', 1, 6_000, 100_000, 545)], 590, [
  { ratePpm: 100_000, amountMinor: 6_295, taxMinor: 572 },
  { ratePpm: 200_000, amountMinor: 6_295, taxMinor: 1_049 },
])

test('an invoice has the rates its goods were sold at, and no other', () => {
  expect(invoiceOf(mixed, []).body.taxes).toEqual([
    { ratePpm: 200_000, netMinor: 5_246, taxMinor: 1_049 },
    { ratePpm: 100_000, netMinor: 5_723, taxMinor: 572 },
  ])
})

test('tax that was added to prices is on top of what bears it', () => {
  const added = order([line('a', 1, 10_000, 77_000, 770)], 1_000, [{ ratePpm: 77_000, amountMinor: 11_000, taxMinor: 847 }], false)
  expect(invoiceOf(added, []).body).toMatchObject({ totalMinor: 11_847, taxes: [{ ratePpm: 77_000, netMinor: 11_000, taxMinor: 847 }] })
})

test('an order from before its taxes were kept has an invoice all the same', () => {
  const before = { ...order([line('a', 1, 6_000, 200_000, 1_000)], 590, undefined) }
  const old = { ...before, totals: { ...before.totals, taxMinor: 1_098 } }
  expect(invoiceOf(old, []).body.taxes).toEqual([{ ratePpm: 200_000, netMinor: 5_492, taxMinor: 1_098 }])
})

test('three pieces that come back one by one give back the tax of their line, to the cent', () => {
  const three = order([line('a', 3, 333, 200_000, 167)], 0, [{ ratePpm: 200_000, amountMinor: 999, taxMinor: 167 }])
  const one = { minor: 333, pieces: [['a', 1]] as [string, number][] }
  const [invoice, ...notes] = documentsOf(three, [one, one, one])
  expect(notes.map(({ taxes }) => taxes[0]!.taxMinor)).toEqual([56, 56, 55])
  expect(sumsOf(notes.flatMap(({ taxes }) => taxes))).toEqual(sumsOf(invoice!.taxes))
})

test('delivery that goes back with the last piece has the rates of delivery, not that of the piece', () => {
  const [, first, last] = documentsOf(mixed, [
    { minor: 6_000, pieces: [['a', 1]] },
    { minor: 6_590, pieces: [['b', 1]] },
  ])
  expect(first!.taxes).toEqual([{ ratePpm: 200_000, netMinor: 5_000, taxMinor: 1_000 }])
  expect(last!.taxes).toEqual([
    { ratePpm: 200_000, netMinor: 246, taxMinor: 49 },
    { ratePpm: 100_000, netMinor: 5_723, taxMinor: 572 },
  ])
})

test('a sum that goes back after a piece is of the rates of what is left', () => {
  const [, , rest] = documentsOf(mixed, [{ minor: 6_000, pieces: [['a', 1]] }, { minor: 3_295 }])
  expect(sumsOf(rest!.taxes)).toEqual({ 200_000: [123, 25], 100_000: [2_861, 286] })
})

const rates = [200_000, 100_000, 55_000]
const basket = fc.record({
  goods: fc.array(fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 90_000 }), fc.constantFrom(...rates)), {
    minLength: 1,
    maxLength: 4,
  }),
  deliveryMinor: fc.integer({ min: 0, max: 2_000 }),
  taxIncluded: fc.boolean(),
  sums: fc.array(fc.integer({ min: 1, max: 5_000 }), { maxLength: 3 }),
})

test('in whatever portions money goes back, credit notes never exceed their invoice by rate, and the last one closes it', () => {
  fc.assert(
    fc.property(basket, ({ goods, deliveryMinor, taxIncluded, sums }) => {
      const taxOn = (minor: number, ratePpm: number) => Math.round((minor * ratePpm) / (1_000_000 + (taxIncluded ? ratePpm : 0)))
      const lines = goods.map(([quantity, unit, rate], n) => line(`${n}`, quantity, unit, rate, taxOn(quantity * unit, rate)))
      const own = lines.map((each) => ({ ratePpm: each.taxRatePpm, amountMinor: each.totalMinor, taxMinor: each.taxMinor }))
      const delivered = { ratePpm: goods[0]![2], amountMinor: deliveryMinor, taxMinor: taxOn(deliveryMinor, goods[0]![2]) }
      const bought = order(lines, deliveryMinor, [...own, delivered], taxIncluded)
      let leftMinor = bought.totals.totalMinor
      const refunds: { minor: number; pieces?: [string, number][] }[] = []
      const give = (wanted: number, pieces?: [string, number][]) => {
        const minor = Math.min(wanted, leftMinor)
        leftMinor -= minor
        if (minor > 0) refunds.push({ minor, ...(pieces && { pieces }) })
      }
      for (const sum of sums) give(sum)
      for (const each of lines)
        for (let settled = 0; settled < each.quantity; settled++)
          give(shareMinor(withPieces(each, { settled }), taxIncluded, 1), [[each.id, 1]])
      give(leftMinor, [[lines[0]!.id, 1]])
      const [invoice, ...notes] = documentsOf(bought, refunds)
      const whole = sumsOf(invoice!.taxes)
      for (const [n, note] of notes.entries()) {
        expect(note.taxes.reduce((sum, row) => sum + row.netMinor + row.taxMinor, 0)).toBe(note.totalMinor)
        for (const [rate, [net, tax]] of Object.entries(sumsOf(notes.slice(0, n + 1).flatMap(({ taxes }) => taxes)))) {
          expect(net).toBeLessThanOrEqual(whole[rate]![0])
          expect(tax).toBeLessThanOrEqual(whole[rate]![1])
        }
      }
      expect(sumsOf(notes.flatMap(({ taxes }) => taxes))).toEqual(whole)
      expect(lines.every((each) => paidMinor(each, taxIncluded) > 0)).toBe(true)
    }),
  )
})
