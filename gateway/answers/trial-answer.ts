import type { HomeTrial as TrialMessage, LentFrame } from '@vitrine/contracts/orders/v1/home-trials'
import type { HomeTrial, TrialState } from '../schemas/home-trial.ts'
import { frameOutcome } from '../schemas/home-trial.ts'
import { textOf, wordsOf } from '../words/words.ts'
import { amountOr0 } from './amounts.ts'
import { addressOf } from './cart-answer.ts'
import { optionsOf } from './option-answer.ts'
import { parcelOf } from './order-answer.ts'
import { pick, timeOf } from './texts.ts'
import type { Wording } from './wording.ts'

/** A home trial as its customer and staff see it. */
export function trialAnswer(trial: TrialMessage, wording: Wording): HomeTrial {
  const words = wordsOf(wording.locale).trials
  const currency = trial.deposit?.currency ?? 'EUR'
  const { id, email, notices, action, refusal, shipping, askedAt, shipBy, returnBy, lateAt } = trial
  if (!shipping) throw new Error('orders left out the shipping address')
  const kinds = ['wait', 'redirect', 'three-d-secure'] as const
  return {
    ...{ id, email, notices, shipping: addressOf(shipping) },
    state: trial.state as TrialState, // one of its states, by contract
    text: textOf(words.states, trial.state),
    frames: trial.frames.map((frame) => frameOf(frame, currency, wording)),
    deposit: amountOr0(trial.deposit, currency),
    depositState: trial.depositState as HomeTrial['depositState'], // the same
    depositText: textOf(words.deposits, trial.depositState),
    charged: amountOr0(trial.charged, currency),
    taken: amountOr0(trial.taken, currency),
    ...(refusal && { refusal }),
    ...(action && { action: { action: kinds.find((kind) => kind === action.kind) ?? 'wait', ...(action.url && { url: action.url }) } }),
    deliveries: trial.deliveries.map((parcel, place) => parcelOf(parcel, place, wording.locale)),
    timeline: trial.timeline.map(({ at, event }) => ({ at: timeOf(at), event, text: textOf(words.timeline, event) })),
    ...{ askedAt: timeOf(askedAt), shipBy: timeOf(shipBy) },
    ...(returnBy && { returnBy: timeOf(returnBy) }),
    ...(lateAt && { lateAt: timeOf(lateAt) }),
    ...(trial.invoiceNumber && { invoiceNumber: trial.invoiceNumber }),
    allowed: [...trial.allowed],
  }
}

function frameOf({ variantId, slug, name, options, optionCodes, image, price, outcome }: LentFrame, currency: string, wording: Wording) {
  const { pictures, locale, apiBase } = wording
  const known = frameOutcome.options.find((each) => each === outcome)
  return {
    ...{ variantId, slug, name: pick(name, locale), options: optionsOf(options, optionCodes, locale), price: amountOr0(price, currency) },
    image: image ? pictures.imageOf(image, locale, apiBase) : null,
    ...(known && { outcome: known, text: textOf(wordsOf(locale).trials.outcomes, known) }),
  }
}
