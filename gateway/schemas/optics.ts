import { z } from 'zod'
import { fileOf } from './file.ts'
import { currency, at, day, id, money, pageOf, paging } from './shapes.ts'

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
/** What a country may ask a prescription to say beside: who wrote it, a distance for each eye, the distance lens to eye. */
export const rxRequired = z.enum(['prescriber', 'pdHalves', 'vertexMm'])
export type RxRequired = z.infer<typeof rxRequired>
/** `required` by the rule of its country; `lostOrBroken`: by that rule an optician may take an expired one when glasses were lost or broken. */
export const parsePrescriptionOutput = z.object({
  ...{ prescription: rxValues, warnings: z.array(rxWarning), validity: rxValidity.optional() },
  ...{ required: z.array(rxRequired), lostOrBroken: z.boolean() },
})

export const glassesReason = z.enum(['unreadable', 'unlikely', 'expired', 'pd-missing', 'does-not-fit', 'other'])
const because = z.object({ code: glassesReason, text: z.string() })

export const keptPrescription = z.object({
  id,
  wearer: z.string(),
  wearerBirthDate: day,
  issuedOn: day,
  prescriber: z.string().optional(),
  /** The distance was measured, and may be off by this much (95 %). */
  pdErrorMm: z.number().optional(),
  prescription: rxValues,
  state: z.enum(['submitted', 'asked', 'verified', 'rejected']),
  /** Why an optician asks about it, or rejected it: then another one may take its place. */
  reason: because.optional(),
  /** Another one took its place. */
  corrected: z.boolean(),
  validity: rxValidity,
  at,
})
export type KeptRx = z.infer<typeof keptPrescription>

export const myPrescriptionsInput = z.strictObject({})
/** `reminders`: before one ends, the caller gets a mail. */
export const myPrescriptionsOutput = z.object({ items: z.array(keptPrescription), reminders: z.boolean() })
export const setRemindersInput = z.strictObject({ wanted: z.boolean() })

/** `consent`: prescriptions are health data, kept only because their person says so (GDPR art. 9). `ticked`: codes of the warnings that were confirmed. `pdErrorMm` of a measured distance. */
export const addPrescriptionInput = z.strictObject({
  prescription: rxSheet.extend({ wearerBirthDate: day, issuedOn: day }),
  wearer: z.string().trim().min(1).max(100),
  prescriber: z.string().trim().max(100).optional(),
  ticked: z.array(z.string().max(40)).max(20).optional(),
  pdErrorMm: z.number().min(0).max(19).optional(),
  /** The one that was asked about or rejected, whose place this takes. */
  correctsId: id.optional(),
  consent: z.enum(['health-data']),
})
export const removePrescriptionInput = z.strictObject({ prescriptionId: id })

/** A typed prescription, or the id of one of the caller's; neither: lenses without power. */
const powers = { prescription: rxSheet.optional(), prescriptionId: id.optional() }

/** An optician is to read the prescription from its picture: lenses are judged by what does not depend on its powers. */
const fromPicture = z.boolean().optional()
/** The glasses these replace were lost or broken: whether an expired prescription will do an optician decides, where its country lets them. */
const lostOrBroken = z.boolean().optional()

/** `lensId` and `treatments` are what is chosen; without a lens everything is judged and nothing is summed. */
export const lensQuoteInput = z.strictObject({
  variantId: id,
  ...powers,
  fromPicture,
  lostOrBroken,
  lensId: id.optional(),
  treatments: z.array(id).max(10).optional(),
  currency: currency.optional(),
})

const eyeFit = z.object({
  decentrationMm: z.number(),
  minBlankMm: z.number(),
  edgeMm: z.number().optional(),
  centreMm: z.number().optional(),
  /** The one to take of those the lens comes in; `baseCurve` in dioptres. Absent where none are known, or none is surely wide enough. */
  blank: z.object({ diameterMm: z.number(), baseCurve: z.number() }).optional(),
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

const span = z.object({ low: z.number(), high: z.number() })
/** The powers a lens is made for, in dioptres and minus cylinder; `add` of bifocals and progressives. */
export const lensReach = z.object({ sph: span, cyl: span, add: span.optional() })
export type LensReach = z.infer<typeof lensReach>

const lensUse = z.enum(['plano', 'sv-far', 'sv-near', 'bifocal', 'progressive'])

/** A pair of lenses and its price. `reasons` empty: it can be had. `nearestId` is the lens of this use that works. */
export const lensChoice = z.object({
  id,
  name: z.string(),
  use: lensUse,
  index: z.number(),
  price: money,
  leadDays: z.int(),
  reasons: z.array(lensReason),
  nearestId: id.optional(),
  treatmentIds: z.array(id),
  reach: lensReach,
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

/** `pdErrorMm` of a measured distance (95 %); absent, it was typed. Halves are two, and add up to `pdMm`. `lensId` for the thickness; without one `use` says which powers
 * are made. */
export const fitCheckInput = z.strictObject({
  variantId: id,
  pdMm: z.number().min(40).max(80),
  pdRightMm: half.optional(),
  pdLeftMm: half.optional(),
  pdErrorMm: z.number().min(0).max(20).optional(),
  faceWidthMm: z.number().min(90).max(200).optional(),
  ...powers,
  lensId: id.optional(),
  use: lensUse.optional(),
})

/**
 * What a pair of glasses is to be made of, kept for a cart line. A sheet to order with has its dates and its distance of the pupils; `consent` because it is
 * health data (GDPR art. 9). `pdErrorMm` of a measured distance.
 */
export const configureLensesInput = z.strictObject({
  variantId: id,
  lensId: id,
  treatments: z.array(id).max(10).optional(),
  ...powers,
  fromPicture,
  lostOrBroken,
  wearer: z.string().trim().max(100).optional(),
  prescriber: z.string().trim().max(100).optional(),
  ticked: z.array(z.string().max(40)).max(20).optional(),
  pdErrorMm: z.number().min(0).max(19).optional(),
  consent: z.enum(['health-data']).optional(),
})
export const configureLensesOutput = z.object({ configurationId: id, toPrescription: z.boolean(), leadDays: z.int() })

export const dropLensesInput = z.strictObject({ configurationId: id })
export const dropLensesOutput = z.object({ dropped: z.literal(true) })

/** A PDF or a photo, at most 10 MB. */
const scan = z.instanceof(Uint8Array)

/** Of glasses in a cart. */
export const addScanInput = z.strictObject({ configurationId: id, scan, consent: z.enum(['health-data']) })
export const addScanOutput = z.object({ configurationId: id, hasScan: z.boolean() })

export const glassesState = z.enum(['drafted', 'submitted', 'asked', 'verified', 'refused', 'dropped'])
export const labState = z.enum(['queued', 'sent', 'in-production', 'delayed', 'checked-in', 'received', 'refused'])

export const orderLensesInput = z.strictObject({ orderId: id })
/** How far the glasses of an order are. `message` is what the optician wrote with `reason`; while `asked`, the shopper may send another sheet. */
export const orderLensesOutput = z.object({
  items: z.array(
    z.object({
      configurationId: id,
      frame: z.string(),
      parts: z.array(z.string()),
      state: glassesState,
      text: z.string(),
      reason: because.optional(),
      message: z.string().optional(),
      labState: labState.optional(),
      /** A picture of the sheet was sent. */
      hasScan: z.boolean(),
      /** Nobody typed the sheet yet: an optician reads its picture. */
      toRead: z.boolean(),
      /** Name of the optician who verified them (LAW-15). */
      optician: z.string().optional(),
    }),
  ),
})
export type OrderLenses = z.infer<typeof orderLensesOutput>

export const sendScanInput = z.strictObject({ orderId: id, configurationId: id, scan, consent: z.enum(['health-data']) })

export const correctLensesInput = z.strictObject({
  orderId: id,
  configurationId: id,
  prescription: rxSheet,
  prescriber: z.string().trim().max(100).optional(),
  ticked: z.array(z.string().max(40)).max(20).optional(),
  consent: z.enum(['health-data']),
})

/** For opticians: nothing of a sheet is in the list. */
export const remakeReason = z.enum(['wrong-power', 'does-not-fit', 'scratched', 'broken', 'lost', 'other'])
export const remakePayer = z.enum(['lab', 'shop', 'customer'])
export const adminGlasses = z.object({
  id,
  orderId: id,
  orderNumber: z.string(),
  frame: z.string(),
  parts: z.array(z.string()),
  state: glassesState,
  text: z.string(),
  labState: labState.optional(),
  /** What may be said of the job next. */
  labMoves: z.array(labState.exclude(['queued'])),
  orderedAt: at,
  toPrescription: z.boolean(),
  /** There is a picture of the sheet to open. */
  hasScan: z.boolean(),
  /** Another one with another sheet, picture or state: what is decided names the one that was seen. */
  version: z.int(),
  /** Nobody typed the sheet yet: it is to be read from its picture. */
  toRead: z.boolean(),
  steps: z.array(z.object({ at, what: z.string(), actor: z.string(), reason: z.string().optional() })),
  /** Jobs after the first, oldest first: each names the one it replaces. */
  remakes: z.array(z.object({ number: z.int(), of: z.int(), reason: z.string(), paidBy: remakePayer, at })),
})
export type AdminGlasses = z.infer<typeof adminGlasses>
export const adminGlassesListInput = z.strictObject({
  state: glassesState.exclude(['drafted']).optional(),
  lab: labState.optional(),
  ...paging,
})
/** Those that wait longest first; `total` counts all pages. */
export const adminGlassesListOutput = pageOf(adminGlasses)
export const adminGlassesInput = z.strictObject({ configurationId: id })

const frameSizes = z.object({
  lensWidthMm: z.number(),
  lensHeightMm: z.number(),
  bridgeMm: z.number(),
  effectiveDiameterMm: z.number().optional(),
  frameWidthMm: z.number().optional(),
  rim: z.string(),
})

/** As it was written, field by field: `right.sph` and its text. Empty fields are left out. */
export const rxSheetWritten = z.array(z.object({ field: z.string(), text: z.string() }))

export const openedGlasses = z.object({
  glasses: adminGlasses,
  written: rxSheetWritten,
  read: rxValues.optional(),
  warnings: z.array(rxWarning),
  validity: rxValidity.optional(),
  wearer: z.string(),
  prescriber: z.string(),
  frame: frameSizes,
  lens: z.object({ name: z.string(), use: z.string(), index: z.number(), reasons: z.array(lensReason), fit: lensFit.optional() }),
  pdErrorMm: z.number(),
  /** Powers at the usual distance, where the sheet was written at another and it matters (RX-7): a proposal, applied by nobody. */
  vertex: z.object({ fromMm: z.number(), toMm: z.number(), right: z.string(), left: z.string() }).optional(),
  message: z.string(),
  /** There is a picture of the sheet to open. */
  hasScan: z.boolean(),
  /** It is the caller's own: then somebody else has to decide. */
  isOwn: z.boolean(),
  /** The shopper says that their glasses were lost or broken; and whether an optician may take an expired sheet then, and why one did. */
  ...{ lostOrBroken: z.boolean(), mayBeExpired: z.boolean(), lostNote: z.string() },
  /** What stood there before an optician amended it, oldest first, and why. */
  earlier: z.array(z.object({ at, actor: z.string(), note: z.string(), written: rxSheetWritten })),
})
export type OpenedGlasses = z.infer<typeof openedGlasses>

/** A pair in its person's own data: the sheet as it is written and as it was read, and what opticians wrote about it. `pdErrorMm` is 0 when it was typed. */
export const ownGlasses = z.object({
  id,
  /** Absent while nobody ordered them. */
  orderNumber: z.string().optional(),
  frame: z.string(),
  parts: z.array(z.string()),
  state: glassesState,
  /** There is a picture of the sheet. */
  hasScan: z.boolean(),
  ...{ wearer: z.string(), prescriber: z.string(), pdErrorMm: z.number(), lostOrBroken: z.boolean() },
  written: rxSheetWritten,
  read: rxValues.optional(),
  warnings: z.array(rxWarning),
  validity: rxValidity.optional(),
  /** What an optician wrote last, and why an expired sheet did. */
  ...{ message: z.string().optional(), lostNote: z.string().optional() },
  steps: z.array(z.object({ at, what: z.string(), reason: z.string().optional() })),
  /** What stood there before an optician amended it, oldest first, and why. */
  earlier: z.array(z.object({ at, note: z.string(), written: rxSheetWritten })),
})
export type OwnGlasses = z.infer<typeof ownGlasses>

export const amendReason = z.enum(['slip', 'prescriber', 'wearer', 'other'])
/** A sheet typed by an optician: `again` is the same, typed anew. `reason`, and `explanation` in words, where something was typed before. */
export const typeGlassesInput = z.strictObject({
  configurationId: id,
  prescription: rxSheet,
  again: rxSheet,
  ticked: z.array(z.string().max(40)).max(20).optional(),
  prescriber: z.string().trim().max(100).optional(),
  reason: amendReason.optional(),
  explanation: z.string().trim().max(500).optional(),
  /** The `version` whose picture was looked at: of another one nothing is typed. */
  seen: z.int().min(0),
})

export const decideGlassesInput = z.strictObject({
  configurationId: id,
  decision: z.enum(['verify', 'ask', 'refuse']),
  reason: glassesReason.optional(),
  message: z.string().trim().max(1_000).optional(),
  /** The fit says no, and the optician takes it (FT-4). */
  overridesFit: z.boolean().optional(),
  /** The `version` that was looked at: nothing is decided about another one. */
  seen: z.int().min(0),
  /** The sheet has expired, and the optician takes it; `message` says why, and is read by opticians, and in the data of its person (LAW-13). */
  lost: z.enum(['lost', 'broken']).optional(),
})

/** What a lab needs, and nothing of who it is for; `csv` is the same in one row. */
export const labJobOutput = z.object({ json: z.string(), csv: z.string() })
export const moveLabJobInput = z.strictObject({ configurationId: id, state: labState.exclude(['queued']) })

/** A second job for the lab; `customer` pays where nothing here charges them. */
export const remakeGlassesInput = z.strictObject({ configurationId: id, reason: remakeReason, paidBy: remakePayer })

export const scanOutput = fileOf('image/jpeg', 'image/png', 'image/webp', 'application/pdf')

/** How long prescriptions of a country hold, in months: from each age on, until the next one's; the first is 0. `source` is where the rule was read. */
export const rxRule = z.object({
  country: z.string().regex(/^[A-Z]{2}$/),
  ages: z
    .array(z.object({ from: z.int().min(0).max(120), months: z.int().min(1).max(120) }))
    .min(1)
    .max(20),
  required: z.array(rxRequired).max(3),
  lostOrBroken: z.boolean(),
  source: z.string().trim().min(1).max(500),
})
export type RxRule = z.infer<typeof rxRule>
export const rxRulesInput = z.strictObject({})
export const rxRulesOutput = z.object({ items: z.array(rxRule) })
export type RxRules = z.infer<typeof rxRulesOutput>
export const putRxRuleInput = z.strictObject(rxRule.shape)
export const removeRxRuleInput = z.strictObject({ country: rxRule.shape.country })
