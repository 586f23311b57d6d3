/**
 * The VAT of a document in the currency the shop owes it in, where the document is in another one (Directive 2006/112/EC, article 230), at the rate of the day its
 * order was invoiced (article 91(2); that the shop's own rate stands for one of those is for an accountant).
 */
export interface StatedVat {
  readonly currency: string
  /** Minor units of the document's currency for a billion of this one. */
  readonly ratePpb: number
  readonly taxMinor: number
}

/** `beforeMinor`: the tax of the credit notes before this one. Parts are cut from one running sum: those of all that goes back are what the invoice said, to the cent. */
export function statedVat(currency: string, ratePpb: number, taxMinor: number, beforeMinor = 0): StatedVat {
  const upTo = (minor: number): number => Number((2_000_000_000n * BigInt(minor) + BigInt(ratePpb)) / (2n * BigInt(ratePpb)))
  return { currency, ratePpb, taxMinor: upTo(beforeMinor + taxMinor) - upTo(beforeMinor) }
}
