import { z } from 'zod'
import { at, day, id, image, option, pageOf, paging } from './shapes.ts'

const pieces = z.int().min(0).max(1_000_000)
/** Small letters, digits and hyphens; `main` is the one meant where none is named. */
const placeId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/)

/** `waiting`: pieces are promised that are not there yet. `to-reorder`: as few are left as somebody said. `placeId`: this place has some. `q`: name, brand or SKU; of what it finds the first 200 variants, on one page, and `isCut` says that there are more. */
export const adminStockInput = z.strictObject({
  q: z.string().trim().max(100).optional(),
  state: z.enum(['all', 'low', 'sold-out', 'waiting', 'to-reorder']).optional(),
  placeId: placeId.optional(),
  variantIds: z.array(id).max(200).optional(),
  /** As they stand on labels; one nobody has is left out. */
  skus: z.array(z.string().trim().min(1).max(64)).max(100).optional(),
  ...paging,
})

export const placeLevel = z.object({ placeId, onHand: z.int(), reserved: z.int() })
export const stockOffer = z.enum(['none', 'back-order', 'pre-order'])
export type StockOffer = z.infer<typeof stockOffer>

/**
 * `available` can leave now; of a bundle as many as its scarcest part allows. `awaited` is promised without being there yet, `cap` how many may be,
 * `shipsOn` the day from which they leave.
 */
const level = {
  variantId: id,
  kind: z.enum(['piece', 'bundle']),
  onHand: z.int(),
  reserved: z.int(),
  available: z.int(),
  awaited: z.int(),
  cap: z.int(),
  offer: stockOffer,
  shipsOn: day.nullable(),
  places: z.array(placeLevel),
}
export const stockLevelOutput = z.object(level)
export type StockLevel = z.infer<typeof stockLevelOutput>

export const stockRow = z.object({
  ...level,
  /** From so many `available` down it is to be ordered anew; null where nobody said. */
  reorderAt: z.int().nullable(),
  sku: z.string(),
  productId: id,
  slug: z.string(),
  name: z.string(),
  options: z.array(option),
  image: image.nullable(),
})
export const adminStockOutput = pageOf(stockRow).extend({ isCut: z.literal(true).optional() })
export type StockRow = z.infer<typeof stockRow>

/** Why pieces came or went, as stock keeps it. */
export const stockReason = z.enum(['received', 'returned', 'lost', 'found', 'sample', 'correction'])
export type StockReason = z.infer<typeof stockReason>

/** What was counted at a place: the movement that makes it so is written, with its reason. 409 `below-promised` when fewer than are promised. */
export const countStockInput = z.strictObject({ variantId: id, placeId: placeId.optional(), onHand: pieces, reason: stockReason })
const lotNumber = z.string().trim().min(1).max(40)
export const moveStockInput = z.strictObject({
  variantId: id,
  placeId: placeId.optional(),
  quantity: z
    .int()
    .min(-1_000_000)
    .max(1_000_000)
    .refine((quantity) => quantity !== 0, 'not 0'),
  reason: stockReason,
  /** Of pieces that are `received`: the lot they are of. */
  lot: lotNumber.optional(),
})

/** Pieces that were made together, and what became of them. */
export const stockLot = z.object({
  variantId: id,
  sku: z.string(),
  name: z.string(),
  lot: z.string(),
  received: z.int(),
  left: z.int(),
  at,
  /** Since when it is recalled, and what was said with it. */
  recalledAt: at.optional(),
  note: z.string().optional(),
})
export type StockLot = z.infer<typeof stockLot>
/** `lot` is how its number begins. The newest 200. */
export const stockLotsInput = z.strictObject({ variantId: id.optional(), lot: z.string().trim().max(40).optional() })
export const stockLotsOutput = z.object({ items: z.array(stockLot) })
export const stockLotInput = z.strictObject({ variantId: id, lot: lotNumber })
/**
 * With the orders that got pieces of it, newest first, and the home trials of which a frame was kept (`isHomeTrial`). `lent`: home trials with a frame at their
 * customer's that is, or may be, of it.
 */
export const stockLotOutput = stockLot.extend({
  sales: z.array(z.object({ orderId: id, quantity: z.int(), at, isHomeTrial: z.literal(true).optional() })),
  lent: z.array(z.object({ trialId: id, name: z.string() })),
})
export type StockLotWithSales = z.infer<typeof stockLotOutput>
/** `note` is for whoever has a piece of it. */
export const recallLotInput = z.strictObject({ variantId: id, lot: lotNumber, note: z.string().trim().min(1).max(1_000) })

/** From one place to another; pieces that are promised stay where they are. */
export const transferStockInput = z.strictObject({
  variantId: id,
  fromPlaceId: placeId,
  toPlaceId: placeId,
  quantity: z.int().min(1).max(1_000_000),
})

export const stockMovementsInput = z.strictObject({ variantId: id, placeId: placeId.optional(), ...paging })
export const stockMovement = z.object({
  id,
  placeId,
  quantity: z.int(),
  reason: z.string(),
  actor: z.string(),
  orderId: id.optional(),
  at,
})
export const stockMovementsOutput = pageOf(stockMovement)
export type StockMovement = z.infer<typeof stockMovement>

/** `since` and `until` bound when, until not included. `actor` is an account, or a service. */
export const allMovementsInput = z.strictObject({
  reason: z.enum([...stockReason.options, 'sold', 'transferred']).optional(),
  actor: z.string().trim().max(128).optional(),
  placeId: placeId.optional(),
  since: at.optional(),
  until: at.optional(),
  ...paging,
})
export const allMovementsOutput = pageOf(stockMovement.extend({ variantId: id, sku: z.string(), name: z.string() }))
export type AnyMovement = z.infer<typeof allMovementsOutput>['items'][number]

export const stockClaimsInput = z.strictObject({ variantId: id })
/** Who holds pieces (`taken`) or waits for some (`awaited`), in the order they are served; `total` counts also those above 100. */
export const stockClaimsOutput = z.object({
  items: z.array(z.object({ id, kind: z.enum(['checkout', 'order', 'home-trial']), taken: z.int(), awaited: z.int(), at })),
  total: z.int(),
})
export type StockClaim = z.infer<typeof stockClaimsOutput>['items'][number]

/** Where a level is not what its movements and promises say. `placeId` empty: of the sums over its places. */
export const stockDrift = z.object({
  variantId: id,
  sku: z.string(),
  name: z.string(),
  placeId: z.string(),
  what: z.enum(['on-hand', 'reserved', 'awaited']),
  level: z.int(),
  books: z.int(),
})
export type StockDrift = z.infer<typeof stockDrift>
export const stockDriftsInput = z.strictObject({})
export const stockDriftsOutput = z.object({ items: z.array(stockDrift) })
/** `left`: more is promised than is there; its pieces have to be counted first. */
export const repairDriftsOutput = z.object({ repaired: z.array(stockDrift), left: z.array(stockDrift) })
export type RepairedDrifts = z.infer<typeof repairDriftsOutput>

/** Where pieces lie. Reservations take from the lowest `turn` first. */
export const stockPlace = z.strictObject({
  placeId,
  name: z.string().trim().min(1).max(80),
  kind: z.enum(['warehouse', 'shop']),
  turn: z.int().min(0).max(1_000),
})
export type StockPlace = z.infer<typeof stockPlace>
export const stockPlacesInput = z.strictObject({})
export const stockPlacesOutput = z.object({ items: z.array(stockPlace) })

/** Parts are named by SKU, as staff know them. 404 with the `sku` nobody has. */
const part = z.strictObject({ sku: z.string().trim().min(1).max(64), quantity: z.int().min(1).max(99) })
export const bundlePartsInput = z.strictObject({ variantId: id })
export const setBundlePartsInput = z.strictObject({ variantId: id, parts: z.array(part).max(20) })
export const bundlePart = part.extend({ variantId: id, name: z.string(), options: z.array(option), available: z.int() })
/** What a variant is made of; nothing for one that is no bundle. */
export const compositionOutput = z.object({ variantId: id, parts: z.array(bundlePart) })
export type Composition = z.infer<typeof compositionOutput>

/** `none` ends it, without a cap and a day. 409 `below-promised` while more are waited for than the cap. */
export const offerAheadInput = z.strictObject({
  variantId: id,
  offer: stockOffer,
  cap: pieces.optional(),
  shipsOn: day.optional(),
})

/** `null` takes it away. */
export const setReorderPointInput = z.strictObject({ variantId: id, reorderAt: z.int().min(1).max(1_000_000).nullable() })
export const setReorderPointOutput = z.object({ variantId: id, reorderAt: z.int().nullable() })
