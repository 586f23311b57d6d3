import { returnReason } from '@vitrine/gateway/schemas/order'
import { Button } from '@vitrine/ui/components/button'
import { ErrorSummary } from '@vitrine/ui/components/error-summary'
import { Field } from '@vitrine/ui/components/field'
import { formatMoney } from '@vitrine/ui/format'
import { localeOf, pathIn, useLocale } from '@vitrine/ui/locale'
import { type ActionFunctionArgs, Form, type LoaderFunctionArgs, redirect, useActionData, useLoaderData } from 'react-router'
import { valuesOf } from '../checkout-forms.ts'
import { isGatewayProblem } from '../gateway-problem.ts'
import { PageTitle } from '../page-title.tsx'
import { Pieces } from '../parts/order-second-thoughts.tsx'
import { SendTo } from '../parts/send-to.tsx'
import { ask, orPage, orSpare } from '../shop.ts'
import { claimWords } from '../words/claim.ts'
import { exchangeWords } from '../words/exchange.ts'
import { orderWords } from '../words/order.ts'

export async function loader({ context, params, request }: LoaderFunctionArgs) {
  const [order, { sendTo }] = await Promise.all([
    orPage(context, ask(context, 'order', { orderId: params.id ?? '' })),
    orSpare(ask(context, 'returnTerms', {}), { sendTo: [] }),
  ])
  const find = new URL(request.url).searchParams.get('find')?.trim() ?? ''
  const [own, others] = await Promise.all([
    wantedOf(context, order.currency, [...new Set(order.lines.map(({ slug }) => slug))].slice(0, most)),
    find ? orSpare(ask(context, 'products', { q: find, inStock: true, limit: most }), null) : null,
  ])
  const found = others ? await wantedOf(context, order.currency, others.items.map(({ slug }) => slug).slice(0, most)) : undefined
  return { order, own, found, find, sendTo }
}

/** Products offered at once: a page, not a catalogue. */
const most = 8

/** What may be had for pieces that come back: the variants of these products that are there, in the currency of the order. */
async function wantedOf(context: LoaderFunctionArgs['context'], currency: string, slugs: readonly string[]) {
  const products = await Promise.all(slugs.map((slug) => orSpare(ask(context, 'product', { id: slug, currency }), null)))
  return products.flatMap((product) =>
    product
      ? product.variants
          .filter(({ stock }) => stock.ready > 0)
          .map(({ id, options, price, stock }) => ({
            id,
            productId: product.id,
            name: [product.name, ...options.map(({ text }) => text)].join(' '),
            price,
            left: stock.ready,
          }))
      : [],
  )
}

export async function action({ context, params, request }: ActionFunctionArgs) {
  const locale = localeOf(new URL(request.url).pathname)
  const words = orderWords[locale]
  const orderId = params.id ?? ''
  const values = valuesOf(await request.formData())
  const lines = Object.entries(values).flatMap(([field, count]) => {
    const [, lineId] = /^pieces (.+)$/.exec(field) ?? []
    const reason = returnReason.catch('other').parse(values[`why ${lineId}`])
    const exchangeFor = values[`want ${lineId}`]
    return lineId && Number(count) > 0 ? [{ lineId, quantity: Number(count), reason, ...(exchangeFor && { exchangeFor }) }] : []
  })
  if (lines.length === 0) return { error: words.returnChoose }
  try {
    await ask(context, 'askReturn', { orderId, lines })
  } catch (fault) {
    if (isGatewayProblem(fault) && (fault.status === 409 || fault.status === 400))
      return {
        error: typeof fault.problem.detail === 'string' && fault.code === 'not-returnable' ? fault.problem.detail : words.returnRefused,
      }
    throw fault
  }
  return redirect(pathIn(locale, `/o/${encodeURIComponent(orderId)}?returned`))
}

/** Which pieces come back, and why: the reasons of size feed the size advisor. */
export default function ReturnPage() {
  const { order, own, found, find, sendTo } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const locale = useLocale()
  const [words, exchange, claim] = [orderWords[locale], exchangeWords[locale], claimWords[locale]]
  const lines = order.returnable.filter(({ eligible }) => eligible)
  const nameOf = (lineId: string) => order.lines.find(({ id }) => id === lineId)?.name ?? ''
  const productOf = (lineId: string) => order.lines.find(({ id }) => id === lineId)?.productId
  return (
    <div className="wrap signin-page">
      <PageTitle title={words.returnTitle(order.number)} hidden />
      <div className="narrow">
        <h1 className="title">{words.returnTitle(order.number)}</h1>
        <p className="ink-2 mt-2">{words.returnIntro}</p>
        <ErrorSummary errors={answer?.error ? [{ text: answer.error }] : []} />
        <Form className="form mt-4" method="post">
          {lines.map(({ lineId, quantity, reason, amounts }) => (
            <fieldset className="grid gap-3" key={lineId}>
              <legend className="heading">{nameOf(lineId)}</legend>
              {reason && <p className="label ink-2 font-normal">{reason}</p>}
              <Pieces
                field={`pieces ${lineId}`}
                label={words.returnPieces(nameOf(lineId))}
                most={quantity}
                textOf={(pieces) => claim.amount(String(pieces), formatMoney(locale, amounts[pieces - 1]!))}
              />
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
              <label className="field">
                {exchange.want(nameOf(lineId))}
                <select className="input" name={`want ${lineId}`} defaultValue="">
                  <option value="">{exchange.money}</option>
                  {[...own.filter(({ productId }) => productId === productOf(lineId)), ...(found ?? [])].map(
                    ({ id, name, price, left }) => (
                      <option key={id} value={id}>
                        {exchange.variant(name, formatMoney(locale, price), left)}
                      </option>
                    ),
                  )}
                </select>
              </label>
            </fieldset>
          ))}
          {lines.length > 0 ? (
            <>
              <SendTo lines={sendTo} cost={claim.costs} />
              <div>
                <Button type="submit" wide>
                  {words.returnSend}
                </Button>
              </div>
            </>
          ) : (
            <p role="status">{words.returnRefused}</p>
          )}
        </Form>
        {lines.length > 0 && (
          <Form className="form mt-6" method="get">
            <Field id="find" label={exchange.find} hint={exchange.findHint} type="search" maxLength={100} defaultValue={find} />
            {found?.length === 0 && <p role="status">{exchange.nothingFound}</p>}
            <div>
              <Button type="submit" look="line">
                {exchange.findButton}
              </Button>
            </div>
          </Form>
        )}
        <p className="mt-2">
          <a className="link tap label" href={pathIn(locale, `/o/${encodeURIComponent(order.id)}`)}>
            {words.returnBack}
          </a>
        </p>
      </div>
    </div>
  )
}
