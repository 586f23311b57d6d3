import { type Order, type OrderDelivery, stepsTo } from '../domain/order.ts'
import { piecesOf, unsentOf, withPieces } from '../domain/pieces.ts'
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
  /** made, handed-over, in-transit, out-for-delivery, delivered. */
  readonly state: string
  readonly earliest?: string
  readonly latest?: string
  readonly at: Date
  /** Every parcel of the order is delivered. */
  readonly isOrderDelivered: boolean
}

const way = ['made', 'handed-over', 'in-transit', 'out-for-delivery', 'delivered']
/** What people read on the timeline, by the status the order got. */
const entries = { packed: 'parcel-made', shipped: 'parcel-shipped', delivered: 'parcel-delivered' } as const

/**
 * What delivery tells of a parcel: the order shows it, and follows it to packed, shipped and delivered, through every status in between.
 * News that are late or come twice change nothing; a parcel whose order ended otherwise (cancelled, refunded) is shown and moves nothing.
 */
export async function hearParcel({ orders, tellings }: HearParcelNeeds, news: ParcelNews): Promise<void> {
  await editOrder(orders, news.orderId, news.at, (order) => {
    const deliveries = withParcel(order.deliveries, news)
    return deliveries === order.deliveries ? undefined : following({ ...order, deliveries }, news, tellings)
  })
}

function following(shown: Order, news: ParcelNews, tellings: OrderTellings): OrderChange {
  const told: Telling[] = []
  const errands: Errand[] = []
  const facts = { parcelId: news.parcelId, carrier: news.carrier, trackingNumber: news.trackingNumber }
  let order = shown
  for (const status of stepsTo(shown.status, goal(news))) {
    order = moved(order, status, { at: news.at.toISOString(), event: entries[status as keyof typeof entries], facts })
    told.push(tellings.moved(order, status, news.at))
    // The pieces left the shop with the parcel.
    if (status === 'shipped') {
      errands.push({ id: `${order.id}-fulfil`, kind: 'fulfil', amountMinor: 0, reason: '', actor: '' })
      order = { ...order, lines: order.lines.map((line) => withPieces(line, { sent: piecesOf(line).sent + unsentOf(line) })) }
    }
  }
  return { order, told, errands, rewrites: order.lines !== shown.lines }
}

function goal({ state, isOrderDelivered }: ParcelNews): 'packed' | 'shipped' | 'delivered' {
  if (state === 'made') return 'packed'
  return isOrderDelivered ? 'delivered' : 'shipped'
}

function withParcel(deliveries: readonly OrderDelivery[], news: ParcelNews): readonly OrderDelivery[] {
  const { parcelId, carrier, trackingNumber, state, at } = news
  const known = deliveries.find((parcel) => parcel.parcelId === parcelId)
  const scans = known?.scans ?? []
  if (known && state === 'made' ? known.earliest !== '' || !news.earliest : scans.some((scan) => scan.state === state)) return deliveries
  const scanned = state === 'made' ? scans : [...scans, { at: at.toISOString(), state }]
  const isFurther = !known || way.indexOf(state) > way.indexOf(known.state)
  const days = { earliest: news.earliest ?? known?.earliest ?? '', latest: news.latest ?? known?.latest ?? '' }
  const ordered = scanned.toSorted((a, b) => a.at.localeCompare(b.at) || way.indexOf(a.state) - way.indexOf(b.state))
  const next = { parcelId, carrier, trackingNumber, state: isFurther ? state : known.state, ...days, scans: ordered }
  return known ? deliveries.map((parcel) => (parcel === known ? next : parcel)) : [...deliveries, next]
}
