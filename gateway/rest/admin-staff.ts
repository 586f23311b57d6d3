import type { Invitation } from '@vitrine/contracts/accounts/v1/staff'
import { timestampDate } from '@bufbuild/protobuf/wkt'
import { timeOf } from '../answers/texts.ts'
import { holds, type Right, rights } from '../guards/rights.ts'
import { type ProblemCode, refuse } from '../problem.ts'
import { done, type Operation, operation } from '../route-registry.ts'
import * as schema from '../schemas/staff.ts'
import { staffReading, staffWriting } from './admin-entries.ts'
import { actorOf } from './admin-stock.ts'
import type { DoorParts } from './parts.ts'

/** What accounts answers, at the door. */
const refusals: Readonly<Record<string, ProblemCode>> = {
  'own-rights': 'own-rights',
  'owners-alone': 'owners-alone',
  'last-owner': 'last-owner',
  'already-staff': 'already-staff',
  'already-invited': 'already-invited',
}
const deciding = { ...staffWriting, policy: 'staff:staff' } as const
const reading = { ...staffReading, policy: 'staff:staff', refusals: [] } as const
/** Whoever was let in by their token and has lost the right since is refused like anybody else without it. */
const refused = (why: string) => refuse(refusals[why] ?? 'forbidden')
const unknown = (): never => {
  throw new Error('accounts answered with a result this version does not know')
}

export const adminStaffOperations = ({ peers, clock }: DoorParts): Operation[] => {
  const invitationOf = ({ id, email, name, locale, roles, invitedBy, invitedAt, expiresAt }: Invitation): schema.Invitation => ({
    ...{ id, email, name, locale, roles, invitedBy, invitedAt: timeOf(invitedAt), expiresAt: timeOf(expiresAt) },
    isOver: expiresAt !== undefined && timestampDate(expiresAt) <= clock(),
  })

  return [
    operation({
      ...reading,
      name: 'adminStaff',
      summary: 'Who runs the shop, newest first: roles, last sign-in, open sessions.',
      input: schema.staffInput,
      output: schema.staffOutput,
      rest: { method: 'GET', path: '/v1/admin/staff' },
      async handler({ limit = 50, cursor = '' }, { within }) {
        const { staff, nextCursor, total } = await peers.staff.listStaff({ page: { limit, cursor } }, within())
        const items = staff.flatMap(({ account, signedInAt, openSessions }) => {
          if (!account) throw new Error('accounts answered without the account')
          const { id, email, name, roles, createdAt } = account
          return [
            { id, email, name, roles, openSessions, signedInAt: signedInAt ? timeOf(signedInAt) : null, createdAt: timeOf(createdAt) },
          ]
        })
        return done({ items, nextCursor: nextCursor || null, total })
      },
    }),

    operation({
      ...reading,
      name: 'staffRights',
      summary: 'Each right and the roles that hold it: the table this door decides by.',
      input: schema.staffRightsInput,
      output: schema.staffRightsOutput,
      rest: { method: 'GET', path: '/v1/admin/staff-rights' },
      async handler() {
        const roles = schema.staffRole.options
        const table = (Object.keys(rights) as Right[]).map((right) => ({ right, roles: roles.filter((role) => holds([role], right)) }))
        return done({ roles, rights: table })
      },
    }),

    operation({
      ...deciding,
      name: 'changeStaffRoles',
      summary: 'Gives a member of staff these roles in the place of the old ones; their sessions end. Nobody changes their own.',
      input: schema.changeStaffRolesInput,
      output: schema.changeStaffRolesOutput,
      refusals: ['not-found', 'own-rights', 'owners-alone', 'last-owner'],
      rest: { method: 'PUT', path: '/v1/admin/staff/:accountId' },
      async handler({ accountId, roles }, call) {
        const { result } = await peers.staff.changeRoles({ actorId: actorOf(call), accountId, roles }, call.within())
        if (result.case === 'refused') return refused(result.value.why)
        return result.case === 'changed' ? done({ id: result.value.id, roles: result.value.roles }) : unknown()
      },
    }),

    operation({
      ...deciding,
      name: 'removeStaff',
      summary: 'Takes all roles away: the account becomes an ordinary one, and its sessions end. The last owner stays.',
      input: schema.removeStaffInput,
      output: schema.changeStaffRolesOutput,
      refusals: ['not-found', 'owners-alone', 'last-owner'],
      rest: { method: 'DELETE', path: '/v1/admin/staff/:accountId' },
      async handler({ accountId }, call) {
        const { result } = await peers.staff.changeRoles({ actorId: actorOf(call), accountId, roles: [] }, call.within())
        if (result.case === 'refused') return refused(result.value.why)
        return result.case === 'changed' ? done({ id: result.value.id, roles: result.value.roles }) : unknown()
      },
    }),

    operation({
      ...deciding,
      name: 'endStaffSessions',
      summary: 'Signs a member of staff out everywhere.',
      input: schema.endStaffSessionsInput,
      output: schema.endStaffSessionsOutput,
      refusals: ['not-found', 'owners-alone'],
      rest: { method: 'POST', path: '/v1/admin/staff/:accountId/end-sessions' },
      async handler({ accountId }, call) {
        const { result } = await peers.staff.endSessions({ actorId: actorOf(call), accountId }, call.within())
        if (result.case === 'refused') return refused(result.value.why)
        return result.case === 'ended' ? done({ sessions: result.value.sessions }) : unknown()
      },
    }),

    operation({
      ...reading,
      name: 'staffInvitations',
      summary: 'Who is invited and has not answered, newest first. `isOver`: the link has ended.',
      input: schema.staffInvitationsInput,
      output: schema.staffInvitationsOutput,
      rest: { method: 'GET', path: '/v1/admin/staff-invitations' },
      async handler(_, { within }) {
        const { invitations } = await peers.staff.listInvitations({}, within())
        return done({ items: invitations.map(invitationOf) })
      },
    }),

    operation({
      ...deciding,
      name: 'inviteStaff',
      summary: 'Sends somebody a link of one use, good for a week, that makes them a member of staff.',
      input: schema.inviteStaffInput,
      output: schema.invitation,
      refusals: ['owners-alone', 'already-staff', 'already-invited'],
      rest: { method: 'POST', path: '/v1/admin/staff-invitations' },
      async handler(asked, call) {
        const { result } = await peers.staff.invite({ ...asked, actorId: actorOf(call), invitationId: call.newId }, call.within())
        if (result.case === 'refused') return refused(result.value.why)
        return result.case === 'invited' ? done(invitationOf(result.value), 201) : unknown()
      },
    }),

    operation({
      ...deciding,
      name: 'resendInvitation',
      summary: 'Sends a new link, good for a week; the one before opens nothing any more.',
      input: schema.invitationInput,
      output: schema.invitation,
      refusals: ['not-found', 'owners-alone'],
      rest: { method: 'POST', path: '/v1/admin/staff-invitations/:invitationId/resend' },
      async handler({ invitationId }, call) {
        const { result } = await peers.staff.inviteAgain({ actorId: actorOf(call), invitationId }, call.within())
        if (result.case === 'refused') return refused(result.value.why)
        return result.case === 'invited' ? done(invitationOf(result.value)) : unknown()
      },
    }),

    operation({
      ...deciding,
      name: 'withdrawInvitation',
      summary: 'The link opens nothing from now on. Twice is once.',
      input: schema.invitationInput,
      output: schema.withdrawInvitationOutput,
      refusals: ['owners-alone'],
      rest: { method: 'DELETE', path: '/v1/admin/staff-invitations/:invitationId' },
      async handler({ invitationId }, call) {
        const { result } = await peers.staff.withdrawInvitation({ actorId: actorOf(call), invitationId }, call.within())
        return result.case === 'refused' ? refused(result.value.why) : done({ withdrawn: true as const })
      },
    }),
  ]
}
