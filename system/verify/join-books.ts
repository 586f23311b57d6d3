import { decimalOf } from '@vitrine/contracts/currency'

/** What services say of the same things, as `vitrine verify` joins it. Keys are ids. */
export interface Books {
  readonly orders: ReadonlyMap<string, OrderLine>
  /** Orders, checkouts and home trials whose pieces stock has to hold, with the step they are at. */
  readonly holders: ReadonlyMap<string, { readonly step: string }>
  readonly trials: ReadonlyMap<string, TrialLine>
  readonly paid: ReadonlyMap<string, PaidLine>
  readonly movements: ReadonlyMap<string, MovementLine>
  readonly reservations: ReadonlyMap<string, ReservationLine>
  readonly frozen: ReadonlyMap<string, { readonly totalMinor: number; readonly currency: string }>
  /** What each order took of gift cards and store credit, and gave back. */
  readonly credits: ReadonlyMap<string, { readonly takenMinor: number; readonly refundedMinor: number }>
  /** Gift cards that were sold, by order and line: made, emptied again, and what was put on all of them. */
  readonly soldCards: ReadonlyMap<string, Readonly<Record<string, SoldCardLine>>>
  readonly parcels: ReadonlyMap<string, ParcelLine>
  /** The provider's own, where they can be read. */
  readonly provider?: ReadonlyMap<string, MovementLine>
}

export interface OrderLine {
  readonly number: string
  readonly status: string
  readonly currency: string
  readonly totalMinor: number
  readonly capturedMinor: number
  readonly refundedMinor: number
  /** What was decided to go back through the bank and is said to have, but for what the shopper's own bank took back. */
  readonly settledMinor: number
  /** Some was not given back, because the shopper's bank had taken it. */
  readonly isTakenBack: boolean
  /** Paid by gift cards and store credit, and what they got back. */
  readonly creditMinor: number
  readonly creditBackMinor: number
  /** By variant, pieces that left, pieces that were cancelled before, and lenses that were made again, which may have left too. */
  readonly pieces: Readonly<Record<string, { readonly sent: number; readonly cancelled: number; readonly remade?: number }>>
  /** By line of gift cards, those that were paid, those whose money went back, and what one cost. */
  readonly cards: Readonly<Record<string, { readonly sent: number; readonly returned: number; readonly unitMinor: number }>>
}

export interface TrialLine {
  readonly state: string
  readonly currency: string
  readonly takenMinor: number
}

export interface SoldCardLine {
  readonly made: number
  readonly voided: number
  readonly loadedMinor: number
}

export interface ParcelLine {
  readonly orderId: string
  readonly state: string
  readonly lines: readonly { readonly variantId: string; readonly quantity: number }[]
}

export interface ReservationLine {
  readonly state: string
  /** Of one that is kept or left: pieces of it have not come. */
  readonly waits: boolean
}

export interface PaidLine {
  readonly capturedMinor: number
  readonly refundedMinor: number
  readonly currency: string
  /** A dispute was lost. */
  readonly isTakenBack?: boolean
}

export interface MovementLine {
  readonly kind: string
  readonly amountMinor: number
  readonly currency: string
}

export interface Joined {
  readonly invariant: string
  readonly breaks: readonly string[]
}

/** Statuses of an order whose pieces have not left yet. */
const beforeShipping = ['paid', 'in-lab', 'packed', 'partly-shipped']
const unpaid = ['placed', 'awaiting-prescription']
/** States of a home trial whose frames are not where they belong. */
const lent = ['preparing', 'sent', 'delivered']
const inShop = ['made', 'stopped']
const moneyKinds = ['captured', 'refunded']

/**
 * The invariants no service can see alone. Each break is one line that names what to look at.
 *
 * Books are read one after the other while the shop works, so a break counts only when it is found again: the caller asks twice.
 */
export function joinBooks(books: Books): Joined[] {
  return [
    { invariant: 'I2 an order says of its money what payments say', breaks: moneyOfOrders(books) },
    { invariant: 'I5 what an order says went back did, but for what a bank took back', breaks: givenBackOfOrders(books) },
    { invariant: 'I2 a home trial says of its deposit what payments say', breaks: depositsOfTrials(books) },
    { invariant: 'I1 frames that are lent are kept in stock', breaks: unkeptFrames(books) },
    { invariant: 'I3 no payment without its order', breaks: paymentsWithoutOrder(books) },
    ...(books.provider
      ? [{ invariant: 'I3 the provider’s books and ours are the same', breaks: againstProvider(books, books.provider) }]
      : []),
    { invariant: 'I5 an order costs what was frozen for it', breaks: totals(books) },
    { invariant: 'I6 credit that paid an order, and went back, is what pricing says of it', breaks: creditOfOrders(books) },
    {
      invariant: 'I6 each gift card that was paid is made once, worth its price, and empty once its money went back',
      breaks: cardsOfOrders(books),
    },
    { invariant: 'I1 what is paid and not shipped is kept in stock', breaks: unkept(books) },
    { invariant: 'I8 no reservation outlives its order or checkout', breaks: reservationsAlone(books) },
    { invariant: 'I7 a parcel has an order that was paid', breaks: parcelsAlone(books) },
    { invariant: 'I7 no parcel left whose order waits for pieces', breaks: leftTooSoon(books) },
    { invariant: 'I7 what an order says left is in its parcels that left', breaks: sentOfOrders(books) },
  ]
}

const money = (amountMinor: number, currency: string) => `${decimalOf({ amountMinor, currency })} ${currency}`

function moneyOfOrders({ orders, paid }: Books): string[] {
  return [...orders].flatMap(([id, order]) => {
    const { capturedMinor = 0, refundedMinor = 0, currency = order.currency } = paid.get(id) ?? {}
    if (capturedMinor === order.capturedMinor && refundedMinor === order.refundedMinor) return []
    const said = `${money(order.capturedMinor, order.currency)} taken, ${money(order.refundedMinor, order.currency)} given back`
    return [
      `order ${order.number} (${id}): says ${said}; payments say ${money(capturedMinor, currency)} and ${money(refundedMinor, currency)}`,
    ]
  })
}

/** What is still disputed is not said to have gone back. */
function givenBackOfOrders({ orders, paid }: Books): string[] {
  return [...orders].flatMap(([id, { number, settledMinor, isTakenBack, currency }]) => {
    const { refundedMinor = 0, isTakenBack: isLost = false } = paid.get(id) ?? {}
    if (isTakenBack && !isLost)
      return [`order ${number} (${id}): says a bank took its money back; payments know of no dispute that was lost`]
    if (settledMinor <= refundedMinor) return []
    return [
      `order ${number} (${id}): says ${money(settledMinor, currency)} went back; payments gave back ${money(refundedMinor, currency)}`,
    ]
  })
}

function depositsOfTrials({ trials, paid }: Books): string[] {
  return [...trials].flatMap(([id, { takenMinor, currency }]) => {
    const { capturedMinor = 0, refundedMinor = 0 } = paid.get(id) ?? {}
    const said = `${money(takenMinor, currency)} taken; payments say ${money(capturedMinor, currency)}, ${money(refundedMinor, currency)} given back`
    return capturedMinor === takenMinor && refundedMinor === 0 ? [] : [`home trial ${id}: says ${said}`]
  })
}

function unkeptFrames({ trials, reservations }: Books): string[] {
  return [...trials].flatMap(([id, { state }]) => {
    const held = reservations.get(id)?.state ?? 'nothing'
    return lent.includes(state) && held !== 'kept' ? [`home trial ${id} is ${state}, stock has ${held}`] : []
  })
}

function paymentsWithoutOrder({ orders, trials, paid }: Books): string[] {
  return [...paid].flatMap(([id, { capturedMinor, refundedMinor, currency }]) =>
    capturedMinor > refundedMinor && !orders.has(id) && !trials.has(id)
      ? [`${money(capturedMinor - refundedMinor, currency)} taken for ${id}, which is no order`]
      : [],
  )
}

function againstProvider({ movements }: Books, provider: ReadonlyMap<string, MovementLine>): string[] {
  const differs = (a: MovementLine | undefined, b: MovementLine | undefined) =>
    a?.kind !== b?.kind || a?.amountMinor !== b?.amountMinor || a?.currency !== b?.currency
  const show = (line: MovementLine | undefined) => (line ? `${line.kind} ${money(line.amountMinor, line.currency)}` : 'nothing')
  const ids = new Set([...provider.keys(), ...[...movements.keys()].filter((id) => id.startsWith('sandbox '))])
  return [...ids].flatMap((id) => {
    const [theirs, ours] = [provider.get(id), movements.get(id)]
    if (![theirs, ours].some((line) => line && moneyKinds.includes(line.kind)) || !differs(theirs, ours)) return []
    return [`movement ${id}: the provider says ${show(theirs)}, we say ${show(ours)}`]
  })
}

function totals({ orders, frozen }: Books): string[] {
  return [...orders].flatMap(([id, { number, status, totalMinor, currency }]) => {
    const quote = frozen.get(id)
    if (!quote && status === 'cancelled') return [] // its checkout was undone, and what was frozen with it
    if (quote?.totalMinor === totalMinor && quote.currency === currency) return []
    return [
      `order ${number} (${id}): ${money(totalMinor, currency)}; frozen ${quote ? money(quote.totalMinor, quote.currency) : 'nothing'}`,
    ]
  })
}

function creditOfOrders({ orders, credits }: Books): string[] {
  return [...orders].flatMap(([id, { number, status, creditMinor, creditBackMinor, currency }]) => {
    const used = credits.get(id)
    if (!used && (creditMinor === 0 || status === 'cancelled')) return [] // its checkout was undone, and what it took with it
    const { takenMinor, refundedMinor } = used ?? { takenMinor: 0, refundedMinor: 0 }
    if (takenMinor === creditMinor && refundedMinor === creditBackMinor) return []
    const said = `${money(creditMinor, currency)} by credit, ${money(creditBackMinor, currency)} back`
    return [`order ${number} (${id}): says ${said}; pricing says ${money(takenMinor, currency)} and ${money(refundedMinor, currency)}`]
  })
}

function cardsOfOrders({ orders, soldCards }: Books): string[] {
  const ids = new Set([...soldCards.keys(), ...[...orders].flatMap(([id, { cards }]) => (Object.keys(cards).length > 0 ? [id] : []))])
  return [...ids].flatMap((id) => {
    const [order, made] = [orders.get(id), soldCards.get(id) ?? {}]
    if (!order) return [`gift cards are made for ${id}, which is no order`]
    return [...new Set([...Object.keys(order.cards), ...Object.keys(made)])].flatMap((lineId) => {
      const paid = order.cards[lineId] ?? { sent: 0, returned: 0, unitMinor: 0 }
      const there = made[lineId] ?? { made: 0, voided: 0, loadedMinor: 0 }
      if (there.made === paid.sent && there.loadedMinor === paid.sent * paid.unitMinor && there.voided === paid.returned) return []
      const said = `${paid.sent} cards of ${money(paid.unitMinor, order.currency)}, ${paid.returned} given back`
      const found = `${there.made} made with ${money(there.loadedMinor, order.currency)}, ${there.voided} emptied`
      return [`order ${order.number} (${id}), line ${lineId}: ${said}; pricing says ${found}`]
    })
  })
}

function unkept({ orders, reservations }: Books): string[] {
  return [...orders].flatMap(([id, { number, status }]) => {
    const state = reservations.get(id)?.state ?? 'nothing'
    return beforeShipping.includes(status) && !['kept', 'fulfilled'].includes(state)
      ? [`order ${number} (${id}) is ${status}, stock has ${state}`]
      : []
  })
}

function reservationsAlone({ orders, holders, reservations }: Books): string[] {
  return [...reservations].flatMap(([id, { state }]) =>
    state === 'kept' && !orders.has(id) && !holders.has(id) ? [`reservation ${id} is kept for nobody`] : [],
  )
}

function parcelsAlone({ orders, trials, parcels }: Books): string[] {
  return [...parcels].flatMap(([parcelId, { orderId }]) => {
    if (trials.has(orderId)) return []
    const status = orders.get(orderId)?.status ?? 'no order'
    return status === 'no order' || unpaid.includes(status) ? [`parcel ${parcelId} is for ${orderId}, which is ${status}`] : []
  })
}

function leftTooSoon({ reservations, parcels }: Books): string[] {
  return [...parcels].flatMap(([parcelId, { orderId, state }]) =>
    !inShop.includes(state) && reservations.get(orderId)?.waits ? [`parcel ${parcelId} is ${state}, and ${orderId} waits for pieces`] : [],
  )
}

/**
 * An order that ended before its parcel left keeps no count of what travels on (its money is what matters then); a piece that was cancelled while the
 * carrier took it may travel too.
 */
function sentOfOrders({ orders, parcels }: Books): string[] {
  const left = new Map<string, Map<string, number>>()
  for (const { orderId, state, lines } of parcels.values()) {
    if (inShop.includes(state)) continue
    const pieces = left.get(orderId) ?? new Map<string, number>()
    for (const { variantId, quantity } of lines) pieces.set(variantId, (pieces.get(variantId) ?? 0) + quantity)
    left.set(orderId, pieces)
  }
  return [...orders].flatMap(([id, { number, status, pieces }]) => {
    if (status === 'cancelled' || status === 'refunded') return []
    const inParcels = left.get(id) ?? new Map<string, number>()
    return [...new Set([...inParcels.keys(), ...Object.keys(pieces)])].flatMap((variantId) => {
      const { sent, cancelled, remade = 0 } = pieces[variantId] ?? { sent: 0, cancelled: 0 }
      const gone = inParcels.get(variantId) ?? 0
      return gone < sent || gone > sent + cancelled + remade
        ? [`order ${number} (${id}): says ${sent} of ${variantId} left, its parcels ${gone}`]
        : []
    })
  })
}
