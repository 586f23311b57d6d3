import { generateKeyPairSync } from 'node:crypto'
import { createClient } from '@connectrpc/connect'
import { AccountService } from '@vitrine/contracts/accounts/v1'
import { randomIds } from '@vitrine/platform/ids/ids'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { bothWays, movableClock, testShop } from '@vitrine/system/test-shop'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { accounts } from './service.ts'

const JWT_PRIVATE_KEY = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
const [old, chosen] = ['a long enough secret', 'another long secret']
const hour = 60 * 60_000

describe.each(inject('servers'))('a forgotten password on %s', async (_, serverUrl) => {
  const pool = await testDatabase(serverUrl)
  const clock = movableClock()
  const shop = await testShop(pool, { services: [accounts], clock, settings: { JWT_PRIVATE_KEY } })
  const { ways, close } = await bothWays(shop, 'accounts')
  afterAll(async () => {
    await close()
    await shop.stop()
  })
  /** Bodies of the events of a kind about an account, oldest first. */
  const told = async (kind: string, accountId: string) => {
    const text = 'select body from accounts.outbox where key = $1 and type = $2 order by position'
    const { rows } = await pool.query<{ body: Record<string, string> }>(text, [accountId, `vitrine.accounts.v1.${kind}`])
    return rows.map(({ body }) => body)
  }
  const asksOf = async (email: string) => {
    const { rows } = await pool.query<{ asks: number }>('select asks from accounts.reset_asks where email_key = $1', [email])
    return rows[0]?.asks
  }

  describe.each(ways)('called %s', (_way, transport) => {
    const client = createClient(AccountService, transport)
    const somebody = async () => {
      const [accountId, email] = [randomIds(), `${randomIds()}@example.com`]
      await client.signUp({ accountId, email, password: old, name: 'Ada Lovelace', locale: 'fr' })
      return { accountId, email }
    }
    const logIn = async (email: string, password: string) => (await client.logIn({ sessionId: randomIds(), email, password })).result
    const forgot = async (email: string) => client.forgotPassword({ email })
    const reset = async (token: string, password = chosen) => (await client.resetPassword({ token, password })).result
    const tokens = async (accountId: string) => (await told('PasswordForgotten', accountId)).map(({ resetToken = '' }) => resetToken)

    test('is set anew by the link of a mail, once; who was signed in is so no more', async () => {
      const { accountId, email } = await somebody()
      const signedIn = await logIn(email, old)
      for (let wrong = 0; wrong < 10; wrong++) await logIn(email, 'a wrong password')
      expect((await logIn(email, old)).case).toBe('tooManyTries')
      await forgot(` ${email.toUpperCase()} `)
      const [mail] = await told('PasswordForgotten', accountId)
      expect(mail).toMatchObject({ email, name: 'Ada Lovelace', locale: 'fr', expiresAt: new Date(clock().getTime() + hour).toISOString() })
      expect(await reset(mail!['resetToken']!)).toMatchObject({ case: 'reset', value: { id: accountId, email, emailVerified: true } })
      expect(await told('PasswordChanged', accountId)).toMatchObject([{ email, locale: 'fr' }])
      expect(await told('SessionEnded', accountId)).toMatchObject([{ why: 'password-reset' }])
      const refreshToken = signedIn.case === 'tokens' ? signedIn.value.refreshToken : ''
      expect((await client.refresh({ refreshToken })).result.case).toBe('refused')
      expect([(await logIn(email, old)).case, (await logIn(email, chosen)).case]).toEqual(['badCredentials', 'tokens'])
      expect((await reset(mail!['resetToken']!, 'a third long secret')).case).toBe('refused')
      expect((await logIn(email, chosen)).case).toBe('tokens')
    })

    test('of an address nobody has is asked for alike, and mails nothing', async () => {
      const email = `${randomIds()}@example.com`
      expect(await forgot(email)).toEqual(await forgot((await somebody()).email))
      const { rows } = await pool.query(`select from accounts.outbox where body->>'email' = $1`, [email])
      expect([rows.length, await asksOf(email)]).toEqual([0, 1])
    })

    test('brings three mails an hour at most, and the youngest link alone opens anything', async () => {
      const { accountId, email } = await somebody()
      for (let n = 0; n < 5; n++) await forgot(email)
      const sent = await tokens(accountId)
      expect(sent).toHaveLength(3)
      for (const token of sent.slice(0, 2)) expect((await reset(token)).case).toBe('refused')
      clock.advance(hour)
      expect((await reset(sent[2]!)).case).toBe('refused') // it ended
      await forgot(email)
      expect((await reset((await tokens(accountId)).at(-1)!)).case).toBe('reset')
    })

    test('stays when the new one is weak, and the link with it', async () => {
      const { accountId, email } = await somebody()
      await forgot(email)
      const [token = ''] = await tokens(accountId)
      expect(await reset(token, 'password123')).toMatchObject({ case: 'weakPassword', value: { why: 'breached' } })
      expect((await reset(token)).case).toBe('reset')
    })

    test('is not set by the link of another mail, nor proves one', async () => {
      const { accountId, email } = await somebody()
      const [made] = await told('AccountMade', accountId)
      expect((await reset(made!['verificationToken']!)).case).toBe('refused')
      await forgot(email)
      const [token = ''] = await tokens(accountId)
      expect((await client.verifyEmail({ token })).result).toMatchObject({ case: 'refused', value: { why: 'unknown' } })
    })

    test('is set by one of those who use a link at once', async () => {
      const { accountId, email } = await somebody()
      await forgot(email)
      const [token = ''] = await tokens(accountId)
      const secrets = Array.from({ length: 8 }, (__, n) => `a long secret of number ${n}`)
      const outcomes = await Promise.all(secrets.map(async (secret) => (await reset(token, secret)).case))
      expect(outcomes.toSorted()).toEqual([...Array<string>(7).fill('refused'), 'reset'])
      expect((await logIn(email, secrets[outcomes.indexOf('reset')]!)).case).toBe('tokens')
      expect(await told('PasswordChanged', accountId)).toHaveLength(1)
    })

    test('leaves nobody signed in who signed in beside it with the old one', async () => {
      for (let round = 0; round < 6; round++) {
        const { accountId, email } = await somebody()
        await forgot(email)
        const [token = ''] = await tokens(accountId)
        const [signedIn] = await Promise.all([logIn(email, old), reset(token)])
        if (signedIn.case !== 'tokens') continue
        expect((await client.refresh({ refreshToken: signedIn.value.refreshToken })).result.case).toBe('refused')
      }
    })

    test('of somebody who was erased is set no more, and nothing says that they asked', async () => {
      const { accountId, email } = await somebody()
      await forgot(email)
      const [token = ''] = await tokens(accountId)
      await client.eraseAccount({ accountId, byStaff: true })
      expect([(await reset(token)).case, await asksOf(email)]).toEqual(['refused', undefined])
    })

    test('that was asked for is counted for an hour, as tries to sign in are, and then nobody remembers the address', async () => {
      const email = `${randomIds()}@example.com`
      await forgot(email)
      await logIn(email, old)
      const counted = `select (select count(*) from accounts.reset_asks where email_key = $1)::int
        + (select count(*) from accounts.sign_in_tries where email_key = $1)::int as rows`
      const rowsOf = async () => (await pool.query<{ rows: number }>(counted, [email])).rows[0]?.rows
      const forget = shop.running.get('accounts')!.jobs!.find(({ name }) => name === 'forget old tries')!
      await forget.run()
      expect(await rowsOf()).toBe(2)
      clock.advance(hour + 1)
      await forget.run()
      expect(await rowsOf()).toBe(0)
    })

    test('text that is no address is refused', async () => {
      await expect(forgot('ada')).rejects.toThrow('email is not a mail address')
    })
  })
})
