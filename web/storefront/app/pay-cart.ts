import type { Cart } from '@vitrine/gateway/schemas/cart'
import { pathIn } from '@vitrine/ui/locale'
import { type RouterContextProvider, redirect } from 'react-router'
import { type FormAnswer, paymentErrors } from './checkout-forms.ts'
import { isGatewayProblem } from './gateway-problem.ts'
import { answerOf, ask, orSpare } from './shop.ts'
import { checkoutWords } from './words/checkout.ts'

/** Which cart is paid, on which page, and what the page of its order is told. */
interface Till {
  readonly cartId: string
  readonly path: string
  readonly thanks: string
}

/** Pays once, however often it is sent: the key came with the form. Every end that may still become an order leads to a page that waits for it. */
export async function payCart(
  context: Readonly<RouterContextProvider>,
  locale: 'fr' | 'en',
  values: Readonly<Record<string, string>>,
  { cartId, path, thanks }: Till,
) {
  const words = checkoutWords[locale]
  const to = (path: string) => pathIn(locale, path)
  const [provider = '', method = ''] = (values.method ?? '').split('/')
  const keptMethodId = provider === 'kept' ? method : undefined
  const isByTestCard = values.cards === values.method
  const missing = [
    isByTestCard && !values.token && { field: 'card', text: words.chooseCard },
    values.terms !== 'yes' && { field: 'terms', text: words.acceptTerms },
  ].filter((error) => error !== false)
  if (missing.length > 0) return { step: 'payment', errors: missing, values } satisfies FormAnswer
  const expectedTotal = { amountMinor: Number(values.total), currency: values.currency ?? 'EUR' }
  const returnUrl = `${to(path)}?waiting`
  try {
    const kept = keptMethodId === undefined ? undefined : await keptMethodOf(context, keptMethodId)
    if (keptMethodId !== undefined && !kept) return { step: 'payment', errors: [{ text: words.keptGone }], values } satisfies FormAnswer
    const fresh = { provider, method, ...(isByTestCard && { token: values.token }), ...(values.save === 'yes' && { save: true }) }
    const payment = { ...(kept ? { provider: kept.provider, method: kept.method, keptMethodId: kept.id } : fresh), returnUrl }
    const { body } = await answerOf(context, 'checkoutCart', { cartId, payment, acceptTerms: true, expectedTotal }, values.key)
    if (!('action' in body)) return redirect(to(`/o/${body.id}${thanks}`))
    // A page of ours leads on: under `form-action 'self'` a form may not be answered with another origin.
    return redirect(to(`${path}?waiting${body.url ? '&leave' : ''}`))
  } catch (fault) {
    if (!isGatewayProblem(fault)) throw fault
    const { orderId } = fault.problem
    if (fault.code === 'cart-checked-out' && typeof orderId === 'string') return redirect(to(`/o/${orderId}${thanks}`))
    if (fault.code === 'payment-in-progress' || fault.code === 'request-in-progress' || fault.status >= 500)
      return redirect(to(`${path}?waiting`))
    const cart = await orSpare<Cart | null>(ask(context, 'cart', { cartId }), null)
    const names = new Map(cart?.lines.flatMap((line) => [[line.id, line.name] as const, [line.variantId, line.name] as const]))
    return { step: 'payment', errors: paymentErrors(locale, fault, names), values } satisfies FormAnswer
  }
}

const keptMethodOf = async (context: Readonly<RouterContextProvider>, methodId: string) =>
  (await ask(context, 'myPaymentMethods', {})).items.find(({ id }) => id === methodId)
