import { generateKeyPairSync } from 'node:crypto'
import { create, toJson } from '@bufbuild/protobuf'
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { createClient } from '@connectrpc/connect'
import { AccountService } from '@vitrine/contracts/accounts/v1'
import { PersonConcernedSchema } from '@vitrine/contracts/optics/v1/events'
import { randomIds } from '@vitrine/platform/ids/ids'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { bothWays, movableClock, testShop } from '@vitrine/system/test-shop'
import { createLocalJWKSet, jwtVerify } from 'jose'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { accounts } from './service.ts'

const JWT_PRIVATE_KEY = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
const password = 'a long enough secret'

describe.each(inject('servers'))('accounts on %s', async (_, serverUrl) => {
  const pool = await testDatabase(serverUrl)
  const clock = movableClock()
  const shop = await testShop(pool, { services: [accounts], clock, settings: { JWT_PRIVATE_KEY } })
  const { ways, close } = await bothWays(shop, 'accounts')
  afterAll(async () => {
    await close()
    await shop.stop()
  })
  const told = async (key: string) => {
    const { rows } = await pool.query<{ type: string; body: Record<string, string> }>(
      'select type, body from accounts.outbox where key = $1 order by position',
      [key],
    )
    return rows.map(({ type, body }) => ({ type: type.replace('vitrine.accounts.v1.', ''), body }))
  }

  describe.each(ways)('called %s', (_way, transport) => {
    const client = createClient(AccountService, transport)
    const signUp = async (email = `${randomIds()}@example.com`) => {
      const accountId = randomIds()
      const { result } = await client.signUp({ accountId, email, password, name: 'Ada Lovelace', locale: 'fr' })
      return { accountId, email, outcome: result.case }
    }
    const logIn = async (email: string, tried = password) => (await client.logIn({ sessionId: randomIds(), email, password: tried })).result
    const signIn = async (email: string) => {
      const result = await logIn(email)
      if (result.case !== 'tokens') return expect.fail(`signed in, not ${result.case}`)
      return result.value
    }

    test('who is erased is noted once outside the database, by an id that says nothing of them', async () => {
      const { accountId, email } = await signUp()
      await client.eraseAccount({ accountId, byStaff: true })
      const [note] = shop.running.get('accounts')!.jobs!
      expect(await note!.run()).toBe(1)
      expect(await note!.run()).toBe(0)
      const { rows } = await pool.query<{ row: string }>('select e::text as row from accounts.erased_account as e where account_id = $1', [
        accountId,
      ])
      expect([rows.length, rows[0]?.row.includes(email)]).toEqual([1, false])
      expect((await logIn(email)).case).toBe('badCredentials')
    })

    test('a notice of another part of the shop goes to a proven address, and to nobody who was erased', async () => {
      const { accountId, email } = await signUp()
      const concern = { accountId, noticeId: 'n', what: 'advice', at: timestampFromDate(clock()) }
      const body = toJson(PersonConcernedSchema, create(PersonConcernedSchema, concern))
      const type = PersonConcernedSchema.typeName
      const hear = async () => {
        const tx = await pool.connect()
        await shop.running.get('accounts')!.handlers![type]!({ id: randomIds(), type, key: accountId, body }, tx)
        tx.release()
      }
      const notices = async () => (await told(accountId)).filter(({ type }) => type === 'NoticeAddressed').map(({ body: said }) => said)
      await hear()
      expect(await notices()).toEqual([])
      await pool.query('update accounts.account set email_verified = true where id = $1', [accountId])
      await hear()
      expect(await notices()).toEqual([{ accountId, noticeId: 'n', what: 'advice', email, name: 'Ada Lovelace', locale: 'fr' }])
      await client.eraseAccount({ accountId, byStaff: true })
      await hear()
      expect(await notices()).toHaveLength(1)
      await shop.running.get('accounts')!.jobs![0]!.run() // notes who was erased
    })

    test('who signs up may sign in at once, with a token others can check', async () => {
      const { accountId, email } = await signUp()
      const { accessToken } = await signIn(email.toUpperCase())
      const { jwksJson, issuer, audience } = await client.getKeys({})
      const keys = createLocalJWKSet(JSON.parse(jwksJson))
      const { payload } = await jwtVerify(accessToken, keys, {
        issuer,
        audience,
        typ: 'at+jwt',
        algorithms: ['EdDSA'],
        currentDate: clock(),
      })
      expect(payload).toMatchObject({ sub: accountId, roles: ['shopper'], sid: expect.any(String) })
      expect(payload.exp! - payload.iat!).toBe(900)
      expect(jwksJson).not.toContain('"d"')
    })

    test('a known address is told the same, and its owner by mail; nothing of the account changes', async () => {
      const { accountId, email } = await signUp()
      expect((await signUp(email.toUpperCase())).outcome).toBe('signedUp')
      await signIn(email)
      expect((await told(accountId)).map(({ type }) => type)).toEqual(['AccountMade', 'SignUpRepeated', 'LoggedIn'])
    })

    test('a weak password is refused with its reason', async () => {
      const { result } = await client.signUp({ accountId: randomIds(), email: 'a@b.cc', password: 'motdepasse', name: 'Ada', locale: 'fr' })
      expect(result).toMatchObject({ case: 'weakPassword', value: { why: 'breached' } })
    })

    test('a wrong password and an unknown address are one refusal', async () => {
      const { email } = await signUp()
      expect((await logIn(email, 'not the secret')).case).toBe('badCredentials')
      expect((await logIn('nobody@example.com')).case).toBe('badCredentials')
    })

    test('the eleventh try in a quarter of an hour waits, also for the right password, and also when all come at once', async () => {
      const { email } = await signUp()
      const tries = await Promise.all(Array.from({ length: 14 }, () => logIn(email, 'not the secret')))
      expect(tries.filter((result) => result.case === 'badCredentials')).toHaveLength(10)
      expect(await logIn(email)).toMatchObject({ case: 'tooManyTries', value: { retryAfterS: 900 } })
      clock.advance(15 * 60_000)
      await signIn(email)
    })

    test('two tabs that refresh together get one successor; the token used again later ends the session', async () => {
      const { accountId, email } = await signUp()
      const { refreshToken } = await signIn(email)
      const refresh = async (token: string) => (await client.refresh({ refreshToken: token })).result
      const [one, two] = await Promise.all([refresh(refreshToken), refresh(refreshToken)])
      if (one.case !== 'tokens' || two.case !== 'tokens') return expect.fail('both tabs stay signed in')
      expect(one.value.refreshToken).toBe(two.value.refreshToken)
      clock.advance(11_000)
      expect((await refresh(refreshToken)).case).toBe('refused')
      expect((await refresh(one.value.refreshToken)).case).toBe('refused')
      expect((await told(accountId)).at(-1)).toMatchObject({ type: 'SessionEnded', body: { why: 'refresh-reused' } })
    })

    test('after signing out the refresh token is worth nothing', async () => {
      const { email } = await signUp()
      const { refreshToken } = await signIn(email)
      await client.logOut({ refreshToken })
      await client.logOut({ refreshToken })
      expect((await client.refresh({ refreshToken })).result.case).toBe('refused')
    })

    test('the link of the mail proves the address once', async () => {
      const { accountId } = await signUp()
      const token = (await told(accountId))[0]!.body['verificationToken']!
      expect((await client.verifyEmail({ token })).result).toMatchObject({ case: 'verified', value: { emailVerified: true } })
      expect((await client.verifyEmail({ token })).result).toMatchObject({ case: 'refused', value: { why: 'used' } })
      expect((await client.verifyEmail({ token: 'of nobody' })).result).toMatchObject({ case: 'refused', value: { why: 'unknown' } })
    })

    test('the link of the mail ends after two days; opened then, it brings one new mail, whose link works', async () => {
      const { accountId } = await signUp()
      const token = (await told(accountId))[0]!.body['verificationToken']!
      clock.advance(48 * 60 * 60_000)
      const late = await Promise.all([1, 2, 3].map(() => client.verifyEmail({ token })))
      for (const { result } of late) expect(result).toMatchObject({ case: 'refused', value: { why: 'expired' } })
      expect((await client.getAccount({ accountId })).account?.emailVerified).toBe(false)
      const renewals = (await told(accountId)).filter(({ type }) => type === 'VerificationRenewed')
      expect(renewals).toHaveLength(1)
      const renewed = renewals[0]!.body['verificationToken']!
      expect((await client.verifyEmail({ token: renewed })).result.case).toBe('verified')
      expect((await client.verifyEmail({ token })).result).toMatchObject({ case: 'refused', value: { why: 'used' } })
    })

    test('a profile keeps what is not changed', async () => {
      const { accountId } = await signUp()
      const addresses = [{ name: 'Ada', line1: '1 rue de la Paix', postcode: '75002', city: 'Paris', country: 'FR' }]
      await client.updateAccount({ accountId, addresses: { addresses } })
      const { account } = await client.updateAccount({ accountId, name: 'Ada King' })
      expect(account).toMatchObject({ name: 'Ada King', locale: 'fr', addresses: [{ city: 'Paris' }] })
    })

    test('new roles end the open sessions', async () => {
      const { accountId, email } = await signUp()
      const { refreshToken } = await signIn(email)
      const { result } = await client.putStaff({ accountId: randomIds(), email, name: 'Ada Lovelace', password, roles: ['editor'] })
      expect(result).toMatchObject({ case: 'put', value: { id: accountId, roles: ['editor'] } })
      expect((await client.refresh({ refreshToken })).result.case).toBe('refused')
    })
  })

  describe('the first owner', () => {
    const client = createClient(AccountService, ways[0]![1])
    const accept = async (token: string) =>
      (await client.acceptFirstStaffLink({ token, accountId: randomIds(), email: `${randomIds()}@example.com`, name: 'Owner', password }))
        .result

    test('is made once, by the newest link, however many use it at once', async () => {
      await pool.query(`alter table accounts.account disable trigger user; delete from accounts.account where roles <> '{shopper}';
        alter table accounts.account enable trigger user`)
      const [first, second] = [(await client.drawFirstStaffLink({})).result, (await client.drawFirstStaffLink({})).result]
      if (first.case !== 'token' || second.case !== 'token') return expect.fail('both links were drawn')
      expect((await accept(first.value)).case).toBe('refused')
      const accepted = await Promise.all(Array.from({ length: 6 }, () => accept(second.value)))
      expect(accepted.filter((result) => result.case === 'accepted')).toHaveLength(1)
      expect((await client.drawFirstStaffLink({})).result.case).toBe('staffExists')
    })
  })
})
