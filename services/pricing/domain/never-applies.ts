import type { Promotion, Scope } from './promotion.ts'

/** Why a promotion that was saved can never apply as the shop stands. */
export type WhyNever =
  | 'ended'
  | 'used-up'
  /** Nothing it names has a price. */
  | 'nothing-sold'
  /** A part of the bundle, or what is to be reduced, has none. */
  | 'part-not-sold'
  | 'not-in-currency'
  /** Its minimum is in another currency than what it gives. */
  | 'two-currencies'
  | 'nobody-in-groups'
  | 'not-sold-there'
  /** It needs a made code, and none was made. */
  | 'no-codes'

/** What the shop knows of the goods, people and places a promotion names. */
export interface NamedFacts {
  /** Of each of `scopesOf`, in order: whether any of it has a price. */
  readonly areSold: readonly boolean[]
  /** Of each of `currenciesOf`: whether anything has a price in it. */
  readonly areCurrenciesSold: readonly boolean[]
  readonly hasGroupMembers: boolean
  /** Whether one of its countries has a rate of VAT. */
  readonly isSoldThere: boolean
  readonly hasCodes: boolean
}

/** The goods a promotion looks at, then those that must be there too: parts of a bundle, what is to be reduced. */
export function scopesOf(promotion: Promotion): Scope[] {
  const { scope } = promotion.conditions
  if (promotion.kind === 'bundle') return [scope, ...promotion.parts.map((part) => part.scope)]
  return promotion.kind === 'buy-x-get-y' && promotion.gets ? [scope, promotion.gets] : [scope]
}

/** Of its minimum, and of what it gives; each once. */
export function currenciesOf(promotion: Promotion): string[] {
  const { minimum } = promotion.conditions
  return [...new Set([...(minimum ? [minimum.currency] : []), ...givenIn(promotion)])]
}

function givenIn(promotion: Promotion): string[] {
  switch (promotion.kind) {
    case 'amount':
      return [promotion.amount.currency]
    case 'tiers':
      return promotion.by === 'amount' ? [promotion.currency] : []
    case 'bundle':
      return [promotion.price.currency]
    default:
      return []
  }
}

/** Every reason, the nearest to what was typed first; none when it may apply some day. */
export function whyNever(promotion: Promotion & { readonly used: number }, facts: NamedFacts, now: Date): WhyNever[] {
  const { endsAt, limitTotal, used, conditions } = promotion
  const [isScopeSold = true, ...areOthersSold] = facts.areSold
  const reasons: readonly (readonly [WhyNever, boolean])[] = [
    ['ended', endsAt !== null && endsAt <= now],
    ['used-up', limitTotal > 0 && used >= limitTotal],
    ['nothing-sold', !isScopeSold],
    ['part-not-sold', areOthersSold.includes(false)],
    ['two-currencies', currenciesOf(promotion).length > 1],
    ['not-in-currency', facts.areCurrenciesSold.includes(false)],
    ['nobody-in-groups', conditions.groups.length > 0 && conditions.customerIds.length === 0 && !facts.hasGroupMembers],
    ['not-sold-there', conditions.countries.length > 0 && !facts.isSoldThere],
    ['no-codes', promotion.needsCode && !facts.hasCodes],
  ]
  return reasons.filter(([, holds]) => holds).map(([why]) => why)
}
