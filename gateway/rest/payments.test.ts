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
const door = await testGateway(pool, { SANDBOX_URL: bank.url, SANDBOX_PROVIDER_SECRET: secret, REFUND_LIMIT: '2000' }, [payments])
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
async function paid(more: { customerId?: string; status?: string } = {}) {
  const order = await ordered(more)
  const attemptId = `pay ${order.id}`
  const amount = { amountMinor: 2_490n, currency: 'EUR' }
  const asked = { attemptId, orderId: order.id, amount, provider: 'sandbox', method: 'card', token: 'ok', returnUrl: '' }
  await client.authorise(asked)
  await client.capture({ attemptId })
  const payment = {
    id: attemptId,
    provider: 'sandbox',
    method: 'card',
    state: 'captured',
    amountMinor: 2_490,
    capturedMinor: 2_490,
    refundedMinor: 0,
  }
  await pool.query('update orders.shop_order set payments = $2 where id = $1', [order.id, JSON.stringify([payment])])
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
  expect((await list('/stuck')).json()).toEqual({ items: [], dropped: [] })
  const support = await door.staff('support')
  for (const path of ['', '/x', '/disputes', '/ledger', '/ledger/entries', '/stuck'])
    expect((await door.get(`/v1/admin/payments${path}`, support)).statusCode).toBe(403)
})

test('PAY-8: a card number in any field of any call is 400, before anything else sees it', async () => {
  const card = '4242 4242 4242 4242'
  const address = { name: 'Ada', line1: card, postcode: '75002', city: 'Paris', country: 'FR' }
  const { token } = await door.customer()
  const made = await door.ask({ method: 'POST', url: '/v1/carts', body: {} })
  const cart = `/v1/carts/${made.json().id}`
  const asked = [
    ['note', door.ask({ method: 'POST', url: `${cart}/lines`, body: { variantId: 'v', quantity: 1, note: card } })],
    ['shipping.line1', door.ask({ method: 'PUT', url: `${cart}/addresses`, body: { shipping: address } })],
    ['name', door.ask({ method: 'PATCH', url: '/v1/me', body: { name: card.replaceAll(' ', '-') }, token })],
    ['q', door.get(`/v1/admin/payments?q=${card.replaceAll(' ', '')}`, accountant)],
  ] as const
  for (const [path, answer] of asked)
    expect((await answer).json()).toMatchObject({ status: 400, code: 'bad-input', errors: [{ path, code: 'card-number' }] })
  const query = `mutation { updateMe(name: "${card}") { id } }`
  expect((await door.ask({ method: 'POST', url: '/graphql', body: { query }, token })).body).toContain('card-number')
  // No card: the last digit is wrong; the bar code of a product.
  expect((await list(`?q=4242424242424241`)).statusCode).toBe(200)
  expect((await list(`?q=4006381333931`)).statusCode).toBe(200)
})

test('PAY-8: a customer sees what they keep and removes it; a guest keeps nothing; to somebody else it is not there', async () => {
  const [ada, grace] = [await door.customer(), await door.customer()]
  const { id: customerId, currency } = (await door.get('/v1/me', ada.token)).json<{ id: string; currency: string }>()
  expect(currency).toBe('EUR') // what the back office counts in
  const amount = { amountMinor: 2_490n, currency: 'EUR' }
  const asked = { attemptId: 'kept', orderId: 'kept', amount, provider: 'sandbox', method: 'card', token: 'ok', returnUrl: '' }
  await client.authorise({ ...asked, customerId, save: true })
  const kept = (token: string) => door.get('/v1/me/payment-methods', token)
  const shown = await kept(ada.token)
  expect(shown.json().items).toMatchObject([{ id: 'kept', brand: 'visa', last4: '4242', expires: '2030-12' }])
  expect(shown.body).not.toContain('kept_')
  expect((await kept(grace.token)).json()).toEqual({ items: [] })
  const remove = (token?: string) => door.ask({ method: 'DELETE', url: '/v1/me/payment-methods/kept', ...(token && { token }) })
  expect([(await remove(grace.token)).statusCode, (await remove()).statusCode]).toEqual([404, 401])
  expect([(await remove(ada.token)).json(), (await remove(ada.token)).json()]).toEqual([{ items: [] }, { items: [] }])

  const cart = (await door.ask({ method: 'POST', url: '/v1/carts', body: {} })).json().id
  const pay = (more: object) => {
    const payment = { provider: 'sandbox', method: 'card', ...more }
    const expectedTotal = { amountMinor: 1, currency: 'EUR' }
    return door.ask({ method: 'POST', url: `/v1/carts/${cart}/checkout`, body: { payment, acceptTerms: true, expectedTotal }, key: 'k' })
  }
  expect([(await pay({ token: 'ok', save: true })).statusCode, (await pay({ keptMethodId: 'kept' })).statusCode]).toEqual([401, 401])
})

test('PAY-8: a refund above the limit waits for somebody else: the same person twice is 403, then one refund moves', async () => {
  const { id, attemptId } = await paid()
  const [joe, ada, stock] = [await door.staff('support'), await door.staff('support'), await door.staff('stock')]
  const give = (amountMinor: number, token: string, key: string) => {
    const body = { amount: { amountMinor, currency: 'EUR' }, reason: 'damaged' }
    return door.ask({ method: 'POST', url: `/v1/admin/orders/${id}/refunds`, body, token, key })
  }
  const asked = await give(2_001, joe, 'large')
  expect([asked.statusCode, asked.json().refunded.amountMinor]).toEqual([202, 0])
  const [awaited] = asked.json().refundsAwaited
  expect(awaited).toMatchObject({ orderId: id, amount: { amountMinor: 2_001 }, reason: 'damaged' })
  expect((await give(2_001, joe, 'large')).json().refundsAwaited).toEqual([awaited])
  expect((await door.get('/v1/admin/refunds', ada)).json().items).toEqual([awaited])
  const agree = (token: string) => door.ask({ method: 'POST', url: `/v1/admin/refunds/${awaited.id}/agree`, token })
  expect((await agree(joe)).json()).toMatchObject({ status: 403, code: 'same-person' })
  expect((await agree(stock)).json()).toMatchObject({ status: 403, code: 'forbidden' })
  const moved = () => bank.movements.filter((one) => one.attemptId === attemptId && one.kind === 'refunded').map((one) => one.amountMinor)
  expect(moved()).toEqual([])
  const answers = await Promise.all([agree(ada), agree(joe), agree(ada), agree(joe)])
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([201, 403, 201, 403])
  expect(moved()).toEqual([2_001])
  expect((await door.get(`/v1/admin/orders/${id}`, ada)).json()).toMatchObject({ refundsAwaited: [], refunded: { amountMinor: 2_001 } })
  // What is left is small: one person is enough.
  expect((await give(100, joe, 'small')).statusCode).toBe(201)
  expect(moved()).toEqual([2_001, 100])
  expect((await door.ask({ method: 'POST', url: '/v1/admin/refunds/nothing/refuse', token: ada })).statusCode).toBe(404)
})

test('PAY-8: who cancels an order gives no more back alone than who refunds it', async () => {
  const { id, attemptId } = await paid({ status: 'paid' })
  const [joe, ada] = [await door.staff('support'), await door.staff('support')]
  const cancel = () => door.ask({ method: 'POST', url: `/v1/admin/orders/${id}/cancel`, body: { reason: 'mistake' }, token: joe })
  const [first, again] = [await cancel(), await cancel()]
  expect([first.statusCode, first.json().status, again.json().refundsAwaited.length]).toEqual([202, 'paid', 1])
  const [awaited] = first.json().refundsAwaited
  expect(awaited).toMatchObject({ amount: { amountMinor: 2_490 }, reason: 'mistake', cancels: true })
  const agree = (token: string) => door.ask({ method: 'POST', url: `/v1/admin/refunds/${awaited.id}/agree`, token })
  expect((await agree(joe)).statusCode).toBe(403)
  const agreed = await agree(ada)
  expect([agreed.statusCode, agreed.json().status]).toEqual([200, 'cancelled'])
  const moved = () => bank.movements.filter((one) => one.attemptId === attemptId && one.kind === 'refunded').map((one) => one.amountMinor)
  expect(moved()).toEqual([2_490])
})

test('PAY-8: who takes pieces out of an order gives no more back alone either; it waits, shown on the order, until somebody else agrees', async () => {
  const { id, attemptId } = await paid({ status: 'paid' })
  const [joe, ada] = [await door.staff('support'), await door.staff('support')]
  const asking = (url: string, token: string, body?: object) => door.ask({ method: 'POST', url, token, ...(body && { body }) })
  const out = await asking(`/v1/admin/orders/${id}/lines/cancel`, joe, { lines: [{ lineId: 'a', quantity: 2 }] })
  expect([out.statusCode, out.json().status]).toEqual([200, 'cancelled'])
  const moved = () => bank.movements.filter((one) => one.attemptId === attemptId && one.kind === 'refunded').map((one) => one.amountMinor)
  const shown = (await door.get(`/v1/admin/orders/${id}`, ada)).json()
  expect([moved(), shown.refundsAwaited]).toMatchObject([[], [{ amount: { amountMinor: 2_490 }, cancels: false }]])
  const [{ id: refundId }] = shown.refundsAwaited
  expect((await asking(`/v1/admin/refunds/${refundId}/agree`, joe)).json().code).toBe('same-person')
  expect((await asking(`/v1/admin/refunds/${refundId}/agree`, ada)).statusCode).toBe(201)
  expect(moved()).toEqual([2_490])
  expect((await door.get(`/v1/admin/orders/${id}`, ada)).json()).toMatchObject({ refundsAwaited: [], refunded: { amountMinor: 2_490 } })
})
