import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { derivedKey, seal, unseal } from './seal.ts'

const key = derivedKey('a secret of this test, long enough', 'tests')
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
  expect(() => unseal(derivedKey('another secret of this test, as long', 'tests'), 'ada/1', sealed)).toThrow('unable to authenticate data')
})

test('any changed bit is noticed', () => {
  for (let at = 0; at < sealed.length; at++) {
    const changed = Buffer.from(sealed)
    changed[at]! ^= 1
    expect(() => unseal(key, 'ada/1', changed)).toThrow('unable to authenticate data')
  }
})

test('a secret has another key for each purpose', () => {
  const other = derivedKey('a secret of this test, long enough', 'other tests')
  expect(() => unseal(other, 'ada/1', sealed)).toThrow('unable to authenticate data')
})
