import type { Contract, Receipt } from '@vitrine/gateway/schemas/order'
import { Button } from '@vitrine/ui/components/button'
import { ErrorSummary, type FieldError } from '@vitrine/ui/components/error-summary'
import { Field } from '@vitrine/ui/components/field'
import { formatDate, formatDay, formatMoney, formatStamp } from '@vitrine/ui/format'
import { localeOf, useLocale } from '@vitrine/ui/locale'
import { type ActionFunctionArgs, Form, type LoaderFunctionArgs, useActionData, useLoaderData } from 'react-router'
import { emailError, valuesOf } from '../checkout-forms.ts'
import { isGatewayProblem } from '../gateway-problem.ts'
import { useKeptInTab } from '../kept-in-tab.ts'
import { PageTitle } from '../page-title.tsx'
import type { Values } from '../sheet-form.ts'
import { ask, orSpare } from '../shop.ts'
import { withdrawWords } from '../words/withdraw.ts'

/** Who declares, and about which order: all that the law lets a shop ask for (Directive 2023/2673, article 11a). */
interface Declaration {
  readonly name: string
  readonly number: string
  readonly email: string
}
type State =
  | { readonly step: 'ask'; readonly errors: readonly FieldError[]; readonly said: Declaration }
  | {
      readonly step: 'confirm'
      readonly errors: readonly FieldError[]
      readonly said: Declaration
      readonly contract: Contract
      /** What is ticked: everything, until somebody chose. */
      readonly chosen: Values
    }
  | { readonly step: 'done'; readonly said: Declaration; readonly receipt: Receipt }

/** Who comes from the page of an order finds the form filled in. */
export async function loader({ context, request }: LoaderFunctionArgs): Promise<Declaration> {
  const orderId = new URL(request.url).searchParams.get('order') ?? ''
  const order = orderId ? await orSpare(ask(context, 'order', { orderId }), undefined) : undefined
  return { name: order?.addresses.shipping.name ?? '', number: order?.number ?? '', email: order?.email ?? '' }
}

/** Two steps, each a form that is sent: nothing is declared before the second. Step `choose` is the second as it was left. */
export async function action({ context, request }: ActionFunctionArgs): Promise<State> {
  const locale = localeOf(new URL(request.url).pathname)
  const words = withdrawWords[locale]
  const values = valuesOf(await request.formData())
  const { name = '', number = '', email = '', step } = values
  const said = { name, number, email }
  const refused = (errors: readonly FieldError[]): State => ({ step: 'ask', errors, said })
  if (step === 'ask') return refused([])
  const errors = declarationErrors(locale, said)
  if (errors.length > 0) return refused(errors)
  let contract: Contract | undefined
  try {
    contract = await ask(context, 'findContract', { number, email })
    if (step === 'choose') return { step: 'confirm', errors: [], said, contract, chosen: values }
    if (step !== 'confirm') return { step: 'confirm', errors: [], said, contract, chosen: allOf(contract) }
    const lines = chosenLines(contract, values)
    if (lines.length === 0) return { step: 'confirm', errors: [{ text: words.choose }], said, contract, chosen: values }
    return { step: 'done', said, receipt: await ask(context, 'withdraw', { ...said, lines }) }
  } catch (fault) {
    if (!isGatewayProblem(fault)) throw fault
    if (fault.status === 404) return refused([{ field: 'number', text: words.unknown }])
    if (fault.status === 409) return refused([{ text: words.nothing }])
    const errors = [{ text: fault.status === 429 ? words.tooMany : words.failed }]
    return contract ? { step: 'confirm', errors, said, contract, chosen: values } : refused(errors)
  }
}

function declarationErrors(locale: 'fr' | 'en', { name, number, email }: Declaration): FieldError[] {
  const words = withdrawWords[locale]
  const wrong = emailError(locale, email)
  return [
    ...(name.length < 2 ? [{ field: 'name', text: words.enterName }] : []),
    ...(number === '' ? [{ field: 'number', text: words.enterNumber }] : []),
    ...(wrong ? [{ field: 'email', text: wrong }] : []),
  ]
}

/** All that may come back, as a form says it. */
const allOf = ({ lines }: Contract): Values =>
  Object.fromEntries(
    lines.flatMap(({ lineId, eligible, quantity }) =>
      eligible
        ? [
            [`line ${lineId}`, '1'],
            [`pieces ${lineId}`, `${quantity}`],
          ]
        : [],
    ),
  )

function chosenLines({ lines }: Contract, values: Values) {
  return lines.flatMap(({ lineId, eligible, quantity }) => {
    const chosen = values[`line ${lineId}`] === undefined ? 0 : Number(values[`pieces ${lineId}`] ?? quantity)
    return eligible && chosen >= 1 && chosen <= quantity ? [{ lineId, quantity: Math.trunc(chosen) }] : []
  })
}

/** The withdrawal that the law asks for: visible from every page, no sign-in, two steps, a receipt. */
export default function Withdraw() {
  const known = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const state = answer ?? ({ step: 'ask', errors: [], said: known } satisfies State)
  const typed = useKeptInTab({
    ...{ kind: 'withdrawal', page: known.number, step: { step: state.step === 'confirm' ? 'choose' : 'ask' } },
    answered: answer && { ...(answer.step === 'confirm' && answer.chosen), ...answer.said },
    isDone: state.step === 'done',
  })
  const words = withdrawWords[useLocale()]
  const title = state.step === 'done' ? words.doneTitle : words.title
  return (
    <div className="wrap signin-page">
      <PageTitle title={title} hidden />
      <div className="narrow" {...typed}>
        {state.step !== 'done' && <p className="fine ink-3">{words.step(state.step === 'ask' ? 1 : 2)}</p>}
        <h1 className="title">{title}</h1>
        {state.step === 'ask' && <Ask key={answer ? 'answered' : 'opened'} {...state} />}
        {state.step === 'confirm' && <Confirm {...state} />}
        {state.step === 'done' && <Done {...state} />}
      </div>
    </div>
  )
}

function Ask({ errors, said }: Extract<State, { step: 'ask' }>) {
  const words = withdrawWords[useLocale()]
  const errorOf = (field: string) => errors.find((error) => error.field === field)?.text
  return (
    <>
      <p className="ink-2 mt-2">{words.intro}</p>
      <ErrorSummary errors={errors} />
      <Form className="form mt-4" method="post" noValidate>
        <Field id="name" label={words.name} autoComplete="name" required maxLength={100} defaultValue={said.name} error={errorOf('name')} />
        <Field
          id="number"
          label={words.number}
          hint={words.numberHint}
          autoComplete="off"
          required
          maxLength={20}
          defaultValue={said.number}
          error={errorOf('number')}
        />
        <Field
          id="email"
          label={words.email}
          type="email"
          inputMode="email"
          autoComplete="email"
          required
          maxLength={254}
          defaultValue={said.email}
          error={errorOf('email')}
        />
        <div>
          <Button type="submit" wide>
            {words.next}
          </Button>
        </div>
      </Form>
    </>
  )
}

function Confirm({ errors, said, contract, chosen }: Extract<State, { step: 'confirm' }>) {
  const locale = useLocale()
  const words = withdrawWords[locale]
  const { number, placedAt, days, until, lines } = contract
  const isPossible = lines.some(({ eligible }) => eligible)
  return (
    <>
      <p className="ink-2 mt-2">{until ? words.until(formatDay(locale, until)) : words.afterArrival(days)}</p>
      <ErrorSummary errors={errors} />
      <Form className="form mt-4" method="post">
        {Object.entries(said).map(([field, value]) => (
          <input key={field} type="hidden" name={field} value={value} />
        ))}
        <fieldset className="grid gap-4">
          <legend className="heading mb-3">{words.which(number, formatDate(locale, placedAt))}</legend>
          {lines.map((line) => (
            <Line key={line.lineId} line={line} chosen={chosen} />
          ))}
        </fieldset>
        {isPossible ? (
          <div>
            <Button type="submit" name="step" value="confirm" wide>
              {words.confirm}
            </Button>
          </div>
        ) : (
          <p role="status">{words.nothing}</p>
        )}
        <div>
          <button className="link tap label" type="submit" name="step" value="ask">
            {words.back}
          </button>
        </div>
      </Form>
    </>
  )
}

interface LineProps {
  readonly line: Contract['lines'][number]
  readonly chosen: Values
}

function Line({ line, chosen }: LineProps) {
  const words = withdrawWords[useLocale()]
  const { lineId, name, quantity, eligible, reason } = line
  if (!eligible)
    return (
      <p>
        {name}
        {reason && <small className="fine ink-3 block">{words.not(reason)}</small>}
      </p>
    )
  return (
    <div className="grid gap-2">
      <label className="tick">
        <input type="checkbox" name={`line ${lineId}`} value="1" defaultChecked={chosen[`line ${lineId}`] === '1'} />
        <span>
          {name}
          {reason && <small className="fine ink-3 block">{words.only(reason)}</small>}
        </span>
      </label>
      {quantity > 1 && (
        <label className="field">
          {words.pieces(name)}
          <select className="input" name={`pieces ${lineId}`} defaultValue={chosen[`pieces ${lineId}`] ?? quantity}>
            {Array.from({ length: quantity }, (_, n) => (
              <option key={n + 1}>{n + 1}</option>
            ))}
          </select>
        </label>
      )}
    </div>
  )
}

function Done({ said, receipt }: Extract<State, { step: 'done' }>) {
  const locale = useLocale()
  const words = withdrawWords[locale]
  const facts = [
    [words.declaredBy, receipt.name],
    [words.at, `${formatDate(locale, receipt.at)}, ${formatStamp(locale, receipt.at)}`],
    [words.order, receipt.number],
    [words.refund, formatMoney(locale, receipt.refund)],
  ] as const
  return (
    <div role="status">
      <p className="ink-2 mt-2">{words.doneText(said.email)}</p>
      <dl className="mt-4 grid gap-2">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt className="fine ink-3">{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <ul className="mt-4 grid gap-1">
        {receipt.lines.map(({ name, quantity }) => (
          <li key={name}>{`${quantity}\u00a0× ${name}`}</li>
        ))}
      </ul>
      <p className="mt-4">{receipt.isAwaited ? words.awaited : words.straight}</p>
    </div>
  )
}
