import type { MessageInitShape } from '@bufbuild/protobuf'
import { timestampDate } from '@bufbuild/protobuf/wkt'
import type { ServiceImpl } from '@connectrpc/connect'
import { fromMoney, toMoney } from '@vitrine/contracts/money'
import type { BeginTrialResponseSchema, ChangeTrialResponseSchema, HomeTrialService } from '@vitrine/contracts/orders/v1/home-trials'
import { beginTrial, type BeginTrialNeeds } from '../application/home-trial/begin-trial.ts'
import { cancelTrial, type ChangedTrial, keepFrames, recordReturn, setDeposit } from '../application/home-trial/change-trial.ts'
import { holdersOf } from '../application/home-trial/recall-frames.ts'
import { trialFor } from '../application/home-trial/trial-store.ts'
import { type InvoiceNeeds, printTrialInvoice } from '../application/issue-invoices.ts'
import { frameOutcomes, trialMoves, type TrialState } from '../domain/home-trial.ts'
import { addressOf, viewerOf } from './cart-rpc.ts'
import { paymentOf } from './payment-choice.ts'
import { invoiceMessage } from './invoice-rpc.ts'
import { trialMessage } from './trial-message.ts'

const defaultLimit = 24
const staff = { customerId: '', isStaff: true }

/** Frames lent to be tried at home, as the contract asks for them. */
export const trialRpc = (needs: BeginTrialNeeds & Pick<InvoiceNeeds, 'invoices' | 'pdfOf'>): ServiceImpl<typeof HomeTrialService> => ({
  async begin({ shipping, payment, expectedDeposit, ...wish }): Promise<MessageInitShape<typeof BeginTrialResponseSchema>> {
    if (!shipping) throw new RangeError('shipping is missing')
    const expectedMinor = fromMoney(expectedDeposit).amountMinor
    const begun = await beginTrial(needs, { ...wish, shipping: addressOf(shipping), payment: paymentOf(payment), expectedMinor })
    switch (begun.outcome) {
      case 'trial':
        return { result: { case: 'trial', value: trialMessage(begun.trial) } }
      case 'trial-open':
        return { result: { case: 'open', value: { trialId: begun.trialId } } }
      case 'not-sold':
        return { result: { case: 'notLent', value: { variantId: begun.variantId } } }
      case 'no-delivery':
        return { result: { case: 'noDelivery', value: {} } }
      case 'price-changed': {
        const deposit = toMoney({ amountMinor: begun.depositMinor, currency: wish.currency })
        return { result: { case: 'depositChanged', value: { deposit } } }
      }
    }
  },

  async get({ trialId, viewer }) {
    return { trial: trialMessage(await trialFor(needs.trials, trialId, viewerOf(viewer))) }
  },

  async list({ customerId, state, late, page }) {
    const limit = Math.min(page?.limit || defaultLimit, 100)
    const before = page?.cursor ? Number(page.cursor) : undefined
    if (before !== undefined && !Number.isSafeInteger(before)) throw new RangeError('cursor is not one of ours')
    if (state !== '' && !(state in trialMoves)) throw new RangeError(`${state} is no state of a home trial`)
    const rows = await needs.trials.list(
      { customerId, state: state as TrialState | '', ...(late && { lateAt: needs.clock() }) },
      before,
      limit + 1,
    )
    const shown = rows.slice(0, limit)
    return { trials: shown.map(({ trial }) => trialMessage(trial)), nextCursor: rows.length > limit ? String(shown.at(-1)?.position) : '' }
  },

  async listHolders({ variantId, firstAt, goneAt, ids }) {
    const span = { firstAt: firstAt ? timestampDate(firstAt) : new Date(0), ...(goneAt && { goneAt: timestampDate(goneAt) }) }
    const [out, got] = await Promise.all([holdersOf(needs.trials, variantId, span), needs.trials.among(ids)])
    return { trials: [...out, ...got].map(trialMessage), nextCursor: '' }
  },

  async cancel({ trialId, viewer }) {
    return changedMessage(await cancelTrial(needs, trialId, viewerOf(viewer)))
  },

  async keep({ trialId, variantIds, viewer }) {
    return changedMessage(await keepFrames(needs, trialId, variantIds, viewerOf(viewer)))
  },

  async recordReturn({ trialId, frames }) {
    const reports = frames.map(({ variantId, outcome }) => {
      const known = frameOutcomes.find((each) => each === outcome)
      if (!known) throw new RangeError(`frames: ${outcome} is none of ${frameOutcomes.join(', ')}`)
      return { variantId, outcome: known }
    })
    return changedMessage(await recordReturn(needs, trialId, reports, staff))
  },

  async setDeposit({ trialId, payment, viewer }) {
    return changedMessage(await setDeposit(needs, trialId, paymentOf(payment), viewerOf(viewer)))
  },

  async printInvoice({ trialId, viewer }) {
    const { invoice, pdf } = await printTrialInvoice(needs, trialId, viewerOf(viewer))
    return { invoice: invoiceMessage(invoice), pdf: new Uint8Array(pdf) }
  },
})

function changedMessage(outcome: ChangedTrial): MessageInitShape<typeof ChangeTrialResponseSchema> {
  if (outcome.outcome === 'refused') return { result: { case: 'refused', value: { status: outcome.state, allowed: [...outcome.allowed] } } }
  return { result: { case: 'changed', value: trialMessage(outcome.trial) } }
}
