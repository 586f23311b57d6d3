import type { Client } from '@connectrpc/connect'
import type { PricingService } from '@vitrine/contracts/pricing/v1'
import { isGiftCard } from '../domain/gift-cards.ts'
import { partBack, withBack, withoutBack } from '../domain/money-back.ts'
import type { Order } from '../domain/order.ts'
import { factOf, piecesOf, shareMinor, withPieces } from '../domain/pieces.ts'
import { refundIdOf, type ReturnFile, type ReturnLine, stepped } from '../domain/return-file.ts'
import { editOrder, type Errand, moneyErrands, type OrderChange, type OrderStore } from './edit-order.ts'
import type { OrderTellings } from './tell-order.ts'

export interface CardFile {
  readonly id: string
  readonly name: string
  /** Of one line: cards are emptied all together or not at all. */
  readonly line: ReturnLine
}

const voidIdOf = (fileId: string): string => `${fileId}-empty`

/**
 * A withdrawal from gift cards: nothing comes back, so that the file is checked at once. Pricing empties the cards by an errand, and only then their money
 * goes back; cards that were spent meanwhile stay the shopper's (`emptying`).
 */
export function withdrawingCards(tellings: OrderTellings, order: Order, { id, name, line }: CardFile, now: Date): OrderChange {
  const at = now.toISOString()
  const share = order.lines.reduce(
    (sum, each) => sum + (each.id === line.lineId ? shareMinor(each, order.totals.taxIncluded, line.quantity) : 0),
    0,
  )
  const lines = order.lines.map((each) => (each.id === line.lineId ? counting(each, line.quantity) : each))
  const looked = { ...line, accepted: line.quantity, restocked: 0 }
  const opened = { id, kind: 'withdrawal', name, lines: [looked], askedAt: at, hadNotLeft: false, steps: [] } as const
  const back = partBack(order, refundIdOf(id), share)
  const file = stepped({ ...opened, state: 'checked', amountMinor: back.bankMinor + back.creditMinor }, 'checked', at)
  const facts = { returnId: id, lines: factOf([line]), ...(name && { name }) }
  const timeline = [...order.timeline, { at, event: 'withdrawn', facts }]
  const changed = { ...withBack({ ...order, lines }, back), returns: [...order.returns, file], timeline }
  const empty: Errand = { id: voidIdOf(id), kind: 'void-cards', amountMinor: 0, reason: id, actor: '' }
  return {
    order: changed,
    told: [tellings.returnMoved(changed, file)],
    errands: [empty, ...moneyErrands(back, { kind: 'settle', reason: 'withdrawal', actor: '' })],
    rewrites: true,
  }
}

const counting = (line: Order['lines'][number], count: number) =>
  withPieces(line, { returned: piecesOf(line).returned + count, settled: piecesOf(line).settled + count })

const isOfCards = ({ lines }: Order, file: ReturnFile): boolean =>
  file.lines.some(({ lineId }) => lines.some((line) => line.id === lineId && isGiftCard(line)))

/** Whether the money of a file may go back: not before its cards are empty, and not at all when they were spent. Undefined where it is of no cards. */
export function cardsAllow(order: Order, backId: string, voidOutcome: string): 'wait' | 'never' | undefined {
  const file = order.returns.find(({ id }) => refundIdOf(id) === backId)
  if (!file || !isOfCards(order, file)) return undefined
  if (file.state === 'refused') return 'never'
  return voidOutcome === '' ? 'wait' : undefined
}

/** Under which id the cards are emptied whose money goes back under this one. */
export const voidErrandOf = (order: Order, backId: string): string => {
  const file = order.returns.find(({ id }) => refundIdOf(id) === backId)
  return file ? voidIdOf(file.id) : ''
}

export interface EmptyingNeeds {
  readonly orders: OrderStore
  readonly tellings: OrderTellings
  readonly pricing: Pick<Client<typeof PricingService>, 'voidSoldCards'>
  readonly clock: () => Date
}

/** Empties the cards of a file, once. Those of which some were spent stay, and the file says so: refused, without money. */
export async function emptying(
  needs: EmptyingNeeds,
  { id, orderId, reason: fileId }: Errand & { readonly orderId: string },
  timeoutMs: number,
) {
  const order = await needs.orders.find(orderId)
  const line = order?.returns.find((file) => file.id === fileId)?.lines[0]
  if (!line) throw new Error(`cards are emptied for a file ${fileId} that order ${orderId} does not have`)
  const asked = { voidId: id, orderId, lineId: line.lineId, quantity: line.quantity }
  const { result } = await needs.pricing.voidSoldCards(asked, { timeoutMs })
  if (result.case === 'voided') return
  const now = needs.clock()
  await editOrder(needs.orders, orderId, now, (latest) => spent(needs.tellings, latest, fileId, now))
}

function spent(tellings: OrderTellings, order: Order, fileId: string, now: Date): OrderChange | undefined {
  const file = order.returns.find(({ id, state }) => id === fileId && state === 'checked')
  const line = file?.lines[0]
  if (!file || !line) return undefined
  const at = now.toISOString()
  const back = { ...line, accepted: 0 }
  const refused = stepped({ ...file, lines: [back], amountMinor: 0 }, 'refused', at)
  const lines = order.lines.map((each) => (each.id === line.lineId ? counting(each, -line.quantity) : each))
  const entry = { at, event: 'gift-card-spent', facts: { returnId: fileId } }
  const kept = withoutBack(order, refundIdOf(fileId))
  const returns = order.returns.map((each) => (each === file ? refused : each))
  const changed = { ...kept, lines, returns, timeline: [...order.timeline, entry] }
  return { order: changed, told: [tellings.returnMoved(changed, refused)], rewrites: true }
}
