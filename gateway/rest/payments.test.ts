import { createClient } from '@connectrpc/connect'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PaymentService } from '@vitrine/contracts/payments/v1'
import { payments } from '@vitrine/payments'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startSandboxProvider } from '../../services/payments/sandbox/sandbox-provider.ts'
import { testGateway } from '../test-gateway.ts'
import { orderMaker } from '../test-orders.ts'

const pool = await testDatabase()
const folder = mkdtempSync(join(tmpdir(), 'vitrine-gateway-'))
const secret = 'a secret of this test'
let clock = () => new Date()
const bank = await startSandboxProvider({ ledgerFile: join(folder, 'ledger'), secret, clock: () => clock() })
const door = await testGateway(pool, { SANDBOX_URL: bank.url, SANDBOX_PROVIDER_SECRET: secret }, [payments])
clock = door.clock
const client = createClient(PaymentService, door.shop.peer('payments'))
const ordered = orderMaker(pool, door.clock)
let accountant = ''
beforeAll(async () => {
  accountant = await door.staff('accountant')
})
afterAll(async () => {
  await door.stop()
  await bank.stop()
  rmSync(folder, { recursive: true })
})

/** An order whose payment was taken. */
async function paid(more: { customerId?: string } = {}) {
  const order = await ordered(more)
  const attemptId = `pay ${order.id}`
  const amount = { amountMinor: 2_490n, currency: 'EUR' }
  const asked = { attemptId, orderId: order.id, amount, provider: 'sandbox', method: 'card', token: 'ok', returnUrl: '' }
  await client.authorise(asked)
  await client.capture({ attemptId })
  return { ...order, attemptId }
}
const list = (path: string) => door.get(`/v1/admin/payments${path}`, accountant)

test('PAY-3: staff find a payment by the number or mail of its order, and see all that moved with its times', async () => {
  const { id, number, attemptId } = await paid()
  await paid()
  for (const q of [number, id, attemptId, `sandbox_${attemptId}`]) {
    const { items, total } = (await list(`?q=${encodeURIComponent(q)}`)).json()
    expect([q, items.map((one: { id: string }) => one.id), total]).toEqual([q, [attemptId], 1])
  }
  expect((await list('?q=ada@example.com')).json().total).toBe(2)
  expect((await list('?state=refunded')).json().items).toEqual([])
  expect((await list('?state=odd')).json()).toMatchObject({ status: 400, errors: [{ path: 'state' }] })
  const shown = (await list(`/${encodeURIComponent(attemptId)}`)).json()
  expect(shown).toMatchObject({ id: attemptId, orderId: id, state: 'captured', captured: { amountMinor: 2_490, currency: 'EUR' } })
  expect(shown.transactions.map(({ kind }: { kind: string }) => kind)).toEqual(['authorised', 'captured'])
  expect(shown.steps.map(({ step }: { step: string }) => step)).toEqual(['begun', 'capture-asked'])
  expect((await list('/nobody')).json()).toMatchObject({ status: 404, code: 'not-found' })
})

test('PAY-3: a shopper sees what moved for their order; to everybody else it is not there', async () => {
  const guest = await paid()
  const seen = await door.get(`/v1/orders/${guest.id}/transactions`)
  expect(seen.json().items).toMatchObject([
    { kind: 'authorised', amount: { amountMinor: 2_490 }, id: expect.any(String), at: expect.any(String), heardAt: expect.any(String) },
    { kind: 'captured' },
  ])
  expect(seen.headers['cache-control']).toBe('no-store')
  const foreign = await paid({ customerId: 'somebody' })
  const { token } = await door.customer()
  for (const asked of [door.get(`/v1/orders/${foreign.id}/transactions`, token), door.get('/v1/orders/nobody/transactions')])
    expect((await asked).json()).toMatchObject({ status: 404, code: 'not-found' })
})

test('the ledger’s balances, disputes and what is stuck are for who keeps the accounts', async () => {
  const { attemptId } = await paid()
  bank.dispute(attemptId, 'opened')
  const asked = await door.ask({ method: 'POST', url: `/v1/admin/payments/${encodeURIComponent(attemptId)}/ask`, token: accountant })
  expect([asked.statusCode, asked.json().state]).toEqual([200, 'disputed'])
  expect((await list('/disputes')).json().items).toMatchObject([{ paymentId: attemptId, outcome: 'opened' }])
  const { items } = (await list('/ledger')).json()
  expect(items.reduce((sum: number, one: { amount: { amountMinor: number } }) => sum + one.amount.amountMinor, 0)).toBe(0)
  const rows = (await list('/ledger/entries?account=disputed&currency=EUR')).json().items
  expect(rows).toMatchObject([{ account: 'disputed', paymentId: attemptId, amount: { amountMinor: 2_490 } }])
  expect((await list('/stuck')).json()).toEqual({ items: [] })
  const support = await door.staff('support')
  for (const path of ['', '/x', '/disputes', '/ledger', '/ledger/entries', '/stuck'])
    expect((await door.get(`/v1/admin/payments${path}`, support)).statusCode).toBe(403)
})
