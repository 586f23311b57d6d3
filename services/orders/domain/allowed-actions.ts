import { awaitsPayment } from './awaiting-order.ts'
import { hasCardsOut } from './gift-cards.ts'
import { byHandMinor } from './money-back.ts'
import { type Action, actions, mayAct, type Order, wasPaid } from './order.ts'
import { piecesOf, unsentOf } from './pieces.ts'
import { claimRight, returnRight } from './send-back.ts'
import { isInShop, isSwappable } from './swap.ts'
import { lineRight } from './withdrawal.ts'

/** What people may do with an order now, from the table of actions and from what is left: of its money, its pieces and its days. */
export function allowedActions(order: Order, now: Date): Action[] {
  const { status, lines } = order
  const left: Record<Action, boolean> = {
    // Cards are out with the payment: who has some withdraws from them, and takes out the rest.
    cancel: !hasCardsOut(order),
    // The last piece of all is cancelled with the order; that of an order some of which left, by itself.
    'cancel-lines': lines.reduce((sum, line) => sum + unsentOf(line), 0) > (lines.some((line) => piecesOf(line).sent > 0) ? 0 : 1),
    swap: isInShop(order) && lines.some((line) => isSwappable(line) && unsentOf(line) > 0),
    edit: true,
    'change-delivery': true,
    pay: awaitsPayment(order),
    refund: wasPaid(order) && byHandMinor(order) > 0,
    withdraw: lines.some((line) => lineRight(order, line, now).eligible),
    return: lines.some((line) => returnRight(order, line, now).eligible),
    claim: lines.some((line) => claimRight(order, line, now).eligible),
    invoice: wasPaid(order),
  }
  return (Object.keys(actions) as Action[]).filter((action) => mayAct(action, status) && left[action])
}
