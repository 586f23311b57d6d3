import type { GiftCardBalance, MyCredit } from '@vitrine/gateway/schemas/person'
import { Button } from '@vitrine/ui/components/button'
import { ErrorSummary, type FieldError } from '@vitrine/ui/components/error-summary'
import { Field } from '@vitrine/ui/components/field'
import { Note } from '@vitrine/ui/components/note'
import { formatDate, formatMoney } from '@vitrine/ui/format'
import { localeOf, pathIn, useLocale } from '@vitrine/ui/locale'
import { type ActionFunctionArgs, Form, type LoaderFunctionArgs, useActionData, useLoaderData } from 'react-router'
import { valuesOf } from '../checkout-forms.ts'
import { isGatewayProblem } from '../gateway-problem.ts'
import { PageTitle } from '../page-title.tsx'
import { useSaidFocus } from '../said-focus.ts'
import { ask, orSpare } from '../shop.ts'
import { creditWords } from '../words/credit.ts'

/** Nobody has to sign in to ask for a card; who did sees their own credit too. */
export async function loader({ context }: LoaderFunctionArgs) {
  const me = await orSpare(ask(context, 'me', {}), undefined)
  return { own: me ? await orSpare(ask(context, 'myCredit', {}), undefined) : 'nobody' } as const
}

interface Answer {
  readonly code: string
  readonly card?: GiftCardBalance
  readonly errors: readonly FieldError[]
}

export async function action({ context, request }: ActionFunctionArgs): Promise<Answer> {
  const words = creditWords[localeOf(new URL(request.url).pathname)]
  const { code: typed = '' } = valuesOf(await request.formData())
  const code = typed.trim().slice(0, 40)
  if (code === '') return { code, errors: [{ field: 'code', text: words.codeMissing }] }
  try {
    return { code, card: await ask(context, 'giftCardBalance', { code }), errors: [] }
  } catch (fault) {
    if (!isGatewayProblem(fault)) throw fault
    if (fault.status === 404) return { code, errors: [{ field: 'code', text: words.unknown }] }
    return { code, errors: [{ text: fault.status === 429 ? words.tooMany : words.failed }] }
  }
}

/** What is left on a gift card, for whoever holds its code, and the credit of whoever is signed in. */
export default function Credit() {
  const { own } = useLoaderData<typeof loader>()
  const answer = useActionData<Answer>()
  const locale = useLocale()
  const words = creditWords[locale]
  const errors = answer?.errors ?? []
  return (
    <div className="wrap account-page">
      <PageTitle title={words.title} hidden />
      <h1 className="title">{words.title}</h1>
      <p className="ink-2 mt-2">{words.intro}</p>
      <ErrorSummary errors={errors} />
      <div className="two-col mt-8">
        <section className="max-w-110" aria-labelledby="card">
          <h2 className="heading mb-3" id="card">
            {words.check}
          </h2>
          <div role="status" ref={useSaidFocus<HTMLDivElement>(answer)} tabIndex={-1}>
            {answer?.card && <CardNote card={answer.card} />}
          </div>
          <Form className="form mt-4" method="post" noValidate>
            <Field
              id="code"
              label={words.code}
              hint={words.codeHint}
              autoComplete="off"
              autoCapitalize="characters"
              spellCheck={false}
              maxLength={40}
              defaultValue={answer?.code ?? ''}
              error={errors.find(({ field }) => field === 'code')?.text}
            />
            <div>
              <Button type="submit" look="line">
                {words.see}
              </Button>
            </div>
          </Form>
          <p className="fine ink-3 mt-4">{words.howTo}</p>
        </section>
        <section aria-labelledby="own">
          <h2 className="heading mb-3" id="own">
            {words.own}
          </h2>
          {own === 'nobody' ? (
            <p>
              <a className="link tap" href={`${pathIn(locale, '/sign-in')}?back=${encodeURIComponent(pathIn(locale, '/credit'))}`}>
                {words.signIn}
              </a>
            </p>
          ) : own === undefined ? (
            <Note look="bad">{words.failed}</Note>
          ) : own.items.length === 0 ? (
            <p className="ink-2">{words.ownNone}</p>
          ) : (
            own.items.map((credit) => <OwnCredit key={credit.balance.currency} credit={credit} />)
          )}
        </section>
      </div>
    </div>
  )
}

function CardNote({ card: { codeEnd, balance, pays, expiresAt } }: { readonly card: GiftCardBalance }) {
  const locale = useLocale()
  const words = creditWords[locale]
  return (
    <Note look={pays ? 'good' : 'bad'}>
      {words.left(codeEnd, formatMoney(locale, balance))}{' '}
      {pays ? (expiresAt ? words.until(formatDate(locale, expiresAt)) : words.noEnd) : words.paysNot}
    </Note>
  )
}

function OwnCredit({ credit: { balance, isClosed, entries } }: { readonly credit: MyCredit }) {
  const locale = useLocale()
  const words = creditWords[locale]
  return (
    <>
      <p className="title">{formatMoney(locale, balance)}</p>
      <p className="fine ink-3">{isClosed ? words.ownClosed : words.ownHow}</p>
      <ul className="mt-4 grid gap-3" aria-label={words.movements}>
        {entries.map(({ kind, amount, balance: after, orderId, at }) => (
          <li key={`${at} ${kind} ${after.amountMinor}`} className="flex justify-between gap-4">
            <span>
              {orderId ? (
                <a className="link" href={pathIn(locale, `/o/${orderId}`)}>
                  {words.kinds[kind]}
                </a>
              ) : (
                words.kinds[kind]
              )}
              <time className="fine ink-3 block" dateTime={at}>
                {formatDate(locale, at)}
              </time>
            </span>
            <span className="text-right">
              {formatMoney(locale, amount)}
              <span className="fine ink-3 block">{words.after(formatMoney(locale, after))}</span>
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}
