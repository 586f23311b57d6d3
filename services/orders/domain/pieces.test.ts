import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Order, OrderLine } from './order.ts'
import { awayOf, checkedCounts, paidMinor, piecesOf, shareMinor, unsentOf, withPieces } from './pieces.ts'
import { allowedActions } from './allowed-actions.ts'
import { movesByHand, returnMoves, type ReturnState } from './return-file.ts'
import { lineRight, withdrawUntil } from './withdrawal.ts'

const words = { fr: 'Lise', en: 'Lise' }
const line = (more: Partial<OrderLine> = {}): OrderLine => ({
  ...{ id: 'a', variantId: 'v', productId: 'p', sku: 's', slug: 'lise', name: words, options: {}, image: null, kind: 'eyewear' },
  ...{ quantity: 3, unitPriceMinor: 1_000, totalMinor: 3_000, discountMinor: 0, taxMinor: 500, taxRatePpm: 200_000 },
  ...more,
})
const order = (more: Partial<Order> = {}): Order => ({
  ...{
    id: 'o',
    number: 'V-000001',
    status: 'paid',
    currency: 'EUR',
    lines: [line()],
    email: 'ada@example.com',
    customerId: '',
    locale: 'fr',
  },
  totals: { linesMinor: 3_000, discountMinor: 0, deliveryMinor: 490, taxMinor: 582, totalMinor: 3_490, taxIncluded: true },
  shipping: { name: 'Ada', company: '', line1: '1', line2: '', postcode: '75002', city: 'Paris', region: '', country: 'FR', phone: '' },
  ...{ billing: null, placedAt: '2026-11-20T10:00:00Z', cartId: 'c', deliveryMethodId: 'home', pickupPointId: '', waitsUntil: '' },
  ...{ capturedMinor: 3_490, refundedMinor: 0, backs: [], payments: [], deliveries: [], timeline: [], returns: [], version: 0 },
  ...more,
})
const parcel = (at: string) => ({
  ...{ parcelId: 'p', carrier: 'Colissimo', trackingNumber: 'T', state: 'delivered', earliest: '', latest: '' },
  scans: [{ at, state: 'delivered' }],
})
const delivered = (more: Partial<OrderLine> = {}) =>
  order({ status: 'delivered', deliveries: [parcel('2026-11-24T23:30:00Z')], lines: [withPieces(line(more), { sent: 3 })] })

test('in whatever portions the pieces of a line go back, their shares are what was paid, to the cent', () => {
  const portions = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(
      portions,
      fc.integer({ min: 0, max: 1_000_000 }),
      fc.integer({ min: 0, max: 99 }),
      fc.boolean(),
      (parts, unit, off, included) => {
        const quantity = parts.reduce((sum, part) => sum + part, 0)
        const totalMinor = unit * quantity
        const bought = line({
          quantity,
          unitPriceMinor: unit,
          totalMinor,
          discountMinor: Math.floor((totalMinor * off) / 100),
          taxMinor: 77,
        })
        let settled = 0
        let sum = 0
        for (const part of parts) {
          const share = shareMinor(withPieces(bought, { settled }), included, part)
          expect(share).toBeGreaterThanOrEqual(0)
          sum += share
          settled += part
        }
        expect(sum).toBe(paidMinor(bought, included))
      },
    ),
  )
})

test('pieces are in the shop, away, or gone', () => {
  expect([unsentOf(line()), awayOf(line())]).toEqual([3, 0])
  const some = withPieces(line(), { cancelled: 1, sent: 2, returned: 1, settled: 1 })
  expect([unsentOf(some), awayOf(some), piecesOf(some)]).toEqual([0, 1, { cancelled: 1, sent: 2, returned: 1, settled: 1 }])
})

test('counts of one line are summed; a line nobody bought, none, and half a piece are refused', () => {
  expect(
    checkedCounts(
      [line()],
      [1, 2].map((quantity) => ({ lineId: 'a', quantity })),
    ),
  ).toEqual([{ lineId: 'a', quantity: 3 }])
  for (const odd of [
    { lineId: 'b', quantity: 1 },
    { lineId: 'a', quantity: 0 },
    { lineId: 'a', quantity: 0.5 },
  ]) {
    expect(() => checkedCounts([line()], [odd])).toThrow(RangeError)
  }
})

test('LAW-1: one may withdraw until 14 days after the last parcel arrived, and before anything arrived without an end', () => {
  // It arrived at half past midnight of the 25th, by the clock of the shop, which its invoices and mails go by too.
  expect(withdrawUntil(delivered())).toBe('2026-12-09')
  // On the Azores it was the 24th still: an order counts in the days of the shop it was placed in.
  const azores = { ...delivered(), timeZone: 'Atlantic/Azores' }
  expect(withdrawUntil(azores)).toBe('2026-12-08')
  expect(lineRight(azores, azores.lines[0]!, new Date('2026-12-09T00:59:59Z')).eligible).toBe(true)
  expect(lineRight(azores, azores.lines[0]!, new Date('2026-12-09T01:00:00Z')).eligible).toBe(false)
  const right = (at: string) => lineRight(delivered(), delivered().lines[0]!, new Date(at))
  expect(right('2026-12-09T22:59:59Z')).toEqual({ eligible: true, reason: '', quantity: 3 })
  expect(right('2026-12-09T23:00:00Z')).toEqual({ eligible: false, reason: 'period-over', quantity: 0 })
  expect([withdrawUntil(order()), lineRight(order(), line(), new Date('2030-01-01')).eligible]).toEqual(['', true])
  const twoParcels = { ...delivered(), deliveries: [parcel('2026-11-24T10:00:00Z'), { ...parcel(''), state: 'in-transit', scans: [] }] }
  expect(withdrawUntil(twoParcels)).toBe('')
})

test('LAW-2: perfume comes back sealed; what came back or was cancelled does not come back again', () => {
  const now = new Date('2026-11-25')
  expect(lineRight(delivered(), delivered({ kind: 'perfume' }).lines[0]!, now)).toEqual({ eligible: true, reason: 'sealed', quantity: 3 })
  expect(lineRight(delivered(), withPieces(line(), { sent: 3, returned: 3 }), now)).toMatchObject({
    eligible: false,
    reason: 'nothing-left',
  })
  expect(lineRight(order({ status: 'cancelled' }), line(), now)).toMatchObject({ eligible: false })
  expect(lineRight(order({ status: 'awaiting-prescription' }), line(), now)).toEqual({ eligible: false, reason: 'not-sent', quantity: 0 })
})

test.each<[string, Order, string[]]>([
  ['paid', order(), ['cancel', 'cancel-lines', 'edit', 'refund', 'withdraw', 'invoice']],
  ['paid, one piece', order({ lines: [line({ quantity: 1 })] }), ['cancel', 'edit', 'refund', 'withdraw', 'invoice']],
  ['packed', order({ status: 'packed' }), ['cancel', 'cancel-lines', 'refund', 'withdraw', 'invoice']],
  ['placed', order({ status: 'placed', capturedMinor: 0 }), ['cancel', 'cancel-lines', 'edit', 'change-delivery']],
  ['delivered', delivered(), ['refund', 'withdraw', 'return', 'claim', 'invoice']],
  [
    'delivered, all money back',
    { ...delivered(), refundedMinor: 3_490, backs: [{ id: 'r', bankMinor: 3_490, creditMinor: 0, awaits: [] }] },
    ['withdraw', 'return', 'claim', 'invoice'],
  ],
  [
    'cancelled',
    order({ status: 'cancelled', refundedMinor: 3_490, backs: [{ id: 'r', bankMinor: 3_490, creditMinor: 0, awaits: [] }] }),
    ['invoice'],
  ],
  ['cancelled, its money refused by a second person', order({ status: 'cancelled' }), ['refund', 'invoice']],
  ['cancelled unpaid', order({ status: 'cancelled', capturedMinor: 0 }), []],
])('of an order that is %s people may do what its status, pieces and money leave', (_, given, allowed) => {
  expect(allowedActions(given, new Date('2026-11-25'))).toEqual(allowed)
})

test.each<[ReturnState, ReturnState[]]>([
  ['asked', ['approved', 'refused']],
  ['approved', ['label', 'received', 'refused']],
  ['label', ['received', 'refused']],
  ['received', ['checked']],
  ['checked', []],
  ['refunded', []],
  ['refused', []],
])('ORD-11: staff bring a file that is %s to %j', (state, next) => {
  expect(movesByHand({ state, kind: 'return' })).toEqual(next)
  expect(returnMoves.checked).toContain('refunded')
})

test('of a swap that waits for its difference staff only end the wish', () => {
  expect(movesByHand({ state: 'to-pay', kind: 'swap' })).toEqual(['refused'])
  expect(movesByHand({ state: 'to-pay', kind: 'return' })).toEqual(['approved', 'refused'])
})
