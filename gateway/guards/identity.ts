import { createLocalJWKSet, errors, type JSONWebKeySet, jwtVerify } from 'jose'
import type { Clock } from '@vitrine/platform/clock/clock'

/** Who calls. A guest is nobody, or a cart in a cookie. */
export type Identity =
  | { readonly kind: 'guest' }
  | { readonly kind: 'account'; readonly accountId: string; readonly sessionId: string; readonly roles: readonly string[] }

export type Account = Extract<Identity, { kind: 'account' }>

export const guest: Identity = { kind: 'guest' }

export interface Keys {
  readonly jwks: JSONWebKeySet
  readonly issuer: string
  readonly audience: string
}

export interface IdentityNeeds {
  readonly fetchKeys: () => Promise<Keys>
  readonly isRevoked: (sessionId: string) => boolean
  readonly clock: Clock
  /** `EdDSA`, or `HS256` with its secret. */
  readonly hs256Secret?: Uint8Array | undefined
}

/** Tokens remembered between calls: checking a signature costs 0.2 ms, remembering it nothing. */
const remembered = 5_000
/** How often an unknown key may make us ask accounts again. */
const askAgainMs = 5_000

/**
 * Reads an access token. Answers who it names, or undefined for any that is not ours, not now, or of an ended session.
 *
 * Keys are fetched once and again when a token names one we do not know, at most every 5 s. Throws when accounts cannot be asked.
 */
export function readAccessTokens({ fetchKeys, isRevoked, clock, hs256Secret }: IdentityNeeds) {
  let keys: { readonly of: Keys; readonly find: ReturnType<typeof createLocalJWKSet>; readonly atMs: number } | undefined
  const known = new Map<string, { readonly account: Account; readonly untilMs: number }>()

  async function load() {
    const of = await fetchKeys()
    keys = { of, find: createLocalJWKSet(of.jwks), atMs: clock().getTime() }
    return keys
  }

  async function verify(token: string): Promise<{ account: Account; untilMs: number } | undefined> {
    let now = keys ?? (await load())
    for (let attempt = 0; ; attempt++) {
      const { issuer, audience } = now.of
      const wanted = { issuer, audience, currentDate: clock(), requiredClaims: ['sub', 'sid', 'exp'] }
      try {
        const { payload } = hs256Secret
          ? await jwtVerify(token, hs256Secret, { ...wanted, algorithms: ['HS256'] })
          : await jwtVerify(token, now.find, { ...wanted, algorithms: ['EdDSA'], typ: 'at+jwt' })
        const { sub, exp, sid, roles } = payload
        if (!sub || !exp || typeof sid !== 'string' || !Array.isArray(roles)) return undefined
        return { account: { kind: 'account', accountId: sub, sessionId: sid, roles: roles.map(String) }, untilMs: exp * 1_000 }
      } catch (error) {
        const isUnknownKey = error instanceof errors.JWKSNoMatchingKey && attempt === 0 && clock().getTime() - now.atMs > askAgainMs
        if (!isUnknownKey) return undefined
        now = await load()
      }
    }
  }

  return async function read(token: string): Promise<Account | undefined> {
    if (token.length > 4_000) return undefined
    let found = known.get(token)
    if (!found) {
      found = await verify(token)
      if (!found) return undefined
      if (known.size >= remembered) known.delete(known.keys().next().value ?? '')
      known.set(token, found)
    }
    if (found.untilMs <= clock().getTime()) {
      known.delete(token)
      return undefined
    }
    return isRevoked(found.account.sessionId) ? undefined : found.account
  }
}
