import type { Summary } from '@vitrine/gateway/schemas/admin'

const dayMs = 86_400_000

/** Every day of the period in UTC, oldest first; the summary names only those that sold something. */
export function everyDay({ since, until, days, sales }: Pick<Summary, 'since' | 'until' | 'days' | 'sales'>): Summary['days'] {
  const known = new Map(days.map((one) => [one.day, one]))
  const count = Math.min(62, Math.ceil((Date.parse(until) - Date.parse(since)) / dayMs))
  return Array.from({ length: count }, (_, n) => {
    const day = new Date(Date.parse(since) + n * dayMs).toISOString().slice(0, 10)
    return known.get(day) ?? { day, orders: 0, sales: { amountMinor: 0, currency: sales.currency } }
  })
}
