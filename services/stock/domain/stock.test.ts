import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pieceDemand, recipeOf } from './bundle.ts'
import { type Place, plus, taking, total } from './place.ts'
import { availabilityState, available, cover, demandOf, type Line, move, reserve, type StockLevel, transfer } from './stock.ts'

const levelOf = (
  variantId: string,
  onHandAt: Record<string, number>,
  reservedAt: Record<string, number> = {},
  cap = 0,
  awaited = 0,
): StockLevel => ({
  ...{ variantId, onHand: total(onHandAt), reserved: total(reservedAt), awaited, cap, onHandAt, reservedAt },
})
const levels: StockLevel[] = [levelOf('aviator', { main: 5 }, { main: 2 }), levelOf('musk-50ml', { main: 1 }, { main: 1 })]
const places: Place[] = [
  { id: 'paris', name: 'Paris', kind: 'shop', turn: 2 },
  { id: 'main', name: 'Main', kind: 'warehouse', turn: 1 },
]
const shop = { recipes: new Map(), places }
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
  expect(move(levels[0]!, -3)).toEqual(levelOf('aviator', { main: 2 }, { main: 2 }))
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
  const level = fc.tuple(variantId, fc.nat(5)).map(([id, n]) => levelOf(id, plus({}, { main: n })))
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

test.each([
  ['whole from the first place that has them all', { main: 2, paris: 9 }, 3, { paris: 3 }],
  ['else from each in turn', { main: 2, paris: 2 }, 3, { main: 2, paris: 1 }],
  ['in turn where both could', { main: 3, paris: 3 }, 3, { main: 3 }],
])('pieces are taken %s', (_, free, wanted, taken) => expect(taking(free, wanted, ['main', 'paris'])).toEqual(taken))

test('an order leaves from one place when one has all of it, whatever the turn', () => {
  const both = [levelOf('a', { main: 1, paris: 1 }), levelOf('b', { paris: 1 })]
  const { holdings } = reserve(both, [line('a', 1), line('b', 1)], shop)
  expect(holdings.map(({ taken }) => taken)).toEqual([{ paris: 1 }, { paris: 1 }])
})

test('a transfer loses nothing, and leaves what is promised', () => {
  const level = levelOf('a', { main: 5 }, { main: 2 })
  expect(transfer(level, 3, 'main', 'paris')).toEqual(levelOf('a', { main: 2, paris: 3 }, { main: 2 }))
  expect(transfer(level, 4, 'main', 'paris')).toBeUndefined()
})

test('a bundle needs its parts beside the pieces of other lines, and the short one is named', () => {
  const recipes = new Map([['set', [line('case', 1), line('frame', 2)]]])
  const stocked = [levelOf('case', { main: 9 }), levelOf('frame', { main: 5 })]
  expect(reserve(stocked, [line('set', 2), line('frame', 1)], { recipes, places })).toMatchObject({ outcome: 'reserved' })
  expect(reserve(stocked, [line('set', 2), line('frame', 2)], { recipes, places })).toMatchObject({
    shortages: [
      { variantId: 'frame', available: 5, partId: '' },
      { variantId: 'set', available: 2, partId: 'frame' },
    ],
  })
})

test('whatever the lines are, each piece is needed as often as all of them say', () => {
  const recipes = new Map([
    ['duo', [line('a', 1), line('b', 1)]],
    ['trio', [line('a', 3)]],
  ])
  const lines = fc.array(fc.record({ variantId: fc.constantFrom('a', 'b', 'duo', 'trio'), quantity: fc.integer({ min: 1, max: 9 }) }), {
    minLength: 1,
  })
  fc.assert(
    fc.property(lines, (asked) => {
      const of = (...ids: string[]) =>
        asked.filter(({ variantId }) => ids.includes(variantId)).reduce((sum, { quantity }) => sum + quantity, 0)
      const demand = pieceDemand(demandOf(asked), recipes)
      const want = [line('a', of('a', 'duo') + 3 * of('trio')), line('b', of('b', 'duo'))].filter(({ quantity }) => quantity > 0)
      expect(demand).toEqual(want)
    }),
  )
})

test.each([
  ['itself', [line('set', 1)]],
  ['a piece twice', [line('a', 1), line('a', 2)]],
  ['none of a piece', [line('a', 0)]],
  ['too many', Array.from({ length: 21 }, (_, n) => line(`p${n}`, 1))],
])('a bundle is not made of %s', (_, parts) => expect(() => recipeOf('set', parts)).toThrow(RangeError))

test('what is not there is promised up to the cap, and one more is refused as capped', () => {
  const level = levelOf('a', { main: 1 }, {}, 3)
  expect(available(level)).toBe(4)
  const first = reserve([level], [line('a', 3)])
  expect(first.holdings).toEqual([{ variantId: 'a', taken: { main: 1 }, awaited: 2 }])
  expect(reserve(first.levels, [line('a', 2)])).toMatchObject({ shortages: [{ variantId: 'a', available: 1, isCapped: true }] })
})

test('pieces that come go to who waits longest, and what is over is free', () => {
  const level = levelOf('a', { main: 4 }, {}, 9, 5)
  const waiting = [3, 2].map((awaited) => ({ variantId: 'a', taken: {}, awaited }))
  const covered = cover(level, waiting, places)
  expect(covered.holdings).toEqual([
    { variantId: 'a', taken: { main: 3 }, awaited: 0 },
    { variantId: 'a', taken: { main: 1 }, awaited: 1 },
  ])
  expect(covered.level).toEqual(levelOf('a', { main: 4 }, { main: 4 }, 9, 1))
})
