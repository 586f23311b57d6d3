import { expect, test } from 'vitest'
import { guestKey } from './application/guest-key.ts'

test('every spelling of one mailbox is one guest', () => {
  const spellings = ['ada@example.com', ' Ada@Example.COM ', 'ada+shop@example.com', 'ADA+a+b@example.com']
  expect(new Set(spellings.map(guestKey))).toHaveProperty('size', 1)
})

test('other mailboxes are other guests, nobody is nobody, and the address cannot be read', () => {
  expect(new Set(['ada@example.com', 'ada@example.org', 'a.da@example.com', 'bob@example.com'].map(guestKey))).toHaveProperty('size', 4)
  expect(['', '+tag@example.com', 'no address'].map(guestKey)).toEqual(['', '', ''])
  expect(guestKey('ada@example.com')).not.toContain('ada')
})
