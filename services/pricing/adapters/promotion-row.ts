import { type Conditions, type Effect, type Promotion, unconditional } from '../domain/promotion.ts'

/** Of `pricing.promotion as p`. */
export const promotionColumns = `p.id, coalesce(p.code, '') as code, p.kind, p.percentage_ppm as "percentagePpm",
  p.amount_minor::float8 as "amountMinor", p.amount_currency as "amountCurrency", p.minimum_minor::float8 as "minimumMinor",
  p.minimum_currency as "minimumCurrency", p.starts_at as "startsAt", p.ends_at as "endsAt", p.limit_total as "limitTotal",
  p.limit_per_customer as "limitPerCustomer", jsonb_build_object('fr', p.title_fr, 'en', p.title_en) as title, p.conditions, p.effect,
  p.stacking, p.priority, p.needs_code as "needsCode"`

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
  readonly title: Promotion['title']
  readonly conditions: Partial<Conditions>
  readonly effect: object | null
  readonly stacking: Promotion['stacking']
  readonly priority: number
  readonly needsCode: boolean
}

export function promotionOf(row: PromotionRow): Promotion {
  const { id, code, title, limitTotal, limitPerCustomer, stacking, priority, needsCode } = row
  const minimum = row.minimumMinor === null ? null : { amountMinor: row.minimumMinor, currency: row.minimumCurrency! }
  const conditions = { ...unconditional, ...row.conditions, minimum }
  const rules = { id, code, title, conditions, startsAt: moment(row.startsAt), endsAt: moment(row.endsAt) }
  return { ...rules, limitTotal, limitPerCustomer, stacking, priority, needsCode, ...effectOf(row) }
}

function effectOf({ kind, percentagePpm, amountMinor, amountCurrency, effect }: PromotionRow): Effect {
  switch (kind) {
    case 'percentage':
      return { kind, percentagePpm: percentagePpm! }
    case 'amount':
      return { kind, amount: { amountMinor: amountMinor!, currency: amountCurrency! } }
    case 'free-delivery':
      return { kind }
    case 'buy-x-get-y':
    case 'tiers':
    case 'bundle':
      return { ...effect, kind } as Effect // as `effectColumn` wrote it
  }
}

/** What is kept of an effect beside the columns of numbers. */
export function effectColumn(effect: Effect): object | null {
  switch (effect.kind) {
    case 'buy-x-get-y': {
      const { buy, get, percentagePpm, gets } = effect
      return { buy, get, percentagePpm, gets }
    }
    case 'tiers': {
      const { by, currency, tiers } = effect
      return { by, currency, tiers }
    }
    case 'bundle': {
      const { parts, price } = effect
      return { parts, price }
    }
    default:
      return null
  }
}

const moment = (at: Date | string | null): Date | null => (at === null ? null : new Date(at))
