import { PaymentService } from '@vitrine/contracts/payments/v1'
import type { Needs, Service } from '@vitrine/platform/service'
import { paymentsBooks, paymentsChecks } from './adapters/payments-books.ts'
import { sandboxPayments } from './adapters/sandbox-payments.ts'
import { sqlBookStore } from './adapters/sql-book-store.ts'
import { sqlAttemptStore } from './adapters/sql-attempt-store.ts'
import { sqlWebhookStore } from './adapters/sql-webhook-store.ts'
import { paymentsRpc } from './api/payments-rpc.ts'
import { askAgain } from './application/ask-again.ts'
import { workWebhooks } from './application/hear-webhook.ts'
import type { Provider } from './application/provider.ts'
import { reconcileMovements } from './application/reconcile-movements.ts'
import { reportDays } from './application/report-day.ts'

/** Moves money in and out through providers, and knows how every attempt stands. */
export const payments = {
  name: 'payments',
  migrations: 'services/payments/migrations',
  hears: [],
  checks: paymentsChecks,
  books: paymentsBooks,
  start(given) {
    const { pool, clock, ids, failpoint, published, log } = given
    const providers = new Map(openProviders(given).map((provider) => [provider.name, provider]))
    const store = { ...sqlAttemptStore(pool, published), ...sqlWebhookStore(pool), ...sqlBookStore(pool) }
    const needs = { store, providers, clock, ids, failpoint, log }
    return {
      routes: (router) => router.service(PaymentService, paymentsRpc(needs)),
      jobs: [
        { name: 'payments asks again', everyMs: 1_000, run: () => askAgain(needs) },
        { name: 'payments works on webhooks', everyMs: 500, run: () => workWebhooks(needs) },
        { name: 'payments reconciles movements', everyMs: 5 * 60_000, run: () => reconcileMovements(needs) },
        { name: 'payments reports days', everyMs: 60 * 60_000, run: () => reportDays(needs) },
      ],
    }
  },
} satisfies Service

/** Those whose settings are there; a provider without its key is absent. */
function openProviders({ settings, http, clock }: Pick<Needs, 'settings' | 'http' | 'clock'>): Provider[] {
  const url = settings['SANDBOX_URL']
  const secret = settings['SANDBOX_PROVIDER_SECRET']
  if (!url) return []
  if (!secret) throw new Error('SANDBOX_PROVIDER_SECRET: must be set where SANDBOX_URL is')
  return [sandboxPayments({ url, secret, http, clock })]
}
