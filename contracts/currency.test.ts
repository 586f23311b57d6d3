import { expect, test } from 'vitest'
import { amountFormat, decimalOf, minorDigits, minorOf } from './currency.ts'

const currencies = Intl.supportedValuesOf('currency')
const shownDigits = (currency: string, tag: string) => /\d[.,](\d+)/.exec(amountFormat(tag, currency)(1))?.[1]?.length ?? 0

test('what is shown of every currency has the digits it is charged with', () => {
  expect(currencies.length).toBeGreaterThan(150)
  for (const tag of ['fr-FR', 'en-GB'])
    for (const currency of currencies) expect([currency, shownDigits(currency, tag)]).toEqual([currency, minorDigits(currency)])
})

test('what is typed of every currency is what is written of it', () => {
  for (const currency of currencies) expect(minorOf(decimalOf({ amountMinor: 1_234_567, currency }), currency)).toBe(1_234_567)
})

test.each([
  [1_290_000, 'HUF', '12900.00'],
  [12_900, 'JPY', '12900'],
  [12_900, 'KWD', '12.900'],
  [5, 'EUR', '0.05'],
  [-12_905, 'EUR', '-129.05'],
])('%i of %s is %s', (amountMinor, currency, decimal) => expect(decimalOf({ amountMinor, currency })).toBe(decimal))

test('a forint has hundredths, whatever people carry in their pockets', () => {
  expect(minorOf('12900', 'HUF')).toBe(1_290_000)
  expect(amountFormat('fr-FR', 'HUF')(1_290_000).replaceAll(/\s/g, ' ')).toBe('12 900,00 HUF')
})

test.each([
  ['12.345', 'EUR'],
  ['1.5', 'JPY'],
  ['-1', 'EUR'],
  ['1e3', 'EUR'],
  ['', 'EUR'],
])('%j is no amount of %s', (decimal, currency) => expect(minorOf(decimal, currency)).toBeUndefined())
