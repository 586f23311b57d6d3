import type { Clock } from '@vitrine/platform/clock/clock'
import type { Ids } from '@vitrine/platform/ids/ids'
import { checkedLocale, checkedName, emailKey, type Locale } from '../domain/account.ts'
import { mostGuessed, type Weakness, weaknessOf } from '../domain/password.ts'
import { newVerification, type Passwords, type TokenMaker, type Verification } from './credentials.ts'

export interface NewAccount {
  readonly id: string
  readonly email: string
  readonly emailKey: string
  readonly name: string
  readonly locale: Locale
  readonly passwordHash: string
  readonly createdAt: Date
  readonly verification: Verification
}

export interface SignUpStore {
  /** Makes the account and tells `AccountMade`; where the address has one already, tells `SignUpRepeated` instead. Twice with one id is once. */
  signUp(account: NewAccount): Promise<void>
}

export type SignUpOutcome = { readonly outcome: 'signed-up' } | { readonly outcome: 'weak-password'; readonly why: Weakness }

/**
 * Makes an account that may sign in at once; what needs a proven address waits for the link in the mail (settled.md 45).
 *
 * Says the same, in the same time, for an address that has an account: its owner is told by mail. Throws RangeError for a name or address
 * that is none. Refusal: `weak-password`.
 */
export async function signUp(
  needs: { store: SignUpStore; passwords: Passwords; tokens: TokenMaker; clock: Clock; ids: Ids },
  asked: { accountId: string; email: string; password: string; name: string; locale: string },
): Promise<SignUpOutcome> {
  const { store, passwords, tokens, clock, ids } = needs
  const why = weaknessOf(asked.password, mostGuessed)
  const checked = { emailKey: emailKey(asked.email), name: checkedName(asked.name), locale: checkedLocale(asked.locale) }
  if (why) return { outcome: 'weak-password', why }
  const now = clock()
  await store.signUp({
    ...checked,
    id: asked.accountId,
    email: asked.email.trim(),
    passwordHash: await passwords.hash(asked.password),
    createdAt: now,
    verification: newVerification({ tokens, ids }, now),
  })
  return { outcome: 'signed-up' }
}
