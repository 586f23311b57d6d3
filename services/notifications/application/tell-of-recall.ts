import type { RecallFacts, Receiver, TrialFacts } from '../domain/letter.ts'
import { writeMail, type WriteMailNeeds } from './write-mail.ts'

/** Tells a buyer that a lot they got pieces of is recalled: one mail for each person and lot, in however many orders. Of an order that was forgotten nobody is known. */
export async function tellOfRecall(needs: WriteMailNeeds, orderId: string, recall: RecallFacts): Promise<void> {
  const order = await needs.box.order(orderId)
  if (!order) return
  await writeMail(needs, causeOf(recall, order.email), { kind: 'lot-recalled', order, recall }, order)
}

/** The same for who has a frame of it at home, or kept one, of a home trial. */
export const tellOfTrialRecall = (needs: WriteMailNeeds, trial: TrialFacts, recall: RecallFacts, to: Receiver): Promise<void> =>
  writeMail(needs, causeOf(recall, to.email), { kind: 'trial-recalled', trial, recall }, to)

const causeOf = ({ variantId, lot }: RecallFacts, email: string): string => `${variantId} ${lot} ${email.toLowerCase()}`
