import type { KeptRx } from '@vitrine/gateway/schemas/optics'
import { Button } from '@vitrine/ui/components/button'
import { ErrorSummary, type FieldError } from '@vitrine/ui/components/error-summary'
import { Note } from '@vitrine/ui/components/note'
import { EmptyState } from '@vitrine/ui/components/states'
import { formatDate } from '@vitrine/ui/format'
import { localeOf, pathIn, useLocale } from '@vitrine/ui/locale'
import { type ActionFunctionArgs, Form, type LoaderFunctionArgs, useActionData, useLoaderData } from 'react-router'
import { valuesOf } from '../checkout-forms.ts'
import { isGatewayProblem } from '../gateway-problem.ts'
import { PageTitle } from '../page-title.tsx'
import { AdviceThread } from '../parts/advice-thread.tsx'
import { signedIn } from '../sessions.ts'
import type { Values } from '../sheet-form.ts'
import { ask, orPage } from '../shop.ts'
import { accountWords } from '../words/account.ts'
import { adviceWords } from '../words/advice.ts'
import { lensWords } from '../words/lenses.ts'

interface Answer {
  readonly done?: 'removed' | 'sent' | 'reminded'
  readonly errors: readonly FieldError[]
  readonly text: string
  readonly about?: string
  readonly isAgreed?: boolean
}

export async function loader({ context, request }: LoaderFunctionArgs) {
  const [{ items: kept, reminders }, { items: messages }] = await orPage(
    context,
    signedIn(request, Promise.all([ask(context, 'myPrescriptions', {}), ask(context, 'myAdvice', {})])),
  )
  return { kept, reminders, messages, isAdded: new URL(request.url).searchParams.has('kept') }
}

export async function action({ context, request }: ActionFunctionArgs): Promise<Answer> {
  const words = adviceWords[localeOf(new URL(request.url).pathname)]
  const values = valuesOf(await request.formData())
  try {
    if (values.intent === 'ask') return await asking(values, words, (input) => signedIn(request, ask(context, 'askOptician', input)))
    if (values.intent === 'remind') {
      await signedIn(request, ask(context, 'setReminders', { wanted: values.wanted === 'yes' }))
      return { done: 'reminded', errors: [], text: '' }
    }
    await signedIn(request, ask(context, 'removePrescription', { prescriptionId: values.prescription ?? '' }))
    return { done: 'removed', errors: [], text: '' }
  } catch (fault) {
    if (!isGatewayProblem(fault) || fault.status >= 500) throw fault
    const orders = Array.isArray(fault.problem.orders) ? fault.problem.orders.join(', ') : ''
    const said = fault.code === 'glasses-under-way' ? words.underWay(orders) : words.failed
    return { errors: [{ text: said }], text: values.text ?? '', about: values.about ?? '', isAgreed: values.agree === 'yes' }
  }
}

async function asking(
  { text = '', about = '', agree }: Values,
  words: (typeof adviceWords)['en'],
  send: (input: { message: string; prescriptionId?: string; consent: 'health-data' }) => Promise<unknown>,
): Promise<Answer> {
  const errors = [
    ...(text.trim() === '' ? [{ field: 'text', text: words.needsText }] : []),
    ...(agree === 'yes' ? [] : [{ field: 'agree', text: words.needsAgree }]),
  ]
  if (errors.length > 0) return { errors, text, about, isAgreed: agree === 'yes' }
  await send({ message: text.trim().slice(0, 2_000), ...(about && { prescriptionId: about }), consent: 'health-data' })
  return { done: 'sent', errors: [], text: '' }
}

/** The prescriptions a customer keeps here, what opticians say of them, and the way out of each. They are in no list and in no mail. */
export default function Prescriptions() {
  const { kept, reminders, messages, isAdded } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>() as Answer | undefined
  const locale = useLocale()
  const [{ prescriptions: words, account }, advice] = [accountWords[locale], adviceWords[locale]]
  const { done, errors = [] } = answer ?? {}
  const said = done ? { removed: words.removed, sent: advice.sent, reminded: advice.reminded }[done] : isAdded && !answer ? advice.kept : ''
  return (
    <div className="wrap account-page">
      <PageTitle title={words.title} hidden />
      <h1 className="title">{words.title}</h1>
      <p className="ink-2 mt-2">{words.intro}</p>
      <ErrorSummary errors={errors} />
      {said && (
        <Note look="good" live>
          {said}
        </Note>
      )}
      {kept.length === 0 ? (
        <div className="mt-8">
          <EmptyState text={words.none}>
            <a className="btn line" href={pathIn(locale, '/c/lunettes')}>
              {words.noneAction}
            </a>
          </EmptyState>
        </div>
      ) : (
        <ul className="mt-8 grid gap-8">
          {kept.map((one) => (
            <Kept key={one.id} kept={one} />
          ))}
        </ul>
      )}
      <p className="mt-8">
        <a className="btn line" href={pathIn(locale, '/account/prescriptions/new')}>
          {advice.add}
        </a>
      </p>
      <Reminders isWanted={reminders} />
      <AdviceThread
        messages={messages}
        kept={kept}
        errors={errors}
        text={answer?.text ?? ''}
        about={answer?.about}
        isAgreed={answer?.isAgreed}
      />
      <p className="mt-8">
        <a className="link tap label" href={pathIn(locale, '/account')}>
          {account}
        </a>
      </p>
    </div>
  )
}

function Reminders({ isWanted }: { readonly isWanted: boolean }) {
  const words = adviceWords[useLocale()]
  return (
    <Form className="mt-8 grid gap-3" method="post">
      <input type="hidden" name="intent" value="remind" />
      <label className="tick">
        <input type="checkbox" name="wanted" value="yes" defaultChecked={isWanted} />
        <span>{words.remind}</span>
      </label>
      <div>
        <Button type="submit" look="line">
          {words.remindSave}
        </Button>
      </div>
    </Form>
  )
}

function Kept({ kept }: { readonly kept: KeptRx }) {
  const locale = useLocale()
  const [{ prescriptions: words }, lenses, advice] = [accountWords[locale], lensWords[locale], adviceWords[locale]]
  const { id, wearer, prescriber, issuedOn, prescription, validity, state, reason, corrected } = kept
  const until =
    validity.state === 'expired' ? lenses.keptExpired : validity.until ? lenses.keptUntil(formatDate(locale, validity.until)) : ''
  return (
    <li className="rule grid gap-2 pt-4">
      <h2 className="heading">{wearer}</h2>
      <p className="ink-2">
        {[words.of(formatDate(locale, issuedOn)), prescriber, until, advice.states[state]].filter(Boolean).join(', ')}
      </p>
      {reason && <p>{advice.why(reason.text)}</p>}
      {corrected ? (
        <p className="ink-2">{advice.replaced}</p>
      ) : (
        (state === 'asked' || state === 'rejected') && (
          <p>
            <a className="btn line" href={pathIn(locale, `/account/prescriptions/new?corrects=${encodeURIComponent(id)}`)}>
              {advice.correct(wearer)}
            </a>
          </p>
        )
      )}
      <dl className="grid gap-1">
        {(['right', 'left'] as const).map((eye) => (
          <div key={eye} className="flex flex-wrap gap-x-4">
            <dt className="ink-3">{lenses.eyes[eye]}</dt>
            <dd className="tabular-nums">{prescription[eye].text}</dd>
          </div>
        ))}
      </dl>
      <Form method="post">
        <input type="hidden" name="prescription" value={id} />
        <button type="submit" className="link tap label">
          {words.remove(wearer)}
        </button>
      </Form>
    </li>
  )
}
