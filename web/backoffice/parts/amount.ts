import { minorOf } from '@vitrine/gateway/schemas/currency'

/** Minor units of what a person typed: `12,5`, `12.50`, `1 234,00`. Undefined when it is no amount of that currency, or less than `least`. */
export function amountOf(typed: string, currency: string, least = 1): number | undefined {
  const plain = typed.replaceAll(/[\s\u00a0\u202f]/g, '')
  // More than nine digits before the point are a slip of the hand.
  const amountMinor = /^\d{10}/.test(plain) ? undefined : minorOf(plain, currency)
  return amountMinor !== undefined && amountMinor >= least ? amountMinor : undefined
}
