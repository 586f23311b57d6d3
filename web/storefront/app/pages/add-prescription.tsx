import { Button } from '@vitrine/ui/components/button'
import { ErrorSummary, type FieldError } from '@vitrine/ui/components/error-summary'
import { Field } from '@vitrine/ui/components/field'
import { localeOf, pathIn, useLocale } from '@vitrine/ui/locale'
import { type ActionFunctionArgs, Form, type LoaderFunctionArgs, redirect, useActionData, useLoaderData } from 'react-router'
import { valuesOf } from '../checkout-forms.ts'
import { isGatewayProblem } from '../gateway-problem.ts'
import type { ReadSheet } from '../lens-steps.ts'
import { PageTitle } from '../page-title.tsx'
import { SheetCheck, SheetConsent, WarningTicks } from '../parts/sheet-check.tsx'
import { WearerField } from '../parts/wearer-field.tsx'
import { SheetFields } from '../parts/sheet-fields.tsx'
import { signedIn } from '../sessions.ts'
import { lacking, sheetErrors, sheetNames, sheetOf, tickedIn, ticksFor, uncheckedIn, type Values, withWarnings } from '../sheet-form.ts'
import { ask, orPage } from '../shop.ts'
import { accountWords } from '../words/account.ts'
import { adviceWords } from '../words/advice.ts'
import { lensWords } from '../words/lenses.ts'

interface Answer {
  readonly values: Values
  readonly errors: readonly FieldError[]
  /** The sheet can be read: it is compared, and kept by the next press. */
  readonly read?: ReadSheet
}

/** With `corrects`, the one of the caller's that an optician asked about or rejected. */
export async function loader({ context, request }: LoaderFunctionArgs) {
  const { items } = await orPage(context, signedIn(request, ask(context, 'myPrescriptions', {})))
  const correctsId = new URL(request.url).searchParams.get('corrects') ?? ''
  const old = items.find(({ id, state, corrected }) => id === correctsId && (state === 'asked' || state === 'rejected') && !corrected)
  return { old, isGone: correctsId !== '' && !old, known: items.map(({ wearer }) => ({ wearer })) }
}

/** Reads the sheet first, to be compared with the paper; keeps it when it was. */
export async function action({ context, request }: ActionFunctionArgs): Promise<Answer | Response> {
  const url = new URL(request.url)
  const locale = localeOf(url.pathname)
  const [words, advice] = [lensWords[locale], adviceWords[locale]]
  const values = valuesOf(await request.formData())
  if (values.go === 'sheet') return { values, errors: [] }
  const wearer = (values.wearer ?? '').trim().slice(0, 100)
  const nobody = wearer === '' ? [{ field: 'wearer', text: advice.needsWearer }] : []
  let read: ReadSheet | undefined
  try {
    const sheet = sheetOf(values)
    read = await ask(context, 'parsePrescription', { prescription: sheet, ...(wearer && { wearer }) })
    const errors = [...nobody, ...lacking(values, words)]
    if (errors.length > 0) return { values, errors }
    if (values.go !== 'keep') return { values, errors: [], read }
    if (values.consent !== 'yes') return { values, read, errors: [{ field: 'consent', text: words.needsConsent }] }
    const dates = { wearerBirthDate: values.wearerBirthDate ?? '', issuedOn: values.issuedOn ?? '' }
    const correctsId = url.searchParams.get('corrects') ?? ''
    const kept = {
      ...{ prescription: { ...sheet, ...dates }, wearer, ticked: tickedIn(values), consent: 'health-data' as const },
      ...(values.prescriber && { prescriber: values.prescriber.slice(0, 100) }),
      ...(correctsId && { correctsId }),
    }
    await signedIn(request, ask(context, 'addPrescription', kept))
    return redirect(pathIn(locale, '/account/prescriptions?kept'))
  } catch (fault) {
    const errors = sheetErrors(fault, words)
    if (errors) return { values, errors: [...nobody, ...errors, ...lacking(values, words)] }
    if (!isGatewayProblem(fault) || fault.status >= 500) throw fault
    const warnings = uncheckedIn(fault)
    if (warnings.length > 0 && read) return { values, errors: ticksFor(warnings), read: withWarnings(read, warnings) }
    return { values, errors: [{ text: fault.code === 'not-found' ? advice.correctGone : fault.problem.title }], ...(read && { read }) }
  }
}

/** A prescription for the account; or another one in the place of one that an optician asked about or rejected. */
export default function AddPrescription() {
  const { old, isGone, known } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>() as Answer | undefined
  const locale = useLocale()
  const words = adviceWords[locale]
  const { values = { wearer: old?.wearer ?? '' }, errors = [], read } = answer ?? {}
  const title = old ? words.correctTitle : words.add
  return (
    <div className="wrap signin-page">
      <PageTitle title={title} hidden />
      <div className="lens-page">
        <h1 className="title">{title}</h1>
        {isGone ? (
          <p role="status">{words.correctGone}</p>
        ) : (
          <>
            {old?.reason && <p>{words.why(old.reason.text)}</p>}
            <p className="ink-2">{words.addIntro}</p>
            <ErrorSummary errors={errors} />
            {read ? <Compare values={values} errors={errors} read={read} /> : <Sheet values={values} errors={errors} known={known} />}
          </>
        )}
        <p>
          <a className="link tap label" href={pathIn(locale, '/account/prescriptions')}>
            {accountWords[locale].prescriptions.title}
          </a>
        </p>
      </div>
    </div>
  )
}

function Sheet({ values, errors, known }: Answer & { readonly known: readonly { readonly wearer: string }[] }) {
  const locale = useLocale()
  const [words, advice] = [lensWords[locale], adviceWords[locale]]
  return (
    <Form className="grid gap-8" method="post" noValidate>
      <SheetFields values={values} errors={errors} />
      <div className="form">
        <WearerField
          label={advice.wearer}
          value={values.wearer ?? ''}
          error={errors.find(({ field }) => field === 'wearer')?.text}
          known={known}
        />
        <Field
          id="prescriber"
          label={words.prescriber}
          hint={words.optional}
          span="c3"
          maxLength={100}
          defaultValue={values.prescriber ?? ''}
        />
      </div>
      <div>
        <Button type="submit" name="go" value="check">
          {words.next}
        </Button>
      </div>
    </Form>
  )
}

function Compare({ values, errors, read }: Answer & { readonly read: ReadSheet }) {
  const locale = useLocale()
  const words = lensWords[locale]
  return (
    <Form className="form" method="post" noValidate>
      {[...sheetNames, 'wearer', 'prescriber'].map(
        (name) => values[name] && <input key={name} type="hidden" name={name} value={values[name]} />,
      )}
      <SheetCheck read={read} />
      <WarningTicks warnings={read.warnings} values={values} />
      <SheetConsent error={errors.find(({ field }) => field === 'consent')?.text} isGiven={values.consent === 'yes'} />
      <div className="flex flex-wrap items-center gap-4">
        <Button type="submit" name="go" value="keep">
          {adviceWords[locale].keep}
        </Button>
        <button className="link tap label" type="submit" name="go" value="sheet">
          {words.change}
        </button>
      </div>
    </Form>
  )
}
