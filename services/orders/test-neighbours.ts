import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Code, ConnectError } from '@connectrpc/connect'
import { CatalogService } from '@vitrine/contracts/catalog/v1'
import { type Basket, PricingService } from '@vitrine/contracts/pricing/v1'
import { StockService } from '@vitrine/contracts/stock/v1'
import type { Routes } from '@vitrine/platform/rpc/direct-transport'
import type { Service } from '@vitrine/platform/service'

const nowhere = mkdtempSync(join(tmpdir(), 'no-migrations-'))
export const asset = (path: string) => (path === 'none' ? pathToFileURL(nowhere) : new URL(`../../${path}`, import.meta.url))
const double = (name: string, routes: Routes): Service => ({
  name,
  migrations: 'none',
  hears: [],
  checks: [],
  books: {},
  start: () => ({ routes }),
})

/** Stand-ins for services that are not there yet. */
export function neighbours() {
  const pieces = new Map<string, number>()
  const held = new Map<string, Map<string, number>>()
  const state = { isStockAway: false, prices: new Map<string, bigint>(), pieces, held, used: new Set<string>(), fulfilled: [] as string[] }
  const left = (variantId: string) => {
    let sum = pieces.get(variantId) ?? 0
    for (const lines of held.values()) sum -= lines.get(variantId) ?? 0
    return sum
  }
  const eur = (amountMinor: bigint) => ({ amountMinor, currency: 'EUR' })
  const quoteOf = (basket: Basket | undefined) => {
    const lines = (basket?.lines ?? []).filter(({ variantId }) => state.prices.has(variantId))
    const total = lines.reduce((sum, { variantId, quantity }) => sum + state.prices.get(variantId)! * BigInt(quantity), 0n)
    const off = basket?.coupons.includes('TEN') ? total / 10n : 0n
    const shipping = basket?.deliveryMethodId ? 490n : 0n
    return {
      lines: lines.map(({ lineId, variantId, quantity }) => {
        const unit = state.prices.get(variantId)!
        const share = off === 0n ? 0n : (unit * BigInt(quantity)) / 10n
        return {
          lineId,
          variantId,
          quantity,
          unitPrice: eur(unit),
          total: eur(unit * BigInt(quantity)),
          discount: eur(share),
          tax: eur(0n),
        }
      }),
      coupons: (basket?.coupons ?? []).map((code) => ({
        code,
        applies: code === 'TEN',
        refused: !['TEN', 'BIG'].includes(code),
        discount: eur(off),
      })),
      totals: {
        lines: eur(total),
        discount: eur(off),
        delivery: eur(shipping),
        tax: eur(0n),
        total: eur(total - off + shipping),
        taxIncluded: true,
      },
      unpricedVariantIds: (basket?.lines ?? []).map(({ variantId }) => variantId).filter((id) => !state.prices.has(id)),
      deliveryPriced: true,
    }
  }
  const catalog = double('catalog', (router) =>
    router.service(CatalogService, {
      getVariants: ({ variantIds }) => ({
        variants: variantIds
          .filter((id) => !id.startsWith('absent'))
          .map((variantId) => ({
            ...{
              variantId,
              sku: `SKU-${variantId}`,
              productId: `p-${variantId}`,
              slug: variantId,
              onSale: !variantId.startsWith('draft'),
              weightG: 100,
            },
            kind: variantId.startsWith('perfume') ? 'perfume' : 'eyewear',
            name: { fr: 'Lise', en: 'Lise' },
            optionTexts: { colour: { fr: 'Écaille', en: 'Tortoise' } },
            image: { sha256: 'abc', width: 10, height: 10, alt: { fr: 'Face', en: 'Front' } },
          })),
      }),
    }),
  )
  const stock = double('stock', (router) =>
    router.service(StockService, {
      availability: ({ variantIds }) => {
        if (state.isStockAway) throw new ConnectError('away', Code.Unavailable)
        return { availabilities: variantIds.map((variantId) => ({ variantId, known: true, available: left(variantId) })) }
      },
    }),
  )
  const pricing = double('pricing', (router) =>
    router.service(PricingService, {
      quote: ({ basket }) => ({ quote: quoteOf(basket) }),
      priceDelivery: ({ methodIds }) => ({
        prices: methodIds.filter((id) => id !== 'unpriced').map((methodId) => ({ methodId, price: eur(490n) })),
      }),
    }),
  )
  return { services: [catalog, stock, pricing], state }
}
