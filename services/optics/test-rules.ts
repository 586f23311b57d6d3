import type { RxRule } from './domain/validity.ts'

/** LAW-13, decree 2016-1381: under 16 one year, 16 to 42 five years, over 42 three. */
export const france: RxRule = {
  country: 'FR',
  ages: [
    { from: 0, months: 12 },
    { from: 16, months: 60 },
    { from: 43, months: 36 },
  ],
  required: [],
  lostOrBroken: true,
  source: 'LAW-13: décret 2016-1381',
}
