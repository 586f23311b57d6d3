import { generateKeyPairSync } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient, type Transport } from '@connectrpc/connect'
import { AccountService } from '@vitrine/contracts/accounts/v1'
import { CatalogService } from '@vitrine/contracts/catalog/v1'
import { OrderService } from '@vitrine/contracts/orders/v1'
import { HomeTrialService } from '@vitrine/contracts/orders/v1/home-trials'
import { PricingService } from '@vitrine/contracts/pricing/v1'
import { VerifyService } from '@vitrine/contracts/verify/v1'
import { randomIds } from '@vitrine/platform/ids/ids'
import { directTransport } from '@vitrine/platform/rpc/direct-transport'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startSandboxProvider } from '../../services/payments/sandbox/sandbox-provider.ts'
import { loadDemoShop } from '../demo/load-demo-shop.ts'
import { services } from '../services.ts'
import { movableClock, type TestShop, testShop } from '../test-shop.ts'
import { verifyRpc } from '../verify-rpc.ts'
import { eventTamperings, tamperings } from './test-tamperings.ts'
import { verifyShop } from './verify-shop.ts'

const pool = await testDatabase()
const names = services.map(({ name }) => name)
const data = mkdtempSync(join(tmpdir(), 'vitrine-verify-'))
const all = { ...tamperings, ...Object.assign({}, ...names.map(eventTamperings)) } as typeof tamperings
const eur = (amountMinor: bigint) => ({ amountMinor, currency: 'EUR' })

/** A shop that has lived: two customers who bought the same two things with a coupon, one of them served and partly paid back, and staff. */
beforeAll(async () => {
  mkdirSync(join(data, 'sandbox-provider'))
  const secret = 'a secret of this test'
  const bank = await startSandboxProvider({ ledgerFile: join(data, 'sandbox-provider', 'ledger.ndjson'), secret })
  const key = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const settings = {
    JWT_PRIVATE_KEY: key,
    MEDIA_SIGNING_KEY: 'for tests only, for tests only, 32',
    OPTICS_KEY: 'for tests only, for tests only, 32',
    TRYON_KEY: 'for tests only, for tests only, 32',
  }
  const clock = movableClock(new Date().toISOString())
  const shop = await testShop(pool, {
    services,
    clock,
    settings: { ...settings, SANDBOX_URL: bank.url, SANDBOX_PROVIDER_SECRET: secret },
  })
  await loadDemoShop({ peer: shop.peer, pool })
  await shop.settle()
  const accounts = createClient(AccountService, shop.peer('accounts'))
  const staff = { email: 'boss@example.com', password: 'three words that nobody leaked' }
  await accounts.putStaff({ ...staff, accountId: 'boss', name: 'Boss', roles: ['owner'] })
  await accounts.logIn({ ...staff, sessionId: 'session' })
  const served = await buy(shop, 'ada')
  await workOff(shop)
  clock.advance(60_000) // the carrier needs half of it
  await workOff(shop)
  await createClient(OrderService, shop.peer('orders')).refundOrder({
    refundId: 'refund',
    orderId: served,
    amount: eur(5_000n),
    reason: 'goodwill',
  })
  await createClient(OrderService, shop.peer('orders')).listInvoices({ orderId: served, viewer: { staff: true } })
  await workOff(shop)
  await buy(shop, 'grace')
  await lend(shop, 'ada')
  await shop.settle()
  await workOff(shop, ['notifications', 'recommendations'])
  await shop.stop()
  await bank.stop()
})
afterAll(() => rmSync(data, { recursive: true }))

const shipping = { name: 'Ada Blanc', line1: '1 rue de la Paix', postcode: '75002', city: 'Paris', country: 'FR' }
const payment = { provider: 'sandbox', method: 'card', token: 'ok', returnUrl: 'http://shop.example/back' }

/** A frame at home with a customer, its deposit set aside. */
async function lend(shop: TestShop, customerId: string): Promise<void> {
  const { product } = await createClient(CatalogService, shop.peer('catalog')).getProduct({
    idOrSlug: 'noe',
    locale: 'fr',
    currency: 'EUR',
  })
  const variantIds = [product!.variants[0]!.id]
  const asked = { customerId, variantIds, email: 'ada@example.com', locale: 'fr', currency: 'EUR', shipping, payment }
  const trials = createClient(HomeTrialService, shop.peer('orders'))
  const { result: told } = await trials.begin({ ...asked, trialId: randomIds(), expectedDeposit: eur(1n) })
  if (told.case !== 'depositChanged') throw new Error(`the trial answered ${told.case}`)
  const { result } = await trials.begin({ ...asked, trialId: randomIds(), expectedDeposit: told.value.deposit! })
  expect(result).toMatchObject({ case: 'trial', value: { state: 'preparing' } })
}

async function buy(shop: TestShop, customerId: string): Promise<string> {
  const { code } = await createClient(PricingService, shop.peer('pricing')).issueGiftCard({ id: randomIds(), amount: eur(1_000n) })
  const orders = createClient(OrderService, shop.peer('orders'))
  const catalog = createClient(CatalogService, shop.peer('catalog'))
  const [cartId, orderId, viewer] = [randomIds(), randomIds(), { customerId }]
  await orders.createCart({ cartId, currency: 'EUR', locale: 'fr', viewer })
  for (const idOrSlug of ['lise', 'noe']) {
    const { product } = await catalog.getProduct({ idOrSlug, locale: 'fr', currency: 'EUR' })
    await orders.addLine({ cartId, lineId: idOrSlug, variantId: product!.variants[0]!.id, quantity: 1, viewer })
  }
  for (const each of ['BIENVENUE10', code]) await orders.addCoupon({ cartId, code: each, viewer })
  await orders.setContact({ cartId, email: `${customerId}@example.com`, viewer })
  await orders.setAddresses({ cartId, shipping, viewer })
  const { options } = await orders.deliveryOptions({ cartId, viewer })
  await orders.setDelivery({ cartId, optionId: options.find(({ pickupPoints }) => pickupPoints.length === 0)!.id, viewer })
  const { cart } = await orders.getCart({ cartId, viewer })
  const { result } = await orders.checkout({ cartId, orderId, payment, expectedTotal: cart!.totals!.due!, viewer })
  expect(result.case).toBe('order')
  return orderId
}

/** Everything told is heard, and what is due by the clock is done, until nothing is left. */
async function workOff(shop: TestShop, of = ['orders', 'delivery', 'payments', 'notifications', 'recommendations']) {
  for (let round = 0; round < 8; round++) {
    await shop.settle()
    for (const name of of) for (const job of shop.running.get(name)?.jobs ?? []) await job.run()
  }
  await shop.settle()
}

/** Which invariants are broken once this was done to the rows; afterwards it was not done. */
async function brokenBy(statement?: string) {
  const tx = await pool.connect()
  try {
    await tx.query('begin')
    if (statement) await tx.query(statement)
    return await verifyShop({ peer: peersWithin(tx), services: names, data, patienceMs: 0 })
  } finally {
    await tx.query('rollback')
    tx.release()
  }
}

/** The books of every service as one transaction sees them: its questions are asked inside, and so begin and end nothing. */
function peersWithin(tx: pg.PoolClient): (name: string) => Transport {
  let last: Promise<unknown> = Promise.resolve() // services ask at once, and a connection answers one after the other
  const query = (asked: pg.QueryConfig | string, values?: unknown[]) => {
    if (typeof asked === 'string' && /^(begin|rollback)/.test(asked)) return Promise.resolve()
    const answer = last.then(() => tx.query(asked, values))
    last = answer.catch(() => {}) // whoever asked hears of it
    return answer
  }
  const within = { connect: async () => ({ query, release: () => {} }) } as unknown as pg.Pool // all of a pool that verifyRpc uses
  const transports = new Map(
    services.map((service) => [service.name, directTransport((router) => router.service(VerifyService, verifyRpc(service, within)))]),
  )
  return (name) => transports.get(name)!
}

const isBroken = ({ breaks }: { readonly breaks: readonly string[] }) => breaks.length > 0

test('untouched, all hold, and each of them has its tampering', async () => {
  const found = await brokenBy()
  expect(found.filter(isBroken)).toEqual([])
  expect(Object.keys(all).toSorted()).toEqual(found.map(({ invariant }) => invariant).toSorted())
})

describe('one tampered row turns red', () => {
  const cases = Object.entries(all).flatMap(([invariant, statements]) =>
    [statements].flat().map((statement, n) => [invariant, n + 1, statement] as const),
  )
  test.each(cases)('%s (%i)', async (invariant, _, statement) => {
    const broken = (await brokenBy(statement)).filter(isBroken)
    expect(broken.map((one) => one.invariant)).toContain(invariant)
    for (const { breaks } of broken) for (const line of breaks) expect(line).toMatch(/\S/)
  })
})

test('and nothing of it was kept', async () => {
  expect((await brokenBy()).filter(isBroken)).toEqual([])
})
