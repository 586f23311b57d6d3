import { couponCode, type Viewer } from '../domain/cart.ts'
import { type EditCartNeeds, type Edited, editCart } from './edit-cart.ts'

/** Takes a coupon out. One that is not there is out already. */
export function removeCoupon(needs: EditCartNeeds, cartId: string, code: string, viewer: Viewer): Promise<Edited> {
  const unwanted = couponCode(code)
  return editCart(needs, {
    cartId,
    viewer,
    change: (cart) => (cart.coupons.includes(unwanted) ? { ...cart, coupons: cart.coupons.filter((each) => each !== unwanted) } : cart),
  })
}
