import { toMoney } from '@vitrine/contracts/money'
import type { ChangeTrialResponse } from '@vitrine/contracts/orders/v1/home-trials'
import { amountOr0 } from '../answers/amounts.ts'
import { methodsOf } from '../answers/cart-answer.ts'
import { trialAnswer } from '../answers/trial-answer.ts'
import { operations } from '../client.ts'
import { refuse } from '../problem.ts'
import { type Call, done, type Operation, operation, type Outcome } from '../route-registry.ts'
import {
  adminHomeTrialsInput,
  type HomeTrial,
  homeTrial,
  homeTrialInput,
  homeTrialsOutput,
  recordTrialReturnInput,
} from '../schemas/home-trial.ts'
import { invoicePdfOutput } from '../schemas/order.ts'
import { textOf, wordsOf } from '../words/words.ts'
import { staffReading, staffWriting } from './admin-entries.ts'
import { pdfAnswer } from './after-sale.ts'
import { viewerOf } from './carts.ts'
import { foreignAddress, isOwnAddress } from './checkout.ts'
import type { DoorParts } from './parts.ts'
import { present } from './present.ts'

const own = { policy: 'customer', cache: 'none', personal: true, graphql: 'field', refusals: ['not-found'] } as const
const reading = { ...own, rate: 'read', idempotency: 'none', deadlineMs: 2_000 } as const
const changing = { ...own, rate: 'write', idempotency: 'optional', deadlineMs: 8_000, refusals: ['not-found', 'move-refused'] } as const

/** Frames lent to be tried at home (ORD-13): their customer asks, keeps and calls off; staff say what came back. */
export function homeTrialOperations({ peers, pictures, currency, publicUrl, soldTo }: DoorParts): Operation[] {
  const changed = ({ result }: Pick<ChangeTrialResponse, 'result'>, call: Call): Outcome<HomeTrial> => {
    if (result.case === 'changed') return done(trialAnswer(result.value, { pictures, ...call }))
    if (result.case === 'refused') return refuse('move-refused', { state: result.value.status, allowed: result.value.allowed })
    throw new Error('orders answered with a result this version does not know')
  }
  const find = async (trialId: string, viewer: { customerId: string; staff?: boolean }, call: Call) => {
    const { trial } = await peers.homeTrials.get({ trialId, viewer }, call.within())
    return trial ? done(trialAnswer(trial, { pictures, ...call })) : refuse('not-found')
  }
  /** What the deposit is set aside with is kept until the trial ends, so that it can be again. */
  const paymentOf = ({ token = '', returnUrl = '', keptMethodId: savedMethodId = '', provider, method }: Payment) => ({
    ...{ provider, method, token, savedMethodId, save: savedMethodId === '' },
    returnUrl: returnUrl.startsWith('/') ? new URL(returnUrl, publicUrl).href : returnUrl,
  })
  const staff = { customerId: '', staff: true }
  const invoice = async (trialId: string, viewer: { customerId: string; staff?: boolean }, call: Call) => {
    const { pdf, invoice: printed } = await peers.homeTrials.printInvoice({ trialId, viewer }, call.within())
    return pdfAnswer(pdf, printed?.number ?? 'invoice')
  }

  return [
    operation({
      ...operations.homeTrialTerms,
      ...reading,
      name: 'homeTrialTerms',
      summary: 'What holds for every home trial: how many frames, how long, how the deposit may be set aside, where parcels go.',
      policy: 'anyone',
      personal: false,
      refusals: [],
      rest: { method: 'GET', path: '/v1/home-trial-terms' },
      async handler(_, call) {
        const [{ methods }, countries] = await Promise.all([
          peers.payments.listMethods({}, call.within()),
          soldTo(call.locale, call.within()),
        ])
        return done({ maxFrames: 5, days: 5, paymentMethods: methodsOf(methods, call.locale), countries: [...countries] })
      },
    }),

    operation({
      ...operations.beginHomeTrial,
      ...own,
      name: 'beginHomeTrial',
      summary:
        'Lends up to five frames: their price is set aside and nothing is charged. 202 with what to wait for while the bank wants to see its customer.',
      rate: 'write',
      idempotency: 'required',
      deadlineMs: 8_000,
      refusals: ['not-found', 'trial-open', 'not-sold', 'out-of-stock', 'payment-declined', 'price-changed', 'delivery-refused'],
      rest: { method: 'POST', path: '/v1/home-trials' },
      async handler({ variantIds, shipping, payment, expectedDeposit }, call) {
        if (!isOwnAddress(payment.returnUrl ?? '', publicUrl)) return foreignAddress()
        const { customerId } = viewerOf(call)
        const { account } = await peers.accounts.getAccount({ accountId: customerId }, call.within())
        if (!account) return refuse('not-found')
        const wish = { trialId: call.newId, customerId, variantIds, email: account.email, locale: call.locale, currency }
        const asked = { ...wish, shipping: present(shipping), payment: paymentOf(payment), expectedDeposit: toMoney(expectedDeposit) }
        const { result } = await peers.homeTrials.begin(asked, call.within())
        switch (result.case) {
          case 'trial': {
            const { state, refusal, refusalReason } = result.value
            const detail = { reason: refusalReason, detail: textOf(wordsOf(call.locale).declined, refusalReason) }
            if (state === 'refused' && refusal === 'out-of-stock') return refuse('out-of-stock')
            if (state === 'refused' && refusal === 'unavailable') return refuse('unavailable')
            if (state === 'refused') return refuse('payment-declined', detail)
            return done(trialAnswer(result.value, { pictures, ...call }), state === 'asked' ? 202 : 201)
          }
          case 'open':
            return refuse('trial-open', { trialId: result.value.trialId })
          case 'notLent':
            return refuse('not-sold', { variantId: result.value.variantId })
          case 'depositChanged':
            return refuse('price-changed', { deposit: amountOr0(result.value.deposit, currency) })
          case 'noDelivery':
            return refuse('delivery-refused')
          case undefined:
            throw new Error('orders answered with a result this version does not know')
        }
      },
    }),

    operation({
      ...operations.homeTrial,
      ...reading,
      name: 'homeTrial',
      summary: 'A home trial of the caller: its frames, its deposit, where the parcel is and until when it is sent back.',
      rest: { method: 'GET', path: '/v1/home-trials/:trialId' },
      handler: ({ trialId }, call) => find(trialId, viewerOf(call), call),
    }),

    operation({
      ...operations.myHomeTrials,
      ...reading,
      name: 'myHomeTrials',
      summary: 'The home trials of the caller, newest first.',
      refusals: [],
      rest: { method: 'GET', path: '/v1/home-trials' },
      async handler({ limit = 24, cursor = '' }, call) {
        const { customerId } = viewerOf(call)
        const { trials, nextCursor } = await peers.homeTrials.list({ customerId, page: { limit, cursor } }, call.within())
        return done({
          items: trials.map((trial) => trialAnswer(trial, { pictures, ...call })),
          nextCursor: nextCursor || null,
          total: null,
        })
      },
    }),

    operation({
      ...operations.cancelHomeTrial,
      ...changing,
      name: 'cancelHomeTrial',
      summary: 'Calls a home trial off before its parcel left: nothing was charged, and the deposit is dropped.',
      rest: { method: 'POST', path: '/v1/home-trials/:trialId/cancel' },
      async handler({ trialId }, call) {
        return changed(await peers.homeTrials.cancel({ trialId, viewer: viewerOf(call) }, call.within()), call)
      },
    }),

    operation({
      ...operations.keepTrialFrames,
      ...changing,
      name: 'keepTrialFrames',
      summary: 'Keeps frames of a home trial: they are paid from the deposit once it is known what becomes of the others.',
      rest: { method: 'POST', path: '/v1/home-trials/:trialId/keep' },
      async handler({ trialId, variantIds }, call) {
        return changed(await peers.homeTrials.keep({ trialId, variantIds, viewer: viewerOf(call) }, call.within()), call)
      },
    }),

    operation({
      ...reading,
      name: 'homeTrialInvoice',
      kind: 'query',
      summary: 'The invoice of what was taken from the deposit of a home trial, as PDF; the same bytes each time.',
      input: homeTrialInput,
      output: invoicePdfOutput,
      deadlineMs: 5_000,
      rest: { method: 'GET', path: '/v1/home-trials/:trialId/invoice.pdf' },
      graphql: 'none: the answer is a PDF',
      handler: ({ trialId }, call) => invoice(trialId, viewerOf(call), call),
    }),

    operation({
      ...operations.setTrialDeposit,
      ...changing,
      name: 'setTrialDeposit',
      summary: 'Has the deposit of a home trial set aside again, where the bank would have let go of it.',
      idempotency: 'required',
      refusals: ['not-found', 'move-refused', 'payment-declined'],
      rest: { method: 'POST', path: '/v1/home-trials/:trialId/deposit' },
      async handler({ trialId, payment }, call) {
        if (!isOwnAddress(payment.returnUrl ?? '', publicUrl)) return foreignAddress()
        const { result } = await peers.homeTrials.setDeposit(
          { trialId, payment: paymentOf(payment), viewer: viewerOf(call) },
          call.within(),
        )
        const reason = result.case === 'changed' && result.value.depositState === 'dropped' ? result.value.refusalReason : ''
        if (reason) return refuse('payment-declined', { reason, detail: textOf(wordsOf(call.locale).declined, reason) })
        return changed({ result }, call)
      },
    }),

    operation({
      ...staffReading,
      name: 'adminHomeTrials',
      summary: 'Home trials of the whole shop, newest first.',
      input: adminHomeTrialsInput,
      output: homeTrialsOutput,
      policy: 'staff:orders',
      refusals: [],
      rest: { method: 'GET', path: '/v1/admin/home-trials' },
      async handler({ state = '', late, limit = 24, cursor = '' }, call) {
        const { trials, nextCursor } = await peers.homeTrials.list({ state, late: late === 'yes', page: { limit, cursor } }, call.within())
        return done({
          items: trials.map((trial) => trialAnswer(trial, { pictures, ...call })),
          nextCursor: nextCursor || null,
          total: null,
        })
      },
    }),

    operation({
      ...staffReading,
      name: 'adminHomeTrial',
      summary: 'A home trial, as its customer sees it.',
      input: homeTrialInput,
      output: homeTrial,
      policy: 'staff:orders',
      rest: { method: 'GET', path: '/v1/admin/home-trials/:trialId' },
      handler: ({ trialId }, call) => find(trialId, staff, call),
    }),

    operation({
      ...staffReading,
      name: 'adminHomeTrialInvoice',
      summary: 'The invoice of what was taken from the deposit of a home trial, as PDF; the same bytes each time.',
      input: homeTrialInput,
      output: invoicePdfOutput,
      policy: 'staff:orders',
      deadlineMs: 5_000,
      rest: { method: 'GET', path: '/v1/admin/home-trials/:trialId/invoice.pdf' },
      graphql: 'none: the answer is a PDF',
      handler: ({ trialId }, call) => invoice(trialId, staff, call),
    }),

    operation({
      ...staffWriting,
      name: 'recordTrialReturn',
      summary:
        'What came back of a home trial, frame by frame: what is damaged or kept is paid from the deposit, the rest stands on its shelf again.',
      input: recordTrialReturnInput,
      output: homeTrial,
      policy: 'staff:refunds',
      deadlineMs: 8_000,
      refusals: ['not-found', 'move-refused'],
      rest: { method: 'POST', path: '/v1/admin/home-trials/:trialId/return' },
      async handler({ trialId, frames }, call) {
        return changed(await peers.homeTrials.recordReturn({ trialId, frames }, call.within()), call)
      },
    }),

    operation({
      ...staffWriting,
      name: 'adminCancelHomeTrial',
      summary: 'Calls a home trial off for its customer, before its parcel left.',
      input: homeTrialInput,
      output: homeTrial,
      policy: 'staff:refunds',
      deadlineMs: 8_000,
      refusals: ['not-found', 'move-refused'],
      rest: { method: 'POST', path: '/v1/admin/home-trials/:trialId/cancel' },
      async handler({ trialId }, call) {
        return changed(await peers.homeTrials.cancel({ trialId, viewer: staff }, call.within()), call)
      },
    }),
  ]
}

interface Payment {
  readonly provider: string
  readonly method: string
  readonly token?: string | undefined
  readonly keptMethodId?: string | undefined
  readonly returnUrl?: string | undefined
}
