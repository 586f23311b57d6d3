import { expect, test } from 'vitest'
import { checkCurrency, type Conversion, converted, convertedPrice } from './conversion.ts'

const rule = (ratePpb: number, stepMinor = 1, lessMinor = 0): Conversion => ({ from: 'EUR', ratePpb, stepMinor, lessMinor })
const dollars = 1_085_000_000

test.each([
  ['to the cent, half up', rule(1_085_000_000), 12_900, 13_997],
  ['a half cent goes up', rule(1_500_000_000), 1, 2],
  ['to the nearest 5 cents', rule(dollars, 5), 12_900, 13_995],
  ['to prices that end in .99', rule(dollars, 100, 1), 12_900, 13_999],
  ['down as well as up', rule(dollars, 100, 1), 12_870, 13_999],
  ['from euros to yen, which have no smaller unit', rule(1_600_000_000, 100), 12_900, 20_600],
  ['never free when it costs something', rule(1_000_000, 100), 1, 100],
  ['never free, less the ending', rule(1_000_000, 100, 99), 1, 1],
  ['free stays free', rule(dollars, 100, 1), 0, 0],
])('an amount is converted: %s', (_, conversion, amountMinor, expected) => {
  expect(converted(conversion, amountMinor)).toBe(expected)
})

test('a dearer price never becomes the cheaper one, whatever the rule', () => {
  for (const conversion of [rule(dollars), rule(dollars, 100, 1), rule(7_300_000, 50), rule(18_000_000_000, 1_000, 100)])
    for (let amount = 0; amount < 5_000; amount += 7)
      expect(converted(conversion, amount + 7)).toBeGreaterThanOrEqual(converted(conversion, amount))
})

test('a reduction that rounding takes away is none', () => {
  expect(convertedPrice(rule(dollars, 100, 1), { amountMinor: 8_000, beforeMinor: 10_000 })).toEqual({
    amountMinor: 8_699,
    beforeMinor: 10_899,
  })
  expect(convertedPrice(rule(dollars, 1_000), { amountMinor: 8_000, beforeMinor: 8_010 })).toEqual({
    amountMinor: 9_000,
    beforeMinor: null,
  })
})

test('what cannot be counted is refused, not cut', () => {
  expect(() => converted(rule(9_000_000_000_000_000), 9_007_199_254_740_991)).toThrow(RangeError)
})

test.each([
  ['no currency', { code: 'euro', isSold: true, conversion: null }],
  ['itself', { code: 'EUR', isSold: true, conversion: rule(1) }],
  ['no rate', { code: 'USD', isSold: true, conversion: rule(0) }],
  ['half a rate', { code: 'USD', isSold: true, conversion: rule(0.5) }],
  ['no step', { code: 'USD', isSold: true, conversion: rule(1, 0) }],
  ['less than a whole step', { code: 'USD', isSold: true, conversion: rule(1, 100, 100) }],
])('a rule with %s is refused', (_, currency) => {
  expect(() => checkCurrency(currency)).toThrow(RangeError)
})
