import type { Clock } from '@vitrine/platform/clock/clock'
import type { Ids } from '@vitrine/platform/ids/ids'
import { type Account, emailKey } from '../domain/account.ts'
import { mostGuessed, type Weakness, weaknessOf } from '../domain/password.ts'
import type { Passwords, TokenMaker } from './credentials.ts'

/** A link that sets another password: the token goes into the event, its hash is kept. */
export interface ResetLink {
  readonly token: string
  readonly hash: Buffer
  readonly eventId: string
  readonly at: Date
  readonly expiresAt: Date
}

export interface ResetStore {
  /**
   * Counts who asks for this address; where an account has it and no more than `allowed` asked in the window, puts the link in the place of the last one and
   * tells `PasswordForgotten`. Writes either way, so that time tells nothing.
   */
  ask(emailKey: string, link: ResetLink, allowed: number, windowMs: number): Promise<void>
  /** Uses the link: another password, a proven address, no open session, no counted tries, and tells `PasswordChanged`. Undefined when it is worth nothing. */
  use(hash: Buffer, passwordHash: string, at: Date, drawId: Ids): Promise<Account | undefined>
  /** Forgets what was counted of addresses in windows that began before, also of those who sign in; answers how many. */
  forgetCounts(before: Date): Promise<number>
}

interface Needs {
  readonly resets: ResetStore
  readonly passwords: Passwords
  readonly tokens: TokenMaker
  readonly clock: Clock
  readonly ids: Ids
}

/** Long enough for a slow mail, short for a mailbox somebody else reads later [our choice; OWASP Forgot Password Cheat Sheet: short]. */
const linkMs = 60 * 60 * 1_000
/** Nobody's mailbox is flooded by others [our choice]. */
const asks = { allowed: 3, windowMs: 60 * 60 * 1_000 } as const

/** Sends a link to whoever has an account with this address, and says nothing of whether anybody has. Throws RangeError for text that is no address. */
export async function forgotPassword({ resets, tokens, clock, ids }: Needs, asked: { readonly email: string }): Promise<void> {
  const [token, at] = [ids() + ids(), clock()]
  const link = { token, hash: tokens.hashOf(token), eventId: ids(), at, expiresAt: new Date(at.getTime() + linkMs) }
  await resets.ask(emailKey(asked.email), link, asks.allowed, asks.windowMs)
}

/** Once an hour: who only mistyped an address once is not remembered by it. */
export const forgetCounts = ({ resets, clock }: Pick<Needs, 'resets' | 'clock'>): Promise<number> =>
  resets.forgetCounts(new Date(clock().getTime() - asks.windowMs))

/**
 * Sets another password for whoever reads the mail, and ends every session of the account. Of two who use one link at once, one succeeds.
 *
 * Refusals: `weak-password`, which leaves the link as it was; `refused` for a used, an expired and a foreign link alike (features.md ACC-6).
 */
export async function resetPassword(
  { resets, passwords, tokens, clock, ids }: Needs,
  asked: { readonly token: string; readonly password: string },
): Promise<
  { readonly outcome: 'reset'; readonly account: Account } | { readonly outcome: 'refused' } | { outcome: 'weak-password'; why: Weakness }
> {
  const why = weaknessOf(asked.password, mostGuessed)
  if (why) return { outcome: 'weak-password', why }
  const passwordHash = await passwords.hash(asked.password)
  const account = await resets.use(tokens.hashOf(asked.token), passwordHash, clock(), ids)
  return account ? { outcome: 'reset', account } : { outcome: 'refused' }
}
