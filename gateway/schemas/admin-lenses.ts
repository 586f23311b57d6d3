import { z } from 'zod'
import { money } from './shapes.ts'

const text = z.string().trim().min(1).max(100)
const rowId = z.string().regex(/^[a-z0-9-]{1,100}$/)
const name = z.strictObject({ fr: text, en: text })
const leadDays = z.int().min(0).max(90)
const rowIds = z.array(rowId).max(100)
/** Of pricing; a row without one is not on sale, and one left out when it is put keeps what it has. */
const price = money
  .extend({ amountMinor: z.int().min(0).max(100_000_000) })
  .strict()
  .optional()
/** False: offered no more. Glasses that were configured with it stay as they are. */
const inUse = z.boolean()

/** Dioptres in quarters, both included. */
const dioptres = z.number().min(-40).max(40).multipleOf(0.25)
export const powerSpan = z.strictObject({ low: dioptres, high: dioptres })

/** What a lens is cut from: its diameter and the base curve it is marked with. */
const blank = z.strictObject({ diameterMm: z.number().min(40).max(95), baseCurve: z.number().min(0).max(12) })

/** A pair of lenses before treatments: what it can be made to. `minLensHeightMm` of short designs alone, `add` of bifocals and progressives alone. Without `blanks` any diameter is there. */
export const lensRow = z.strictObject({
  ...{ id: rowId, name, price, inUse, leadDays },
  use: z.enum(['plano', 'sv-far', 'sv-near', 'bifocal', 'progressive']),
  index: z.number().min(1).max(2),
  sph: powerSpan,
  /** In minus notation. */
  cyl: powerSpan,
  add: powerSpan.optional(),
  minLensHeightMm: z.number().min(10).max(30).optional(),
  rims: z
    .array(z.enum(['full', 'semi', 'rimless']))
    .min(1)
    .max(3),
  prismOk: z.boolean(),
  centreMm: z.number().gt(0).max(5),
  edgeMinMm: z.number().gt(0).max(5),
  blanks: z.array(blank).min(1).max(20).optional(),
  treatments: rowIds,
})
export type LensRow = z.infer<typeof lensRow>

/** What is put on or into a lens: never with one of `clashesWith`, and only with one of `needsOneOf` where it names some. */
export const treatmentRow = z.strictObject({ ...{ id: rowId, name, price, inUse, leadDays }, clashesWith: rowIds, needsOneOf: rowIds })
export type TreatmentRow = z.infer<typeof treatmentRow>

export const adminLensesInput = z.strictObject({})
const rows = { options: z.array(lensRow).max(500), treatments: z.array(treatmentRow).max(100) }
/** Everything the shop offers, in this order; what is not named goes. */
export const putLensRangeInput = z.strictObject(rows)
export type PutLensRange = z.infer<typeof putLensRangeInput>
/** The version is also the ETag: send it as `If-Match`. Prices are in `currency`. */
export const lensRangeOutput = z.object({ ...rows, version: z.int(), currency: z.string() })
export type LensRangeAnswer = z.infer<typeof lensRangeOutput>
