import { type Cart, fitOf, type Viewer } from '../domain/cart.ts'
import { byMail, goesByMail } from '../domain/gift-cards.ts'
import { type EditCartNeeds, type Edited, editCart, type Refusal } from './edit-cart.ts'
import { type DeliveryNeeds, fittingMethods } from './list-delivery-options.ts'

export interface DeliveryChoice {
  readonly cartId: string
  readonly optionId: string
  /** A point of a method that has points; empty otherwise. */
  readonly pickupPointId: string
  readonly viewer: Viewer
}

/**
 * Chooses how a cart travels.
 *
 * Refusal: `delivery-refused` with why: `unknown`, `country`, `weight`, `dangerous-goods`, `pickup-point`, `address` while there is none; and those of
 * `editCart`.
 */
export function setDelivery(
  needs: EditCartNeeds & DeliveryNeeds,
  { cartId, optionId, pickupPointId, viewer }: DeliveryChoice,
): Promise<Edited> {
  return editCart(needs, {
    cartId,
    viewer,
    async change(cart) {
      if (!cart.shipping) return { outcome: 'delivery-refused', why: 'address' }
      const next = { ...cart, deliveryMethodId: optionId, pickupPointId, deliveryFit: fitOf(cart.lines) }
      const why = await whyDeliveryFails(needs, next)
      return why ? { outcome: 'delivery-refused', why } : next
    },
    check: ({ priced }): Refusal | undefined => (priced.isDeliveryPriced ? undefined : { outcome: 'delivery-refused', why: 'country' }),
  })
}

/** Why a cart may not travel as chosen; undefined when it may. */
export async function whyDeliveryFails(needs: DeliveryNeeds, cart: Cart): Promise<string | undefined> {
  if (goesByMail(cart.lines)) return cart.deliveryMethodId === byMail && cart.pickupPointId === '' ? undefined : 'unknown'
  const { options, unfit } = await fittingMethods(needs, cart)
  const option = options.find(({ methodId }) => methodId === cart.deliveryMethodId)
  if (!option) return unfit.find(({ methodId }) => methodId === cart.deliveryMethodId)?.why ?? 'unknown'
  const point = cart.pickupPointId
  const pointFits = option.pickupPoints.length === 0 ? point === '' : option.pickupPoints.some(({ id }) => id === point)
  return pointFits ? undefined : 'pickup-point'
}
