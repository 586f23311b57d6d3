import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Movement, movementKinds } from './attempt.ts'
import { compareBooks } from './books.ts'
import { balancesOf } from './ledger.ts'

const at = new Date('2026-11-20T10:00:00Z')
const movement = (kind: Movement['kind'], amountMinor: number, id: string = kind) => {
  return { id, kind, amountMinor, currency: 'EUR', at, refundId: '', detail: '', attemptId: 'a', orderId: 'o' }
}

test('a payment, a part given back, and a lost dispute stand where people look for them', () => {
  const paid = [movement('authorised', 100), movement('captured', 100), movement('refunded', 30)]
  expect(balancesOf(paid)).toEqual({ provider: 70, orders: -70, disputed: 0, lost: 0 })
  expect(balancesOf([...paid, movement('disputed', 70)])).toEqual({ provider: 0, orders: -70, disputed: 70, lost: 0 })
  expect(balancesOf([...paid, movement('disputed', 70), movement('dispute-lost', 70)])).toEqual({
    ...{ provider: 0, orders: -70, disputed: 0, lost: 70 },
  })
})

test('whatever moved, the accounts sum to 0', () => {
  const any = fc.array(fc.tuple(fc.constantFrom(...movementKinds), fc.integer({ min: 1, max: 1_000_000 })))
  const even = fc.property(any, (some) => {
    const balances = balancesOf(some.map(([kind, amountMinor]) => ({ kind, amountMinor })))
    expect(Object.values(balances).reduce((sum, one) => sum + one, 0)).toBe(0)
  })
  fc.assert(even, { numRuns: 1_000 })
})

test('books that say the same have no difference; each that does not is named by the side that has it', () => {
  const ours = [movement('captured', 100, 'm1'), movement('refunded', 30, 'm2'), movement('authorised', 100, 'm0')]
  expect(compareBooks(ours, ours.slice(0, 2).toReversed()).differences).toEqual([])
  const { lines, differences } = compareBooks(ours, [movement('captured', 101, 'm1'), movement('captured', 7, 'm3')])
  expect(differences.map(({ side, movement: { id } }) => `${side} ${id}`)).toEqual(['provider m3', 'shop m2', 'both m1'])
  expect(lines).toEqual([
    { currency: 'EUR', kind: 'captured', oursMinor: 100, theirsMinor: 108 },
    { currency: 'EUR', kind: 'refunded', oursMinor: 30, theirsMinor: 0 },
    { currency: 'EUR', kind: 'balance', oursMinor: 70, theirsMinor: 108 },
  ])
})
