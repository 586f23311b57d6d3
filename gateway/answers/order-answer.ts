import type {
  DatedRight,
  ExchangeOf,
  FileExchange,
  Order as OrderMessage,
  OrderDelivery,
  OrderLine,
  ReturnFile,
} from '@vitrine/contracts/orders/v1'
import type { z } from 'zod'
import { type Contract, type Order, type OrderStatus, type orderSummary, type Receipt, returnReason } from '../schemas/order.ts'
import type { Kind } from '../schemas/shapes.ts'
import { textOf, type Locale, wordsOf } from '../words/words.ts'
import { amountOr0, costOf } from './amounts.ts'
import { addressOf, glassesOf, promotionOf, totalsOf } from './cart-answer.ts'
import { optionsOf } from './option-answer.ts'
import { withdrawalDays } from './product-answer.ts'
import { pick, timeOf } from './texts.ts'
import type { Wording } from './wording.ts'

/** orders' codes of the timeline, in the words of the public door (schemas/order.ts). */
const events: Readonly<Record<string, string>> = {
  'order-placed': 'placed',
  'payment-captured': 'paid',
  'parcel-made': 'packed',
  'parcel-shipped': 'shipped',
  'parcel-delivered': 'delivered',
}

const parcelStates: Readonly<Record<string, Order['deliveries'][number]['state']>> = {
  made: 'packed',
  'handed-over': 'handed',
  'in-transit': 'in-transit',
  'out-for-delivery': 'in-transit',
  delivered: 'delivered',
  lost: 'lost',
  returned: 'returned',
}

/** The order as shopper and staff see it. */
export function orderAnswer(order: OrderMessage, wording: Wording): Order {
  const { locale } = wording
  const words = wordsOf(locale)
  const currency = currencyOf(order)
  return {
    id: order.id,
    number: order.number,
    status: order.status as OrderStatus, // one of its states, by contract
    placedAt: timeOf(order.placedAt),
    email: order.email,
    currency,
    lines: order.lines.map((line) => lineOf(line, currency, wording)),
    promotions: order.promotions.map((promotion) => promotionOf(promotion, currency, locale)),
    totals: totalsOf(order.totals, currency, true),
    addresses: {
      shipping: addressOf(order.shipping ?? missing('shipping address')),
      ...(order.billing && { billing: addressOf(order.billing) }),
    },
    payments: order.payments.map(({ id, provider, method, state, amount }) => ({
      id,
      provider,
      method,
      state,
      amount: amountOr0(amount, currency),
    })),
    refunded: amountOr0(order.refunded, currency),
    ...(order.creditRefunded && order.creditRefunded.amountMinor > 0n && { creditRefunded: amountOr0(order.creditRefunded, currency) }),
    ...(order.payBy && { payBy: timeOf(order.payBy) }),
    ...(order.waitsUntil && { waitsUntil: order.waitsUntil }),
    ...(order.exchangeOf && { exchangeOf: exchangeOfAnswer(order.exchangeOf) }),
    // One in which nothing is left goes nowhere.
    deliveries: order.deliveries
      .filter(({ state }) => goesSomewhere(order.status, state))
      .map((parcel, place) => parcelOf(parcel, place, locale)),
    timeline: order.timeline.map(({ at, event, facts }) => {
      const code = events[event] ?? event
      // All of an order is packed at once; its parcels leave and arrive each by itself.
      const deliveryId = code === 'packed' ? undefined : facts['parcelId']
      return { at: timeOf(at), event: code, text: entryText(order, code, facts, locale), ...(deliveryId && { deliveryId }) }
    }),
    withdrawal: withdrawalOf(order, locale),
    returnable: rightsOf(order, locale, ({ returnRight }) => returnRight),
    claimable: rightsOf(order, locale, ({ claimRight }) => claimRight),
    returns: order.returns.map((file) => returnOf(file, order, locale)),
    actions: (['cancel', 'cancel-lines', 'swap', 'edit', 'change-delivery', 'pay', 'return', 'claim', 'withdraw', 'invoice'] as const).map(
      (name) => {
        const allowed = order.allowed.includes(name)
        const why = name === 'withdraw' && order.allowed.includes('cancel') ? 'withdraw-early' : name
        return { name, allowed, ...(!allowed && { reason: textOf(words.actionRefused, why) }) }
      },
    ),
  }
}

const exchangeOfAnswer = ({ orderId, orderNumber, returnId, waits, isSwap }: ExchangeOf) => {
  return { orderId, orderNumber, returnId, waits, ...(isSwap && { isSwap }) }
}

/** Of a swap nothing comes back, and nobody agrees to it: what is said of exchanges is said otherwise. */
function entryText(
  order: OrderMessage,
  event: string,
  { swapId = '', returnId = swapId }: Readonly<Record<string, string>>,
  locale: Locale,
) {
  const isOfSwap = order.returns.some(({ id, kind }) => id === returnId && kind === 'swap')
  const isSwap = isOfSwap || (event === 'exchange-passed' && order.exchangeOf?.isSwap === true)
  const { timeline, swapTimeline } = wordsOf(locale)
  return textOf(isSwap ? { ...timeline, ...swapTimeline } : timeline, event)
}

const currencyOf = ({ totals }: OrderMessage): string => totals?.total?.currency ?? 'EUR'

function missing(what: string): never {
  throw new Error(`orders left out the ${what}`)
}

function lineOf(line: OrderLine, currency: string, { pictures, locale, apiBase }: Wording) {
  const {
    id,
    variantId,
    productId,
    slug,
    kind,
    name,
    options,
    optionCodes,
    image,
    quantity,
    unitPrice,
    total,
    discount,
    cancelled,
    sent,
    returned,
  } = line
  return {
    id,
    variantId,
    productId,
    slug,
    kind: (kind || 'other') as Kind, // one of them, by contract; empty on an order from before it was kept
    name: pick(name, locale),
    options: optionsOf(options, optionCodes, locale),
    image: image ? pictures.imageOf(image, locale, apiBase) : null,
    quantity,
    unitPrice: amountOr0(unitPrice, currency),
    total: amountOr0(total, currency),
    discount: amountOr0(discount, currency),
    cancelled,
    sent,
    returned,
    ...glassesOf(line),
  }
}

/** A parcel as people see it. */
export function parcelOf(parcel: OrderDelivery, place: number, locale: Locale): Order['deliveries'][number] {
  const { parcelId: id, carrier, trackingNumber, trackingUrl, state, earliest, latest, scans, lines } = parcel
  const words = wordsOf(locale)
  return {
    id,
    state: parcelStates[state] ?? 'waiting',
    name: words.parcel(place + 1),
    ...(carrier && { carrier }),
    ...(trackingNumber && { trackingNumber }),
    ...(trackingUrl && { trackingUrl }),
    ...(earliest && { earliest }),
    ...(latest && { latest }),
    lines: lines.map(({ lineId, quantity }) => ({ lineId, quantity })),
    events: scans.map(({ at, event }) => ({ at: timeOf(at), event, text: textOf(words.scans, event) })),
  }
}

/** orders judges; here are the words. */
function withdrawalOf({ lines, withdrawUntil }: OrderMessage, locale: Locale): Order['withdrawal'] {
  const words = wordsOf(locale).withdrawalReasons
  const until = withdrawUntil || null
  return {
    days: withdrawalDays,
    until,
    lines: lines.map(({ id: lineId, right }) => {
      const { eligible = false, quantity = 0, reason = '' } = right ?? {}
      return { lineId, eligible, quantity, ...(reason && { reason: textOf(words, reason) }), until }
    }),
  }
}

function rightsOf(order: OrderMessage, locale: Locale, rightOf: (line: OrderLine) => DatedRight | undefined): Order['returnable'] {
  return order.lines.map((line) => {
    const { eligible = false, quantity = 0, reason = '', until = '', amounts = [] } = rightOf(line) ?? {}
    const why = reason && { reason: textOf(wordsOf(locale).withdrawalReasons, reason) }
    return {
      ...{ lineId: line.id, eligible, quantity, until: until || null },
      ...why,
      amounts: amounts.map((amount) => amountOr0(amount, currencyOf(order))),
    }
  })
}

function returnOf(file: ReturnFile, order: OrderMessage, locale: Locale): Order['returns'][number] {
  const { id, kind, state, name, askedAt, lines, amount, words, remedy, shopPays, cancellable, steps, exchange, lapsesAt } = file
  const note = steps.findLast((step) => step.note !== '')?.note
  // What the bank took back cannot be given back as well: it waits for the end of the dispute.
  const isDisputed = state === 'checked' && order.payments.some((payment) => payment.state === 'disputed')
  const isChecked = state === 'refunded' || state === 'checked' || state === 'exchanged'
  return {
    id,
    kind: kind as Order['returns'][number]['kind'], // by contract, as the state
    state: state as Order['returns'][number]['state'],
    text: textOf(wordsOf(locale).returnStates, isDisputed ? 'disputed' : kind === 'swap' ? `swap-${state}` : state),
    at: timeOf(askedAt),
    name,
    ...(words && { words }),
    ...(remedy && { remedy: remedy as NonNullable<Order['returns'][number]['remedy']> }), // by contract
    ...{ shopPays, cancellable },
    lines: lines.map(({ lineId, quantity, reason, accepted, wants }) => {
      const why = returnReason.safeParse(reason)
      return {
        lineId,
        name: nameOf(order, lineId, locale),
        quantity,
        ...(why.success && { reason: why.data }),
        ...(isChecked && { accepted }),
        ...(wants && {
          wants: {
            variantId: wants.variantId,
            name: pick(wants.name, locale),
            options: optionsOf(wants.options, wants.optionCodes, locale),
          },
        }),
      }
    }),
    refund: amountOr0(amount, currencyOf(order)),
    ...(exchange && { exchange: exchangeAnswer(exchange, currencyOf(order)) }),
    ...(lapsesAt && { lapsesAt: timeOf(lapsesAt) }),
    ...(note && { note }),
  }
}

const exchangeAnswer = ({ cartId, due, sendsAtOnce: atOnce, orderId, orderNumber, paid }: FileExchange, currency: string) => ({
  ...{ cartId, atOnce, due: amountOr0(due, currency), paid: amountOr0(paid, currency) },
  ...(orderId && { orderId, orderNumber }),
})

const nameOf = ({ lines }: OrderMessage, lineId: string, locale: Locale): string =>
  pick(lines.find(({ id }) => id === lineId)?.name, locale)

/** What somebody who knows its number and mail address sees of an order: enough to withdraw from it. */
export function contractAnswer(order: OrderMessage, locale: Locale): Contract {
  const { days, until, lines } = withdrawalOf(order, locale)
  return {
    number: order.number,
    placedAt: timeOf(order.placedAt),
    days,
    until,
    lines: lines.map(({ lineId, eligible, quantity, reason }) => {
      return { lineId, name: nameOf(order, lineId, locale), quantity, eligible, ...(reason && { reason }) }
    }),
  }
}

/** What was declared, by whom and when. */
export function receiptAnswer(order: OrderMessage, file: ReturnFile, locale: Locale): Receipt {
  const { id, askedAt, name, lines, amount, state } = file
  return {
    id,
    number: order.number,
    at: timeOf(askedAt),
    name: name || (order.shipping?.name ?? ''),
    lines: lines.map(({ lineId, quantity }) => ({ name: nameOf(order, lineId, locale), quantity })),
    refund: amountOr0(amount, currencyOf(order)),
    isAwaited: state === 'approved' || state === 'label',
  }
}

/** An order in a list. */
export function orderSummaryOf(order: OrderMessage, { pictures, locale, apiBase }: Wording): z.output<typeof orderSummary> {
  const shown = order.lines.find(({ image }) => image)?.image
  return {
    id: order.id,
    number: order.number,
    status: order.status as OrderStatus, // one of its states, by contract
    placedAt: timeOf(order.placedAt),
    total: costOf(order.totals, currencyOf(order)),
    itemCount: order.lines.reduce((sum, { quantity, partOf }) => sum + (partOf ? 0 : quantity), 0),
    names: order.lines.filter(({ partOf }) => !partOf).map(({ name }) => pick(name, locale)),
    image: shown ? pictures.imageOf(shown, locale, apiBase) : null,
  }
}

/** A parcel that was stopped, or is still in the shop when its order is called off, which stops it, goes nowhere. */
const goesSomewhere = (orderStatus: string, state: string): boolean =>
  state !== 'stopped' && !(orderStatus === 'cancelled' && state === 'made')
