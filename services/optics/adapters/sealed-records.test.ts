import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { seal, unseal, wrappingKey } from './sealed-records.ts'

const key = wrappingKey('a secret of this test, long enough')
const plain = Buffer.from('sph -2.25')
const sealed = seal(key, 'ada/1', plain, randomBytes)

test('what is sealed opens for its record', () => {
  expect(unseal(key, 'ada/1', sealed)).toEqual(plain)
  expect(sealed.includes(plain)).toBe(false)
})

test('twice the same is not the same', () => {
  expect(seal(key, 'ada/1', plain, randomBytes)).not.toEqual(sealed)
})

test('for another record, person or key it does not open', () => {
  expect(() => unseal(key, 'ada/2', sealed)).toThrow('unable to authenticate data')
  expect(() => unseal(key, 'bob/1', sealed)).toThrow('unable to authenticate data')
  expect(() => unseal(wrappingKey('another secret of this test, as long'), 'ada/1', sealed)).toThrow('unable to authenticate data')
})

test('any changed bit is noticed', () => {
  for (let at = 0; at < sealed.length; at++) {
    const changed = Buffer.from(sealed)
    changed[at]! ^= 1
    expect(() => unseal(key, 'ada/1', changed)).toThrow('unable to authenticate data')
  }
})

test('ACC-13 without a key, or with a short one, nothing starts', () => {
  expect(() => wrappingKey(undefined)).toThrow('OPTICS_KEY needs at least 32 characters')
  expect(() => wrappingKey('x'.repeat(31))).toThrow('OPTICS_KEY needs at least 32 characters')
})
