interface SplitPart {
  readonly id: string
  readonly amountMinor: number
}

/**
 * Shares of a discount between lines, in proportion to their amounts, to the cent: the shares are the discount.
 *
 * Largest remainder: each share is rounded down, and what is left goes, a unit each, to those that lost most; between equals the order of
 * their ids decides, so the order of the lines does not matter. No share is above its amount. Throws RangeError when `total` is above the
 * sum of the amounts or an id comes twice.
 */
export function splitBy(total: number, parts: readonly SplitPart[]): Map<string, number> {
  const sum = sumOf(parts)
  if (total > sum) throw new RangeError(`${total} cannot be split over ${sum}`)
  return inProportion(total, parts)
}

/** The same for what may be more than the amounts it follows: delivery of cheap goods. */
export function inProportion(total: number, parts: readonly SplitPart[]): Map<string, number> {
  const sum = sumOf(parts)
  if (!Number.isSafeInteger(total) || total < 0 || (sum === 0 && total > 0)) throw new RangeError(`${total} cannot be split over ${sum}`)
  if (sum === 0) return new Map(parts.map(({ id }) => [id, 0]))
  const exact = parts.map(({ id, amountMinor }) => {
    const product = BigInt(total) * BigInt(amountMinor)
    return { id, floor: Number(product / BigInt(sum)), rest: product % BigInt(sum) }
  })
  let left = total - exact.reduce((all, { floor }) => all + floor, 0)
  const shares = new Map<string, number>()
  for (const { id, floor } of exact.toSorted((a, b) => (a.rest === b.rest ? (a.id < b.id ? -1 : 1) : a.rest < b.rest ? 1 : -1))) {
    if (shares.has(id)) throw new RangeError(`line ${id} comes twice`)
    shares.set(id, floor + (left-- > 0 ? 1 : 0))
  }
  return shares
}

const sumOf = (parts: readonly SplitPart[]) => parts.reduce((all, { amountMinor }) => all + amountMinor, 0)

/** `amount` × `numerator` / `denominator`, half up, in minor units. All are whole and not negative. */
export const partOf = (amountMinor: number, numerator: number, denominator: number): number =>
  Number((BigInt(amountMinor) * BigInt(numerator) * 2n + BigInt(denominator)) / (2n * BigInt(denominator)))

/** VAT inside an amount that includes it: amount × rate / (1 + rate), half up. `ratePpm` in parts per million. */
export const taxInside = (amountMinor: number, ratePpm: number): number => partOf(amountMinor, ratePpm, 1_000_000 + ratePpm)
