import { ErrorSummary } from '@vitrine/ui/components/error-summary'
import { localeOf, pathIn, useLocale } from '@vitrine/ui/locale'
import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect, useActionData, useLoaderData } from 'react-router'
import { type FormAnswer, valuesOf } from '../checkout-forms.ts'
import { PageTitle } from '../page-title.tsx'
import { CheckoutSummary } from '../parts/checkout-summary.tsx'
import { visitOf, Waiting } from '../parts/checkout-waiting.tsx'
import { PaymentStep } from '../parts/payment-step.tsx'
import { payCart } from '../pay-cart.ts'
import { ask, orPage, orSpare } from '../shop.ts'
import { exchangeWords } from '../words/exchange.ts'

export const handle = { slim: true }

const pathOf = ({ id = '', returnId = '' }: LoaderFunctionArgs['params']) =>
  `/o/${encodeURIComponent(id)}/exchange/${encodeURIComponent(returnId)}`

/** The cart the shop prepared for this exchange, as long as it waits for its money. */
export async function loader({ context, params, request }: LoaderFunctionArgs) {
  const url = new URL(request.url)
  const order = await orPage(context, ask(context, 'order', { orderId: params.id ?? '' }))
  const file = order.returns.find(({ id }) => id === params.returnId)
  const { number, id: orderId } = order
  const placed = file?.exchange?.orderId
  if (placed) throw redirect(pathIn(localeOf(url.pathname), `/o/${encodeURIComponent(placed)}`))
  const isSwap = file?.kind === 'swap'
  if (!file?.exchange || file.state !== 'to-pay' || file.exchange.due.amountMinor === 0) return { number, orderId, isSwap }
  const { cartId } = file.exchange
  const state = await orPage(context, ask(context, 'checkoutState', { cartId }))
  if (state.state === 'running' || state.state === 'waiting')
    return { number, orderId, isSwap, waiting: state, visit: visitOf(url.searchParams) }
  const [cart, kept] = await Promise.all([
    orPage(context, ask(context, 'cart', { cartId })),
    orSpare(ask(context, 'myPaymentMethods', {}), null),
  ])
  // The key is drawn here, with the form: whoever sends the form twice pays once.
  return { number, orderId, cart, kept: kept?.items, key: crypto.randomUUID(), isDeclined: state.state === 'refused', isSwap }
}

export async function action({ context, params, request }: ActionFunctionArgs) {
  const locale = localeOf(new URL(request.url).pathname)
  const values = valuesOf(await request.formData())
  const order = await orPage(context, ask(context, 'order', { orderId: params.id ?? '' }))
  const cartId = order.returns.find(({ id }) => id === params.returnId)?.exchange?.cartId
  const path = pathOf(params)
  if (!cartId) return redirect(pathIn(locale, path))
  if (values.intent === 'give-up') {
    await ask(context, 'abandonCheckout', { cartId })
    return redirect(pathIn(locale, path))
  }
  return payCart(context, locale, values, { cartId, path, thanks: '' })
}

/** The difference of an exchange: what replaces what, and one payment, as for any cart. */
export default function ExchangePage() {
  const found = useLoaderData<typeof loader>()
  const answer = useActionData<FormAnswer>()
  const locale = useLocale()
  const words = exchangeWords[locale]
  if (found.waiting) return <Waiting state={found.waiting} visit={found.visit} />
  const errors = answer?.errors ?? (found.isDeclined ? [{ text: words.declined }] : [])
  const { cart, key } = found
  const title = (found.isSwap ? words.titleSwap : words.title)(found.number)
  const isFree = cart?.totals.due?.amountMinor === 0
  return (
    <div className="wrap checkout-page">
      <PageTitle title={title} hidden />
      <h1 className="title">{title}</h1>
      <ErrorSummary errors={errors} />
      {cart ? (
        <div className="basket">
          <div>
            <p className="ink-2 mb-4">{isFree ? words.explainFree : found.isSwap ? words.explainSwap : words.explain}</p>
            <PaymentStep
              key={key}
              cart={cart}
              current="payment"
              errors={errors}
              values={answer?.values ?? {}}
              kept={found.kept}
              idempotencyKey={key}
              number={1}
            />
          </div>
          <CheckoutSummary cart={cart} />
        </div>
      ) : (
        <p role="status">{words.ended}</p>
      )}
      <p className="mt-4">
        <a className="link tap label" href={pathIn(locale, `/o/${encodeURIComponent(found.orderId)}`)}>
          {words.back}
        </a>
      </p>
    </div>
  )
}
