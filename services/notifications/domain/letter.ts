export type Locale = 'fr' | 'en'

export interface LocalText {
  readonly fr: string
  readonly en: string
}

export interface Address {
  readonly name: string
  readonly company: string
  readonly line1: string
  readonly line2: string
  readonly postcode: string
  readonly city: string
  readonly region: string
  readonly country: string
}

/** What mails say of an order; amounts in minor units of its currency. */
export interface OrderFacts {
  readonly id: string
  readonly number: string
  readonly email: string
  readonly locale: Locale
  readonly currency: string
  readonly lines: readonly {
    readonly name: LocalText
    readonly options: readonly LocalText[]
    readonly quantity: number
    readonly totalMinor: number
    /** Absent in what was remembered before parcels said what is in them. */
    readonly variantId?: string
  }[]
  readonly linesMinor: number
  readonly discountMinor: number
  /** What took it off, by name and code; absent in letters from before it was told. */
  readonly promotions?: readonly { readonly title: LocalText; readonly code: string }[]
  readonly deliveryMinor: number
  readonly taxMinor: number
  readonly totalMinor: number
  readonly taxIncluded: boolean
  readonly shipping: Address
  /** Of what was paid, what is to go back to a shopper who cancelled; 0 when nothing was taken. */
  readonly capturedMinor: number
  /** Of what was paid, by gift cards and store credit; and of that, what is to go back with a cancelled order. Absent in letters from before. */
  readonly creditMinor?: number
  readonly creditDueBackMinor?: number
  /** Of a replacement: the number of the order whose pieces come back, and are its credit. */
  readonly exchangeOf?: string
  /** It waits for pieces, and leaves from this day, `2026-12-24`. */
  readonly waitsUntil?: string
}

export interface ParcelFacts {
  /** Tells it from the others of its order; absent in what was remembered while numbers did. */
  readonly parcelId?: string
  readonly carrier: string
  /** Empty where the carrier's is not known. */
  readonly trackingNumber: string
  /** Where it is followed, where that is known. */
  readonly trackingUrl?: string
  /** RFC 3339. */
  readonly at: string
  /** What is in it, where that was told. */
  readonly pieces?: readonly { readonly variantId: string; readonly quantity: number }[]
  /** Others of the order are still to arrive. */
  readonly othersFollow?: boolean
}

/** News of one parcel are told once, with or without a number. */
export const parcelKey = ({ parcelId, trackingNumber }: ParcelFacts): string => parcelId || trackingNumber

/** Pieces that come back, or a contract that was withdrawn from. */
export interface ReturnFacts {
  readonly name: string
  /** RFC 3339: the moment it was declared. */
  readonly at: string
  readonly lines: readonly { readonly name: LocalText; readonly quantity: number }[]
  readonly amountMinor: number
  /** Something is to be sent back. */
  readonly isAwaited: boolean
  /** A word of the shop; empty when there is none. */
  readonly note: string
  /** RFC 3339: so long the payment, or what comes back, is awaited. */
  readonly until?: string
  /** Of an exchange: what is still to be paid for it, and where. */
  readonly exchange?: { readonly fileId: string; readonly dueMinor: number; readonly sendsAtOnce: boolean }
  /** Of pieces that have not left: nothing comes back. */
  readonly isSwap?: boolean
  /** Of something faulty: it is mended, or its money goes back. */
  readonly isClaim?: boolean
  /** The shop pays for sending it back. */
  readonly shopPays: boolean
}

/** A purchase that came to nothing, because its pieces went while the shopper was at the bank. */
export interface LostFacts {
  readonly amountMinor: number
  readonly currency: string
  readonly lines: readonly { readonly name: LocalText; readonly quantity: number; readonly isShort: boolean }[]
}

/** A lot that was recalled, as the shop says it. */
export interface RecallFacts {
  readonly variantId: string
  readonly lot: string
  readonly note: string
}

/** A gift card that was bought. */
export interface CardFacts {
  readonly code: string
  readonly amountMinor: number
  readonly currency: string
  /** Who gives it, and what they say; both may be empty. */
  readonly giver: string
  readonly message: string
}

/** Why an order of glasses was cancelled by the shop. */
export const cancelledWhys = ['prescription-refused', 'prescription-late', 'payment-lapsed'] as const
export type CancelledWhy = (typeof cancelledWhys)[number]

/** What mails say of frames that were lent. */
export interface TrialFacts {
  readonly id: string
  readonly name: string
  readonly currency: string
  readonly frames: readonly {
    readonly variantId?: string
    readonly name: LocalText
    readonly priceMinor: number
    readonly isCharged: boolean
  }[]
  readonly depositMinor: number
  readonly takenMinor: number
  readonly hasInvoice: boolean
  /** RFC 3339; the last two are empty until it arrived: by when frames are sent back, and from when the deposit is taken for those that were not. */
  readonly shipBy: string
  readonly returnBy: string
  readonly lateAt: string
}

export const trialNews = ['begun', 'delivered', 'noticed', 'deposit-asked', 'closed', 'cancelled'] as const
export type TrialNews = (typeof trialNews)[number]

/** One kind for each. */
export type TrialLetter = { [News in TrialNews]: { readonly kind: `trial-${News}`; readonly trial: TrialFacts } }[TrialNews]

/** Something stands in the account of a person: what, is read there alone (health data is in no mail). */
export const notices = ['advice', 'prescription-ends'] as const
export type NoticeLetter = { [Kind in (typeof notices)[number]]: { readonly kind: Kind; readonly name: string } }[(typeof notices)[number]]

/** What the shop has to say, before it is put into words. */
export type Letter =
  | { readonly kind: 'order-confirmed'; readonly order: OrderFacts }
  /** Its money is set aside until an optician checked the prescription, `until` at the latest (RFC 3339). */
  | { readonly kind: 'order-awaits'; readonly order: OrderFacts; readonly until: string }
  /** The optician asks something: what, stands on the page of the order alone (health data is in no mail). */
  | { readonly kind: 'order-asked'; readonly order: OrderFacts; readonly until: string }
  /** The bank let go of its money before the optician verified it: the shopper sets it aside again, `until` at the latest (RFC 3339). */
  | { readonly kind: 'order-pay-again'; readonly order: OrderFacts; readonly until: string }
  | { readonly kind: 'order-cancelled'; readonly order: OrderFacts; readonly why?: CancelledWhy }
  | { readonly kind: 'order-refunded'; readonly order: OrderFacts; readonly amountMinor: number; readonly isCredit?: boolean }
  | { readonly kind: 'parcel-shipped'; readonly order: OrderFacts; readonly parcel: ParcelFacts }
  | { readonly kind: 'parcel-delivered'; readonly order: OrderFacts; readonly parcel: ParcelFacts }
  | { readonly kind: 'withdrawal-received'; readonly order: OrderFacts; readonly file: ReturnFacts }
  | { readonly kind: 'return-approved'; readonly order: OrderFacts; readonly file: ReturnFacts }
  | { readonly kind: 'exchange-to-pay'; readonly order: OrderFacts; readonly file: ReturnFacts }
  | { readonly kind: 'claim-mended'; readonly order: OrderFacts; readonly file: ReturnFacts }
  /** Nobody paid: it goes on as a return. */
  | { readonly kind: 'exchange-lapsed'; readonly order: OrderFacts; readonly file: ReturnFacts }
  /** Nothing came back either. */
  | { readonly kind: 'return-lapsed'; readonly order: OrderFacts; readonly file: ReturnFacts }
  | { readonly kind: 'return-refused'; readonly order: OrderFacts; readonly file: ReturnFacts }
  | TrialLetter
  | { readonly kind: 'checkout-lost'; readonly lost: LostFacts }
  /** Pieces of it may not be used any more. */
  | { readonly kind: 'lot-recalled'; readonly order: OrderFacts; readonly recall: RecallFacts }
  /** Of a frame that was kept of a home trial, or is at home. */
  | { readonly kind: 'trial-recalled'; readonly trial: TrialFacts; readonly recall: RecallFacts }
  /** Whoever holds the code holds the money. */
  | { readonly kind: 'gift-card'; readonly card: CardFacts }
  | { readonly kind: 'prove-address'; readonly name: string; readonly token: string }
  | { readonly kind: 'sign-up-repeated' }
  /** Whoever follows its link sets the password of the account. */
  | { readonly kind: 'password-forgotten'; readonly name: string; readonly token: string }
  | { readonly kind: 'password-changed'; readonly name: string }
  /** Whoever follows its link runs the shop with others; `until` is RFC 3339. */
  | { readonly kind: 'staff-invited'; readonly name: string; readonly inviter: string; readonly token: string; readonly until: string }
  /** The last one: nothing is kept of whoever reads it. */
  | { readonly kind: 'account-erased' }
  | { readonly kind: 'back-in-stock'; readonly name: string; readonly slug: string }
  | NoticeLetter

/** To whom, and in which language. */
export interface Receiver {
  readonly email: string
  readonly locale: Locale
}

/** French is the language of the shop: what is not English is French. */
export const localeOf = (locale: string): Locale => (locale === 'en' ? 'en' : 'fr')

/** Days a consumer has to withdraw, from the day the last parcel arrived. Source: Directive 2011/83/EU, art. 9 (domain.md LAW-1). */
export const withdrawalDays = 14

/** The last day to withdraw, as an instant of that day. */
export const withdrawalEnds = (deliveredAt: string): string =>
  new Date(new Date(deliveredAt).getTime() + withdrawalDays * 86_400_000).toISOString()
