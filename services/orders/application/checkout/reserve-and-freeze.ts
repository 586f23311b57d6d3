import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { toMoney } from '@vitrine/contracts/money'
import type { Shortage } from '@vitrine/contracts/stock/v1'
import { holdMs, type LineShortage, patienceMs } from '../../domain/checkout.ts'
import { goesByMail } from '../../domain/gift-cards.ts'
import { goodsOf } from '../../domain/glasses.ts'
import { dueOf } from '../../domain/order.ts'
import { basketOf, paidByPieces, pricedOf } from '../view-cart.ts'
import { called, goOn, isOpen, type Run, type SagaNeeds, type Stepped, waitFor } from './saga.ts'

/** Two of them, the bank and the rest fit into the 8 s of a checkout (settled.md 28). */
const timeoutMs = 2_000

/** Holds the pieces for 15 minutes, all or none. Refusal: `out-of-stock`, with what is left of each line. */
export async function reserve(needs: SagaNeeds, run: Run): Promise<Stepped> {
  if (isTooOld(needs, run)) return goOn(needs, run, 'reserve', 'undo-reserve', { refusal: { code: 'unavailable' } })
  if (goesByMail(run.cart.lines)) return goOn(needs, run, 'reserve', 'freeze') // nothing stands on a shelf
  const lines = goodsOf(run.cart.lines).map(({ variantId, quantity }) => ({ variantId, quantity }))
  const expiresAt = timestampFromDate(new Date(run.begunAt.getTime() + holdMs))
  const asked = { reservationId: run.orderId, lines, expiresAt }
  const { result } = await called(needs, 'reserve', () =>
    retryLater(needs, run, 'reserve', () => needs.stock.reserve(asked, { timeoutMs })),
  )
  switch (result.case) {
    case 'reserved':
      return goOn(needs, run, 'reserve', 'freeze')
    case 'outOfStock':
      return goOn(needs, run, 'reserve', 'refused', {
        refusal: { code: 'out-of-stock', shortages: shortagesOf(run, result.value.shortages) },
      })
    case undefined:
      throw new Error('stock answered with a result this version does not know')
  }
}

/** Keeps the price the shopper saw, and takes coupons, gift cards and store credit. Refusals: `price-changed`, `coupon-refused`, `not-sold-there`. */
export async function freeze(needs: SagaNeeds, run: Run): Promise<Stepped> {
  if (isTooOld(needs, run)) return goOn(needs, run, 'freeze', 'undo-freeze', { refusal: { code: 'unavailable' } })
  const expectedTotal = toMoney({ amountMinor: run.expectedMinor, currency: run.cart.currency })
  const asked = { orderId: run.orderId, basket: basketOf(run.cart), expectedTotal }
  const { result } = await called(needs, 'freeze', () => retryLater(needs, run, 'freeze', () => needs.pricing.freeze(asked, { timeoutMs })))
  switch (result.case) {
    case 'frozen': {
      const priced = paidByPieces(pricedOf(result.value), run.cart)
      // Nothing to pay is nothing to authorise.
      return goOn(needs, run, 'freeze', dueOf(priced.totals) === 0 ? 'place' : 'authorise', { priced })
    }
    case 'priceChanged':
      return goOn(needs, run, 'freeze', 'undo-reserve', { refusal: { code: 'price-changed' } })
    case 'couponRefused':
      return goOn(needs, run, 'freeze', 'undo-reserve', { refusal: { code: 'coupon-refused', coupon: result.value.code } })
    case 'notSoldThere':
      return goOn(needs, run, 'freeze', 'undo-reserve', { refusal: { code: 'not-sold-there', country: result.value.country } })
    case undefined:
      throw new Error('pricing answered with a result this version does not know')
  }
}

export const shortagesOf = (
  run: Run,
  shortages: readonly Pick<Shortage, 'variantId' | 'available' | 'partId' | 'capped'>[],
): LineShortage[] =>
  shortages.map(({ variantId, available, partId, capped }) => {
    const lineId = run.cart.lines.find((line) => line.variantId === variantId)?.id ?? ''
    return { variantId, available, lineId, ...(partId && { partId }), ...(capped && { capped }) }
  })

const isTooOld = (needs: SagaNeeds, { begunAt }: Run) => needs.clock().getTime() > begunAt.getTime() + patienceMs

/** No money was asked for yet: the caller hears the fault, and may come back; the job tries on until nobody can be waiting any more. */
async function retryLater<T>(needs: SagaNeeds, run: Run, step: 'reserve' | 'freeze', call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    if (isOpen(error)) await waitFor(needs, run, step, undefined)
    throw error
  }
}
