import type { Clock } from '@vitrine/platform/clock/clock'
import type { Mailer } from '@vitrine/platform/mail/mailer'
import { type DueMail, leaseMs, maxTries, pauseMs } from '../domain/mail.ts'
import type { MailsInHand } from './mails-in-hand.ts'

export interface Outgoing {
  /** Takes mails that are due until a moment, oldest first, at most 10. Two processes take different ones. */
  claim(at: Date, until: Date): Promise<readonly DueMail[]>
  sent(mailIds: readonly string[], at: Date): Promise<void>
  /** They are due at once, and were not tried. */
  letGo(mailIds: readonly string[], at: Date): Promise<void>
  /** Without a next time the mail is given up. */
  notSent(mailId: string, reason: string, dueAt: Date | undefined): Promise<void>
}

/** Where a test may end the process. */
export type SendMailPoint = 'notifications.send.before-call' | 'notifications.send.after-call' | 'notifications.send.after-commit'

export interface SendMailsNeeds {
  readonly outgoing: Outgoing
  readonly hand: MailsInHand
  readonly mail: Mailer
  /** A kept page as it leaves. */
  readonly dress: (html: string) => string
  readonly clock: Clock
  readonly failpoint: (point: SendMailPoint) => Promise<void>
}

/** So many are handed over beside each other, and marked together, unless the mailer says how many it takes. */
const besideEachOther = 5

/**
 * Sends what is due, and what this process has in hand. Answers how many mails it took.
 *
 * A mail leaves at least once: a process that dies between handing it over and marking it lets the next one send it again, under the same Message-ID.
 * What no server will ever take (a receiver that is no address) is given up at once, what a server did not take now is tried for a day and a half.
 */
export async function sendMails(needs: SendMailsNeeds): Promise<number> {
  const now = needs.clock()
  const due = await needs.outgoing.claim(now, new Date(now.getTime() + leaseMs))
  await sendAll(needs, due)
  const inHand = needs.hand.take(needs.clock(), 2 * (needs.mail.atOnce ?? besideEachOther))
  await sendAll(needs, inHand)
  return due.length + inHand.length
}

/** This process ends: what it has in hand is for the others, at once. */
export async function letMailsGo({ outgoing, hand, clock }: Pick<SendMailsNeeds, 'outgoing' | 'hand' | 'clock'>): Promise<void> {
  const mails = hand.take(clock(), Infinity)
  if (mails.length > 0)
    await outgoing.letGo(
      mails.map(({ id }) => id),
      clock(),
    )
}

async function sendAll(needs: SendMailsNeeds, mails: readonly DueMail[]): Promise<void> {
  const atOnce = needs.mail.atOnce ?? besideEachOther
  for (let n = 0; n < mails.length; n += atOnce) await send(needs, mails.slice(n, n + atOnce))
}

async function send({ outgoing, mail, dress, clock, failpoint }: SendMailsNeeds, mails: readonly DueMail[]): Promise<void> {
  const handOver = async ({ tries, ...message }: DueMail) => {
    await failpoint('notifications.send.before-call')
    const refusal = await mail({ ...message, html: dress(message.html) }).then(
      () => undefined,
      (error: Error) => error,
    )
    await failpoint('notifications.send.after-call')
    return { id: message.id, tries, refusal }
  }
  const given = await Promise.all(mails.map(handOver))
  const taken = given.flatMap(({ id, refusal }) => (refusal ? [] : [id]))
  if (taken.length > 0) await outgoing.sent(taken, clock())
  for (const { id, tries, refusal } of given) {
    if (!refusal) continue
    const isFinal = refusal instanceof RangeError || tries >= maxTries
    await outgoing.notSent(id, refusal.message, isFinal ? undefined : new Date(clock().getTime() + pauseMs(tries)))
  }
  await failpoint('notifications.send.after-commit')
}
