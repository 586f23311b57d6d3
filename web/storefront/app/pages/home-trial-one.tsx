import type { HomeTrial } from '@vitrine/gateway/schemas/home-trial'
import { Button } from '@vitrine/ui/components/button'
import { Note } from '@vitrine/ui/components/note'
import { Picture } from '@vitrine/ui/components/picture'
import { formatDate, formatMoney, formatStamp } from '@vitrine/ui/format'
import { localeOf, pathIn, useLocale } from '@vitrine/ui/locale'
import { useEffect } from 'react'
import { type ActionFunctionArgs, Form, type LoaderFunctionArgs, useActionData, useLoaderData } from 'react-router'
import { valuesOf } from '../checkout-forms.ts'
import { isGatewayProblem } from '../gateway-problem.ts'
import { PageTitle } from '../page-title.tsx'
import { useReadAgain } from '../read-again.ts'
import { PaymentMethods } from '../parts/payment-step.tsx'
import { depositOf } from '../pay-deposit.ts'
import { signedIn } from '../sessions.ts'
import { answerOf, ask, orPage, orSpare } from '../shop.ts'
import { homeTrialWords } from '../words/home-trial.ts'

type Outcome = 'kept' | 'cancelled' | 'refused' | 'keepNone' | 'declined' | 'failed'
const good: ReadonlySet<Outcome> = new Set<Outcome>(['kept', 'cancelled'])

export async function loader({ context, params, request }: LoaderFunctionArgs) {
  const trial = await orPage(context, signedIn(request, ask(context, 'homeTrial', { trialId: params.id ?? '' })))
  if (!trial.allowed.includes('deposit')) return { trial }
  const [terms, kept] = await Promise.all([
    orPage(context, ask(context, 'homeTrialTerms', {})),
    orSpare(ask(context, 'myPaymentMethods', {}), { items: [] }),
  ])
  return { trial, methods: terms.paymentMethods, kept: kept.items, key: crypto.randomUUID() }
}

export async function action({ context, params, request }: ActionFunctionArgs): Promise<{ readonly outcome: Outcome } | null> {
  const { pathname } = new URL(request.url)
  const locale = localeOf(pathname)
  const form = await request.formData()
  const values = valuesOf(form)
  const trialId = params.id ?? ''
  try {
    if (values.intent === 'keep') {
      const variantIds = form.getAll('frame').map(String)
      if (variantIds.length === 0) return { outcome: 'keepNone' }
      await ask(context, 'keepTrialFrames', { trialId, variantIds })
      return { outcome: 'kept' }
    }
    if (values.intent === 'deposit') {
      const paid = await depositOf(context, locale, values, pathIn(locale, `/home-trial/${encodeURIComponent(trialId)}`))
      if ('error' in paid) return { outcome: 'declined' }
      await answerOf(context, 'setTrialDeposit', { trialId, payment: paid.payment }, values.key)
      return null
    }
    await ask(context, 'cancelHomeTrial', { trialId })
    return { outcome: 'cancelled' }
  } catch (fault) {
    if (!isGatewayProblem(fault)) throw fault
    return { outcome: fault.code === 'payment-declined' ? 'declined' : fault.status === 409 ? 'refused' : 'failed' }
  }
}

/** Where a home trial is: its frames, its deposit, until when it is sent back, and what its customer may do. */
export default function HomeTrialOnePage() {
  const { trial, methods, kept, key } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const locale = useLocale()
  const words = homeTrialWords[locale]
  return (
    <div className="wrap">
      <PageTitle title={words.title} hidden />
      <header className="order-head">
        <h1 className="title">{words.title}</h1>
        <p className="ink-2" role="status">
          {trial.text}
        </p>
        {trial.state === 'preparing' && <p className="ink-2">{words.shipBy(formatDate(locale, trial.shipBy))}</p>}
        {trial.state === 'delivered' && trial.returnBy && <p className="ink-2">{words.returnBy(formatDate(locale, trial.returnBy))}</p>}
        {trial.notices > 0 && trial.state === 'delivered' && trial.lateAt && (
          <Note look="warn">{words.lateAt(formatDate(locale, trial.lateAt))}</Note>
        )}
        {trial.state === 'refused' && <Note look="bad">{trial.refusal === 'out-of-stock' ? words.outOfStock : words.declined}</Note>}
        {answer && (
          <Note look={good.has(answer.outcome) ? 'good' : 'bad'} live>
            {words[answer.outcome]}
          </Note>
        )}
        {trial.action && <AtTheBank url={trial.action.url} />}
      </header>
      <div className="basket mt-0">
        <div className="grid gap-12">
          <Frames trial={trial} />
          {trial.allowed.includes('deposit') && methods && (
            <section className="rule pt-6" aria-labelledby="again">
              <h2 className="heading mb-3" id="again">
                {words.deposit}
              </h2>
              <Note look="warn">{words.again}</Note>
              <Form className="form mt-4" method="post" noValidate>
                <input type="hidden" name="intent" value="deposit" />
                <input type="hidden" name="key" value={key} />
                <PaymentMethods methods={methods} kept={kept ?? []} values={{}} error={undefined} />
                <Button type="submit">{words.setAside(formatMoney(locale, trial.deposit))}</Button>
              </Form>
            </section>
          )}
          <History trial={trial} />
        </div>
        <Aside trial={trial} />
      </div>
    </div>
  )
}

const againMs = 3_000

/** The bank has the word: its customer goes there, or the page asks again. */
function AtTheBank({ url }: { readonly url: string | undefined }) {
  const words = homeTrialWords[useLocale()]
  const { readAgain } = useReadAgain()
  useEffect(() => {
    const timer = setInterval(readAgain, againMs)
    return () => clearInterval(timer)
  }, [readAgain])
  return (
    <>
      <Note look="info" live>
        {url ? words.bank : words.waiting}
      </Note>
      {url && (
        <a className="btn justify-self-start" href={url} rel="noreferrer">
          {words.toBank}
        </a>
      )}
      <noscript>
        <meta httpEquiv="refresh" content="10" />
      </noscript>
    </>
  )
}

function Frames({ trial }: { readonly trial: HomeTrial }) {
  const locale = useLocale()
  const words = homeTrialWords[locale]
  const mayKeep = trial.allowed.includes('keep') && trial.frames.some(({ outcome }) => !outcome)
  const list = (
    <ul className="grid gap-4">
      {trial.frames.map(({ variantId, slug, name, options, image, price, outcome, text }) => (
        <li className="mini" key={variantId}>
          <span className="pic plate fit block">{image && <Picture image={image} sizes="64px" silent />}</span>
          <span>
            {mayKeep && !outcome ? (
              <label className="tick">
                <input type="checkbox" name="frame" value={variantId} />
                <span>{name}</span>
              </label>
            ) : (
              <a className="link" href={pathIn(locale, `/p/${slug}`)}>
                {name}
              </a>
            )}
            <small>{options.map((option) => option.text).join(', ')}</small>
            {text && <small>{text}</small>}
          </span>
          <span>{formatMoney(locale, price)}</span>
        </li>
      ))}
    </ul>
  )
  return (
    <section className="rule pt-6" aria-labelledby="frames">
      <h2 className="heading mb-4" id="frames">
        {mayKeep ? words.keepTitle : words.frames}
      </h2>
      {mayKeep ? (
        <Form method="post">
          <input type="hidden" name="intent" value="keep" />
          {list}
          <p className="fine ink-3 mt-3 mb-3">{words.keepHint}</p>
          <Button type="submit" look="line">
            {words.keepThem}
          </Button>
        </Form>
      ) : (
        list
      )}
    </section>
  )
}

function History({ trial }: { readonly trial: HomeTrial }) {
  const locale = useLocale()
  const words = homeTrialWords[locale]
  return (
    <section className="rule pt-6" aria-labelledby="history">
      <h2 className="heading mb-4" id="history">
        {words.history}
      </h2>
      <ol className="grid gap-2">
        {trial.timeline.map(({ at, event, text }) => (
          <li key={`${at} ${event}`}>
            {text} <span className="fine ink-3">{formatStamp(locale, at)}</span>
          </li>
        ))}
      </ol>
    </section>
  )
}

function Aside({ trial }: { readonly trial: HomeTrial }) {
  const locale = useLocale()
  const words = homeTrialWords[locale]
  return (
    <aside className="sum" aria-labelledby="deposit">
      <h2 className="heading" id="deposit">
        {words.deposit}
      </h2>
      <p>{words.depositState(formatMoney(locale, trial.deposit), trial.depositText)}</p>
      {trial.taken.amountMinor > 0 && <p>{words.taken(formatMoney(locale, trial.taken))}</p>}
      {trial.invoiceNumber && (
        <p>
          <a className="link tap label" href={`/api/v1/home-trials/${encodeURIComponent(trial.id)}/invoice.pdf`}>
            {words.invoice}
          </a>
        </p>
      )}
      {trial.deliveries.map(({ id, carrier, trackingNumber = '' }) => (
        <p key={id}>
          {[words.parcel, carrier].filter(Boolean).join(', ')}
          {trackingNumber && <span className="fine ink-3 block">{words.tracking(trackingNumber)}</span>}
        </p>
      ))}
      {trial.allowed.includes('cancel') && (
        <Form method="post">
          <input type="hidden" name="intent" value="cancel" />
          <Button type="submit" look="line">
            {words.cancel}
          </Button>
        </Form>
      )}
      <p>
        <a className="link tap" href={pathIn(locale, '/home-trial')}>
          {words.back}
        </a>
      </p>
    </aside>
  )
}
