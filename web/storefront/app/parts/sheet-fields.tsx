import { type FieldError } from '@vitrine/ui/components/error-summary'
import { Field } from '@vitrine/ui/components/field'
import { formatMm } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { eyes, sheetCountries, shorterMonths, type Values } from '../sheet-form.ts'
import { lensWords } from '../words/lenses.ts'

interface SheetFieldsProps {
  readonly values: Values
  readonly errors: readonly FieldError[]
}

/** A prescription, to be copied as it is written: what most sheets have in view, the rest behind a question each. */
export function SheetFields({ values, errors }: SheetFieldsProps) {
  const words = lensWords[useLocale()]
  return (
    <>
      <p className="ink-2">{words.copy}</p>
      {eyes.map((eye) => (
        <EyeFields key={eye} eye={eye} values={values} errors={errors} />
      ))}
      <Distances values={values} errors={errors} />
      <fieldset className="form">
        <legend className="heading mb-3">{words.dates}</legend>
        <SheetField name="issuedOn" label={words.issuedOn} type="date" span="c3" values={values} errors={errors} />
        <SheetField
          name="wearerBirthDate"
          label={words.birth}
          hint={words.birthHint}
          type="date"
          span="c3"
          values={values}
          errors={errors}
        />
        <Validity values={values} />
      </fieldset>
    </>
  )
}

const countryNames = { fr: new Intl.DisplayNames('fr', { type: 'region' }), en: new Intl.DisplayNames('en', { type: 'region' }) }

/** What few sheets need: another country's, or one that its doctor wants renewed sooner than the law does. */
function Validity({ values }: Pick<SheetFieldsProps, 'values'>) {
  const locale = useLocale()
  const words = lensWords[locale]
  const isOpen = Boolean(values.country || values.prescriberMonths)
  return (
    <details className="c6" open={isOpen}>
      <summary className="link tap label">{words.ruleMore}</summary>
      <div className="form mt-2">
        <div className="field c3">
          <label htmlFor="country">{words.writtenIn}</label>
          <select className="input" id="country" name="country" defaultValue={values.country ?? ''}>
            <option value="">{words.writtenHere}</option>
            {sheetCountries.map((code) => (
              <option key={code} value={code}>
                {countryNames[locale].of(code)}
              </option>
            ))}
          </select>
        </div>
        <div className="field c3">
          <label htmlFor="prescriberMonths">{words.shorter}</label>
          <select className="input" id="prescriberMonths" name="prescriberMonths" defaultValue={values.prescriberMonths ?? ''}>
            <option value="">{words.shorterNot}</option>
            {shorterMonths.map((months) => (
              <option key={months} value={months}>
                {words.months(months)}
              </option>
            ))}
          </select>
        </div>
      </div>
    </details>
  )
}

interface SheetFieldProps extends SheetFieldsProps {
  readonly name: string
  readonly label: string
  readonly spoken?: string
  readonly hint?: string
  readonly type?: 'text' | 'date'
  readonly span: 'c2' | 'c3'
}

/** Typed as on paper: a keyboard of figures has no minus, so letters stay. */
export function SheetField({ name, label, spoken, hint, type = 'text', span, values, errors }: SheetFieldProps) {
  return (
    <Field
      id={name}
      label={label}
      {...(spoken && { 'aria-label': spoken })}
      hint={hint}
      type={type}
      span={span}
      autoComplete="off"
      spellCheck={false}
      maxLength={24}
      defaultValue={values[name] ?? ''}
      error={errors.find(({ field }) => field === name)?.text}
    />
  )
}

const main = ['sph', 'cyl', 'axis', 'add'] as const
const bases = { baseH: ['', 'in', 'out'], baseV: ['', 'up', 'down'] } as const

function EyeFields({ eye, values, errors }: SheetFieldsProps & { readonly eye: (typeof eyes)[number] }) {
  const words = lensWords[useLocale()]
  const has = (...fields: readonly string[]) =>
    fields.some((field) => values[`${eye}.${field}`] || errors.some((error) => error.field === `${eye}.${field}`))
  const field = (name: keyof typeof words.fields, span: 'c2' | 'c3' = 'c3') => (
    <SheetField
      key={name}
      name={`${eye}.${name}`}
      label={words.fields[name]}
      spoken={words.fieldOf(words.fields[name], words.eyes[eye])}
      span={span}
      values={values}
      errors={errors}
    />
  )
  return (
    <fieldset className="grid gap-3">
      <legend className="heading mb-3">{words.eyes[eye]}</legend>
      <div className="rx-row">{main.map((name) => field(name))}</div>
      <details open={has('near')}>
        <summary className="link tap label">{words.nearMore}</summary>
        <div className="form mt-2">{field('near')}</div>
      </details>
      <details open={has('prismH', 'baseH', 'prismV', 'baseV')}>
        <summary className="link tap label">{words.prismMore}</summary>
        <div className="form mt-2">
          {field('prismH')}
          <BaseField eye={eye} name="baseH" values={values} errors={errors} />
          {field('prismV')}
          <BaseField eye={eye} name="baseV" values={values} errors={errors} />
        </div>
      </details>
    </fieldset>
  )
}

function BaseField({
  eye,
  name,
  values,
  errors,
}: SheetFieldsProps & { readonly eye: (typeof eyes)[number]; readonly name: 'baseH' | 'baseV' }) {
  const words = lensWords[useLocale()]
  const id = `${eye}.${name}`
  const error = errors.find(({ field }) => field === id)?.text
  return (
    <div className="field c3">
      <label htmlFor={id}>{words.fieldOf(words.fields[name], words.eyes[eye])}</label>
      {error && (
        <p className="error" id={`${id}-error`}>
          {error}
        </p>
      )}
      <select
        className="input"
        id={id}
        name={id}
        defaultValue={values[id] ?? ''}
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? `${id}-error` : undefined}
      >
        {bases[name].map((base) => (
          <option key={base} value={base}>
            {words.bases[base]}
          </option>
        ))}
      </select>
    </div>
  )
}

function Distances({ values, errors }: SheetFieldsProps) {
  const locale = useLocale()
  const words = lensWords[locale]
  const more = ['pdFarRight', 'pdFarLeft', 'pdNear', 'vertexMm'] as const
  const isOpen = more.some((name) => values[name] || errors.some(({ field }) => field === name))
  const measured = Number(values.pdMeasured) || 0
  return (
    <fieldset className="grid gap-3">
      <div className="form">
        <SheetField name="pdFar" label={words.pd} hint={words.pdHint} span="c3" values={values} errors={errors} />
      </div>
      {measured > 0 && (
        <p className="fine ink-2">
          {words.pdFromTryOn(formatMm(locale, measured), formatMm(locale, Math.round(10 * (Number(values.pdErrorMm) || 0)) / 10))}
        </p>
      )}
      <details open={isOpen}>
        <summary className="link tap label">{words.pdMore}</summary>
        <div className="form mt-2">
          {more.map((name) => (
            <SheetField key={name} name={name} label={words[name]} span="c3" values={values} errors={errors} />
          ))}
        </div>
      </details>
    </fieldset>
  )
}
