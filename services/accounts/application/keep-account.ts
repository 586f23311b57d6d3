import type { Clock } from '@vitrine/platform/clock/clock'
import { Fault } from '@vitrine/platform/rpc/fault'
import { type Account, type Address, checkedLocale, checkedName } from '../domain/account.ts'
import type { TokenMaker } from './credentials.ts'

export interface AccountChange {
  readonly name?: string
  readonly locale?: string
  readonly addresses?: readonly Address[]
}

export interface AccountStore {
  find(accountId: string): Promise<Account | undefined>
  update(accountId: string, change: AccountChange): Promise<Account | undefined>
  /** Uses a token of the mail. Undefined when it is used, expired, or of another purpose. */
  verifyEmail(hash: Buffer, now: Date): Promise<Account | undefined>
}

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

/** Proves that mail to this address arrives. One use; used, expired and foreign tokens are one refusal. */
export async function verifyEmail(
  { store, tokens, clock }: { store: AccountStore; tokens: TokenMaker; clock: Clock },
  token: string,
): Promise<{ outcome: 'verified'; account: Account } | { outcome: 'refused' }> {
  const account = await store.verifyEmail(tokens.hashOf(token), clock())
  return account ? { outcome: 'verified', account } : { outcome: 'refused' }
}
