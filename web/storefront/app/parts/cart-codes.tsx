import type { Cart } from '@vitrine/gateway/schemas/cart'
import { Field } from '@vitrine/ui/components/field'
import { useLocale } from '@vitrine/ui/locale'
import { Form } from 'react-router'
import { useChangedFocus } from '../said-focus.ts'
import { cartWords } from '../words/cart.ts'

interface CartCodesProps {
  readonly cart: Cart
  /** What was typed last and refused, and why. */
  readonly typed?: string | undefined
  readonly error?: string | undefined
}

/**
 * Codes and gift cards of a cart, on its page and at the checkout: those it has, and one more. Where one was taken or left the field is empty again, and the
 * keyboard, whose button is gone, stands at the next one; what it costs now is said by the totals.
 */
export function CartCodes({ cart, typed, error }: CartCodesProps) {
  const words = cartWords[useLocale()]
  const codes = cart.coupons.map(({ code }) => code).join(' ')
  const more = useChangedFocus<HTMLElement>(codes)
  return (
    <>
      {cart.coupons.map((coupon) => (
        <Form method="post" key={coupon.id} preventScrollReset>
          <input type="hidden" name="intent" value="drop-code" />
          <input type="hidden" name="coupon" value={coupon.id} />
          {!coupon.applies && coupon.reason && <p className="fine ink-2">{coupon.reason}</p>}
          <button className="link tap label" type="submit">
            {words.dropCode(coupon.code)}
          </button>
        </Form>
      ))}
      <details open={error !== undefined || undefined}>
        <summary className="link tap label" ref={more}>
          {words.addCode}
        </summary>
        <Form key={codes} method="post" className="form mt-2" preventScrollReset>
          <input type="hidden" name="intent" value="add-code" />
          <Field id="code" label={words.code} span="c4" autoComplete="off" maxLength={40} defaultValue={typed} error={error} />
          <div className="c2 self-end">
            <button className="btn line wide px-3" type="submit">
              {words.apply}
            </button>
          </div>
        </Form>
      </details>
    </>
  )
}
