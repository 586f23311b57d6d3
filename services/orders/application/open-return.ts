import { Fault } from '@vitrine/platform/rpc/fault'
import type { Viewer } from '../domain/cart.ts'
import { isGiftCard } from '../domain/gift-cards.ts'
import { askedBackMinor } from '../domain/money-back.ts'
import { mayAct, type Order, type OrderLine } from '../domain/order.ts'
import { awayOf, checkedCounts, factOf, piecesOf, shareMinor, unsentOf, withPieces } from '../domain/pieces.ts'
import { type Remedy, remedies, type ReturnFile, type ReturnLine, returnReasons, stepped } from '../domain/return-file.ts'
import { claimRight, returnRight } from '../domain/send-back.ts'
import { lineRight } from '../domain/withdrawal.ts'
import { type MoveRefused, moveRefused } from './cancel-order.ts'
import { withdrawingCards } from './withdraw-cards.ts'
import { withdrawingClaimed } from './withdraw-claimed.ts'
import { takingOut } from './cancel-lines.ts'
import { editOrder, type OrderChange } from './edit-order.ts'
import { findOrder } from './find-order.ts'
import { type Wanted, wantedOf, type WantedNeeds } from './exchange/wanted-variants.ts'
import { type ErrandNeeds, runErrandsOf } from './run-errands.ts'
import type { OrderTellings } from './tell-order.ts'

export interface ReturnWish {
  /** Drawn by the caller: the same wish again opens one file. */
  readonly returnId: string
  readonly orderId: string
  readonly kind: ReturnFile['kind']
  readonly name: string
  /** None is all that may still come back. */
  readonly lines: readonly WishedLine[]
  /** Who asks; or, of a withdrawal without sign-in, the mail address the order was made with. */
  readonly by: Viewer | { readonly email: string }
  /** Of a claim, what is wrong; of what staff open, why. */
  readonly words: string
  /** Of a claim, one of `remedies`. */
  readonly remedy: string
  /** Who of the staff opens it for the shopper; empty for the shopper. */
  readonly actor: string
}

interface WishedLine extends Pick<ReturnLine, 'lineId' | 'quantity' | 'reason'> {
  /** Of a return: what is wanted for the pieces, as many; empty is the money. */
  readonly wantsVariantId: string
}

export type OpenedReturn =
  | { readonly outcome: 'opened'; readonly order: Order; readonly file: ReturnFile }
  | MoveRefused
  | { readonly outcome: 'not-returnable'; readonly lineId: string; readonly reason: string; readonly left: number }

/**
 * Opens a file for pieces that come back.
 *
 * A withdrawal needs nobody's consent: what had not left is cancelled and paid back at once, the rest is awaited (LAW-3, LAW-4); said again for the same
 * pieces it is the same file. A return waits for the shop; one whose pieces are to be replaced is an exchange. A claim of something faulty waits too: what is
 * wrong is said in words, and what is wished. For what staff open the period does not count. File, pieces and `ReturnMoved`, from which the receipt is made, are one statement.
 * Refusals: a status from which nothing comes back; a line that may not, with the reason. Throws RangeError for unknown kinds, reasons and lines.
 * Fault: `not-found`, also for somebody else's order or another mail address.
 */
export async function openReturn(needs: ErrandNeeds & WantedNeeds, wish: ReturnWish): Promise<OpenedReturn> {
  checkWish(wish)
  const known = await orderFor(needs, wish)
  const isOpen = known.returns.some(({ id }) => id === wish.returnId)
  const wanted = isOpen ? new Map() : await wantedOf(needs, wish.lines)
  if ('lineId' in wanted) return { outcome: 'not-returnable', ...wanted }
  const now = needs.clock()
  let answer: OpenedReturn | undefined
  const decide = (latest: Order): OrderChange | undefined => {
    const decided = deciding(needs.tellings, latest, { ...wish, wanted }, now)
    answer = 'change' in decided ? undefined : decided
    return 'change' in decided ? decided.change : undefined
  }
  const order = await editOrder(needs.orders, known.id, now, decide, known)
  if (!order) throw new Fault('not-found', `no order ${wish.orderId}`)
  if (answer) return answer
  needs.published()
  await runErrandsOf(needs, known.id)
  const latest = (await needs.orders.find(known.id)) ?? order
  return opened(latest, latest.returns.find(({ id }) => id === wish.returnId)!) // written just now
}

function checkWish(wish: ReturnWish) {
  const { returnId, kind, name, lines, words, actor, by } = wish
  if (returnId === '') throw new RangeError('returnId is missing')
  if (kind !== 'withdrawal' && kind !== 'return' && kind !== 'claim')
    throw new RangeError(`kind: ${String(kind)} is neither withdrawal, return nor claim`)
  if (name.length > 100) throw new RangeError('name is longer than 100')
  if (kind !== 'return' && lines.some(({ wantsVariantId }) => wantsVariantId !== ''))
    throw new RangeError(`lines: only a return is exchanged, no ${kind}`)
  if (words.length > 2_000) throw new RangeError('words are longer than 2000')
  if (actor !== '' && !('isStaff' in by && by.isStaff)) throw new RangeError('actor: only staff open a file for somebody')
  if (actor !== '' && words.trim() === '') throw new RangeError('words: who opens it for a shopper says why')
  if (kind === 'claim') checkClaim(wish)
  else if (wish.remedy !== '') throw new RangeError('remedy: only a claim wishes one')
  const odd = lines.find(({ reason }) => reason !== '' && !(returnReasons as readonly string[]).includes(reason))
  if (odd) throw new RangeError(`lines: ${odd.reason} is not a reason`)
}

function checkClaim({ lines, words, remedy }: ReturnWish) {
  if (lines.length === 0) throw new RangeError('lines: a claim names what is faulty')
  if (words.trim() === '') throw new RangeError('words: a claim says what is wrong')
  if (!(remedies as readonly string[]).includes(remedy)) throw new RangeError(`remedy: ${remedy} is none`)
}

async function orderFor({ orders }: ErrandNeeds, { orderId, by }: ReturnWish): Promise<Order> {
  if (!('email' in by)) return findOrder(orders, orderId, by)
  const order = await orders.find(orderId)
  if (!order || order.email.toLowerCase() !== by.email.trim().toLowerCase()) throw new Fault('not-found', `no order ${orderId}`)
  return order
}

/** So often a shopper asks for something of an order and takes it back: each time stays with the order for good, whole in all it tells [our choice]. */
const mostTakenBack = 10

const opened = (order: Order, file: ReturnFile) => ({ outcome: 'opened', order, file }) as const

type ReadWish = ReturnWish & { readonly wanted: Wanted }

function deciding(tellings: OrderTellings, order: Order, wish: ReadWish, now: Date): OpenedReturn | { readonly change: OrderChange } {
  const same = order.returns.find(({ id }) => id === wish.returnId)
  if (same) return opened(order, same)
  const { kind } = wish
  const isByStaff = wish.actor !== ''
  const isTiring = kind !== 'withdrawal' && !isByStaff && order.returns.filter(({ state }) => state === 'cancelled').length >= mostTakenBack
  if (isTiring) return { outcome: 'not-returnable', lineId: order.lines[0]!.id, reason: 'asked-too-often', left: 0 } // an order has lines
  const leftOf = (line: OrderLine) =>
    kind === 'withdrawal' ? lineRight(order, line, now) : (kind === 'claim' ? claimRight : returnRight)(order, line, now, isByStaff)
  const action = kind === 'withdrawal' ? 'withdraw' : kind === 'claim' ? 'claim' : 'return'
  const all = order.lines
    .map((line) => ({ lineId: line.id, quantity: leftOf(line).quantity, reason: '' }))
    .filter(({ quantity }) => quantity > 0)
  const asked = wish.lines.length === 0 ? all : summed(order, wish)
  const short = order.lines.find((line) => (asked.find(({ lineId }) => lineId === line.id)?.quantity ?? 0) > leftOf(line).quantity)
  if (short || asked.length === 0 || !mayAct(action, order.status)) {
    // Said twice is one file: the pieces are those of a withdrawal there is.
    const before =
      kind === 'withdrawal' && order.returns.findLast((file) => file.kind === kind && file.state !== 'refused' && covers(file, wish.lines))
    if (before) return opened(order, before)
    if (!mayAct(action, order.status)) return moveRefused(order, now)
    const line = short ?? order.lines[0]! // an order has lines
    const { reason, quantity } = leftOf(line)
    return {
      outcome: 'not-returnable',
      lineId: line.id,
      reason: reason === '' || reason === 'sealed' ? 'nothing-left' : reason,
      left: quantity,
    }
  }
  return { change: openingEach(tellings, order, wish, asked, now) }
}

const covers = (file: ReturnFile, lines: ReturnWish['lines']): boolean =>
  lines.every(({ lineId, quantity }) => file.lines.some((line) => line.lineId === lineId && line.quantity >= quantity))

function summed(order: Order, { kind, lines, wanted }: ReadWish): ReturnLine[] {
  return checkedCounts(order.lines, lines).map((count) => {
    const { reason = '', wantsVariantId = '' } = lines.find(({ lineId }) => lineId === count.lineId) ?? {}
    const wants = wanted.get(wantsVariantId)
    return { ...count, reason: kind === 'claim' ? 'faulty' : reason, ...(wants && { wants }) }
  })
}

/**
 * Pieces in one file, those that lie in the shop already in another, and the cards of each line in one of their own: nothing comes back of them. The first file is
 * under the id of the wish.
 */
function openingEach(tellings: OrderTellings, order: Order, wish: ReturnWish, asked: readonly ReturnLine[], now: Date): OrderChange {
  const isOut = ({ lineId }: ReturnLine) => order.lines.some((line) => line.id === lineId && isGiftCard(line) && unsentOf(line) === 0)
  const goods = asked.filter((line) => !isOut(line))
  const cards = asked.filter(isOut)
  const claimed = wish.kind === 'withdrawal' ? partOf(order, goods, claimedPart) : []
  const pieces = wish.kind === 'withdrawal' ? partOf(order, goods, (line, count) => count - claimedPart(line, count)) : goods
  const name = wish.name.trim()
  const first = pieces.length > 0 ? opening(tellings, order, wish, pieces, now) : undefined
  const lying = { id: first ? `${wish.returnId}-claimed` : wish.returnId, name, lines: claimed, actor: wish.actor }
  const second = claimed.length > 0 ? joined(first, withdrawingClaimed(tellings, first?.order ?? order, lying, now)) : first
  return cards.reduce<OrderChange>((change, line, n) => {
    const id = n === 0 && !second ? wish.returnId : `${wish.returnId}-${line.lineId}`
    return joined(change, withdrawingCards(tellings, change.order, { id, name, line }, now))
  }, second ?? { order, told: [] })
}

const joined = (change: OrderChange | undefined, next: OrderChange): OrderChange => ({
  ...{ ...change, ...next },
  told: [...(change?.told ?? []), ...next.told],
  errands: [...(change?.errands ?? []), ...(next.errands ?? [])],
})

/** Of the pieces one withdraws from, those that were claimed come last. */
const claimedPart = (line: OrderLine, count: number): number => Math.max(0, count - unsentOf(line) - awayOf(line))

function partOf(order: Order, asked: readonly ReturnLine[], part: (line: OrderLine, count: number) => number): ReturnLine[] {
  return asked
    .map((line) => ({ ...line, quantity: part(order.lines.find(({ id }) => id === line.lineId)!, line.quantity) })) // of the order: checked before
    .filter(({ quantity }) => quantity > 0)
}

/** What is still in the shop is taken out first; of an order of which some has left, the rest is awaited: the file says that, and the cancelling by itself. */
function opening(tellings: OrderTellings, order: Order, wish: ReturnWish, asked: readonly ReturnLine[], now: Date): OrderChange {
  const { returnId: id, kind, name, words, remedy, actor } = wish
  const at = now.toISOString()
  const inShop = (line: OrderLine, count: number) => (kind === 'withdrawal' ? Math.min(count, unsentOf(line)) : 0)
  const unsent = partOf(order, asked, inShop)
  const away = partOf(order, asked, (line, count) => count - inShop(line, count))
  const hadNotLeft = away.length === 0
  const said = { ...(words.trim() && { words: words.trim() }), ...(kind === 'claim' && { remedy: remedy as Remedy }) } // checked above
  const first = { id, kind, name: name.trim(), ...said, lines: hadNotLeft ? unsent : away, askedAt: at, hadNotLeft, steps: [] } as const
  const facts = { returnId: id, lines: factOf(first.lines), ...(name.trim() && { name: name.trim() }) }
  const event = kind === 'withdrawal' ? 'withdrawn' : kind === 'claim' ? 'claimed' : 'return-asked'
  const noted = { ...order, timeline: [...order.timeline, { at, event, facts }] }
  // The money of what is cancelled beside a file goes back under an id of its own.
  const cancelling = { cancelId: hadNotLeft ? id : `${id}-unsent`, counts: unsent, reason: 'withdrawn' }
  const base = unsent.length > 0 ? takingOut(tellings, noted, cancelling, now) : { order: noted, told: [], errands: [] }
  const { file, lines } = hadNotLeft ? cancelledFile(first, base.order, order, at, actor) : awaitedFile(first, base.order, at, actor)
  const changed = { ...base.order, lines, returns: [...base.order.returns, file] }
  return { ...base, order: changed, told: [...base.told, tellings.returnMoved(changed, file)], rewrites: true }
}

type NewFile = Omit<ReturnFile, 'state' | 'amountMinor'>

/** Nothing comes back but the money. */
function cancelledFile(first: NewFile, after: Order, before: Order, at: string, actor: string) {
  const amountMinor = askedBackMinor(after) - askedBackMinor(before)
  const checked = stepped({ ...first, state: 'checked', amountMinor }, 'checked', at, '', actor)
  return { file: amountMinor > 0 ? checked : stepped(checked, 'refunded', at), lines: after.lines }
}

/** What has left is awaited: a withdrawal needs no consent, a return and a claim wait for it. */
function awaitedFile(first: NewFile, order: Order, at: string, actor: string) {
  const countOf = (lineId: string) => first.lines.find((line) => line.lineId === lineId)?.quantity ?? 0
  const amountMinor = order.lines.reduce((sum, line) => sum + shareMinor(line, order.totals.taxIncluded, countOf(line.id)), 0)
  const state = first.kind === 'withdrawal' ? 'approved' : 'asked'
  const file = stepped({ ...first, state, amountMinor }, state, at, '', actor)
  const lines = order.lines.map((line) =>
    countOf(line.id) === 0 ? line : withPieces(line, { returned: piecesOf(line).returned + countOf(line.id) }),
  )
  return { file, lines }
}
