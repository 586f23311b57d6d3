import type { Clock } from '@vitrine/platform/clock/clock'
import type { Ids } from '@vitrine/platform/ids/ids'
import { type Account, emailKey } from '../domain/account.ts'
import { type Passwords, refreshTokenSeconds, type TokenMaker, type Tokens } from './credentials.ts'

export interface Session {
  readonly id: string
  readonly accountId: string
  readonly userAgent: string
  readonly address: string
  readonly refreshHash: Buffer
  readonly refreshExpiresAt: Date
  readonly at: Date
}

export interface LogInStore {
  /** Counts a try; answers the seconds to wait when there were too many in the window. */
  countTry(key: string, now: Date, limit: number, windowMs: number): Promise<number | undefined>
  /** Forgets the tries: the owner is back. */
  forgetTries(key: string): Promise<void>
  findByEmail(key: string): Promise<{ account: Account; passwordHash: string } | undefined>
  /**
   * Tells `LoggedIn`. Twice with one session id is once. False when the password of this hash is not that of the account any more: comparing it takes
   * a while, and a session that began beside a new password would outlive it.
   */
  openSession(session: Session, account: Account, passwordHash: string, eventId: string): Promise<boolean>
  /** Tells `LogInFailed`. */
  noteFailure(accountId: string | undefined, address: string, at: Date, eventId: string): Promise<void>
}

export type LogInOutcome =
  | { readonly outcome: 'logged-in'; readonly tokens: Tokens }
  | { readonly outcome: 'bad-credentials' }
  | { readonly outcome: 'too-many-tries'; readonly retryAfterSeconds: number }

/** Source: features.md ACC-2, 10 tries per account in 15 minutes. */
export const tries = { allowed: 10, windowMs: 15 * 60 * 1_000 } as const

/**
 * Opens a session. A wrong password and an unknown address are one refusal, in the same time. Tries are counted before anything is hashed.
 * Twice with one session id opens it once and answers the same refresh token.
 */
export async function logIn(
  needs: { store: LogInStore; passwords: Passwords; tokens: TokenMaker; clock: Clock; ids: Ids },
  asked: { sessionId: string; email: string; password: string; userAgent: string; address: string },
): Promise<LogInOutcome> {
  const { store, passwords, tokens, clock, ids } = needs
  const [key, now] = [emailKey(asked.email), clock()]
  const retryAfterSeconds = await store.countTry(key, now, tries.allowed, tries.windowMs)
  if (retryAfterSeconds !== undefined) return { outcome: 'too-many-tries', retryAfterSeconds }
  const found = await store.findByEmail(key)
  const isRight = await passwords.verify(found?.passwordHash, asked.password)
  if (!found || !isRight) {
    await store.noteFailure(found?.account.id, asked.address, now, ids())
    return { outcome: 'bad-credentials' }
  }
  const { account } = found
  const refreshToken = tokens.firstRefreshToken(asked.sessionId)
  const session = {
    id: asked.sessionId,
    accountId: account.id,
    userAgent: asked.userAgent.slice(0, 300),
    address: asked.address,
    refreshHash: tokens.hashOf(refreshToken),
    refreshExpiresAt: new Date(now.getTime() + refreshTokenSeconds * 1_000),
    at: now,
  }
  if (!(await store.openSession(session, account, found.passwordHash, ids()))) return { outcome: 'bad-credentials' }
  await store.forgetTries(key)
  const accessToken = await tokens.accessToken(account, asked.sessionId, now)
  return { outcome: 'logged-in', tokens: { accessToken, refreshToken, account } }
}
