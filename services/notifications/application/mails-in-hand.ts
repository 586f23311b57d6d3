import type { DueMail } from '../domain/mail.ts'

/** So many wait in this process to be sent, and of one event so many; what is written beyond them is due at once, for whoever looks. */
const mostInHand = 200
const mostOfEvent = 10
/** So long after it was written a mail is sent from here. Whoever comes later leaves it: its lease would not last. */
const patienceMs = 10_000

/** Mails of one event. They are not sent before the event is on disk: until then they may be taken back. */
export interface WrittenMails {
  /** Whether the next mail may be written as one that is claimed. */
  hasRoom(): boolean
  /** A mail that was kept, and when; without `mail` one that nobody claimed. */
  add(at: Date, mail?: DueMail): void
  /** The event is on disk. */
  kept(): void
}

/**
 * What this process wrote and claimed in the same statement: it is sent from memory, so nobody has to look for it. Lost with the process; then
 * whoever looks finds it when its lease has ended.
 */
export interface MailsInHand {
  ofEvent(): WrittenMails
  /** The oldest, at most so many. They are in nobody's hand then. */
  take(now: Date, most: number): readonly DueMail[]
  /** A person is forgotten: what waits here for their address does not leave. */
  drop(email: string): void
}

/** `written` is told when there is something to send. */
export function mailsInHand(written: () => void): MailsInHand {
  let held: { readonly at: Date; readonly mail: DueMail }[] = []
  return {
    ofEvent() {
      const added: { readonly at: Date; readonly mail: DueMail | undefined }[] = []
      return {
        hasRoom: () => held.length < mostInHand && added.length < mostOfEvent,
        add: (at, mail) => void added.push({ at, mail }),
        kept() {
          for (const { at, mail } of added) if (mail) held.push({ at, mail })
          if (added.length > 0) written()
        },
      }
    },
    take(now, most) {
      held = held.filter(({ at }) => now.getTime() - at.getTime() < patienceMs)
      return held.splice(0, most).map(({ mail }) => mail)
    },
    drop(email) {
      held = held.filter(({ mail }) => mail.to.toLowerCase() !== email.toLowerCase())
    },
  }
}
