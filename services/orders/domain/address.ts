/** Where a parcel or an invoice goes. A field that was not given is empty; `country` is ISO 3166-1 alpha-2. */
export interface Address {
  readonly name: string
  readonly company: string
  readonly line1: string
  readonly line2: string
  readonly postcode: string
  readonly city: string
  readonly region: string
  readonly country: string
  readonly phone: string
  /** Of a company, as it writes it; on its invoice. Absent is none. */
  readonly vatNumber?: string
}

/**
 * How a postcode is written, by country. Sources: the national posts' addressing pages as collected by the Universal Postal Union
 * (upu.int, "Universal POST*CODE DataBase"); GB: gov.uk, "BS 7666", simplified to shape, since which codes exist changes every month.
 */
const postcodes: Readonly<Record<string, RegExp>> = {
  FR: /^\d{5}$/,
  BE: /^[1-9]\d{3}$/,
  DE: /^\d{5}$/,
  ES: /^(0[1-9]|[1-4]\d|5[0-2])\d{3}$/,
  IT: /^\d{5}$/,
  LU: /^(L-)?\d{4}$/i,
  NL: /^[1-9]\d{3} ?[A-Z]{2}$/i,
  CH: /^[1-9]\d{3}$/,
  GB: /^[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$/i,
}
/** Elsewhere a postcode is only kept within reason. */
const anyPostcode = /^[A-Z\d][A-Z\d -]{1,11}$/i

/**
 * The address as it is kept: trimmed, postcode in capitals. `where` names it in what is refused: `shipping.postcode`.
 * Throws RangeError for a missing name, street, town, or a postcode that its country does not write so.
 */
export function checkedAddress(address: Address, where: string): Address {
  const trimmed = Object.fromEntries(Object.entries(address).map(([field, text]) => [field, String(text).trim()])) as unknown as Address
  const kept = { ...trimmed, postcode: trimmed.postcode.toUpperCase(), country: trimmed.country.toUpperCase() }
  for (const field of ['name', 'line1', 'city'] as const) if (kept[field] === '') throw new RangeError(`${where}.${field} is missing`)
  for (const [field, text] of Object.entries(kept)) if (text.length > 100) throw new RangeError(`${where}.${field} is longer than 100`)
  if (!/^[A-Z]{2}$/.test(kept.country)) throw new RangeError(`${where}.country is not a country`)
  if (!(postcodes[kept.country] ?? anyPostcode).test(kept.postcode)) {
    throw new RangeError(`${where}.postcode is not a postcode of ${kept.country}`)
  }
  return kept
}
