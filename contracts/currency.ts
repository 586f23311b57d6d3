/*
 * How money of each currency is written. What Intl of a browser or of Node says of digits is how people pay with coins (CLDR): no forint has
 * cents there, while banks and their interfaces count in hundredths of it. What is shown, typed and charged must be the same number.
 */

/** Currencies without a smaller unit, those of a thousand and of ten thousand. Every other has a hundred. Source: ISO 4217, list one. */
const whole = new Set('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' '))
const thousandths = new Set('BHD IQD JOD KWD LYD OMR TND'.split(' '))
const tenThousandths = new Set('CLF UYW'.split(' '))

/** How many digits the smaller unit of a currency has: 12900 of EUR is 129.00. Two for what is no currency. */
export function minorDigits(currency: string): 0 | 2 | 3 | 4 {
  if (whole.has(currency)) return 0
  if (thousandths.has(currency)) return 3
  return tenThousandths.has(currency) ? 4 : 2
}

/** Writes amounts of one currency in the way of a language, `fr-FR` or `en-GB`: `129,00 €`. Keep it: making it costs a hundred times what using it does. */
export function amountFormat(tag: string, currency: string): (amountMinor: number) => string {
  const digits = minorDigits(currency)
  const fixed = { minimumFractionDigits: digits, maximumFractionDigits: digits }
  const format = new Intl.NumberFormat(tag, { style: 'currency', currency, ...fixed })
  return (amountMinor) => format.format(amountMinor / 10 ** digits)
}

/** An amount in digits alone, as files and other machines write it: `129.00`, `-129.00`. */
export const decimalOf = ({ amountMinor, currency }: { readonly amountMinor: number; readonly currency: string }): string =>
  (amountMinor / 10 ** minorDigits(currency)).toFixed(minorDigits(currency))

/** The other way round: of `129`, `129.5` and `129,00`. Undefined for what is no amount of that currency, and for one below zero. */
export function minorOf(decimal: string, currency: string): number | undefined {
  const digits = minorDigits(currency)
  const [, units = '', part = ''] = /^(\d{1,12})(?:[.,](\d+))?$/.exec(decimal) ?? []
  return units === '' || part.length > digits ? undefined : Number(units + part.padEnd(digits, '0'))
}
