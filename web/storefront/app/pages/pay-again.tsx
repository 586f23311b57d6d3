import { Button } from '@vitrine/ui/components/button'
import { Note } from '@vitrine/ui/components/note'
import { formatDate, formatMoney } from '@vitrine/ui/format'
import { localeOf, pathIn, useLocale } from '@vitrine/ui/locale'
import { type ActionFunctionArgs, Form, type LoaderFunctionArgs, redirect, useActionData, useLoaderData } from 'react-router'
import { valuesOf } from '../checkout-forms.ts'
import { isGatewayProblem } from '../gateway-problem.ts'
import { PageTitle } from '../page-title.tsx'
import { PaymentMethods } from '../parts/payment-step.tsx'
import { depositOf } from '../pay-deposit.ts'
import { answerOf, ask, orPage, orSpare } from '../shop.ts'
import { payAgainWords } from '../words/pay-again.ts'

export const handle = { slim: true }

const pathOf = (orderId: string) => `/o/${encodeURIComponent(orderId)}`

/** The order, and how its amount may be set aside again, as long as its shopper is asked to. */
export async function loader({ context, params }: LoaderFunctionArgs) {
  const { id, number, payBy, payments } = await orPage(context, ask(context, 'order', { orderId: params.id ?? '' }))
  const amount = payments.at(-1)?.amount
  if (!payBy || !amount) return { id, number }
  const [{ items: methods }, { items: kept }] = await Promise.all([
    orPage(context, ask(context, 'waysToPay', {})),
    orSpare(ask(context, 'myPaymentMethods', {}), { items: [] }),
  ])
  // The key is drawn here, with the form: whoever sends the form twice pays once.
  return { id, number, asked: { payBy, amount, methods, kept, key: crypto.randomUUID() } }
}

export async function action({ context, params, request }: ActionFunctionArgs) {
  const locale = localeOf(new URL(request.url).pathname)
  const values = valuesOf(await request.formData())
  const orderId = params.id ?? ''
  const path = pathIn(locale, pathOf(orderId))
  try {
    const paid = await depositOf(context, locale, values, path)
    if ('error' in paid) return { outcome: 'declined' } as const
    const { body } = await answerOf(context, 'payOrderAgain', { orderId, payment: paid.payment }, values.key)
    return redirect('action' in body && body.url ? body.url : path)
  } catch (fault) {
    if (!isGatewayProblem(fault)) throw fault
    return { outcome: fault.code === 'payment-declined' ? 'declined' : 'failed' } as const
  }
}

/** The bank let go of what was set aside for glasses an optician has not verified yet: it is set aside again here, and nothing is charged by that. */
export default function PayAgainPage() {
  const { id, number, asked } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const locale = useLocale()
  const words = payAgainWords[locale]
  return (
    <div className="wrap checkout-page">
      <PageTitle title={words.title(number)} hidden />
      <h1 className="title mb-2">{words.title(number)}</h1>
      {answer && (
        <Note look="bad" live>
          {words[answer.outcome]}
        </Note>
      )}
      {asked ? (
        <>
          <p className="prose ink-2 mb-4">{words.explain(formatMoney(locale, asked.amount), formatDate(locale, asked.payBy))}</p>
          <Form className="form max-w-160" method="post" noValidate>
            <input type="hidden" name="key" value={asked.key} />
            <PaymentMethods methods={asked.methods} kept={asked.kept} values={{}} error={undefined} />
            <Button type="submit">{words.setAside(formatMoney(locale, asked.amount))}</Button>
          </Form>
        </>
      ) : (
        <p role="status">{words.ended}</p>
      )}
      <p className="mt-4">
        <a className="link tap label" href={pathIn(locale, pathOf(id))}>
          {words.back}
        </a>
      </p>
    </div>
  )
}
