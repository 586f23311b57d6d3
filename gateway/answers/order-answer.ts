import { timestampDate } from '@bufbuild/protobuf/wkt'
import type { Order as OrderMessage, OrderDelivery, OrderLine } from '@vitrine/contracts/orders/v1'
import type { z } from 'zod'
import type { Order, OrderStatus, orderSummary } from '../schemas/order.ts'
import { textOf, type Locale, wordsOf } from '../words/words.ts'
import { amountOr0 } from './amounts.ts'
import { addressOf, totalsOf } from './cart-answer.ts'
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
}

const dayMs = 86_400_000

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
    deliveries: order.deliveries.map((parcel, place) => parcelOf(parcel, place, order, locale)),
    timeline: order.timeline.map(({ at, event }) => {
      const code = events[event] ?? event
      return { at: timeOf(at), event: code, text: textOf(words.timeline, code) }
    }),
    withdrawal: withdrawalOf(order),
    actions: (['cancel', 'return', 'withdraw', 'invoice'] as const).map((name) => {
      const allowed = order.allowed.includes(name)
      return { name, allowed, ...(!allowed && { reason: textOf(words.actionRefused, name) }) }
    }),
  }
}

const currencyOf = ({ totals }: OrderMessage): string => totals?.total?.currency ?? 'EUR'

function missing(what: string): never {
  throw new Error(`orders left out the ${what}`)
}

function lineOf(line: OrderLine, currency: string, { pictures, locale, apiBase }: Wording) {
  const { id, variantId, productId, slug, name, options, optionCodes, image, quantity, unitPrice, total } = line
  return {
    id,
    variantId,
    productId,
    slug,
    name: pick(name, locale),
    options: optionsOf(options, optionCodes, locale),
    image: image ? pictures.imageOf(image, locale, apiBase) : null,
    quantity,
    unitPrice: amountOr0(unitPrice, currency),
    total: amountOr0(total, currency),
  }
}

function parcelOf(parcel: OrderDelivery, place: number, order: OrderMessage, locale: Locale): Order['deliveries'][number] {
  const { parcelId: id, carrier, trackingNumber, state, earliest, latest, scans } = parcel
  const words = wordsOf(locale)
  return {
    id,
    state: parcelStates[state] ?? 'waiting',
    name: words.parcel(place + 1),
    ...(carrier && { carrier }),
    ...(trackingNumber && { trackingNumber }),
    ...(earliest && { earliest }),
    ...(latest && { latest }),
    // An order travels in one parcel until delivery splits them; then it says which lines.
    lines: order.deliveries.length === 1 ? order.lines.map((line) => ({ lineId: line.id, quantity: line.quantity })) : [],
    events: scans.map(({ at, event }) => ({ at: timeOf(at), event, text: textOf(words.scans, event) })),
  }
}

/** 14 days from the day the last parcel arrived; before that nobody can say until when. */
function withdrawalOf(order: OrderMessage): Order['withdrawal'] {
  const arrivals = order.deliveries.map(({ state, scans }) =>
    state === 'delivered' ? scans.findLast(({ event }) => event === 'delivered')?.at : undefined,
  )
  const times = arrivals.map((at) => (at ? timestampDate(at).getTime() : undefined))
  const last = times.length > 0 && times.every((time) => time !== undefined) ? Math.max(...times.map(Number)) : undefined
  const until = last === undefined ? null : new Date(last + withdrawalDays * dayMs).toISOString().slice(0, 10)
  const eligible = !['cancelled', 'refunded', 'returned'].includes(order.status)
  return { days: withdrawalDays, until, lines: order.lines.map(({ id }) => ({ lineId: id, eligible, until })) }
}

/** An order in a list. */
export function orderSummaryOf(order: OrderMessage, { pictures, locale, apiBase }: Wording): z.output<typeof orderSummary> {
  const shown = order.lines.find(({ image }) => image)?.image
  return {
    id: order.id,
    number: order.number,
    status: order.status as OrderStatus, // one of its states, by contract
    placedAt: timeOf(order.placedAt),
    total: amountOr0(order.totals?.total, currencyOf(order)),
    itemCount: order.lines.reduce((sum, { quantity }) => sum + quantity, 0),
    names: order.lines.map(({ name }) => pick(name, locale)),
    image: shown ? pictures.imageOf(shown, locale, apiBase) : null,
  }
}
