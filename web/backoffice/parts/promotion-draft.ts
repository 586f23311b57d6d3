import type { Promotion, PutPromotion } from '@vitrine/gateway/schemas/admin-promotions'
import { formatMoney } from '@vitrine/ui/format'
import type { Locale } from '@vitrine/ui/locale'
import { percentText } from './percent-text.ts'

/** What belongs to one kind alone; the others of a draft are kept while kinds are tried, and not sent. */
const effects = { percentage: 'percent', amount: 'amount', 'buy-x-get-y': 'buyXGetY', tiers: 'tiers', bundle: 'bundle' } as const

/** A new promotion: each kind begins with numbers that are one. */
export const newDraft = (currency: string): PutPromotion => ({
  ...{ kind: 'percentage', percent: 10 },
  buyXGetY: { buy: 2, get: 1, percent: 100 },
  tiers: { by: 'pieces', steps: [{ from: 2, percent: 10 }] },
  bundle: { price: { amountMinor: 0, currency }, parts: [1, 1].map((quantity) => ({ scope: {}, quantity })) },
})

/** A promotion as it is edited. */
export const draftOf = ({ id: _, used: __, warnings: ___, code, ...promotion }: Promotion, currency: string): PutPromotion => ({
  ...newDraft(currency),
  percent: undefined,
  ...(code && { code }),
  ...promotion,
})

/** A draft of another one of the same. What a code opens is opened by a code of its own: without one it would be everybody's. */
export const copyOf = (promotion: Promotion, currency: string): PutPromotion => {
  const { code, ...draft } = draftOf(promotion, currency)
  return { ...draft, ...(code && { code: `${code.slice(0, mostCode - 2)}-2` }) }
}

const mostCode = 40

/** What is sent: nothing that is empty, and of what it gives only what its kind knows. */
export function promotionBody(draft: PutPromotion): PutPromotion {
  const { code, title, ...rest } = draft
  const mine = (effects as Readonly<Record<string, string | undefined>>)[draft.kind]
  const others = new Set<string>(Object.values(effects).filter((field) => field !== mine))
  const isSaid = (value: unknown) => value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0)
  const kept = Object.fromEntries(Object.entries(rest).filter(([field, value]) => !others.has(field) && isSaid(value)))
  return {
    ...(kept as PutPromotion), // what is left of one
    ...(code?.trim() && { code: code.trim() }),
    ...(title && (title.fr.trim() || title.en.trim()) && { title }),
  }
}

export type PromotionState = 'running' | 'waiting' | 'over' | 'used-up'

/** Where a promotion stands now. */
export function promotionState({ startsAt, endsAt, limitTotal, used }: Promotion, now: Date): PromotionState {
  if (startsAt && new Date(startsAt) > now) return 'waiting'
  if (endsAt && new Date(endsAt) <= now) return 'over'
  return limitTotal !== undefined && used >= limitTotal ? 'used-up' : 'running'
}

/** What it gives, as short as it can be said: `10 %`, `15,00 €`, `2 + 1, −50 %`, `5 %, 15 %`. */
export function worthText({ kind, percent, amount, buyXGetY, tiers, bundle }: Promotion, locale: Locale): string {
  if (kind === 'percentage' && percent) return percentText(percent, locale)
  if (kind === 'amount' && amount) return formatMoney(locale, amount)
  if (kind === 'buy-x-get-y' && buyXGetY) return `${buyXGetY.buy} + ${buyXGetY.get}, ${percentText(-buyXGetY.percent, locale)}`
  if (kind === 'tiers' && tiers) return tiers.steps.map(({ percent: off }) => percentText(off, locale)).join(', ')
  if (kind === 'bundle' && bundle) return formatMoney(locale, bundle.price)
  return ''
}
