import type { RecallFacts } from '../domain/letter.ts'
import { writeMail, type WriteMailNeeds } from './write-mail.ts'

/** Tells a buyer that a lot they got pieces of is recalled: one mail for each person and lot, in however many orders. Of an order that was forgotten nobody is known. */
export async function tellOfRecall(needs: WriteMailNeeds, orderId: string, recall: RecallFacts): Promise<void> {
  const order = await needs.box.order(orderId)
  if (!order) return
  await writeMail(needs, `${recall.variantId} ${recall.lot} ${order.email.toLowerCase()}`, { kind: 'lot-recalled', order, recall }, order)
}
