import { testDatabase } from '@vitrine/platform/sql/test-database'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { password, testGateway } from '../test-gateway.ts'

const pool = await testDatabase()
const door = await testGateway(pool)
const rx = {
  right: { sph: '+1,00', cyl: '-250', axis: '180' },
  left: { sph: '+225' },
  ...{ pdFar: '66', wearerBirthDate: '1990-06-15', issuedOn: '2025-01-31' },
}
let optician = ''
beforeAll(async () => {
  optician = await door.staff('optician')
})
afterAll(() => door.stop())

const post = (url: string, body: object, token: string, locale = 'en') =>
  door.ask({ method: 'POST', url, body, token, headers: { 'accept-language': locale } })
const idOf = async (email: string) =>
  (await pool.query<{ id: string }>('select id from accounts.account where email = $1', [email])).rows[0]!.id
/** A customer with a proven address who keeps one prescription. */
async function person(more: object = {}) {
  const { email, token } = await door.customer()
  const accountId = await idOf(email)
  await pool.query('update accounts.account set email_verified = true where id = $1', [accountId])
  const kept = await post('/v1/me/prescriptions', { prescription: rx, wearer: 'Ada', consent: 'health-data', ...more }, token)
  return { email, token, accountId, prescriptionId: kept.json().id as string }
}
const decide = (accountId: string, body: object, token = optician) => post(`/v1/admin/advice/${accountId}/decisions`, body, token)
const keptOf = async (token: string) => (await door.get('/v1/me/prescriptions', token)).json().items

test('OPT-5 an optician rejects a kept prescription: its person reads why, and sends another in its place', async () => {
  const { token, accountId, prescriptionId } = await person()
  expect((await decide(accountId, { prescriptionId, decision: 'reject' })).json()).toMatchObject({
    code: 'bad-input',
    errors: [{ path: 'reason' }],
  })
  const rejected = await decide(accountId, { prescriptionId, decision: 'reject', reason: 'unreadable', message: 'The axis is smudged.' })
  expect([rejected.statusCode, rejected.json().sheets[0].kept.state]).toEqual([200, 'rejected'])
  expect(await keptOf(token)).toMatchObject([
    { state: 'rejected', reason: { code: 'unreadable', text: expect.any(String) }, corrected: false },
  ])
  expect((await door.get('/v1/me/advice', token)).json().items).toMatchObject([
    { from: 'optician', text: 'The axis is smudged.', prescriptionId },
  ])
  const corrected = { prescription: { ...rx, right: { sph: '+1' } }, wearer: 'Ada', consent: 'health-data', correctsId: prescriptionId }
  expect((await post('/v1/me/prescriptions', corrected, (await door.customer()).token)).statusCode).toBe(404)
  expect((await post('/v1/me/prescriptions', corrected, token)).statusCode).toBe(201)
  const states = (await keptOf(token)).map(({ state, corrected: is }: { state: string; corrected: boolean }) => [state, is])
  expect(states.toSorted()).toEqual([
    ['rejected', true],
    ['submitted', false],
  ])
})

test('an optician asks, the person answers in their account, the optician verifies: then it is read only', async () => {
  const { token, accountId, prescriptionId } = await person()
  await decide(accountId, { prescriptionId, decision: 'ask', reason: 'unlikely', message: 'Is it 18 or 180?' })
  expect(await keptOf(token)).toMatchObject([{ state: 'asked', reason: { code: 'unlikely' } }])
  expect((await post('/v1/me/advice', { message: '180', prescriptionId }, token)).statusCode).toBe(400) // without consent
  const answered = await post('/v1/me/advice', { message: '180', prescriptionId, consent: 'health-data' }, token)
  expect([answered.statusCode, answered.json()]).toMatchObject([201, { from: 'person', text: '180' }])
  const cases = await door.get('/v1/admin/advice', optician)
  expect(cases.json().items).toContainEqual({ accountId, since: expect.any(String), sheets: 1, messages: 1 })
  expect(cases.body).not.toMatch(/"180"|Ada/)
  const opened = await post(`/v1/admin/advice/${accountId}/openings`, {}, optician)
  expect(opened.json()).toMatchObject({
    isOwn: false,
    sheets: [{ kept: { wearer: 'Ada' }, written: expect.arrayContaining([{ field: 'left.sph', text: '+225' }]) }],
  })
  expect((await decide(accountId, { prescriptionId, decision: 'verify' })).json().sheets[0].kept.state).toBe('verified')
  const again = await decide(accountId, { prescriptionId, decision: 'reject', reason: 'other' })
  expect([again.statusCode, again.json()]).toMatchObject([409, { code: 'decision-refused', why: 'wrong-state', state: 'verified' }])
  await post(`/v1/admin/advice/${accountId}/messages`, { message: 'Thank you.' }, optician)
  expect((await door.get('/v1/me/advice', token)).json().items.at(-1)).toMatchObject({ from: 'optician', text: 'Thank you.' })
})

test('other roles see none of it, and nobody decides about their own', async () => {
  const { email, token, accountId, prescriptionId } = await person()
  for (const role of ['owner', 'admin', 'support', 'editor']) {
    const other = await door.staff(role)
    expect((await door.get('/v1/admin/advice', other)).statusCode).toBe(403)
    expect((await post(`/v1/admin/advice/${accountId}/openings`, {}, other)).statusCode).toBe(403)
    expect((await decide(accountId, { prescriptionId, decision: 'verify' }, other)).statusCode).toBe(403)
  }
  expect((await decide(accountId, { prescriptionId, decision: 'verify' }, token)).statusCode).toBe(403)
  await pool.query(`update accounts.account set roles = '{shopper,optician}' where id = $1`, [accountId])
  const { accessToken: self } = (await door.ask({ method: 'POST', url: '/v1/auth/login', body: { email, password: password } })).json()
  const own = await decide(accountId, { prescriptionId, decision: 'verify' }, self)
  expect([own.statusCode, own.json().code]).toEqual([403, 'own-prescription'])
  expect((await post(`/v1/admin/advice/${accountId}/messages`, { message: 'Fine.' }, self)).statusCode).toBe(403)
  expect((await post(`/v1/admin/advice/${accountId}/openings`, {}, self)).json().isOwn).toBe(true)
})

test('who looked and who decided stands in the audit, and nothing of what was said', async () => {
  const { accountId, prescriptionId, token } = await person()
  await post('/v1/me/advice', { message: 'A rare question', consent: 'health-data' }, token)
  await post(`/v1/admin/advice/${accountId}/openings`, {}, optician)
  await decide(accountId, { prescriptionId, decision: 'reject', reason: 'other', message: 'A rare answer' })
  await door.shop.settle()
  const { rows } = await pool.query<{ all: string }>(`select string_agg(a::text, ' ') as all from audit.entry as a`)
  for (const act of ['openAdvice', 'decideSheet', accountId]) expect(rows[0]!.all).toContain(act)
  expect(rows[0]!.all).not.toMatch(/A rare|Ada/)
})
