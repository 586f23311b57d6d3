import type { ServiceImpl } from '@connectrpc/connect'
import { toMoney } from '@vitrine/contracts/money'
import type { OrderService, Viewer as ViewerMessage } from '@vitrine/contracts/orders/v1'
import type { Address as AddressMessage } from '@vitrine/contracts/shop/v1'
import { addCoupon } from '../application/add-coupon.ts'
import { addGlasses, type AddGlassesNeeds } from '../application/add-glasses.ts'
import { addLine } from '../application/add-line.ts'
import { attachCart, type AttachCartStore } from '../application/attach-cart.ts'
import { changeLine } from '../application/change-line.ts'
import { createCart } from '../application/create-cart.ts'
import type { CartStore } from '../application/edit-cart.ts'
import { findCart } from '../application/find-cart.ts'
import { listDeliveryOptions, type ListDeliveryOptionsNeeds } from '../application/list-delivery-options.ts'
import { removeCoupon } from '../application/remove-coupon.ts'
import { removeLine } from '../application/remove-line.ts'
import { setAddresses } from '../application/set-addresses.ts'
import { setContact } from '../application/set-contact.ts'
import { setDelivery } from '../application/set-delivery.ts'
import { setCurrency } from '../application/set-currency.ts'
import { setStoreCredit } from '../application/set-store-credit.ts'
import type { Address } from '../domain/address.ts'
import type { Viewer } from '../domain/cart.ts'
import { cartMessage, editedMessage } from './cart-message.ts'

export type CartRpcNeeds = AddGlassesNeeds & ListDeliveryOptionsNeeds & { readonly store: CartStore & AttachCartStore }

type CartCalls =
  | 'createCart'
  | 'getCart'
  | 'addLine'
  | 'changeLine'
  | 'removeLine'
  | 'setContact'
  | 'setAddresses'
  | 'setDelivery'
  | 'addCoupon'
  | 'removeCoupon'
  | 'setCurrency'
  | 'setStoreCredit'
  | 'deliveryOptions'
  | 'attachCart'

/** The half of the contract that is about carts. */
export const cartRpc = (needs: CartRpcNeeds): Pick<ServiceImpl<typeof OrderService>, CartCalls> => ({
  async createCart({ cartId, currency, locale, viewer }) {
    return { cart: cartMessage(await createCart(needs, { cartId, currency, locale, viewer: viewerOf(viewer) })) }
  },
  async getCart({ cartId, viewer }) {
    return { cart: cartMessage(await findCart(needs, cartId, viewerOf(viewer))) }
  },
  async addLine({ cartId, lineId, variantId, quantity, viewer, lensConfigurationId: configurationId, gift }) {
    const to = gift && { gift: { email: gift.email, message: gift.message } }
    const addition = { cartId, lineId, variantId, quantity, viewer: viewerOf(viewer), ...to }
    if (configurationId !== '') return editedMessage(await addGlasses(needs, { ...addition, configurationId }))
    return editedMessage(await addLine(needs, addition))
  },
  async changeLine({ cartId, lineId, quantity, viewer }) {
    return editedMessage(await changeLine(needs, { cartId, lineId, quantity, viewer: viewerOf(viewer) }))
  },
  async removeLine({ cartId, lineId, viewer }) {
    return editedMessage(await removeLine(needs, cartId, lineId, viewerOf(viewer)))
  },
  async setContact({ cartId, email, viewer }) {
    return editedMessage(await setContact(needs, cartId, email, viewerOf(viewer)))
  },
  async setAddresses({ cartId, shipping, billing, viewer }) {
    if (!shipping) throw new RangeError('shipping is missing')
    return editedMessage(await setAddresses(needs, cartId, addressOf(shipping), billing ? addressOf(billing) : null, viewerOf(viewer)))
  },
  async setDelivery({ cartId, optionId, pickupPointId, viewer }) {
    return editedMessage(await setDelivery(needs, { cartId, optionId, pickupPointId, viewer: viewerOf(viewer) }))
  },
  async addCoupon({ cartId, code, viewer }) {
    return editedMessage(await addCoupon(needs, cartId, code, viewerOf(viewer)))
  },
  async removeCoupon({ cartId, coupon, viewer }) {
    return editedMessage(await removeCoupon(needs, cartId, coupon, viewerOf(viewer)))
  },
  async setCurrency({ cartId, currency, viewer }) {
    return editedMessage(await setCurrency(needs, cartId, currency, viewerOf(viewer)))
  },

  async setStoreCredit({ cartId, uses, viewer }) {
    return editedMessage(await setStoreCredit(needs, cartId, uses, viewerOf(viewer)))
  },
  async deliveryOptions({ cartId, viewer }) {
    const { options, unfit } = await listDeliveryOptions(needs, cartId, viewerOf(viewer))
    return {
      options: options.map((option) => ({
        ...option,
        name: { ...option.name },
        price: toMoney(option.price),
        pickupPoints: option.pickupPoints.map(({ id, name, line1, postcode, city }) => ({ id, name, line1, postcode, city })),
      })),
      unfit: unfit.map((method) => ({ ...method, name: { ...method.name } })),
    }
  },
  async attachCart({ cartId, customerId, email }) {
    return editedMessage(await attachCart(needs, { cartId, customerId, email }))
  },
})

export const viewerOf = (viewer: ViewerMessage | undefined): Viewer => ({
  customerId: viewer?.customerId ?? '',
  isStaff: viewer?.staff ?? false,
})

export const addressOf = ({ name, company, line1, line2, postcode, city, region, country, phone, vatNumber }: AddressMessage): Address => {
  return { name, company, line1, line2, postcode, city, region, country, phone, ...(vatNumber && { vatNumber }) }
}
