import { z } from 'zod'
import { promotion } from './admin-promotions.ts'
import { at, currency, id, money, option, pageOf, paging } from './shapes.ts'

const title = z.strictObject({ fr: z.string().trim().min(1).max(200), en: z.string().trim().min(1).max(200) })
const group = z.string().regex(/^[a-z0-9-]{1,40}$/)
const country = z.string().regex(/^[A-Z]{2}$/)

/** A basket by hand: `lines=lise-black:2,musk-50:1&coupons=BIENVENUE10&country=FR&customerId=…`. Quantity 1 unless said. */
export const explainPromotionsInput = z.strictObject({
  lines: z
    .array(z.string().regex(/^[^:,]{1,128}(:[1-9][0-9]?)?$/))
    .min(1)
    .max(50),
  coupons: z.array(z.string().trim().min(1).max(40)).max(10).optional(),
  country: country.optional(),
  currency: currency.optional(),
  customerId: id.optional(),
  deliveryMethodId: z.string().max(128).optional(),
})
/** `missing`: minor units or pieces short of a minimum. */
export const verdict = z.object({
  promotion,
  applies: z.boolean(),
  discount: money,
  code: z.string().optional(),
  reason: z.string().optional(),
  missing: z.int().optional(),
})
export const explainPromotionsOutput = z.object({
  lines: money,
  discount: money,
  delivery: money,
  tax: money,
  total: money,
  taxIncluded: z.boolean(),
  verdicts: z.array(verdict),
})

export const promotionUsesInput = z.strictObject({ promotionId: id, ...paging })
export const promotionUse = z.object({ orderId: id, discount: money, at })
export const promotionUsesOutput = pageOf(promotionUse)
export type PromotionUse = z.infer<typeof promotionUse>

export const promotionCodesInput = z.strictObject({ promotionId: id, ...paging })
/** A code that was made for a promotion: how often it may be used, and was. */
export const promotionCode = z.object({ code: z.string(), limit: z.int(), used: z.int(), madeAt: at })
export const promotionCodesOutput = pageOf(promotionCode)
export type PromotionCode = z.infer<typeof promotionCode>
/** `limit`: uses of each code, 1 unless said. */
export const makePromotionCodesInput = z.strictObject({
  promotionId: id,
  count: z.int().min(1).max(5_000),
  prefix: z
    .string()
    .regex(/^[A-Za-z0-9]{0,12}$/)
    .optional(),
  limit: z.int().min(1).max(1_000_000).optional(),
})
export const makePromotionCodesOutput = z.object({ made: z.int(), total: z.int() })

/** Variants by words, or these, or those of these products. */
export const adminPricesInput = z.strictObject({
  q: z.string().trim().min(1).max(100).optional(),
  variantIds: z.array(id).max(200).optional(),
  productIds: z.array(id).max(50).optional(),
  currency: currency.optional(),
})
/** A variant with what everybody pays for it now; without a price it is not on sale in this currency. */
export const pricedVariant = z.object({
  variantId: id,
  sku: z.string(),
  productId: id,
  name: z.string(),
  options: z.array(option),
  price: money.optional(),
  priceBefore: money.optional(),
  lowestPrice30d: money.optional(),
})
export const adminPricesOutput = z.object({ items: z.array(pricedVariant) })
export type PricedVariant = z.infer<typeof pricedVariant>

/** `q`: part of a title or of a group. `for`: of everybody, or of groups. */
export const priceListsInput = z.strictObject({
  q: z.string().trim().max(100).optional(),
  for: z.enum(['everybody', 'groups']).optional(),
  ...paging,
})
export const listPrice = z.strictObject({ variantId: id, price: money.strict() })
const listTerms = {
  title,
  currency,
  /** Absent: everybody; such a list has an end, and its prices are shown. */
  group: group.optional(),
  rank: z.int().min(-1_000).max(1_000).optional(),
  startsAt: at,
  endsAt: at.optional(),
}
export const priceListRow = z.object({ id, ...listTerms, state: z.enum(['waiting', 'running', 'over']) })
export const priceListsOutput = pageOf(priceListRow)
export const priceListInput = z.strictObject({ listId: id })
export const priceListOutput = priceListRow.extend({ prices: z.array(listPrice) })
const makeList = { ...listTerms, prices: z.array(listPrice).min(1).max(5_000) }
export const makePriceListInput = z.strictObject(makeList)
export const replacePriceListInput = z.strictObject({ listId: id, ...makeList })

const vatPercent = z.number().min(0).max(100)
/** `low`, `lowest`: below the reduced one, where the country has them; goods of a class it has no rate for pay the one above. */
const vatTerms = {
  ...{ standardPercent: vatPercent, reducedPercent: vatPercent, included: z.boolean() },
  ...{ lowPercent: vatPercent.optional(), lowestPercent: vatPercent.optional() },
}
const vatState = z.enum(['past', 'current', 'coming'])
/** `q`: part of a code or name of a country. */
export const vatRatesInput = z.strictObject({ q: z.string().trim().max(100).optional(), state: vatState.optional(), ...paging })
/** What VAT is in a country from a moment on, until its next rate. A country without any is not sold to. `included`: prices hold it. */
export const vatRate = z.object({ country, from: at, ...vatTerms, state: vatState })
export const vatRatesOutput = pageOf(vatRate)
export type VatRate = z.infer<typeof vatRate>
/** Without `from` the rates hold from now on. */
export const putVatRateInput = z.strictObject({ country, from: at.optional(), ...vatTerms })
export const removeVatRateInput = z.strictObject({ country, from: at })
export const removeVatRateOutput = z.object({ removed: z.literal(true) })

export const customerGroupsInput = z.strictObject({ customerId: id })
export const setCustomerGroupsInput = z.strictObject({ customerId: id, groups: z.array(group).max(20) })
export const customerGroupsOutput = z.object({ groups: z.array(z.string()) })
export const groupsInput = z.strictObject({})
/** `lists` and `promotions`: how many name it, ended ones too. */
export const groupsOutput = z.object({
  items: z.array(z.object({ code: z.string(), members: z.int(), lists: z.int(), promotions: z.int() })),
})
export type CustomerGroup = z.infer<typeof groupsOutput>['items'][number]
export const groupMembersInput = z.strictObject({ group, ...paging })
/** Without name and address where the account is no more. */
export const groupMember = z.object({ id, name: z.string(), email: z.string() })
export const groupMembersOutput = pageOf(groupMember)
export type GroupMember = z.infer<typeof groupMember>
export const putGroupMemberInput = z.strictObject({ group, customerId: id })

export const priceHistoryInput = z.strictObject({ variantId: id, currency: currency.optional() })
/** What the lowest price of 30 days is read from (LAW-5), newest first. */
export const priceHistoryOutput = z.object({
  price: money.optional(),
  priceBefore: money.optional(),
  lowestPrice30d: money.optional(),
  periods: z.array(z.object({ price: money, from: at, until: at.optional() })),
})

const creditKind = z.enum(['gift-card', 'store-credit'])
export const creditsInput = z.strictObject({
  kind: creditKind.optional(),
  customerId: id.optional(),
  codeEnd: z
    .string()
    .regex(/^[0-9A-Z]{4}$/)
    .optional(),
  ...paging,
})
/** A gift card, known by the last four of its code, or the store credit of a customer. */
export const credit = z.object({
  id,
  kind: creditKind,
  codeEnd: z.string().optional(),
  customerId: id.optional(),
  balance: money,
  loaded: money,
  expiresAt: at.optional(),
  closedAt: at.optional(),
  madeAt: at,
})
export const creditsOutput = pageOf(credit)
export const creditInput = z.strictObject({ creditId: id })
export const creditEntry = z.object({
  kind: z.enum(['load', 'take', 'give-back', 'refund', 'void']),
  amount: money,
  balance: money,
  orderId: id.optional(),
  reason: z.string().optional(),
  at,
})
export const creditOutput = credit.extend({ entries: z.array(creditEntry) })
export const closeCreditInput = z.strictObject({ creditId: id, closed: z.boolean() })
export const issueGiftCardInput = z.strictObject({ amount: money.strict(), expiresAt: at.optional() })
/** `code` is told once, and again only to a repeat of the same call with its key. */
export const issueGiftCardOutput = z.object({ card: credit, code: z.string() })
export const grantStoreCreditInput = z.strictObject({
  customerId: id,
  amount: money.strict(),
  reason: z.string().trim().min(1).max(500),
})

export type Verdict = z.infer<typeof verdict>
export type Explained = z.infer<typeof explainPromotionsOutput>
export type PriceListRow = z.infer<typeof priceListRow>
export type PriceListAnswer = z.infer<typeof priceListOutput>
export type MakePriceList = z.infer<typeof makePriceListInput>
export type PriceHistory = z.infer<typeof priceHistoryOutput>
export type Credit = z.infer<typeof credit>
export type CreditAnswer = z.infer<typeof creditOutput>
export type IssuedGiftCard = z.infer<typeof issueGiftCardOutput>

/** A gift card that was sold with an order. `to` is empty once its buyer was forgotten; `sentAgain` counts. */
export const orderCard = z.object({
  creditId: id,
  lineId: id,
  codeEnd: z.string(),
  balance: money,
  closed: z.boolean(),
  sentAgain: z.int(),
  to: z.string(),
})
export type OrderCard = z.infer<typeof orderCard>
export const orderCardsOutput = z.object({ items: z.array(orderCard) })
export const sendOrderCardInput = z.strictObject({ orderId: id, creditId: z.string().min(1).max(200) })
