/** How prices nobody set in a currency are made from those of another. */
export interface Conversion {
  readonly from: string
  /** Minor units of this currency for a billion minor units of the other. */
  readonly ratePpb: number
  /** The nearest multiple of `stepMinor`, less `lessMinor`: 100 and 1 make prices that end in .99. */
  readonly stepMinor: number
  readonly lessMinor: number
}

/** A currency the shop knows. Without a conversion each of its prices is set. */
export interface Currency {
  readonly code: string
  /** Shoppers may choose it. */
  readonly isSold: boolean
  readonly conversion: Conversion | null
}

/** Throws RangeError unless prices can be made by it. */
export function checkCurrency(currency: Currency): Currency {
  const { code, conversion } = currency
  if (!/^[A-Z]{3}$/.test(code)) throw new RangeError(`currency: ${code} is no currency`)
  if (!conversion) return currency
  const { from, ratePpb, stepMinor, lessMinor } = conversion
  if (!/^[A-Z]{3}$/.test(from)) throw new RangeError(`from: ${from} is no currency`)
  if (from === code) throw new RangeError(`from: ${code} cannot be made from itself`)
  if (!Number.isSafeInteger(ratePpb) || ratePpb < 1) throw new RangeError(`rate: ${ratePpb} parts per billion is no rate`)
  if (!Number.isSafeInteger(stepMinor) || stepMinor < 1 || stepMinor > 1_000_000) throw new RangeError(`step: ${stepMinor} is no step`)
  if (!Number.isSafeInteger(lessMinor) || lessMinor < 0 || lessMinor >= stepMinor)
    throw new RangeError(`less: ${lessMinor} is not below the step`)
  return currency
}

/** The amount in the other currency, half up to the step; what costs something never becomes free, and what is free stays so. Throws RangeError above what can be counted. */
export function converted({ ratePpb, stepMinor, lessMinor }: Conversion, amountMinor: number): number {
  if (amountMinor === 0) return 0
  const whole = 1_000_000_000n * BigInt(stepMinor)
  const steps = (2n * BigInt(amountMinor) * BigInt(ratePpb) + whole) / (2n * whole)
  const minor = Number(steps < 1n ? 1n : steps) * stepMinor - lessMinor
  if (!Number.isSafeInteger(minor)) throw new RangeError(`${amountMinor} is more than can be counted in the other currency`)
  // A step of 1 less 0 is the smallest there is.
  return Math.max(minor, 1)
}

/** A price with what it was before its reduction; one that rounding has taken away is none. */
export function convertedPrice<P extends { readonly amountMinor: number; readonly beforeMinor: number | null }>(
  rule: Conversion,
  price: P,
): P {
  const amountMinor = converted(rule, price.amountMinor)
  const beforeMinor = price.beforeMinor === null ? null : converted(rule, price.beforeMinor)
  return { ...price, amountMinor, beforeMinor: beforeMinor !== null && beforeMinor > amountMinor ? beforeMinor : null }
}
