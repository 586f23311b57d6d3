import { z } from 'zod'
import { id } from './shapes.ts'

const garmentCategories = ['top', 'bottom', 'dress'] as const

/** What an engine calls a garment of the catalogue, by its code; scarves and hats none takes. */
export const garmentCategoryOf: Readonly<Record<string, (typeof garmentCategories)[number] | undefined>> = {
  ...{ sweater: 'top', tee: 'top', longSleeve: 'top', cardigan: 'top', shirt: 'top' },
  ...{ trousers: 'bottom', skirt: 'bottom', dress: 'dress' },
}

export const garmentEngineInput = z.strictObject({})
/** `name`: what shows clothes on photos here, to be named before each use; absent where the shop has nothing of the kind. */
export const garmentEngineOutput = z.object({ name: z.string().optional() })

/**
 * `engine`: the name the shopper was told; another one is refused. `consent`: that the photo goes to that engine. `keep`: the second consent,
 * that the finished picture stays for 24 hours and not for 15 minutes. `category` only where the catalogue does not know.
 */
export const startGarmentInput = z.strictObject({
  photo: z.instanceof(Uint8Array),
  variantId: id,
  engine: z.string().min(1).max(60),
  consent: z.enum(['garment-engine']).optional(),
  keep: z.enum(['24h']).optional(),
  category: z.enum(garmentCategories).optional(),
})

export const garmentStates = ['queued', 'starting', 'processing', 'succeeded', 'failed', 'canceled'] as const
export const garmentReasons = ['engine-refused', 'engine-failed', 'engine-late', 'unreadable-result', 'shop-stopped'] as const

/** `ahead`: jobs before it, while it waits. `percent` where the engine tells. `image`: JPEG in base64, there until `eraseAt`. */
export const garmentJob = z.object({
  id,
  engine: z.string(),
  state: z.enum(garmentStates),
  ahead: z.int().optional(),
  percent: z.int().optional(),
  reason: z.enum(garmentReasons).optional(),
  image: z.string().optional(),
  eraseAt: z.string().optional(),
})
export type GarmentJob = z.infer<typeof garmentJob>

export const garmentJobInput = z.strictObject({ jobId: id })
export const dropGarmentOutput = z.object({ id })
