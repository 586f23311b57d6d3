import type { Clock } from '../clock/clock.ts'
import type { Files } from '../files/files.ts'
import { requireSafeMail } from './mail-check.ts'
import type { Mailer } from './mailer.ts'

/**
 * Keeps mails as JSON files, for a shop without a mail server: staff read them in the back office.
 *
 * The key is `mail/<id>.json`, so that a mail handed over twice is kept once, with the time of the first.
 */
export const folderMailer =
  (files: Files, clock: Clock): Mailer =>
  async (mail) => {
    requireSafeMail(mail)
    const key = `mail/${mail.id}.json`
    if (await files.has(key)) return
    await files.put(key, Buffer.from(JSON.stringify({ ...mail, sentAt: clock().toISOString() })))
  }
