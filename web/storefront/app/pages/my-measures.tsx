import { Button } from '@vitrine/ui/components/button'
import { ErrorSummary, type FieldError } from '@vitrine/ui/components/error-summary'
import { Field } from '@vitrine/ui/components/field'
import { Note } from '@vitrine/ui/components/note'
import { formatDate, formatMm } from '@vitrine/ui/format'
import { localeOf, pathIn, useLocale } from '@vitrine/ui/locale'
import { useEffect, useState } from 'react'
import { type ActionFunctionArgs, Form, type LoaderFunctionArgs, useActionData, useLoaderData, useNavigation } from 'react-router'
import { valuesOf } from '../checkout-forms.ts'
import { readWearer, type TypedWearer } from '../frames-that-fit.ts'
import { isGatewayProblem } from '../gateway-problem.ts'
import { type MeasuredFields, measuredOf, pdToKeep, typedOf } from '../own-measures.ts'
import { tabStore, visitNow } from '../kept-in-tab.ts'
import { PageTitle } from '../page-title.tsx'
import { useSaidFocus } from '../said-focus.ts'
import { signedIn } from '../sessions.ts'
import { ask, orPage } from '../shop.ts'
import { takenAlong } from '../taken-along.ts'
import { accountWords } from '../words/account.ts'
import { fitWords } from '../words/fit.ts'
import { measuresWords } from '../words/measures.ts'

export const loader = async ({ context, request }: LoaderFunctionArgs) => ({
  kept: await orPage(context, signedIn(request, ask(context, 'myMeasures', {}))),
})

interface Answer {
  readonly outcome: 'saved' | 'removed' | 'refused'
  readonly typed?: TypedWearer
  readonly errors: readonly FieldError[]
}

export async function action({ context, request }: ActionFunctionArgs): Promise<Answer> {
  const locale = localeOf(new URL(request.url).pathname)
  const { intent, consent, pd = '', faceWidth = '', pair = '', ...measured } = valuesOf(await request.formData())
  if (intent === 'remove') {
    await orPage(context, signedIn(request, ask(context, 'removeMeasures', {})))
    return { outcome: 'removed', errors: [] }
  }
  const typed = { pd, faceWidth, pair }
  const read = readWearer(locale, typed)
  const unagreed = consent === 'own-measures' ? [] : [{ field: 'consent', text: measuresWords[locale].needsConsent }]
  const errors = [...read.errors, ...unagreed]
  if (errors.length > 0) return { outcome: 'refused', typed, errors }
  const { pdMm, pair: size, faceWidthMm } = read.wearer
  try {
    const keeping = ask(context, 'keepMeasures', {
      ...(pdMm !== undefined && { pd: pdToKeep(pdMm, measured) }),
      ...(size && { pair: { ...size } }),
      ...(faceWidthMm !== undefined && { faceWidthMm }),
      consent: 'own-measures',
    })
    await signedIn(request, keeping)
  } catch (fault) {
    if (!isGatewayProblem(fault)) throw fault
    return { outcome: 'refused', typed, errors: [{ text: measuresWords[locale].failed }] }
  }
  return { outcome: 'saved', errors: [] }
}

/** A person's own measures: what is kept, how exact it is, the change of it and the end of it. */
export default function MyMeasures() {
  const { kept } = useLoaderData<typeof loader>()
  const answer = useActionData<Answer>()
  const locale = useLocale()
  const words = measuresWords[locale]
  const isEmpty = kept.keptAt === undefined
  return (
    <div className="wrap signin-page">
      <PageTitle title={words.title} hidden />
      <h1 className="title">{words.title}</h1>
      <p className="ink-2 mt-2">{words.intro}</p>
      <div aria-live="polite" ref={useSaidFocus<HTMLDivElement>(answer)} tabIndex={-1}>
        {answer?.outcome === 'saved' && <Note look="good">{words.saved}</Note>}
        {answer?.outcome === 'removed' && <Note look="good">{words.removed}</Note>}
      </div>
      <ErrorSummary errors={answer?.errors ?? []} />
      <p className="mt-4">{isEmpty ? words.none : kept.eraseAt && words.keptUntil(formatDate(locale, kept.eraseAt))}</p>
      <MeasuresForm key={kept.keptAt ?? 'none'} typed={answer?.typed ?? typedOf(kept)} errors={answer?.errors ?? []} />
      {!isEmpty && (
        <Form method="post" className="mt-6">
          <input type="hidden" name="intent" value="remove" />
          <button type="submit" className="link tap">
            {words.remove}
          </button>
        </Form>
      )}
      <p className="mt-8">
        <a className="link tap label" href={pathIn(locale, '/account')}>
          {accountWords[locale].account}
        </a>
      </p>
    </div>
  )
}

function MeasuresForm({ typed, errors }: { readonly typed: TypedWearer; readonly errors: readonly FieldError[] }) {
  const { kept } = useLoaderData<typeof loader>()
  const locale = useLocale()
  const [words, fit] = [measuresWords[locale], fitWords[locale]]
  const { state } = useNavigation()
  const measured = useTakenAlong(measuredOf(kept))
  const pd = measured.pdMeasured || typed.pd
  const errorOf = (field: string) => errors.find((error) => error.field === field)?.text
  return (
    <Form className="form mt-4" method="post" noValidate>
      <Field
        id="pair"
        label={fit.pair}
        hint={fit.pairHint}
        autoComplete="off"
        maxLength={20}
        defaultValue={typed.pair}
        error={errorOf('pair')}
      />
      <Field
        key={pd}
        id="pd"
        label={fit.pd}
        hint={fit.pdHint}
        inputMode="decimal"
        autoComplete="off"
        maxLength={6}
        defaultValue={pd}
        error={errorOf('pd')}
      />
      {measured.pdMeasured && (
        <div>
          <p className="fine ink-3">{words.pdError(formatMm(locale, Number(measured.pdErrorMm)))}</p>
          {(['pdMeasured', 'pdErrorMm', 'pdMethod'] as const).map((name) => (
            <input key={name} type="hidden" name={name} value={measured[name] ?? ''} />
          ))}
        </div>
      )}
      <Field
        id="faceWidth"
        label={fit.faceWidth}
        hint={fit.faceWidthHint}
        inputMode="decimal"
        autoComplete="off"
        maxLength={6}
        defaultValue={typed.faceWidth}
        error={errorOf('faceWidth')}
      />
      <label className="tick">
        <input id="consent" type="checkbox" name="consent" value="own-measures" aria-invalid={errorOf('consent') ? true : undefined} />
        <span>{words.consent}</span>
      </label>
      <div>
        <Button type="submit" wide busy={state === 'submitting' ? words.saving : undefined}>
          {words.save}
        </Button>
      </div>
    </Form>
  )
}

/** What the try-on measured and the shopper took along in this tab wins over what is kept: it is newer. */
function useTakenAlong(kept: MeasuredFields): MeasuredFields {
  const [measured, setMeasured] = useState(kept)
  useEffect(() => {
    const taken = takenAlong(tabStore(), visitNow())
    if (taken?.pdMeasured && Number(taken.pdErrorMm) > 0) setMeasured(taken)
  }, [])
  return measured
}
