import { fromJson, type JsonValue } from '@bufbuild/protobuf'
import { timestampDate } from '@bufbuild/protobuf/wkt'
import { ParcelMadeSchema, ParcelMovedSchema } from '@vitrine/contracts/delivery/v1/events'
import type { Attempt } from '@vitrine/contracts/payments/v1'
import {
  PaymentAuthorisedSchema,
  PaymentCapturedSchema,
  PaymentFailedSchema,
  PaymentRefundedSchema,
  PaymentVoidedSchema,
} from '@vitrine/contracts/payments/v1/events'
import type { Clock } from '@vitrine/platform/clock/clock'
import type { EventHandler, Running } from '@vitrine/platform/service'
import type pg from 'pg'
import { hearParcel, type HearParcelNeeds } from '../application/hear-parcel.ts'
import { hearPayment, type HearPaymentNeeds, hearRefund } from '../application/hear-payment.ts'

export interface NeighbourEventsNeeds {
  readonly clock: Clock
  /** Stores inside the transaction that remembers the event. */
  readonly needsIn: (tx: pg.PoolClient) => HearPaymentNeeds & HearParcelNeeds
}

const paymentSchemas = [PaymentAuthorisedSchema, PaymentCapturedSchema, PaymentFailedSchema, PaymentVoidedSchema] as const

/** What orders does with events of payments and delivery. */
export function neighbourEvents({ clock, needsIn }: NeighbourEventsNeeds): NonNullable<Running['handlers']> {
  const payments = paymentSchemas.map((schema): [string, EventHandler] => [
    schema.typeName,
    async ({ body }, tx) => {
      const { attempt } = fromJson(schema, body as JsonValue) as { attempt?: Attempt }
      if (!attempt) throw new RangeError(`${schema.typeName} without an attempt`)
      await hearPayment(needsIn(tx), attempt, clock()) // tells nobody: the step that captures does
    },
  ])
  return {
    ...Object.fromEntries(payments),

    [PaymentRefundedSchema.typeName]: async ({ body }, tx) => {
      const { attempt, refundId } = fromJson(PaymentRefundedSchema, body as JsonValue)
      if (!attempt) throw new RangeError('PaymentRefunded without an attempt')
      await hearRefund(needsIn(tx), attempt, refundId, clock())
      return 'told'
    },

    [ParcelMadeSchema.typeName]: async ({ body }, tx) => {
      const { parcel } = fromJson(ParcelMadeSchema, body as JsonValue)
      if (!parcel?.createdAt) throw new RangeError('ParcelMade without a parcel')
      const { id: parcelId, orderId, carrier, trackingNumber, earliest, latest, createdAt } = parcel
      const made = { state: 'made', at: timestampDate(createdAt), isOrderDelivered: false }
      await hearParcel(needsIn(tx), { parcelId, orderId, carrier, trackingNumber, earliest, latest, ...made })
      return 'told'
    },

    [ParcelMovedSchema.typeName]: async ({ body }, tx) => {
      const { parcelId, orderId, carrier, trackingNumber, state, at, orderDelivered } = fromJson(ParcelMovedSchema, body as JsonValue)
      if (!at) throw new RangeError('ParcelMoved without its time')
      await hearParcel(needsIn(tx), {
        parcelId,
        orderId,
        carrier,
        trackingNumber,
        state,
        at: timestampDate(at),
        isOrderDelivered: orderDelivered,
      })
      return 'told'
    },
  }
}

/** Types of the events above. */
export const heardTypes: readonly string[] = [...paymentSchemas, PaymentRefundedSchema, ParcelMadeSchema, ParcelMovedSchema].map(
  ({ typeName }) => typeName,
)
