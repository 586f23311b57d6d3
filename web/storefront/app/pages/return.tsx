import { returnReason } from '@vitrine/gateway/schemas/order'
import { Button } from '@vitrine/ui/components/button'
import { ErrorSummary } from '@vitrine/ui/components/error-summary'
import { localeOf, pathIn, useLocale } from '@vitrine/ui/locale'
import { type ActionFunctionArgs, Form, type LoaderFunctionArgs, redirect, useActionData, useLoaderData } from 'react-router'
import { valuesOf } from '../checkout-forms.ts'
import { isGatewayProblem } from '../gateway-problem.ts'
import { PageTitle } from '../page-title.tsx'
import { Pieces } from '../parts/order-second-thoughts.tsx'
import { ask, orPage } from '../shop.ts'
import { orderWords } from '../words/order.ts'

export const loader = async ({ context, params }: LoaderFunctionArgs) => ({
  order: await orPage(context, ask(context, 'order', { orderId: params.id ?? '' })),
})

export async function action({ context, params, request }: ActionFunctionArgs) {
  const locale = localeOf(new URL(request.url).pathname)
  const words = orderWords[locale]
  const orderId = params.id ?? ''
  const values = valuesOf(await request.formData())
  const lines = Object.entries(values).flatMap(([field, count]) => {
    const [, lineId] = /^pieces (.+)$/.exec(field) ?? []
    const reason = returnReason.catch('other').parse(values[`why ${lineId}`])
    return lineId && Number(count) > 0 ? [{ lineId, quantity: Number(count), reason }] : []
  })
  if (lines.length === 0) return { error: words.returnChoose }
  try {
    await ask(context, 'askReturn', { orderId, lines })
  } catch (fault) {
    if (isGatewayProblem(fault) && (fault.status === 409 || fault.status === 400)) return { error: words.returnRefused }
    throw fault
  }
  return redirect(pathIn(locale, `/o/${encodeURIComponent(orderId)}?returned`))
}

/** Which pieces come back, and why: the reasons of size feed the size advisor. */
export default function ReturnPage() {
  const { order } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const locale = useLocale()
  const words = orderWords[locale]
  const lines = order.withdrawal.lines.filter(({ eligible }) => eligible)
  const nameOf = (lineId: string) => order.lines.find(({ id }) => id === lineId)?.name ?? ''
  return (
    <div className="wrap signin-page">
      <PageTitle title={words.returnTitle(order.number)} hidden />
      <div className="narrow">
        <h1 className="title">{words.returnTitle(order.number)}</h1>
        <p className="ink-2 mt-2">{words.returnIntro}</p>
        <ErrorSummary errors={answer?.error ? [{ text: answer.error }] : []} />
        <Form className="form mt-4" method="post">
          {lines.map(({ lineId, quantity }) => (
            <fieldset className="grid gap-3" key={lineId}>
              <legend className="heading">{nameOf(lineId)}</legend>
              <Pieces field={`pieces ${lineId}`} label={words.returnPieces(nameOf(lineId))} most={quantity} />
              <label className="field">
                {words.returnWhy(nameOf(lineId))}
                <select className="input" name={`why ${lineId}`} defaultValue="changed-mind">
                  {returnReason.options.map((reason) => (
                    <option key={reason} value={reason}>
                      {words.returnReasons[reason]}
                    </option>
                  ))}
                </select>
              </label>
            </fieldset>
          ))}
          {lines.length > 0 ? (
            <div>
              <Button type="submit" wide>
                {words.returnSend}
              </Button>
            </div>
          ) : (
            <p role="status">{words.returnRefused}</p>
          )}
        </Form>
        <p className="mt-2">
          <a className="link tap label" href={pathIn(locale, `/o/${encodeURIComponent(order.id)}`)}>
            {words.returnBack}
          </a>
        </p>
      </div>
    </div>
  )
}
