import { fromJson, type JsonValue } from '@bufbuild/protobuf'
import { timestampDate } from '@bufbuild/protobuf/wkt'
import { ParcelMadeSchema, ParcelMovedSchema, ParcelRepackedSchema } from '@vitrine/contracts/delivery/v1/events'
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
      const made = { state: 'made', at: timestampDate(createdAt) }
      await hearParcel(needsIn(tx), {
        parcelId,
        orderId,
        carrier,
        trackingNumber,
        earliest,
        latest,
        lines: piecesOf(parcel.lines),
        waits: parcel.waits,
        ...made,
      })
      return 'told'
    },

    [ParcelRepackedSchema.typeName]: async ({ body }, tx) => {
      const { parcel } = fromJson(ParcelRepackedSchema, body as JsonValue)
      if (!parcel) throw new RangeError('ParcelRepacked without a parcel')
      const { id: parcelId, orderId, carrier, trackingNumber, state, lines, waits } = parcel
      await hearParcel(needsIn(tx), { parcelId, orderId, carrier, trackingNumber, state, waits, lines: piecesOf(lines), at: clock() })
      return 'told'
    },

    [ParcelMovedSchema.typeName]: async ({ body }, tx) => {
      const { parcelId, orderId, carrier, trackingNumber, state, at, lines } = fromJson(ParcelMovedSchema, body as JsonValue)
      if (!at) throw new RangeError('ParcelMoved without its time')
      await hearParcel(needsIn(tx), {
        parcelId,
        orderId,
        carrier,
        trackingNumber,
        state,
        at: timestampDate(at),
        ...(lines.length > 0 && { lines: piecesOf(lines) }), // not told by a delivery of before
      })
      return 'told'
    },
  }
}

/** Types of the events above. */
export const heardTypes: readonly string[] = [
  ...paymentSchemas,
  PaymentRefundedSchema,
  ParcelMadeSchema,
  ParcelRepackedSchema,
  ParcelMovedSchema,
].map(({ typeName }) => typeName)

const piecesOf = (lines: readonly { readonly variantId: string; readonly quantity: number }[]) =>
  lines.map(({ variantId, quantity }) => ({ variantId, quantity }))
