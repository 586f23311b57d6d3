import { z } from 'zod'
import { at, currency, id, localText, money, pageOf, paging } from './shapes.ts'

const names = z.array(id).max(200)
/** Contracts carry 32 bits; nobody counts farther. */
const count = z.int().min(1).max(1_000_000_000)
const percent = z.number().min(0.01).max(100)
/** Goods named in any of the lists; all goods when every list is absent. A category means what stands in it and in those below. */
export const scope = z.strictObject({ variantIds: names.optional(), productIds: names.optional(), categoryIds: names.optional() })
/** Of each `buy + get` pieces in scope the cheapest `get` are reduced; with `gets`, each `buy` pieces reduce `get` pieces of those goods. */
export const buyXGetY = z.strictObject({ buy: count, get: count, percent, gets: scope.optional() })
/** The highest that is reached; `from` in pieces or in minor units of `currency`, rising. */
export const tiers = z.strictObject({
  by: z.enum(['pieces', 'amount']),
  currency: currency.optional(),
  steps: z
    .array(z.strictObject({ from: z.int().min(1), percent }))
    .min(1)
    .max(20),
})
/** Each whole set of parts costs `price`. */
export const bundle = z.strictObject({
  parts: z
    .array(z.strictObject({ scope, quantity: count }))
    .min(1)
    .max(20),
  price: money.strict(),
})

const promotionKind = z.enum(['percentage', 'amount', 'free-delivery', 'buy-x-get-y', 'tiers', 'bundle'])
/** Who may use it and on what; what is absent asks nothing. `alone`: with no other; `priority`: lower comes first. */
const promotionRules = {
  scope: scope.optional(),
  excludesReduced: z.boolean().optional(),
  minimumPieces: z.int().min(0).max(1_000_000).optional(),
  customerIds: names.optional(),
  groups: names.optional(),
  countries: z
    .array(z.string().regex(/^[A-Z]{2}$/))
    .max(200)
    .optional(),
  alone: z.boolean().optional(),
  /** Opened by codes that are made for it alone; it has none of its own. */
  needsCode: z.boolean().optional(),
  priority: z.int().min(-1_000).max(1_000).optional(),
  buyXGetY: buyXGetY.optional(),
  tiers: tiers.optional(),
  bundle: bundle.optional(),
}

/** `q`: part of a code or a title. */
export const promotionsInput = z.strictObject({ q: z.string().trim().max(100).optional(), kind: promotionKind.optional(), ...paging })
/** `code` is empty where it applies by itself: then it has a title. */
export const promotion = z.object({
  id,
  code: z.string(),
  title: localText.optional(),
  kind: promotionKind,
  percent: z.number().optional(),
  amount: money.optional(),
  minimum: money.optional(),
  startsAt: at.optional(),
  endsAt: at.optional(),
  limitTotal: z.int().optional(),
  limitPerCustomer: z.int().optional(),
  used: z.int(),
  ...promotionRules,
  /** Said when it is saved: why it can never apply as it stands. */
  warnings: z.array(z.object({ code: z.string(), text: z.string() })).optional(),
})
export const promotionsOutput = pageOf(promotion)
export type Promotion = z.infer<typeof promotion>
export const promotionInput = z.strictObject({ promotionId: id })
export const makePromotionInput = z.strictObject({
  code: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9_-]{3,40}$/)
    .optional(),
  title: localText.optional(),
  kind: promotionKind,
  percent: percent.optional(),
  amount: money.strict().optional(),
  minimum: money.strict().optional(),
  startsAt: at.optional(),
  endsAt: at.optional(),
  limitTotal: count.optional(),
  limitPerCustomer: count.optional(),
  ...promotionRules,
})
export type Scope = z.infer<typeof scope>
export type PutPromotion = z.infer<typeof makePromotionInput>
export const replacePromotionInput = makePromotionInput.extend({ promotionId: id })
