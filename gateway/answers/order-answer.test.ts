import { create } from '@bufbuild/protobuf'
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { toMoney } from '@vitrine/contracts/money'
import { OrderSchema } from '@vitrine/contracts/orders/v1'
import { expect, test } from 'vitest'
import { orderAnswer } from './order-answer.ts'
import type { Wording } from './wording.ts'

const amount = toMoney({ amountMinor: 1_000, currency: 'EUR' })
const at = timestampFromDate(new Date('2026-11-29T10:00:00Z'))
const events = ['payment-disputed', 'refund-waits', 'dispute-won', 'dispute-lost', 'taken-back']

/** An order one file of which is checked, as its payment stands. */
const orderOf = (state: string, status = 'returned', deliveries: { parcelId: string; state: string }[] = []) =>
  create(OrderSchema, {
    ...{ id: 'o', number: 'V-1', status, placedAt: at, shipping: {}, totals: { total: amount } },
    payments: [{ id: 'p', provider: 'sandbox', method: 'card', state, amount }],
    returns: [{ id: 'r', kind: 'withdrawal', state: 'checked', amount, askedAt: at }],
    timeline: events.map((event) => ({ at, event, facts: {} })),
    deliveries,
  })

test.each(['fr', 'en'] as const)(
  'money a bank took back is told in readable words, and a refund that waits for it says so, in %s',
  (locale) => {
    const wording = { locale, apiBase: '', pictures: {} } as unknown as Wording // an order without pictures
    const told = (state: string) => orderAnswer(orderOf(state), wording)
    for (const { event, text } of told('disputed').timeline)
      expect([event, text]).toEqual([event, expect.stringMatching(/^[A-ZÀ-Ý].* .* /)])
    const [disputed, paid] = ['disputed', 'captured'].map((state) => told(state).returns[0]!.text)
    expect(disputed).toMatch(/litige|dispute/)
    expect(paid).not.toBe(disputed)
  },
)

test('a parcel of an order that was called off in the shop goes nowhere and is not told; one that travels is', () => {
  const wording = { locale: 'fr', apiBase: '', pictures: {} } as unknown as Wording
  const parcels = (status: string) => {
    const deliveries = ['made', 'in-transit', 'stopped'].map((state) => ({ parcelId: state, state }))
    return orderAnswer(orderOf('captured', status, deliveries), wording).deliveries.map(({ id }) => id)
  }
  expect(parcels('packed')).toEqual(['made', 'in-transit'])
  expect(parcels('cancelled')).toEqual(['in-transit'])
})
