import { expect, test } from 'vitest'
import { type Books, joinBooks, type MovementLine, type OrderLine } from './join-books.ts'

const order: OrderLine = {
  ...{ number: 'V-1', status: 'paid', currency: 'EUR', totalMinor: 16_900, capturedMinor: 16_900, refundedMinor: 0 },
  ...{ settledMinor: 0, isTakenBack: false, creditMinor: 0, creditBackMinor: 0, pieces: {}, cards: {} },
}
const captured: MovementLine = { kind: 'captured', amountMinor: 16_900, currency: 'EUR' }

/** A shop with one paid order, in which everybody says the same. */
const sound: Books = {
  orders: new Map([['o1', order]]),
  holders: new Map([['o1', { step: 'paid' }]]),
  trials: new Map(),
  paid: new Map([['o1', { capturedMinor: 16_900, refundedMinor: 0, currency: 'EUR' }]]),
  movements: new Map([['sandbox m1', captured]]),
  reservations: new Map([['o1', { state: 'kept', waits: false }]]),
  frozen: new Map([['o1', { totalMinor: 16_900, currency: 'EUR' }]]),
  credits: new Map(),
  soldCards: new Map(),
  parcels: new Map([['p1', { orderId: 'o1', state: 'made', lines: [{ variantId: 'v', quantity: 1 }] }]]),
  provider: new Map([['sandbox m1', captured]]),
}

const breaksOf = (change: Partial<Books>) =>
  joinBooks({ ...sound, ...change }).flatMap(({ invariant, breaks }) => breaks.map((line) => `${invariant.slice(0, 2)} ${line}`))

test('a shop whose books agree has no break', () => expect(breaksOf({})).toEqual([]))

test.each<[string, Partial<Books>, string]>([
  [
    'an order that says it was paid twice',
    { orders: new Map([['o1', { ...order, capturedMinor: 33_800 }]]) },
    'I2 order V-1 (o1): says 338.00 EUR taken',
  ],
  [
    'a refund the order does not know',
    { paid: new Map([['o1', { capturedMinor: 16_900, refundedMinor: 900, currency: 'EUR' }]]) },
    'payments say 169.00 EUR and 9.00 EUR',
  ],
  [
    'money said to have gone back that nobody gave back',
    { orders: new Map([['o1', { ...order, settledMinor: 900 }]]) },
    'I5 order V-1 (o1): says 9.00 EUR went back; payments gave back 0.00 EUR',
  ],
  [
    'money said to have been taken back by a bank that disputes nothing',
    { orders: new Map([['o1', { ...order, isTakenBack: true }]]) },
    'I5 order V-1 (o1): says a bank took its money back',
  ],
  [
    'money taken for no order',
    { paid: new Map([...sound.paid, ['o2', { capturedMinor: 500, refundedMinor: 0, currency: 'EUR' }]]) },
    'I3 5.00 EUR taken for o2, which is no order',
  ],
  [
    'a deposit that was taken and the trial does not know',
    {
      trials: new Map([['t1', { state: 'closed', currency: 'EUR', takenMinor: 0 }]]),
      paid: new Map([...sound.paid, ['t1', { capturedMinor: 500, refundedMinor: 0, currency: 'EUR' }]]),
    },
    'I2 home trial t1: says 0.00 EUR taken; payments say 5.00 EUR, 0.00 EUR given back',
  ],
  [
    'lent frames that are on sale again',
    { trials: new Map([['t1', { state: 'sent', currency: 'EUR', takenMinor: 0 }]]) },
    'I1 home trial t1 is sent, stock has nothing',
  ],
  [
    'a charge only the provider knows',
    { provider: new Map([...sound.provider!, ['sandbox m2', captured]]) },
    'I3 movement sandbox m2: the provider says captured 169.00 EUR, we say nothing',
  ],
  ['a charge the provider does not know', { provider: new Map() }, 'I3 movement sandbox m1: the provider says nothing'],
  [
    'a charge of another amount',
    { provider: new Map([['sandbox m1', { ...captured, amountMinor: 1 }]]) },
    'the provider says captured 0.01 EUR',
  ],
  [
    'an order dearer than what was frozen',
    { frozen: new Map([['o1', { totalMinor: 15_000, currency: 'EUR' }]]) },
    'I5 order V-1 (o1): 169.00 EUR; frozen 150.00 EUR',
  ],
  [
    'credit that pricing gave back and the order does not know',
    {
      orders: new Map([['o1', { ...order, creditMinor: 500 }]]),
      credits: new Map([['o1', { takenMinor: 500, refundedMinor: 100 }]]),
    },
    'I6 order V-1 (o1): says 5.00 EUR by credit, 0.00 EUR back; pricing says 5.00 EUR and 1.00 EUR',
  ],
  [
    'credit the order was never paid by',
    { orders: new Map([['o1', { ...order, creditMinor: 500 }]]) },
    'says 5.00 EUR by credit, 0.00 EUR back; pricing says 0.00 EUR',
  ],
  [
    'a card that was paid and not made',
    { orders: new Map([['o1', { ...order, cards: { l1: { sent: 2, returned: 0, unitMinor: 5_000 } } }]]) },
    'I6 order V-1 (o1), line l1: 2 cards of 50.00 EUR, 0 given back; pricing says 0 made with 0.00 EUR, 0 emptied',
  ],
  [
    'a card that is worth more than it cost',
    {
      orders: new Map([['o1', { ...order, cards: { l1: { sent: 1, returned: 0, unitMinor: 5_000 } } }]]),
      soldCards: new Map([['o1', { l1: { made: 1, voided: 0, loadedMinor: 9_000 } }]]),
    },
    'pricing says 1 made with 90.00 EUR',
  ],
  [
    'a card that is not empty although its money went back',
    {
      orders: new Map([['o1', { ...order, cards: { l1: { sent: 1, returned: 1, unitMinor: 5_000 } } }]]),
      soldCards: new Map([['o1', { l1: { made: 1, voided: 0, loadedMinor: 5_000 } }]]),
    },
    '1 given back; pricing says 1 made with 50.00 EUR, 0 emptied',
  ],
  [
    'a card of no order',
    { soldCards: new Map([['o9', { l1: { made: 1, voided: 0, loadedMinor: 1 } }]]) },
    'made for o9, which is no order',
  ],
  [
    'pieces nobody kept',
    { reservations: new Map([['o1', { state: 'expired', waits: false }]]) },
    'I1 order V-1 (o1) is paid, stock has expired',
  ],
  [
    'pieces kept for nobody',
    { reservations: new Map([...sound.reservations, ['o9', { state: 'kept', waits: false }]]) },
    'I8 reservation o9 is kept for nobody',
  ],
  [
    'a piece that left in no parcel',
    { orders: new Map([['o1', { ...order, status: 'shipped', pieces: { v: { sent: 1, cancelled: 0 } } }]]) },
    'I7 order V-1 (o1): says 1 of v left, its parcels 0',
  ],
  [
    'a parcel that left with more than the order knows',
    { parcels: new Map([['p1', { orderId: 'o1', state: 'delivered', lines: [{ variantId: 'v', quantity: 2 }] }]]) },
    'says 0 of v left, its parcels 2',
  ],
  [
    'a parcel that left before its pieces came',
    {
      reservations: new Map([['o1', { state: 'kept', waits: true }]]),
      parcels: new Map([['p1', { orderId: 'o1', state: 'in-transit', lines: [] }]]),
    },
    'I7 parcel p1 is in-transit, and o1 waits for pieces',
  ],
  ['a parcel nobody paid', { orders: new Map([['o1', { ...order, status: 'placed' }]]) }, 'I7 parcel p1 is for o1, which is placed'],
])('%s is found', (_, change, line) => expect(breaksOf(change).join('\n')).toContain(line))

test('an order whose checkout was undone has nothing frozen, any other has', () => {
  const nothing = { paid: new Map(), movements: new Map(), provider: new Map(), parcels: new Map(), frozen: new Map() }
  const undone = { ...order, status: 'cancelled', capturedMinor: 0 }
  expect(breaksOf({ ...nothing, orders: new Map([['o1', undone]]) })).toEqual([])
  expect(breaksOf({ frozen: new Map() }).join('\n')).toContain('169.00 EUR; frozen nothing')
})

test('what was given back needs no order, and a declined card is no money', () => {
  expect(breaksOf({ paid: new Map([...sound.paid, ['o2', { capturedMinor: 500, refundedMinor: 500, currency: 'EUR' }]]) })).toEqual([])
  expect(breaksOf({ provider: new Map([...sound.provider!, ['sandbox m2', { ...captured, kind: 'failed' }]]) })).toEqual([])
})
