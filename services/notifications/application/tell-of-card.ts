import type { CardFacts, Receiver } from '../domain/letter.ts'
import { writeMail, type WriteMailNeeds } from './write-mail.ts'

/** Sends a gift card to whom it goes: one mail for each card. It is of its order, and forgotten with it. */
export const tellOfCard = (needs: WriteMailNeeds, cardId: string, orderId: string, card: CardFacts, to: Receiver): Promise<void> =>
  writeMail(needs, cardId, { kind: 'gift-card', card }, to, orderId)
