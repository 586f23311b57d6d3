import type { Promotion } from '../domain/promotion.ts'

/** Of `pricing.promotion as p`. */
export const promotionColumns = `p.id, p.code, p.kind, p.percentage_ppm as "percentagePpm", p.amount_minor::float8 as "amountMinor",
  p.amount_currency as "amountCurrency", p.minimum_minor::float8 as "minimumMinor", p.minimum_currency as "minimumCurrency",
  p.starts_at as "startsAt", p.ends_at as "endsAt", p.limit_total as "limitTotal", p.limit_per_customer as "limitPerCustomer"`

/** Moments are `Date` from a row, text from JSON. */
export interface PromotionRow {
  readonly id: string
  readonly code: string
  readonly kind: Promotion['kind']
  readonly percentagePpm: number | null
  readonly amountMinor: number | null
  readonly amountCurrency: string | null
  readonly minimumMinor: number | null
  readonly minimumCurrency: string | null
  readonly startsAt: Date | string | null
  readonly endsAt: Date | string | null
  readonly limitTotal: number
  readonly limitPerCustomer: number
}

export function promotionOf(row: PromotionRow): Promotion {
  const { id, code, limitTotal, limitPerCustomer } = row
  const minimum = row.minimumMinor === null ? null : { amountMinor: row.minimumMinor, currency: row.minimumCurrency! }
  const rules = { id, code, minimum, startsAt: moment(row.startsAt), endsAt: moment(row.endsAt), limitTotal, limitPerCustomer }
  switch (row.kind) {
    case 'percentage':
      return { ...rules, kind: row.kind, percentagePpm: row.percentagePpm! }
    case 'amount':
      return { ...rules, kind: row.kind, amount: { amountMinor: row.amountMinor!, currency: row.amountCurrency! } }
    case 'free-delivery':
      return { ...rules, kind: row.kind }
  }
}

const moment = (at: Date | string | null): Date | null => (at === null ? null : new Date(at))
