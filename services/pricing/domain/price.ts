/** From the highest rate of VAT to the lowest; `voucher`: it is worth itself, a gift card. */
export const taxClasses = ['standard', 'reduced', 'low', 'lowest', 'voucher'] as const
export type TaxClass = (typeof taxClasses)[number]

/** What a variant costs in one currency, tax included. */
export interface Price {
  readonly variantId: string
  readonly currency: string
  readonly amountMinor: number
  /** Before a reduction; above `amountMinor`. */
  readonly beforeMinor: number | null
  /** Contents; 0 when it is not sold by volume. */
  readonly volumeMl: number
  readonly taxClass: TaxClass
}

/** `lowestMinor`: lowest of the 30 days before the reduction began, null without a reduction or without history. */
export type KnownPrice = Price & { readonly lowestMinor: number | null }

export interface DisplayPrice {
  readonly variantId: string
  readonly currency: string
  readonly amountMinor: number
  readonly beforeMinor: number | null
  readonly lowestMinor: number | null
  /** Per 100 ml; null when it is not sold by volume. */
  readonly unitMinor: number | null
  readonly taxClass: TaxClass
}

/** Throws RangeError naming the variant unless the price can be a price. */
export function checkPrice(price: Price): Price {
  const { variantId, currency, amountMinor, beforeMinor, volumeMl } = price
  if (variantId === '') throw new RangeError('a price names no variant')
  if (!/^[A-Z]{3}$/.test(currency)) throw new RangeError(`${variantId}: ${currency} is no currency`)
  if (!Number.isSafeInteger(amountMinor) || amountMinor < 0) throw new RangeError(`${variantId}: ${amountMinor} is no price`)
  if (beforeMinor !== null && !(Number.isSafeInteger(beforeMinor) && beforeMinor > amountMinor))
    throw new RangeError(`${variantId}: ${beforeMinor} before and ${amountMinor} now is no reduction`)
  if (!Number.isFinite(volumeMl) || volumeMl < 0) throw new RangeError(`${variantId}: ${volumeMl} is no volume`)
  return price
}

/**
 * The price as it is shown. A reduction without any history is not announced: there is no lowest price to show with it.
 * Source: Directive 98/6/EC art. 6a (LAW-5); goods younger than 30 days show the lowest since they are sold (art. 6a(4)).
 */
export function displayPrice({ variantId, currency, amountMinor, beforeMinor, lowestMinor, volumeMl, taxClass }: KnownPrice): DisplayPrice {
  const isAnnounced = beforeMinor !== null && lowestMinor !== null
  return {
    variantId,
    currency,
    amountMinor,
    beforeMinor: isAnnounced ? beforeMinor : null,
    lowestMinor: isAnnounced ? lowestMinor : null,
    unitMinor: volumeMl > 0 ? unitPrice(amountMinor, volumeMl) : null,
    taxClass,
  }
}

/** Price per 100 ml, half up. Volumes are exact to a hundredth of a millilitre. Source: PF-3, Directive 98/6/EC. */
export function unitPrice(amountMinor: number, volumeMl: number): number {
  const hundredths = BigInt(Math.round(volumeMl * 100))
  if (hundredths === 0n) throw new RangeError(`${volumeMl} ml is no volume`)
  return Number((BigInt(amountMinor) * 20_000n + hundredths) / (2n * hundredths))
}
