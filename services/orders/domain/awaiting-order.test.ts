import { describe, expect, test } from 'vitest'
import {
  awaitsPayment,
  dueOfAwaiting,
  holdOf,
  isRenewing,
  keptWayOf,
  longestWaitMs,
  payAgainMs,
  sheetMs,
  waitsUntilOf,
  withHeld,
  withPaymentAsked,
  withRenewal,
} from './awaiting-order.ts'
import { keptMethodOf, lapseMs } from './hold.ts'
import type { Order } from './order.ts'

const start = '2026-11-02T10:00:00.000Z'
const after = (ms: number) => new Date(new Date(start).getTime() + ms)
const glasses = { configurationId: 'c', toPrescription: true, leadDays: 5 }
const way = { provider: 'sandbox', method: 'card', token: 'ok', returnUrl: '', save: false, savedMethodId: '' }
const paid = { provider: 'sandbox', method: 'card', state: 'authorised', amountMinor: 100, capturedMinor: 0, refundedMinor: 0 }
const order = (more: object = {}): Order =>
  ({
    ...{
      id: 'o',
      status: 'awaiting-prescription',
      placedAt: start,
      totals: { totalMinor: 100 },
      payments: [{ id: 'o-1', ...paid, keptMethodId: 'k' }],
    },
    lines: [{ id: 'a', quantity: 1, glasses }],
    timeline: [{ at: start, event: 'prescription-awaited', facts: {} }],
    ...more,
  }) as unknown as Order
const at = (event: string, ms = 0, facts = {}) => ({ at: after(ms).toISOString(), event, facts })

describe('ORD-14 what time does to an order that waits', () => {
  test('its money is set aside anew before the bank lets go of it, and again', () => {
    expect([dueOfAwaiting(order(), after(lapseMs - 1)), dueOfAwaiting(order(), after(lapseMs))]).toEqual([undefined, 'renew'])
    const renewed = withHeld(withRenewal(order(), way, 'payment-renewing', after(lapseMs).toISOString()), after(lapseMs).toISOString())
    expect([dueOfAwaiting(renewed, after(2 * lapseMs - 1)), dueOfAwaiting(renewed, after(2 * lapseMs))]).toEqual([undefined, 'renew'])
    expect(dueOfAwaiting(order({ payments: [] }), after(lapseMs))).toBeUndefined() // credit paid it all
  })

  test('one that is verified is being paid, and one that ended is nobody’s', () => {
    const verified = order({ lines: [{ id: 'a', quantity: 1, glasses: { ...glasses, isVerified: true } }] })
    expect([dueOfAwaiting(verified, after(longestWaitMs)), dueOfAwaiting(order({ status: 'cancelled' }), after(longestWaitMs))]).toEqual([
      ...[undefined, undefined],
    ])
  })

  test('a sheet that was asked for is awaited seven days, nothing longer than thirty', () => {
    expect(waitsUntilOf(order())).toEqual(after(longestWaitMs))
    const asked = order({ timeline: [...order().timeline, at('prescription-asked', 1_000)] })
    expect(waitsUntilOf(asked)).toEqual(after(1_000 + sheetMs))
    expect(dueOfAwaiting(asked, after(1_000 + sheetMs))).toBe('prescription-late')
    const corrected = order({ timeline: [...asked.timeline, at('prescription-corrected', 2_000)] })
    expect(dueOfAwaiting(corrected, after(1_000 + sheetMs))).toBe('renew')
    expect(dueOfAwaiting(corrected, after(longestWaitMs))).toBe('prescription-late')
  })

  test('who is asked to pay again has three days, however often the bank refuses meanwhile', () => {
    const asked = withPaymentAsked(order(), 'declined', start)
    expect([holdOf(asked)?.payBy, awaitsPayment(asked)]).toEqual([after(payAgainMs).toISOString(), true])
    const tried = withPaymentAsked(
      withRenewal(asked, way, 'payment-given', after(1_000).toISOString()),
      'declined',
      after(2_000).toISOString(),
    )
    expect(holdOf(tried)?.payBy).toBe(after(payAgainMs).toISOString())
    expect([dueOfAwaiting(tried, after(payAgainMs - 1)), dueOfAwaiting(tried, after(payAgainMs))]).toEqual([undefined, 'payment-lapsed'])
    const held = withHeld(withRenewal(tried, way, 'payment-given', start), start)
    const again = withPaymentAsked(held, 'declined', after(lapseMs).toISOString())
    expect(holdOf(again)?.payBy).toBe(after(lapseMs + payAgainMs).toISOString())
  })
})

describe('ORD-14 the payment that is set aside anew', () => {
  test('stands on the order before anybody is asked, under an id of its own, and is the one that is awaited', () => {
    const first = withRenewal(order(), way, 'payment-renewing', start)
    expect(first.payments.map(({ id, state }) => [id, state])).toEqual([
      ['o-1', 'authorised'],
      ['o-again-1', 'created'],
    ])
    expect([isRenewing(first, 'o-again-1'), isRenewing(first, 'o-1'), isRenewing({ ...first, status: 'cancelled' }, 'o-again-1')]).toEqual([
      ...[true, false, false],
    ])
    expect(isRenewing(withHeld(first, start), 'o-again-1')).toBe(false)
    expect(withRenewal(first, way, 'payment-given', start).payments.at(-1)?.id).toBe('o-again-2')
  })

  test('uses what was kept, but not right after the bank let go of it', () => {
    expect(keptWayOf(order(), after(lapseMs)).savedMethodId).toBe('k')
    expect(keptWayOf(order(), after(1_000)).savedMethodId).toBe('')
    expect([keptMethodOf({ save: true }, 'a'), keptMethodOf({ savedMethodId: 'k' }, 'a'), keptMethodOf({}, 'a')]).toEqual(['a', 'k', ''])
  })
})
