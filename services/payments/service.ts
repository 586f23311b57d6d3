import { Code, ConnectError, createClient } from '@connectrpc/connect'
import { fromJson, type JsonValue } from '@bufbuild/protobuf'
import { AccountErasedSchema } from '@vitrine/contracts/accounts/v1/events'
import { OrderService } from '@vitrine/contracts/orders/v1'
import { HomeTrialService } from '@vitrine/contracts/orders/v1/home-trials'
import { PaymentService } from '@vitrine/contracts/payments/v1'
import { alarm } from '@vitrine/platform/events/alarm'
import type { Needs, Service } from '@vitrine/platform/service'
import { inStep } from '@vitrine/platform/in-step'
import { underWay } from '@vitrine/platform/under-way'
import { paymentsBooks, paymentsChecks } from './adapters/payments-books.ts'
import { sandboxPayments } from './adapters/sandbox-payments.ts'
import { sqlBookStore } from './adapters/sql-book-store.ts'
import { sqlLookUpStore } from './adapters/sql-look-up-store.ts'
import { sqlAttemptStore } from './adapters/sql-attempt-store.ts'
import { countOutOfStep, sqlLostMoneyStore } from './adapters/sql-lost-money-store.ts'
import { sqlRefundRequestStore } from './adapters/sql-refund-request-store.ts'
import { sqlSavedMethodStore } from './adapters/sql-saved-method-store.ts'
import { sqlWebhookStore } from './adapters/sql-webhook-store.ts'
import { paymentsRpc } from './api/payments-rpc.ts'
import { askAgain } from './application/ask-again.ts'
import { findLostMoney, type IsOrder } from './application/find-lost-money.ts'
import { workWebhooks } from './application/hear-webhook.ts'
import type { Provider } from './application/provider.ts'
import { reconcileMovements } from './application/reconcile-movements.ts'
import { reportDays } from './application/report-day.ts'
import { dropSavedMethods } from './application/saved-methods.ts'

/** So long at most a webhook waits for the answer that tells the same: a provider that tells soonest by a webhook is heard all the same. */
const overtakenMs = 1_000
/** So long at most an answer of a provider waits for others, to be written with them (`docs/decisions/0046`). */
const togetherMs = 10

/** Moves money in and out through providers, and knows how every attempt stands. */
export const payments = {
  name: 'payments',
  migrations: 'services/payments/migrations',
  hears: [AccountErasedSchema.typeName],
  checks: paymentsChecks,
  books: paymentsBooks,
  async start(given) {
    const { pool, clock, ids, failpoint, published, log } = given
    const providers = new Map((await openProviders(given)).map((provider) => [provider.name, provider]))
    const heard = alarm()
    const store = {
      ...sqlAttemptStore(pool, published),
      ...sqlWebhookStore(pool, heard.wake),
      ...sqlBookStore(pool),
      ...sqlLookUpStore(pool),
      ...sqlSavedMethodStore(pool),
      ...sqlRefundRequestStore(pool),
      ...sqlLostMoneyStore(pool),
    }
    // Without a limit one person may give back anything.
    const refundLimitMinor = Number(given.settings['REFUND_LIMIT'] ?? Number.MAX_SAFE_INTEGER)
    const needs = {
      store,
      providers,
      asks: underWay(overtakenMs),
      inStep: inStep(togetherMs),
      clock,
      ids,
      failpoint,
      log,
      refundLimitMinor,
      isOrder: orderBook(given.peer),
    }
    return {
      routes: (router) => router.service(PaymentService, paymentsRpc(needs)),
      gauges: [
        {
          ...{ name: 'vitrine_payments_out_of_step', label: 'kind', read: async () => ({ ...(await countOutOfStep(pool, clock())) }) },
          help: 'Payments without their order, orders without their payment, movements nobody heard of, and what is stuck. Each is 0.',
        },
      ],
      handlers: {
        // What was kept to pay with goes like any other that is removed: here now, at the provider when it answers.
        [AccountErasedSchema.typeName]: async ({ body }, tx) => {
          const { accountId } = fromJson(AccountErasedSchema, body as JsonValue)
          await tx.query(forgettingMethods, [accountId, clock()])
        },
      },
      jobs: [
        { name: 'payments asks again', everyMs: 1_000, run: () => askAgain(needs) },
        { name: 'payments works on webhooks', everyMs: 500, alarm: heard, run: () => workWebhooks(needs) },
        { name: 'payments reconciles movements', everyMs: 5 * 60_000, run: () => reconcileMovements(needs) },
        { name: 'payments finds lost money', everyMs: 30_000, run: () => findLostMoney(needs) },
        { name: 'payments drops kept methods', everyMs: 60_000, run: () => dropSavedMethods(needs) },
        { name: 'payments reports days', everyMs: 60 * 60_000, run: () => reportDays(needs) },
      ],
    }
  },
} satisfies Service

const forgettingMethods = 'update payments.saved_method set removed_at = $2 where customer_id = $1 and removed_at is null'

/** Asks orders, which may run elsewhere and is not needed before. */
const orderBook =
  (peer: Needs['peer']): IsOrder =>
  async (orderId) => {
    const asked = { viewer: { staff: true } }
    const isOrder = await isFound(createClient(OrderService, peer('orders')).getOrder({ ...asked, orderId }, { timeoutMs: 2_000 }))
    return isOrder || isFound(createClient(HomeTrialService, peer('orders')).get({ ...asked, trialId: orderId }, { timeoutMs: 2_000 }))
  }

async function isFound(asking: Promise<unknown>): Promise<boolean> {
  try {
    await asking
    return true
  } catch (error) {
    if (error instanceof ConnectError && error.code === Code.NotFound) return false
    throw error
  }
}

/** Those whose settings are there; a provider without its key is absent, and what it would need is not loaded. */
async function openProviders({ settings, http, ask, clock }: Pick<Needs, 'settings' | 'http' | 'ask' | 'clock'>): Promise<Provider[]> {
  const needed = (name: string, where: string): string => {
    const value = settings[name]
    if (!value) throw new Error(`${name}: must be set where ${where} is`)
    return value
  }
  const { SANDBOX_URL, STRIPE_SECRET_KEY, PAYPAL_CLIENT_ID, PAYPAL_URL = livePaypal } = settings
  const isLive = STRIPE_SECRET_KEY?.includes('_live_') || (PAYPAL_CLIENT_ID && PAYPAL_URL === livePaypal)
  if (SANDBOX_URL && isLive) throw new Error('SANDBOX_URL: a shop that takes real money has no sandbox')
  const open: Provider[] = []
  if (STRIPE_SECRET_KEY) {
    const webhookSecrets = needed('STRIPE_WEBHOOK_SECRET', 'STRIPE_SECRET_KEY')
    const { stripePayments } = await import('./adapters/stripe-payments.ts')
    open.push(stripePayments({ secretKey: STRIPE_SECRET_KEY, webhookSecrets, url: settings['STRIPE_URL'], http }))
  }
  if (PAYPAL_CLIENT_ID) {
    const clientSecret = needed('PAYPAL_CLIENT_SECRET', 'PAYPAL_CLIENT_ID')
    const webhookId = needed('PAYPAL_WEBHOOK_ID', 'PAYPAL_CLIENT_ID')
    const { paypalPayments } = await import('./adapters/paypal-payments.ts')
    open.push(paypalPayments({ clientId: PAYPAL_CLIENT_ID, clientSecret, webhookId, url: PAYPAL_URL, http, clock }))
  }
  if (SANDBOX_URL) {
    const secret = needed('SANDBOX_PROVIDER_SECRET', 'SANDBOX_URL')
    open.push(sandboxPayments({ url: SANDBOX_URL, secret, ask, clock }))
  }
  return open
}

const livePaypal = 'https://api-m.paypal.com'
