import type { MessageInitShape } from '@bufbuild/protobuf'
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { fromMoney, toMoney } from '@vitrine/contracts/money'
import type { Promotion as PromotionMessage, PromotionSchema, Scope as ScopeMessage, Verdict } from '@vitrine/contracts/pricing/v1'
import type { z } from 'zod'
import { amountOr0 } from '../answers/amounts.ts'
import { timeOf } from '../answers/texts.ts'
import { pageWithin } from '../answers/whole-list.ts'
import { refuse } from '../problem.ts'
import { type Call, done, type Operation, operation } from '../route-registry.ts'
import {
  promotion,
  type Promotion,
  promotionInput,
  promotionsInput,
  promotionsOutput,
  makePromotionInput,
  replacePromotionInput,
  type scope,
} from '../schemas/admin-promotions.ts'
import {
  explainPromotionsInput,
  explainPromotionsOutput,
  promotionUsesInput,
  promotionUsesOutput,
  type verdict,
} from '../schemas/admin-prices.ts'
import { type Locale, textOf, wordsOf } from '../words/words.ts'
import { staffReading, staffWriting } from './admin-entries.ts'
import type { DoorParts } from './parts.ts'

const ppmOfPercent = 10_000

export const adminPromotionOperations = ({ peers, currency: shopCurrency }: DoorParts): Operation[] => {
  const put = async (asked: MessageInitShape<typeof PromotionSchema>, call: Call, status: number) => {
    const { result, warnings } = await peers.pricing.putPromotion({ promotion: asked }, call.within())
    if (result.case !== 'put') return refuse('code-taken')
    const said = warnings.map((code) => ({ code, text: textOf(wordsOf(call.locale).promotionWarnings, code) }))
    return done({ ...promotionOf(result.value), ...(said.length > 0 && { warnings: said }) }, status)
  }

  return [
    operation({
      ...staffReading,
      name: 'adminPromotions',
      summary: 'Promotions and how often each was used.',
      input: promotionsInput,
      output: promotionsOutput,
      policy: 'staff:promotions',
      rest: { method: 'GET', path: '/v1/admin/promotions' },
      async handler({ kind, ...wanted }, { within }) {
        const { promotions } = await peers.pricing.listPromotions({}, within())
        const rows = promotions.filter((one) => kind === undefined || one.kind === kind).map(promotionOf)
        return done(
          pageWithin(
            rows,
            wanted,
            ({ id }) => id,
            ({ code, title }) => [code, title?.fr, title?.en],
          ),
        )
      },
    }),

    operation({
      ...staffReading,
      name: 'adminPromotion',
      summary: 'One promotion.',
      input: promotionInput,
      output: promotion,
      policy: 'staff:promotions',
      rest: { method: 'GET', path: '/v1/admin/promotions/:promotionId' },
      async handler({ promotionId }, { within }) {
        const { promotion: found } = await peers.pricing.getPromotion({ promotionId }, within())
        return found ? done(promotionOf(found)) : refuse('not-found')
      },
    }),

    operation({
      ...staffReading,
      name: 'adminPromotionUses',
      summary: 'The orders that used a promotion, newest first.',
      input: promotionUsesInput,
      output: promotionUsesOutput,
      policy: 'staff:promotions',
      rest: { method: 'GET', path: '/v1/admin/promotions/:promotionId/uses' },
      async handler({ promotionId, limit = 24, cursor = '' }, { within }) {
        const { uses, nextCursor, total } = await peers.pricing.listPromotionUses({ promotionId, page: { limit, cursor } }, within())
        const items = uses.map(({ orderId, discount, at }) => ({ orderId, discount: fromMoney(discount), at: timeOf(at) }))
        return done({ items, nextCursor: nextCursor || null, total })
      },
    }),

    operation({
      ...staffReading,
      name: 'explainPromotions',
      summary: 'What a basket costs, and what every promotion says of it: what it gives, or why nothing.',
      input: explainPromotionsInput,
      output: explainPromotionsOutput,
      policy: 'staff:promotions',
      refusals: ['not-sold-there'],
      rest: { method: 'GET', path: '/v1/admin/promotions/explain' },
      async handler({ lines, coupons = [], country = '', currency = shopCurrency, customerId = '', deliveryMethodId = '' }, call) {
        const wanted = lines.map((line, n) => {
          const [variantId = '', quantity = '1'] = line.split(':')
          return { lineId: String(n), variantId, quantity: Number(quantity) }
        })
        const basket = { currency, country, lines: wanted, coupons, customerId, deliveryMethodId, takesCredit: true }
        const { quote, verdicts } = await peers.pricing.explain({ basket }, call.within())
        if (quote?.notSoldThere) return refuse('not-sold-there', { country })
        const totals = quote?.totals
        return done({
          lines: amountOr0(totals?.lines, currency),
          discount: amountOr0(totals?.discount, currency),
          delivery: amountOr0(totals?.delivery, currency),
          tax: amountOr0(totals?.tax, currency),
          total: amountOr0(totals?.total, currency),
          taxIncluded: totals?.taxIncluded ?? true,
          verdicts: verdicts.flatMap((one) => (one.promotion ? [verdictOf(one, one.promotion, currency, call.locale)] : [])),
        })
      },
    }),

    operation({
      ...staffWriting,
      name: 'makePromotion',
      summary: 'Makes a promotion. Without a code it applies by itself; a code that another one has is refused.',
      input: makePromotionInput,
      output: promotion,
      policy: 'staff:promotions',
      refusals: ['code-taken'],
      rest: { method: 'POST', path: '/v1/admin/promotions' },
      async handler(asked, call) {
        return put(promotionMessage(call.newId, asked), call, 201)
      },
    }),

    operation({
      ...staffWriting,
      name: 'replacePromotion',
      summary: 'Replaces a promotion; its uses stay.',
      input: replacePromotionInput,
      output: promotion,
      policy: 'staff:promotions',
      refusals: ['code-taken', 'not-found'],
      rest: { method: 'PUT', path: '/v1/admin/promotions/:promotionId' },
      async handler({ promotionId, ...asked }, call) {
        await peers.pricing.getPromotion({ promotionId }, call.within())
        return put(promotionMessage(promotionId, asked), call, 200)
      },
    }),
  ]
}

function promotionMessage(id: string, asked: z.output<typeof makePromotionInput>): MessageInitShape<typeof PromotionSchema> {
  const { code = '', percent, amount, minimum, startsAt, endsAt, title, scope: goods, buyXGetY, tiers, bundle, ...rest } = asked
  return {
    id,
    code: code.toUpperCase(),
    ...definedOf(rest),
    percentagePpm: ppmOf(percent),
    ...(title && { title }),
    ...(goods && { scope: scopeInit(goods) }),
    ...(amount && { amount: toMoney(amount) }),
    ...(minimum && { minimum: toMoney(minimum) }),
    ...(startsAt && { startsAt: timestampFromDate(new Date(startsAt)) }),
    ...(endsAt && { endsAt: timestampFromDate(new Date(endsAt)) }),
    ...(buyXGetY && {
      buyXGetY: {
        ...{ buy: buyXGetY.buy, get: buyXGetY.get, percentagePpm: ppmOf(buyXGetY.percent) },
        ...(buyXGetY.gets && { gets: scopeInit(buyXGetY.gets) }),
      },
    }),
    ...(tiers && {
      tiers: {
        ...{ by: tiers.by, currency: tiers.currency ?? '' },
        tiers: tiers.steps.map(({ from, percent: off }) => ({ from: BigInt(from), percentagePpm: ppmOf(off) })),
      },
    }),
    ...(bundle && {
      bundle: {
        price: toMoney(bundle.price),
        parts: bundle.parts.map(({ scope: goods, quantity }) => ({ quantity, scope: scopeInit(goods) })),
      },
    }),
  }
}

const ppmOf = (percent = 0) => Math.round(percent * ppmOfPercent)

/** Without what is undefined: the wire knows no such thing. */
const definedOf = <T extends object>(fields: T) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as { [K in keyof T]: Exclude<T[K], undefined> }

const scopeInit = ({ variantIds = [], productIds = [], categoryIds = [] }: z.output<typeof scope>) => ({
  variantIds,
  productIds,
  categoryIds,
})

function scopeAnswer({ variantIds, productIds, categoryIds }: ScopeMessage) {
  return {
    ...(variantIds.length > 0 && { variantIds }),
    ...(productIds.length > 0 && { productIds }),
    ...(categoryIds.length > 0 && { categoryIds }),
  }
}

function promotionOf(made: PromotionMessage): Promotion {
  const { scope: goods, minimumPieces, customerIds, groups, countries, title, tiers, bundle, buyXGetY } = made
  return {
    id: made.id,
    code: made.code,
    ...(title && title.fr !== '' && { title: { fr: title.fr, en: title.en } }),
    kind: made.kind as Promotion['kind'], // one of these, by contract
    ...(made.percentagePpm > 0 && { percent: made.percentagePpm / ppmOfPercent }),
    ...(made.amount && { amount: fromMoney(made.amount) }),
    ...(made.minimum && { minimum: fromMoney(made.minimum) }),
    ...(made.startsAt && { startsAt: timeOf(made.startsAt) }),
    ...(made.endsAt && { endsAt: timeOf(made.endsAt) }),
    ...(made.limitTotal > 0 && { limitTotal: made.limitTotal }),
    ...(made.limitPerCustomer > 0 && { limitPerCustomer: made.limitPerCustomer }),
    used: made.used,
    ...(goods && { scope: scopeAnswer(goods) }),
    ...(made.excludesReduced && { excludesReduced: true }),
    ...(minimumPieces > 0 && { minimumPieces }),
    ...(customerIds.length > 0 && { customerIds }),
    ...(groups.length > 0 && { groups }),
    ...(countries.length > 0 && { countries }),
    ...(made.alone && { alone: true }),
    ...(made.needsCode && { needsCode: true }),
    ...(made.priority !== 0 && { priority: made.priority }),
    ...(buyXGetY && {
      buyXGetY: {
        ...{ buy: buyXGetY.buy, get: buyXGetY.get, percent: buyXGetY.percentagePpm / ppmOfPercent },
        ...(buyXGetY.gets && { gets: scopeAnswer(buyXGetY.gets) }),
      },
    }),
    ...(tiers && {
      tiers: {
        by: tiers.by === 'amount' ? ('amount' as const) : ('pieces' as const),
        ...(tiers.currency && { currency: tiers.currency }),
        steps: tiers.tiers.map(({ from, percentagePpm }) => ({ from: Number(from), percent: percentagePpm / ppmOfPercent })),
      },
    }),
    ...(bundle && {
      bundle: {
        price: fromMoney(bundle.price),
        parts: bundle.parts.map(({ scope: part, quantity }) => ({ quantity, scope: part ? scopeAnswer(part) : {} })),
      },
    }),
  }
}

const verdictOf = (
  { applies, whyNot, missing, discount }: Verdict,
  made: PromotionMessage,
  currency: string,
  locale: Locale,
): z.output<typeof verdict> => ({
  promotion: promotionOf(made),
  applies,
  discount: amountOr0(discount, currency),
  ...(whyNot && { code: whyNot, reason: textOf(wordsOf(locale).couponReasons, whyNot) }),
  ...(missing > 0n && { missing: Number(missing) }),
})
