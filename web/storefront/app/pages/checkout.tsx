import type { Cart } from '@vitrine/gateway/schemas/cart'
import { ErrorSummary } from '@vitrine/ui/components/error-summary'
import { localeOf, pathIn, useLocale } from '@vitrine/ui/locale'
import { useEffect, useRef } from 'react'
import {
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type RouterContextProvider,
  redirect,
  useActionData,
  useLoaderData,
} from 'react-router'
import { cartRefusalText, changeCart } from '../cart-change.ts'
import { emailError, type FormAnswer, fieldErrors, readAddress, valuesOf } from '../checkout-forms.ts'
import { PageTitle } from '../page-title.tsx'
import { payCart } from '../pay-cart.ts'
import { CheckoutSummary } from '../parts/checkout-summary.tsx'
import { ContactStep } from '../parts/contact-step.tsx'
import { DeliveryStep } from '../parts/delivery-step.tsx'
import { PaymentStep } from '../parts/payment-step.tsx'
import { visitOf, Waiting } from '../parts/checkout-waiting.tsx'
import { ask, orNothing, orPage, orSpare } from '../shop.ts'
import { checkoutWords } from '../words/checkout.ts'

export const handle = { slim: true }

const mine = { cartId: 'mine' } as const
const noOptions = { items: [], unavailable: [] }

export async function loader({ context, request }: LoaderFunctionArgs) {
  const url = new URL(request.url)
  const to = (path: string) => pathIn(localeOf(url.pathname), path)
  const cart = await orPage(context, orNothing(ask(context, 'cart', mine)))
  if (!cart || cart.lines.length === 0) throw redirect(to('/cart'))
  if (cart.state !== 'open' || url.searchParams.has('waiting')) {
    const state = await orPage(context, ask(context, 'checkoutState', mine))
    if (state.orderId && state.state === 'placed') throw redirect(to(`/o/${state.orderId}?new`))
    if (state.state === 'running' || state.state === 'waiting') return { waiting: state, visit: visitOf(url.searchParams) }
    if (state.state === 'refused')
      return { ...(await openCheckout(context, cart, url)), refused: url.searchParams.has('cancelled') ? 'cancelled' : 'declined' } as const
  }
  return openCheckout(context, cart, url)
}

/** The page while there is something to fill in. The key is drawn here, with the form: whoever sends the form twice orders once. */
async function openCheckout(context: Readonly<RouterContextProvider>, cart: Cart, url: URL) {
  const [options, kept] = await Promise.all([
    cart.addresses ? orPage(context, ask(context, 'deliveryOptions', mine)) : noOptions,
    orSpare(ask(context, 'myPaymentMethods', {}), null),
  ])
  // A guest keeps nothing, and is not asked whether they want to.
  return { cart, options, kept: kept?.items, key: crypto.randomUUID(), step: stepOf(cart, url.searchParams.get('step')) }
}

export type CheckoutStep = 'contact' | 'address' | 'delivery' | 'payment'

/** The first step that lacks something, or an earlier one that is being changed. */
function stepOf(cart: Cart, asked: string | null): CheckoutStep {
  const steps = ['contact', 'address', 'delivery', 'payment'] as const
  const lacking = [!cart.contact, !cart.addresses, !cart.delivery, true]
  const first = lacking.indexOf(true)
  const wanted = steps.findIndex((step) => step === asked)
  return steps[wanted >= 0 ? Math.min(wanted, first) : first] ?? 'payment'
}

export async function action({ context, request }: ActionFunctionArgs) {
  const { pathname, searchParams } = new URL(request.url)
  const locale = localeOf(pathname)
  const form = await request.formData()
  const values = valuesOf(form)
  const refuse = (step: FormAnswer['step'], errors: FormAnswer['errors']): FormAnswer => ({ step, errors, values })
  try {
    switch (values.intent) {
      case 'contact': {
        const text = emailError(locale, values.email ?? '')
        if (text) return refuse('contact', [{ field: 'email', text }])
        await ask(context, 'setCartContact', { ...mine, email: values.email ?? '' })
        break
      }
      case 'address': {
        const shipping = readAddress(locale, values)
        const billing = values['billing.line1'] || values['billing.name'] ? readAddress(locale, values, 'billing.') : undefined
        const errors = [...shipping.errors, ...(billing?.errors ?? [])]
        if (errors.length > 0) return refuse('address', errors)
        await ask(context, 'setCartAddresses', { ...mine, shipping: shipping.address, ...(billing && { billing: billing.address }) })
        return redirect(`${pathIn(locale, '/checkout')}?step=delivery`)
      }
      case 'delivery': {
        if (!values.option) return refuse('delivery', [{ field: 'option', text: checkoutWords[locale].chooseOption }])
        const [optionId = '', pickupPointId] = values.option.split('|')
        await ask(context, 'setCartDelivery', { ...mine, optionId, ...(pickupPointId && { pickupPointId }) })
        break
      }
      case 'store-credit':
      case 'add-code':
      case 'drop-code': {
        const answer = await changeCart(context, form)
        const isTyped = values.intent === 'add-code'
        if (answer.outcome === 'refused')
          return refuse(undefined, [{ ...(isTyped && { field: 'code' }), text: cartRefusalText(locale, answer) }])
        // By its own path: the address asked for has the host of whatever stands before us, and of a script's call another ending.
        const step = searchParams.get('step')
        return redirect(`${pathIn(locale, '/checkout')}${step === null ? '' : `?step=${encodeURIComponent(step)}`}`)
      }
      case 'give-up':
        await ask(context, 'abandonCheckout', mine)
        return redirect(pathIn(locale, '/checkout?waiting&cancelled'))
      case 'pay':
        // By its id: another tab may have paid it, and this browser has no cart any more.
        return await payCart(context, locale, values, { cartId: values.cart || 'mine', path: '/checkout', thanks: '?new' })
      default:
        break
    }
  } catch (fault) {
    const step = values.intent === 'contact' || values.intent === 'delivery' ? values.intent : 'address'
    return refuse(step, fieldErrors(locale, fault))
  }
  return redirect(pathIn(locale, '/checkout'))
}

/** Contact, delivery, payment: one page, one thing to do at a time, the whole order always beside it. */
export default function Checkout() {
  const found = useLoaderData<typeof loader>()
  const answer = useActionData<FormAnswer>()
  const locale = useLocale()
  const words = checkoutWords[locale]
  useStepFocus('step' in found && !answer ? found.step : undefined)
  if ('visit' in found && found.visit) return <Waiting state={found.waiting} visit={found.visit} />
  const { cart, options, key, kept } = found
  const step = answer?.step ?? found.step
  const lost = 'refused' in found && !answer ? [{ text: words[found.refused] }] : []
  const errors = answer?.errors ?? lost
  const shared = { cart, current: step, errors, values: answer?.values ?? {} }
  return (
    <div className="wrap checkout-page">
      <PageTitle title={words.title} hidden />
      <h1 className="title">{words.title}</h1>
      <ErrorSummary errors={errors} />
      <div className="basket">
        <div>
          <ContactStep {...shared} />
          <DeliveryStep {...shared} options={options} />
          <PaymentStep key={key} {...shared} kept={kept} idempotencyKey={key} />
        </div>
        <CheckoutSummary cart={cart} code={refusedCode(answer)} />
      </div>
    </div>
  )
}

const refusedCode = (answer: FormAnswer | undefined) => {
  const error = answer?.errors.find(({ field }) => field === 'code')?.text
  return error === undefined ? undefined : { typed: answer?.values.code ?? '', error }
}

const headings: Record<CheckoutStep, string> = { contact: 'step-1', address: 'step-2', delivery: 'step-2', payment: 'step-3' }

/** The button that was pressed is gone with its step: keyboard and reader go on at the heading of the one that opened, not at the top of the page. */
function useStepFocus(step: CheckoutStep | undefined) {
  const before = useRef(step)
  useEffect(() => {
    if (step && before.current && step !== before.current) document.getElementById(headings[step])?.focus()
    before.current = step ?? before.current
  }, [step])
}
