import { deliveryBackMinor, isSettled } from '../domain/delivery-back.ts'
import { goodsOf } from '../domain/glasses.ts'
import { partBack, withBack } from '../domain/money-back.ts'
import { mayMove, type Order } from '../domain/order.ts'
import { factOf, piecesOf, shareMinor, withPieces } from '../domain/pieces.ts'
import {
  countOf,
  type Exchange,
  refundIdOf,
  restockIdOf,
  replaced,
  type ReturnFile,
  type ReturnLine,
  stepped,
  withoutExchange,
} from '../domain/return-file.ts'
import { type Errand, moneyErrands, moved, type OrderChange } from './edit-order.ts'
import { passIdOf } from './exchange/agree-errands.ts'
import { calledOff } from './exchange/agree-to-exchange.ts'
import type { OrderTellings } from './tell-order.ts'

/** What somebody found when they looked, as `ReturnMove`. */
export interface Found {
  readonly note: string
  readonly actor: string
  readonly lines: readonly { readonly lineId: string; readonly accepted: number; readonly restocked: number }[]
  readonly withheldMinor: number
  /** Where what can be sold again is put; empty is the first place. */
  readonly placeId: string
}

/**
 * The file once somebody looked at what came: the share of what was taken back goes back, with the delivery when it completes the order (delivery-back.ts), less
 * what is kept for lost value; what can be sold again is counted in. Throws RangeError for more than came, or more kept than there is.
 */
export function checking(
  tellings: OrderTellings,
  order: Order,
  file: ReturnFile,
  { lines: found, note, actor, withheldMinor, placeId }: Found,
  now: Date,
): OrderChange {
  const at = now.toISOString()
  const checked = file.lines.map((line) => {
    const { accepted = line.quantity, restocked = isFaulty(file, line) ? 0 : accepted } =
      found.find(({ lineId }) => lineId === line.lineId) ?? {}
    if (!(accepted >= 0 && accepted <= line.quantity && restocked >= 0 && restocked <= accepted)) {
      throw new RangeError(`lines: of ${line.lineId} came ${line.quantity}, not ${accepted} with ${restocked} to sell again`)
    }
    return { ...line, accepted, restocked }
  })
  const acceptedOf = (lineId: string) => checked.find((line) => line.lineId === lineId)?.accepted ?? 0
  const lines = order.lines.map((line) => {
    const { returned, settled } = piecesOf(line)
    const kept = acceptedOf(line.id)
    return withPieces(line, { returned: returned - countOf(file, line.id) + kept, settled: settled + kept })
  })
  const share = order.lines.reduce((sum, line) => sum + shareMinor(line, order.totals.taxIncluded, acceptedOf(line.id)), 0)
  const delivery = deliveryBackMinor(order, { ...order, lines })
  const isWhole = checked.every(({ accepted, quantity }) => accepted === quantity)
  // A replacement that left at once is paid by the pieces, whatever is found; another goes for all of them, or not at all.
  const exchange = isWhole || file.exchange?.sendsAtOnce ? file.exchange : undefined
  const paidMinor = exchange?.paidMinor ?? 0
  const restMinor = Math.max(0, share + delivery - paidMinor)
  if (withheldMinor > Math.min(share, restMinor)) throw new RangeError(`withheld: ${withheldMinor} of ${Math.min(share, restMinor)}`)
  const isPut = placeId !== '' && checked.some(({ restocked }) => restocked > 0)
  const kept = { ...(withheldMinor > 0 && { withheldMinor }), ...(isPut && { placeId }) }
  const looked = { ...(exchange ? file : withoutExchange(file)), lines: checked, ...kept }
  const before = { ...order, lines, returns: replaced(order, looked) }
  const back = partBack(before, refundIdOf(file.id), restMinor - withheldMinor)
  const amountMinor = back.bankMinor + back.creditMinor
  const first = stepped({ ...looked, amountMinor }, 'checked', at, note, actor)
  const isTaken = checked.some(({ accepted }) => accepted > 0)
  const end = !isTaken ? 'refused' : exchange ? 'exchanged' : amountMinor > 0 ? undefined : 'refunded'
  const next = end ? stepped(first, end, at) : first
  const counts = checked.map(({ lineId, accepted }) => ({ lineId, quantity: accepted })).filter(({ quantity }) => quantity > 0)
  const facts = { returnId: file.id, lines: factOf(counts), ...(note && { reason: note }) }
  const entry = { at, event: `return-${next.state === 'refused' ? 'refused' : 'checked'}`, facts }
  const noted = { ...withBack(before, back), returns: replaced(order, next) }
  const isReturned = isTaken && lines.every(isSettled) && mayMove(order.status, 'returned')
  const moves = isReturned ? moved(noted, 'returned', entry) : { ...noted, timeline: [...order.timeline, entry] }
  const changed = next.state === 'exchanged' && exchange ? withExchanged(moves, file.id, exchange, at) : moves
  const told = [tellings.returnMoved(changed, next), ...(isReturned ? [tellings.returned(changed, next)] : [])]
  return {
    order: changed,
    told,
    errands: [
      ...restocking(order, next, actor),
      ...moneyErrands(back, { kind: 'settle', reason: file.kind, actor }),
      ...(exchange ? lettingGo(exchange, actor) : calledOff(file, actor)),
    ],
    rewrites: true,
  }
}

/** Claimed as faulty, whether its shopper withdrew from it since or not. */
const isFaulty = ({ kind }: ReturnFile, { reason }: ReturnLine): boolean =>
  kind === 'claim' || (kind === 'withdrawal' && reason === 'faulty')

/** The pieces passed: what they paid of the replacement is what the credit note says, with what goes back beside it. */
const withExchanged = (order: Order, fileId: string, { orderNumber, paidMinor }: Exchange, at: string): Order => {
  const facts = { returnId: fileId, refundId: refundIdOf(fileId), amountMinor: String(paidMinor), currency: order.currency, orderNumber }
  return { ...order, timeline: [...order.timeline, { at, event: 'exchanged', facts }] }
}

const lettingGo = ({ orderId }: Exchange, actor: string): Errand[] => [
  { id: passIdOf(orderId), kind: 'pass', amountMinor: 0, reason: '', actor },
]

function restocking(order: Order, { id, lines, kind }: ReturnFile, actor: string): Errand[] {
  return lines.flatMap(({ lineId, restocked = 0 }): Errand[] => {
    const variantId = goodsOf(order.lines).find((line) => line.id === lineId)?.variantId
    if (!variantId || restocked === 0) return []
    return [{ id: restockIdOf(id, lineId), kind: 'restock', amountMinor: 0, reason: kind, actor, variantId, quantity: restocked }]
  })
}
