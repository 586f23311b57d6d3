import type { Client } from '@connectrpc/connect'
import type { DeliveryService, OptionsResponse } from '@vitrine/contracts/delivery/v1'
import { fromMoney, type Money } from '@vitrine/contracts/money'
import type { PricingService } from '@vitrine/contracts/pricing/v1'
import { type Cart, fitOf, type LocalText, type Viewer } from '../domain/cart.ts'
import { byMail, goesByMail } from '../domain/gift-cards.ts'
import { type CartStore, cartFor } from './edit-cart.ts'
import { basketOf } from './view-cart.ts'

export interface DeliveryNeeds {
  readonly delivery: Pick<Client<typeof DeliveryService>, 'options'>
}

export interface PickupPoint {
  readonly id: string
  readonly name: string
  readonly line1: string
  readonly postcode: string
  readonly city: string
}

export interface DeliveryOption {
  readonly id: string
  readonly name: LocalText
  readonly kind: string
  readonly price: Money
  readonly earliest: string
  readonly latest: string
  readonly pickupPoints: readonly PickupPoint[]
}

export interface DeliveryOptions {
  readonly options: readonly DeliveryOption[]
  readonly unfit: readonly { readonly id: string; readonly name: LocalText; readonly why: string }[]
}

export interface ListDeliveryOptionsNeeds extends DeliveryNeeds {
  readonly clock: () => Date
  readonly store: Pick<CartStore, 'find'>
  readonly pricing: Pick<Client<typeof PricingService>, 'priceDelivery'>
}

const deliveryTimeoutMs = 1_000

/** The methods that fit this cart, each with its price, and those that do not with their reason. Fault: `not-found`, also for somebody else's cart. */
export async function listDeliveryOptions(needs: ListDeliveryOptionsNeeds, cartId: string, viewer: Viewer): Promise<DeliveryOptions> {
  const cart = await cartFor(needs.store, cartId, viewer)
  if (goesByMail(cart.lines)) return { options: [byMailOption(cart.currency, needs.clock())], unfit: [] }
  const { options, unfit } = await fittingMethods(needs, cart)
  const asked = { basket: basketOf(cart), methodIds: options.map(({ methodId }) => methodId) }
  const { prices } = options.length === 0 ? { prices: [] } : await needs.pricing.priceDelivery(asked, { timeoutMs: deliveryTimeoutMs })
  const priceOf = (id: string) => prices.find(({ methodId }) => methodId === id)?.price
  // A method without a rate for the country does not go there.
  const unpriced = options
    .filter(({ methodId }) => !priceOf(methodId))
    .map(({ methodId: id, name }) => ({ id, name: words(name), why: 'country' }))
  return {
    options: options.flatMap(({ methodId: id, name, kind, earliest, latest, pickupPoints }) => {
      const price = priceOf(id)
      return price ? [{ id, name: words(name), kind, price: fromMoney(price), earliest, latest, pickupPoints }] : []
    }),
    unfit: [...unfit.map(({ methodId: id, name, why }) => ({ id, name: words(name), why })), ...unpriced],
  }
}

/** Cards alone need no parcel: they are there at once, and it costs nothing. */
function byMailOption(currency: string, now: Date): DeliveryOption {
  const today = now.toISOString().slice(0, 10)
  const name = { fr: 'Par e-mail', en: 'By e-mail' }
  return { id: byMail, name, kind: byMail, price: { amountMinor: 0, currency }, earliest: today, latest: today, pickupPoints: [] }
}

const words = (name: { fr: string; en: string } | undefined): LocalText => ({ fr: name?.fr ?? '', en: name?.en ?? '' })

/** What delivery says of this cart. */
export function fittingMethods({ delivery }: DeliveryNeeds, cart: Cart): Promise<OptionsResponse> {
  const { weightG, hasDangerousGoods } = fitOf(cart.lines)
  const address = cart.shipping ? { address: { ...cart.shipping } } : {}
  return delivery.options({ ...address, weightG, dangerousGoods: hasDangerousGoods }, { timeoutMs: deliveryTimeoutMs })
}
