import { exchangeBackIdOf } from '../../domain/exchange.ts'
import { partBack, withBack } from '../../domain/money-back.ts'
import type { Order } from '../../domain/order.ts'
import { type ReturnFile, withoutExchange } from '../../domain/return-file.ts'
import { editOrder, moneyErrands, type OrderChange } from '../edit-order.ts'
import type { ErrandNeeds } from '../run-errands.ts'

/**
 * What pieces paid of a replacement goes back to the order they are of, because the replacement was cancelled, or came back itself.
 *
 * Before the check it is the file's again, whose money waits for the pieces; after it the shopper's, by the way they paid. Pieces the check refused are the
 * shopper's, so nobody is owed for them. Once for each id, in one statement. Answers how much that was.
 */
export async function givingExchangeBack(needs: ErrandNeeds, replacement: Order, backId: string, amountMinor: number): Promise<number> {
  const { exchange } = replacement.totals
  const now = needs.clock()
  const decide = (order: Order) => givenBack(order, replacement.id, backId, amountMinor, now)
  if (exchange) await editOrder(needs.orders, exchange.orderId, now, decide)
  return amountMinor
}

/** The order whose pieces paid with what a replacement gave back; undefined when it counts already, or the replacement was called off before. */
export function givenBack(order: Order, replacementId: string, backId: string, amountMinor: number, now: Date): OrderChange | undefined {
  const file = order.returns.find(({ exchange }) => exchange?.orderId === replacementId)
  const isCounted = order.timeline.some(({ event, facts }) => event === 'exchange-undone' && facts['refundId'] === backId)
  if (!file?.exchange || isCounted) return undefined
  const paidMinor = file.exchange.paidMinor - amountMinor
  const next = file.state === 'exchanged' || paidMinor > 0 ? less(file, paidMinor) : withoutExchange(file)
  const facts = { refundId: backId, returnId: file.id, amountMinor: String(amountMinor), currency: order.currency }
  const freed: Order = {
    ...order,
    returns: order.returns.map((each) => (each === file ? next : each)),
    timeline: [...order.timeline, { at: now.toISOString(), event: 'exchange-undone', facts }],
  }
  if (file.state !== 'exchanged') return { order: freed, told: [], rewrites: true }
  const back = partBack(freed, exchangeBackIdOf(backId), amountMinor)
  return {
    order: withBack(freed, back),
    told: [],
    errands: moneyErrands(back, { kind: 'settle', reason: 'exchange', actor: '' }),
    rewrites: true,
  }
}

/** Before the check what pays less of the replacement is given back with the rest. */
function less(file: ReturnFile, paidMinor: number): ReturnFile {
  const { exchange, state, amountMinor } = file
  if (!exchange) return file
  const isAwaited = state === 'approved' || state === 'label' || state === 'received'
  return { ...file, exchange: { ...exchange, paidMinor }, amountMinor: amountMinor + (isAwaited ? exchange.paidMinor - paidMinor : 0) }
}
