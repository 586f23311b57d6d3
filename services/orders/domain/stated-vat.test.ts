import { expect, test } from 'vitest'
import { statedVat } from './stated-vat.ts'

test('VAT is stated half up in the other currency, whatever the digits of either', () => {
  expect(statedVat('EUR', 1_083_400_000, 4_248)).toEqual({ currency: 'EUR', ratePpb: 1_083_400_000, taxMinor: 3_921 })
  expect(statedVat('EUR', 1_000_000_000, 4_248).taxMinor).toBe(4_248)
  expect(statedVat('EUR', 2_000_000_000, 1).taxMinor).toBe(1)
  // 164.20 yen for a euro: 1.642 minor units for one.
  expect(statedVat('EUR', 1_642_000_000, 821).taxMinor).toBe(500)
})

test('what goes back in parts is what the invoice said, to the cent', () => {
  const whole = statedVat('EUR', 1_083_400_000, 1_000).taxMinor
  let [before, given] = [0, 0]
  for (const part of [333, 333, 1, 333]) {
    given += statedVat('EUR', 1_083_400_000, part, before).taxMinor
    before += part
  }
  expect(given).toBe(whole)
})
