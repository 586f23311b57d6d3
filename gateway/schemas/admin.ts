import { z } from 'zod'
import { at, day, id, image, money, pageOf, paging } from './shapes.ts'

/** Null while the service that counts it is away. */
const count = z.int().nullable()
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
  toReorder: z.int(),
  ...{ returnsToCheck: z.int(), lateTrials: z.int() },
  ...{ refundsToAgree: count, disputes: count, stuck: count, glassesToVerify: count, adviceToAnswer: count },
  days: z.array(z.object({ day, orders: z.int(), sales: money })),
  bestSellers: z.array(z.object({ productId: id, name: z.string(), quantity: z.int() })),
})
export type Summary = z.infer<typeof summaryOutput>

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

/** `sent` is false when the same mail went out within ten minutes. */
export const sendMailAgainInput = z.strictObject({ mailId: id })
export const sendMailAgainOutput = z.object({ sent: z.boolean() })

export const auditInput = z.strictObject({
  actorId: id.optional(),
  object: z.string().max(200).optional(),
  action: z.string().max(60).optional(),
  since: at.optional(),
  until: at.optional(),
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

/** `q`: part of a name or an address of mail. Or the people named. */
export const adminCustomersInput = z.strictObject({
  q: z.string().trim().min(3).max(100).optional(),
  ids: z.array(id).min(1).max(100).optional(),
})
export const customerName = z.object({ id, email: z.string(), name: z.string() })
export const adminCustomersOutput = z.object({ items: z.array(customerName) })
export type CustomerName = z.infer<typeof customerName>

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
