import type { KeptRx } from '@vitrine/gateway/schemas/optics'
import { Breadcrumbs } from '@vitrine/ui/components/breadcrumbs'
import { Button } from '@vitrine/ui/components/button'
import { ErrorSummary } from '@vitrine/ui/components/error-summary'
import { Field } from '@vitrine/ui/components/field'
import { formatDate } from '@vitrine/ui/format'
import { localeOf, pathIn, useLocale } from '@vitrine/ui/locale'
import { useEffect, useRef, useState } from 'react'
import {
  type ActionFunctionArgs,
  Form,
  type LoaderFunctionArgs,
  redirect,
  useActionData,
  useLoaderData,
  useNavigation,
  useSubmit,
} from 'react-router'
import { valuesOf } from '../checkout-forms.ts'
import { askedChoice, choiceOf, chosenVariant } from '../chosen-variant.ts'
import { fromPicture, isPicture, type LensState, lensUses, takeStep, treatmentsIn, useOf } from '../lens-steps.ts'
import { lensValuesOf } from '../own-measures.ts'
import { useKeptInTab } from '../kept-in-tab.ts'
import { PageTitle } from '../page-title.tsx'
import { LensChoice, LensPrice } from '../parts/lens-choice.tsx'
import { LensFit } from '../parts/lens-fit.tsx'
import { ScanField } from '../parts/scan-field.tsx'
import { SheetCheck, SheetConsent, WarningTicks } from '../parts/sheet-check.tsx'
import { SheetFields } from '../parts/sheet-fields.tsx'
import { WearerField } from '../parts/wearer-field.tsx'
import { mostScanBytes, scanIn } from '../send-scan.ts'
import { sheetNames, tickedIn, type Values } from '../sheet-form.ts'
import { ask, orPage, orSpare } from '../shop.ts'
import { layoutWords } from '../words/layout.ts'
import { useMeasured } from '../use-measured.ts'
import { lensWords } from '../words/lenses.ts'

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const [product, kept, measures] = await Promise.all([
    orPage(context, ask(context, 'product', { id: params.slug ?? '' })),
    orSpare(ask(context, 'myPrescriptions', {}), undefined),
    orSpare(ask(context, 'myMeasures', {}), {}),
  ])
  const variant = chosenVariant(product, askedChoice(product, new URL(request.url).searchParams))
  const takesLenses = product.kind === 'eyewear' && variant.attributes.prescription !== false && product.attributes.prescription !== false
  return { product, variant, takesLenses, kept: kept?.items.filter(({ state }) => state !== 'rejected'), own: lensValuesOf(measures) }
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const url = new URL(request.url)
  const locale = localeOf(url.pathname)
  const product = await orPage(context, ask(context, 'product', { id: params.slug ?? '' }))
  const { id: variantId } = chosenVariant(product, askedChoice(product, url.searchParams))
  if (Number(request.headers.get('Content-Length') ?? 0) > mostScanBytes)
    return { step: 'use', values: {}, errors: [{ text: lensWords[locale].scanUnread }], isUnread: true } satisfies LensState
  const form = await request.formData()
  const { unread, ...values } = valuesOf(form)
  const outcome = await takeStep({ context, locale, variantId, values, scan: await scanIn(form) })
  if (outcome.step === 'added') return redirect(pathIn(locale, outcome.cart))
  const errors = unread && outcome.step === 'sum' ? [{ field: 'scan', text: lensWords[locale].scanTooLarge }] : []
  return { ...outcome, errors: [...outcome.errors, ...errors] } satisfies LensState
}

/** Lenses for a frame: one question a screen, each a plain form; what was said before travels along hidden, never in an address. */
export default function LensesPage() {
  const { product, variant, takesLenses, kept, own } = useLoaderData<typeof loader>()
  const answer: LensState | undefined = useActionData<typeof action>()
  const state: LensState = answer ?? { step: 'use', values: {}, errors: [] }
  const locale = useLocale()
  const words = lensWords[locale]
  const frame = [product.name, ...variant.options.map(({ text }) => text)].join(', ')
  const back = pathIn(locale, `/p/${product.slug}?${new URLSearchParams(choiceOf(variant))}`)
  const place = { use: 1, sheet: 2, check: 2, lens: 3, sum: 4 }[state.step]
  const typed = useKeptInTab({
    ...{ kind: 'lenses', page: `${product.slug} ${variant.id}`, step: { go: state.step } },
    answered: answer?.isUnread ? undefined : answer?.values,
    whenBack: answer?.isUnread ? { unread: 'scan' } : undefined,
    isDone: useNavigation().location?.pathname === pathIn(locale, '/cart'),
  })
  const heading = useRef<HTMLHeadingElement>(null)
  const before = useRef(state.step)
  useEffect(() => {
    // A new question is read from its heading; the same one, answered anew, leaves the focus where it is.
    if (before.current !== state.step && state.errors.length === 0) heading.current?.focus()
    before.current = state.step
  }, [state.step, state.errors.length])
  return (
    <div className="wrap signin-page">
      <PageTitle title={words.title(product.name)} hidden />
      <Breadcrumbs
        steps={[{ name: layoutWords[locale].home, href: pathIn(locale, '/') }, { name: product.name, href: back }, { name: words.choose }]}
      />
      <div className="lens-page" {...typed}>
        <h1 className="title">{words.title(frame)}</h1>
        {!takesLenses ? (
          <p role="status">{words.noFrame}</p>
        ) : (
          <>
            <p className="ink-2">{words.intro}</p>
            <h2 className="heading" ref={heading} tabIndex={-1}>
              {words.step(place, words.steps[state.step])}
            </h2>
            <ErrorSummary errors={state.errors} />
            {/* Another form once it was answered: fields that are there already would not take what comes back to them. */}
            <StepForm key={answer ? state.step : 'opened'} state={state} kept={kept} own={own} />
          </>
        )}
        <p>
          <a className="link tap label" href={back}>
            {words.backToFrame}
          </a>
        </p>
      </div>
    </div>
  )
}

interface StepProps {
  readonly state: LensState
  readonly kept: readonly KeptRx[] | undefined
  /** The distance between the pupils the shopper keeps in their account. */
  readonly own: ReturnType<typeof lensValuesOf>
}

function StepForm(props: StepProps) {
  switch (props.state.step) {
    case 'use':
      return <UseStep {...props} />
    case 'sheet':
      return <SheetStep {...props} />
    case 'check':
      return <CheckStep {...props} />
    case 'lens':
      return <LensStep {...props} />
    case 'sum':
      return <SumStep {...props} />
  }
}

const sheetValues = [...sheetNames, 'kept', 'lost', 'wearer', 'prescriber', 'pdMeasured', 'pdErrorMm']

/** What other steps said. */
function Carried({ values, names }: { readonly values: Values; readonly names: readonly string[] }) {
  return names.flatMap((name) => (values[name] ? [<input key={name} type="hidden" name={name} value={values[name]} />] : []))
}

const ticks = (values: Values) => tickedIn(values).map((code) => `tick ${code}`)
const treatments = (values: Values) => treatmentsIn(values).map((id) => `treatment ${id}`)

function Go({ to, label, back }: { readonly to: string; readonly label: string; readonly back?: string }) {
  const words = lensWords[useLocale()]
  const going = useNavigation().formData?.get('go')
  return (
    <div className="flex flex-wrap items-center gap-4">
      <Button type="submit" name="go" value={to} busy={going === 'add' && to === 'add' ? words.adding : undefined}>
        {label}
      </Button>
      {back && (
        <button
          className="link tap label"
          type="submit"
          name="go"
          value={back}
          formNoValidate
          formEncType="application/x-www-form-urlencoded"
        >
          {words.back}
        </button>
      )}
    </div>
  )
}

function UseStep({ state: { values } }: StepProps) {
  const words = lensWords[useLocale()]
  return (
    <Form className="form" method="post" preventScrollReset>
      <Carried values={values} names={[...sheetValues, ...ticks(values), ...treatments(values)]} />
      <fieldset className="grp">
        <legend className="sr">{words.steps.use}</legend>
        <div className="opts one">
          {lensUses.map((use) => (
            <label className="opt row" key={use}>
              <input type="radio" id={`use-${use}`} name="use" value={use} defaultChecked={values.use === use} />
              <span>
                {words.uses[use][0]}
                <small>{words.uses[use][1]}</small>
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      <Go to="sheet" label={words.next} />
    </Form>
  )
}

function SheetStep({ state: { values, errors, mayBeLost }, kept = [], own }: StepProps) {
  const locale = useLocale()
  const words = lensWords[locale]
  const [chosen, setChosen] = useState(values.kept ?? '')
  const measured = useMeasured(values, own)
  const ways = [
    ...kept.map(keptOption),
    { id: '', text: kept.length > 0 ? words.typeNew : words.typeIt, more: '' },
    { id: fromPicture, text: words.sendPicture, more: words.sendPictureMore },
  ]
  return (
    <Form className="form" method="post" noValidate preventScrollReset>
      <Carried values={values} names={['use', 'lens', ...treatments(values)]} />
      <fieldset className="grp">
        <legend>{words.sheetHow}</legend>
        <div className="opts one">
          {ways.map(({ id, text, more }) => (
            <label className="opt row" key={id}>
              <input type="radio" name="kept" value={id} defaultChecked={id === chosen} onChange={() => setChosen(id)} />
              <span>
                {text}
                {more && <small>{more}</small>}
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      {chosen === fromPicture && <p role="status">{words.pictureNext}</p>}
      <div className={chosen === '' ? 'grid gap-8' : 'hidden'}>
        <SheetFields key={measured.pdFar} values={{ ...values, ...measured }} errors={errors} />
        {measured.pdMeasured && (
          <>
            <input type="hidden" name="pdMeasured" value={measured.pdMeasured} />
            <input type="hidden" name="pdErrorMm" value={measured.pdErrorMm} />
          </>
        )}
      </div>
      <div className={chosen === '' || chosen === fromPicture ? 'form' : 'hidden'}>
        <WearerField label={words.wearer} hint={words.optional} value={values.wearer ?? ''} known={kept} />
        <Field
          id="prescriber"
          label={words.prescriber}
          hint={words.optional}
          span="c3"
          maxLength={100}
          defaultValue={values.prescriber ?? ''}
          error={errors.find(({ field }) => field === 'prescriber')?.text}
        />
      </div>
      {(mayBeLost || values.lost || kept.some(({ validity }) => validity.state === 'expired')) && (
        <label className="tick">
          <input type="checkbox" name="lost" value="yes" defaultChecked={values.lost === 'yes'} />
          <span>
            {words.lost}
            <small className="fine ink-3 block">{words.lostMore}</small>
          </span>
        </label>
      )}
      <Go to="check" label={words.next} back="use" />
    </Form>
  )

  function keptOption({ id, wearer, prescription, validity }: KeptRx) {
    const text = words.keptOne(wearer, `${prescription.right.text} / ${prescription.left.text}`)
    if (validity.state === 'expired') return { id, text, more: words.keptExpired }
    return { id, text, more: validity.until ? words.keptUntil(formatDate(locale, validity.until)) : '' }
  }
}

function CheckStep({ state: { values, read } }: StepProps) {
  const words = lensWords[useLocale()]
  return (
    <Form className="form" method="post" preventScrollReset>
      <Carried values={values} names={['use', 'lens', ...sheetValues, ...treatments(values)]} />
      {read && <SheetCheck read={read} />}
      {read && <WarningTicks warnings={read.warnings} values={values} />}
      <Go to="lens" label={words.isRight} />
      <div>
        <button className="link tap label" type="submit" name="go" value="sheet" formNoValidate>
          {words.change}
        </button>
      </div>
    </Form>
  )
}

function LensStep({ state: { values, range } }: StepProps) {
  const words = lensWords[useLocale()]
  const submit = useSubmit()
  const use = useOf(values)
  if (!range || !use) return null
  return (
    <Form
      className="form"
      method="post"
      preventScrollReset
      onChange={(event) => {
        const form = new FormData(event.currentTarget)
        form.set('go', 'lens')
        void submit(form, { method: 'post', preventScrollReset: true })
      }}
    >
      <Carried values={values} names={['use', ...sheetValues, ...ticks(values)]} />
      {use !== 'plano' && isPicture(values) && <p className="ink-2">{words.pictureLenses}</p>}
      <LensChoice range={range} use={use} values={values} />
      <LensFit lens={range.lenses.find(({ id }) => id === values.lens)} />
      {range.quote && <LensPrice quote={range.quote} />}
      <noscript>
        <button className="link tap label" type="submit" name="go" value="lens">
          {words.updatePrice}
        </button>
      </noscript>
      <Go to="sum" label={words.seeTotal} back={use === 'plano' ? 'use' : 'sheet'} />
    </Form>
  )
}

function SumStep({ state: { values, range, read, errors }, kept }: StepProps) {
  const words = lensWords[useLocale()]
  const toPrescription = values.use !== 'plano'
  const isTyped = toPrescription && !values.kept
  const isRead = toPrescription && isPicture(values)
  return (
    <Form
      className="form"
      method="post"
      encType={toPrescription ? 'multipart/form-data' : 'application/x-www-form-urlencoded'}
      preventScrollReset
      noValidate
    >
      <Carried values={values} names={['use', 'lens', ...sheetValues, ...ticks(values), ...treatments(values)]} />
      {range?.quote && <LensPrice quote={range.quote} />}
      <LensFit lens={range?.lenses.find(({ id }) => id === values.lens)} />
      {read && <SheetCheck read={read} />}
      {toPrescription && (
        <div className="grid gap-2">
          <ScanField error={errors.find(({ field }) => field === 'scan')?.text} isAll={isRead} />
          <SheetConsent
            error={errors.find(({ field }) => field === 'consent')?.text}
            isGiven={values.consent === 'yes'}
            isOfScan={!isTyped}
          />
          {isTyped && kept && (
            <label className="tick">
              <input type="checkbox" name="keep" value="yes" defaultChecked={values.keep === 'yes'} />
              <span>{words.keep}</span>
            </label>
          )}
        </div>
      )}
      {isRead && <p className="ink-2">{words.pictureLenses}</p>}
      {toPrescription && <p className="ink-2">{isRead ? words.pictureOptician : words.optician}</p>}
      <Go to="add" label={words.add} back="lens" />
    </Form>
  )
}
