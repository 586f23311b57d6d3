import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { createClient } from '@connectrpc/connect'
import { DeliveryService } from '@vitrine/contracts/delivery/v1'
import { OpticsService } from '@vitrine/contracts/optics/v1'
import { randomIds } from '@vitrine/platform/ids/ids'
import type pg from 'pg'
import { openTill, orderIn, shipping, shoppers, workOff } from './test-till.ts'

const words = (name: string) => ({ fr: name, en: name })
const lens = {
  ...{
    use: 'sv-far',
    index: 160,
    sph: { low: -1_000, high: 600 },
    cyl: { low: -400, high: 0 },
    rims: ['full'],
    centreMm: 1.5,
    edgeMinMm: 1,
  },
  ...{ leadDays: 5, treatmentIds: ['ar'] },
}
const frame = { lensWidthMm: 50, lensHeightMm: 40, bridgeMm: 18, rim: 'full' }
export const sheet = { right: { sph: '-2.25' }, left: { sph: '-225' }, pdFar: '66', wearerBirthDate: '1990-06-15', issuedOn: '2025-01-31' }
export const optician = 'an optician'

/** A till that sells glasses: a lens to a prescription, one without power, one without a price, and a coating. */
export async function openGlassesTill(pool: pg.Pool) {
  const till = await openTill(pool)
  const { shop, clock, stocked, setPrice } = till
  const { client, pay, cartOf, orderOf, stateOf } = shoppers(shop.peer('orders'), shop)
  const optics = createClient(OpticsService, shop.peer('optics'))
  await optics.putLensRange({
    options: [
      { ...lens, id: 'far-160', name: words('Far 1.60') },
      { ...lens, id: 'plano', use: 'plano', name: words('Plano') },
      { ...lens, id: 'unpriced', name: words('Not for sale') },
    ],
    treatments: [{ id: 'ar', name: words('Anti-reflective'), leadDays: 2 }],
  })
  await setPrice('far-160', 9_000n)
  await setPrice('plano', 2_000n)
  await setPrice('ar', 3_000n)

  async function configured(variantId: string, lensId = 'far-160') {
    const configurationId = randomIds()
    const powers = { source: { case: 'sheet' as const, value: sheet } }
    await optics.configure({ configurationId, variantId, frame, lensId, treatmentIds: ['ar'], ...(lensId !== 'plano' && { powers }) })
    return configurationId
  }
  /** A cart with one pair of glasses that lacks nothing. */
  async function ready(lensId = 'far-160', { isWithPlain = false } = {}) {
    const [cartId, variantId, viewer] = [randomIds(), await stocked(3), {}]
    const lensConfigurationId = await configured(variantId, lensId)
    await client.createCart({ cartId, currency: 'EUR', locale: 'fr', viewer })
    if (isWithPlain) await client.addLine({ cartId, lineId: 'plain', variantId, quantity: 1, viewer })
    await client.addLine({ cartId, lineId: 'glasses', variantId, quantity: 1, lensConfigurationId, viewer })
    await client.setContact({ cartId, email: 'ada@example.com', viewer })
    await client.setAddresses({ cartId, shipping, viewer })
    await client.setDelivery({ cartId, optionId: 'home', viewer })
    return { cartId, variantId, lensConfigurationId }
  }
  async function ordered(lensId?: string) {
    const [orderId, made] = [randomIds(), await ready(lensId)]
    const order = orderIn(await pay(made.cartId, 'ok', { orderId }))
    await shop.settle()
    return { ...made, orderId, order }
  }
  const decide = async (configurationId: string, decision: object) => {
    const { version: seen } = await optics.getConfiguration({ configurationId })
    return (await optics.decide({ configurationId, actorId: optician, decision: 'verify', seen, ...decision })).result
  }
  const settled = async () => {
    await shop.settle()
    for (let round = 0; round < 2; round++) await workOff(shop) // what is cancelled in one is given back in the next
    await shop.settle()
  }
  /** A carrier says it has a parcel of an order, the first unless another is named. */
  const scanned = async (orderId: string, state: string, place = 0) => {
    clock.advance(1_000)
    const { trackingNumber = '' } = (await orderOf(orderId)).deliveries[place] ?? {}
    const scan = { scanId: randomIds(), trackingNumber, state, at: timestampFromDate(clock()) }
    const recorded = await createClient(DeliveryService, shop.peer('delivery')).recordScan(scan)
    await settled()
    return recorded
  }
  const opticsState = async (configurationId: string) => (await optics.getConfiguration({ configurationId })).state
  return { ...till, client, pay, cartOf, orderOf, stateOf, optics, configured, ready, ordered, decide, settled, scanned, opticsState }
}
