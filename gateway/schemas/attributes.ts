import { z } from 'zod'

/**
 * What `attributes` holds for each kind of product, the product's and the chosen variant's together. Codes are neutral and lower case;
 * their words are in `labels`. Fields may be missing: a page draws what is there. Ranges and sources: docs, EY-1 to AP-10.
 */
export const eyewearAttributes = z.looseObject({
  shape: z.enum(['round', 'panto', 'square', 'rectangle', 'cat', 'aviator', 'oval']).optional(),
  material: z.string().optional(),
  rim: z.enum(['full', 'semi', 'rimless']).optional(),
  noseFit: z.enum(['standard', 'low']).optional(),
  hinge: z.string().optional(),
  use: z.enum(['optical', 'sun']).optional(),
  prescription: z.boolean().optional(),
  lensWidthMm: z.number().optional(),
  lensHeightMm: z.number().optional(),
  bridgeMm: z.number().optional(),
  templeMm: z.number().optional(),
  frameWidthMm: z.number().optional(),
  weightG: z.number().optional(),
  baseCurve: z.number().optional(),
})
export type EyewearAttributes = z.infer<typeof eyewearAttributes>

const note = z.object({
  noteId: z.string(),
  tier: z.enum(['top', 'heart', 'base']).optional(),
  rank: z.int().optional(),
  weight: z.number().optional(),
  family: z.string().optional(),
})
export type PerfumeNote = z.infer<typeof note>

/** `notes` are in order of rank within their tier. `inci` is the list as printed, `allergens` the names of the legal list above their threshold (LAW-11). */
export const perfumeAttributes = z.looseObject({
  concentration: z.enum(['parfum', 'edp', 'edt', 'edc']).optional(),
  oilPct: z.number().optional(),
  family: z.string().optional(),
  subfamily: z.string().optional(),
  notes: z.array(note).optional(),
  accords: z.array(z.object({ name: z.string(), strength: z.number(), family: z.string().optional() })).optional(),
  seasons: z.array(z.string()).optional(),
  perfumer: z.string().optional(),
  year: z.int().optional(),
  inci: z.array(z.string()).optional(),
  allergens: z.array(z.object({ name: z.string(), ppm: z.number().optional() })).optional(),
  paoMonths: z.int().optional(),
  refillable: z.boolean().optional(),
  volumeMl: z.number().optional(),
  form: z.enum(['bottle', 'refill', 'sample', 'set']).optional(),
})
export type PerfumeAttributes = z.infer<typeof perfumeAttributes>

const range = z.tuple([z.number(), z.number()])

/**
 * `sizeChart.sizes` rise. `body` are half-open ranges in cm of the wearer, `garment` the garment's own measures in cm, flat; keys are codes
 * (`chest`, `length`, `sleeve`, `shoulder`, `waist`, `hip`, `inseam`), in the order to show, words in `labels` under `measures.<code>`.
 */
export const apparelAttributes = z.looseObject({
  garment: z.string().optional(),
  fit: z.enum(['slim', 'regular', 'loose']).optional(),
  fibres: z.array(z.object({ name: z.string(), pct: z.number() })).optional(),
  care: z.array(z.string()).optional(),
  stretchPct: z.number().optional(),
  sizeChart: z
    .object({
      system: z.string().optional(),
      sizes: z.array(
        z.object({ label: z.string(), body: z.record(z.string(), range).optional(), garment: z.record(z.string(), z.number()).optional() }),
      ),
    })
    .optional(),
  size: z.string().optional(),
})
export type ApparelAttributes = z.infer<typeof apparelAttributes>
