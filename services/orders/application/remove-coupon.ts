import { couponCode, type Viewer } from '../domain/cart.ts'
import { couponIdOf } from './coupon-id.ts'
import { type EditCartNeeds, type Edited, editCart } from './edit-cart.ts'

/** Takes a coupon out, named by its id in the cart or by its code. One that is not there is out already. */
export function removeCoupon(needs: EditCartNeeds, cartId: string, coupon: string, viewer: Viewer): Promise<Edited> {
  const unwanted = (code: string) => code === couponCode(coupon) || couponIdOf(cartId, code) === coupon
  return editCart(needs, {
    cartId,
    viewer,
    change: (cart) => (cart.coupons.some(unwanted) ? { ...cart, coupons: cart.coupons.filter((code) => !unwanted(code)) } : cart),
  })
}
