import type { Clock } from '@vitrine/platform/clock/clock'
import { Fault } from '@vitrine/platform/rpc/fault'
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

/** A card that was sold with an order. */
export interface SoldCardState {
  readonly creditId: string
  readonly lineId: string
  readonly codeEnd: string
  readonly currency: string
  readonly balanceMinor: number
  readonly isClosed: boolean
  readonly sentAgain: number
}

/** Another code for a card, and to whom it is sent. */
export interface CardAgain {
  readonly sendId: string
  readonly creditId: string
  readonly orderId: string
  readonly orderNumber: string
  readonly gift: CardGift
  readonly actor: string
}

export interface SoldCards {
  ofOrder(orderId: string): Promise<readonly SoldCardState[]>
  /**
   * The code in place of the one it had, who did so, and `GiftCardMade` with what is on it, in one statement, unless it was done under this id. Nothing of a card
   * that is closed or empty.
   */
  sendAgain(again: CardAgain & { readonly code: string; readonly eventId: string }, at: Date): Promise<void>
}

/**
 * Sends a gift card again whose code was lost: another code takes the place of the old one, which pays nothing any more; the balance stays. Twice under one id
 * is once. `worthless`: it is closed, or has nothing on it. Throws RangeError without an address.
 * Fault: `not-found`.
 */
export async function sendCardAgain(
  { store, ids, clock }: { readonly store: SoldCards; readonly ids: Ids; readonly clock: Clock },
  again: CardAgain,
): Promise<{ readonly outcome: 'sent' | 'worthless'; readonly card: SoldCardState }> {
  if (again.sendId === '' || again.gift.email === '') throw new RangeError('a card is sent under an id, to an address')
  const found = async () => (await store.ofOrder(again.orderId)).find(({ creditId }) => creditId === again.creditId)
  const card = await found()
  if (!card) throw new Fault('not-found', `no card ${again.creditId} of order ${again.orderId}`)
  if (card.isClosed || card.balanceMinor === 0) return { outcome: 'worthless', card }
  await store.sendAgain({ ...again, code: giftCodeOf(ids()), eventId: ids() }, clock())
  return { outcome: 'sent', card: (await found()) ?? card }
}

export interface VoidCardStore {
  /** All of them or none; the same id again empties the same cards. */
  voidSold(cards: CardsToVoid): Promise<VoidedCards>
}
