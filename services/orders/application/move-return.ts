import { Fault } from '@vitrine/platform/rpc/fault'
import { goodsOf } from '../domain/glasses.ts'
import { partBack, withBack } from '../domain/money-back.ts'
import { mayMove, type Order } from '../domain/order.ts'
import { awayOf, piecesOf, shareMinor, unsentOf, withPieces } from '../domain/pieces.ts'
import { movesByHand, refundIdOf, type ReturnFile, returnMoves, type ReturnState, stepped } from '../domain/return-file.ts'
import { factOf } from './cancel-lines.ts'
import { editOrder, type Errand, moneyErrands, moved, type OrderChange } from './edit-order.ts'
import { type ErrandNeeds, runErrandsOf } from './run-errands.ts'
import type { OrderTellings } from './tell-order.ts'

export interface ReturnMove {
  readonly orderId: string
  readonly returnId: string
  readonly to: string
  /** For the shopper. */
  readonly note: string
  readonly actor: string
  /** For `checked`: what is taken back, and what of it can be sold again; a line that is not named is, whole. */
  readonly lines: readonly { readonly lineId: string; readonly accepted: number; readonly restocked: number }[]
  /** For `checked`: what is kept of the money, with the reason in the note. */
  readonly withheldMinor: number
}

export type ReturnMoved =
  | { readonly outcome: 'moved'; readonly order: Order; readonly file: ReturnFile }
  | { readonly outcome: 'refused'; readonly state: ReturnState; readonly allowed: readonly ReturnState[] }

/**
 * Moves a file of pieces that come back along its states, by hand of staff.
 *
 * Refused, its pieces are the shopper's again. Checked, the share of what was taken back is refunded, and what can be sold again is counted in, each once;
 * with the last piece of an order that was withdrawn from, its delivery is refunded too (LAW-4), less what is kept for lost value. Twice is once.
 * Refusal: a state it may not go to. Throws RangeError for more than came, more kept than there is, or an unknown state. Fault: `not-found`.
 */
export async function moveReturn(needs: ErrandNeeds, move: ReturnMove): Promise<ReturnMoved> {
  if (!(move.to in returnMoves)) throw new RangeError(`to: ${move.to} is not a state of a return`)
  const to = move.to as ReturnState
  if (move.note.length > 500) throw new RangeError('note is longer than 500')
  if (move.withheldMinor < 0 || (move.withheldMinor > 0 && to !== 'checked')) throw new RangeError('withheld: only the check keeps money')
  if (move.withheldMinor > 0 && move.note.trim() === '') throw new RangeError('withheld: the note says why')
  const now = needs.clock()
  let refusal: ReturnMoved | undefined
  const order = await editOrder(needs.orders, move.orderId, now, (latest) => {
    const file = fileOf(latest, move.returnId)
    const isThere = file.steps.some(({ state }) => state === to)
    refusal =
      isThere || movesByHand(file.state).includes(to)
        ? undefined
        : { outcome: 'refused', state: file.state, allowed: movesByHand(file.state) }
    if (isThere || refusal) return undefined
    return moving(needs.tellings, latest, file, to, move, now)
  })
  if (!order) throw new Fault('not-found', `no order ${move.orderId}`)
  if (refusal) return refusal
  needs.published()
  await runErrandsOf(needs, move.orderId)
  const latest = (await needs.orders.find(move.orderId)) ?? order
  return { outcome: 'moved', order: latest, file: fileOf(latest, move.returnId) }
}

function fileOf({ id: orderId, returns }: Order, returnId: string): ReturnFile {
  const file = returns.find(({ id }) => id === returnId)
  if (!file) throw new Fault('not-found', `no return ${returnId} of order ${orderId}`)
  return file
}

function moving(tellings: OrderTellings, order: Order, file: ReturnFile, to: ReturnState, move: ReturnMove, now: Date): OrderChange {
  const at = now.toISOString()
  const { note, actor } = move
  if (to === 'checked') return checking(tellings, order, file, move, now)
  const next = stepped(file, to, at, note, actor)
  const entry = { at, event: `return-${to}`, facts: { returnId: file.id, ...(note && { reason: note }) } }
  const lines =
    to === 'refused'
      ? order.lines.map((line) => withPieces(line, { returned: piecesOf(line).returned - countOf(file, line.id) }))
      : order.lines
  const changed = { ...order, lines, returns: replaced(order, next), timeline: [...order.timeline, entry] }
  return { order: changed, told: [tellings.returnMoved(changed, next)], rewrites: true }
}

const countOf = (file: ReturnFile, lineId: string): number => file.lines.find((line) => line.lineId === lineId)?.quantity ?? 0

const replaced = ({ returns }: Order, file: ReturnFile): readonly ReturnFile[] => returns.map((each) => (each.id === file.id ? file : each))

function checking(
  tellings: OrderTellings,
  order: Order,
  file: ReturnFile,
  { lines: found, note, actor, withheldMinor }: ReturnMove,
  now: Date,
): OrderChange {
  const at = now.toISOString()
  const checked = file.lines.map((line) => {
    const { accepted = line.quantity, restocked = accepted } = found.find(({ lineId }) => lineId === line.lineId) ?? {}
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
  const isAllBack = lines.every((line) => unsentOf(line) === 0 && awayOf(line) === 0) && checked.some(({ accepted }) => accepted > 0)
  const share = order.lines.reduce((sum, line) => sum + shareMinor(line, order.totals.taxIncluded, acceptedOf(line.id)), 0)
  const delivery = isAllBack && file.kind === 'withdrawal' ? (order.totals.deliveryMinor ?? 0) : 0
  if (withheldMinor > share) throw new RangeError(`withheld: ${withheldMinor} of ${share}`)
  const back = partBack(order, refundIdOf(file.id), share + delivery - withheldMinor)
  const amountMinor = back.bankMinor + back.creditMinor
  const kept = withheldMinor > 0 ? { withheldMinor } : {}
  const first = stepped({ ...file, lines: checked, amountMinor, ...kept }, 'checked', at, note, actor)
  const next = amountMinor > 0 ? first : stepped(first, checked.some(({ accepted }) => accepted > 0) ? 'refunded' : 'refused', at)
  const counts = checked.map(({ lineId, accepted }) => ({ lineId, quantity: accepted })).filter(({ quantity }) => quantity > 0)
  const facts = { returnId: file.id, lines: factOf(counts), ...(note && { reason: note }) }
  const entry = { at, event: `return-${next.state === 'refused' ? 'refused' : 'checked'}`, facts }
  const noted = { ...withBack(order, back), lines, returns: replaced(order, next) }
  const isReturned = isAllBack && mayMove(order.status, 'returned')
  const changed = isReturned ? moved(noted, 'returned', entry) : { ...noted, timeline: [...order.timeline, entry] }
  const told = [tellings.returnMoved(changed, next), ...(isReturned ? [tellings.returned(changed, next)] : [])]
  return {
    order: changed,
    told,
    errands: [...restocking(order, next, actor), ...moneyErrands(back, { kind: 'settle', reason: file.kind, actor })],
    rewrites: true,
  }
}

function restocking(order: Order, { id, lines, kind }: ReturnFile, actor: string): Errand[] {
  return lines.flatMap(({ lineId, restocked = 0 }): Errand[] => {
    const variantId = goodsOf(order.lines).find((line) => line.id === lineId)?.variantId
    if (!variantId || restocked === 0) return []
    return [{ id: `${id}-restock-${lineId}`, kind: 'restock', amountMinor: 0, reason: kind, actor, variantId, quantity: restocked }]
  })
}
