import { z } from 'zod'
import { address, at, pieceInside, day, id, option, pageOf, paging } from './shapes.ts'

/** What is to be done with parcels: get a number, be handed over, be awaited, be asked after (its latest day has passed), be made good (lost, or sent back). */
export const parcelView = z.enum(['to-label', 'to-hand-over', 'under-way', 'late', 'lost'])
export const adminParcelsInput = z.strictObject({ state: z.string().max(30).optional(), view: parcelView.optional(), ...paging })
/** `orderNumber` is empty for a home trial, whose id `orderId` is; days are absent where its method is not known any more. */
export const parcelRow = z.object({
  id,
  orderId: id,
  orderNumber: z.string(),
  isTrial: z.boolean(),
  carrier: z.string(),
  /** The carrier's; empty until somebody wrote it. */
  trackingNumber: z.string(),
  trackingUrl: z.string(),
  state: z.enum(['made', 'handed-over', 'in-transit', 'out-for-delivery', 'delivered', 'lost', 'returned', 'stopped']),
  /** It stays in the shop until what its order waits for has come. */
  waits: z.boolean(),
  pieces: z.int(),
  address,
  createdAt: at,
  earliest: day.optional(),
  latest: day.optional(),
})
export type ParcelRow = z.infer<typeof parcelRow>
export const adminParcelsOutput = pageOf(parcelRow)

/** What goes into a parcel of its own; something must stay in the one it is taken out of. */
export const splitParcelInput = z.strictObject({
  orderId: id,
  parcelId: id,
  lines: z
    .array(z.strictObject({ lineId: id, quantity: z.int().min(1).max(99) }))
    .min(1)
    .max(200),
})

/** Spaces do not count; empty takes the number off. */
export const labelParcelInput = z.strictObject({
  parcelId: id,
  trackingNumber: z
    .string()
    .max(100)
    .regex(/^\s*$|^(\s*[A-Za-z0-9-]){4,64}\s*$/, '4 to 64 letters, digits and dashes'),
})

const scanState = z.enum(['handed-over', 'in-transit', 'out-for-delivery', 'delivered', 'lost', 'returned'])
/** What a carrier saw, or staff in its place; one `scanId` counts once. The parcel is named by its number or by `parcelId`. */
export const recordScanInput = z
  .strictObject({
    scanId: id,
    trackingNumber: z.string().min(1).max(64).optional(),
    parcelId: id.optional(),
    state: scanState,
    at,
    place: z.string().max(100).optional(),
  })
  .superRefine(({ trackingNumber, parcelId }, context) => {
    if ((trackingNumber === undefined) === (parcelId === undefined))
      context.addIssue({ code: 'custom', path: ['parcelId'], message: 'this or trackingNumber, and not both' })
  })
export const recordScanOutput = z.object({ moved: z.boolean() })

export const handOverParcelsInput = z.strictObject({ parcelIds: z.array(id).min(1).max(100) })
/** `moved`: the carrier has it now. `kept`: it was there already, or has ended. `waits`: it stays in the shop. */
export const handOverParcelsOutput = z.object({
  items: z.array(z.object({ parcelId: id, outcome: z.enum(['moved', 'kept', 'waits', 'unknown']) })),
})
export type HandedOver = z.infer<typeof handOverParcelsOutput>

export const packingSlipInput = z.strictObject({ parcelId: id })
/** What whoever packs needs, and no price: it goes into the parcel. */
export const packingSlipOutput = parcelRow.extend({
  lines: z.array(
    z.object({
      variantId: id,
      sku: z.string(),
      name: z.string(),
      options: z.array(option),
      quantity: z.int(),
      parts: z.array(pieceInside),
    }),
  ),
})
export type PackingSlip = z.infer<typeof packingSlipOutput>
