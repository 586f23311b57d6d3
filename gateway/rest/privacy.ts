import { timestampDate } from '@bufbuild/protobuf/wkt'
import { messageAnswer } from '../answers/advice-answer.ts'
import { ownGlassesAnswer } from '../answers/glasses-answer.ts'
import { orderAnswer } from '../answers/order-answer.ts'
import { keptAnswer } from '../answers/prescription-answer.ts'
import { trialAnswer } from '../answers/trial-answer.ts'
import { timeOf } from '../answers/texts.ts'
import { operations } from '../client.ts'
import { type Refusal, refuse } from '../problem.ts'
import { type Call, done, type Operation, operation } from '../route-registry.ts'
import { eraseAccountInput, eraseMeOutput } from '../schemas/privacy.ts'
import { staffWriting } from './admin-entries.ts'
import { viewerOf } from './carts.ts'
import { measuresKept } from './measures.ts'
import type { DoorParts } from './parts.ts'
import { keptMethodOf } from './payment-methods.ts'
import { meOf, provenEmailOf } from './person.ts'
import { ownShareOf } from './shared-try-ons.ts'

/** An order that will not move any more. */
const ended = new Set(['delivered', 'cancelled', 'returned', 'refunded'])
/** Of a person one trial at most has not: the newest. */
const trialEnds = new Set(['closed', 'refused', 'cancelled'])
const exportedPages = 10
/** So long after a carrier saw an order last it is not under way any more, whether somebody says that it arrived or not; orders keeps it as long [our choice]. */
const silentMs = 60 * 86_400_000

/** A person's own data: all of it in one answer, and the end of it. */
export function privacyOperations({ peers, pictures, jar, revocations, clock }: DoorParts): Operation[] {
  async function ordersOf(customerId: string, { within }: Call, provenEmail = '') {
    const orders = []
    let cursor = ''
    for (let page = 0; page < exportedPages; page++) {
      const answer = await peers.orders.listOrders({ customerId, provenEmail, page: { limit: 100, cursor } }, within())
      orders.push(...answer.orders)
      cursor = answer.nextCursor
      if (cursor === '') break
    }
    return orders
  }

  /** Each with what happened to it: files of what comes back, payments, parcels. */
  async function wholeOrdersOf(customerId: string, call: Call, provenEmail: string) {
    const whole = []
    for (const { id: orderId } of await ordersOf(customerId, call, provenEmail)) {
      const { order } = await peers.orders.getOrder({ orderId, viewer: viewerOf(call) }, call.within())
      if (order) whole.push(order)
    }
    return whole
  }

  /** Of an order that left whole: whether it was seen lately. */
  async function isTravelling(orderId: string, call: Call): Promise<boolean> {
    const { order } = await peers.orders.getOrder({ orderId, viewer: { staff: true } }, call.within())
    const since = clock().getTime() - silentMs
    return order?.deliveries.some(({ scans }) => scans.some(({ at }) => at && timestampDate(at).getTime() > since)) ?? false
  }

  /** Numbers of the orders of an account that are under way. */
  async function underWayOf(accountId: string, call: Call): Promise<string[]> {
    const numbers = []
    for (const { id, number, status } of await ordersOf(accountId, call))
      if (!ended.has(status) && (status !== 'shipped' || (await isTravelling(id, call)))) numbers.push(number)
    return numbers
  }

  /** Erases an account whose orders have all ended: goods and money on their way need somebody to go to. */
  async function erase(
    accountId: string,
    wish: { readonly password: string; readonly byStaff: boolean },
    call: Call,
  ): Promise<Refusal | undefined> {
    const underWay = await underWayOf(accountId, call)
    if (underWay.length > 0) return refuse('orders-under-way', { orders: underWay })
    const { trials } = await peers.homeTrials.list({ customerId: accountId, page: { limit: 1, cursor: '' } }, call.within())
    if (trials.some(({ state }) => !trialEnds.has(state))) return refuse('orders-under-way', { orders: trials.map(({ id }) => id) })
    const { result } = await peers.accounts.eraseAccount({ accountId, ...wish }, call.within())
    switch (result.case) {
      case 'erased':
        return undefined
      case 'badCredentials':
        return refuse('wrong-password')
      case 'tooManyTries':
        return refuse('too-many-requests', undefined, { 'retry-after': String(result.value.retryAfterS) })
      case 'isStaff':
        return refuse('is-staff')
      case undefined:
        throw new Error('accounts answered with a result this version does not know')
    }
  }

  return [
    operation({
      ...operations.myData,
      name: 'myData',
      summary: 'Everything the shop keeps of the caller, in one answer.',
      policy: 'customer',
      rate: 'write', // it asks every service
      idempotency: 'none',
      deadlineMs: 8_000,
      cache: 'none',
      personal: true,
      refusals: [],
      rest: { method: 'GET', path: '/v1/me/data' },
      graphql: 'field',
      async handler(_, call) {
        const { customerId: accountId } = viewerOf(call)
        const [{ account }, { methods }, { prescriptions }, { glasses }, { messages }, { trials }, { activities }, measures, { shares }] =
          await Promise.all([
            peers.accounts.getAccount({ accountId }, call.within()),
            peers.payments.listSavedMethods({ customerId: accountId }, call.within()),
            peers.optics.listPrescriptions({ accountId }, call.within()),
            peers.optics.listOwnGlasses({ accountId }, call.within()),
            peers.advice.getThread({ accountId }, call.within()),
            peers.homeTrials.list({ customerId: accountId, page: { limit: 100, cursor: '' } }, call.within()),
            peers.recommendations.listActivity({ visitorId: accountId }, call.within()),
            measuresKept(peers, accountId, call),
            peers.shares.listShares({ accountId }, call.within()),
          ])
        if (!account) throw new Error('accounts answered without the account')
        // Whoever typed somebody else's address reads none of their mails.
        const email = provenEmailOf(account)
        const [{ mails }, orders] = await Promise.all([
          email ? peers.notifications.mailsTo({ email }, call.within()) : { mails: [] },
          wholeOrdersOf(accountId, call, email),
        ])
        return done({
          me: meOf(account),
          orders: orders.map((order) => orderAnswer(order, { pictures, ...call })),
          homeTrials: trials.map((trial) => trialAnswer(trial, { pictures, ...call })),
          paymentMethods: methods.map(keptMethodOf),
          measures,
          sharedTryOns: shares.map(ownShareOf),
          prescriptions: prescriptions.map((kept) => keptAnswer(kept, call.locale)),
          glasses: glasses.map((pair) => ownGlassesAnswer(pair, call.locale)),
          advice: messages.map(messageAnswer),
          mails: mails.map(({ at, kind, subject, text }) => ({ at: timeOf(at), kind, subject, text })),
          activity: activities.map(({ at, kind, productId }) => ({ at: timeOf(at), kind, productId })),
        })
      },
    }),

    operation({
      ...operations.eraseMe,
      name: 'eraseMe',
      summary: 'Erases the caller, at once and for good. Invoices stay where the law wants them; orders under way come first.',
      policy: 'customer',
      rate: 'login',
      idempotency: 'none',
      deadlineMs: 8_000,
      cache: 'none',
      personal: true,
      refusals: ['wrong-password', 'orders-under-way', 'is-staff', 'too-many-requests'],
      rest: { method: 'POST', path: '/v1/me/erase' },
      graphql: 'field',
      async handler({ password }, call) {
        const refused = await erase(viewerOf(call).customerId, { password, byStaff: false }, call)
        if (refused) return refused
        if (call.identity.kind === 'account') await revocations.revoke(call.identity.sessionId)
        return {
          ...done({ erased: true as const }),
          setCookie: (['access', 'refresh', 'cart', 'visitor'] as const).map((name) => jar.clear(name)),
        }
      },
    }),

    operation({
      ...staffWriting,
      name: 'eraseAccount',
      summary: 'Erases a person who asked for it by another way than their account. The act stands in the audit; the person does not.',
      input: eraseAccountInput,
      output: eraseMeOutput,
      policy: 'staff:accounts',
      idempotency: 'none',
      deadlineMs: 8_000,
      refusals: ['not-found', 'orders-under-way', 'is-staff'],
      rest: { method: 'POST', path: '/v1/admin/accounts/:accountId/erase' },
      handler: async ({ accountId }, call) =>
        (await erase(accountId, { password: '', byStaff: true }, call)) ?? done({ erased: true as const }),
    }),
  ]
}
