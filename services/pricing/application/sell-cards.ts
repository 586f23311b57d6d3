import type { Ids } from '@vitrine/platform/ids/ids'
import type { EventHandler } from '@vitrine/platform/service'
import { giftCodeOf } from '../domain/credit.ts'
import type { Amount } from '../domain/promotion.ts'

/** The transaction an event is handled in. */
type Tx = Parameters<EventHandler>[1]

/** One piece of a line of gift cards that was paid. */
export interface SoldCard {
  readonly orderId: string
  readonly lineId: string
  /** From 1, among the cards of the line. */
  readonly number: number
  readonly amount: Amount
}

/** A card as it is told, once. */
export interface MadeCard extends SoldCard {
  readonly creditId: string
  readonly code: string
}

/** What was paid for: so many cards of a line, each worth what one cost, and to whom they go. */
export interface PaidCards {
  readonly lineId: string
  readonly quantity: number
  readonly amount: Amount
  readonly gift: CardGift
}

export interface CardGift {
  readonly email: string
  readonly giver: string
  readonly message: string
  readonly locale: string
}

export interface SoldCardStore {
  /** Makes the card and tells `GiftCardMade`, unless there is one of this order, line and number. */
  make(
    tx: Tx,
    card: MadeCard,
    told: { readonly eventId: string; readonly orderNumber: string; readonly gift: CardGift },
    at: Date,
  ): Promise<void>
}

/**
 * Makes the gift cards of an order that was paid: one for each piece, however often it is heard. The code of each is told once, and only a digest of it is
 * kept here.
 */
export async function sellCards(
  { store, ids }: { readonly store: SoldCardStore; readonly ids: Ids },
  tx: Tx,
  order: { readonly id: string; readonly number: string; readonly cards: readonly PaidCards[] },
  at: Date,
): Promise<void> {
  for (const { lineId, quantity, amount, gift } of order.cards) {
    for (let number = 1; number <= quantity; number++) {
      const card = { orderId: order.id, lineId, number, amount, creditId: `${order.id}-${lineId}-${number}`, code: giftCodeOf(ids()) }
      await store.make(tx, card, { eventId: ids(), orderNumber: order.number, gift }, at)
    }
  }
}

/** Cards of a line that are to be empty, because their buyer gets their money back. */
export interface CardsToVoid {
  readonly voidId: string
  readonly orderId: string
  readonly lineId: string
  readonly quantity: number
  readonly at: Date
}

export type VoidedCards =
  | { readonly outcome: 'voided' }
  /** Fewer have all their money on them: nothing is emptied. */
  | { readonly outcome: 'spent'; readonly unspent: number }
  /** The event of the payment has not come here yet. */
  | { readonly outcome: 'not-made' }

export interface VoidCardStore {
  /** All of them or none; the same id again empties the same cards. */
  voidSold(cards: CardsToVoid): Promise<VoidedCards>
}
