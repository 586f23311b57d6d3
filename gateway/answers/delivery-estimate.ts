import { type CallOptions, ConnectError } from '@connectrpc/connect'
import type { GetProductResponse } from '@vitrine/contracts/catalog/v1'
import { fromMoney } from '@vitrine/contracts/money'
import type { Product } from '../schemas/catalogue.ts'
import type { SellingNeeds } from './selling-countries.ts'

type Estimate = Product['delivery']

/** How long an estimate is good: days change at midnight, rates rarely [our choice]. */
const keptMs = 60_000
/** One for each variant that starts a page; the oldest goes first. */
const mostKept = 5_000

/**
 * When one piece of a product arrives in the shop's own country, ordered now, by the cheapest way, and what that costs. Undefined when
 * nothing carries it, or delivery cannot say now: a page without an estimate is still a page.
 *
 * Two calls, then none for a minute: product pages are read far more often than ways to deliver change.
 */
export function deliveryEstimates({ peers, clock, country }: SellingNeeds) {
  const kept = new Map<string, { readonly until: number; readonly estimate: Promise<Estimate> }>()

  return async (found: GetProductResponse, currency: string, options: () => CallOptions): Promise<Estimate> => {
    const [variant] = found.product?.variants ?? []
    if (!found.product || !variant) return undefined
    const key = `${currency} ${variant.id} ${found.product.version}`
    const now = clock().getTime()
    const known = kept.get(key)
    if (known && known.until > now) return known.estimate
    kept.delete(key)
    if (kept.size >= mostKept) kept.delete(kept.keys().next().value ?? '')
    const estimate = estimated(loadOf(found.product, variant.attributes), variant.id, currency, options)
    kept.set(key, { until: now + keptMs, estimate })
    return estimate
  }

  async function estimated(load: Load, variantId: string, currency: string, options: () => CallOptions): Promise<Estimate> {
    try {
      const { options: ways } = await peers.delivery.options({ ...load, address: { country } }, options())
      if (ways.length === 0) return undefined
      const basket = { currency, country, lines: [{ lineId: variantId, variantId, quantity: 1 }] }
      const { prices } = await peers.pricing.priceDelivery({ basket, methodIds: ways.map(({ methodId }) => methodId) }, options())
      const costOf = new Map(prices.map(({ methodId, price }) => [methodId, fromMoney(price)]))
      const priced = ways.flatMap(({ methodId, earliest, latest }) => {
        const price = costOf.get(methodId)
        return price ? [{ earliest, latest, price }] : []
      })
      return priced.toSorted((a, b) => a.price.amountMinor - b.price.amountMinor || (a.earliest < b.earliest ? -1 : 1))[0]
    } catch (error) {
      if (error instanceof ConnectError) return undefined
      throw error
    }
  }
}

interface Load {
  readonly weightG: number
  readonly dangerousGoods: boolean
}

function loadOf({ kind, attributes }: NonNullable<GetProductResponse['product']>, own: Readonly<Record<string, unknown>> = {}): Load {
  const { weightG } = { ...attributes, ...own }
  return { weightG: typeof weightG === 'number' ? weightG : 0, dangerousGoods: kind === 'perfume' }
}
