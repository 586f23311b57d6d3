import { z } from 'zod'
import { orderOutput, orderReturn, orderStatus, returnState } from './order.ts'
import { address, at, currency, day, id, image, kind, money, pageOf, paging } from './shapes.ts'

/** A text in both languages, as staff edit it. French is the default and never empty. */
const localText = z.strictObject({ fr: z.string().max(5_000), en: z.string().max(5_000) })
const reason = z.string().trim().min(1).max(200)

/** `since` and `until` bound the counts, until not included; without them today, in the shop's time zone. */
export const summaryInput = z.strictObject({ since: at.optional(), until: at.optional() })
export const summaryOutput = z.object({
  since: at,
  until: at,
  orders: z.int(),
  sales: money,
  refunded: money,
  toPack: z.int(),
  toSend: z.int(),
  awaitingPayment: z.int(),
  carts: z.int(),
  soldOut: z.int(),
  low: z.int(),
  days: z.array(z.object({ day, orders: z.int(), sales: money })),
  bestSellers: z.array(z.object({ productId: id, name: z.string(), quantity: z.int() })),
})
export type Summary = z.infer<typeof summaryOutput>

/** `view` is the rows behind a figure of the summary: `kept` is not cancelled, `sold` kept and paid, `refunded` sold and some given back. */
export const adminOrdersInput = z.strictObject({
  status: orderStatus.optional(),
  view: z.enum(['to-pack', 'kept', 'sold', 'refunded']).optional(),
  since: at.optional(),
  until: at.optional(),
  productId: id.optional(),
  q: z.string().trim().max(100).optional(),
  ...paging,
})
export const adminOrderRow = z.object({
  id,
  number: z.string(),
  status: orderStatus,
  placedAt: at,
  email: z.string(),
  name: z.string(),
  total: money,
  refunded: money,
  /** Pieces; of the product the list asks for, if it asks for one. */
  itemCount: z.int(),
  /** What was bought, a name per line. */
  names: z.array(z.string()),
})
export const adminOrdersOutput = pageOf(adminOrderRow)
export type AdminOrderRow = z.infer<typeof adminOrderRow>

/** A refund above what one person may give back alone: somebody else than `askedBy` agrees, or anybody refuses. `cancels`: its order with it. */
export const awaitedRefund = z.object({ id, orderId: id, amount: money, reason: z.string(), cancels: z.boolean(), askedBy: id, at })
export type AwaitedRefund = z.infer<typeof awaitedRefund>

export const adminOrderInput = z.strictObject({ orderId: id })
/** A file of pieces that come back, with what staff do to it: states it may be brought to, what can be sold again, what is kept of the money. */
const adminReturn = orderReturn.extend({
  allowed: z.array(returnState),
  lines: z.array(orderReturn.shape.lines.element.extend({ restocked: z.int() })),
  withheld: money.optional(),
  steps: z.array(z.object({ at, state: returnState, note: z.string(), actor: z.string() })),
})
export type AdminReturn = z.infer<typeof adminReturn>

/** As the shopper sees it, with what staff need: `refundable` is paid and not yet given back; the timeline knows how much, why and which parcel. */
export const adminOrderOutput = orderOutput.extend({
  customerId: id.optional(),
  refundable: money,
  allowed: z.array(z.string()),
  /** Refunds that wait for a second person. */
  refundsAwaited: z.array(awaitedRefund),
  returns: z.array(adminReturn),
  timeline: z.array(
    z.object({
      at,
      event: z.string(),
      text: z.string(),
      amount: money.optional(),
      reason: z.string().optional(),
      parcel: z.string().optional(),
    }),
  ),
})
export type AdminOrder = z.infer<typeof adminOrderOutput>

export const refundOrderInput = z.strictObject({ orderId: id, amount: money.strict(), reason })

export const awaitedRefundsInput = z.strictObject({})
export const awaitedRefundsOutput = z.object({ items: z.array(awaitedRefund) })
export const awaitedRefundInput = z.strictObject({ refundId: id })

export const adminReturnsInput = z.strictObject({
  state: returnState.optional(),
  kind: z.enum(['withdrawal', 'return']).optional(),
  q: z.string().trim().max(100).optional(),
  ...paging,
})
export const adminReturnRow = z.object({
  id,
  orderId: id,
  orderNumber: z.string(),
  at,
  kind: z.enum(['withdrawal', 'return']),
  state: returnState,
  pieces: z.int(),
  refund: money,
  /** States it may be brought to now. */
  allowed: z.array(z.string()),
})
export type AdminReturnRow = z.infer<typeof adminReturnRow>
export const adminReturnsOutput = pageOf(adminReturnRow)

/** `lines` are for `checked`: what is taken back, and what of it can be sold again; a line that is not named is, whole. */
export const moveReturnInput = z.strictObject({
  orderId: id,
  returnId: id,
  to: returnState,
  note: z.string().trim().max(500).optional(),
  /** For `approved`, where something is wanted: sent `at-once`, or `none` at all; absent, it waits for the check. */
  replacement: z.enum(['at-once', 'none']).optional(),
  /** For `checked`: what is kept of the money because the pieces lost value; the note says why. */
  withheld: money.strict().optional(),
  lines: z
    .array(z.strictObject({ lineId: id, accepted: z.int().min(0).max(99), restocked: z.int().min(0).max(99) }))
    .max(200)
    .optional(),
})

export const productStatus = z.enum(['draft', 'published', 'withdrawn'])
const adminImage = z.strictObject({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  width: z.int().positive(),
  height: z.int().positive(),
  alt: localText,
  view: z.string().max(20).optional(),
  colour: z.string().max(40).optional(),
})
const code = z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,63}$/)
const adminVariant = z.strictObject({
  id,
  sku: z.string().trim().min(1).max(64),
  options: z.record(code, z.string().min(1).max(64)),
  attributes: z.record(z.string().max(40), z.json()),
  /** Unset leaves the price as it is; a variant without one is not on sale. */
  price: money.strict().optional(),
  priceBefore: money.strict().optional(),
  /** Which rate of VAT its price holds, wherever it goes; standard unless said. */
  taxClass: z.enum(['standard', 'reduced']).optional(),
})
/** The shape `POST` and `PATCH` take and `GET` gives, images by the hash of their master in media. */
export const adminProduct = z.strictObject({
  slug: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
    .max(120),
  kind,
  brand: z.string().trim().max(100),
  name: localText,
  summary: localText,
  description: localText,
  categoryIds: z.array(id).max(20),
  attributes: z.record(z.string().max(40), z.json()),
  images: z.array(adminImage).max(40),
  variants: z.array(adminVariant).min(1).max(1_000),
  status: productStatus,
})
export type AdminProduct = z.infer<typeof adminProduct>

/** A product as files carry it: known by its slug, its variants by their SKU; what is not said is empty, and the product a draft. */
export const importedProduct = z.strictObject({
  ...adminProduct.shape,
  brand: adminProduct.shape.brand.default(''),
  summary: localText.default({ fr: '', en: '' }),
  description: localText.default({ fr: '', en: '' }),
  categoryIds: adminProduct.shape.categoryIds.default([]),
  attributes: adminProduct.shape.attributes.default({}),
  images: adminProduct.shape.images.default([]),
  variants: z
    .array(z.strictObject({ ...adminVariant.shape, id: id.optional(), attributes: adminVariant.shape.attributes.default({}) }))
    .min(1)
    .max(1_000),
  status: productStatus.default('draft'),
})
export type ImportedProduct = z.infer<typeof importedProduct>

/** The file itself, and what it is. `dryRun` says what would happen and changes nothing; `allOrNothing` changes nothing when a row is wrong. */
export const importProductsInput = z.strictObject({
  text: z.string().min(1),
  type: z.enum(['text/csv', 'application/x-ndjson']),
  dryRun: z.boolean().optional(),
  allOrNothing: z.boolean().optional(),
})
/** `errors` are the first 1,000, by line; `field` is the column of a CSV file, the path in a line of NDJSON. */
export const importProductsOutput = z.object({
  dryRun: z.boolean(),
  products: z.int(),
  created: z.int(),
  changed: z.int(),
  unchanged: z.int(),
  refused: z.int(),
  errors: z.array(z.object({ line: z.int(), field: z.string(), message: z.string() })),
})
export type ImportReport = z.infer<typeof importProductsOutput>
export const exportProductsInput = z.strictObject({ format: z.enum(['csv', 'ndjson']).optional() })

export const adminProductsInput = z.strictObject({
  q: z.string().trim().max(100).optional(),
  status: productStatus.optional(),
  kind: kind.optional(),
  ...paging,
})
export const adminProductRow = z.object({
  id,
  slug: z.string(),
  kind,
  name: z.string(),
  brand: z.string(),
  status: productStatus,
  image: image.nullable(),
  variantCount: z.int(),
  version: z.int(),
  /** Languages or texts still missing, by path: `description.en`. */
  missing: z.array(z.string()),
})
export const adminProductsOutput = pageOf(adminProductRow)
export type AdminProductRow = z.infer<typeof adminProductRow>

export const adminProductInput = z.strictObject({ productId: id })
/** `pictures` are the addresses of `images`, in their order. The version is also the ETag: send it as `If-Match`. */
export const adminProductOutput = z.object({ id, version: z.int(), product: adminProduct, pictures: z.array(image) })
export type AdminProductAnswer = z.infer<typeof adminProductOutput>
export const updateProductInput = z.strictObject({ productId: id, ...adminProduct.partial().shape })

export const adminMailsInput = z.strictObject({ q: z.string().trim().max(100).optional(), ...paging })
export const mailRow = z.object({
  id,
  to: z.string(),
  subject: z.string(),
  kind: z.string(),
  state: z.enum(['waiting', 'sent', 'failed']),
  locale: z.string(),
  orderId: id.optional(),
  at,
})
export const adminMailsOutput = pageOf(mailRow)
export type MailRow = z.infer<typeof mailRow>
export const adminMailInput = z.strictObject({ mailId: id })
/** `html` is our own markup; pages show it in a frame without scripts. */
export const adminMailOutput = mailRow.extend({ html: z.string(), text: z.string() })
export type Mail = z.infer<typeof adminMailOutput>

const names = z.array(id).max(200)
const percent = z.number().min(0.01).max(100)
/** Goods named in any of the lists; all goods when every list is absent. A category means what stands in it and in those below. */
export const scope = z.strictObject({ variantIds: names.optional(), productIds: names.optional(), categoryIds: names.optional() })
/** Of each `buy + get` pieces in scope the cheapest `get` are reduced; with `gets`, each `buy` pieces reduce `get` pieces of those goods. */
export const buyXGetY = z.strictObject({ buy: z.int().min(1), get: z.int().min(1), percent, gets: scope.optional() })
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
    .array(z.strictObject({ scope, quantity: z.int().min(1) }))
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
  limitTotal: z.int().min(1).optional(),
  limitPerCustomer: z.int().min(1).optional(),
  ...promotionRules,
})
export type Scope = z.infer<typeof scope>
export type PutPromotion = z.infer<typeof makePromotionInput>
export const replacePromotionInput = makePromotionInput.extend({ promotionId: id })

export const adminParcelsInput = z.strictObject({ state: z.string().max(30).optional(), ...paging })
export const parcelRow = z.object({
  id,
  orderId: id,
  carrier: z.string(),
  trackingNumber: z.string(),
  state: z.string(),
  address,
  createdAt: at,
  earliest: day,
  latest: day,
})
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
/** What a carrier saw; one `scanId` counts once. */
export const recordScanInput = z.strictObject({
  scanId: id,
  trackingNumber: z.string().min(1).max(64),
  state: z.enum(['handed-over', 'in-transit', 'out-for-delivery', 'delivered']),
  at,
  place: z.string().max(100).optional(),
})
export const recordScanOutput = z.object({ moved: z.boolean() })

export const auditInput = z.strictObject({
  actorId: id.optional(),
  object: z.string().max(200).optional(),
  action: z.string().max(60).optional(),
  ...paging,
})
export const auditEntry = z.object({
  position: z.int(),
  actorId: z.string(),
  action: z.string(),
  object: z.string(),
  details: z.json(),
  address: z.string(),
  requestId: z.string(),
  at,
  hash: z.string(),
})
export const auditOutput = pageOf(auditEntry)
export type AuditEntry = z.infer<typeof auditEntry>

export const adminAccountsInput = z.strictObject({ q: z.string().trim().max(100).optional(), staffOnly: z.boolean().optional(), ...paging })
export const accountRow = z.object({
  id,
  email: z.string(),
  name: z.string(),
  roles: z.array(z.string()),
  emailVerified: z.boolean(),
  createdAt: at,
})
export const adminAccountsOutput = pageOf(accountRow)
export type AccountRow = z.infer<typeof accountRow>

/** The link of the first start makes the owner, once. */
export const acceptFirstStaffInput = z.strictObject({
  token: z.string().min(1).max(200),
  email: z.email().max(254),
  name: z.string().trim().min(2).max(100),
  password: z.string().min(8).max(200),
})
export const acceptFirstStaffOutput = z.object({ accepted: z.literal(true) })

/** Multipart: the file and what it is for. */
export const uploadMediaInput = z.strictObject({ file: z.instanceof(Uint8Array), purpose: z.enum(['product', 'avatar', 'review']) })
export const uploadMediaOutput = z.object({ id, sha256: z.string(), width: z.int(), height: z.int(), picture: image })
export type Uploaded = z.infer<typeof uploadMediaOutput>
