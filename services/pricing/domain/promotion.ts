interface Rules {
  readonly id: string
  /** Upper case. */
  readonly code: string
  readonly minimum: { readonly amountMinor: number; readonly currency: string } | null
  readonly startsAt: Date | null
  readonly endsAt: Date | null
  /** 0 is without limit. */
  readonly limitTotal: number
  /** 0 is without limit. A guest has no account to be counted by: only the limit in all holds for guests. */
  readonly limitPerCustomer: number
}

export type Promotion = Rules &
  (
    | { readonly kind: 'percentage'; readonly percentagePpm: number }
    | { readonly kind: 'amount'; readonly amount: { readonly amountMinor: number; readonly currency: string } }
    | { readonly kind: 'free-delivery' }
  )

/** Uses so far: in all, and by the shopper who asks. */
export interface Uses {
  readonly used: number
  readonly usedByCustomer: number
}

export type WhyNot = 'minimum-not-reached' | 'nothing-eligible'

/** One spelling of a code, however it was typed. */
export const codeOf = (typed: string): string => typed.trim().toUpperCase()

/** Whether a code opens anything now. Not begun, ended and used up are the same to the shopper: refused. */
export const isOpen = (promotion: Promotion, { used, usedByCustomer }: Uses, now: Date): boolean =>
  (promotion.startsAt === null || promotion.startsAt <= now) &&
  (promotion.endsAt === null || now < promotion.endsAt) &&
  (promotion.limitTotal === 0 || used < promotion.limitTotal) &&
  (promotion.limitPerCustomer === 0 || usedByCustomer < promotion.limitPerCustomer)

/** Why an open promotion gives nothing on these lines; empty when it gives something. */
export function whyNot(promotion: Promotion, linesMinor: number, currency: string): WhyNot | '' {
  if (linesMinor === 0) return 'nothing-eligible'
  if (promotion.kind === 'amount' && promotion.amount.currency !== currency) return 'nothing-eligible'
  if (promotion.minimum === null) return ''
  if (promotion.minimum.currency !== currency) return 'nothing-eligible'
  return linesMinor < promotion.minimum.amountMinor ? 'minimum-not-reached' : ''
}

/** Throws RangeError unless the promotion can ever apply. */
export function checkPromotion(promotion: Promotion): Promotion {
  const { id, code, startsAt, endsAt, minimum, limitTotal, limitPerCustomer } = promotion
  if (id === '') throw new RangeError('a promotion needs an id')
  if (!/^[A-Z0-9][A-Z0-9_-]{0,39}$/.test(code)) throw new RangeError(`${code} is no code`)
  if (startsAt && endsAt && endsAt <= startsAt) throw new RangeError('a promotion cannot end before it starts')
  for (const limit of [limitTotal, limitPerCustomer]) if (limit < 0) throw new RangeError(`${limit} is no limit`)
  if (minimum && !isAmount(minimum)) throw new RangeError('the minimum is no amount')
  if (promotion.kind === 'percentage' && !(promotion.percentagePpm >= 1 && promotion.percentagePpm <= 1_000_000))
    throw new RangeError(`${promotion.percentagePpm} parts per million is no percentage`)
  if (promotion.kind === 'amount' && !(isAmount(promotion.amount) && promotion.amount.amountMinor > 0))
    throw new RangeError('the reduction is no amount')
  return promotion
}

const isAmount = ({ amountMinor, currency }: { amountMinor: number; currency: string }) =>
  amountMinor >= 0 && Number.isSafeInteger(amountMinor) && /^[A-Z]{3}$/.test(currency)
