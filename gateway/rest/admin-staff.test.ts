import { testDatabase } from '@vitrine/platform/sql/test-database'
import { afterAll, expect, test } from 'vitest'
import { holds, type Right } from '../guards/rights.ts'
import { password, testGateway } from '../test-gateway.ts'

const pool = await testDatabase()
const door = await testGateway(pool)
afterAll(() => door.stop())

const idOf = async (token: string) => (await door.get('/v1/me', token)).json<{ id: string }>().id
const send = (method: 'POST' | 'PUT' | 'DELETE', url: string, token: string, body: object = {}) => door.ask({ method, url, token, body })
const codeOf = (answer: { statusCode: number; json: () => { code?: string } }) => [answer.statusCode, answer.json().code]
const grace = { email: 'grace@example.org', name: 'Grace Hopper', locale: 'en', roles: ['editor'] }
const lastToken = async () => {
  const text = `select body->>'token' as token from accounts.outbox where type like '%.StaffInvited' order by position desc limit 1`
  return (await pool.query<{ token: string }>(text)).rows[0]?.token ?? ''
}

test('who is invited signs in with the password they chose, does what their role may, and stops when it is taken away', async () => {
  const owner = await door.staff('owner')
  const invited = await send('POST', '/v1/admin/staff-invitations', owner, grace)
  expect([invited.statusCode, invited.json()]).toMatchObject([201, { ...grace, isOver: false }])
  expect(codeOf(await send('POST', '/v1/admin/staff-invitations', owner, grace))).toEqual([409, 'already-invited'])
  const accept = async (chosen: string) =>
    door.ask({ method: 'POST', url: '/v1/auth/staff-invitation', body: { token: await lastToken(), password: chosen } })
  expect(codeOf(await accept('motdepasse'))).toEqual([422, 'weak-password'])
  expect((await accept(password)).json()).toEqual({ email: grace.email })
  expect(codeOf(await accept(password))).toEqual([401, 'bad-credentials'])

  const session = await door.ask({ method: 'POST', url: '/v1/auth/login', body: { email: grace.email, password } })
  const { accessToken } = session.json<{ accessToken: string }>()
  expect((await door.get('/v1/admin/products', accessToken)).statusCode).toBe(200)
  const { items } = (await door.get('/v1/admin/staff', owner)).json()
  const row = items.find(({ email }: { email: string }) => email === grace.email)
  expect(row).toMatchObject({ email: grace.email, roles: ['editor'], openSessions: 1, signedInAt: expect.any(String) })
  expect((await send('DELETE', `/v1/admin/staff/${row.id}`, owner)).json()).toEqual({ id: row.id, roles: ['shopper'] })
  await door.shop.settle()
  const seen = async () => (await door.get('/v1/admin/products', accessToken)).statusCode
  await expect.poll(seen, { timeout: 10_000 }).toBe(401) // doors read every two seconds whose session has ended
})

test('nobody changes their own rights, an admin no owner, and the last owner neither leaves nor is lowered', async () => {
  const [owner, admin] = [await door.staff('owner'), await door.staff('admin')]
  const [ownerId, adminId] = [await idOf(owner), await idOf(admin)]
  await pool.query(`update accounts.account set roles = '{support}' where roles @> '{owner}' and id <> $1`, [ownerId])
  expect(codeOf(await send('PUT', `/v1/admin/staff/${adminId}`, admin, { roles: ['owner'] }))).toEqual([403, 'own-rights'])
  expect(codeOf(await send('PUT', `/v1/admin/staff/${ownerId}`, owner, { roles: ['owner', 'optician'] }))).toEqual([403, 'own-rights'])
  expect(codeOf(await send('PUT', `/v1/admin/staff/${ownerId}`, admin, { roles: ['support'] }))).toEqual([409, 'last-owner'])
  expect(codeOf(await send('DELETE', `/v1/admin/staff/${ownerId}`, owner))).toEqual([409, 'last-owner'])
  expect(codeOf(await send('POST', `/v1/admin/staff/${ownerId}/end-sessions`, admin))).toEqual([403, 'owners-alone'])
  const promoted = { ...grace, email: 'other@example.org', roles: ['owner'] }
  expect(codeOf(await send('POST', '/v1/admin/staff-invitations', admin, promoted))).toEqual([403, 'owners-alone'])
  expect(codeOf(await send('PUT', `/v1/admin/staff/${adminId}`, await door.staff('accountant'), { roles: ['owner'] }))).toEqual([
    403,
    'forbidden',
  ])
  expect((await send('PUT', `/v1/admin/staff/${adminId}`, owner, { roles: ['owner'] })).json().roles).toEqual(['owner'])
})

test('what was decided about staff stands in the audit with who did it, and without the address', async () => {
  const owner = await door.staff('owner')
  await send('POST', '/v1/admin/staff-invitations', owner, { ...grace, email: 'joan@example.org' })
  await door.shop.settle()
  const { items } = (await door.get('/v1/admin/audit?action=inviteStaff', owner)).json()
  expect(items[0]).toMatchObject({
    actorId: await idOf(owner),
    details: { input: { roles: ['editor'], email: '…', name: '…' }, status: 201 },
  })
})

test('who searches the audit stands in it, with each page that was read, wherever it begins; who only opens it does not', async () => {
  const owner = await door.staff('owner')
  const me = await idOf(owner)
  const searches = async () => {
    await door.shop.settle()
    const { items } = (await door.get('/v1/admin/audit?action=adminAudit&limit=100', owner)).json()
    return items.filter(({ actorId }: { actorId: string }) => actorId === me)
  }
  await door.get('/v1/admin/audit', owner)
  expect(await searches()).toEqual([])
  await door.get(`/v1/admin/audit?actorId=${me}&since=2020-01-01T00:00:00Z&limit=1`, owner)
  await door.get(`/v1/admin/audit?actorId=${me}&since=2020-01-01T00:00:00Z&limit=1&cursor=1000000`, owner)
  const inputs = (await searches()).map(({ details }: { details: { input: object } }) => details.input)
  expect(inputs.filter((input: { actorId?: string }) => input.actorId === me)).toEqual([
    { actorId: me, since: '2020-01-01T00:00:00Z', limit: 1, cursor: '1000000' },
    { actorId: me, since: '2020-01-01T00:00:00Z', limit: 1 },
  ])
})

test('the table of rights is the one the door decides by', async () => {
  const { roles, rights } = (await door.get('/v1/admin/staff-rights', await door.staff('admin'))).json()
  for (const { right, roles: holding } of rights as { right: Right; roles: string[] }[])
    for (const role of roles as string[]) expect([right, role, holding.includes(role)]).toEqual([right, role, holds([role], right)])
  expect(rights).toContainEqual({ right: 'staff', roles: ['admin', 'owner'] })
})
