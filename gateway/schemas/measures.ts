import { z } from 'zod'
import { at } from './shapes.ts'

/** Far PD of anybody (TRY-5: 40 to 80 mm; how old somebody is is not asked), with how it is known and its error bar, 95 %. */
const pd = z.strictObject({
  mm: z.number().min(40).max(80),
  errorMm: z.number().min(0).max(19),
  method: z.enum(['typed', 'card', 'iris']),
})
/** The three numbers printed on a temple of the pair that is worn. */
const pair = z.strictObject({
  lensWidthMm: z.number().min(30).max(75),
  bridgeMm: z.number().min(8).max(35),
  templeMm: z.number().min(90).max(180),
})
/** The width over the cheekbones comes from a ruler: no picture tells it well enough to be kept. */
const own = { pd: pd.optional(), pair: pair.optional(), faceWidthMm: z.number().min(90).max(200).optional() }

export const myMeasuresInput = z.strictObject({})
/** What the caller keeps of their own size; empty when that is nothing. It goes by itself at `eraseAt`, a year after it was kept. */
export const myMeasures = z.object({ ...own, keptAt: at.optional(), eraseAt: at.optional() })
export type MyMeasures = z.infer<typeof myMeasures>

/** At least one of the three, in the place of all that was kept. `consent`: that they are kept. */
export const keepMeasuresInput = z.strictObject({ ...own, consent: z.enum(['own-measures']) })
