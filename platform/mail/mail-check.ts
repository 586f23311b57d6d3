import type { Mail } from './mailer.ts'

// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const control = /[\u0000-\u001f\u007f\u2028\u2029]/

/**
 * Refuses what could become a second header or a second receiver: line breaks and other control characters in a header (RFC 5322, 2.2),
 * more than one address, an address longer than 254 (RFC 5321, 4.5.3.1.3). Throws a RangeError that does not repeat the value.
 */
export function requireSafeMail({ id, to, subject }: Mail) {
  if (!/^[A-Za-z0-9_-]{1,128}$/.test(id)) throw new RangeError('mail id: letters, digits, "_" and "-" only')
  if (control.test(to) || to.length > 254 || !/^[^\s@,;<>()[\]"\\]+@[^\s@,;<>()[\]"\\]+$/.test(to))
    throw new RangeError(`mail ${id}: the receiver is not one plain address`)
  if (control.test(subject) || subject.length > 250) throw new RangeError(`mail ${id}: the subject is not one short line`)
}
