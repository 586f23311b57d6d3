import type { LensReason } from '@vitrine/gateway/schemas/optics'
import { Button } from '@vitrine/ui/components/button'
import { ErrorSummary, type FieldError } from '@vitrine/ui/components/error-summary'
import { Field } from '@vitrine/ui/components/field'
import { localeOf, pathIn, useLocale } from '@vitrine/ui/locale'
import { type ActionFunctionArgs, Form, type LoaderFunctionArgs, redirect, useActionData, useLoaderData } from 'react-router'
import { valuesOf } from '../checkout-forms.ts'
import { isGatewayProblem } from '../gateway-problem.ts'
import type { ReadSheet } from '../lens-steps.ts'
import { PageTitle } from '../page-title.tsx'
import { useSaidFocus } from '../said-focus.ts'
import { SheetCheck, SheetConsent, WarningTicks } from '../parts/sheet-check.tsx'
import { SheetFields } from '../parts/sheet-fields.tsx'
import { lacking, sheetErrors, sheetNames, sheetOf, tickedIn, ticksFor, uncheckedIn, type Values, withWarnings } from '../sheet-form.ts'
import { ask, orPage } from '../shop.ts'
import { lensWords } from '../words/lenses.ts'
import { orderWords } from '../words/order.ts'

interface Answer {
  readonly values: Values
  readonly errors: readonly FieldError[]
  /** The sheet can be read: it is compared, and sent by the next press. */
  readonly read?: ReadSheet
}

export async function loader({ context, params }: LoaderFunctionArgs) {
  const orderId = params.id ?? ''
  const [order, { items }] = await Promise.all([
    orPage(context, ask(context, 'order', { orderId })),
    orPage(context, ask(context, 'orderLenses', { orderId })),
  ])
  const asked = items.find(({ configurationId, state }) => configurationId === params.configurationId && state === 'asked')
  return { orderId, number: order.number, asked }
}

/** Reads the sheet first, to be compared with the paper; sends it when it was. */
export async function action({ context, params, request }: ActionFunctionArgs): Promise<Answer | Response> {
  const locale = localeOf(new URL(request.url).pathname)
  const [words, order] = [lensWords[locale], orderWords[locale]]
  const values = valuesOf(await request.formData())
  if (values.go === 'sheet') return { values, errors: [] }
  let read: ReadSheet | undefined
  try {
    read = await ask(context, 'parsePrescription', { prescription: sheetOf(values) })
    const errors = lacking(values, words, read.required)
    if (errors.length > 0) return { values, errors }
    if (values.go !== 'send') return { values, errors: [], read }
    if (values.consent !== 'yes') return { values, read, errors: [{ field: 'consent', text: words.needsConsent }] }
    const [orderId, configurationId] = [params.id ?? '', params.configurationId ?? '']
    const sheet = {
      prescription: sheetOf(values),
      prescriber: (values.prescriber ?? '').slice(0, 100),
      ticked: tickedIn(values),
      consent: 'health-data' as const,
    }
    await ask(context, 'correctLenses', { orderId, configurationId, ...sheet })
    return redirect(pathIn(locale, `/o/${encodeURIComponent(orderId)}?corrected`))
  } catch (fault) {
    const errors = sheetErrors(fault, words)
    if (errors) return { values, errors: [...errors, ...lacking(values, words)] }
    if (!isGatewayProblem(fault) || fault.status !== 409) throw fault
    const warnings = uncheckedIn(fault)
    if (warnings.length > 0 && read) return { values, errors: ticksFor(warnings), read: withWarnings(read, warnings) }
    return { values, errors: refusals(fault.problem, order.correctNot), ...(read && { read }) }
  }
}

function refusals({ reasons }: Readonly<Record<string, unknown>>, other: string): readonly FieldError[] {
  const texts = ((reasons ?? []) as LensReason[]).map(({ text }) => text)
  return texts.length > 0 ? [...new Set(texts)].map((text) => ({ text })) : [{ text: other }]
}

/** Another sheet for an optician who asks for one. What was typed the first time is not shown: whoever has the address of an order is not the wearer. */
export default function CorrectSheet() {
  const { orderId, number, asked } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>() as Answer | undefined
  const locale = useLocale()
  const words = orderWords[locale]
  const { values = {}, errors = [], read } = answer ?? {}
  const said = useSaidFocus<HTMLDivElement>(answer)
  return (
    <div className="wrap signin-page">
      <PageTitle title={words.correctTitle(number)} hidden />
      <div className="lens-page">
        <h1 className="title">{words.correctTitle(number)}</h1>
        {asked ? (
          <>
            <p className="ink-2">{words.glassesAsk([asked.reason?.text, asked.message].filter(Boolean).join('. '))}</p>
            <p className="ink-2">{words.correctIntro}</p>
            <ErrorSummary errors={errors} />
            <div ref={said} tabIndex={-1}>
              {read ? <Compare values={values} errors={errors} read={read} /> : <Sheet values={values} errors={errors} />}
            </div>
          </>
        ) : (
          <p role="status">{words.correctNot}</p>
        )}
        <p>
          <a className="link tap label" href={pathIn(locale, `/o/${encodeURIComponent(orderId)}`)}>
            {words.returnBack}
          </a>
        </p>
      </div>
    </div>
  )
}

function Sheet({ values, errors }: Answer) {
  const words = lensWords[useLocale()]
  return (
    <Form className="grid gap-8" method="post" noValidate>
      <SheetFields values={values} errors={errors} />
      <Field
        id="prescriber"
        label={words.prescriber}
        hint={words.optional}
        maxLength={100}
        defaultValue={values.prescriber ?? ''}
        error={errors.find(({ field }) => field === 'prescriber')?.text}
      />
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
      {[...sheetNames, 'prescriber'].map((name) => values[name] && <input key={name} type="hidden" name={name} value={values[name]} />)}
      <SheetCheck read={read} />
      <WarningTicks warnings={read.warnings} values={values} />
      <SheetConsent error={errors.find(({ field }) => field === 'consent')?.text} isGiven={values.consent === 'yes'} />
      <div className="flex flex-wrap items-center gap-4">
        <Button type="submit" name="go" value="send">
          {orderWords[locale].correctSend}
        </Button>
        <button className="link tap label" type="submit" name="go" value="sheet">
          {words.change}
        </button>
      </div>
    </Form>
  )
}
