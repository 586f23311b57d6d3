import { expect, test } from 'vitest'
import { steps } from './checkout.ts'
import { type Action, actions, mayMove, moves, type OrderStatus, stepsTo } from './order.ts'

const all = Object.keys(moves) as OrderStatus[]

test.each<[OrderStatus, OrderStatus[]]>([
  ['placed', []],
  ['paid', ['placed', 'awaiting-prescription']],
  ['shipped', ['packed', 'partly-shipped']],
  ['partly-shipped', ['packed']],
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

test('actions that end an order are possible exactly where its moves say so', () => {
  expect(all.filter((from) => mayMove(from, 'cancelled'))).toEqual([...actions.cancel])
  // Money of a cancelled order that a second person refused may go back by hand; it stays cancelled.
  const refundable = actions.refund.filter((status) => status !== 'cancelled')
  expect(all.filter((from) => mayMove(from, 'refunded'))).toEqual(refundable.toSorted((a, b) => all.indexOf(a) - all.indexOf(b)))
})

test.each<[Action, OrderStatus[]]>([
  ['edit', ['packed', 'partly-shipped', 'shipped', 'delivered', 'returned', 'cancelled', 'refunded']],
  ['change-delivery', ['paid', 'in-lab', 'packed', 'partly-shipped', 'shipped', 'delivered', 'returned', 'cancelled', 'refunded']],
  ['cancel-lines', ['shipped', 'delivered', 'returned', 'cancelled', 'refunded']],
  ['return', ['placed', 'awaiting-prescription', 'paid', 'in-lab', 'packed', 'returned', 'cancelled', 'refunded']],
  ['withdraw', ['placed', 'awaiting-prescription', 'returned', 'cancelled', 'refunded']],
  ['invoice', ['placed', 'awaiting-prescription']],
])('nobody may %s an order that is %j', (action, statuses) => {
  expect(all.filter((status) => !(actions[action] as readonly OrderStatus[]).includes(status))).toEqual(statuses)
})

test('every step that changes something elsewhere has a way back', () => {
  const undone = Object.keys(steps)
    .filter((step) => step.startsWith('undo-'))
    .map((step) => step.slice(5))
  // Waiting for an optician changes nothing elsewhere. What was captured is not undone but refunded, by cancelling the order.
  expect(Object.keys(steps).filter((step) => !step.startsWith('undo-') && !undone.includes(step))).toEqual(['await', 'capture'])
})
