import { createClient } from '@connectrpc/connect'
import { AccountService } from '@vitrine/contracts/accounts/v1'
import { AuditService } from '@vitrine/contracts/audit/v1'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { pricing } from '@vitrine/pricing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testGateway } from '../test-gateway.ts'

/** How staff find customers, and put them in groups. */
const door = await testGateway(await testDatabase(), {}, [pricing])
let [editor, accountant, stock, adaId] = ['', '', '', '']
beforeAll(async () => {
  ;[editor, accountant, stock] = await Promise.all([door.staff('editor'), door.staff('accountant'), door.staff('stock')])
  const people = createClient(AccountService, door.shop.peer('accounts'))
  await door.customer('ada.lovelace@example.org')
  adaId = (await people.listAccounts({ q: 'ada.lovelace' })).accounts[0]!.id
})
afterAll(() => door.stop())

const group = (method: 'PUT' | 'DELETE', code: string, customerId = adaId, token = editor) =>
  door.ask({ method, url: `/v1/admin/customers/${customerId}/groups/${code}`, body: {}, token })

test('who grants credit or aims a promotion finds a customer, and learns name and address alone; who counts pieces does not', async () => {
  for (const token of [editor, accountant]) {
    const found = await door.get('/v1/admin/customers?q=ada.love', token)
    expect([found.statusCode, found.json()]).toEqual([
      200,
      { items: [{ id: adaId, email: 'ada.lovelace@example.org', name: 'ada.lovelace' }] },
    ])
    expect((await door.get(`/v1/admin/customers?ids=${adaId}`, token)).json().items).toHaveLength(1)
    expect((await door.get('/v1/admin/accounts?q=ada', token)).statusCode).toBe(403)
  }
  expect((await door.get('/v1/admin/customers?q=ada.love', stock)).statusCode).toBe(403)
  expect((await door.get('/v1/admin/customers?q=ad', editor)).statusCode).toBe(400)
  expect((await door.get('/v1/admin/customers', editor)).json()).toEqual({ items: [] })
})

test('a customer goes in and out of one group, which shows them by name, and the audit knows who did it', async () => {
  expect((await group('PUT', 'vip')).json()).toEqual({ groups: ['vip'] })
  expect((await group('PUT', 'opticians')).json()).toEqual({ groups: ['opticians', 'vip'] })
  await group('PUT', 'vip', 'forgotten')
  const members = (await door.get('/v1/admin/customer-groups/vip/members', editor)).json()
  expect(members).toMatchObject({ total: 2, nextCursor: null })
  expect(members.items).toEqual(
    expect.arrayContaining([
      { id: adaId, name: 'ada.lovelace', email: 'ada.lovelace@example.org' },
      { id: 'forgotten', name: '', email: '' },
    ]),
  )
  expect((await group('DELETE', 'vip')).json()).toEqual({ groups: ['opticians'] })
  expect((await door.get('/v1/admin/customer-groups', editor)).json().items).toEqual([
    { code: 'opticians', members: 1, lists: 0, promotions: 0 },
    { code: 'vip', members: 1, lists: 0, promotions: 0 },
  ])
  expect((await group('PUT', 'vip', adaId, stock)).statusCode).toBe(403)
  expect((await group('PUT', 'Tr%C3%A8s')).statusCode).toBe(400)
  await door.shop.settle()
  const { entries } = await createClient(AuditService, door.shop.peer('audit')).list({ action: 'takeOutOfGroup', page: { limit: 10 } })
  expect(entries).toMatchObject([{ object: `customers ${adaId}` }])
})

test('the twenty-first group says so at its field', async () => {
  for (let n = 0; n < 20; n++) await group('PUT', `g-${n}`, 'bob')
  expect((await group('PUT', 'one-more', 'bob')).json()).toMatchObject({ status: 400, errors: [{ path: 'group', code: 'too-many' }] })
})
