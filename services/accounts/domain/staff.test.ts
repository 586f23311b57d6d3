import { describe, expect, test } from 'vitest'
import type { Role } from './account.ts'
import { whyNotChanged, whyNotDecided } from './staff.ts'

const holder = (id: string, ...roles: Role[]) => ({ id, roles })
const [owner, admin, editor, shopper] = [
  holder('owner', 'owner'),
  holder('admin', 'admin'),
  holder('editor', 'editor'),
  holder('shopper', 'shopper'),
]

describe('rights of staff', () => {
  test.each([
    ['an owner gives any role', owner, editor, ['owner'], 2, undefined],
    ['an owner lowers another', owner, holder('other', 'owner'), ['support'], 2, undefined],
    ['an admin changes a role', admin, editor, ['stock'], 1, undefined],
    ['an admin makes no owner', admin, editor, ['owner'], 1, 'owners-alone'],
    ['an admin lowers no owner', admin, owner, ['support'], 2, 'owners-alone'],
    ['an editor changes nobody', editor, holder('other', 'support'), ['stock'], 1, 'not-allowed'],
    ['who lost the roles changes nobody', shopper, editor, ['stock'], 1, 'not-allowed'],
    ['who is gone changes nobody', undefined, editor, ['stock'], 1, 'not-allowed'],
    ['nobody raises themselves', admin, admin, ['admin', 'optician'], 1, 'own-rights'],
    ['nobody changes their own', owner, owner, ['owner', 'optician'], 2, 'own-rights'],
    ['everybody may leave', editor, editor, ['shopper'], 1, undefined],
    ['an owner leaves when another stays', owner, owner, ['shopper'], 2, undefined],
    ['the last owner does not leave', owner, owner, ['shopper'], 1, 'last-owner'],
    ['the last owner is not lowered', admin, owner, ['admin'], 1, 'last-owner'],
  ] as const)('%s', (_, actor, target, roles, owners, why) => expect(whyNotChanged(actor, target, roles, owners)).toBe(why))

  test('who may not decide invites nobody, and an admin no owner', () => {
    expect(whyNotDecided(editor, ['support'])).toBe('not-allowed')
    expect(whyNotDecided(admin, ['owner'])).toBe('owners-alone')
    expect(whyNotDecided(admin, ['admin'])).toBeUndefined()
  })
})
