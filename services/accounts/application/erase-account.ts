import type { Clock } from '@vitrine/platform/clock/clock'
import type { Ids } from '@vitrine/platform/ids/ids'
import { Fault } from '@vitrine/platform/rpc/fault'
import { type Account, emailKey } from '../domain/account.ts'
import type { Passwords } from './credentials.ts'
import { type LogInStore, tries } from './log-in.ts'

export interface EraseStore extends Pick<LogInStore, 'countTry' | 'forgetTries'> {
  findWithPassword(accountId: string): Promise<{ account: Account; passwordHash: string } | undefined>
  /** Ends its sessions, forgets all that is kept of it, and tells `AccountErased`: in one statement. False when it was gone. */
  erase(accountId: string, at: Date, eventId: string): Promise<boolean>
}

export type EraseOutcome =
  | { readonly outcome: 'erased' }
  | { readonly outcome: 'bad-credentials' }
  | { readonly outcome: 'too-many-tries'; readonly retryAfterSeconds: number }
  | { readonly outcome: 'is-staff' }

/**
 * Forgets a person, at once and for good: here now, everywhere else when the event is handled, which survives every crash. The person is asked
 * for the password again; staff acts without it, and its act stands in the audit.
 *
 * Fault: `not-found`, also when it is erased already. What the law makes the shop keep (invoices) stays with who keeps it.
 */
export async function eraseAccount(
  { store, passwords, clock, ids }: { store: EraseStore; passwords: Passwords; clock: Clock; ids: Ids },
  asked: { readonly accountId: string; readonly password: string; readonly byStaff: boolean },
): Promise<EraseOutcome> {
  const found = await store.findWithPassword(asked.accountId)
  if (!found) throw new Fault('not-found', `no account ${asked.accountId}`)
  const { account, passwordHash } = found
  if (account.roles.some((role) => role !== 'shopper')) return { outcome: 'is-staff' }
  if (!asked.byStaff) {
    const key = emailKey(account.email)
    const retryAfterSeconds = await store.countTry(key, clock(), tries.allowed, tries.windowMs)
    if (retryAfterSeconds !== undefined) return { outcome: 'too-many-tries', retryAfterSeconds }
    if (!(await passwords.verify(passwordHash, asked.password))) return { outcome: 'bad-credentials' }
  }
  if (!(await store.erase(account.id, clock(), ids()))) throw new Fault('not-found', `no account ${asked.accountId}`)
  return { outcome: 'erased' }
}
