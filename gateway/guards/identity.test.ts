import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { movableClock } from '@vitrine/system/test-shop'
import { SignJWT } from 'jose'
import { describe, expect, test } from 'vitest'
import { password, testGateway } from '../test-gateway.ts'
import { readAccessTokens } from './identity.ts'

const [ours, theirs] = [generateKeyPairSync('ed25519'), generateKeyPairSync('ed25519')]
const jwk = { ...ours.publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'EdDSA', use: 'sig' }
const secret = Buffer.from('a secret of thirty-two bytes, or more')
const clock = movableClock()
const seconds = Math.floor(clock().getTime() / 1_000)
const good = { sub: 'ada', sid: 's1', roles: ['shopper'], iss: 'https://shop.example', aud: 'vitrine', exp: seconds + 60 }

type Claims = Readonly<Record<string, unknown>>
const signed = (claims: Claims, key: KeyObject | Uint8Array, header: { alg: string; typ?: string; kid?: string }) =>
  new SignJWT({ ...claims }).setProtectedHeader({ typ: 'at+jwt', ...header }).sign(key)
const eddsa = (claims: Claims = good, key = ours.privateKey, typ = 'at+jwt') => signed(claims, key, { alg: 'EdDSA', kid: 'one', typ })
const hs256 = (key: Uint8Array, claims: Claims = good) => signed(claims, key, { alg: 'HS256', kid: 'one' })
const unsigned = (alg: string) =>
  `${[{ alg, typ: 'at+jwt', kid: 'one' }, good].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.`

const reader = (hs256Secret?: Uint8Array) => {
  const keys = { jwks: { keys: hs256Secret ? [] : [jwk] }, issuer: good.iss, audience: good.aud }
  return readAccessTokens({ fetchKeys: async () => keys, isRevoked: (id) => id === 'ended', clock, hs256Secret })
}

/** What somebody without the private key can sign with: the public key, in every way it is written. */
const publicSecrets = {
  PEM: Buffer.from(ours.publicKey.export({ type: 'spki', format: 'pem' })),
  'PEM without its last newline': Buffer.from(String(ours.publicKey.export({ type: 'spki', format: 'pem' })).trim()),
  DER: ours.publicKey.export({ type: 'spki', format: 'der' }),
  'the bytes of x': Buffer.from(String(jwk.x), 'base64url'),
  'x as text': Buffer.from(String(jwk.x)),
  JWK: Buffer.from(JSON.stringify(jwk)),
}

describe('a shop that signs with EdDSA', () => {
  test('takes its own token', async () => expect(await reader()(await eddsa())).toMatchObject({ accountId: 'ada', sessionId: 's1' }))

  test.each(['none', 'None', 'NONE', 'HS256', 'EdDSA', ''])('refuses a token without a signature that says "%s"', async (alg) =>
    expect(await reader()(unsigned(alg))).toBeUndefined(),
  )

  test.each(Object.entries(publicSecrets))('refuses HS256 with the public key as secret: %s', async (_, key) =>
    expect(await reader()(await hs256(key))).toBeUndefined(),
  )

  test.each<[string, () => Promise<string>]>([
    ['signed by somebody else', () => eddsa(good, theirs.privateKey)],
    ['past its end', () => eddsa({ ...good, exp: seconds })],
    ['not begun', () => eddsa({ ...good, nbf: seconds + 60 })],
    ['without an end', () => eddsa({ ...good, exp: undefined })],
    ['of another issuer', () => eddsa({ ...good, iss: 'https://elsewhere.example' })],
    ['for another audience', () => eddsa({ ...good, aud: 'elsewhere' })],
    ['without issuer', () => eddsa({ ...good, iss: undefined })],
    ['without audience', () => eddsa({ ...good, aud: undefined })],
    ['of nobody', () => eddsa({ ...good, sub: undefined })],
    ['without a session', () => eddsa({ ...good, sid: undefined })],
    ['of an ended session', () => eddsa({ ...good, sid: 'ended' })],
    ['that is no access token', () => eddsa(good, ours.privateKey, 'JWT')],
  ])('refuses a token %s', async (_, token) => expect(await reader()(await token())).toBeUndefined())

  test('a token that was good is refused from its end on', async () => {
    const read = reader()
    const token = await eddsa({ ...good, exp: seconds + 1 })
    expect(await read(token)).toBeDefined()
    clock.advance(1_000)
    expect(await read(token)).toBeUndefined()
    clock.advance(-1_000)
  })
})

describe('a shop that signs with HS256', () => {
  test('takes a token of its secret', async () => expect(await reader(secret)(await hs256(secret))).toMatchObject({ accountId: 'ada' }))

  test.each<[string, () => Promise<string> | string]>([
    ['of another secret', () => hs256(Buffer.from('another secret of thirty-two bytes!'))],
    ['signed with EdDSA', () => eddsa()],
    ['without a signature', () => unsigned('none')],
    ['past its end', () => hs256(secret, { ...good, exp: seconds })],
    ['of another issuer', () => hs256(secret, { ...good, iss: 'https://elsewhere.example' })],
    ['for another audience', () => hs256(secret, { ...good, aud: 'elsewhere' })],
    ['that names HS384', () => signed(good, Buffer.concat([secret, secret]), { alg: 'HS384' })],
  ])('refuses a token %s', async (_, token) => expect(await reader(secret)(await token())).toBeUndefined())

  test('signs people in, publishes no key, and does not open with a short secret', async () => {
    const settings = { JWT_ALGORITHM: 'HS256', JWT_SECRET_KEY: secret.toString() }
    const door = await testGateway(await testDatabase(), settings)
    const { email } = await door.customer()
    const answer = await door.ask({ method: 'POST', url: '/v1/auth/login', body: { email, password } })
    const { accessToken } = answer.json<{ accessToken: string }>()
    expect(JSON.parse(Buffer.from(accessToken.split('.')[0]!, 'base64url').toString())).toEqual({ alg: 'HS256', typ: 'at+jwt' })
    expect((await door.get('/v1/me', accessToken)).json()).toMatchObject({ email })
    expect((await door.get('/.well-known/jwks.json')).json()).toEqual({ keys: [] })
    await door.stop()
    await expect(testGateway(await testDatabase(), { ...settings, JWT_SECRET_KEY: 'short' })).rejects.toThrow('at least 32 bytes')
  })
})
