import type { OneFailed } from '@vitrine/platform/watch/log'
import type { Order } from '../../domain/order.ts'
import { piecesOf, withPieces } from '../../domain/pieces.ts'
import { isLapsing, type ReturnFile, returnMoves, stepped, toSendMs, withoutExchange } from '../../domain/return-file.ts'
import { editOrder, type OrderChange, type OrderStore } from '../edit-order.ts'
import type { OrderTellings } from '../tell-order.ts'
import { swapEnded } from './dearer-swap.ts'

export interface LapsingArchive {
  /** Ids of orders with a file whose time is over, but for those being paid at this moment; longest over first, at most 50. */
  lapsing(at: Date): Promise<readonly string[]>
}

export interface LapseNeeds extends LapsingArchive {
  readonly orders: OrderStore
  readonly tellings: OrderTellings
  readonly published: () => void
}

/**
 * Ends what waited too long. A swap whose difference nobody paid leaves its order as it was. An exchange whose difference nobody paid gives the money alone, for pieces that come back in time; what was kept for it is free.
 * Of one whose pieces did not come either the pieces are the shopper's again. The shopper is told of both.
 *
 * Whoever is at their bank is waited for; who pays all the same between two looks gets their money back (`run-exchange.ts`). Answers how many.
 * One that goes wrong is found again by the next look, and holds up no other.
 */
export async function lapseReturns(needs: LapseNeeds, now: Date, failed: OneFailed): Promise<number> {
  let count = 0
  for (const orderId of await needs.lapsing(now))
    await editOrder(needs.orders, orderId, now, (order) => lapsing(needs.tellings, order, now)).then(
      () => (count += 1),
      (error: unknown) => failed(orderId, error),
    )
  if (count > 0) needs.published()
  return count
}

/** The first file whose time is over; the next one is found by the next look. Undefined when somebody paid, or the pieces came. */
export function lapsing(tellings: OrderTellings, order: Order, now: Date): OrderChange | undefined {
  const file = order.returns.find((each) => isLapsing(each, now))
  if (!file) return undefined
  if (file.kind === 'swap') return swapEnded(tellings, order, file, { why: 'unpaid' }, now)
  const [at, isUnpaid] = [now.toISOString(), file.state === 'to-pay']
  const next = isUnpaid ? goingOn(file, now) : lapsed(file, at)
  const lines = isUnpaid
    ? order.lines
    : order.lines.map((line) => withPieces(line, { returned: piecesOf(line).returned - countOf(file, line.id) }))
  const entry = { at, event: isUnpaid ? 'exchange-lapsed' : 'return-lapsed', facts: { returnId: file.id } }
  const returns = order.returns.map((each) => (each === file ? next : each))
  const changed = { ...order, lines, returns, timeline: [...order.timeline, entry] }
  return { order: changed, told: [tellings.returnMoved(changed, next)], rewrites: true }
}

const goingOn = (file: ReturnFile, now: Date): ReturnFile => ({
  ...stepped(withoutExchange(file), 'approved', now.toISOString()),
  lapsesAt: new Date(now.getTime() + toSendMs).toISOString(),
})

function lapsed(file: ReturnFile, at: string): ReturnFile {
  const followers: readonly string[] = returnMoves[file.state]
  if (!followers.includes('lapsed')) throw new Error(`return ${file.id} is ${file.state} and has a time that ends it`)
  return { ...stepped(file, 'lapsed', at), amountMinor: 0 }
}

const countOf = ({ lines }: ReturnFile, lineId: string): number => lines.find((line) => line.lineId === lineId)?.quantity ?? 0
