import { type Client, ConnectError } from '@connectrpc/connect'
import { toMoney } from '@vitrine/contracts/money'
import type { PaymentService } from '@vitrine/contracts/payments/v1'
import { backIdOf, creditErrandIdOf, withoutBack } from '../domain/money-back.ts'
import type { Order } from '../domain/order.ts'
import { refundIdOf, stepped } from '../domain/return-file.ts'
import { isOpen } from './checkout/saga.ts'
import { editOrder, type OrderChange, type OrderStore } from './edit-order.ts'
import type { ClaimedErrand, ErrandStore } from './run-errands.ts'

export interface SecondPersonNeeds {
  readonly errands: Pick<ErrandStore, 'find'>
  readonly orders: OrderStore
  readonly payments: Pick<Client<typeof PaymentService>, 'requestRefund'>
  readonly clock: () => Date
}

/** `waits`: for a second person, who is told of it among the refunds that wait; `open`: payments did not say. */
export type Consent = 'free' | 'waits' | 'refused' | 'open'

const timeoutMs = 4_000

/**
 * Whether money that a person of the shop has go back may: by taking pieces out, or by a check. Above what one person may give back of an order alone a
 * second one agrees, as to a refund by hand; bank and credit are one request, under the id both go back by. What the shopper or the law asks for
 * waits for nobody. Asking again is asking once.
 */
export async function consentTo(needs: SecondPersonNeeds, errand: ClaimedErrand, { id: orderId, currency }: Order): Promise<Consent> {
  const { kind, actor, reason } = errand
  // A refund by hand was agreed to before it came here.
  if (actor === '' || kind === 'refund') return 'free'
  const refundId = kind === 'refund-credit' ? backIdOf(errand.id) : errand.id
  const both = await Promise.all([refundId, creditErrandIdOf(refundId)].map((id) => needs.errands.find(id)))
  const amount = toMoney({ amountMinor: both.reduce((sum, part) => sum + (part?.amountMinor ?? 0), 0), currency })
  try {
    const { result } = await needs.payments.requestRefund({ refundId, orderId, amount, reason, actor }, { timeoutMs })
    if (result.case === 'free') return 'free'
    return result.value?.refused ? 'refused' : 'waits'
  } catch (error) {
    if (error instanceof ConnectError && isOpen(error)) return 'open'
    throw error
  }
}

/**
 * A second person refused: what was decided to go back is not any more, and the order says so. It may be given back by hand, with its own consent; a file that
 * waited for it ends refused, its pieces kept.
 */
export async function withdrawn({ orders, clock }: SecondPersonNeeds, { id: orderId }: Order, refundId: string): Promise<void> {
  const now = clock()
  await editOrder(orders, orderId, now, (order) => withoutDecided(order, refundId, now))
}

function withoutDecided(order: Order, refundId: string, now: Date): OrderChange | undefined {
  const back = order.backs.find(({ id }) => id === refundId)
  if (!back) return undefined
  const at = now.toISOString()
  const facts = { refundId, amountMinor: String(back.bankMinor + back.creditMinor), currency: order.currency }
  const returns = order.returns.map((file) =>
    refundIdOf(file.id) === refundId && file.state === 'checked' ? stepped(file, 'refused', at) : file,
  )
  const timeline = [...order.timeline, { at, event: 'refund-refused', facts }]
  return { order: { ...withoutBack(order, refundId), returns, timeline }, told: [], rewrites: true }
}
