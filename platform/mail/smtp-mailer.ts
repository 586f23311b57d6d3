import { createTransport } from 'nodemailer'
import { requireSafeMail } from './mail-check.ts'
import type { Mailer } from './mailer.ts'

export interface SmtpOptions {
  /** `smtp://user:password@host:587` (STARTTLS when the server offers it) or `smtps://…:465`. */
  readonly url: string
  /** Sender of every mail: `Vitrine <shop@example.org>`. */
  readonly from: string
}

/**
 * Sends over SMTP, at most 5 connections kept open. Settles when the server has taken the mail.
 *
 * `id` becomes the Message-ID, so a mail sent again after a crash is seen as the same by its reader's program. Attachments, files and
 * addresses inside the text are not followed. Rejects after 10 s without an answer, and when the server refuses.
 */
export function smtpMailer({ url, from }: SmtpOptions): Mailer & { close(): void } {
  const domain = /@([^>\s]+)>?$/.exec(from)?.[1] ?? 'localhost'
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: 5,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 10_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const send: Mailer = async (mail) => {
    requireSafeMail(mail)
    const { id, to, subject, html, text } = mail
    await transport.sendMail({ messageId: `<${id}@${domain}>`, from, to: { name: '', address: to }, subject, html, text })
  }
  return Object.assign(send, { close: () => transport.close() })
}
