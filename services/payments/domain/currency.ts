/** Currencies without a smaller unit, and those of a thousand. Every other has a hundred. Source: ISO 4217, list one. */
const whole = new Set('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' '))
const thousandths = new Set('BHD IQD JOD KWD LYD OMR TND'.split(' '))

/** How many digits the smaller unit of a currency has: 12900 of EUR is 129.00. */
export const minorDigits = (currency: string): 0 | 2 | 3 => (whole.has(currency) ? 0 : thousandths.has(currency) ? 3 : 2)
