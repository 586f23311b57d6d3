import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Movement, type MovementKind, movementKinds, stateOf } from './attempt.ts'

const movement = (kind: MovementKind, amountMinor = 0, id = kind as string): Movement => {
  return { id, kind, amountMinor, currency: 'EUR', at: new Date('2026-11-20T10:00:00Z'), refundId: '', detail: '' }
}
const authorised = movement('authorised', 100)
const captured = movement('captured', 100)

test.each<[string, Movement[], string]>([
  ['nothing is known yet', [], 'pending'],
  ['the shopper must act', [movement('action-required')], 'action-required'],
  ['the amount is set aside', [movement('action-required'), authorised], 'authorised'],
  ['the amount is taken', [authorised, captured], 'captured'],
  ['a part is given back', [authorised, captured, movement('refunded', 40)], 'partially-refunded'],
  [
    'all of it is given back, in two parts',
    [authorised, captured, movement('refunded', 40, 'r1'), movement('refunded', 60, 'r2')],
    'refunded',
  ],
  ['what was set aside is dropped', [authorised, movement('voided', 100)], 'voided'],
  ['the bank said no', [movement('failed')], 'failed'],
  ['the shopper agreed, nothing is set aside yet', [movement('action-required'), movement('approved')], 'pending'],
  ['a bank took the money back', [authorised, captured, movement('disputed', 100)], 'disputed'],
  ['the shop won it', [authorised, captured, movement('disputed', 100), movement('dispute-won', 100)], 'captured'],
  ['the shop lost it', [captured, movement('disputed', 100), movement('dispute-lost', 100)], 'charged-back'],
  ['a lost dispute is heard before it began', [captured, movement('dispute-lost', 100)], 'charged-back'],
  ['nobody ever acted', [movement('action-required'), movement('expired')], 'expired'],
  ['a capture is heard before its authorisation', [captured], 'captured'],
  ['a failure is heard after the money was taken', [captured, movement('failed')], 'captured'],
])('%s: %s is %s', (_, movements, state) => expect(stateOf(movements, 'EUR')).toBe(state))

test('another currency counts for nothing', () => {
  expect(stateOf([{ ...captured, currency: 'USD' }], 'EUR')).toBe('pending')
})

test('the order in which movements arrive, and how often each does, cannot matter', () => {
  const some = fc.array(fc.record({ kind: fc.constantFrom(...movementKinds), amountMinor: fc.integer({ min: 1, max: 100 }) }), {
    maxLength: 5,
  })
  fc.assert(
    fc.property(
      some.map((all) => all.map(({ kind, amountMinor }, n) => movement(kind, amountMinor, String(n)))),
      fc.array(fc.nat(), { minLength: 15, maxLength: 15 }),
      (inOrder, random) => {
        const twice = [...inOrder, ...inOrder].map((one, n) => ({ one, at: random[n]! })).toSorted((a, b) => a.at - b.at)
        const arrived = twice.map(({ one }) => one)
        expect(stateOf(arrived, 'EUR')).toBe(stateOf(inOrder, 'EUR'))
      },
    ),
    { numRuns: 1_000 },
  )
})
