import { z } from 'zod'
import { id, money } from './shapes.ts'

const text = (most: number) => z.string().trim().min(1).max(most)
const amount = money.extend({ amountMinor: z.int().min(0).max(100_000_000) }).strict()

/** Where a parcel waits for whoever ordered it. */
export const collectionPoint = z.strictObject({ id: text(60), name: text(100), line1: text(100), postcode: text(12), city: text(100) })
export type CollectionPoint = z.infer<typeof collectionPoint>

/** What delivery costs in a zone: a country, or EU for the rest of the union. Free from that much of goods after discounts; without it, never. */
export const zoneRate = z.strictObject({ zone: z.string().regex(/^[A-Z]{2}$/), price: amount, freeFrom: amount.optional() })
export type ZoneRate = z.infer<typeof zoneRate>

/** It goes where it has a rate. Days are working days after the order. */
const terms = {
  name: z.strictObject({ fr: text(100), en: text(100) }),
  kind: z.enum(['home', 'pickup', 'express']),
  carrier: text(100),
  maxWeightG: z.int().min(1).max(1_000_000),
  takesDangerousGoods: z.boolean(),
  daysMin: z.int().min(0).max(60),
  daysMax: z.int().min(0).max(60),
  pickupPoints: z.array(collectionPoint).max(200),
  /** Where a parcel is followed, with `{number}` in it; empty is nowhere. */
  trackingUrlTemplate: z
    .string()
    .trim()
    .max(300)
    .regex(/^$|^https:\/\/[^/\s{}?#@]+\/\S*\{number\}\S*$/, 'https, with {number} in its path or query')
    .default(''),
  /** False: offered no more. What was ordered with it still travels by it. */
  inUse: z.boolean(),
  rates: z.array(zoneRate).min(1).max(300),
}
type Terms = z.output<z.ZodObject<typeof terms>>

export const makeDeliveryMethodInput = z.strictObject(terms).superRefine(tellWrongTerms)
export type MakeDeliveryMethod = z.infer<typeof makeDeliveryMethodInput>
export const replaceDeliveryMethodInput = z.strictObject({ methodId: id, ...terms }).superRefine(tellWrongTerms)
/** The version is also the ETag: send it as `If-Match`. */
export const deliveryMethod = z.object({ id, version: z.int(), ...terms })
export type DeliveryMethod = z.infer<typeof deliveryMethod>

export const deliveryMethodsInput = z.strictObject({})
export const deliveryMethodsOutput = z.object({ items: z.array(deliveryMethod) })
/** Every method, once. */
export const orderDeliveryMethodsInput = z.strictObject({ methodIds: z.array(id).min(1).max(200) })

/** What is wrong between fields, each at the field to mend. */
function tellWrongTerms({ kind, daysMin, daysMax, pickupPoints, rates }: Terms, context: z.RefinementCtx): void {
  const tell = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message })
  if (daysMax < daysMin) tell(['daysMax'], `before daysMin, ${daysMin}`)
  if ((kind === 'pickup') !== pickupPoints.length > 0) tell(['pickupPoints'], 'of kind pickup, and of no other')
  pickupPoints.forEach((point, at) => {
    if (pickupPoints.findIndex((one) => one.id === point.id) < at) tell(['pickupPoints', at, 'id'], `${point.id} is there twice`)
  })
  rates.forEach(({ zone, price, freeFrom }, at) => {
    const first = rates.findIndex((one) => one.zone === zone && one.price.currency === price.currency)
    if (first < at) tell(['rates', at, 'zone'], `${zone} is there twice in ${price.currency}`)
    if (freeFrom && freeFrom.currency !== price.currency) tell(['rates', at, 'freeFrom'], `not in ${price.currency}`)
  })
}
