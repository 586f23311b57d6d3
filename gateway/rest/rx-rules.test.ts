import { testDatabase } from '@vitrine/platform/sql/test-database'
import { afterAll, expect, test } from 'vitest'
import { testGateway } from '../test-gateway.ts'

const pool = await testDatabase()
const door = await testGateway(pool)
afterAll(() => door.stop())

const belgium = {
  ages: [
    { from: 0, months: 12 },
    { from: 18, months: 24 },
  ],
  ...{ required: ['prescriber'], lostOrBroken: false, source: 'Asked in Brussels' },
}
const put = (country: string, body: object, token: string) => door.ask({ method: 'PUT', url: `/v1/admin/rx-rules/${country}`, body, token })

test('OPT-4 an editor or an optician says how long prescriptions of a country hold; it stands in the audit, and nobody else may', async () => {
  const token = await door.staff('optician')
  const listed = await door.ask({ url: '/v1/admin/rx-rules', token })
  expect(listed.json()).toMatchObject({ items: [{ country: 'FR', ages: [{ from: 0, months: 12 }, { from: 16 }, { from: 43 }] }] })
  const set = await put('BE', belgium, token)
  expect([set.statusCode, set.json()]).toMatchObject([200, { items: [{ country: 'BE', ...belgium }, { country: 'FR' }] }])
  expect((await put('BE', { ...belgium, ages: [{ from: 5, months: 1 }] }, token)).json()).toMatchObject({
    code: 'bad-input',
    errors: [{ path: 'ages[0].from', code: 'not-rising' }],
  })
  const twice = [...belgium.ages, { from: 18, months: 1 }]
  expect((await put('BE', { ...belgium, ages: twice }, token)).json()).toMatchObject({ errors: [{ path: 'ages[2].from' }] })
  expect((await put('BE', { ...belgium, source: ' ' }, token)).statusCode).toBe(400)
  expect((await put('BE', belgium, await door.staff('support'))).statusCode).toBe(403)
  await door.shop.settle()
  const { rows } = await pool.query<{ all: string }>(`select string_agg(a::text, ' ') as all from audit.entry as a`)
  expect(rows[0]!.all).toContain('putRxRule')
  expect(rows[0]!.all).toContain('Asked in Brussels')
  const rx = { right: { sph: '+1' }, left: { sph: '+1' }, wearerBirthDate: '1990-06-15', issuedOn: '2025-01-31', country: 'BE' }
  const parsed = () => door.ask({ method: 'POST', url: '/v1/optics/prescriptions/parse', body: { prescription: rx } })
  expect((await parsed()).json()).toMatchObject({ validity: { until: '2027-01-31' }, required: ['prescriber'], lostOrBroken: false })
  expect((await door.ask({ method: 'DELETE', url: '/v1/admin/rx-rules/BE', body: {}, token })).json()).toMatchObject({
    items: [{ country: 'FR' }],
  })
  expect((await door.ask({ method: 'DELETE', url: '/v1/admin/rx-rules/BE', body: {}, token })).statusCode).toBe(200) // twice is once
  expect((await parsed()).json()).toMatchObject({ validity: { state: 'no-rule' }, required: [] })
})
