import type { CardFacts, Receiver } from '../domain/letter.ts'
import { writeMail, type WriteMailNeeds } from './write-mail.ts'

/** Sends a gift card to whom it goes: one mail for each card, and for each time it is sent again. It is of its order, and forgotten with it. */
export const tellOfCard = (needs: WriteMailNeeds, cause: string, orderId: string, card: CardFacts, to: Receiver): Promise<void> =>
  writeMail(needs, cause, { kind: 'gift-card', card }, to, orderId)
