import { expect, test } from 'vitest'
import { deliveryBackMinor, deliveryPaidMinor, savedMinor } from './delivery-back.ts'
import type { Order } from './order.ts'

/** One line of 100.00 and 8.10 of tax, delivery of 10.00 and 0.81, VAT on top or inside. */
const order = (taxIncluded: boolean, more: object = {}) =>
  ({
    lines: [{ id: 'l', quantity: 1, totalMinor: 10_000, discountMinor: 0, taxMinor: 810 }],
    totals: { deliveryMinor: 1_000, taxMinor: 891, totalMinor: taxIncluded ? 11_000 : 11_891, taxIncluded },
    timeline: [],
    ...more,
  }) as unknown as Order // only its money and pieces are asked about
const cancelled = [
  { id: 'l', quantity: 1, totalMinor: 10_000, discountMinor: 0, taxMinor: 810, cancelled: 1, sent: 0, returned: 0, settled: 1 },
]

test('what was paid for the delivery has its tax with it, whether on top or inside', () => {
  expect([order(false), order(true)].map(deliveryPaidMinor)).toEqual([1_081, 1_000])
})

test('a cheaper delivery saves the tax of the difference too; a free one all that was paid', () => {
  expect([400, 1_000, 0].map((price) => savedMinor(order(false), price))).toEqual([649, 0, 1_081])
  expect([400, 1_000, 0].map((price) => savedMinor(order(true), price))).toEqual([600, 0, 1_000])
})

test('what a change to a cheaper delivery gave back is not given back again', () => {
  const changed = order(false, { timeline: [{ event: 'delivery-changed', facts: { cheaperMinor: '649' } }] })
  expect(deliveryBackMinor(order(false), changed)).toBe(649)
  expect(deliveryBackMinor(changed, { ...changed, lines: cancelled as unknown as Order['lines'] })).toBe(1_081 - 649)
})
