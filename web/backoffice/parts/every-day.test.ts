import { expect, test } from 'vitest'
import { everyDay } from './every-day.ts'

const sales = { amountMinor: 900, currency: 'EUR' }

test('days that sold nothing stand between those that did, as zero', () => {
  const days = [{ day: '2026-11-23', orders: 2, sales }]
  const shown = everyDay({ since: '2026-11-22T00:00:00.000Z', until: '2026-11-25T00:00:00.000Z', days, sales })
  expect(shown.map(({ day, orders, sales: { amountMinor } }) => [day, orders, amountMinor])).toEqual([
    ['2026-11-22', 0, 0],
    ['2026-11-23', 2, 900],
    ['2026-11-24', 0, 0],
  ])
})
