import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Code, ConnectError, type ConnectRouter, createClient, type Transport } from '@connectrpc/connect'
import { catalog } from '@vitrine/catalog'
import { CatalogService } from '@vitrine/contracts/catalog/v1'
import { DeliveryService } from '@vitrine/contracts/delivery/v1'
import { type CheckoutResponse, OrderService } from '@vitrine/contracts/orders/v1'
import { PaymentService } from '@vitrine/contracts/payments/v1'
import { PricingService } from '@vitrine/contracts/pricing/v1'
import { StockService } from '@vitrine/contracts/stock/v1'
import { VerifyService } from '@vitrine/contracts/verify/v1'
import { delivery } from '@vitrine/delivery'
import { optics } from '@vitrine/optics'
import { payments } from '@vitrine/payments'
import type { Failpoint } from '@vitrine/platform/failpoints/failpoints'
import { randomIds } from '@vitrine/platform/ids/ids'
import type { Service } from '@vitrine/platform/service'
import { pricing } from '@vitrine/pricing'
import { stock } from '@vitrine/stock'
import { movableClock, type TestShop, testShop } from '@vitrine/system/test-shop'
import type pg from 'pg'
import { frame, perfume } from '../catalog/test-products.ts'
import { startSandboxProvider } from '../payments/sandbox/sandbox-provider.ts'
import { orders } from './service.ts'

export const eur = (amountMinor: bigint) => ({ amountMinor, currency: 'EUR' })
export const shipping = { name: 'Ada Blanc', line1: '1 rue de la Paix', postcode: '75002', city: 'Paris', country: 'FR' }

const home = {
  ...{ id: 'home', name: { fr: 'À domicile', en: 'Home' }, kind: 'home', zones: ['EU'], maxWeightG: 9_000, daysMin: 2, daysMax: 3 },
  carrier: 'Colissimo',
}
const methods = [home, { ...home, id: 'light', maxWeightG: 70 }, { ...home, id: 'unpriced' }, { ...home, id: 'free' }]
const rates = [
  { methodId: 'home', zone: 'FR', price: eur(490n) },
  { methodId: 'light', zone: 'FR', price: eur(490n) },
  { methodId: 'free', zone: 'FR', price: eur(0n) },
]
const promotions = [
  { id: 'ten', code: 'TEN', kind: 'percentage', percentagePpm: 100_000 },
  { id: 'all', code: 'ALL', kind: 'percentage', percentagePpm: 1_000_000 },
]

/** What a test may do to the world around a shop. */
export interface World {
  /** Stock answers nobody. */
  isStockAway: boolean
  /** Payments answers nobody. */
  isPaymentsAway: boolean
  /** Payments does what this call of it asks, and the answer is lost on its way. */
  lostAnswer: 'authorise' | 'capture' | undefined
  /** Called when pricing is asked for its currencies; who throws here keeps it from answering. */
  currenciesAsked: () => Promise<void>
  /** Orders whose authorised money lapses before it is captured. */
  readonly lapsing: Set<string>
}

/**
 * A whole shop with everything a checkout needs, and the tools of a test: shoppers, the bank, the books. Every service is the real one; the bank is the
 * sandbox provider with its own ledger, which no test can roll back.
 */
export async function openTill(pool: pg.Pool, more: Readonly<Record<string, string>> = {}, others: readonly Service[] = []) {
  const clock = movableClock()
  const folder = mkdtempSync(join(tmpdir(), 'vitrine-orders-'))
  const secret = 'a secret of this test'
  const bank = await startSandboxProvider({ ledgerFile: join(folder, 'ledger'), secret, clock })
  const world: World = {
    isStockAway: false,
    isPaymentsAway: false,
    lostAnswer: undefined,
    currenciesAsked: async () => {},
    lapsing: new Set(),
  }
  const settings = {
    CARRIER_SPEED: '0',
    SANDBOX_URL: bank.url,
    SANDBOX_PROVIDER_SECRET: secret,
    OPTICS_KEY: 'for tests only, for tests only, 32',
    ...more,
  }
  const services = [
    catalog,
    asking(
      stock,
      awayIf(() => world.isStockAway),
    ),
    asking(pricing, async (call) => {
      if (call === 'listKeptCurrencies') await world.currenciesAsked()
    }),
    asking(
      payments,
      awayIf(() => world.isPaymentsAway),
      (call) => awayIf(() => world.lostAnswer === call)(),
    ),
    delivery,
    optics,
    orders,
    ...others,
  ]
  const open = async (failpoint: Failpoint = async () => {}): Promise<TestShop> => {
    const opened = await testShop(pool, { services, clock, settings, failpoint: async (name) => (await lapse(name), failpoint(name)) })
    const payer = createClient(PaymentService, opened.peer('payments'))
    async function lapse(name: string) {
      if (name !== 'orders.checkout.capture.before-call' || world.lapsing.size === 0) return
      const { attempts } = await payer.listAttempts({ orderIds: [...world.lapsing] })
      for (const { id, state } of attempts) if (state === 'authorised') await payer.void({ attemptId: id })
    }
    return opened
  }
  const shop = await open()
  await createClient(DeliveryService, shop.peer('delivery')).putMethods({ methods })
  const prices = createClient(PricingService, shop.peer('pricing'))
  await prices.setDeliveryRates({ rates })
  for (const promotion of promotions) await prices.putPromotion({ promotion })
  /** A coupon for one order, anew. */
  const once = { kind: 'percentage', percentagePpm: 100_000, limitTotal: 1 }
  let round = 0
  const newCoupon = async (limits = {}) => {
    const code = `ONCE${round++}`
    await prices.putPromotion({ promotion: { ...once, ...limits, id: code, code } })
    return code
  }
  /** A gift card with so much on it: its code, and what is left on it. */
  const giftCard = async (amountMinor: bigint) => {
    const { card, code } = await prices.issueGiftCard({ id: randomIds(), amount: eur(amountMinor) })
    const left = async () => (await prices.getCredit({ creditId: card!.id })).credit?.balance?.amountMinor
    return { code, left }
  }
  const books = booksOf(pool, bank.movements)
  async function close() {
    await shop.stop()
    await bank.stop()
    rmSync(folder, { recursive: true })
  }
  return { clock, shop, bank, world, open, close, newCoupon, giftCard, ...books, ...shelves(shop), ...shoppers(shop.peer('orders'), shop) }
}

/** Fails as a service nobody reaches. */
const awayIf = (isAway: () => boolean) => async () => {
  if (isAway()) throw new ConnectError('nobody answers', Code.Unavailable)
}

/** The same service, each of whose calls asks first, and again when it is done, and fails as that does. */
function asking(
  service: Service,
  before: (call: string) => Promise<void>,
  after: (call: string) => Promise<void> = async () => {},
): Service {
  const guarded = (router: ConnectRouter): ConnectRouter => ({
    ...router,
    service(definition, implementation) {
      const guard = (name: string, call: unknown) => {
        if (typeof call !== 'function') return call
        return async (...args: unknown[]): Promise<unknown> => {
          await before(name)
          const answer: unknown = await call.apply(implementation, args)
          await after(name)
          return answer
        }
      }
      const entries = Object.entries(implementation).map(([name, call]) => [name, guard(name, call)])
      return router.service(definition, Object.fromEntries(entries) as typeof implementation)
    },
  })
  return {
    ...service,
    async start(needs) {
      const running = await service.start(needs)
      return { ...running, routes: (router) => running.routes(guarded(router)) }
    },
  }
}

/** Puts things on sale. */
function shelves(shop: TestShop) {
  const products = createClient(CatalogService, shop.peer('catalog'))
  const prices = createClient(PricingService, shop.peer('pricing'))
  const levels = createClient(StockService, shop.peer('stock'))
  const setPrice = (variantId: string, amountMinor: bigint) => prices.setPrices({ prices: [{ variantId, price: eur(amountMinor) }] })
  const setPieces = (variantId: string, onHand: number) =>
    levels.count({ movementId: randomIds(), variantId, onHand, reason: 'correction', actor: 'a test' })
  /** A frame of which so many are there. */
  async function stocked(quantity = 10, amountMinor = 12_900n, status = 'published') {
    const id = randomIds()
    const variants = [{ id: `v-${id}`, sku: `S-${id}`, options: { colour: 'black' }, attributes: { weightG: 50 } }]
    await products.putProduct({ product: frame(id, { variants, status }) })
    if (amountMinor > 0n) await setPrice(`v-${id}`, amountMinor)
    await setPieces(`v-${id}`, quantity)
    return `v-${id}`
  }
  /** Frames of one product, five of each. */
  async function stockedMany(count: number) {
    const id = randomIds()
    const variants = Array.from({ length: count }, (_, n) => ({ id: `v-${id}-${n}`, sku: `S-${id}-${n}`, options: { colour: `c${n}` } }))
    await products.putProduct({ product: frame(id, { variants }) })
    await prices.setPrices({ prices: variants.map((variant) => ({ variantId: variant.id, price: eur(100n) })) })
    for (const variant of variants) await setPieces(variant.id, 5)
    return variants.map((variant) => variant.id)
  }
  async function stockedPerfume() {
    const id = randomIds()
    await products.putProduct({ product: perfume(id) })
    await setPrice(`${id}-50`, 8_900n)
    await setPieces(`${id}-50`, 10)
    return `${id}-50`
  }
  return { setPrice, setPieces, stocked, stockedMany, stockedPerfume }
}

/** What shoppers do, over one way of calling orders. */
export function shoppers(transport: Transport, shop: TestShop) {
  const client = createClient(OrderService, transport)
  const { stocked } = shelves(shop)
  /** A cart that lacks nothing. */
  async function ready(variantId: string, { quantity = 1, customerId = '', optionId = 'home' } = {}) {
    const [cartId, viewer] = [randomIds(), { customerId }]
    await client.createCart({ cartId, currency: 'EUR', locale: 'fr', viewer })
    await client.addLine({ cartId, lineId: `line ${cartId}`, variantId, quantity, viewer })
    await client.setContact({ cartId, email: 'ada@example.com', viewer })
    await client.setAddresses({ cartId, shipping, viewer })
    await client.setDelivery({ cartId, optionId, viewer })
    return cartId
  }
  async function pay(
    cartId: string,
    token = 'ok',
    { orderId = randomIds(), customerId = '', provider = 'sandbox', amountMinor = -1n } = {},
  ) {
    const { cart } = await client.getCart({ cartId, viewer: { staff: true } })
    const expectedTotal = eur(amountMinor < 0n ? (cart!.totals?.due?.amountMinor ?? 0n) : amountMinor)
    const payment = { provider, method: 'card', token, returnUrl: 'http://shop.example/back' }
    return (await client.checkout({ cartId, orderId, payment, expectedTotal, viewer: { customerId } })).result
  }
  const readyToPay = async (quantity = 1) => ready(await stocked(quantity), { quantity })
  const stateOf = async (cartId: string) => client.checkoutState({ cartId, viewer: { staff: true } })
  const cartOf = async (cartId: string) => (await client.getCart({ cartId, viewer: { staff: true } })).cart!
  const orderOf = async (orderId: string) => (await client.getOrder({ orderId, viewer: { staff: true } })).order!
  return { client, stocked, ready, readyToPay, pay, stateOf, cartOf, orderOf }
}

/** What other books say of an order: the bank's ledger, stock's reservations, what orders told and nobody has heard yet, what it heard of payments. */
function booksOf(pool: pg.Pool, movements: readonly { readonly orderId: string; readonly kind: string }[]) {
  const movesOf = (orderId: string) => movements.filter((movement) => movement.orderId === orderId).map(({ kind }) => kind)
  const heldFor = async (orderId: string) => {
    const text = `select coalesce(sum(quantity), 0)::int as pieces from stock.reservation join stock.reservation_line on reservation_id = id
      where id = $1 and state in ('held', 'kept')`
    return (await pool.query<{ pieces: number }>(text, [orderId])).rows[0]!.pieces
  }
  const told = async (orderId: string) => {
    const { rows } = await pool.query<{ type: string }>('select type from orders.outbox where key = $1 order by position', [orderId])
    return rows.map(({ type }) => type.replace('vitrine.orders.v1.', ''))
  }
  /** What orders keeps of what payments told of an order. */
  const keptOf = async (orderId: string) => {
    const text = `select type from orders.inbox where key = $1 and type like 'vitrine.payments.%' order by position`
    return (await pool.query<{ type: string }>(text, [orderId])).rows.map(({ type }) => type.replace('vitrine.payments.v1.', ''))
  }
  return { movesOf, heldFor, told, keptOf }
}

export const orderIn = (result: CheckoutResponse['result']) => {
  if (result.case !== 'order') throw new Error(`the checkout answered ${result.case}`)
  return result.value
}

/** Runs the jobs of a service until none has anything to do. */
export async function workOff(shop: TestShop, service = 'orders'): Promise<void> {
  for (const job of shop.running.get(service)!.jobs!) while ((await job.run()) > 0);
}

/** What verify finds wrong, but for what it judges by the clock on the wall. */
export async function breaksIn(shop: TestShop, service = 'orders'): Promise<string[]> {
  const { checked } = await createClient(VerifyService, shop.peer(service)).check({})
  const timeless = checked.filter(({ invariant }) => !/^I(4|8)/.test(invariant))
  return timeless.flatMap(({ invariant, breaks }) => breaks.map((line) => `${invariant}: ${line}`))
}
