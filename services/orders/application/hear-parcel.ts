import { type Order, type OrderDelivery, type OrderStatus, stepsTo } from '../domain/order.ts'
import { isGiftCard } from '../domain/gift-cards.ts'
import { goodsOf } from '../domain/glasses.ts'
import { hasLeft, isFurther, leavingWith, reached } from '../domain/parcels.ts'
import { piecesOf, unsentOf } from '../domain/pieces.ts'
import { deliveredByMail } from './send-cards.ts'
import { editOrder, type Errand, moved, type OrderChange, type OrderStore } from './edit-order.ts'
import type { OrderTellings, Telling } from './tell-order.ts'

export interface HearParcelNeeds {
  /** The store inside the transaction that remembers the event. */
  readonly orders: OrderStore
  readonly tellings: OrderTellings
}

export interface ParcelNews {
  readonly orderId: string
  readonly parcelId: string
  readonly carrier: string
  readonly trackingNumber: string
  readonly trackingUrl?: string
  readonly label?: number
  /** made, stopped, handed-over, in-transit, out-for-delivery, delivered, lost, returned. */
  readonly state: string
  readonly earliest?: string
  readonly latest?: string
  /** It stays in the shop until the pieces of its order came. */
  readonly waits?: boolean
  /** What is in it; undefined where that is not told. */
  readonly lines?: OrderDelivery['lines']
  readonly at: Date
}

/** What people read on the timeline, by the status the order got. */
const entries = {
  packed: 'parcel-made',
  'partly-shipped': 'parcel-shipped',
  shipped: 'parcel-shipped',
  delivered: 'parcel-delivered',
} as const
type Entry = (typeof entries)[keyof typeof entries] | 'parcel-lost' | 'parcel-returned'
const ends: Readonly<Record<string, Entry>> = { delivered: 'parcel-delivered', lost: 'parcel-lost', returned: 'parcel-returned' }
const entryOf = (status: OrderStatus): Entry => entries[status as keyof typeof entries]

/**
 * What delivery tells of a parcel: the order shows it, and follows its parcels to packed, partly shipped, shipped and delivered, through every status in
 * between. The pieces in a parcel leave with it, and an order whose parcel does not wait waits no more. News that are late or come twice change nothing; a parcel whose order ended otherwise (cancelled,
 * refunded) is shown and moves nothing. Undefined when it is of no order.
 */
export async function hearParcel({ orders, tellings }: HearParcelNeeds, news: ParcelNews): Promise<Order | undefined> {
  return editOrder(orders, news.orderId, news.at, (order) => {
    const deliveries = withParcel(order.deliveries, news)
    const waitsUntil = news.waits === false ? '' : order.waitsUntil
    if (deliveries === order.deliveries && waitsUntil === order.waitsUntil) return undefined
    const before = order.deliveries.find(({ parcelId }) => parcelId === news.parcelId)
    const leaves = hasLeft(news.state) && !hasLeft(before?.state ?? 'made')
    return following({ ...order, deliveries, waitsUntil }, news, leaves, tellings)
  })
}

function following(shown: Order, news: ParcelNews, leaves: boolean, tellings: OrderTellings): OrderChange {
  const isUnderWay = stepsTo(shown.status, 'delivered').length > 0
  const lines = leaves && isUnderWay ? leavingWith(shown.lines, news.lines) : shown.lines
  const left = { ...shown, lines }
  const facts = { parcelId: news.parcelId, carrier: news.carrier, trackingNumber: news.trackingNumber }
  const at = news.at.toISOString()
  const told: Telling[] = []
  const seen = new Set<Entry>()
  let order = left
  for (const status of isUnderWay ? stepsTo(left.status, reached(left)) : []) {
    order = moved(order, status, { at, event: entryOf(status), facts })
    seen.add(entryOf(status))
    told.push(tellings.moved(order, status, news.at))
  }
  // Each parcel leaves, arrives or does not by itself, whether the order gets on by it or not.
  const own = ends[news.state] ?? (leaves ? 'parcel-shipped' : undefined)
  if (own && isUnderWay && !seen.has(own)) order = { ...order, timeline: [...order.timeline, { at, event: own, facts }] }
  return { order, told, errands: lines === shown.lines ? [] : leaving(shown, left, news.parcelId), rewrites: lines !== shown.lines }
}

/** The pieces left the shop with the parcel: the last of them end what is put aside, others are taken from it. */
function leaving(before: Order, after: Order, parcelId: string): Errand[] {
  const errand = { amountMinor: 0, reason: '', actor: '' }
  if (goodsOf(after.lines).every((line) => unsentOf(line) === 0)) return [{ ...errand, id: `${after.id}-fulfil`, kind: 'fulfil' }]
  return after.lines.flatMap((line, n): Errand[] => {
    if (line.partOf !== undefined || isGiftCard(line)) return [] // neither comes from a shelf
    const quantity = piecesOf(line).sent - piecesOf(before.lines[n]!).sent // the same lines in the same order
    const { id, variantId } = line
    return quantity > 0 ? [{ ...errand, id: `${parcelId}-fulfil-${id}`, kind: 'fulfil-part', variantId, quantity }] : []
  })
}

/**
 * Cancelled pieces may have been the last that were in the shop: the order is then where its parcels are. The entry that says what happened stays the last
 * but for the moves that follow from it.
 */
export function followingParcels(
  order: Order,
  at: Date,
  tellings: OrderTellings,
): { readonly order: Order; readonly told: readonly Telling[] } {
  const told: Telling[] = []
  let next = order
  for (const status of order.status === 'partly-shipped' ? stepsTo(order.status, reached(order)) : []) {
    next = moved(next, status, { at: at.toISOString(), event: entryOf(status), facts: {} })
    told.push(tellings.moved(next, status, at))
  }
  const byMail = deliveredByMail(next, at, tellings)
  return { order: byMail.order, told: [...told, ...byMail.told] }
}

/** The parcels with what is told of one; themselves when that is known. */
export function withParcel(deliveries: readonly OrderDelivery[], news: ParcelNews): readonly OrderDelivery[] {
  const { parcelId, carrier, state, at } = news
  const known = deliveries.find((parcel) => parcel.parcelId === parcelId)
  const isInShop = !hasLeft(state)
  if (known && isInShop) return repacked(deliveries, known, news)
  const scans = known?.scans ?? []
  if (scans.some((scan) => scan.state === state)) return deliveries
  const scanned = isInShop ? scans : [...scans, { at: at.toISOString(), state }]
  const days = { earliest: news.earliest ?? known?.earliest ?? '', latest: news.latest ?? known?.latest ?? '' }
  const ordered = scanned.toSorted(
    (a, b) => a.at.localeCompare(b.at) || Number(isFurther(a.state, b.state)) - Number(isFurther(b.state, a.state)),
  )
  const held = news.lines ?? known?.lines
  const furthest = known && !isFurther(state, known.state) ? known.state : state
  const next = { parcelId, carrier, ...labelOf(known, news), state: furthest, ...days, scans: ordered, ...(held && { lines: held }) }
  return known ? deliveries.map((parcel) => (parcel === known ? next : parcel)) : [...deliveries, next]
}

type Label = Pick<OrderDelivery, 'trackingNumber' | 'trackingUrl' | 'label'>

/** The number that was written last, whichever is heard first. */
function labelOf(known: Label | undefined, { trackingNumber, trackingUrl = '', label = 0 }: ParcelNews): Label {
  if (known && label <= (known.label ?? 0)) {
    const { trackingNumber: before, trackingUrl: url, label: count } = known
    return { trackingNumber: before, ...(url && { trackingUrl: url }), ...(count && { label: count }) }
  }
  return { trackingNumber, ...(label > 0 && { trackingUrl, label }) }
}

/** News of a parcel that is known and did not move: its number; its days, when it left before they were told; its contents, while it is in the shop. */
function repacked(deliveries: readonly OrderDelivery[], known: OrderDelivery, news: ParcelNews): readonly OrderDelivery[] {
  const { state, earliest, latest, lines } = news
  const days = known.earliest === '' && earliest ? { earliest, latest: latest ?? '' } : {}
  const contents = hasLeft(known.state) || !lines ? {} : { lines, state }
  const next = { ...known, ...labelOf(known, news), ...days, ...contents }
  return JSON.stringify(next) === JSON.stringify(known) ? deliveries : deliveries.map((parcel) => (parcel === known ? next : parcel))
}
