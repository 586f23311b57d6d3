import { describe, expect, test } from 'vitest'
import { france } from '../test-rules.ts'
import { ageOn, checkedRule, daysAt, type RxRule, type ValidityAsked, validityOf, validityOfTaken } from './validity.ts'

const asked: ValidityAsked = { country: 'FR', wearerBirthDate: '1990-06-15', issuedOn: '2024-01-31', today: '2026-11-29' }
const validity = (more: Partial<ValidityAsked>) => validityOf([france], { ...asked, ...more })

describe('LAW-13 how long a prescription holds in France', () => {
  test.each([
    ['2010-02-01', '2026-01-15', '2027-01-15'], // 15, 12 months
    ['2010-01-15', '2026-01-15', '2031-01-15'], // 16 that day, 60 months
    ['1983-01-16', '2026-01-15', '2031-01-15'], // 42, 60 months
    ['1983-01-15', '2026-01-15', '2029-01-15'], // 43 that day, 36 months
    ['1930-01-01', '2026-01-15', '2029-01-15'],
  ])('born on %s, written on %s: until %s', (wearerBirthDate, issuedOn, until) => {
    expect(validity({ wearerBirthDate, issuedOn })).toEqual({ outcome: 'valid', until })
  })

  test('it holds on its last day and not on the next', () => {
    const issuedOn = '2021-11-29'
    expect(validity({ issuedOn, today: '2026-11-29' })).toEqual({ outcome: 'valid', until: '2026-11-29' })
    expect(validity({ issuedOn, today: '2026-11-30' })).toEqual({ outcome: 'expired', until: '2026-11-29' })
  })

  test('the prescriber may shorten, never lengthen', () => {
    expect(validity({ prescriberMonths: 12 })).toEqual({ outcome: 'expired', until: '2025-01-31' })
    expect(validity({ prescriberMonths: 13 })).toEqual({ outcome: 'expired', until: '2025-02-28' })
    expect(validity({ prescriberMonths: 60, wearerBirthDate: '1960-01-01' })).toEqual({ outcome: 'valid', until: '2027-01-31' })
  })

  test('the last day of a month that is shorter, also in a leap year', () => {
    expect(validity({ issuedOn: '2023-01-31', prescriberMonths: 13 })).toMatchObject({ until: '2024-02-29' })
    expect(validity({ issuedOn: '2025-12-31', prescriberMonths: 2 })).toMatchObject({ until: '2026-02-28' })
  })

  test('OPT-4 a country without a rule has none', () => {
    expect(validity({ country: 'DE' })).toEqual({ outcome: 'no-rule' })
  })

  test.each([
    [{ wearerBirthDate: '2026-11-30' }, 'wearerBirthDate', 'in-the-future'], // OPT-9
    [{ wearerBirthDate: '1990-02-30' }, 'wearerBirthDate', 'not-a-day'],
    [{ wearerBirthDate: '' }, 'wearerBirthDate', 'not-a-day'],
    [{ wearerBirthDate: '1990-13-01' }, 'wearerBirthDate', 'not-a-day'],
    [{ issuedOn: '2026-11-30' }, 'issuedOn', 'in-the-future'],
    [{ issuedOn: '15/01/2026' }, 'issuedOn', 'not-a-day'],
    [{ issuedOn: '1990-06-14' }, 'issuedOn', 'before-birth'],
    [{ prescriberMonths: 0 }, 'prescriberMonths', 'out-of-range'],
    [{ prescriberMonths: 61 }, 'prescriberMonths', 'out-of-range'],
    [{ prescriberMonths: 1.5 }, 'prescriberMonths', 'out-of-range'],
  ])('%j is refused: %s %s', (more, field, code) => {
    expect(validity(more)).toEqual({ outcome: 'refused', field, code })
  })

  test('what is dated today in the furthest time zone is no slip, and its last day is that of the shop', () => {
    const issuedOn = '2026-11-30'
    expect(daysAt(new Date('2026-11-29T09:59:59Z'))).toEqual({ today: '2026-11-29', latest: '2026-11-29' })
    expect(daysAt(new Date('2026-11-29T23:30:00Z'))).toEqual({ today: '2026-11-29', latest: '2026-11-30' })
    expect(validity({ issuedOn, ...daysAt(new Date('2026-11-29T23:30:00Z')) })).toMatchObject({ outcome: 'valid' })
    expect(validity({ issuedOn, ...daysAt(new Date('2026-11-29T09:00:00Z')) })).toMatchObject({ code: 'in-the-future' })
  })

  test('the dates of a sheet that was taken are not doubted again', () => {
    expect(validityOfTaken([france], { ...asked, issuedOn: '2026-12-05' }, '2026-11-29')).toMatchObject({ outcome: 'valid' })
    expect(validityOfTaken([france], { ...asked, issuedOn: '2020-01-15' }, '2026-11-29')).toMatchObject({ outcome: 'expired' })
  })

  test('a birthday counts on its day', () => {
    expect([ageOn('2000-06-15', '2016-06-14'), ageOn('2000-06-15', '2016-06-15'), ageOn('2004-02-29', '2020-02-28')]).toEqual([15, 16, 15])
  })
})

describe('OPT-4 a rule of a country', () => {
  test('holds from each age until the next one’s, for that country alone', () => {
    const rules = [france, { ...france, country: 'BE', ages: [{ from: 0, months: 6 }] }]
    expect(validityOf(rules, { ...asked, country: 'BE', issuedOn: '2026-06-29' })).toMatchObject({ until: '2026-12-29' })
    expect(validityOf(rules, { ...asked, issuedOn: '2026-06-29' })).toMatchObject({ until: '2031-06-29' })
  })

  test.each<[Partial<RxRule>, string]>([
    [{ country: 'fr' }, 'country'],
    [{ ages: [] }, 'ages[0].from'],
    [{ ages: [{ from: 1, months: 12 }] }, 'ages[0].from'],
    [
      {
        ages: [
          { from: 0, months: 12 },
          { from: 0, months: 24 },
        ],
      },
      'ages[1].from',
    ],
    [{ ages: [{ from: 0, months: 0 }] }, 'ages[0].months'],
    [{ ages: [{ from: 0, months: 1.5 }] }, 'ages[0].months'],
    [{ source: ' ' }, 'source'],
  ])('%j is refused: %s', (more, field) => {
    expect(() => checkedRule({ ...france, ...more })).toThrow(`${field}: `)
    expect(checkedRule(france)).toBe(france)
  })
})
