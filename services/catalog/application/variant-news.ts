import type { EventHandler } from '@vitrine/platform/service'
import type { ShownPrice } from './shelf.ts'

/** The transaction an event is handled in. */
type Tx = Parameters<EventHandler>[1]

/**
 * What catalog hears of its variants. Each change is shown by the next look at the shelf, and an event that repeats changes nothing twice.
 * A variant catalog does not know yet is remembered: its product may come later.
 */
export interface VariantNews {
  priceChanged(tx: Tx, price: ShownPrice & { readonly variantId: string; readonly currency: string }): Promise<void>
  /** One that is older than what was heard already changes nothing. */
  availabilityChanged(tx: Tx, news: { readonly variantId: string; readonly state: string; readonly at: Date }): Promise<void>
}
