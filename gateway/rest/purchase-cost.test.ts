import { createClient } from '@connectrpc/connect'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DeliveryService } from '@vitrine/contracts/delivery/v1'
import { PricingService } from '@vitrine/contracts/pricing/v1'
import { StockService } from '@vitrine/contracts/stock/v1'
import { notifications } from '@vitrine/notifications'
import { payments } from '@vitrine/payments'
import { openPool } from '@vitrine/platform/sql/pool'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { statementsOf } from '@vitrine/platform/sql/test-statements'
import { pricing } from '@vitrine/pricing'
import { recommendations } from '@vitrine/recommendations'
import { stock } from '@vitrine/stock'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startSandboxProvider } from '../../services/payments/sandbox/sandbox-provider.ts'
import { publishFrame, testGateway } from '../test-gateway.ts'

const database = await testDatabase()
const pool = openPool(database.options.connectionString!)
const asked = statementsOf(pool)
const folder = mkdtempSync(join(tmpdir(), 'vitrine-cost-'))
const secret = 'a secret of this test'
const bank = await startSandboxProvider({ ledgerFile: join(folder, 'ledger'), secret, clock: () => door.clock() })
const settings = { SANDBOX_URL: bank.url, SANDBOX_PROVIDER_SECRET: secret, CARRIER_SPEED: '0' }
const door = await testGateway(pool, settings, [stock, pricing, payments, notifications, recommendations])
const variantIds = ['lise-black', 'lise-tortoise']
const eur = (amountMinor: bigint) => ({ amountMinor, currency: 'EUR' })
afterAll(async () => {
  await door.stop()
  await bank.stop()
  await pool.end()
  rmSync(folder, { recursive: true })
})

beforeAll(async () => {
  bank.hearAt(`${await door.app.listen({ port: 0, host: '127.0.0.1' })}/v1/webhooks/sandbox`)
  await publishFrame(door.shop)
  const prices = createClient(PricingService, door.shop.peer('pricing'))
  await prices.setPrices({ prices: variantIds.map((variantId) => ({ variantId, price: eur(12_900n) })) })
  await prices.setDeliveryRates({ rates: [{ methodId: 'home', zone: 'FR', price: eur(490n) }] })
  const name = { fr: 'À domicile', en: 'Home' }
  const home = { id: 'home', name, kind: 'home', zones: ['EU'], maxWeightG: 9_000, daysMin: 2, daysMax: 3, carrier: 'Colissimo' }
  await createClient(DeliveryService, door.shop.peer('delivery')).putMethods({ methods: [home] })
  const levels = createClient(StockService, door.shop.peer('stock'))
  for (const variantId of variantIds)
    await levels.count({ movementId: variantId, variantId, onHand: 50, reason: 'correction', actor: 'a test' })
  await door.shop.settle()
})

const shipping = { name: 'Ada Lovelace', line1: '12 rue de la Paix', postcode: '75002', city: 'Paris', country: 'FR' }

const ask = async (method: 'POST' | 'PUT', url: string, body: object, key?: string) =>
  (await door.ask({ method, url, body, ...(key && { key }) })).json()

/** A cart of two lines that lacks nothing but its payment. */
async function readyCart() {
  const { id } = await ask('POST', '/v1/carts', {})
  for (const variantId of variantIds) await ask('POST', `/v1/carts/${id}/lines`, { variantId, quantity: 1 })
  await ask('PUT', `/v1/carts/${id}/contact`, { email: `${id}@example.com` })
  await ask('PUT', `/v1/carts/${id}/addresses`, { shipping })
  const { totals } = await ask('PUT', `/v1/carts/${id}/delivery`, { optionId: 'home' })
  return { id: id as string, total: totals.total as object }
}

/** How many were heard. Asked beside the pool, so it counts as nothing that was asked. */
const webhooks = async () => Number((await database.query('select count(*) from payments.webhook')).rows[0].count)

/** Pays so many carts at once, and waits for the webhooks. Answers what was asked of PostgreSQL until the shoppers were answered, and after it. */
async function purchases(count: number) {
  const carts: Awaited<ReturnType<typeof readyCart>>[] = []
  for (let n = 0; n < count; n++) carts.push(await readyCart())
  await door.shop.settle()
  const heardBefore = await webhooks()
  asked.length = 0
  const payment = { provider: 'sandbox', method: 'card', token: 'ok' }
  const pay = ({ id, total: expectedTotal }: { readonly id: string; readonly total: object }) =>
    ask('POST', `/v1/carts/${id}/checkout`, { payment, acceptTerms: true, expectedTotal }, id)
  for (const { status } of await Promise.all(carts.map(pay))) expect(status).toBe('paid')
  // Webhooks come beside the answer, and are heard before or after it.
  const isWebhook = (name: string) => name === 'payments.keep-webhook'
  const untilAnswered = asked.length
  await expect.poll(webhooks).toBe(heardBefore + 2 * count)
  await door.shop.settle()
  for (const [service, name] of jobs)
    await door.shop.running
      .get(service)!
      .jobs!.find((job) => job.name === name)!
      .run()
  return {
    answered: asked.slice(0, untilAnswered).filter((name) => !isWebhook(name)),
    after: [...asked.slice(untilAnswered), ...asked.slice(0, untilAnswered).filter(isWebhook)],
  }
}

const jobs = [
  ['orders', 'errands of orders'],
  ['orders', 'documents of orders'],
  ['payments', 'payments works on webhooks'],
  ['notifications', 'send mails'],
] as const

/** What carrying an event costs is counted in `platform/events`; sessions that ended are looked for by the clock. */
const isOfPurchase = (name: string) => !/outbox|inbox|waiting claim|^begin$|^commit$|gateway revocations/.test(name)

test('a purchase of two lines asks PostgreSQL this and no more: until the shopper is answered, and afterwards', async () => {
  await purchases(1) // what is asked once in the life of a process is asked
  const { answered, after } = await purchases(1)
  expect(answered.filter(isOfPurchase)).toEqual([
    'gateway idempotency claim',
    'orders.checkout.load',
    'orders.checkout.begin',
    'stock.reserve',
    'orders.checkout.advance',
    'pricing.facts',
    'pricing.freeze',
    'orders.checkout.advance',
    'payments.begin',
    'payments.hear',
    'orders.checkout.advance',
    'stock.keep',
    'orders.checkout.place',
    'payments.ask-capture',
    'payments.hear',
    'orders.order.change',
    'gateway idempotency answer',
  ])
  expect(after.filter(isOfPurchase).toSorted()).toEqual([
    'delivery.method.list',
    'delivery.parcel.make',
    ...['gateway tell', 'gateway tell', 'gateway tell'], // placed, paid, packed
    'notifications.mail.claim',
    'notifications.mail.keep',
    'notifications.mail.sent',
    'notifications.order',
    ...['orders.errand.claim-documents', 'orders.errand.drop', 'orders.errand.due'], // its invoice is owed since it was paid
    ...['orders.invoice.issue', 'orders.invoice.of-order'], // and issued, with one more look at the order
    ...['orders.order.change', 'orders.order.find', 'orders.order.find'], // packed
    'payments.claim-webhooks',
    ...['payments.keep-webhook', 'payments.keep-webhook'],
    'recommendations.buy',
    'recommendations.turn',
  ])
})

/** What webhooks of many purchases ask depends on when they come, and is counted in `services/payments`. */
const isOfWebhook = (name: string) => name.startsWith('payments.')

test('what eight purchases at once cause after their shoppers were answered is asked of PostgreSQL as often as what one causes', async () => {
  await purchases(1)
  const { after } = await purchases(8)
  expect(after.filter((name) => isOfPurchase(name) && !isOfWebhook(name)).toSorted()).toEqual([
    'delivery.method.list',
    'delivery.parcel.make',
    ...['gateway tell', 'gateway tell', 'gateway tell'],
    'notifications.mail.claim',
    'notifications.mail.keep',
    ...['notifications.mail.sent', 'notifications.mail.sent'], // handed over five at a time
    'notifications.order',
    ...['orders.errand.claim-documents', 'orders.errand.drop', 'orders.errand.due'],
    ...['orders.invoice.issue', 'orders.invoice.of-order'],
    ...['orders.order.change', 'orders.order.find', 'orders.order.find'],
    'recommendations.buy',
    'recommendations.turn',
  ])
})
