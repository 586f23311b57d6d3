import { expect, test } from 'vitest'
import { amountOf } from './amount.ts'

test.each([
  ['12,5', 'EUR', 1250],
  ['12.50', 'EUR', 1250],
  ['1 234,00', 'EUR', 123_400],
  ['7', 'JPY', 7],
  ['12900', 'HUF', 1_290_000],
  ['12,900', 'KWD', 12_900],
  ['1234567890', 'EUR', undefined],
  ['0,01', 'EUR', 1],
  ['0', 'EUR', undefined],
  ['12,345', 'EUR', undefined],
  ['1.5', 'JPY', undefined],
  ['-3', 'EUR', undefined],
  ['1e3', 'EUR', undefined],
  ['', 'EUR', undefined],
])('%j in %s is %s', (typed, currency, amount) => expect(amountOf(typed, currency)).toBe(amount))
