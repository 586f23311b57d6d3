import { expect, test } from 'vitest'
import { steps } from './checkout.ts'
import { allowedActions, mayMove, moves, type OrderStatus, stepsTo } from './order.ts'

const all = Object.keys(moves) as OrderStatus[]

test.each<[OrderStatus, OrderStatus[]]>([
  ['placed', []],
  ['paid', ['placed', 'awaiting-prescription']],
  ['shipped', ['packed']],
  ['cancelled', ['placed', 'awaiting-prescription', 'paid', 'in-lab', 'packed']],
])('an order becomes %s only from %j', (status, before) => expect(all.filter((from) => mayMove(from, status))).toEqual(before))

test('cancelled and refunded are ends', () => expect([moves.cancelled, moves.refunded]).toEqual([[], []]))

test('a parcel brings its order through every status in between, each step an allowed move', () => {
  expect(stepsTo('paid', 'delivered')).toEqual(['packed', 'shipped', 'delivered'])
  expect(stepsTo('in-lab', 'packed')).toEqual(['packed'])
  for (const from of all) {
    const path = [from, ...stepsTo(from, 'delivered')]
    for (const [n, to] of path.entries()) if (n > 0) expect(mayMove(path[n - 1]!, to)).toBe(true)
  }
})

test.each<OrderStatus>(['placed', 'awaiting-prescription', 'cancelled', 'returned', 'refunded'])(
  'a parcel does not move an order that is %s',
  (status) => expect(stepsTo(status, 'delivered')).toEqual([]),
)

test('late news move nothing', () => expect([stepsTo('delivered', 'shipped'), stepsTo('shipped', 'packed')]).toEqual([[], []]))

test.each<[OrderStatus, number, string[]]>([
  ['placed', 0, ['cancel']],
  ['paid', 100, ['cancel', 'refund']],
  ['shipped', 100, ['refund']],
  ['delivered', 0, []],
  ['cancelled', 100, []],
])('of an order that is %s with %i to give back people may %j', (status, left, actions) =>
  expect(allowedActions(status, left)).toEqual(actions),
)

test('every step that changes something elsewhere has a way back', () => {
  const undone = Object.keys(steps)
    .filter((step) => step.startsWith('undo-'))
    .map((step) => step.slice(5))
  // What was captured is not undone but refunded, by cancelling the order.
  expect(Object.keys(steps).filter((step) => !step.startsWith('undo-') && !undone.includes(step))).toEqual(['capture'])
})
