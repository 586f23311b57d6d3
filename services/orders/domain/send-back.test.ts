import { expect, test } from 'vitest'
import type { Order, OrderLine } from './order.ts'
import { withPieces } from './pieces.ts'
import { movesByHand, movesByShopper, type ReturnFile, shopPays } from './return-file.ts'
import { amountsMinor, claimRight, returnRight, returnUntil } from './send-back.ts'

const words = { fr: 'Lise', en: 'Lise' }
const line = (more: Partial<OrderLine> = {}): OrderLine =>
  withPieces(
    {
      ...{ id: 'a', variantId: 'v', productId: 'p', sku: 's', slug: 'lise', name: words, options: {}, image: null, kind: 'eyewear' },
      ...{ quantity: 3, unitPriceMinor: 1_000, totalMinor: 3_000, discountMinor: 0, taxMinor: 500, taxRatePpm: 200_000 },
      ...more,
    },
    { sent: 3 },
  )
const parcel = (at: string, variantId = 'v') => ({
  ...{ parcelId: at, carrier: 'Colissimo', trackingNumber: 'T', state: at ? 'delivered' : 'in-transit', earliest: '', latest: '' },
  ...{ lines: [{ variantId, quantity: 3 }], scans: at ? [{ at, state: 'delivered' }] : [] },
})
const delivered = (more: Partial<Order> = {}): Order => ({
  ...{ id: 'o', number: 'V-000001', status: 'delivered', currency: 'EUR', lines: [line()], email: 'ada@example.com', customerId: '' },
  ...{ locale: 'fr', placedAt: '2026-11-20T10:00:00Z', cartId: 'c', deliveryMethodId: 'home', pickupPointId: '', waitsUntil: '' },
  totals: { linesMinor: 3_000, discountMinor: 0, deliveryMinor: 490, taxMinor: 582, totalMinor: 3_490, taxIncluded: true },
  shipping: { name: 'Ada', company: '', line1: '1', line2: '', postcode: '75002', city: 'Paris', region: '', country: 'FR', phone: '' },
  ...{ billing: null, capturedMinor: 3_490, refundedMinor: 0, backs: [], payments: [], timeline: [], returns: [], version: 0 },
  deliveries: [parcel('2026-11-24T23:30:00Z')],
  ...more,
})
const right = (order: Order, at: string, isByStaff = false) => returnRight(order, order.lines[0]!, new Date(at), isByStaff)
const claim = (order: Order, at: string, isByStaff = false) => claimRight(order, order.lines[0]!, new Date(at), isByStaff)

test('things come back without a fault as long as the shop said when the order was placed, never for less than one may withdraw', () => {
  expect(returnUntil(delivered())).toBe('2026-12-09')
  const month = delivered({ returnDays: 30 })
  expect(returnUntil(month)).toBe('2026-12-25')
  expect(right(month, '2026-12-25T22:59:59Z')).toEqual({ eligible: true, reason: '', quantity: 3, until: '2026-12-25' })
  expect(right(month, '2026-12-25T23:00:00Z')).toMatchObject({ eligible: false, reason: 'period-over' })
  expect(returnUntil(delivered({ returnDays: 3 }))).toBe('2026-12-09')
})

test('after the period to withdraw the same may come back as before: no card, no lenses to a prescription, perfume sealed', () => {
  const glasses = { configurationId: 'g', toPrescription: true, leadDays: 5 }
  const month = (lines: readonly OrderLine[]) => delivered({ returnDays: 30, lines })
  const on = '2026-12-20'
  expect(right(month([line({ kind: 'gift-card' })]), on)).toMatchObject({ eligible: false, reason: 'by-withdrawal' })
  expect(right(month([line({ id: 'lens', partOf: 'a' }), line({ glasses })]), on)).toMatchObject({ reason: 'made-to-measure' })
  expect(right(month([line({ kind: 'perfume' })]), on)).toMatchObject({ eligible: true, reason: 'sealed' })
})

test('staff take things back on any day, but not what nobody takes back', () => {
  expect(right(delivered(), '2028-01-01', true)).toMatchObject({ eligible: true, quantity: 3 })
  expect(right(delivered({ lines: [line({ kind: 'gift-card' })] }), '2028-01-01', true)).toMatchObject({ eligible: false })
})

test('what is faulty is claimed for two years from the day the last parcel with some of it arrived', () => {
  expect(claim(delivered(), '2028-11-25T22:59:59Z')).toEqual({ eligible: true, reason: '', quantity: 3, until: '2028-11-25' })
  expect(claim(delivered(), '2028-11-25T23:00:00Z')).toMatchObject({ eligible: false, reason: 'period-over', quantity: 0 })
  expect(claim(delivered(), '2028-12-25', true)).toMatchObject({ eligible: true })
  // Another line of the order came later: that is nothing to this one; another parcel of this one is.
  const deliveries = [parcel('2026-11-24T10:00:00Z'), parcel('2027-02-01T10:00:00Z', 'w')]
  expect(claim(delivered({ deliveries }), '2027-03-01').until).toBe('2028-11-24')
  const split = [parcel('2026-11-24T10:00:00Z'), parcel('2027-02-01T10:00:00Z')]
  expect(claim(delivered({ deliveries: split }), '2027-03-01').until).toBe('2029-02-01')
  expect(claim(delivered({ deliveries: [parcel('')] }), '2030-01-01')).toMatchObject({ eligible: true, until: '' })
  expect(claim(delivered({ deliveries: [parcel('2028-02-29T10:00:00Z')] }), '2028-03-01').until).toBe('2030-02-28')
})

test('lenses to a prescription and perfume are claimed like anything else; a gift card, and what is not with the shopper, are not', () => {
  const glasses = { configurationId: 'g', toPrescription: true, leadDays: 5 }
  const on = '2027-06-01'
  expect(claim(delivered({ lines: [line({ id: 'lens', partOf: 'a' }), line({ glasses })] }), on)).toMatchObject({
    eligible: true,
    reason: '',
  })
  expect(claim(delivered({ lines: [line({ kind: 'perfume' })] }), on)).toMatchObject({ eligible: true, reason: '' })
  expect(claim(delivered({ lines: [line({ kind: 'gift-card' })] }), on)).toMatchObject({ eligible: false, reason: 'no-goods' })
  expect(claim(delivered({ lines: [withPieces(line(), { sent: 0 })] }), on)).toMatchObject({ reason: 'not-sent' })
  expect(claim(delivered({ lines: [withPieces(line(), { returned: 3 })] }), on)).toMatchObject({ reason: 'nothing-left' })
  expect(claim(delivered({ status: 'refunded' }), on)).toMatchObject({ eligible: false })
})

test('what goes back for each number of pieces is said to the cent', () => {
  const odd = line({ totalMinor: 1_000, unitPriceMinor: 333 })
  expect(amountsMinor(odd, true, 3)).toEqual([333, 666, 1_000])
  expect(amountsMinor(withPieces(odd, { settled: 1 }), true, 2)).toEqual([333, 667])
})

test.each<[Pick<ReturnFile, 'kind'>['kind'], string, boolean]>([
  ['claim', 'faulty', true],
  ['return', 'faulty', true],
  ['return', 'not-as-shown', true],
  ['return', 'changed-mind', false],
  ['withdrawal', '', false],
])('the way back of a %s with the reason "%s" is paid by the shop: %s', (kind, reason, isShops) => {
  expect(shopPays({ kind, lines: [{ lineId: 'a', quantity: 1, reason }] })).toBe(isShops)
})

test('a shopper takes back what they asked for until it arrived; never a withdrawal, a swap, or an exchange that left at once', () => {
  const states = ['asked', 'to-pay', 'approved', 'label', 'received', 'checked', 'mended', 'refunded', 'cancelled'] as const
  const may = (kind: ReturnFile['kind'], more: Partial<ReturnFile> = {}) =>
    states.filter((state) => movesByShopper({ state, kind, ...more }).includes('cancelled'))
  expect(may('return')).toEqual(['asked', 'to-pay', 'approved', 'label'])
  expect(may('claim')).toEqual(['asked', 'to-pay', 'approved', 'label'])
  expect([may('withdrawal'), may('swap')]).toEqual([[], []])
  const exchange = { cartId: 'c', atMostMinor: 1, dueMinor: 0, sendsAtOnce: true, orderId: 'o', orderNumber: 'V-2', paidMinor: 1 }
  expect(may('return', { exchange })).toEqual([])
  expect(may('return', { exchange: { ...exchange, sendsAtOnce: false } })).toEqual(['asked', 'to-pay', 'approved', 'label'])
})

test('staff mend what is claimed, and nothing else', () => {
  expect(movesByHand({ state: 'received', kind: 'claim' })).toEqual(['checked', 'mended'])
  expect(movesByHand({ state: 'received', kind: 'return' })).toEqual(['checked'])
  expect(movesByHand({ state: 'asked', kind: 'claim' })).toEqual(['approved', 'refused'])
})
