import { Fault } from '@vitrine/platform/rpc/fault'
import type { Mail } from '../domain/mail.ts'

export type MailSummary = Omit<Mail, 'html' | 'text'>

export interface MailArchive {
  /** Newest first, those before the position; undefined is from the newest. `q` is part of a receiver or a subject. */
  list(q: string, before: string | undefined, limit: number): Promise<readonly (MailSummary & { readonly position: string })[]>
  count(q: string): Promise<number>
  find(mailId: string): Promise<Mail | undefined>
  /** Newest first, at most so many. */
  to(email: string, limit: number): Promise<readonly Mail[]>
}

export interface MailPage {
  readonly mails: readonly MailSummary[]
  /** Empty at the end. */
  readonly nextCursor: string
  readonly total: number
}

/** Mails of the shop, newest first, without what they say. Throws RangeError for a page outside 1 to 100 or a cursor this list did not give. */
export async function listMails(archive: MailArchive, q: string, { cursor, limit }: { cursor: string; limit: number }): Promise<MailPage> {
  if (limit < 1 || limit > 100) throw new RangeError(`limit is ${limit}, not 1 to 100`)
  if (q.length > 200) throw new RangeError('q is longer than 200')
  if (cursor !== '' && !/^\d{1,18}$/.test(cursor)) throw new RangeError('cursor is not of this list')
  const [found, total] = await Promise.all([archive.list(q, cursor || undefined, limit + 1), archive.count(q)])
  const mails = found.slice(0, limit)
  return { mails, nextCursor: found.length > limit ? (mails.at(-1)?.position ?? '') : '', total }
}

/** The last 500 mails to an address: what its owner takes with them. */
export const mailsTo = (archive: Pick<MailArchive, 'to'>, email: string): Promise<readonly Mail[]> =>
  email === '' ? Promise.resolve([]) : archive.to(email, 500)

/** One mail with what it says. Fault: `not-found`. */
export async function findMail(archive: MailArchive, mailId: string): Promise<Mail> {
  const mail = await archive.find(mailId)
  if (!mail) throw new Fault('not-found', `no mail ${mailId}`)
  return mail
}
