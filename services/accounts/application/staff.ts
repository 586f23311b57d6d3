import type { Clock } from '@vitrine/platform/clock/clock'
import type { Ids } from '@vitrine/platform/ids/ids'
import { type Account, checkedName, checkedRoles, emailKey, type Locale, type Role } from '../domain/account.ts'
import { mostGuessed, type Weakness, weaknessOf } from '../domain/password.ts'
import type { Passwords, TokenMaker } from './credentials.ts'

export interface NewStaff {
  readonly id: string
  readonly email: string
  readonly emailKey: string
  readonly name: string
  /** Of an account that is made; one that is there keeps its own. */
  readonly locale: Locale
  readonly passwordHash: string
  readonly roles: readonly Role[]
  readonly at: Date
}

export interface StaffStore {
  /** Makes the member of staff, or gives the account of that address these roles and this password; ends its sessions, tells `StaffChanged`. */
  putStaff(staff: NewStaff, drawId: Ids): Promise<Account>
  /** Puts the link in place of any earlier one, unless there is staff already: then false. */
  drawFirstLink(hash: Buffer, expiresAt: Date): Promise<boolean>
  /** Uses the link and makes the owner, in one transaction. Undefined when the link is worth nothing. */
  acceptFirstLink(hash: Buffer, staff: NewStaff, drawId: Ids): Promise<Account | undefined>
  /** `ids`: these alone. */
  list(query: {
    q: string
    staffOnly: boolean
    ids?: readonly string[]
    after: string
    limit: number
  }): Promise<{ accounts: Account[]; total: number }>
}

interface Needs {
  readonly store: StaffStore
  readonly passwords: Passwords
  readonly tokens: TokenMaker
  readonly clock: Clock
  readonly ids: Ids
}

interface Asked {
  readonly accountId: string
  readonly email: string
  readonly name: string
  readonly password: string
}

type Weak = { readonly outcome: 'weak-password'; readonly why: Weakness }

/** Makes or changes a member of staff. A change takes effect at once: open sessions end. Throws RangeError for an unknown role. */
export async function putStaff(
  needs: Needs,
  asked: Asked & { roles: readonly string[] },
): Promise<{ outcome: 'put'; account: Account } | Weak> {
  const roles = checkedRoles(asked.roles)
  const why = weaknessOf(asked.password, mostGuessed)
  if (why) return { outcome: 'weak-password', why }
  return { outcome: 'put', account: await needs.store.putStaff(await newStaff(needs, asked, roles), needs.ids) }
}

const linkMs = 7 * 24 * 60 * 60 * 1_000

/** Draws the one-use link that makes the first owner (settled.md 25). An earlier, unused link is worth nothing from then on. */
export async function drawFirstStaffLink({
  store,
  tokens,
  clock,
  ids,
}: Needs): Promise<{ outcome: 'drawn'; token: string } | { outcome: 'staff-exists' }> {
  const token = ids() + ids()
  const isDrawn = await store.drawFirstLink(tokens.hashOf(token), new Date(clock().getTime() + linkMs))
  return isDrawn ? { outcome: 'drawn', token } : { outcome: 'staff-exists' }
}

/** Makes the owner of the shop with the link of the first start. Of two who use it at once, one succeeds. */
export async function acceptFirstStaffLink(
  needs: Needs,
  asked: Asked & { token: string },
): Promise<{ outcome: 'accepted'; account: Account } | { outcome: 'refused' } | Weak> {
  const why = weaknessOf(asked.password, mostGuessed)
  if (why) return { outcome: 'weak-password', why }
  const account = await needs.store.acceptFirstLink(needs.tokens.hashOf(asked.token), await newStaff(needs, asked, ['owner']), needs.ids)
  return account ? { outcome: 'accepted', account } : { outcome: 'refused' }
}

async function newStaff({ passwords, clock }: Needs, asked: Asked, roles: readonly Role[]): Promise<NewStaff> {
  const { accountId: id, email, password } = asked
  const checked = { emailKey: emailKey(email), name: checkedName(asked.name) }
  return { ...checked, id, email: email.trim(), locale: 'fr', passwordHash: await passwords.hash(password), roles, at: clock() }
}
