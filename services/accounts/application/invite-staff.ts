import type { Clock } from '@vitrine/platform/clock/clock'
import type { Ids } from '@vitrine/platform/ids/ids'
import { Fault } from '@vitrine/platform/rpc/fault'
import { type Account, checkedLocale, checkedName, checkedRoles, emailKey, type Locale, type Role } from '../domain/account.ts'
import { mostGuessed, type Weakness, weaknessOf } from '../domain/password.ts'
import { type Holder, invitationMs, whyNotDecided } from '../domain/staff.ts'
import type { Passwords, TokenMaker } from './credentials.ts'

export interface Invitation {
  readonly id: string
  readonly email: string
  readonly name: string
  readonly locale: Locale
  readonly roles: readonly Role[]
  readonly invitedBy: string
  readonly invitedAt: Date
  readonly expiresAt: Date
}

/** A link that is sent: the token goes into the event, its hash is kept. */
export interface SentLink {
  readonly token: string
  readonly hash: Buffer
  readonly eventId: string
}

export type InvitationRefusal = 'not-allowed' | 'owners-alone' | 'already-staff' | 'already-invited'
export type InvitationJudge = (actor: Holder | undefined, roles: readonly Role[]) => InvitationRefusal | undefined

export interface InvitationStore {
  /** Newest first, at most 100. */
  list(): Promise<Invitation[]>
  /** Keeps it and tells `StaffInvited`. Twice with one id is once. */
  invite(
    invitation: Invitation & { readonly emailKey: string },
    link: SentLink,
    judge: InvitationJudge,
  ): Promise<Invitation | InvitationRefusal>
  /** Puts the new link in the place of the last one and tells `StaffInvited`. Undefined when there is none. */
  renew(
    invitation: Pick<Invitation, 'id' | 'invitedBy' | 'invitedAt' | 'expiresAt'>,
    link: SentLink,
    judge: InvitationJudge,
  ): Promise<Invitation | InvitationRefusal | undefined>
  withdraw(id: string, actorId: string, judge: InvitationJudge): Promise<InvitationRefusal | undefined>
  /** Uses the link and makes the member of staff, in one transaction. Undefined when the link is worth nothing. */
  accept(hash: Buffer, asked: { accountId: string; passwordHash: string; at: Date }, drawId: Ids): Promise<Account | undefined>
}

interface Needs {
  readonly invitations: InvitationStore
  readonly passwords: Passwords
  readonly tokens: TokenMaker
  readonly clock: Clock
  readonly ids: Ids
}

export type Invited =
  | { readonly outcome: 'invited'; readonly invitation: Invitation }
  | { readonly outcome: 'refused'; readonly why: InvitationRefusal }

const invited = (answer: Invitation | InvitationRefusal): Invited =>
  typeof answer === 'string' ? { outcome: 'refused', why: answer } : { outcome: 'invited', invitation: answer }

function newLink({ tokens, ids, clock }: Needs): { link: SentLink; invitedAt: Date; expiresAt: Date } {
  const [token, invitedAt] = [ids() + ids(), clock()]
  return { link: { token, hash: tokens.hashOf(token), eventId: ids() }, invitedAt, expiresAt: new Date(invitedAt.getTime() + invitationMs) }
}

/** Asks somebody to run the shop with others, by mail. Throws RangeError for an address, a name, a language or a role that is none. */
export async function inviteStaff(
  needs: Needs,
  asked: {
    readonly actorId: string
    readonly invitationId: string
    readonly email: string
    readonly name: string
    readonly locale: string
    readonly roles: readonly string[]
  },
): Promise<Invited> {
  const { link, ...times } = newLink(needs)
  const invitation = {
    ...{ id: asked.invitationId, email: asked.email.trim(), emailKey: emailKey(asked.email), name: checkedName(asked.name) },
    ...{ locale: checkedLocale(asked.locale), roles: [...new Set(checkedRoles(asked.roles))], invitedBy: asked.actorId, ...times },
  }
  return invited(await needs.invitations.invite(invitation, link, whyNotDecided))
}

/** Sends the mail again, with a link of its own: the one before opens nothing from then on. Fault: `not-found`. */
export async function inviteAgain(needs: Needs, asked: { readonly actorId: string; readonly invitationId: string }): Promise<Invited> {
  const { link, ...times } = newLink(needs)
  const answer = await needs.invitations.renew({ id: asked.invitationId, invitedBy: asked.actorId, ...times }, link, whyNotDecided)
  if (answer === undefined) throw new Fault('not-found', `no invitation ${asked.invitationId}`)
  return invited(answer)
}

/** Makes whoever reads the mail a member of staff. Of two who use one link at once, one succeeds. */
export async function acceptInvitation(
  { invitations, passwords, tokens, clock, ids }: Needs,
  asked: { readonly token: string; readonly accountId: string; readonly password: string },
): Promise<
  | { readonly outcome: 'accepted'; readonly account: Account }
  | { readonly outcome: 'refused' }
  | { outcome: 'weak-password'; why: Weakness }
> {
  const why = weaknessOf(asked.password, mostGuessed)
  if (why) return { outcome: 'weak-password', why }
  const passwordHash = await passwords.hash(asked.password)
  const account = await invitations.accept(tokens.hashOf(asked.token), { accountId: asked.accountId, passwordHash, at: clock() }, ids)
  return account ? { outcome: 'accepted', account } : { outcome: 'refused' }
}
