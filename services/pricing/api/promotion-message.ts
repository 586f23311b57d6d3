import type { MessageInitShape } from '@bufbuild/protobuf'
import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt'
import { fromMoney, toMoney } from '@vitrine/contracts/money'
import type { Promotion as PromotionMessage, PromotionSchema, Scope as ScopeMessage, VerdictSchema } from '@vitrine/contracts/pricing/v1'
import { type Effect, everything, type Promotion, type Scope } from '../domain/promotion.ts'
import type { Verdict } from '../domain/quote.ts'

/** From the wire. Throws RangeError for a kind nobody knows or an amount that is missing. */
export function promotionOf(message: PromotionMessage | undefined): Promotion {
  if (!message) throw new RangeError('a promotion is missing')
  const { id, code, excludesReduced, minimum, minimumPieces, customerIds, groups, countries, limitTotal, limitPerCustomer } = message
  return {
    id,
    code,
    title: { fr: message.title?.fr ?? '', en: message.title?.en ?? '' },
    conditions: {
      scope: scopeOf(message.scope),
      minimum: minimum ? fromMoney(minimum) : null,
      ...{ excludesReduced, minimumPieces, customerIds, groups, countries },
    },
    startsAt: message.startsAt ? timestampDate(message.startsAt) : null,
    endsAt: message.endsAt ? timestampDate(message.endsAt) : null,
    ...{ limitTotal, limitPerCustomer, priority: message.priority, needsCode: message.needsCode },
    stacking: message.alone ? 'alone' : 'with-others',
    ...effectOf(message),
  }
}

function effectOf({ kind, percentagePpm, amount, buyXGetY, tiers, bundle }: PromotionMessage): Effect {
  switch (kind) {
    case 'percentage':
      return { kind, percentagePpm }
    case 'amount':
      return { kind, amount: fromMoney(amount) }
    case 'free-delivery':
      return { kind }
    case 'buy-x-get-y': {
      if (!buyXGetY) throw new RangeError('what to buy and to get is missing')
      const { buy, get, gets } = buyXGetY
      return { kind, buy, get, percentagePpm: buyXGetY.percentagePpm, gets: gets ? scopeOf(gets) : null }
    }
    case 'tiers': {
      if (tiers?.by !== 'pieces' && tiers?.by !== 'amount') throw new RangeError('tiers are by pieces or by amount')
      const all = tiers.tiers.map(({ from, percentagePpm }) => ({ from: Number(from), percentagePpm }))
      return { kind, by: tiers.by, currency: tiers.currency, tiers: all }
    }
    case 'bundle': {
      if (!bundle) throw new RangeError('the bundle is missing')
      const parts = bundle.parts.map(({ scope, quantity }) => ({ scope: scopeOf(scope), quantity }))
      return { kind, parts, price: fromMoney(bundle.price) }
    }
    default:
      throw new RangeError(`${kind} is no kind of promotion`)
  }
}

function scopeOf(scope: ScopeMessage | undefined): Scope {
  if (!scope) return everything
  const { variantIds, productIds, categoryIds } = scope
  return { variantIds, productIds, categoryIds }
}

export function promotionMessage(promotion: Promotion & { readonly used: number }): MessageInitShape<typeof PromotionSchema> {
  const { id, code, title, startsAt, endsAt, limitTotal, limitPerCustomer, stacking, priority, needsCode, used } = promotion
  const { scope, excludesReduced, minimum, minimumPieces, customerIds, groups, countries } = promotion.conditions
  return {
    ...{ id, code, title, kind: promotion.kind, limitTotal, limitPerCustomer, used, priority, needsCode, alone: stacking === 'alone' },
    ...{ scope: scopeMessage(scope), excludesReduced, minimumPieces },
    ...{ customerIds: [...customerIds], groups: [...groups], countries: [...countries] },
    ...(minimum ? { minimum: toMoney(minimum) } : {}),
    ...(startsAt ? { startsAt: timestampFromDate(startsAt) } : {}),
    ...(endsAt ? { endsAt: timestampFromDate(endsAt) } : {}),
    ...effectMessage(promotion),
  }
}

function effectMessage(effect: Effect) {
  switch (effect.kind) {
    case 'percentage':
      return { percentagePpm: effect.percentagePpm }
    case 'amount':
      return { amount: toMoney(effect.amount) }
    case 'free-delivery':
      return {}
    case 'buy-x-get-y': {
      const { buy, get, percentagePpm, gets } = effect
      return { buyXGetY: { buy, get, percentagePpm, ...(gets && { gets: scopeMessage(gets) }) } }
    }
    case 'tiers': {
      const tiers = effect.tiers.map(({ from, percentagePpm }) => ({ from: BigInt(from), percentagePpm }))
      return { tiers: { by: effect.by, currency: effect.currency, tiers } }
    }
    case 'bundle': {
      const parts = effect.parts.map(({ scope, quantity }) => ({ scope: scopeMessage(scope), quantity }))
      return { bundle: { parts, price: toMoney(effect.price) } }
    }
  }
}

const scopeMessage = ({ variantIds, productIds, categoryIds }: Scope) => ({
  variantIds: [...variantIds],
  productIds: [...productIds],
  categoryIds: [...categoryIds],
})

export const verdictMessage = (verdict: Verdict, currency: string): MessageInitShape<typeof VerdictSchema> => ({
  promotion: promotionMessage(verdict.promotion),
  applies: verdict.why === '',
  whyNot: verdict.why,
  missing: BigInt(verdict.missing),
  discount: toMoney({ amountMinor: verdict.discountMinor, currency }),
})
