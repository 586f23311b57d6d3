import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Basket, PricingService } from '@vitrine/contracts/pricing/v1'
import { PaymentService } from '@vitrine/contracts/payments/v1'
import { StockService } from '@vitrine/contracts/stock/v1'
import type { Routes } from '@vitrine/platform/rpc/direct-transport'
import type { Service } from '@vitrine/platform/service'

const nowhere = mkdtempSync(join(tmpdir(), 'no-migrations-'))
export const asset = (path: string) => (path === 'none' ? pathToFileURL(nowhere) : new URL(`../${path}`, import.meta.url))

const double = (name: string, routes: Routes): Service => ({
  name,
  migrations: 'none',
  hears: [],
  checks: [],
  books: {},
  start: () => ({ routes }),
})

const eur = (amountMinor: bigint) => ({ amountMinor, currency: 'EUR' })

const moment = { seconds: 1_795_000_000n, nanos: 0 }
const attempt = {
  ...{ id: 'a', orderId: 'o', provider: 'sandbox', method: 'card', state: 'captured', providerReference: 'sandbox_a', createdAt: moment },
  ...{ amount: eur(12_900n), captured: eur(12_900n), refunded: eur(0n) },
}
const transaction = {
  ...{ id: 'm', attemptId: 'a', orderId: 'o', provider: 'sandbox', kind: 'captured', amount: eur(12_900n), at: moment, heardAt: moment },
}

const dayReport = {
  ...{ day: '2026-11-19', provider: 'sandbox', state: 'differs', madeAt: moment },
  lines: [{ kind: 'captured', ours: eur(0n), theirs: eur(12_900n) }],
  differences: [
    {
      ...{ provider: 'sandbox', side: 'provider', movementId: 'm', kind: 'captured', amount: eur(12_900n) },
      ...{ at: moment, attemptId: 'a', orderId: 'o' },
    },
  ],
}

/** Stand-ins for what is behind the door and not under test: every variant costs 129 euros, ten of each are there, and only black ones were ever received. */
export function neighbours() {
  const movements: string[] = []
  const bundles = new Map<string, { readonly variantId: string; readonly quantity: number }[]>()
  const quoteOf = (basket: Basket | undefined) => {
    const lines = (basket?.lines ?? []).map((line) => ({ ...line, total: 12_900n * BigInt(line.quantity) }))
    const total = lines.reduce((sum, line) => sum + line.total, 0n)
    const delivery = basket?.deliveryMethodId ? 490n : 0n
    return {
      lines: lines.map(({ lineId, variantId, quantity, total: own }) => ({
        ...{ lineId, variantId, quantity, unitPrice: eur(12_900n), total: eur(own), discount: eur(0n), tax: eur(own / 6n) },
      })),
      coupons: (basket?.coupons ?? []).map((code) => ({ code, applies: false, refused: true, discount: eur(0n) })),
      totals: {
        ...{ lines: eur(total), discount: eur(0n), delivery: eur(delivery), tax: eur(total / 6n), total: eur(total + delivery) },
        taxIncluded: true,
      },
      unpricedVariantIds: [],
      deliveryPriced: true,
    }
  }
  const pricing = double('pricing', (router) =>
    router.service(PricingService, {
      quote: ({ basket }) => ({ quote: quoteOf(basket) }),
      setPrices: () => ({}),
      // What is called unpriced has no price.
      getPrices: ({ variantIds }) => ({
        prices: variantIds.filter((id) => id !== 'unpriced').map((variantId) => ({ variantId, price: eur(12_900n) })),
      }),
      priceDelivery: ({ methodIds }) => ({ prices: methodIds.map((methodId) => ({ methodId, price: eur(490n) })) }),
      listDeliveryRates: () => ({ rates: [] }),
      setDeliveryRates: () => ({}),
      listVatRates: () => ({ rates: [{ country: 'FR', state: 'current', included: true }] }),
      listPromotions: () => ({ promotions: [] }),
      listCredits: () => ({}),
      putPromotion: ({ promotion }) => ({ result: { case: 'put', value: promotion! } }),
    }),
  )
  const stock = double('stock', (router) =>
    router.service(StockService, {
      availability: ({ variantIds }) => ({
        availabilities: variantIds.map((variantId) => ({ variantId, known: true, available: 10, ready: 10 })),
      }),
      listLevels({ variantIds }) {
        const received = variantIds.filter((variantId) => variantId.endsWith('-black'))
        return { levels: received.map((variantId) => levelOf(variantId, 10)), total: received.length }
      },
      move({ movementId, variantId, quantity }) {
        movements.push(movementId)
        return { result: { case: 'moved', value: levelOf(variantId, 10 + quantity) } }
      },
      count: ({ variantId, onHand }) => ({ result: { case: 'counted', value: levelOf(variantId, onHand) } }),
      transfer: ({ variantId }) => ({ result: { case: 'moved', value: levelOf(variantId, 10) } }),
      listMovements: () => ({}),
      listPlaces: () => ({ places: [{ placeId: 'main', name: 'Main', kind: 'warehouse', turn: 0 }] }),
      putPlace: ({ place }) => ({ place: place! }),
      getParts: () => ({ parts: [] }),
      contents: ({ variantIds }) => ({
        bundles: variantIds.flatMap((variantId) => (bundles.has(variantId) ? [{ variantId, parts: bundles.get(variantId)! }] : [])),
      }),
      setParts: () => ({ result: { case: 'set', value: {} } }),
      setReorderPoint: () => ({}),
      offerAhead: ({ variantId }) => ({ result: { case: 'offered', value: levelOf(variantId, 10) } }),
      release: () => ({}),
      releasePart: () => ({}),
    }),
  )
  const payments = double('payments', (router) =>
    router.service(PaymentService, {
      listMethods: () => ({ methods: [{ provider: 'sandbox', method: 'card', testTokens: ['ok'] }] }),
      listAttempts: () => ({}),
      refund: () => ({ result: { case: 'pending', value: {} } }),
      listReports: () => ({ reports: [dayReport] }),
      makeReport: ({ day }) => ({ reports: [{ ...dayReport, day }] }),
      requestRefund: ({ refundId }) => ({ result: { case: 'free', value: { refundId } } }),
      agreeToRefund: ({ refundId }) => ({ result: { case: refundId === 'mine' ? 'samePerson' : 'ended', value: {} } }),
      refuseRefund: ({ refundId }) => ({ refused: { refundId, orderId: 'o', amount: eur(1n), askedBy: 'joe', askedAt: moment } }),
      listRefundRequests: () => ({}),
      listSavedMethods: () => ({
        methods: [{ id: 'a', provider: 'sandbox', method: 'card', brand: 'visa', last4: '4242', agreedAt: moment }],
      }),
      removeSavedMethod: () => ({}),
      listPayments: () => ({ payments: [attempt], total: 1 }),
      getPayment: ({ attemptId }) => ({
        payment: { ...attempt, id: attemptId },
        transactions: [transaction],
        steps: [{ step: 'begun', at: moment }],
      }),
      getAttempt: () => ({ attempt }),
      listTransactions: ({ orderIds }) => ({ transactions: [{ ...transaction, orderId: orderIds[0] ?? '' }] }),
      listDisputes: () => ({
        disputes: [{ attemptId: 'a', orderId: 'o', provider: 'sandbox', outcome: 'opened', amount: eur(12_900n), openedAt: moment }],
      }),
      listBalances: () => ({ balances: [{ provider: 'sandbox', account: 'provider', amount: eur(12_900n), entries: 1 }] }),
      listEntries: () => ({
        entries: [
          {
            provider: 'sandbox',
            movementId: 'm',
            account: 'provider',
            attemptId: 'a',
            orderId: 'o',
            kind: 'captured',
            amount: eur(12_900n),
            at: moment,
          },
        ],
      }),
      countWaiting: () => ({ refunds: 2, disputes: 1, stuck: 1 }),
      listStuck: () => ({ stuck: [{ what: 'refund', provider: 'sandbox', attemptId: 'a', orderId: 'o', since: moment, tries: 4 }] }),
      listDifferences: () => ({ differences: dayReport.differences }),
      hearWebhook: ({ provider }) => ({
        result: provider === 'stripe' ? { case: 'notConfigured', value: {} } : { case: 'forged', value: {} },
      }),
    }),
  )
  return { services: [pricing, stock, payments], movements, bundles }
}

const levelOf = (variantId: string, onHand: number) => ({
  ...{ variantId, kind: 'piece', onHand, ready: onHand, available: onHand, offer: 'none' },
  places: [{ placeId: 'main', onHand }],
})
