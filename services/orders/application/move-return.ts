import { Fault } from '@vitrine/platform/rpc/fault'
import type { Viewer } from '../domain/cart.ts'
import type { Order } from '../domain/order.ts'
import { piecesOf, withPieces } from '../domain/pieces.ts'
import { wantsExchange } from '../domain/exchange.ts'
import {
  countOf,
  givesPiecesBack,
  movesByHand,
  movesByShopper,
  replaced,
  type ReturnFile,
  returnMoves,
  type ReturnState,
  stepped,
  withoutExchange,
} from '../domain/return-file.ts'
import { checking } from './check-return.ts'
import { editOrder, type OrderChange } from './edit-order.ts'
import { findOrder } from './find-order.ts'
import { agreeing, calledOff, ownReplacementId } from './exchange/agree-to-exchange.ts'
import { swapEnded } from './exchange/dearer-swap.ts'
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
  /** For `approved`, of a file that wants an exchange: `at-once` sends the replacement before the check, `none` gives the money alone; empty waits for the check. */
  readonly replacement: string
  /** For `checked`: where what can be sold again is put; empty is the first place. */
  readonly placeId: string
}

export type ReturnMoved =
  | { readonly outcome: 'moved'; readonly order: Order; readonly file: ReturnFile }
  | { readonly outcome: 'refused'; readonly state: ReturnState; readonly allowed: readonly ReturnState[] }

/**
 * Moves a file of pieces that come back along its states, by hand of staff.
 *
 * Approved, a file that wants an exchange waits until its replacement is paid (exchange/). Refused or mended, its pieces are the shopper's again. Checked, the share of what was taken back is refunded, and what can be sold again is counted in, each once;
 * with the last piece of an order that was withdrawn from, its delivery is refunded too (LAW-4), less what is kept for lost value. Of an exchange all of whose pieces were taken back, the replacement
 * goes and only the rest of the money goes back; else the replacement is called off. Twice is once.
 * Refusal: a state it may not go to. Throws RangeError for more than came, more kept than there is, or an unknown state or place. Fault: `not-found`.
 */
export async function moveReturn(needs: ErrandNeeds, move: ReturnMove): Promise<ReturnMoved> {
  // A place nobody made would refuse the pieces for ever; one that was made is never taken away.
  if (move.placeId !== '' && !(await placesOf(needs)).has(move.placeId)) throw new RangeError(`placeId: nobody made ${move.placeId}`)
  return movingBy(needs, move, movesByHand)
}

async function placesOf({ stock }: ErrandNeeds): Promise<ReadonlySet<string>> {
  const { places } = await stock.listPlaces({}, { timeoutMs: 2_000 })
  return new Set(places.map(({ placeId }) => placeId))
}

/**
 * Its shopper takes a return or a claim back while nothing was sent: its pieces are theirs as before, and an exchange that was agreed to is called off. Twice is once.
 * Refusal: a file that has gone too far. Fault: `not-found`, also for somebody else's order.
 */
export async function cancelReturn(
  needs: ErrandNeeds,
  { orderId, returnId, viewer }: { readonly orderId: string; readonly returnId: string; readonly viewer: Viewer },
): Promise<ReturnMoved> {
  await findOrder(needs.orders, orderId, viewer)
  const move = { orderId, returnId, to: 'cancelled', note: '', actor: '', lines: [], withheldMinor: 0, replacement: '', placeId: '' }
  return movingBy(needs, move, movesByShopper)
}

async function movingBy(needs: ErrandNeeds, move: ReturnMove, movesOf: (file: ReturnFile) => readonly ReturnState[]): Promise<ReturnMoved> {
  if (!(move.to in returnMoves)) throw new RangeError(`to: ${move.to} is not a state of a return`)
  const to = move.to as ReturnState
  if (!['', 'at-once', 'none'].includes(move.replacement)) throw new RangeError(`replacement: ${move.replacement} is no way to replace`)
  if (move.note.length > 500) throw new RangeError('note is longer than 500')
  if (move.withheldMinor < 0 || (move.withheldMinor > 0 && to !== 'checked')) throw new RangeError('withheld: only the check keeps money')
  if (move.withheldMinor > 0 && move.note.trim() === '') throw new RangeError('withheld: the note says why')
  const now = needs.clock()
  let refusal: ReturnMoved | undefined
  const order = await editOrder(needs.orders, move.orderId, now, (latest) => {
    const file = fileOf(latest, move.returnId)
    const isThere = file.steps.some(({ state }) => state === to) || isAgreedTo(file, move)
    refusal = isThere || movesOf(file).includes(to) ? undefined : { outcome: 'refused', state: file.state, allowed: movesOf(file) }
    if (isThere || refusal) return undefined
    return moving(needs.tellings, latest, file, to, move, now)
  })
  if (!order) throw new Fault('not-found', `no order ${move.orderId}`)
  if (refusal) return refusal
  needs.published()
  await runErrandsOf(needs, move.orderId)
  const latest = (await needs.orders.find(move.orderId)) ?? order
  const file = fileOf(latest, move.returnId)
  if (file.state !== 'to-pay') return { outcome: 'moved', order: latest, file }
  // A replacement that cost nothing more is bought already, and says so to its file.
  await runErrandsOf(needs, ownReplacementId(file))
  const agreed = (await needs.orders.find(move.orderId)) ?? latest
  return { outcome: 'moved', order: agreed, file: fileOf(agreed, move.returnId) }
}

/** Agreeing again to what waits for its money changes nothing; giving the exchange up does. */
const isAgreedTo = ({ state, kind }: ReturnFile, { to, replacement }: ReturnMove): boolean =>
  kind !== 'swap' && state === 'to-pay' && to === 'approved' && replacement !== 'none'

function fileOf({ id: orderId, returns }: Order, returnId: string): ReturnFile {
  const file = returns.find(({ id }) => id === returnId)
  if (!file) throw new Fault('not-found', `no return ${returnId} of order ${orderId}`)
  return file
}

function moving(tellings: OrderTellings, order: Order, file: ReturnFile, to: ReturnState, move: ReturnMove, now: Date): OrderChange {
  const at = now.toISOString()
  const { note, actor } = move
  // One that an old copy agreed to as to an exchange has a replacement, which nothing pays any more.
  if (file.kind === 'swap') return { ...swapEnded(tellings, order, file, { why: 'as-ordered' }, now), errands: calledOff(file, actor) }
  if (to === 'checked') return checking(tellings, order, file, move, now)
  const isExchanged = to === 'approved' && file.state === 'asked' && wantsExchange(file) && move.replacement !== 'none'
  if (isExchanged) return agreeing(order, file, { note, actor, sendsAtOnce: move.replacement === 'at-once' }, now)
  // What it agreed to before, the shop takes back: also by refusing pieces whose replacement was paid.
  const isEnded = givesPiecesBack(to)
  const isGivenUp = file.state === 'to-pay' || (isEnded && !file.exchange?.sendsAtOnce)
  const next = stepped(isGivenUp ? withoutExchange(file) : file, to, at, note, actor)
  const entry = { at, event: `return-${to}`, facts: { returnId: file.id, ...(note && { reason: note }) } }
  const lines = isEnded
    ? order.lines.map((line) => withPieces(line, { returned: piecesOf(line).returned - countOf(file, line.id) }))
    : order.lines
  const changed = { ...order, lines, returns: replaced(order, next), timeline: [...order.timeline, entry] }
  const errands = isGivenUp ? calledOff(file, actor) : []
  return { order: changed, told: [tellings.returnMoved(changed, next)], errands, rewrites: true }
}
