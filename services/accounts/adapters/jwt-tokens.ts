import { createHash, createHmac, createPrivateKey, createPublicKey, hkdfSync } from 'node:crypto'
import { calculateJwkThumbprint, exportJWK, SignJWT } from 'jose'
import { accessTokenSeconds, type TokenMaker } from '../application/credentials.ts'

/**
 * Signs access tokens with Ed25519 (EdDSA), or with a secret both sides know (HS256) where one is given, and derives refresh tokens from the same key, so that a successor can be told twice without
 * keeping it anywhere. A secret is no key to publish: with it the JWKS is empty. `privateKeyPem`: PKCS #8. Throws when it is not an Ed25519 key.
 */
export async function jwtTokens(privateKeyPem: string, issuer: string, hs256Secret?: Uint8Array): Promise<TokenMaker> {
  const key = createPrivateKey(privateKeyPem)
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('JWT_PRIVATE_KEY is not an Ed25519 key in PKCS #8 PEM')
  const audience = 'vitrine'
  const jwk = await exportJWK(createPublicKey(key))
  const kid = await calculateJwkThumbprint(jwk)
  const secret = Buffer.from(hkdfSync('sha256', key.export({ type: 'pkcs8', format: 'der' }), '', 'vitrine refresh tokens', 32))
  const derive = (from: string) => createHmac('sha256', secret).update(from).digest('base64url')

  return {
    issuer,
    audience,
    accessToken: ({ id, roles }, sessionId, now) => {
      const seconds = Math.floor(now.getTime() / 1_000)
      return new SignJWT({ sid: sessionId, roles: [...roles] })
        .setProtectedHeader(hs256Secret ? { alg: 'HS256', typ: 'at+jwt' } : { alg: 'EdDSA', typ: 'at+jwt', kid })
        .setSubject(id)
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt(seconds)
        .setExpirationTime(seconds + accessTokenSeconds)
        .sign(hs256Secret ?? key)
    },
    firstRefreshToken: (sessionId) => derive(`first ${sessionId}`),
    successorOf: (refreshToken) => derive(`next ${refreshToken}`),
    hashOf: (token) => createHash('sha256').update(token).digest(),
    jwks: async () => JSON.stringify({ keys: hs256Secret ? [] : [{ ...jwk, kid, alg: 'EdDSA', use: 'sig' }] }),
  }
}
