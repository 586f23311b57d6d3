import type { MessageInitShape } from '@bufbuild/protobuf'
import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt'
import { fromMoney, toMoney } from '@vitrine/contracts/money'
import type { Promotion as PromotionMessage, PromotionSchema } from '@vitrine/contracts/pricing/v1'
import type { UsedPromotion } from '../application/put-promotion.ts'
import type { Promotion } from '../domain/promotion.ts'

/** From the wire. Throws RangeError for a kind nobody knows or an amount that is missing. */
export function promotionOf(message: PromotionMessage | undefined): Promotion {
  if (!message) throw new RangeError('a promotion is missing')
  const rules = {
    id: message.id,
    code: message.code,
    minimum: message.minimum ? fromMoney(message.minimum) : null,
    startsAt: message.startsAt ? timestampDate(message.startsAt) : null,
    endsAt: message.endsAt ? timestampDate(message.endsAt) : null,
    limitTotal: message.limitTotal,
    limitPerCustomer: message.limitPerCustomer,
  }
  switch (message.kind) {
    case 'percentage':
      return { ...rules, kind: 'percentage', percentagePpm: message.percentagePpm }
    case 'amount':
      return { ...rules, kind: 'amount', amount: fromMoney(message.amount) }
    case 'free-delivery':
      return { ...rules, kind: 'free-delivery' }
    default:
      throw new RangeError(`${message.kind} is no kind of promotion`)
  }
}

export function promotionMessage(promotion: UsedPromotion): MessageInitShape<typeof PromotionSchema> {
  const { id, code, kind, minimum, startsAt, endsAt, limitTotal, limitPerCustomer, used } = promotion
  return {
    ...{ id, code, kind, limitTotal, limitPerCustomer, used },
    ...(promotion.kind === 'percentage' ? { percentagePpm: promotion.percentagePpm } : {}),
    ...(promotion.kind === 'amount' ? { amount: toMoney(promotion.amount) } : {}),
    ...(minimum ? { minimum: toMoney(minimum) } : {}),
    ...(startsAt ? { startsAt: timestampFromDate(startsAt) } : {}),
    ...(endsAt ? { endsAt: timestampFromDate(endsAt) } : {}),
  }
}
