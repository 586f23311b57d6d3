import { z } from 'zod'
import { at, day, id, money } from './shapes.ts'

const typed = z.string().max(24).optional()

/** One eye as it stands on the sheet: `+2.25`, `+2,25` and `+225` are the same. `near` where the sheet has no addition. Bases: `in`, `out`, `up`, `down`. */
export const typedEye = z.strictObject({
  sph: z.string().max(24),
  ...{ cyl: typed, axis: typed, add: typed, near: typed },
  ...{ prismH: typed, baseH: z.enum(['in', 'out']).optional(), prismV: typed, baseV: z.enum(['up', 'down']).optional() },
  ...{ baseCurve: typed, diameter: typed },
})

/** A prescription as it was typed. Dates both or none: without them nobody knows until when it holds. `country` is whose law says it. */
export const rxSheet = z.strictObject({
  right: typedEye,
  left: typedEye,
  ...{ pdFar: typed, pdFarRight: typed, pdFarLeft: typed, pdNear: typed, vertexMm: typed },
  wearerBirthDate: day.optional(),
  issuedOn: day.optional(),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .optional(),
  /** Where the prescriber said it holds for less long. */
  prescriberMonths: z.int().min(1).max(60).optional(),
})
export type RxSheet = z.output<typeof rxSheet>

const prism = z.object({ delta: z.number(), base: z.enum(['in', 'out', 'up', 'down']) })

/** Dioptres, in minus cylinder; `transposed` is the same lens in plus. `axis` only with a cylinder. `text` as an optician writes it. */
export const rxEye = z.object({
  sph: z.number(),
  cyl: z.number(),
  axis: z.int().optional(),
  add: z.number().optional(),
  prismH: prism.optional(),
  prismV: prism.optional(),
  transposed: z.object({ sph: z.number(), cyl: z.number(), axis: z.int().optional() }),
  sphericalEquivalent: z.number(),
  text: z.string(),
})
export type RxEye = z.infer<typeof rxEye>

export const rxValues = z.object({
  right: rxEye,
  left: rxEye,
  pd: z.object({ farMm: z.number(), rightMm: z.number(), leftMm: z.number(), nearMm: z.number(), nearDerived: z.boolean() }).optional(),
  vertexMm: z.number(),
  notation: z.enum(['plus', 'minus', 'mixed', 'none']),
})
export type RxValues = z.infer<typeof rxValues>

/** `until` is the last day; none in a country whose rule is not known. */
export const rxValidity = z.object({ state: z.enum(['valid', 'expired', 'no-rule']), until: day.optional() })
export type RxValidity = z.infer<typeof rxValidity>

/** Something likely wrong and yet possible: a sentence to tick before it is kept. */
export const rxWarning = z.object({ code: z.string(), text: z.string() })
export type RxWarning = z.infer<typeof rxWarning>

export const parsePrescriptionInput = z.strictObject({ prescription: rxSheet, wearer: z.string().trim().min(1).max(100).optional() })
export const parsePrescriptionOutput = z.object({ prescription: rxValues, warnings: z.array(rxWarning), validity: rxValidity.optional() })

export const keptPrescription = z.object({
  id,
  wearer: z.string(),
  wearerBirthDate: day,
  issuedOn: day,
  prescriber: z.string().optional(),
  prescription: rxValues,
  state: z.enum(['submitted', 'verified', 'rejected']),
  validity: rxValidity,
  at,
})
export type KeptRx = z.infer<typeof keptPrescription>

export const myPrescriptionsInput = z.strictObject({})
export const myPrescriptionsOutput = z.object({ items: z.array(keptPrescription) })

/** `consent`: prescriptions are health data, kept only because their person says so (GDPR art. 9). `ticked`: codes of the warnings that were confirmed. */
export const addPrescriptionInput = z.strictObject({
  prescription: rxSheet.extend({ wearerBirthDate: day, issuedOn: day }),
  wearer: z.string().trim().min(1).max(100),
  prescriber: z.string().trim().max(100).optional(),
  ticked: z.array(z.string().max(40)).max(20).optional(),
  consent: z.enum(['health-data']),
})
export const removePrescriptionInput = z.strictObject({ prescriptionId: id })

/** A typed prescription, or the id of one of the caller's; neither: lenses without power. */
const powers = { prescription: rxSheet.optional(), prescriptionId: id.optional() }

/** `lensId` and `treatments` are what is chosen; without a lens everything is judged and nothing is summed. */
export const lensQuoteInput = z.strictObject({
  variantId: id,
  ...powers,
  lensId: id.optional(),
  treatments: z.array(id).max(10).optional(),
})

const eyeFit = z.object({
  decentrationMm: z.number(),
  minBlankMm: z.number(),
  edgeMm: z.number().optional(),
  centreMm: z.number().optional(),
})

/** An estimate in mm, decentration positive inwards. `reasons` say it in words. */
export const lensFit = z.object({
  right: eyeFit,
  left: eyeFit,
  minBlankMm: z.number(),
  verdict: z.enum(['good', 'fair', 'no']),
  width: z.object({ excessMm: z.number(), verdict: z.enum(['good', 'narrow', 'wide']), estimated: z.boolean() }).optional(),
  reasons: z.array(z.string()),
})
export type LensFit = z.infer<typeof lensFit>

/** Why a lens cannot be had: the rule (`LN-2`) and its sentence. */
export const lensReason = z.object({ rule: z.string(), code: z.string(), text: z.string() })
export type LensReason = z.infer<typeof lensReason>

/** A pair of lenses and its price. `reasons` empty: it can be had. `nearestId` is the lens of this use that works. */
export const lensChoice = z.object({
  id,
  name: z.string(),
  use: z.enum(['plano', 'sv-far', 'sv-near', 'bifocal', 'progressive']),
  index: z.number(),
  price: money,
  leadDays: z.int(),
  reasons: z.array(lensReason),
  nearestId: id.optional(),
  treatmentIds: z.array(id),
  fit: lensFit.optional(),
})
export type LensChoice = z.infer<typeof lensChoice>

export const lensTreatment = z.object({ id, name: z.string(), price: money })
export type LensTreatment = z.infer<typeof lensTreatment>

/** One line each (LN-8): the frame, the pair of lenses, every treatment. */
export const lensQuoteLine = z.object({ id, kind: z.enum(['frame', 'lenses', 'treatment']), name: z.string(), price: money })

export const lensQuoteOutput = z.object({
  lenses: z.array(lensChoice),
  treatments: z.array(lensTreatment),
  validity: rxValidity.optional(),
  quote: z.object({ lines: z.array(lensQuoteLine), total: money, leadDays: z.int() }).optional(),
})
export type LensQuote = z.infer<typeof lensQuoteOutput>

const half = z.number().min(20).max(40)

/** `pdErrorMm` of a measured distance (95 %); absent, it was typed. `lensId` for the thickness. */
export const fitCheckInput = z.strictObject({
  variantId: id,
  pdMm: z.number().min(40).max(80),
  pdRightMm: half.optional(),
  pdLeftMm: half.optional(),
  pdErrorMm: z.number().min(0).max(20).optional(),
  faceWidthMm: z.number().min(90).max(200).optional(),
  ...powers,
  lensId: id.optional(),
})
