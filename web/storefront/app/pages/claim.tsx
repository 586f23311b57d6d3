import { remedy } from '@vitrine/gateway/schemas/order'
import { Button } from '@vitrine/ui/components/button'
import { ErrorSummary, type FieldError } from '@vitrine/ui/components/error-summary'
import { formatDay, formatMoney } from '@vitrine/ui/format'
import { localeOf, pathIn, useLocale } from '@vitrine/ui/locale'
import { type ActionFunctionArgs, Form, type LoaderFunctionArgs, redirect, useActionData, useLoaderData } from 'react-router'
import { valuesOf } from '../checkout-forms.ts'
import { isGatewayProblem } from '../gateway-problem.ts'
import { PageTitle } from '../page-title.tsx'
import { Pieces } from '../parts/order-second-thoughts.tsx'
import { SendTo } from '../parts/send-to.tsx'
import type { Values } from '../sheet-form.ts'
import { ask, orPage, orSpare } from '../shop.ts'
import { claimWords } from '../words/claim.ts'
import { orderWords } from '../words/order.ts'

export async function loader({ context, params }: LoaderFunctionArgs) {
  const [order, { sendTo }] = await Promise.all([
    orPage(context, ask(context, 'order', { orderId: params.id ?? '' })),
    orSpare(ask(context, 'returnTerms', {}), { sendTo: [] }),
  ])
  return { order, sendTo }
}

interface Refused {
  readonly errors: readonly FieldError[]
  /** As it was sent: nothing of it is typed twice. */
  readonly values: Values
}

export async function action({ context, params, request }: ActionFunctionArgs): Promise<Refused | Response> {
  const locale = localeOf(new URL(request.url).pathname)
  const words = claimWords[locale]
  const orderId = params.id ?? ''
  const values = valuesOf(await request.formData())
  const lines = Object.entries(values).flatMap(([field, count]) => {
    const [, lineId] = /^pieces (.+)$/.exec(field) ?? []
    return lineId && Number(count) > 0 ? [{ lineId, quantity: Number(count) }] : []
  })
  const said = (values.words ?? '').trim()
  const errors = [...(lines.length === 0 ? [{ text: words.choose }] : []), ...(said === '' ? [{ field: 'words', text: words.say }] : [])]
  if (errors.length > 0) return { errors, values }
  try {
    await ask(context, 'claimGoods', { orderId, lines, words: said, remedy: remedy.catch('repair').parse(values.remedy) })
  } catch (fault) {
    if (!isGatewayProblem(fault) || (fault.status !== 409 && fault.status !== 400)) throw fault
    const { detail } = fault.problem
    return { errors: [{ text: typeof detail === 'string' && fault.code === 'not-returnable' ? detail : words.refused }], values }
  }
  return redirect(pathIn(locale, `/o/${encodeURIComponent(orderId)}?claimed`))
}

/** What is faulty, what is wrong with it, and what its shopper wishes. */
export default function ClaimPage() {
  const { order, sendTo } = useLoaderData<typeof loader>()
  const answer = useActionData<Refused>()
  const locale = useLocale()
  const words = claimWords[locale]
  const lines = order.claimable.filter(({ eligible }) => eligible)
  return (
    <div className="wrap signin-page">
      <PageTitle title={words.title(order.number)} hidden />
      <div className="narrow">
        <h1 className="title">{words.title(order.number)}</h1>
        <p className="ink-2 mt-2">{words.intro}</p>
        <ErrorSummary errors={answer?.errors ?? []} />
        {lines.length > 0 ? (
          <Form className="form mt-4" method="post">
            {lines.map(({ lineId, quantity, until, amounts }) => {
              const name = order.lines.find(({ id }) => id === lineId)?.name ?? ''
              const label = [words.pieces(name), until ? words.until(formatDay(locale, until)) : ''].filter(Boolean).join(', ')
              return (
                <Pieces
                  key={lineId}
                  field={`pieces ${lineId}`}
                  label={label}
                  most={quantity}
                  chosen={answer?.values[`pieces ${lineId}`]}
                  textOf={(pieces) => words.amount(String(pieces), formatMoney(locale, amounts[pieces - 1]!))}
                />
              )
            })}
            <Said error={answer?.errors.find(({ field }) => field === 'words')?.text} typed={answer?.values.words} />
            <Wish chosen={answer?.values.remedy} />
            <SendTo lines={sendTo} cost={words.shopPays} />
            <div>
              <Button type="submit" wide>
                {words.send}
              </Button>
            </div>
          </Form>
        ) : (
          <p role="status">{words.refused}</p>
        )}
        <p className="mt-2">
          <a className="link tap label" href={pathIn(locale, `/o/${encodeURIComponent(order.id)}`)}>
            {orderWords[locale].returnBack}
          </a>
        </p>
      </div>
    </div>
  )
}

function Said({ error, typed }: { readonly error: string | undefined; readonly typed: string | undefined }) {
  const words = claimWords[useLocale()]
  return (
    <div className="field">
      <label htmlFor="words">{words.words}</label>
      <p className="hint" id="words-hint">
        {words.wordsHint}
      </p>
      {error && (
        <p className="error" id="words-error">
          {error}
        </p>
      )}
      <textarea
        className="input"
        id="words"
        name="words"
        rows={4}
        maxLength={2_000}
        required
        defaultValue={typed}
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? 'words-hint words-error' : 'words-hint'}
      />
    </div>
  )
}

function Wish({ chosen = 'repair' }: { readonly chosen: string | undefined }) {
  const words = claimWords[useLocale()]
  return (
    <label className="field">
      {words.remedy}
      <span className="hint" id="remedy-hint">
        {words.remedyHint}
      </span>
      <select className="input" name="remedy" defaultValue={chosen} aria-describedby="remedy-hint">
        {remedy.options.map((each) => (
          <option key={each} value={each}>
            {words.remedies[each]}
          </option>
        ))}
      </select>
    </label>
  )
}
