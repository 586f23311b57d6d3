import { cancelledWhys, type LostFacts, type OrderFacts, parcelKey, type Receiver, type ReturnFacts } from '../domain/letter.ts'
import { type ParcelNews, writeMail, type WriteMailNeeds } from './write-mail.ts'

/** Confirms an order that was paid; not one that was cancelled before this was heard. News of its parcel that came early are told now. */
export async function tellOfPaid(needs: WriteMailNeeds, order: OrderFacts): Promise<void> {
  const { isCancelled, news } = await needs.box.rememberOrder(order)
  if (isCancelled) return
  await writeMail(needs, order.id, { kind: 'order-confirmed', order }, order)
  for (const each of news) await writeMail(needs, causeOf(order.id, each), { ...each, order }, order)
}

/** Says that an order was cancelled, but to a shopper whose bank refused: who was told so at the till; nor of one that moved whole into another, which is confirmed. */
export async function tellOfCancelled(needs: WriteMailNeeds, order: OrderFacts, reason: string): Promise<void> {
  await needs.box.rememberCancelled(order.id, needs.clock())
  const why = cancelledWhys.find((known) => known === reason)
  if (reason !== 'payment-declined' && reason !== 'swapped')
    await writeMail(needs, order.id, { kind: 'order-cancelled', order, ...(why && { why }) }, order)
}

/** Says that an order stands, and is charged once an optician checked its prescription. */
export const tellOfAwaits = (needs: WriteMailNeeds, order: OrderFacts, until: string): Promise<void> =>
  writeMail(needs, order.id, { kind: 'order-awaits', order, until }, order)

/** Says that the optician asks something; each question is one mail. */
export const tellOfQuestion = (needs: WriteMailNeeds, order: OrderFacts, questionId: string, until: string): Promise<void> =>
  writeMail(needs, questionId, { kind: 'order-asked', order, until }, order)

/** Asks the shopper to set the money aside again; each time it was let go of is one mail. */
export const tellOfPaymentAsked = (needs: WriteMailNeeds, order: OrderFacts, at: string, until: string): Promise<void> =>
  writeMail(needs, `${order.id} ${at}`, { kind: 'order-pay-again', order, until }, order)

/** Says how much goes back. `refundedMinor` is all that went back so far, this refund included: it tells one refund from the next. */
export const tellOfRefunded = (
  needs: WriteMailNeeds,
  order: OrderFacts,
  back: { readonly amountMinor: number; readonly isCredit: boolean },
  refundedMinor: number,
): Promise<void> => writeMail(needs, `${order.id} ${refundedMinor}`, { kind: 'order-refunded', order, ...back }, order)

/** Confirms a withdrawal, with what was declared and when (Directive 2023/2673, article 11a): the receipt. One for each, whatever becomes of it. */
export const tellOfWithdrawal = (needs: WriteMailNeeds, order: OrderFacts, fileId: string, file: ReturnFacts): Promise<void> =>
  writeMail(needs, fileId, { kind: 'withdrawal-received', order, file }, order)

/** Says whether the shop takes something back, what an exchange costs beyond it, or that either waited too long. */
export const tellOfReturn = (
  needs: WriteMailNeeds,
  order: OrderFacts,
  fileId: string,
  file: ReturnFacts,
  kind: 'return-approved' | 'claim-mended' | 'return-refused' | 'exchange-to-pay' | 'exchange-lapsed' | 'return-lapsed',
): Promise<void> => writeMail(needs, fileId, { kind, order, file }, order)

/** Says that nothing was placed, and that nothing is charged. Once for each attempt to pay. */
export const tellOfLost = (needs: WriteMailNeeds, orderId: string, lost: LostFacts, to: Receiver): Promise<void> =>
  writeMail(needs, orderId, { kind: 'checkout-lost', lost }, to)

/** Says that a parcel left or arrived. News of an order nobody here has heard of wait for it. */
export async function tellOfParcel(needs: WriteMailNeeds, orderId: string, news: ParcelNews): Promise<void> {
  const order = await needs.box.rememberNews(orderId, news)
  if (order) await writeMail(needs, causeOf(orderId, news), { ...news, order }, order)
}

const causeOf = (orderId: string, { parcel }: ParcelNews): string => `${orderId} ${parcelKey(parcel)}`
