import type { CallOptions } from '@connectrpc/connect'
import type { Product, PutProductResponse } from '@vitrine/contracts/catalog/v1'
import { toMoney } from '@vitrine/contracts/money'
import { productInit } from '../answers/admin-product-answer.ts'
import type { Peers } from '../peers.ts'
import type { AdminProduct } from '../schemas/admin-products.ts'

export interface Putting {
  /** As it was read; undefined for one that is new. What staff do not edit of it is kept. */
  readonly before: Product | undefined
  /** Refuses `stale` when somebody changed it meanwhile. */
  readonly expectedVersion?: number | undefined
  /** Asks whether it would be put, and changes nothing. */
  readonly isDryRun?: boolean
}

/** Puts a product and its prices away. Prices first: a product that is published without them would be on nobody's list. Twice is once. */
export async function putProduct(
  peers: Pick<Peers, 'catalog' | 'pricing'>,
  id: string,
  product: AdminProduct,
  { before, expectedVersion, isDryRun = false }: Putting,
  options: () => CallOptions,
): Promise<PutProductResponse> {
  const prices = product.variants.flatMap(
    ({ id: variantId, price, priceBefore, taxClass: chosen = 'standard', options: { volumeMl = 0 } }) => {
      // A gift card is worth itself, whatever is chosen.
      const taxClass = product.kind === 'gift-card' ? 'voucher' : chosen
      const reduced = priceBefore && { priceBefore: toMoney(priceBefore) }
      return price ? [{ variantId, price: toMoney(price), ...reduced, volumeMl: Number(volumeMl), taxClass }] : []
    },
  )
  if (!isDryRun && prices.length > 0) await peers.pricing.setPrices({ prices }, options())
  const asked = { product: productInit(id, product, before), dryRun: isDryRun, ...(expectedVersion !== undefined && { expectedVersion }) }
  return peers.catalog.putProduct(asked, options())
}
