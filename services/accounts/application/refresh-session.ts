import type { Clock } from '@vitrine/platform/clock/clock'
import type { Ids } from '@vitrine/platform/ids/ids'
import type { Account } from '../domain/account.ts'
import { refreshTokenSeconds, type TokenMaker, type Tokens } from './credentials.ts'

export interface RefreshStore {
  /**
   * Uses a token of a live session and puts its successor in place, in one statement. `again` when it was used less than `graceMs` ago;
   * `reused` when longer ago; undefined when nobody knows it, it is too old, or its session has ended.
   */
  rotate(rotation: {
    hash: Buffer
    successorHash: Buffer
    now: Date
    expiresAt: Date
    graceMs: number
  }): Promise<{ how: 'rotated' | 'again' | 'reused'; sessionId: string; account: Account } | undefined>
  /** Tells `SessionEnded`, once. */
  endSession(sessionId: string, why: 'logged-out' | 'refresh-reused', at: Date, eventId: string): Promise<void>
  /** The session a refresh token belongs to, used or not. */
  sessionOf(hash: Buffer): Promise<string | undefined>
}

export type RefreshOutcome = { readonly outcome: 'refreshed'; readonly tokens: Tokens } | { readonly outcome: 'refused' }

/** Source: settled.md 17. */
const graceMs = 10_000

/**
 * Gives new tokens for a refresh token. For 10 s the old one answers the same successor, so that two tabs are not a theft; used again
 * later, somebody copied it, and the whole session ends.
 */
export async function refreshSession(
  { store, tokens, clock, ids }: { store: RefreshStore; tokens: TokenMaker; clock: Clock; ids: Ids },
  refreshToken: string,
): Promise<RefreshOutcome> {
  const now = clock()
  const successor = tokens.successorOf(refreshToken)
  const expiresAt = new Date(now.getTime() + refreshTokenSeconds * 1_000)
  const hash = tokens.hashOf(refreshToken)
  const found = await store.rotate({ hash, successorHash: tokens.hashOf(successor), now, expiresAt, graceMs })
  if (!found) return { outcome: 'refused' }
  if (found.how === 'reused') {
    await store.endSession(found.sessionId, 'refresh-reused', now, ids())
    return { outcome: 'refused' }
  }
  const accessToken = await tokens.accessToken(found.account, found.sessionId, now)
  return { outcome: 'refreshed', tokens: { accessToken, refreshToken: successor, account: found.account } }
}

/** Ends a session, by its id or by any refresh token of it. Twice is once; of a session nobody knows nothing changes. */
export async function logOut(
  { store, tokens, clock, ids }: { store: RefreshStore; tokens: TokenMaker; clock: Clock; ids: Ids },
  asked: { sessionId: string; refreshToken: string },
): Promise<void> {
  const sessionId = asked.sessionId || (asked.refreshToken && (await store.sessionOf(tokens.hashOf(asked.refreshToken))))
  if (sessionId) await store.endSession(sessionId, 'logged-out', clock(), ids())
}
