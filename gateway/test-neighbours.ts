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

const dayReport = {
  ...{ day: '2026-11-19', provider: 'sandbox', state: 'differs', madeAt: { seconds: 1_795_000_000n, nanos: 0 } },
  lines: [{ kind: 'captured', ours: eur(0n), theirs: eur(12_900n) }],
  differences: [
    {
      ...{ provider: 'sandbox', side: 'provider', movementId: 'm', kind: 'captured', amount: eur(12_900n) },
      ...{ at: { seconds: 1_795_000_000n, nanos: 0 }, attemptId: 'a', orderId: 'o' },
    },
  ],
}

/** Stand-ins for what is behind the door and not under test: every variant costs 129 euros, ten of each are there, and only black ones were ever received. */
export function neighbours() {
  const movements: string[] = []
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
      getPrices: ({ variantIds }) => ({ prices: variantIds.map((variantId) => ({ variantId, price: eur(12_900n) })) }),
      priceDelivery: ({ methodIds }) => ({ prices: methodIds.map((methodId) => ({ methodId, price: eur(490n) })) }),
      listPromotions: () => ({ promotions: [] }),
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
      setParts: () => ({ result: { case: 'set', value: {} } }),
      offerAhead: ({ variantId }) => ({ result: { case: 'offered', value: levelOf(variantId, 10) } }),
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
      listDifferences: () => ({ differences: dayReport.differences }),
      hearWebhook: ({ provider }) => ({
        result: provider === 'stripe' ? { case: 'notConfigured', value: {} } : { case: 'forged', value: {} },
      }),
    }),
  )
  return { services: [pricing, stock, payments], movements }
}

const levelOf = (variantId: string, onHand: number) => ({
  ...{ variantId, kind: 'piece', onHand, ready: onHand, available: onHand, offer: 'none' },
  places: [{ placeId: 'main', onHand }],
})
