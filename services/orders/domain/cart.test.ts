import { describe, expect, test } from 'vitest'
import { type Address, checkedAddress } from './address.ts'
import { type Cart, fitOf, maySee, merged, missingOf, type Snapshot, stillFits, withAddition, withAddresses, withQuantity } from './cart.ts'

const empty: Cart = {
  ...{
    id: 'c',
    customerId: '',
    currency: 'EUR',
    locale: 'fr',
    lines: [],
    additions: [],
    coupons: [],
    usesStoreCredit: false,
    email: '',
    shipping: null,
    billing: null,
  },
  ...{ deliveryMethodId: '', pickupPointId: '', deliveryFit: null, state: 'open', orderId: '', version: 0, exchange: null },
}
const snapshot = (variantId: string, kind = 'eyewear'): Snapshot => {
  const words = { name: { fr: 'Lise', en: 'Lise' }, options: {}, image: null }
  return { variantId, productId: 'p', sku: 's', slug: 'lise', kind, weightG: 100, ...words }
}
const adding = (cart: Cart, id: string, variantId: string, quantity = 1) => withAddition(cart, id, snapshot(variantId), quantity) as Cart
const address: Address = {
  name: 'Ada',
  company: '',
  line1: '1 rue A',
  line2: '',
  postcode: '75002',
  city: 'Paris',
  region: '',
  country: 'FR',
  phone: '',
}

describe('postcodes', () => {
  test.each([
    ['FR', '75002'],
    ['BE', '1000'],
    ['DE', '01067'],
    ['ES', '28013'],
    ['IT', '00184'],
    ['LU', 'L-1009'],
    ['NL', '1012 ab'],
    ['CH', '8001'],
    ['GB', 'sw1a 1aa'],
    ['PT', '1000-001'],
  ])('%s writes %s', (country, postcode) =>
    expect(checkedAddress({ ...address, country, postcode }, 'shipping').postcode).toBe(postcode.toUpperCase()),
  )

  test.each([
    ['FR', '7500'],
    ['BE', '0999'],
    ['ES', '53000'],
    ['NL', '1012'],
    ['CH', '80011'],
    ['GB', '75002'],
  ])('%s does not write %s', (country, postcode) =>
    expect(() => checkedAddress({ ...address, country, postcode }, 'billing')).toThrow(`billing.postcode is not a postcode of ${country}`),
  )

  test('an address needs a name, a street and a town', () =>
    expect(() => checkedAddress({ ...address, line1: ' ' }, 'shipping')).toThrow('shipping.line1 is missing'))
})

test('pieces of one variant share a line, and a repeated addition adds once', () => {
  const twice = adding(adding(adding(empty, 'a', 'v'), 'b', 'v', 2), 'b', 'v', 2)
  expect(twice.lines).toMatchObject([{ id: 'a', variantId: 'v', quantity: 3 }])
})

test('a line holds 1 to 99 pieces, a cart 200 lines', () => {
  expect(() => adding(empty, 'a', 'v', 0)).toThrow(RangeError)
  expect(() => adding(adding(empty, 'a', 'v', 99), 'b', 'v')).toThrow('quantity is 100')
  expect(() => withQuantity(adding(empty, 'a', 'v'), 'a', 1.5)).toThrow(RangeError)
  let full = empty
  for (let n = 0; n < 200; n++) full = adding(full, `l${n}`, `v${n}`)
  expect(adding(full, 'one more', 'other')).toBe('too-many-lines')
  expect(adding(full, 'again', 'v7').lines[7]?.quantity).toBe(2)
})

test('at sign-in quantities of one variant add up to at most 99, and the rest of the other cart follows', () => {
  const guest = adding(adding(empty, 'a', 'both', 60), 'b', 'guest only')
  const other = { ...adding(adding(empty, 'x', 'both', 60), 'y', 'customer only', 2), email: 'ada@example.com', coupons: ['TEN'] }
  const one = merged(guest, other)
  expect(one.lines.map(({ variantId, quantity }) => [variantId, quantity])).toEqual([
    ['both', 99],
    ['guest only', 1],
    ['customer only', 2],
  ])
  expect(one).toMatchObject({ email: 'ada@example.com', coupons: ['TEN'] })
})

test('another country asks for the delivery choice anew', () => {
  const chosen = { ...withAddresses(empty, address, null), deliveryMethodId: 'home' }
  expect(withAddresses(chosen, { ...address, city: 'Lyon' }, null).deliveryMethodId).toBe('home')
  expect(withAddresses(chosen, { ...address, country: 'BE' }, null).deliveryMethodId).toBe('')
})

test('a delivery choice stands until the basket becomes heavier or gets perfume', () => {
  const two = adding(empty, 'a', 'v', 2)
  const chosen = { ...two, deliveryFit: fitOf(two.lines) }
  expect(stillFits(chosen)).toBe(true)
  expect(stillFits(withQuantity(chosen, 'a', 1)!)).toBe(true)
  expect(stillFits(withQuantity(chosen, 'a', 3)!)).toBe(false)
  expect(stillFits(withAddition(withQuantity(chosen, 'a', 1)!, 'p', snapshot('p', 'perfume'), 1) as Cart)).toBe(false)
})

test('what is missing is said in the order of the page', () => {
  expect(missingOf(empty, true)).toEqual(['lines', 'contact', 'address', 'delivery'])
  const whole = { ...adding(empty, 'a', 'v'), email: 'ada@example.com', shipping: address, deliveryMethodId: 'home' }
  expect([missingOf(whole, true), missingOf(whole, false)]).toEqual([[], ['delivery']])
})

test("a guest's cart answers to whoever knows it, a customer's to its owner and to staff", () => {
  const [guest, owner, staff] = [
    { customerId: '', isStaff: false },
    { customerId: 'ada', isStaff: false },
    { customerId: 'joe', isStaff: true },
  ]
  expect([guest, owner, staff].map((viewer) => maySee({ customerId: '' }, viewer))).toEqual([true, true, true])
  expect([guest, owner, staff].map((viewer) => maySee({ customerId: 'ada' }, viewer))).toEqual([false, true, true])
})
