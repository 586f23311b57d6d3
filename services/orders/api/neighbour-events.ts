import { fromJson, type JsonValue } from '@bufbuild/protobuf'
import { type Timestamp, timestampDate } from '@bufbuild/protobuf/wkt'
import { fromMoney } from '@vitrine/contracts/money'
import { ParcelLabelledSchema, ParcelMadeSchema, ParcelMovedSchema, ParcelRepackedSchema } from '@vitrine/contracts/delivery/v1/events'
import {
  CorrectionAskedSchema,
  LabJobMovedSchema,
  LensesRefusedSchema,
  LensesVerifiedSchema,
  SheetCorrectedSchema,
} from '@vitrine/contracts/optics/v1/events'
import type { Attempt } from '@vitrine/contracts/payments/v1'
import {
  PaymentAuthorisedSchema,
  PaymentCapturedSchema,
  PaymentDisputedSchema,
  PaymentFailedSchema,
  PaymentRefundedSchema,
  PaymentVoidedSchema,
} from '@vitrine/contracts/payments/v1/events'
import { LotCalledBackSchema, LotRecalledSchema } from '@vitrine/contracts/stock/v1/events'
import type { Clock } from '@vitrine/platform/clock/clock'
import type { DomainEvent } from '@vitrine/platform/events/outbox'
import type { EventHandler, Running } from '@vitrine/platform/service'
import type pg from 'pg'
import { type HearLensesNeeds, hearCorrection, hearLab, hearQuestion, hearRefused, hearVerified } from '../application/hear-lenses.ts'
import { isDeposit } from '../domain/home-trial.ts'
import { hearTrialParcel, type HearTrialParcelNeeds } from '../application/home-trial/hear-trial-parcel.ts'
import { hearCalledBack, hearKeptOf, type RecallNeeds } from '../application/home-trial/recall-frames.ts'
import type { TrialStore } from '../application/home-trial/trial-store.ts'
import { hearParcel, type HearParcelNeeds, type ParcelNews } from '../application/hear-parcel.ts'
import { hearDispute, hearPayment, type HearPaymentNeeds, hearRefund } from '../application/hear-payment.ts'

export interface NeighbourEventsNeeds {
  readonly clock: Clock
  /** Stores inside the transaction that remembers the event. */
  readonly needsIn: (
    tx: pg.PoolClient,
  ) => HearPaymentNeeds &
    HearParcelNeeds &
    HearLensesNeeds &
    HearTrialParcelNeeds &
    RecallNeeds & { readonly trials: Pick<TrialStore, 'wake'> }
}

/** Events that say whether whoever asked payments was answered with the same. */
const answerable: readonly string[] = [PaymentAuthorisedSchema.typeName, PaymentCapturedSchema.typeName]

/**
 * What a checkout, or an errand, was answered with: it goes on with the answer, and asks again where that never arrived (`docs/decisions/0042`). What tells of
 * a deposit is heard all the same, by its home trial.
 */
export function passesBy({ type, body }: DomainEvent): boolean {
  if (!answerable.includes(type)) return false
  const { attempt, answered } = (body ?? {}) as { readonly attempt?: { readonly id?: unknown }; readonly answered?: unknown }
  return answered === true && typeof attempt?.id === 'string' && !isDeposit(attempt.id)
}

const paymentSchemas = [PaymentAuthorisedSchema, PaymentCapturedSchema, PaymentFailedSchema, PaymentVoidedSchema] as const

/** What orders does with events of payments, delivery and optics. */
export function neighbourEvents({ clock, needsIn }: NeighbourEventsNeeds): NonNullable<Running['handlers']> {
  const payments = paymentSchemas.map((schema): [string, EventHandler] => [
    schema.typeName,
    async ({ body }, tx) => {
      const { attempt } = fromJson(schema, body as JsonValue) as { attempt?: Attempt }
      if (!attempt) throw new RangeError(`${schema.typeName} without an attempt`)
      // Tells nobody: the step that captures does.
      if (isDeposit(attempt.id)) await needsIn(tx).trials.wake(attempt.orderId, clock())
      else await hearPayment(needsIn(tx), attempt, clock())
    },
  ])
  /** A parcel is of an order, or of a home trial. */
  async function hear(tx: pg.PoolClient, news: ParcelNews): Promise<void> {
    const needs = needsIn(tx)
    if (!(await hearParcel(needs, news))) await hearTrialParcel(needs, news)
  }

  return {
    ...Object.fromEntries(payments),

    [PaymentRefundedSchema.typeName]: async ({ body }, tx) => {
      const { attempt, refundId } = fromJson(PaymentRefundedSchema, body as JsonValue)
      if (!attempt) throw new RangeError('PaymentRefunded without an attempt')
      await hearRefund(needsIn(tx), attempt, refundId, clock())
      return 'told'
    },

    [PaymentDisputedSchema.typeName]: async ({ body }, tx) => {
      const { attempt, outcome, amount } = fromJson(PaymentDisputedSchema, body as JsonValue)
      if (!attempt) throw new RangeError('PaymentDisputed without an attempt')
      await hearDispute(needsIn(tx), attempt, outcome, fromMoney(amount), clock())
    },

    [LensesVerifiedSchema.typeName]: async ({ body }, tx) => {
      const { orderId, configurationId, at } = fromJson(LensesVerifiedSchema, body as JsonValue)
      await hearVerified(needsIn(tx), orderId, configurationId, momentOf(at))
    },

    [CorrectionAskedSchema.typeName]: async ({ body }, tx) => {
      const { orderId, configurationId, reason, at } = fromJson(CorrectionAskedSchema, body as JsonValue)
      await hearQuestion(needsIn(tx), orderId, { configurationId, reason, at: momentOf(at) })
      return 'told'
    },

    [SheetCorrectedSchema.typeName]: async ({ body }, tx) => {
      const { orderId, at } = fromJson(SheetCorrectedSchema, body as JsonValue)
      await hearCorrection(needsIn(tx), orderId, momentOf(at))
    },

    [LensesRefusedSchema.typeName]: async ({ body }, tx) => {
      const { orderId, at } = fromJson(LensesRefusedSchema, body as JsonValue)
      await hearRefused(needsIn(tx), orderId, momentOf(at))
      return 'told'
    },

    [LabJobMovedSchema.typeName]: async ({ body }, tx) => {
      const { orderId, configurationId, state, at } = fromJson(LabJobMovedSchema, body as JsonValue)
      await hearLab(needsIn(tx), orderId, { configurationId, state, at: momentOf(at) })
      return 'told'
    },

    [LotCalledBackSchema.typeName]: async ({ body }, tx) => {
      const { variantId, lot, note, firstAt, goneAt } = fromJson(LotCalledBackSchema, body as JsonValue)
      const span = { firstAt: momentOf(firstAt), ...(goneAt && { goneAt: timestampDate(goneAt) }) }
      await hearCalledBack(needsIn(tx), { variantId, lot, note }, span)
      return 'told'
    },

    [LotRecalledSchema.typeName]: async ({ body }, tx) => {
      const { orderId, variantId, lot, note } = fromJson(LotRecalledSchema, body as JsonValue)
      await hearKeptOf(needsIn(tx), orderId, { variantId, lot, note })
      return 'told'
    },

    [ParcelMadeSchema.typeName]: async ({ body }, tx) => {
      const { parcel } = fromJson(ParcelMadeSchema, body as JsonValue)
      if (!parcel?.createdAt) throw new RangeError('ParcelMade without a parcel')
      const { id: parcelId, orderId, carrier, trackingNumber, earliest, latest, createdAt } = parcel
      const made = { state: 'made', at: timestampDate(createdAt) }
      await hear(tx, {
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
      await hear(tx, { parcelId, orderId, carrier, trackingNumber, state, waits, lines: piecesOf(lines), at: clock() })
      return 'told'
    },

    // Not what is in it: that may be told anew by the time this is heard.
    [ParcelLabelledSchema.typeName]: async ({ body }, tx) => {
      const { parcel } = fromJson(ParcelLabelledSchema, body as JsonValue)
      if (!parcel?.createdAt) throw new RangeError('ParcelLabelled without a parcel')
      const { id: parcelId, orderId, carrier, trackingNumber, trackingUrl, label, earliest, latest, createdAt } = parcel
      const of = { parcelId, orderId, carrier, trackingNumber, trackingUrl, label, earliest, latest }
      await hear(tx, { ...of, state: 'made', at: timestampDate(createdAt) })
      return 'told'
    },

    [ParcelMovedSchema.typeName]: async ({ body }, tx) => {
      const { parcelId, orderId, carrier, trackingNumber, trackingUrl, label, state, at, lines } = fromJson(
        ParcelMovedSchema,
        body as JsonValue,
      )
      if (!at) throw new RangeError('ParcelMoved without its time')
      await hear(tx, {
        parcelId,
        orderId,
        carrier,
        ...{ trackingNumber, trackingUrl, label },
        state,
        at: timestampDate(at),
        ...(lines.length > 0 && { lines: piecesOf(lines) }), // not told by a delivery of before
      })
      return 'told'
    },
  }
}

/** Events of these change the order, or the home trial, that is their key, and nothing else. */
export const ofOneOrder: readonly string[] = [...paymentSchemas, ParcelMadeSchema, ParcelMovedSchema].map(({ typeName }) => typeName)

/** Types of the events above. */
export const heardTypes: readonly string[] = [
  ...paymentSchemas,
  PaymentRefundedSchema,
  PaymentDisputedSchema,
  LensesVerifiedSchema,
  CorrectionAskedSchema,
  SheetCorrectedSchema,
  LensesRefusedSchema,
  LabJobMovedSchema,
  ParcelMadeSchema,
  ParcelRepackedSchema,
  ParcelMovedSchema,
  ParcelLabelledSchema,
  LotCalledBackSchema,
  LotRecalledSchema,
].map(({ typeName }) => typeName)

function momentOf(at: Timestamp | undefined): Date {
  if (!at) throw new RangeError('an event without its time')
  return timestampDate(at)
}

const piecesOf = (lines: readonly { readonly variantId: string; readonly quantity: number }[]) =>
  lines.map(({ variantId, quantity }) => ({ variantId, quantity }))
