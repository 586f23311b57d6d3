import type { Order, OrderLine } from './order.ts'
import { awayOf, piecesOf, shareMinor, withPieces } from './pieces.ts'

/** To whom a gift card goes; an empty address is the buyer's. */
export interface Gift {
  readonly email: string
  readonly message: string
}

/** The way of what travels in no parcel. */
export const byMail = 'e-mail'

/** A line of cards, which no shelf holds and no parcel brings. */
export const isGiftCard = ({ kind }: { readonly kind?: string }): boolean => kind === 'gift-card'

/** Whether nothing of a basket needs a parcel. */
export const goesByMail = (lines: readonly { readonly kind?: string }[]): boolean => lines.length > 0 && lines.every(isGiftCard)

/** Throws RangeError for an address that cannot be one, or a message longer than 500. */
export function checkedGift({ email, message }: Gift): Gift {
  if (email !== '' && (!/^[^\s@]+@[^\s@]+$/.test(email) || email.length > 254)) throw new RangeError('gift.email is no mail address')
  if (message.length > 500) throw new RangeError('gift.message is longer than 500')
  return { email: email.trim(), message: message.trim() }
}

/** The cards of an order leave with its payment: they are made from what it tells. */
export const withCardsSent = (lines: readonly OrderLine[]): readonly OrderLine[] =>
  lines.some(isGiftCard)
    ? lines.map((line) => (isGiftCard(line) ? withPieces(line, { sent: line.quantity - piecesOf(line).cancelled }) : line))
    : lines

/** Whether its shopper has cards of it. */
export const hasCardsOut = ({ lines }: Pick<Order, 'lines'>): boolean => lines.some((line) => isGiftCard(line) && awayOf(line) > 0)

/** What was paid for cards its shopper has: it goes back for emptied cards alone, by no other way. */
export const cardsOutMinor = ({ lines, totals }: Pick<Order, 'lines' | 'totals'>): number =>
  lines.reduce((sum, line) => sum + (isGiftCard(line) ? shareMinor(line, totals.taxIncluded, awayOf(line)) : 0), 0)

/** The day its cards left, RFC 3339; undefined before. */
export const cardsSentAt = ({ timeline }: Pick<Order, 'timeline'>): string | undefined =>
  timeline.find(({ status }) => status === 'paid')?.at
