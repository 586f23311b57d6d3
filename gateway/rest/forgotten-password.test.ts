import { notifications } from '@vitrine/notifications'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { afterAll, expect, test } from 'vitest'
import { password, testGateway } from '../test-gateway.ts'

const pool = await testDatabase()
const door = await testGateway(pool, {}, [notifications])
afterAll(() => door.stop())

const post = (path: string, body: object, token?: string) => door.ask({ method: 'POST', url: path, body, ...(token && { token }) })
const codeOf = (answer: { statusCode: number; json: () => { code?: string } }) => [answer.statusCode, answer.json().code]
const forgot = (email: string) => post('/v1/auth/forgot-password', { email })
const reset = (token: string, chosen: string) => post('/v1/auth/reset-password', { token, password: chosen })
const logIn = (email: string, tried: string) => post('/v1/auth/login', { email, password: tried })
const lastToken = async () => {
  const text = `select body->>'resetToken' as token from accounts.outbox where type like '%.PasswordForgotten' order by position desc limit 1`
  return (await pool.query<{ token: string }>(text)).rows[0]?.token ?? ''
}

test('who forgot a password sets another one by the link of the mail; whoever was signed in is signed out', async () => {
  const [email, chosen] = ['ada@example.org', 'another long secret']
  const { accessToken } = (await post('/v1/auth/signup', { email, password, name: 'Ada' })).json<{ accessToken: string }>()
  const asked = await forgot(email)
  expect([asked.statusCode, asked.json()]).toEqual([200, { done: true }])
  const token = await lastToken()
  expect(codeOf(await reset(token, 'motdepasse1'))).toEqual([422, 'weak-password'])
  const set = await reset(token, chosen)
  expect([set.statusCode, set.json(), set.cookies]).toEqual([200, { email }, []])
  expect(codeOf(await reset(token, chosen))).toEqual([410, 'link-refused'])
  expect(codeOf(await logIn(email, password))).toEqual([401, 'bad-credentials'])
  expect((await logIn(email, chosen)).statusCode).toBe(200)
  await door.shop.settle()
  const seen = async () => (await door.get('/v1/me', accessToken)).statusCode
  const { rows } = await pool.query<{ entry: string }>(
    `select to_jsonb(e)::text as entry from audit.entry as e where action = 'password-changed'`,
  )
  expect([rows.length, rows[0]?.entry.includes(email)]).toEqual([1, false])
  await expect.poll(seen, { timeout: 10_000 }).toBe(401) // doors read every two seconds whose session has ended
})

test('an address nobody has is answered the same, what is none is refused, and a token of nobody opens nothing', async () => {
  const stranger = await forgot('nobody@example.org')
  expect([stranger.statusCode, stranger.json()]).toEqual([200, { done: true }])
  expect(codeOf(await forgot('ada'))).toEqual([400, 'bad-input'])
  expect(codeOf(await reset('of nobody', 'another long secret'))).toEqual([410, 'link-refused'])
  expect(codeOf(await reset('of nobody', 'short'))).toEqual([400, 'bad-input'])
})

test('nobody of the staff reads the link in the mail: it opens an account', async () => {
  const owner = await door.staff('owner')
  const { email } = (await door.get('/v1/me', owner)).json<{ email: string }>()
  await forgot(email)
  await door.shop.settle()
  const { items } = (await door.get('/v1/admin/mails', owner)).json<{ items: { id: string; kind: string }[] }>()
  const mail = items.find(({ kind }) => kind === 'password-forgotten')
  expect(mail).toBeDefined()
  expect(codeOf(await door.get(`/v1/admin/mails/${mail!.id}`, owner))).toEqual([403, 'forbidden'])
})
