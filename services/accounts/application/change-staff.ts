import type { Clock } from '@vitrine/platform/clock/clock'
import type { Ids } from '@vitrine/platform/ids/ids'
import { Fault } from '@vitrine/platform/rpc/fault'
import { type Account, checkedRoles, type Role } from '../domain/account.ts'
import { type Holder, type StaffRefusal, whyNotChanged, whyNotDecided } from '../domain/staff.ts'

export interface StaffMember {
  readonly account: Account
  /** Undefined: never, as far back as sessions are kept. */
  readonly signedInAt: Date | undefined
  readonly openSessions: number
}

export interface StaffChange {
  readonly actorId: string
  readonly accountId: string
  readonly at: Date
}

/** Judges with what is true while nobody else changes rights. */
export type Judge = (actor: Holder | undefined, target: Holder, owners: number) => StaffRefusal | undefined

export interface TeamStore {
  /** Newest first. */
  list(after: string, limit: number, openSince: Date): Promise<{ staff: StaffMember[]; total: number }>
  /**
   * Gives these roles, ends the sessions, withdraws what the person invited to, and tells `StaffChanged`: under one lock for all who change rights.
   * Undefined when the account is none of staff.
   */
  changeRoles(
    change: StaffChange & { readonly roles: readonly Role[] },
    judge: Judge,
    drawId: Ids,
  ): Promise<Account | StaffRefusal | undefined>
  /** Ends the open sessions; answers how many. */
  endSessions(change: StaffChange, judge: Judge, drawId: Ids): Promise<number | StaffRefusal | undefined>
}

interface Needs {
  readonly team: TeamStore
  readonly clock: Clock
  readonly ids: Ids
}

export type Refused = { readonly outcome: 'refused'; readonly why: StaffRefusal }

/** Takes effect at once: open sessions end. Without roles the person works here no more. Fault: `not-found`. */
export async function changeRoles(
  { team, clock, ids }: Needs,
  asked: { readonly actorId: string; readonly accountId: string; readonly roles: readonly string[] },
): Promise<{ readonly outcome: 'changed'; readonly account: Account } | Refused> {
  const roles = asked.roles.length > 0 ? [...new Set(checkedRoles(asked.roles))] : (['shopper'] as const)
  const judge: Judge = (actor, target, owners) => whyNotChanged(actor, target, roles, owners)
  const answer = await team.changeRoles({ ...asked, roles, at: clock() }, judge, ids)
  if (answer === undefined) throw new Fault('not-found', `no staff ${asked.accountId}`)
  return typeof answer === 'string' ? { outcome: 'refused', why: answer } : { outcome: 'changed', account: answer }
}

/** Signs a member of staff out everywhere: a lost telephone. One's own sessions too. Fault: `not-found`. */
export async function endSessions(
  { team, clock, ids }: Needs,
  asked: { readonly actorId: string; readonly accountId: string },
): Promise<{ readonly outcome: 'ended'; readonly sessions: number } | Refused> {
  const judge: Judge = (actor, target) => (actor?.id === target.id ? undefined : whyNotDecided(actor, target.roles))
  const answer = await team.endSessions({ ...asked, at: clock() }, judge, ids)
  if (answer === undefined) throw new Fault('not-found', `no staff ${asked.accountId}`)
  return typeof answer === 'string' ? { outcome: 'refused', why: answer } : { outcome: 'ended', sessions: answer }
}
