import type { Product } from '@vitrine/gateway/schemas/catalogue'
import { Button } from '@vitrine/ui/components/button'
import { ErrorSummary, type FieldError } from '@vitrine/ui/components/error-summary'
import { Icon } from '@vitrine/ui/components/icon'
import { Note } from '@vitrine/ui/components/note'
import { Picture } from '@vitrine/ui/components/picture'
import { formatDate, formatMoney } from '@vitrine/ui/format'
import { localeOf, pathIn, useLocale } from '@vitrine/ui/locale'
import { type ActionFunctionArgs, Form, type LoaderFunctionArgs, redirect, useActionData, useLoaderData, useNavigation } from 'react-router'
import { fieldErrors, readAddress, valuesOf } from '../checkout-forms.ts'
import { isGatewayProblem } from '../gateway-problem.ts'
import { PageTitle } from '../page-title.tsx'
import { errorOf } from '../parts/checkout-step.tsx'
import { AddressFields } from '../parts/delivery-step.tsx'
import { PaymentMethods } from '../parts/payment-step.tsx'
import { TermsTick } from '../parts/terms-tick.tsx'
import { depositOf } from '../pay-deposit.ts'
import { answerOf, ask, orNothing, orPage, orSpare, shopOf } from '../shop.ts'
import { frameOf, framesCookie, framesIn, mostFrames, type WantedFrame } from '../trial-frames.ts'
import { homeTrialWords } from '../words/home-trial.ts'

interface Answer {
  readonly errors: readonly FieldError[]
  readonly values: Readonly<Record<string, string>>
}

/** The frames on the list, as they are sold now; one that is not any more says so. */
export async function loader({ context }: LoaderFunctionArgs) {
  // The deposit is set aside in the currency of the shop, whatever else is shown in.
  const { caller, currency } = shopOf(context)
  const wanted = framesIn(caller.cookie)
  const [terms, kept, trials, frames] = await Promise.all([
    orPage(context, ask(context, 'homeTrialTerms', {})),
    orSpare(ask(context, 'myPaymentMethods', {}), null),
    orSpare(ask(context, 'myHomeTrials', { limit: 10 }), null),
    Promise.all(
      wanted.map(async (frame) => ({
        ...frame,
        ...shownOf(await orNothing(ask(context, 'product', { id: frame.slug, currency })), frame),
      })),
    ),
  ])
  // The key is drawn here, with the form: whoever sends the form twice is lent frames once.
  return { terms, frames, trials: trials?.items ?? [], kept: kept?.items, isSignedIn: trials !== null, key: crypto.randomUUID() }
}

function shownOf(product: Product | null, { variantId, slug }: WantedFrame) {
  const variant = product?.variants.find(({ id }) => id === variantId)
  const isThere = variant !== undefined && variant.stock.available > 0
  const options = variant?.options.map(({ text }) => text).join(', ') ?? ''
  return { name: product?.name ?? slug, options, image: product?.images[0] ?? null, price: variant?.price ?? null, isThere }
}

export async function action({ context, request }: ActionFunctionArgs) {
  const locale = localeOf(new URL(request.url).pathname)
  const values = valuesOf(await request.formData())
  const shop = shopOf(context)
  const wanted = framesIn(shop.caller.cookie)
  const here = pathIn(locale, '/home-trial')
  if (values.intent === 'add' || values.intent === 'remove') {
    const frame = frameOf(values.frame ?? '')
    const others = wanted.filter(({ variantId }) => variantId !== frame?.variantId)
    const next = values.intent === 'add' && frame ? [...others, frame].slice(0, mostFrames) : others
    shop.cookies.push(framesCookie(next))
    return redirect(here)
  }
  return order(context, locale, values, wanted)
}

async function order(
  context: ActionFunctionArgs['context'],
  locale: 'fr' | 'en',
  values: Answer['values'],
  wanted: readonly WantedFrame[],
) {
  const words = homeTrialWords[locale]
  const { address: shipping, errors } = readAddress(locale, values)
  const paid = await depositOf(context, locale, values, pathIn(locale, '/home-trial'))
  const missing = [
    ...errors,
    ...('error' in paid ? [paid.error] : []),
    ...(values.terms === 'yes' ? [] : [{ field: 'terms', text: words.agree }]),
  ]
  if (missing.length > 0 || 'error' in paid) return { errors: missing, values } satisfies Answer
  const expectedDeposit = { amountMinor: Number(values.deposit), currency: values.currency ?? 'EUR' }
  const variantIds = wanted.map(({ variantId }) => variantId)
  try {
    const asked = { variantIds, shipping, payment: paid.payment, expectedDeposit, acceptTerms: true } as const
    const { body } = await answerOf(context, 'beginHomeTrial', asked, values.key)
    shopOf(context).cookies.push(framesCookie([]))
    return redirect(pathIn(locale, `/home-trial/${encodeURIComponent(body.id)}`))
  } catch (fault) {
    if (!isGatewayProblem(fault)) throw fault
    return { errors: problemsOf(locale, fault), values } satisfies Answer
  }
}

function problemsOf(locale: 'fr' | 'en', fault: Parameters<typeof fieldErrors>[1]): readonly FieldError[] {
  const words = homeTrialWords[locale]
  if (!isGatewayProblem(fault)) throw fault
  switch (fault.code) {
    case 'payment-declined':
      return [{ field: 'card', text: words.declined }]
    case 'out-of-stock':
    case 'not-sold':
      return [{ text: words.outOfStock }]
    case 'price-changed':
      return [{ text: words.changed(formatMoney(locale, fault.problem.deposit as { amountMinor: number; currency: string })) }]
    case 'delivery-refused':
      return [{ field: 'country', text: words.noDelivery }]
    case 'trial-open':
      return [{ text: words.open }]
    case 'bad-input':
      return fieldErrors(locale, fault)
    default:
      return [{ text: words.failed }]
  }
}

/** The frames somebody wants to try at home, and the form that asks for them. */
export default function HomeTrialPage() {
  const { terms, frames, trials, isSignedIn } = useLoaderData<typeof loader>()
  const answer = useActionData<Answer>()
  const locale = useLocale()
  const words = homeTrialWords[locale]
  const open = trials.find(({ state }) => !['closed', 'refused', 'cancelled'].includes(state))
  const isReady = frames.length > 0 && frames.every(({ isThere }) => isThere)
  return (
    <div className="wrap checkout-page">
      <PageTitle title={words.title} hidden />
      <h1 className="title mb-2">{words.title}</h1>
      <p className="prose ink-2 mb-6">{words.explain(terms.maxFrames, terms.days)}</p>
      <ErrorSummary errors={answer?.errors ?? []} />
      {open && (
        <Note look="info">
          {words.open}{' '}
          <a className="link" href={pathIn(locale, `/home-trial/${encodeURIComponent(open.id)}`)}>
            {words.see}
          </a>
        </Note>
      )}
      <Frames />
      {isReady && !open && isSignedIn && <OrderForm answer={answer} />}
      {isReady && !isSignedIn && (
        <p className="mt-6">
          <a className="btn" href={`${pathIn(locale, '/sign-in')}?back=${encodeURIComponent(pathIn(locale, '/home-trial'))}`}>
            {words.signIn}
          </a>
          <span className="fine ink-3 mt-2 block">{words.signInHint}</span>
        </p>
      )}
      {trials.length > 0 && <Trials />}
    </div>
  )
}

function Frames() {
  const { frames } = useLoaderData<typeof loader>()
  const locale = useLocale()
  const words = homeTrialWords[locale]
  return (
    <section className="rule mt-6 max-w-160 pt-6" aria-labelledby="frames">
      <h2 className="heading mb-4" id="frames">
        {words.frames}
      </h2>
      {frames.length === 0 && <p className="ink-2">{words.none}</p>}
      <ul className="grid gap-4">
        {frames.map(({ slug, variantId, name, options, image, price, isThere }) => (
          <li className="mini" key={variantId}>
            <span className="pic plate fit block">{image && <Picture image={image} sizes="64px" silent />}</span>
            <span>
              <a className="link" href={pathIn(locale, `/p/${slug}`)}>
                {name}
              </a>
              <small>{isThere ? options : words.gone(name)}</small>
            </span>
            <span className="grid justify-items-end">
              {price && formatMoney(locale, price)}
              <Form method="post">
                <input type="hidden" name="intent" value="remove" />
                <input type="hidden" name="frame" value={`${slug}~${variantId}`} />
                <button type="submit" className="link tap label">
                  {words.remove(name)}
                </button>
              </Form>
            </span>
          </li>
        ))}
      </ul>
      <p className="mt-4">
        {frames.length < mostFrames ? (
          <a className="link tap" href={pathIn(locale, '/search?kind=eyewear')}>
            {frames.length === 0 ? words.look : words.more}
          </a>
        ) : (
          <span className="fine ink-3">{words.full}</span>
        )}
      </p>
    </section>
  )
}

function OrderForm({ answer }: { readonly answer: Answer | undefined }) {
  const { terms, frames, kept, key } = useLoaderData<typeof loader>()
  const locale = useLocale()
  const words = homeTrialWords[locale]
  const busy = useNavigation().formData?.get('intent') === 'order'
  const [errors, values] = [answer?.errors ?? [], answer?.values ?? {}]
  const currency = frames[0]?.price?.currency ?? 'EUR'
  const deposit = { amountMinor: frames.reduce((sum, { price }) => sum + (price?.amountMinor ?? 0), 0), currency }
  return (
    <Form className="form mt-8 max-w-160" method="post" noValidate onSubmit={(event) => busy && event.preventDefault()} key={key}>
      <input type="hidden" name="intent" value="order" />
      <input type="hidden" name="key" value={key} />
      <input type="hidden" name="deposit" value={deposit.amountMinor} />
      <input type="hidden" name="currency" value={deposit.currency} />
      <h2 className="heading">{words.address}</h2>
      <AddressFields prefix="" address={undefined} countries={terms.countries} errors={errors} values={values} phone />
      <h2 className="heading mt-4">{words.payment}</h2>
      <PaymentMethods methods={terms.paymentMethods} kept={kept ?? []} values={values} error={errorOf(errors, 'card')} />
      <TermsTick text={words.keep} error={errorOf(errors, 'terms')} ticked={values.terms === 'yes'} />
      <div>
        <Button type="submit" wide busy={busy ? words.ordering : undefined}>
          <Icon name="lock" />
          {words.order(formatMoney(locale, deposit))}
        </Button>
        <p className="fine ink-3 mt-2">{words.held}</p>
      </div>
    </Form>
  )
}

/** Those of before. */
function Trials() {
  const { trials } = useLoaderData<typeof loader>()
  const locale = useLocale()
  const words = homeTrialWords[locale]
  return (
    <section className="rule mt-10 pt-6" aria-labelledby="trials">
      <h2 className="heading mb-4" id="trials">
        {words.mine}
      </h2>
      <ul className="grid gap-3">
        {trials.map(({ id, askedAt, text, frames }) => (
          <li key={id}>
            <a className="link tap" href={pathIn(locale, `/home-trial/${encodeURIComponent(id)}`)}>
              {formatDate(locale, askedAt)}
            </a>{' '}
            <span className="ink-2">
              {text}, {frames.map(({ name }) => name).join(', ')}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
