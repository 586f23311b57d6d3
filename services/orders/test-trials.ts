import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { createClient, type Transport } from '@connectrpc/connect'
import { DeliveryService } from '@vitrine/contracts/delivery/v1'
import { HomeTrialService } from '@vitrine/contracts/orders/v1/home-trials'
import { PaymentService } from '@vitrine/contracts/payments/v1'
import { StockService } from '@vitrine/contracts/stock/v1'
import { randomIds } from '@vitrine/platform/ids/ids'
import type pg from 'pg'
import { eur, type openTill, shipping, workOff } from './test-till.ts'

type Till = Awaited<ReturnType<typeof openTill>>

export const dayMs = 86_400_000
export const payment = { provider: 'sandbox', method: 'card', token: 'ok', returnUrl: 'http://shop.example/back', save: true }

/** What customers and staff do with home trials, over one way of calling orders. */
export function trials(
  { clock, pool, shop, movesOf, stocked }: Till & { readonly pool: pg.Pool },
  transport: Transport = shop.peer('orders'),
) {
  const client = createClient(HomeTrialService, transport)
  const [levels, parcels] = [createClient(StockService, shop.peer('stock')), createClient(DeliveryService, shop.peer('delivery'))]
  const payments = createClient(PaymentService, shop.peer('payments'))
  const staff = { viewer: { staff: true } }
  const wish = (variantIds: string[], { customerId = randomIds(), trialId = randomIds(), token = 'ok', amountMinor = -1n } = {}) => ({
    ...{ trialId, customerId, variantIds, email: 'ada@example.com', locale: 'fr', currency: 'EUR', shipping },
    ...{ payment: { ...payment, token }, expectedDeposit: eur(amountMinor < 0n ? 12_900n * BigInt(variantIds.length) : amountMinor) },
  })
  const frames = (count: number) => Promise.all(Array.from({ length: count }, () => stocked(3)))
  const trialOf = async (trialId: string) => (await client.get({ trialId, ...staff })).trial!
  const settled = async () => {
    await shop.settle()
    for (let round = 0; round < 2; round++) await workOff(shop)
    await shop.settle()
  }
  /** A trial whose deposit is set aside and whose parcel was made. */
  async function begun(count = 2, more: Parameters<typeof wish>[1] = {}) {
    const asked = wish(await frames(count), more)
    const { result } = await client.begin(asked)
    if (result.case !== 'trial') throw new Error(`the trial answered ${result.case}`)
    await settled()
    return { ...asked, trial: result.value }
  }
  /** Its carrier says where the parcel is. */
  async function scanned(trialId: string, state: string) {
    const { trackingNumber = '' } = (await trialOf(trialId)).deliveries[0] ?? {}
    await parcels.recordScan({ scanId: randomIds(), trackingNumber, state, at: timestampFromDate(clock()) })
    await settled()
  }
  /** One that is at its customer's home. */
  async function atHome(count = 2, more: Parameters<typeof wish>[1] = {}) {
    const made = await begun(count, more)
    clock.advance(dayMs)
    await scanned(made.trialId, 'delivered')
    return made
  }
  const back = (trialId: string, outcomes: Readonly<Record<string, string>>) =>
    client.recordReturn({ trialId, frames: Object.entries(outcomes).map(([variantId, outcome]) => ({ variantId, outcome })) })
  const onShelf = async (variantId: string) => {
    const { levels: found } = await levels.listLevels({ variantIds: [variantId] })
    return [found[0]!.onHand, found[0]!.available]
  }
  /** How often something was told of it. */
  const newsOf = async (trialId: string) => {
    const text = `select count(distinct event_id)::int as count from delivery.inbox where key = $1 and type like '%HomeTrialMoved'`
    return (await pool.query<{ count: number }>(text, [trialId])).rows[0]!.count
  }
  const parcelOf = async (trialId: string) => (await parcels.listParcels({ orderIds: [trialId] })).parcels[0]?.state
  const keptMethods = async (customerId: string) => (await payments.listSavedMethods({ customerId })).methods.length
  const days = async (count: number) => {
    for (let day = 0; day < count; day++) {
      clock.advance(dayMs)
      await settled()
    }
  }
  return { client, wish, frames, trialOf, settled, begun, scanned, atHome, back, onShelf, newsOf, keptMethods, parcelOf, days, movesOf }
}
