import { describe, expect, test } from 'vitest'
import { simulatedSeconds } from './adapters/simulated-carrier.ts'
import { checkedMethod, type DeliveryMethod, nearestFirst, reachedBy, trackingUrlOf, whyUnfit } from './domain/delivery-method.ts'
import { checkedNumber, statesBefore, takesNumber } from './domain/parcel.ts'
import { workingDaysAfter } from './domain/working-days.ts'

const method: DeliveryMethod = {
  id: 'home',
  name: { fr: 'À domicile', en: 'Home' },
  kind: 'home',
  zones: ['EU', 'CH'],
  maxWeightG: 2_000,
  takesDangerousGoods: false,
  daysMin: 2,
  daysMax: 3,
  carrier: 'Colissimo',
  pickupPoints: [],
  position: 0,
  isOutOfUse: false,
  version: 0,
  trackingUrlTemplate: '',
}

test.each([
  ['a basket it carries', { country: 'FR', weightG: 2_000, hasDangerousGoods: false }, undefined],
  ['a country named beside the union', { country: 'CH', weightG: 1, hasDangerousGoods: false }, undefined],
  ['a country outside', { country: 'GB', weightG: 9_000, hasDangerousGoods: true }, 'country'],
  ['too heavy a basket', { country: 'DE', weightG: 2_001, hasDangerousGoods: true }, 'weight'],
  ['perfume', { country: 'DE', weightG: 100, hasDangerousGoods: true }, 'dangerous-goods'],
])('a method says of %s: %j', (_, load, why) => expect(whyUnfit(method, load)).toBe(why))

test.each([
  ['75011', ['75011', '75012', '75020', '76000', '69001']],
  ['69 003', ['69001', '75011', '75012', '75020', '76000']],
  ['', ['76000', '75020', '69001', '75012', '75011']],
])('pickup points near %j come first: %j', (postcode, codes) => {
  const points = ['76000', '75020', '69001', '75012', '75011'].map((code) => ({ id: code, name: '', line1: '', city: '', postcode: code }))
  expect(nearestFirst(points, postcode).map(({ id }) => id)).toEqual(codes)
})

test('the union is its members, and a country named beside it is one more', () => {
  const all = reachedBy([{ zones: ['EU', 'CH'] }, { zones: ['FR', 'GB'] }])
  expect([all.length, all.filter((code) => code === 'FR'), all.includes('EU')]).toEqual([29, ['FR'], false])
  expect(all).toEqual(expect.arrayContaining(['CH', 'GB', 'SK']))
})

test.each([
  [{ kind: 'drone' }, 'kind is drone'],
  [{ zones: [] }, 'zones are not countries'],
  [{ maxWeightG: 0 }, 'maxWeightG is not positive'],
  [{ daysMin: 4 }, 'days are not a range'],
  [{ kind: 'pickup' }, 'pickup points belong to kind pickup'],
])('a method with %j is refused', (wrong, why) => expect(() => checkedMethod({ ...method, ...wrong })).toThrow(why))

describe('2026-11-20 is a Friday', () => {
  test.each([
    ['2026-11-20T23:59:00Z', 0, '2026-11-20'],
    ['2026-11-20T10:00:00Z', 1, '2026-11-23'],
    ['2026-11-20T10:00:00Z', 6, '2026-11-30'],
    ['2026-11-21T10:00:00Z', 0, '2026-11-23'],
    ['2026-11-22T10:00:00Z', 1, '2026-11-24'],
    ['2026-12-31T10:00:00Z', 2, '2027-01-04'],
  ])('%s and %d working days is %s', (moment, days, day) => expect(workingDaysAfter(new Date(moment), days)).toBe(day))
})

test('a scan moves a parcel from every state before its own and from no other', () => {
  expect(statesBefore('handed-over')).toEqual(['made'])
  expect(statesBefore('delivered')).toEqual(['made', 'handed-over', 'in-transit', 'out-for-delivery', 'lost'])
})

test('only what the carrier has is lost or comes back; what was lost may still arrive, and nothing moves what arrived or came back', () => {
  expect(statesBefore('lost')).toEqual(['handed-over', 'in-transit', 'out-for-delivery'])
  expect(statesBefore('returned')).toEqual(['handed-over', 'in-transit', 'out-for-delivery', 'lost'])
  expect((['made', 'lost', 'delivered', 'returned', 'stopped'] as const).map(takesNumber)).toEqual([true, true, false, false, false])
})

const sandbox = { SANDBOX_URL: 'http://127.0.0.1:1' }
test.each([
  ['a demo', sandbox, 30],
  ['one of speed 1', { ...sandbox, CARRIER_SPEED: '1' }, 172_800],
  ['one of speed 5760', { CARRIER_SPEED: '5760' }, 30],
  ['one of speed 0', { CARRIER_SPEED: '0' }, 0],
  ['one told to play beside Stripe', { STRIPE_SECRET_KEY: 'sk_test_1', CARRIER_SPEED: '5760' }, 30],
  ['one with Stripe', { STRIPE_SECRET_KEY: 'sk_live_1' }, undefined],
  ['one with Stripe that is tried out beside a sandbox', { ...sandbox, STRIPE_SECRET_KEY: 'sk_test_1' }, undefined],
  ['one with PayPal', { ...sandbox, PAYPAL_CLIENT_ID: 'id' }, undefined],
  ['one that does not say how it is paid', {}, undefined],
])('the simulated carrier of %s: %j needs %s seconds', (_, settings, seconds) => expect(simulatedSeconds(settings)).toBe(seconds))

test.each([
  ['https://track.example/{number}', 'https://track.example/6A123'],
  ['https://track.example/follow?n={number}&again={number}', 'https://track.example/follow?n=6A123&again=6A123'],
  ['', ''],
])('a parcel is followed at %s', (trackingUrlTemplate, url) =>
  expect(trackingUrlOf(checkedMethod({ ...method, trackingUrlTemplate }), '6A123')).toBe(url),
)
test.each([
  'http://track.example/{number}',
  'https://track.example/',
  'https://track.example?n={number}',
  'https://{number}.example/',
  'https://{number}@track.example/',
  'https://me:{number}@track.example/',
  'https://:track.example@elsewhere.example/{number}',
  'javascript:alert({number})',
  'https://track.example/a b/{number}',
  `https://track.example/${'a'.repeat(300)}/{number}`,
])('%s says nowhere to follow a parcel', (trackingUrlTemplate) =>
  expect(() => checkedMethod({ ...method, trackingUrlTemplate })).toThrow('trackingUrlTemplate'),
)
test('nobody follows a parcel without a number', () =>
  expect(trackingUrlOf({ trackingUrlTemplate: 'https://track.example/{number}' }, '')).toBe(''))

test.each([
  [' 6A 123 456 ', '6A123456'],
  ['1Z999AA10123456784', '1Z999AA10123456784'],
  ['', ''],
])('%j is the number %j', (typed, number) => expect(checkedNumber(typed)).toBe(number))
test.each(['6A1', 'a/b/c/d', '6A<b>123', 'é1234', 'A'.repeat(65)])('%j is no number of a carrier', (typed) =>
  expect(() => checkedNumber(typed)).toThrow('trackingNumber'),
)
