import { z } from 'zod'
import { at, id, pageOf, paging } from './shapes.ts'

/** The rows of the table: rights.ts. */
export type { Right } from '../guards/rights.ts'

export const staffRole = z.enum(['support', 'optician', 'stock', 'editor', 'accountant', 'admin', 'owner'])
export type StaffRole = z.infer<typeof staffRole>
const roles = z.array(staffRole).min(1).max(7)

export const staffInput = z.strictObject({ ...paging })
/** `signedInAt` is null for who never did, as far back as sessions are kept. */
export const staffMember = z.object({
  id,
  email: z.string(),
  name: z.string(),
  roles: z.array(z.string()),
  signedInAt: at.nullable(),
  openSessions: z.int(),
  createdAt: at,
})
export const staffOutput = pageOf(staffMember)
export type StaffMember = z.infer<typeof staffMember>

/** Who may do what, from the table the door itself decides by. */
export const staffRightsInput = z.strictObject({})
export const staffRightsOutput = z.object({
  roles: z.array(z.string()),
  rights: z.array(z.object({ right: z.string(), roles: z.array(z.string()) })),
})
export type StaffRights = z.infer<typeof staffRightsOutput>

/** Replaces all roles. */
export const changeStaffRolesInput = z.strictObject({ accountId: id, roles })
export const changeStaffRolesOutput = z.object({ id, roles: z.array(z.string()) })
export const removeStaffInput = z.strictObject({ accountId: id })
export const endStaffSessionsInput = z.strictObject({ accountId: id })
export const endStaffSessionsOutput = z.object({ sessions: z.int() })

export const invitation = z.object({
  id,
  email: z.string(),
  name: z.string(),
  locale: z.string(),
  roles: z.array(z.string()),
  invitedBy: id,
  invitedAt: at,
  expiresAt: at,
  isOver: z.boolean(),
})
export type Invitation = z.infer<typeof invitation>
export const staffInvitationsInput = z.strictObject({})
export const staffInvitationsOutput = z.object({ items: z.array(invitation) })
export const inviteStaffInput = z.strictObject({
  email: z.email().max(254),
  name: z.string().trim().min(2).max(100),
  locale: z.enum(['fr', 'en']),
  roles,
})
export const invitationInput = z.strictObject({ invitationId: id })
export const withdrawInvitationOutput = z.object({ withdrawn: z.literal(true) })

/** The link of the mail makes a member of staff, once. Answers the address to sign in with. */
export const acceptInvitationInput = z.strictObject({ token: z.string().min(1).max(200), password: z.string().min(8).max(200) })
export const acceptInvitationOutput = z.object({ email: z.string() })
