import type { Clock } from '@vitrine/platform/clock/clock'
import type { Ids } from '@vitrine/platform/ids/ids'
import { Fault } from '@vitrine/platform/rpc/fault'
import { type Account, type Address, checkedLocale, checkedName } from '../domain/account.ts'
import { newVerification, type TokenMaker, type Verification } from './credentials.ts'

export interface AccountChange {
  readonly name?: string
  readonly locale?: string
  readonly addresses?: readonly Address[]
}

export interface AccountStore {
  find(accountId: string): Promise<Account | undefined>
  update(accountId: string, change: AccountChange): Promise<Account | undefined>
  /** Uses a token of the mail, once and in time. */
  verifyEmail(hash: Buffer, now: Date): Promise<Account | undefined>
  /** Puts a new token in the place of an expired one and tells `VerificationRenewed`, once; and says why the old one opens nothing. */
  renewVerification(expired: Buffer, renewed: Verification, now: Date): Promise<LinkRefusal>
}

/** Why the link of a mail opens nothing: the address is proven, a new link is on its way, or no mail of ours has it. */
export type LinkRefusal = 'used' | 'expired' | 'unknown'

/** How many addresses one person keeps [our choice]. */
const addressesAtMost = 20

export async function findAccount(store: AccountStore, accountId: string): Promise<Account> {
  const account = await store.find(accountId)
  if (!account) throw new Fault('not-found', `no account ${accountId}`)
  return account
}

/** Changes what is given and leaves the rest. Throws RangeError for a bad name or language, `not-found` when nobody is there. */
export async function updateAccount(store: AccountStore, accountId: string, asked: AccountChange): Promise<Account> {
  if ((asked.addresses?.length ?? 0) > addressesAtMost) throw new RangeError(`addresses holds more than ${addressesAtMost}`)
  const change = {
    ...(asked.name !== undefined && { name: checkedName(asked.name) }),
    ...(asked.locale !== undefined && { locale: checkedLocale(asked.locale) }),
    ...(asked.addresses && { addresses: asked.addresses }),
  }
  const account = await store.update(accountId, change)
  if (!account) throw new Fault('not-found', `no account ${accountId}`)
  return account
}

/**
 * Proves that mail to this address arrives. One use. An expired link brings a mail with a new one, once.
 *
 * Refusal: why the link opens nothing, which only a reader of the mail can ask.
 */
export async function verifyEmail(
  { store, tokens, clock, ids }: { store: AccountStore; tokens: TokenMaker; clock: Clock; ids: Ids },
  token: string,
): Promise<{ outcome: 'verified'; account: Account } | { outcome: 'refused'; why: LinkRefusal }> {
  const [hash, now] = [tokens.hashOf(token), clock()]
  const account = await store.verifyEmail(hash, now)
  if (account) return { outcome: 'verified', account }
  return { outcome: 'refused', why: await store.renewVerification(hash, newVerification({ tokens, ids }, now), now) }
}
