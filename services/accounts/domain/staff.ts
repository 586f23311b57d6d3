import type { Role } from './account.ts'

/** Somebody, as far as their rights go. */
export interface Holder {
  readonly id: string
  readonly roles: readonly Role[]
}

/**
 * Why rights are not given or taken: whoever acts may not, acts on themselves, gives or takes what owners alone do, or would leave the shop
 * without an owner.
 */
export type StaffRefusal = 'not-allowed' | 'own-rights' | 'owners-alone' | 'last-owner'

const isOwner = (roles: readonly Role[]): boolean => roles.includes('owner')
const decides = (roles: readonly Role[]): boolean => isOwner(roles) || roles.includes('admin')

/** Whether `actor` may decide about somebody who has, or would have, these roles. */
export function whyNotDecided(actor: Holder | undefined, roles: readonly Role[]): 'not-allowed' | 'owners-alone' | undefined {
  if (!actor || !decides(actor.roles)) return 'not-allowed'
  return isOwner(roles) && !isOwner(actor.roles) ? 'owners-alone' : undefined
}

/**
 * Whether `actor` may give `target` these roles, of a shop with so many owners. Somebody may leave by themselves, but change nothing else of their
 * own: nobody raises their own rights (features.md ACC-7).
 */
export function whyNotChanged(actor: Holder | undefined, target: Holder, roles: readonly Role[], owners: number): StaffRefusal | undefined {
  if (isOwner(target.roles) && !isOwner(roles) && owners <= 1) return 'last-owner'
  const isLeaving = roles.every((role) => role === 'shopper')
  if (actor?.id === target.id) return isLeaving ? undefined : 'own-rights'
  return whyNotDecided(actor, [...target.roles, ...roles])
}

/** A mail's link to the shop's staff ends after a week [our choice]. */
export const invitationMs = 7 * 24 * 60 * 60 * 1_000
