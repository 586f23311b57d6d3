import { couponCode, type Viewer } from '../domain/cart.ts'
import { type EditCartNeeds, type Edited, editCart, type Refusal } from './edit-cart.ts'

/** A shopper has no use for more, and each is looked up at every quote. */
const maxCoupons = 5

/**
 * Adds a coupon. One that is valid and does not apply is kept, and says why in the cart.
 * Refusal: `coupon-refused` for unknown, ended, used up or one too many, all alike, so that nobody learns which codes exist.
 */
export function addCoupon(needs: EditCartNeeds, cartId: string, code: string, viewer: Viewer): Promise<Edited> {
  const wanted = couponCode(code)
  if (wanted === '' || wanted.length > 40) throw new RangeError('code is not a coupon code')
  const refused = { outcome: 'coupon-refused', code: wanted } as const
  return editCart(needs, {
    cartId,
    viewer,
    change(cart) {
      if (cart.coupons.includes(wanted)) return cart
      return cart.coupons.length >= maxCoupons ? refused : { ...cart, coupons: [...cart.coupons, wanted] }
    },
    check: ({ priced }): Refusal | undefined => {
      const quoted = priced.coupons.find((coupon) => couponCode(coupon.code) === wanted)
      return quoted && !quoted.isRefused ? undefined : refused
    },
  })
}
