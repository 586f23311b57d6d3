/** Who somebody is in the shop. Staff roles as in docs/glossary.md; `owner` may do everything and is made by the first staff link. */
export const staffRoles = ['support', 'optician', 'stock', 'editor', 'accountant', 'admin', 'owner'] as const
export type StaffRole = (typeof staffRoles)[number]
export type Role = 'shopper' | StaffRole

export type Locale = 'fr' | 'en'

export interface Address {
  readonly name: string
  readonly company: string
  readonly line1: string
  readonly line2: string
  readonly postcode: string
  readonly city: string
  readonly region: string
  readonly country: string
  readonly phone: string
  readonly vatNumber: string
}

export interface Account {
  readonly id: string
  readonly email: string
  readonly name: string
  readonly locale: Locale
  readonly roles: readonly Role[]
  readonly emailVerified: boolean
  readonly addresses: readonly Address[]
  readonly createdAt: Date
}

const someAddress = /^[^\s@<>"(),:;\\[\]]{1,64}@[^\s@<>"(),:;\\[\]]{1,255}\.[^\s@<>"(),:;\\[\].]{2,63}$/

/** The address as a key: one address, one account, whatever its case. Throws RangeError for text that is no address. */
export function emailKey(email: string): string {
  const trimmed = email.trim()
  if (trimmed.length > 254 || !someAddress.test(trimmed)) throw new RangeError('email is not a mail address')
  return trimmed.toLowerCase()
}

/** A name of 2 to 100 characters, spaces at the ends taken off. Source: features.md ACC-1. */
export function checkedName(name: string): string {
  const trimmed = name.trim()
  const characters = [...trimmed].length // as PostgreSQL counts them: an emoji is one
  if (characters < 2 || characters > 100) throw new RangeError('name has 2 to 100 characters')
  return trimmed
}

export function checkedLocale(locale: string): Locale {
  if (locale !== 'fr' && locale !== 'en') throw new RangeError('locale is fr or en')
  return locale
}

export function checkedRoles(roles: readonly string[]): Role[] {
  const known: readonly string[] = staffRoles
  for (const role of roles) if (!known.includes(role)) throw new RangeError(`role ${role} is none of ${staffRoles.join(', ')}`)
  if (roles.length === 0) throw new RangeError('roles is empty')
  return roles as Role[] // each was found in the list
}
