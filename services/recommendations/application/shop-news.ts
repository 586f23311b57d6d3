import type { EventHandler } from '@vitrine/platform/service'
import type { Item } from '../domain/item.ts'

/** The transaction an event is handled in. */
type Tx = Parameters<EventHandler>[1]

export interface ProductNews {
  readonly item: Item
  readonly variantIds: readonly string[]
  readonly version: number
  readonly published: boolean
  readonly publishedAt: Date | undefined
}

export interface PaidNews {
  readonly buyer: string
  readonly productIds: readonly string[]
  readonly at: Date
}

/** What is heard of the shop. An event that repeats changes nothing twice, an older one nothing at all. */
export interface ShopNews {
  /** Keeps the product and its neighbours as they are now. */
  productChanged(tx: Tx, news: ProductNews): Promise<void>
  availabilityChanged(tx: Tx, news: { readonly variantId: string; readonly state: string; readonly at: Date }): Promise<void>
  /** Forgets what a visitor looked at; what a buyer bought is counted as `nobody`'s. */
  forget(tx: Tx, person: string, nobody: string): Promise<void>
  /** Counts each buyer once for a product, and once for a pair of products. */
  orderPaid(tx: Tx, news: PaidNews): Promise<void>
}
