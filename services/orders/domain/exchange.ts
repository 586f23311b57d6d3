import type { Cart, CartLine } from './cart.ts'
import { backableMinor } from './money-back.ts'
import type { Order } from './order.ts'
import { piecesOf, shareMinor, unsentOf } from './pieces.ts'
import type { ReturnFile } from './return-file.ts'

/** Whether nothing is left of an order without the pieces that are swapped: it moves whole, its delivery too. */
export const isSwapWhole = ({ lines }: Order, file: ReturnFile): boolean =>
  lines.every(
    (line) => piecesOf(line).sent === 0 && unsentOf(line) === (file.lines.find(({ lineId }) => lineId === line.id)?.quantity ?? 0),
  )

/**
 * What the pieces of a file pay of a replacement at most: what was paid for them, unless the order gave more than the rest of it back already; of an order that
 * moves whole, all that is left.
 */
export function worthMinor(order: Order, file: ReturnFile): number {
  if (file.kind === 'swap' && isSwapWhole(order, file)) return backableMinor(order)
  const countOf = (lineId: string) => file.lines.find((line) => line.lineId === lineId)?.quantity ?? 0
  const shares = order.lines.reduce((sum, line) => sum + shareMinor(line, order.totals.taxIncluded, countOf(line.id)), 0)
  return Math.min(shares, backableMinor(order))
}

/** The same wish agreed to again is bought with another cart: the one before may have been paid at the last moment. */
export const exchangeCartIdOf = ({ id, steps }: ReturnFile): string =>
  `${id}-cart-${steps.filter(({ state }) => state === 'to-pay').length}`

/** Under which id the shop places a replacement that costs its shopper nothing. */
export const replacementIdOf = (cartId: string): string => `${cartId}-order`

/**
 * The cart of a replacement: what the shopper wants, to where the order went and in the same way, delivered free unless the order moves whole. The pieces pay it;
 * nobody adds to it, so no gift card and no store credit does.
 */
export function exchangeCart(order: Order, file: ReturnFile): Cart {
  const {
    id: orderId,
    number: orderNumber,
    customerId,
    currency,
    locale,
    email,
    shipping,
    billing,
    deliveryMethodId,
    pickupPointId,
  } = order
  const { cartId = '', atMostMinor = 0, sendsAtOnce = false, isWhole = false } = file.exchange ?? {}
  return {
    ...{ id: cartId, customerId, currency, locale, email, shipping, billing, deliveryMethodId, pickupPointId },
    ...{ additions: [], coupons: [], usesStoreCredit: false, deliveryFit: null, state: 'open', orderId: '', version: 0 },
    lines: linesOf(file),
    exchange: {
      ...{ orderId, orderNumber, returnId: file.id, waits: !sendsAtOnce, atMostMinor },
      ...(isWhole && { isWhole }),
      ...(file.kind === 'swap' && { isSwap: true }),
    },
  }
}

/** One line for each variant, however many lines want it. */
function linesOf({ lines }: ReturnFile): CartLine[] {
  const wanted = new Map<string, CartLine>()
  for (const { lineId, quantity, wants } of lines) {
    if (!wants) continue
    const same = wanted.get(wants.variantId)
    wanted.set(
      wants.variantId,
      same ? { ...same, quantity: same.quantity + quantity } : { ...wants, id: lineId, quantity, shownMinor: null },
    )
  }
  return [...wanted.values()]
}

/** Whether its shopper wants something for the pieces. */
export const wantsExchange = ({ lines }: Pick<ReturnFile, 'lines'>): boolean => lines.some(({ wants }) => wants !== undefined)

const suffix = '-exchange'
/** The money of a replacement goes back by the order whose pieces paid it; the credit note of it is the replacement's. */
export const exchangeBackIdOf = (backId: string): string => `${backId}${suffix}`
export const isExchangeBack = (refundId: string): boolean => refundId.endsWith(suffix)
