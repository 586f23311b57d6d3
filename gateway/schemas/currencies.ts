import { z } from 'zod'
import { currency, id, money, pageOf, paging } from './shapes.ts'

export const currenciesInput = z.strictObject({})
/** What a shopper may choose; `usual` is the currency of whoever chose none. */
export const currenciesOutput = z.object({ items: z.array(z.object({ code: currency })), usual: currency })

/**
 * How prices nobody set are made: `rate` is what one of `from` is worth, rounded to the nearest `stepMinor`, less `lessMinor`; 100 and 1 make prices
 * that end in .99.
 */
const conversion = z.strictObject({
  from: currency,
  rate: z.number().positive().max(1_000_000),
  stepMinor: z.int().min(1).max(1_000_000),
  lessMinor: z.int().min(0).max(999_999),
})
const terms = { sold: z.boolean(), conversion: conversion.optional() }

/** `q`: part of a code. */
export const adminCurrenciesInput = z.strictObject({ q: z.string().trim().max(100).optional(), ...paging })
/** `prices`: variants that have one, of which `converted` follow the rule. The shop's own currency is always sold. */
export const keptCurrency = z.object({ code: currency, isUsual: z.boolean(), ...terms, prices: z.int(), converted: z.int() })
export const adminCurrenciesOutput = pageOf(keptCurrency)
export type KeptCurrency = z.infer<typeof keptCurrency>
export const putCurrencyInput = z.strictObject({ code: currency, ...terms })
export const putCurrencyOutput = z.object({ code: currency, ...terms })
export type PutCurrency = z.infer<typeof putCurrencyInput>

/** `price` absent: it follows the rule of the currency again. */
export const fixPriceInput = z.strictObject({
  variantId: id,
  currency,
  price: z.strictObject({ amountMinor: money.shape.amountMinor.min(0), currency }).optional(),
})
export const fixPriceOutput = z.object({ variantId: id, price: money.optional() })
