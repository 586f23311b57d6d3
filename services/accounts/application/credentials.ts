import type { Ids } from '@vitrine/platform/ids/ids'
import type { Account } from '../domain/account.ts'

/** Turns passwords into hashes and compares them. Costs about 20 ms: callers limit tries first. */
export interface Passwords {
  hash(password: string): Promise<string>
  /** False for a wrong password; takes as long when `hash` is undefined, so that time tells nothing about who is known. */
  verify(hash: string | undefined, password: string): Promise<boolean>
}

/** Makes the tokens people carry. */
export interface TokenMaker {
  /** A signed JWT of 15 minutes. */
  accessToken(account: Pick<Account, 'id' | 'roles'>, sessionId: string, now: Date): Promise<string>
  /** The first refresh token of a session: the same for the same session. */
  firstRefreshToken(sessionId: string): string
  /** The one that follows: the same each time it is asked for, so that two tabs get one successor. */
  successorOf(refreshToken: string): string
  hashOf(token: string): Buffer
  /** Keys for checking access tokens, public ones only. */
  jwks(): Promise<string>
  readonly issuer: string
  readonly audience: string
}

export interface Tokens {
  readonly accessToken: string
  readonly refreshToken: string
  readonly account: Account
}

/** Source: features.md GW-3. */
export const accessTokenSeconds = 15 * 60
/** A session that is not used for 30 days ends [our choice]. */
export const refreshTokenSeconds = 30 * 24 * 60 * 60

/** What a mail carries to prove its address: kept as a hash, good for 48 h [our choice]. */
export interface Verification {
  readonly token: string
  readonly hash: Buffer
  readonly expiresAt: Date
  readonly eventId: string
}

const verificationMs = 48 * 60 * 60 * 1_000

export function newVerification({ tokens, ids }: { tokens: TokenMaker; ids: Ids }, now: Date): Verification {
  const token = ids() + ids()
  return { token, hash: tokens.hashOf(token), expiresAt: new Date(now.getTime() + verificationMs), eventId: ids() }
}
