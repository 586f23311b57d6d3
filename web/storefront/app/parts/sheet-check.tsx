import type { RxValues, RxWarning } from '@vitrine/gateway/schemas/optics'
import { formatDate, formatMm } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import type { ReadSheet } from '../lens-steps.ts'
import { eyes, type Values } from '../sheet-form.ts'
import { lensWords } from '../words/lenses.ts'

/** The prescription as the shop reads it, to be compared with the paper: each eye as an optician writes it, and in the other sign of cylinder. */
export function SheetCheck({ read }: { readonly read: ReadSheet }) {
  const locale = useLocale()
  const words = lensWords[locale]
  const { prescription, validity } = read
  const { pd } = prescription
  const mm = (value: number) => formatMm(locale, value)
  return (
    <div className="grid gap-3">
      <p className="ink-2">{words.readAs}</p>
      <dl className="grid gap-3">
        {eyes.map((eye) => (
          <div key={eye}>
            <dt className="fine ink-3">{words.eyes[eye]}</dt>
            <dd className="text-xl tabular-nums">
              {prescription[eye].text}
              {prescription[eye].cyl !== 0 && (
                <small className="fine ink-3 block">{words.same(transposedText(prescription[eye], locale))}</small>
              )}
            </dd>
          </div>
        ))}
      </dl>
      {pd && <p>{words.pdRead(mm(pd.farMm), mm(pd.rightMm), mm(pd.leftMm), mm(pd.nearMm))}</p>}
      <p>{words.vertexRead(mm(prescription.vertexMm))}</p>
      {validity?.until && <p className="ink-2">{words.validUntil(formatDate(locale, validity.until))}</p>}
    </div>
  )
}

function transposedText({ transposed }: RxValues['right'], locale: 'fr' | 'en'): string {
  const power = (value: number) =>
    new Intl.NumberFormat(locale, { minimumFractionDigits: 2, signDisplay: 'exceptZero' }).format(value).replace('-', '−')
  return `${power(transposed.sph)} (${power(transposed.cyl)}) ${transposed.axis ?? 0}°`
}

/** What is likely a slip and can yet be true: each is ticked by hand, or corrected (RX-6). */
export function WarningTicks({ warnings, values }: { readonly warnings: readonly RxWarning[]; readonly values: Values }) {
  const words = lensWords[useLocale()]
  if (warnings.length === 0) return null
  return (
    <fieldset className="grid gap-2">
      <legend className="heading mb-2">{words.warnings}</legend>
      {warnings.map(({ code, text }) => (
        <label className="tick" key={code}>
          <input type="checkbox" id={`tick ${code}`} name={`tick ${code}`} value="yes" defaultChecked={values[`tick ${code}`] === 'yes'} />
          <span>{text}</span>
        </label>
      ))}
    </fieldset>
  )
}

interface SheetConsentProps {
  readonly error: string | undefined
  readonly isGiven?: boolean
  /** Of a picture alone: the sheet was agreed to when it was kept. */
  readonly isOfScan?: boolean
}

/** The agreement to keep and read a prescription, which is data of health (GDPR article 9), and what is wrong with it. */
export function SheetConsent({ error, isGiven = false, isOfScan = false }: SheetConsentProps) {
  const words = lensWords[useLocale()]
  return (
    <>
      {error && (
        <p className="error" id="consent-error">
          {error}
        </p>
      )}
      <label className="tick">
        <input
          type="checkbox"
          id="consent"
          name="consent"
          value="yes"
          defaultChecked={isGiven}
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? 'consent-error' : undefined}
        />
        <span>{isOfScan ? words.scanAgree : words.consent}</span>
      </label>
    </>
  )
}
