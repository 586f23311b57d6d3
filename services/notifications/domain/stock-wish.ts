import type { Locale } from './letter.ts'

/** Somebody wants to hear, once, that a variant is back. */
export interface StockWish {
  readonly variantId: string
  readonly email: string
  readonly locale: Locale
  /** Of the variant, in that language. */
  readonly name: string
  readonly slug: string
  readonly askedAt: Date
}

/** More wishes than this under one address are somebody filling a stranger's box. Shop rule. */
export const mostWishes = 20

/** After so long nobody waits any more, and the address is forgotten. Shop rule, said on the form. */
export const wishDays = 365

/** One box is one address, however it is typed. Throws RangeError for what is none. */
export function wishEmail(typed: string): string {
  const email = typed.trim().toLowerCase()
  if (email.length > 254 || !/^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/.test(email)) throw new RangeError('email: not an address')
  return email
}
