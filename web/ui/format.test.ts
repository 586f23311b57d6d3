import { describe, expect, test } from 'vitest'
import {
  formatDate,
  formatDay,
  formatDioptres,
  formatFrameSize,
  formatMoney,
  formatPercent,
  formatShortDay,
  formatTime,
  formatUnitPrice,
} from './format.ts'
import { plural } from './words.ts'

const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' })
const nbsp = '\u00a0'

describe('prices', () => {
  test('are written as each country writes them, with spaces our fonts have', () => {
    expect(formatMoney('fr', eur(123_450))).toBe(`1${nbsp}234,50${nbsp}€`)
    expect(formatMoney('en', eur(123_450))).toBe('€1,234.50')
  })

  test('know that a yen has no cents', () => {
    expect(formatMoney('en', { amountMinor: 1_200, currency: 'JPY' })).toBe('JP¥1,200')
  })

  test('have the digits they are charged with: a forint has hundredths', () => {
    expect(formatMoney('fr', { amountMinor: 1_290_000, currency: 'HUF' })).toBe(`12${nbsp}900,00${nbsp}HUF`)
    expect(formatMoney('en', { amountMinor: 12_900, currency: 'KWD' })).toBe(`KWD${nbsp}12.900`)
  })

  test('that are taken off carry a real minus sign', () => {
    expect(formatMoney('fr', eur(-1_000))).toBe(`−10,00${nbsp}€`)
  })

  test('of a measure name the measure', () => {
    expect(formatUnitPrice('fr', { ...eur(8_400), per: 100, unit: 'ml' })).toBe(`84,00${nbsp}€ / 100${nbsp}ml`)
  })
})

describe('measures and days', () => {
  test('a reduction is a percentage with a minus, spaced in French alone', () => {
    expect(formatPercent('fr', -0.2)).toBe(`−20${nbsp}%`)
    expect(formatPercent('en', -0.2)).toBe('−20%')
  })

  test('a lens power is always signed, with two decimals', () => {
    expect(formatDioptres('fr', 1.25)).toBe('+1,25')
    expect(formatDioptres('en', -2)).toBe('−2.00')
  })

  test('a frame is named by the numbers on its temple, with or without the third', () => {
    expect(formatFrameSize({ lensWidthMm: 52, bridgeMm: 18, templeMm: 140 })).toBe('52-18-140')
    expect(formatFrameSize({ lensWidthMm: 52, bridgeMm: 18 })).toBe('52-18')
  })

  test('a delivery day is a day, whatever the time zone of the machine', () => {
    expect(formatDay('fr', '2026-11-27')).toBe('vendredi 27 novembre')
    expect(formatShortDay('fr', '2026-11-20')).toBe('20 nov.')
    expect(formatDay('en', '2026-11-27')).toBe('Friday 27 November')
  })

  test('the first of a month is an ordinal in French alone, and the 11th and 21st are not', () => {
    expect(formatDay('fr', '2026-12-01')).toBe('mardi 1er décembre')
    expect(formatShortDay('fr', '2026-12-01')).toBe('1er déc.')
    expect(formatDate('fr', '2026-12-01T12:00:00Z')).toBe('1er décembre 2026')
    expect(formatDay('fr', '2026-12-11')).toBe('vendredi 11 décembre')
    expect(formatDay('fr', '2026-12-21')).toBe('lundi 21 décembre')
    expect(formatDay('en', '2026-12-01')).toBe('Tuesday 1 December')
  })

  test('a time is told in the shop’s country, on 24 hours', () => {
    expect(formatTime('fr', '2026-11-24T13:05:00Z')).toBe('14:05')
  })
})

test('nothing is singular in French and plural in English', () => {
  expect(plural('fr', 0, { one: '# article', other: '# articles' })).toBe('0 article')
  expect(plural('en', 0, { one: '# item', other: '# items' })).toBe('0 items')
})
