import type { Cart } from '@vitrine/gateway/schemas/cart'
import { formatMoney } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { Form } from 'react-router'
import { cartWords } from '../words/cart.ts'

/** For a customer who has some, on the cart and at the checkout: a button that says what it does, and the other thing once it is done. */
export function StoreCredit({ cart: { storeCredit } }: { readonly cart: Cart }) {
  const locale = useLocale()
  const words = cartWords[locale]
  if (!storeCredit) return null
  return (
    <Form method="post" preventScrollReset>
      <input type="hidden" name="intent" value="store-credit" />
      <button className="link tap label" type="submit" name="uses" value={storeCredit.uses ? 'no' : 'yes'}>
        {storeCredit.uses ? words.keepStoreCredit : words.useStoreCredit(formatMoney(locale, storeCredit.balance))}
      </button>
    </Form>
  )
}
