import type { Clock } from '@vitrine/platform/clock/clock'
import type { Mailer } from '@vitrine/platform/mail/mailer'
import { leaseMs, type Mail, maxTries, pauseMs } from '../domain/mail.ts'

export type DueMail = Pick<Mail, 'id' | 'to' | 'subject' | 'html' | 'text'> & { readonly tries: number }

export interface Outgoing {
  /** Takes mails that are due until a moment, oldest first, at most 10. Two processes take different ones. */
  claim(at: Date, until: Date): Promise<readonly DueMail[]>
  sent(mailId: string, at: Date): Promise<void>
  /** Without a next time the mail is given up. */
  notSent(mailId: string, reason: string, dueAt: Date | undefined): Promise<void>
}

/** Where a test may end the process. */
export type SendMailPoint = 'notifications.send.before-call' | 'notifications.send.after-call' | 'notifications.send.after-commit'

export interface SendMailsNeeds {
  readonly outgoing: Outgoing
  readonly mail: Mailer
  readonly clock: Clock
  readonly failpoint: (point: SendMailPoint) => Promise<void>
}

/**
 * Sends what is due. Answers how many mails it took.
 *
 * A mail leaves at least once: a process that dies between handing it over and marking it lets the next one send it again, under the same Message-ID.
 * What no server will ever take (a receiver that is no address) is given up at once, what a server did not take now is tried for a day and a half.
 */
export async function sendMails({ outgoing, mail, clock, failpoint }: SendMailsNeeds): Promise<number> {
  const now = clock()
  const due = await outgoing.claim(now, new Date(now.getTime() + leaseMs))
  for (const { tries, ...message } of due) {
    await failpoint('notifications.send.before-call')
    const refusal = await mail(message).then(
      () => undefined,
      (error: Error) => error,
    )
    await failpoint('notifications.send.after-call')
    if (!refusal) await outgoing.sent(message.id, clock())
    else {
      const isFinal = refusal instanceof RangeError || tries >= maxTries
      await outgoing.notSent(message.id, refusal.message, isFinal ? undefined : new Date(clock().getTime() + pauseMs(tries)))
    }
    await failpoint('notifications.send.after-commit')
  }
  return due.length
}
