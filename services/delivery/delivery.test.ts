import { describe, expect, test } from 'vitest'
import { carrierSeconds } from './adapters/simulated-carrier.ts'
import { checkedMethod, type DeliveryMethod, whyUnfit } from './domain/delivery-method.ts'
import { statesBefore } from './domain/parcel.ts'
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
}

test.each([
  ['a basket it carries', { country: 'FR', weightG: 2_000, hasDangerousGoods: false }, undefined],
  ['a country named beside the union', { country: 'CH', weightG: 1, hasDangerousGoods: false }, undefined],
  ['a country outside', { country: 'GB', weightG: 9_000, hasDangerousGoods: true }, 'country'],
  ['too heavy a basket', { country: 'DE', weightG: 2_001, hasDangerousGoods: true }, 'weight'],
  ['perfume', { country: 'DE', weightG: 100, hasDangerousGoods: true }, 'dangerous-goods'],
])('a method says of %s: %j', (_, load, why) => expect(whyUnfit(method, load)).toBe(why))

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
  expect(statesBefore('delivered')).toEqual(['made', 'handed-over', 'in-transit', 'out-for-delivery'])
})

test.each([
  [undefined, 30],
  ['1', 172_800],
  ['5760', 30],
  ['0', 0],
])('a carrier of speed %s needs %i seconds', (speed, seconds) => expect(carrierSeconds(speed)).toBe(seconds))
