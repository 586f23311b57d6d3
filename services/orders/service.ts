import { createClient } from '@connectrpc/connect'
import { CatalogService } from '@vitrine/contracts/catalog/v1'
import { DeliveryService } from '@vitrine/contracts/delivery/v1'
import { OpticsService } from '@vitrine/contracts/optics/v1'
import { OrderService } from '@vitrine/contracts/orders/v1'
import { HomeTrialService } from '@vitrine/contracts/orders/v1/home-trials'
import { PaymentService } from '@vitrine/contracts/payments/v1'
import { PricingService } from '@vitrine/contracts/pricing/v1'
import { StockService } from '@vitrine/contracts/stock/v1'
import type { Needs, Service } from '@vitrine/platform/service'
import { alarm } from '@vitrine/platform/events/alarm'
import { perConnection } from '@vitrine/platform/sql/per-connection'
import { oneFailed } from '@vitrine/platform/watch/log'
import { turns } from '@vitrine/platform/turns'
import { fromJson, type JsonValue } from '@bufbuild/protobuf'
import { timestampDate } from '@bufbuild/protobuf/wkt'
import { AccountErasedSchema } from '@vitrine/contracts/accounts/v1/events'
import { invoicePdf } from './adapters/invoice-pdf.ts'
import { orderChecks } from './adapters/order-checks.ts'
import { defaultZone, withdrawalDays } from './domain/withdrawal.ts'
import { sqlCartStore } from './adapters/sql-cart-store.ts'
import { sqlCheckoutStore } from './adapters/sql-checkout-store.ts'
import { sqlErrandStore } from './adapters/sql-errand-store.ts'
import { markPerson, sqlForgetStore } from './adapters/sql-forget-store.ts'
import { sqlInvoiceStore } from './adapters/sql-invoice-store.ts'
import { sqlOrderArchive } from './adapters/sql-order-archive.ts'
import { documented, sqlOrderStore } from './adapters/sql-order-store.ts'
import { sqlTrialStore } from './adapters/sql-trial-store.ts'
import { trialChecks } from './adapters/trial-checks.ts'
import { afterSaleRpc } from './api/after-sale-rpc.ts'
import { cartRpc } from './api/cart-rpc.ts'
import { invoiceRpc } from './api/invoice-rpc.ts'
import { heardTypes, neighbourEvents, ofOneOrder, passesBy } from './api/neighbour-events.ts'
import { orderTellings } from './api/order-message.ts'
import { orderRpc } from './api/order-rpc.ts'
import { lapseReturns } from './application/exchange/lapse-returns.ts'
import { trialTellings } from './api/trial-message.ts'
import { trialRpc } from './api/trial-rpc.ts'
import { runDueTrials } from './application/home-trial/run-trial.ts'
import { runExchange } from './application/exchange/run-exchange.ts'
import { finishCheckouts } from './application/checkout/finish-checkouts.ts'
import { forgetCarts } from './application/forget-carts.ts'
import { moveAwaiting } from './application/hear-lenses.ts'
import { forgetPeople } from './application/forget-person.ts'
import { type Invoice, listInvoices } from './application/issue-invoices.ts'
import { runDueDocuments, runDueErrands } from './application/run-due-errands.ts'

/** Carts, checkout, and the life of an order. */
export const orders = {
  name: 'orders',
  migrations: 'services/orders/migrations',
  hears: [...heardTypes, AccountErasedSchema.typeName],
  checks: [...orderChecks, ...trialChecks],
  books: {
    // What each order says was taken and given back: joined with the attempts of payments.
    orders: {
      text: `
        select id, jsonb_build_object('number', number, 'status', status, 'currency', currency, 'totalMinor', total_minor - swapped_minor, 'capturedMinor', captured_minor,
          'refundedMinor', refunded_minor, 'settledMinor', (
            select least(captured_minor, coalesce(sum((back ->> 'bankMinor')::bigint - coalesce((back ->> 'notTakenMinor')::bigint, 0)
              - coalesce((back ->> 'takenBackMinor')::bigint, 0) - coalesce((back ->> 'elsewhereMinor')::bigint, 0)), 0))
            from jsonb_array_elements(backs) as back where not back -> 'awaits' ? 'bank'), 'isTakenBack', backs @? '$[*].takenBackMinor', 'creditMinor', case when totals ? 'exchange' then 0 else credit_minor end,
          'creditBackMinor', case when totals ? 'exchange' then 0 else credit_back_minor end, 'pieces',
          (select coalesce(jsonb_object_agg(variant_id, body), '{}') from (
            select line ->> 'variantId' as variant_id, jsonb_build_object('sent', sum(coalesce((line ->> 'sent')::int, 0)),
              'cancelled', sum(coalesce((line ->> 'cancelled')::int, 0)), 'remade', sum(coalesce((line ->> 'remade')::int, 0))) as body
            from jsonb_array_elements(lines) as line where line ->> 'kind' is distinct from 'gift-card' group by 1) as pieces),
          'cards', (select coalesce(jsonb_object_agg(line ->> 'id', jsonb_build_object('sent', (line ->> 'sent')::int, 'returned', (line ->> 'returned')::int,
              'unitMinor', (line ->> 'unitPriceMinor')::bigint)), '{}')
            from jsonb_array_elements(lines) as line where line ->> 'kind' = 'gift-card' and (line ->> 'sent')::int > 0)) as body
        from orders.shop_order where id > $1 order by id limit $2`,
    },
    // Orders, running checkouts and home trials whose pieces stock has to hold: joined with its reservations.
    reservations: {
      text: `
        select id, jsonb_build_object('step', step) as body from (
          select order_id as id, step from orders.checkout where step <> 'refused' and order_id > $1
          union all select id, state from orders.home_trial where state <> 'refused' and id > $1) as holder order by id limit $2`,
    },
    // Home trials, with what each says was taken of its deposit: joined with the attempts of payments and the parcels of delivery.
    trials: {
      text: `
        select id, jsonb_build_object('state', state, 'currency', currency, 'takenMinor', taken_minor) as body
        from orders.home_trial where id > $1 order by id limit $2`,
    },
  },
  start(needs) {
    const { pool, ids, clock, log, published } = needs
    const owed = alarm()
    const noted = () => owed.wake()
    const parts = wire(needs, noted)
    const failed = (what: string) => oneFailed(log, what)
    const needsIn = perConnection((tx) => ({
      checkouts: sqlCheckoutStore(tx, ids, orderTellings),
      orders: sqlOrderStore(tx, ids, noted),
      errands: sqlErrandStore(tx),
      trials: sqlTrialStore(tx, ids),
      tellings: orderTellings,
      trialTellings,
    }))
    return {
      routes: (router) =>
        router
          .service(OrderService, { ...cartRpc(parts.cart), ...orderRpc(parts), ...afterSaleRpc(parts), ...invoiceRpc(parts.invoice) })
          .service(HomeTrialService, trialRpc(parts.trial)),
      handlers: {
        ...neighbourEvents({ clock, needsIn }),
        // The version before tells them to this service too; their documents were noted as they were told (decision 0043).
        ...Object.fromEntries(documented.map((type) => [type, async () => {}])),
        [AccountErasedSchema.typeName]: async ({ body }, tx) => {
          const { accountId, email, emailVerified: isProven, at } = fromJson(AccountErasedSchema, body as JsonValue)
          await markPerson(tx, { accountId, email, isProven, at: at ? timestampDate(at) : clock() })
        },
      },
      apart: ofOneOrder,
      passesBy,
      jobs: [
        { name: 'finish checkouts', everyMs: 1_000, run: () => finishCheckouts(parts.checkout, failed('a checkout')) },
        { name: 'errands of orders', everyMs: 1_000, run: () => runDueErrands(parts.errand, failed('an errand')) },
        { name: 'documents of orders', everyMs: 1_000, alarm: owed, run: () => runDueDocuments(parts.errand, failed('a document')) },
        { name: 'home trials', everyMs: 5_000, run: () => runDueTrials(parts.trial, failed('a home trial')) },
        {
          name: 'orders that wait for an optician',
          everyMs: 60_000,
          run: () => moveAwaiting(parts.awaiting, clock(), failed('an order that waits for an optician')),
        },
        {
          name: 'returns nobody goes on with',
          everyMs: 60_000,
          run: () => lapseReturns(parts.lapsing, clock(), failed('a return whose time is over')),
        },
        {
          name: 'forget people',
          everyMs: 5_000,
          run: () => forgetPeople({ ...parts.invoice, store: sqlForgetStore(pool), clock, ids, published }, failed('forgetting an order')),
        },
        { name: 'forget carts', everyMs: 3_600_000, run: () => forgetCarts(parts.cart.store, clock()) },
      ],
    }
  },
} satisfies Service

function wire({ pool, clock, ids, failpoint, peer, published, settings, asset }: Needs, noted: () => void) {
  const store = sqlCartStore(pool)
  const archive = sqlOrderArchive(pool)
  const stock = createClient(StockService, peer('stock'))
  const pricing = createClient(PricingService, peer('pricing'))
  const payments = createClient(PaymentService, peer('payments'))
  const delivery = createClient(DeliveryService, peer('delivery'))
  const catalog = createClient(CatalogService, peer('catalog'))
  const optics = createClient(OpticsService, peer('optics'))
  const shared = {
    orders: sqlOrderStore(pool, ids, noted),
    tellings: orderTellings,
    stock,
    pricing,
    payments,
    delivery,
    clock,
    timeZone: settings['SHOP_TIME_ZONE'] ?? defaultZone,
    returnDays: Number(settings['RETURN_DAYS'] ?? withdrawalDays),
    published,
    failpoint,
  }
  const documents = {
    invoices: sqlInvoiceStore(pool),
    seller: sellerOf(settings['SHOP_SELLER']),
    pdfOf: (invoice: Invoice) => invoicePdf(invoice, asset('services/orders/fonts/')),
    pricing,
    vatCurrency: settings['CURRENCY'] ?? 'EUR',
  }
  const checkout = { ...shared, checkouts: sqlCheckoutStore(pool, ids, orderTellings) }
  const invoice = { ...documents, orders: shared.orders, clock, failpoint }
  const documenting = (orderId: string) => listInvoices(invoice, orderId, { customerId: '', isStaff: true })
  return {
    cart: { store, pairs: store, stock, pricing, delivery, catalog, optics, clock },
    checkout,
    // Two for each connection keep all of them busy; half of the 8 s of a checkout (settled.md 28) may be spent in line.
    inTurn: turns({ atOnce: 4 * pool.options.max, patienceMs: 4_000, gatherMs: 100 }),
    invoice,
    errand: { ...shared, errands: sqlErrandStore(pool), catalog, documenting, exchanging: runExchange({ carts: store, checkout }) },
    trial: { ...shared, ...documents, catalog, trials: sqlTrialStore(pool, ids), tellings: trialTellings },
    archive,
    awaiting: { ...shared, awaiting: archive.awaiting },
    lapsing: { ...shared, lapsing: archive.lapsing },
  }
}

/** Who sells, a line each; what an invoice has to say of them is the shop's to write (Directive 2006/112/EC, article 226). */
const sellerOf = (text = ''): readonly string[] => (text || 'Vitrine | Demonstration shop').split('|').map((line) => line.trim())
