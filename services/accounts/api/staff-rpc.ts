import type { MessageInitShape } from '@bufbuild/protobuf'
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import type { ServiceImpl } from '@connectrpc/connect'
import type {
  AcceptInvitationResponseSchema,
  InvitationSchema,
  InviteResponseSchema,
  StaffService,
  WithdrawInvitationResponseSchema,
} from '@vitrine/contracts/accounts/v1/staff'
import type { Clock } from '@vitrine/platform/clock/clock'
import type { Ids } from '@vitrine/platform/ids/ids'
import { changeRoles, endSessions, type TeamStore } from '../application/change-staff.ts'
import { type Passwords, refreshTokenSeconds, type TokenMaker } from '../application/credentials.ts'
import {
  acceptInvitation,
  type Invitation,
  type InvitationStore,
  inviteAgain,
  type Invited,
  inviteStaff,
} from '../application/invite-staff.ts'
import { whyNotDecided } from '../domain/staff.ts'
import { accountMessage } from './account-rpc.ts'

export interface StaffRpcNeeds {
  readonly team: TeamStore
  readonly invitations: InvitationStore
  readonly passwords: Passwords
  readonly tokens: TokenMaker
  readonly clock: Clock
  readonly ids: Ids
  readonly published: () => void
}

export function staffRpc(needs: StaffRpcNeeds): ServiceImpl<typeof StaffService> {
  const { team, invitations, clock, published } = needs
  return {
    async listStaff({ page }) {
      const limit = page?.limit || 50
      if (limit < 1 || limit > 100) throw new RangeError(`limit is ${limit}, not 1 to 100`)
      const openSince = new Date(clock().getTime() - refreshTokenSeconds * 1_000)
      const { staff, total } = await team.list(page?.cursor ?? '', limit, openSince)
      const members = staff.map(({ account, signedInAt, openSessions }) => ({
        ...{ account: accountMessage(account), openSessions },
        ...(signedInAt && { signedInAt: timestampFromDate(signedInAt) }),
      }))
      return { staff: members, total, nextCursor: staff.length === limit ? staff.at(-1)!.account.id : '' }
    },

    listInvitations: async () => ({ invitations: (await invitations.list()).map(invitationMessage) }),

    async invite(asked) {
      const outcome = await inviteStaff(needs, asked)
      published()
      return invitedMessage(outcome)
    },

    async inviteAgain(asked) {
      const outcome = await inviteAgain(needs, asked)
      published()
      return invitedMessage(outcome)
    },

    async withdrawInvitation({ actorId, invitationId }): Promise<MessageInitShape<typeof WithdrawInvitationResponseSchema>> {
      const why = await invitations.withdraw(invitationId, actorId, whyNotDecided)
      return why ? { result: { case: 'refused', value: { why } } } : { result: { case: 'withdrawn', value: {} } }
    },

    async acceptInvitation(asked): Promise<MessageInitShape<typeof AcceptInvitationResponseSchema>> {
      const outcome = await acceptInvitation(needs, asked)
      published()
      switch (outcome.outcome) {
        case 'accepted':
          return { result: { case: 'accepted', value: accountMessage(outcome.account) } }
        case 'refused':
          return { result: { case: 'refused', value: {} } }
        case 'weak-password':
          return { result: { case: 'weakPassword', value: { why: outcome.why } } }
      }
    },

    async changeRoles(asked) {
      const outcome = await changeRoles(needs, asked)
      published()
      if (outcome.outcome === 'refused') return { result: { case: 'refused', value: { why: outcome.why } } }
      return { result: { case: 'changed', value: accountMessage(outcome.account) } }
    },

    async endSessions(asked) {
      const outcome = await endSessions(needs, asked)
      published()
      if (outcome.outcome === 'refused') return { result: { case: 'refused', value: { why: outcome.why } } }
      return { result: { case: 'ended', value: { sessions: outcome.sessions } } }
    },
  }
}

const invitationMessage = ({ roles, invitedAt, expiresAt, ...invitation }: Invitation): MessageInitShape<typeof InvitationSchema> => ({
  ...invitation,
  roles: [...roles],
  invitedAt: timestampFromDate(invitedAt),
  expiresAt: timestampFromDate(expiresAt),
})

function invitedMessage(outcome: Invited): MessageInitShape<typeof InviteResponseSchema> {
  if (outcome.outcome === 'refused') return { result: { case: 'refused', value: { why: outcome.why } } }
  return { result: { case: 'invited', value: invitationMessage(outcome.invitation) } }
}
