import { type Client, createClient, type Transport } from '@connectrpc/connect'
import { DeliveryService } from '@vitrine/contracts/delivery/v1'
import { type CheckoutResponse, OrderService } from '@vitrine/contracts/orders/v1'
import { VerifyService } from '@vitrine/contracts/verify/v1'
import { delivery } from '@vitrine/delivery'
import type { Failpoint } from '@vitrine/platform/failpoints/failpoints'
import { randomIds } from '@vitrine/platform/ids/ids'
import { movableClock, type TestShop, testShop } from '@vitrine/system/test-shop'
import type pg from 'pg'
import { orders } from './service.ts'
import { asset, neighbours } from './test-neighbours.ts'

const home = {
  id: 'home',
  name: { fr: 'À domicile', en: 'Home' },
  kind: 'home',
  zones: ['EU'],
  maxWeightG: 9_000,
  daysMin: 2,
  daysMax: 3,
  carrier: 'Colissimo',
}
export const shipping = { name: 'Ada Blanc', line1: '1 rue de la Paix', postcode: '75002', city: 'Paris', country: 'FR' }

/** A shop with everything a checkout needs, and shoppers who walk up to its till. */
export async function openTill(pool: pg.Pool) {
  const clock = movableClock()
  const world = neighbours()
  const open = (failpoint?: Failpoint) =>
    testShop(pool, {
      services: [...world.services, delivery, orders],
      asset,
      clock,
      settings: { CARRIER_SPEED: '0' },
      ...(failpoint && { failpoint }),
    })
  const shop = await open()
  const methods = [home, { ...home, id: 'light', maxWeightG: 150 }]
  await createClient(DeliveryService, shop.peer('delivery')).putMethods({ methods })
  return { clock, shop, world, open, ...shoppers(shop.peer('orders'), world) }
}

/** What shoppers do, over one way of calling orders. */
export function shoppers(transport: Transport, world: ReturnType<typeof neighbours>) {
  const client = createClient(OrderService, transport)
  const stocked = (quantity = 10, amountMinor = 12_900n) => {
    const variantId = randomIds()
    world.state.prices.set(variantId, amountMinor)
    world.state.pieces.set(variantId, quantity)
    return variantId
  }
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
    const viewer = { customerId }
    const { cart } = await client.getCart({ cartId, viewer: { staff: true } })
    const expectedTotal = { amountMinor: amountMinor < 0n ? (cart!.totals?.total?.amountMinor ?? 0n) : amountMinor, currency: 'EUR' }
    return (await client.checkout({ cartId, orderId, payment: { provider, method: 'card', token }, expectedTotal, viewer })).result
  }
  const stateOf = async (cartId: string) => client.checkoutState({ cartId, viewer: { staff: true } })
  const cartOf = async (cartId: string) => (await client.getCart({ cartId, viewer: { staff: true } })).cart!
  const orderOf = async (orderId: string) => (await client.getOrder({ orderId, viewer: { staff: true } })).order!
  return { client, stocked, ready, pay, stateOf, cartOf, orderOf }
}

export const orderIn = (result: CheckoutResponse['result']) => {
  if (result.case !== 'order') throw new Error(`the checkout answered ${result.case}`)
  return result.value
}

/** Runs the jobs of orders until none has anything to do. */
export async function workOff(shop: TestShop): Promise<void> {
  for (const job of shop.running.get('orders')!.jobs!) while ((await job.run()) > 0);
}

/** What verify finds wrong in orders, but for what its clock of the wall cannot know. */
export async function breaksIn(shop: TestShop): Promise<string[]> {
  const { checked } = await createClient(VerifyService, shop.peer('orders')).check({})
  return checked
    .filter(({ invariant }) => !invariant.startsWith('I8'))
    .flatMap(({ invariant, breaks }) => breaks.map((line) => `${invariant}: ${line}`))
}

export type OrderClient = Client<typeof OrderService>
