import { isGatewayProblem } from './gateway-problem.ts'
import type { Cart } from '@vitrine/gateway/schemas/cart'
import type { Locale } from '@vitrine/ui/locale'
import type { RouterContextProvider } from 'react-router'
import { askedChoice, choiceOf, chosenVariant, exactVariant } from './chosen-variant.ts'
import { cartMark, piecesIn } from './parts/cart-badge.tsx'
import { ask, shopOf } from './shop.ts'
import { cartWords } from './words/cart.ts'

type Context = Readonly<RouterContextProvider>

export type CartAnswer =
  | { readonly outcome: 'added'; readonly name: string; readonly pieces: number }
  | { readonly outcome: 'changed'; readonly pieces: number; readonly undo?: { readonly variantId: string; readonly quantity: number } }
  | { readonly outcome: 'refused'; readonly code: string; readonly lineId?: string; readonly available?: number }

const text = (form: FormData, name: string): string => String(form.get(name) ?? '').trim()

/** Does what a form of the cart or of a product asks: `add`, `change`, `remove`, `add-code`, `drop-code`, `store-credit`. A refusal is an answer. */
export async function changeCart(context: Context, form: FormData): Promise<CartAnswer> {
  const cartId = 'mine'
  const lineId = text(form, 'line')
  try {
    switch (text(form, 'intent')) {
      case 'add':
        return await add(context, form)
      case 'change': {
        const quantity = Math.trunc(Number(text(form, 'quantity') || text(form, 'typed')))
        if (quantity < 1) return changed(await ask(context, 'removeCartLine', { cartId, lineId }))
        return changed(await ask(context, 'changeCartLine', { cartId, lineId, quantity: Math.min(quantity, 99) }))
      }
      case 'remove': {
        const before = await ask(context, 'cart', { cartId })
        const line = before.lines.find((known) => known.id === lineId)
        const after = changed(await ask(context, 'removeCartLine', { cartId, lineId }))
        return line && !line.glasses && !line.partOf ? { ...after, undo: { variantId: line.variantId, quantity: line.quantity } } : after
      }
      case 'add-code': {
        const code = text(form, 'code')
        if (!code) return { outcome: 'refused', code: 'code-empty' }
        return changed(await ask(context, 'addCartCoupon', { cartId, code }))
      }
      case 'store-credit':
        return changed(await ask(context, 'useStoreCredit', { cartId, uses: text(form, 'uses') === 'yes' }))
      case 'drop-code':
        return changed(await ask(context, 'removeCartCoupon', { cartId, coupon: text(form, 'coupon') }))
      default:
        return { outcome: 'refused', code: 'unknown-intent' }
    }
  } catch (fault) {
    if (!isGatewayProblem(fault)) throw fault
    const { available } = fault.problem
    return { outcome: 'refused', code: fault.code, ...(lineId && { lineId }), ...(typeof available === 'number' && { available }) }
  }
}

/** Why the cart is not as it was asked to be. */
export function cartRefusalText(locale: Locale, answer: CartAnswer & { readonly outcome: 'refused' }): string {
  const words = cartWords[locale]
  if (answer.code === 'coupon-refused') return words.codeRefused
  if (answer.code === 'code-empty') return words.codeEmpty
  if (answer.code === 'out-of-stock' || answer.code === 'cap-reached')
    return answer.available ? words.outOfStock(answer.available) : words.soldOut
  return words.failed
}

const changed = (cart: Cart): { outcome: 'changed'; pieces: number } => ({ outcome: 'changed', pieces: piecesIn(cart) })

/** Adds the variant named, or the one the ticked options of a product lead to. */
async function add(context: Context, form: FormData): Promise<CartAnswer> {
  const productId = text(form, 'product')
  const quantity = Math.min(Math.max(1, Math.trunc(Number(text(form, 'quantity') || '1')) || 1), 99)
  let variantId = text(form, 'variant')
  if (!variantId) {
    const product = await ask(context, 'product', { id: productId })
    const asked = askedChoice(product, new URLSearchParams([...form].map(([name, value]) => [name, String(value)])))
    const variant = exactVariant(product, { ...choiceOf(chosenVariant(product, asked)), ...asked })
    if (!variant) return { outcome: 'refused', code: 'not-made' }
    variantId = variant.id
  }
  const [email, message] = [text(form, 'giftEmail').trim(), text(form, 'giftMessage').trim()]
  const gift = email || message ? { gift: { ...(email && { email }), ...(message && { message }) } } : {}
  const cart = await ask(context, 'addCartLine', { cartId: 'mine', variantId, quantity, ...gift })
  shopOf(context).cookies.push(`${cartMark}; Path=/; Max-Age=31536000; SameSite=Lax`)
  const line = cart.lines.find((known) => known.variantId === variantId)
  const name = line ? [line.name, ...line.options.map((option) => option.text)].join(', ') : ''
  return { outcome: 'added', name, pieces: piecesIn(cart) }
}
