import { DeliveryService } from '@vitrine/contracts/delivery/v1'
import {
  GlassesMadeSchema,
  GlassesRemadeSchema,
  HomeTrialMovedSchema,
  OrderCancelledSchema,
  OrderChangedSchema,
  OrderForgottenSchema,
  OrderPaidSchema,
} from '@vitrine/contracts/orders/v1/events'
import { ReservationReadySchema } from '@vitrine/contracts/stock/v1/events'
import { perConnection } from '@vitrine/platform/sql/per-connection'
import { inTransaction } from '@vitrine/platform/sql/transaction'
import type { Service } from '@vitrine/platform/service'
import { holdParcels } from './application/hold-parcels.ts'
import { stopUnlessLeft } from './application/stop-parcel.ts'
import { realCarriers, simulatedCarrier, simulatedSeconds } from './adapters/simulated-carrier.ts'
import { sqlMethodStore } from './adapters/sql-method-store.ts'
import { sqlParcelStore } from './adapters/sql-parcel-store.ts'
import { deliveryRpc } from './api/delivery-rpc.ts'
import { orderEvents } from './api/order-events.ts'
import { parcelMadeBody } from './api/parcel-message.ts'
import { makeDueScans } from './application/record-scan.ts'

/** How things travel, and where they are. */
export const delivery = {
  name: 'delivery',
  migrations: 'services/delivery/migrations',
  hears: [
    OrderPaidSchema,
    OrderChangedSchema,
    OrderCancelledSchema,
    GlassesMadeSchema,
    GlassesRemadeSchema,
    HomeTrialMovedSchema,
    OrderForgottenSchema,
    ReservationReadySchema,
  ].map(({ typeName }) => typeName),
  checks: [
    {
      invariant: 'I7 a parcel that left was scanned, and is where its furthest scan saw it',
      text: `
        select 'parcel ' || p.id || ' is ' || p.state from delivery.parcel as p
        where (p.state not in ('made', 'stopped') and not exists (select from delivery.scan as s where s.parcel_id = p.id and s.state = p.state))
          or (p.state = 'made' and exists (select from delivery.scan as s where s.parcel_id = p.id))`,
    },
  ],
  books: {
    parcels: {
      text: `select id, jsonb_build_object('orderId', order_id, 'state', state, 'lines', lines) as body from delivery.parcel
        where id > $1 order by id limit $2`,
    },
  },
  start({ pool, clock, ids, published, settings }) {
    const seconds = simulatedSeconds(settings)
    const carrier = seconds === undefined ? realCarriers : simulatedCarrier(seconds)
    const parcels = sqlParcelStore(pool, parcelMadeBody)
    const needs = { methods: sqlMethodStore(pool), scans: parcels, plan: parcels, parcels, carrier, clock, ids, published }
    const storeIn = perConnection((tx) => sqlParcelStore(tx, parcelMadeBody))
    const stopping = (orderId: string) => inTransaction(pool, (tx) => stopUnlessLeft(storeIn(tx), orderId, clock()))
    const holding = (orderId: string, changeId: string) => inTransaction(pool, (tx) => holdParcels(ids, storeIn(tx), orderId, changeId))
    const rpc = deliveryRpc({ ...needs, stopping, holding, shopCountry: settings['SHOP_COUNTRY'] ?? 'FR' })
    return {
      routes: (router) => router.service(DeliveryService, rpc),
      handlers: orderEvents({ ...needs, storeIn, methodsIn: perConnection(sqlMethodStore) }),
      apart: [OrderPaidSchema.typeName],
      // What was planned while the shop was tried out is not seen once it sells.
      jobs: seconds === undefined ? [] : [{ name: 'simulated carrier', everyMs: 1_000, run: () => makeDueScans(needs) }],
    }
  },
} satisfies Service
