import { createHash } from 'node:crypto'

/**
 * Who a mail address is to promotions: a digest, so that "once per customer" holds for guests, and for an account that comes back as one, and
 * nobody keeps the address for it.
 * The same for every spelling that reaches one mailbox: upper case, spaces around it, a tag after `+` (RFC 5233). Empty without an address.
 */
export function guestKey(email: string): string {
  const [, name = '', domain = ''] = /^([^+]+)(?:\+.*)?@([^@]+)$/.exec(email.trim().normalize('NFKC').toLowerCase()) ?? []
  return name === '' ? '' : `guest ${createHash('sha256').update(`${name}@${domain}`).digest('hex')}`
}
