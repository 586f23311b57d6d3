import { describe, expect, test } from 'vitest'
import { checkedName, checkedRoles, emailKey } from './account.ts'
import { mostGuessed, weaknessOf } from './password.ts'

test('an address is one account whatever its case', () => expect(emailKey(' Ada@Example.COM ')).toBe('ada@example.com'))

test.each([
  '',
  'ada',
  'ada@',
  '@example.com',
  'ada@example',
  'a b@example.com',
  'ada@example.com\r\nBcc: x@y.zz',
  `${'a'.repeat(65)}@example.com`,
])('%j is no mail address', (text) => expect(() => emailKey(text)).toThrow(RangeError))

test('a name of one letter is refused', () => expect(() => checkedName(' A ')).toThrow(RangeError))
test('an emoji is one letter, as PostgreSQL counts', () => expect(() => checkedName('💥')).toThrow(RangeError))

test('a role nobody knows is refused by name', () => expect(() => checkedRoles(['admin', 'king'])).toThrow('role king'))

describe('a password', () => {
  test.each([
    ['1234567', 'too-short'],
    ['Password123', 'breached'],
    ['motdepasse', 'breached'],
    ['x'.repeat(129), 'too-long'],
    ['correct horse battery', undefined],
    ['les8 lettres', undefined],
  ])('%s is %s', (password, weakness) => expect(weaknessOf(password, mostGuessed)).toBe(weakness))
})
