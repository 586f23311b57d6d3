import fc from 'fast-check'
import { expect, test } from 'vitest'
import { availabilityState, demandOf, type Line, move, reserve, type StockLevel } from './stock.ts'

const levels: StockLevel[] = [
  { variantId: 'aviator', onHand: 5, reserved: 2 },
  { variantId: 'musk-50ml', onHand: 1, reserved: 1 },
]
const line = (variantId: string, quantity: number): Line => ({ variantId, quantity })
const short = (variantId: string, available: number) => ({ outcome: 'out-of-stock', shortages: [{ variantId, available }] })

test.each([
  ['all that is left can be put aside', [line('aviator', 3)], { outcome: 'reserved' }],
  ['one piece too many is refused', [line('aviator', 4)], short('aviator', 3)],
  ['lines of one variant count together', [line('aviator', 2), line('aviator', 2)], short('aviator', 3)],
  ['one missing line refuses the whole order', [line('aviator', 1), line('musk-50ml', 1)], { ...short('musk-50ml', 0), levels }],
  ['an unknown variant has nothing left', [line('marin', 1)], short('marin', 0)],
])('%s', (_, lines, answer) => expect(reserve(levels, lines)).toMatchObject(answer))

test.each([0, -1, 1.5, Number.NaN, 1_000_001])('a quantity of %d is no order', (quantity) => {
  expect(() => demandOf([line('aviator', quantity)])).toThrow(RangeError)
})

test('pieces that are promised cannot be taken away', () => {
  expect(move(levels[0]!, -3)).toEqual({ variantId: 'aviator', onHand: 2, reserved: 2 })
  expect(move(levels[0]!, -4)).toBeUndefined()
})

test.each([
  [0, 'sold-out'],
  [1, 'low'],
  [5, 'low'],
  [6, 'available'],
])('%d pieces are %s', (available, state) => expect(availabilityState(available)).toBe(state))

test('whatever is asked, nothing is promised twice and no order is half reserved', () => {
  const variantId = fc.constantFrom('a', 'b', 'c')
  const level = fc.record({ variantId, onHand: fc.nat(5), reserved: fc.constant(0) })
  const someLevels = fc.uniqueArray(level, { selector: (one) => one.variantId })
  const someOrders = fc.array(fc.array(fc.record({ variantId, quantity: fc.integer({ min: 1, max: 3 }) }), { minLength: 1, maxLength: 4 }))
  const promised = (of: readonly StockLevel[]) => of.reduce((sum, { reserved }) => sum + reserved, 0)
  fc.assert(
    fc.property(someLevels, someOrders, (start, orders) => {
      let now: readonly StockLevel[] = start
      for (const lines of orders) {
        const { outcome, levels: next } = reserve(now, lines)
        const wanted = outcome === 'reserved' ? lines.reduce((sum, { quantity }) => sum + quantity, 0) : 0
        expect(promised(next)).toBe(promised(now) + wanted)
        now = next
      }
      expect(now.every(({ reserved, onHand }) => 0 <= reserved && reserved <= onHand)).toBe(true)
    }),
  )
})
