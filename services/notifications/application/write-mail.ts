import type { Clock } from '@vitrine/platform/clock/clock'
import type { Ids } from '@vitrine/platform/ids/ids'
import type { Letter, OrderFacts, ParcelFacts, Receiver } from '../domain/letter.ts'
import { leaseMs, type Mail } from '../domain/mail.ts'
import type { WrittenMails } from './mails-in-hand.ts'

export type Written = Pick<Mail, 'subject' | 'html' | 'text'>

/** What writing needs of storage: one transaction, which also remembers the event. */
export interface MailBox {
  /** Keeps a mail to be sent, unless one of its kind was kept for this cause. Answers whether it did. One with a try is claimed until it is due. */
  keep(mail: Omit<Mail, 'state'> & { readonly cause: string; readonly dueAt: string; readonly tries: number }): Promise<boolean>
  /** Remembers an order. Answers what is known of it: that it was cancelled, and news of its parcels that came before it. */
  rememberOrder(order: OrderFacts): Promise<{ readonly isCancelled: boolean; readonly news: readonly ParcelNews[] }>
  /** What is known of it; undefined when nothing was heard, or it was forgotten. */
  order(orderId: string): Promise<OrderFacts | undefined>
  rememberCancelled(orderId: string, at: Date): Promise<void>
  /** Remembers news of a parcel. Answers the order they are about, if it is known. */
  rememberNews(orderId: string, news: ParcelNews): Promise<OrderFacts | undefined>
}

export interface ParcelNews {
  readonly kind: 'parcel-shipped' | 'parcel-delivered'
  readonly parcel: ParcelFacts
}

export interface WriteMailNeeds {
  readonly box: MailBox
  /** Puts a letter into words and pictures. */
  readonly write: (letter: Letter, receiver: Receiver) => Written
  readonly clock: Clock
  readonly ids: Ids
  readonly written: WrittenMails
}

/**
 * Writes a mail and keeps it for sending. One mail of a kind for one cause, however often the event comes, and whatever its id. `orderId`: with which order
 * it is forgotten.
 */
export async function writeMail(
  { box, write, clock, ids, written }: WriteMailNeeds,
  cause: string,
  letter: Letter,
  receiver: Receiver,
  orderId = 'order' in letter ? letter.order.id : '',
): Promise<void> {
  const { email: to, locale } = receiver
  const [at, tries] = [clock(), written.hasRoom() ? 1 : 0]
  const message = { id: ids(), to, ...write(letter, receiver) }
  const dueAt = new Date(at.getTime() + tries * leaseMs).toISOString()
  const isKept = await box.keep({ ...message, kind: letter.kind, cause, locale, orderId, at: at.toISOString(), dueAt, tries })
  if (isKept) written.add(at, tries > 0 ? { ...message, tries } : undefined)
}
