import { create, type MessageInitShape, toJson } from '@bufbuild/protobuf'
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { toMoney } from '@vitrine/contracts/money'
import { HomeTrialMovedSchema, HomeTrialRecalledSchema } from '@vitrine/contracts/orders/v1/events'
import type { HomeTrialSchema } from '@vitrine/contracts/orders/v1/home-trials'
import { allowedOf } from '../application/home-trial/change-trial.ts'
import type { TrialTellings } from '../application/home-trial/trial-store.ts'
import { chargedOf, depositOf, type HomeTrial, lateAtOf } from '../domain/home-trial.ts'
import { imageOf, optionsOf } from './cart-message.ts'

const at = (moment: string) => timestampFromDate(new Date(moment))

/** A home trial in the words of the contract, with what may be done with it now. */
export function trialMessage(trial: HomeTrial): MessageInitShape<typeof HomeTrialSchema> {
  const money = (amountMinor: number) => toMoney({ amountMinor, currency: trial.currency })
  const { id, customerId, state, email, locale, shipping, deliveryMethodId, deposit, action, refusal, returnBy, notices } = trial
  return {
    ...{ id, customerId, state, email, locale, deliveryMethodId, notices, shipping: { ...shipping } },
    frames: trial.frames.map(({ variantId, productId, sku, slug, name, options, image, priceMinor, outcome = '' }) => ({
      ...{ variantId, productId, sku, slug, outcome, name: { ...name }, price: money(priceMinor) },
      ...optionsOf(options),
      ...imageOf(image),
    })),
    ...{ deposit: money(depositOf(trial)), depositState: deposit.state, charged: money(chargedOf(trial)), taken: money(trial.takenMinor) },
    ...(action && { action: { ...action } }),
    ...(refusal && { refusal: refusal.code, refusalReason: refusal.reason ?? '' }),
    deliveries: trial.deliveries.map(({ scans, lines: _, label: __, ...parcel }) => {
      return { ...parcel, scans: scans.map((scan) => ({ at: at(scan.at), event: scan.state, facts: {} })) }
    }),
    timeline: trial.timeline.map(({ at: moment, event, facts }) => ({ at: at(moment), event, facts: { ...facts } })),
    ...{
      askedAt: at(trial.askedAt),
      shipBy: at(trial.shipBy),
      ...(returnBy && { returnBy: at(returnBy), lateAt: timestampFromDate(lateAtOf(returnBy)) }),
      allowed: [...allowedOf(trial)],
      invoiceNumber: trial.invoiceNumber,
    },
  }
}

/** What orders tells of trials, as the contract spells it. */
export const trialTellings: TrialTellings = {
  moved(trial, what) {
    const message = create(HomeTrialMovedSchema, { trial: trialMessage(trial), what, at: at(trial.timeline.at(-1)?.at ?? trial.askedAt) })
    return { type: HomeTrialMovedSchema.typeName, body: toJson(HomeTrialMovedSchema, message) }
  },
  recalled(trial, recall) {
    const message = create(HomeTrialRecalledSchema, { trial: trialMessage(trial), ...recall })
    return { type: HomeTrialRecalledSchema.typeName, body: toJson(HomeTrialRecalledSchema, message) }
  },
}
