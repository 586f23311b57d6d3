import type { AdminProduct } from '@vitrine/gateway/schemas/admin-products'
import { frameOfAttributes } from '@vitrine/gateway/schemas/frame-of-attributes'
import { formatMm } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { lazy, Suspense, useDeferredValue, useId, useMemo, useState } from 'react'
import { useFrameWords } from '../words/frame.ts'
import { useWords } from '../words/words.tsx'
import { Choice } from './form-fields.tsx'
import { FrameCalibration } from './frame-calibration.tsx'
import { type FrameCheck, frameChecks, lengthsOf } from './frame-checks.ts'
import { FrameModelField } from './frame-model-field.tsx'
import { Check, NumberField } from './number-fields.tsx'

const FramePreview = lazy(() => import('./frame-preview.tsx'))

type Value = AdminProduct['attributes'][string] | undefined

/** What may differ from variant to variant; the rest is the product's. */
const variantLengths = ['lensWidthMm', 'lensHeightMm', 'bridgeMm', 'templeMm', 'frameWidthMm'] as const
const colours = ['colourRgb', 'secondColourRgb', 'lensTintRgb', 'lensMirrorRgb'] as const
const shapes = ['round', 'panto', 'square', 'rectangle', 'cat', 'aviator', 'oval'] as const
const rims = ['full', 'semi', 'rimless'] as const

interface FrameEditorProps {
  readonly draft: AdminProduct
  readonly onChange: (part: Partial<AdminProduct>) => void
}

/** The numbers and colours of a frame beside what try-on makes of them. It changes the draft; the product's own save keeps it. */
export function FrameEditor({ draft, onChange }: FrameEditorProps) {
  const [office, words] = [useWords(), useFrameWords()]
  const [chosenId, setChosenId] = useState(draft.variants[0]?.id)
  const variant = draft.variants.find(({ id }) => id === chosenId) ?? draft.variants[0]
  const own = variant?.attributes ?? {}
  const attributes = useMemo(() => ({ ...draft.attributes, ...own }), [draft.attributes, own])
  const drawn = useMemo(() => frameOfAttributes(attributes, variant?.options['colour']), [attributes, variant])
  const shown = useDeferredValue(drawn)
  if (!variant) return <p className="fine ink-3">{words.cannot}</p>
  const ofProduct = (name: string, value: Value) => onChange({ attributes: withValue(draft.attributes, name, value) })
  const ofVariant = (name: string, value: Value) =>
    onChange({ variants: draft.variants.map((one) => (one === variant ? { ...one, attributes: withValue(own, name, value) } : one)) })
  const lengths = lengthsOf(attributes)
  const number = (name: string) => (typeof attributes[name] === 'number' ? attributes[name] : undefined)
  const named = Object.fromEntries(
    draft.variants.map(({ id, sku, options }) => [id, [sku, ...Object.values(options)].filter(Boolean).join(', ')]),
  )
  return (
    <div className="frame-editor">
      <div className="ostack">
        {draft.variants.length > 1 && <Choice label={words.variant} value={variant.id} options={named} onChange={setChosenId} />}
        <fieldset className="frn">
          <legend className="label">{words.ofVariant}</legend>
          {variantLengths.map((name) => (
            <NumberField
              key={name}
              label={words.fields[name]}
              value={number(name)}
              min={lengths[name][0]}
              max={lengths[name][1]}
              step={0.5}
              onChange={(value) => ofVariant(name, value)}
            />
          ))}
          <NumberField
            label={words.fields.rimMm}
            value={number('rimMm')}
            min={0.5}
            max={12}
            step={0.1}
            onChange={(value) => ofVariant('rimMm', value)}
          />
          {colours.map((name) => (
            <ColourField key={name} name={name} value={attributes[name]} onChange={(value) => ofVariant(name, value)} />
          ))}
          <NumberField
            label={words.fields.lensTintAlpha}
            value={number('lensTintAlpha')}
            min={0}
            max={1}
            step={0.01}
            onChange={(value) => ofVariant('lensTintAlpha', value)}
          />
          <Check
            label={words.gradient}
            checked={attributes['lensGradient'] === true}
            onChange={(checked) => ofVariant('lensGradient', checked || undefined)}
          />
        </fieldset>
        <fieldset className="frn">
          <legend className="label">{words.ofProduct}</legend>
          <Choice
            label={words.fields.shape}
            value={String(attributes['shape'] ?? '')}
            options={{ '': office.notSaid, ...pickWords(office.attributeValues, shapes) }}
            onChange={(value) => ofProduct('shape', value || undefined)}
          />
          <Choice
            label={words.fields.rim}
            value={String(attributes['rim'] ?? '')}
            options={{ '': office.notSaid, ...pickWords(office.attributeValues, rims) }}
            onChange={(value) => ofProduct('rim', value || undefined)}
          />
          <Choice
            label={words.fields.build}
            value={String(attributes['build'] ?? '')}
            options={words.builds}
            onChange={(value) => ofProduct('build', value || undefined)}
          />
          <NumberField
            label={words.fields.baseCurve}
            value={number('baseCurve')}
            min={0}
            max={10}
            step={0.5}
            onChange={(value) => ofProduct('baseCurve', value)}
          />
        </fieldset>
      </div>
      <section aria-label={words.preview} className="ostack">
        {shown ? (
          <Suspense fallback={<p role="status">{words.loading}</p>}>
            <FramePreview frame={shown} name={named[variant.id] ?? ''} />
          </Suspense>
        ) : (
          <p className="note warn">{words.cannot}</p>
        )}
        <Checks found={frameChecks(attributes, drawn)} rimsMm={drawn && 2 * drawn.lensWidthMm + drawn.bridgeMm + 2 * drawn.rimMm} />
        <FrameModelField
          key={`model of ${variant.id}`}
          variantId={variant.id}
          value={typeof attributes['modelSha256'] === 'string' ? attributes['modelSha256'] : undefined}
          onChange={(sha256) => ofVariant('modelSha256', sha256)}
        />
        {drawn && <FrameCalibration key={variant.id} frame={drawn} onWidth={(mm) => ofVariant('frameWidthMm', mm)} />}
      </section>
    </div>
  )
}

/** An attribute that is not said is not there. */
function withValue<Values extends Readonly<Record<string, unknown>>>(values: Values, name: string, value: Value): Values {
  const { [name]: _, ...others } = values
  return (value === undefined ? others : { ...others, [name]: value }) as Values // the same, but for one
}

const pickWords = <Code extends string>(all: Readonly<Record<string, string>>, codes: readonly Code[]): Record<string, string> =>
  Object.fromEntries(codes.map((code) => [code, all[code] ?? code]))

interface ColourFieldProps {
  readonly name: (typeof colours)[number]
  readonly value: Value
  readonly onChange: (value: string | undefined) => void
}

/** A colour, or none: a colour field alone cannot be empty. */
function ColourField({ name, value, onChange }: ColourFieldProps) {
  const words = useFrameWords()
  const id = useId()
  const label = words.colours[name]
  return (
    <div className="of">
      <label htmlFor={id}>{label}</label>
      <div className="oact">
        <input
          id={id}
          type="color"
          value={typeof value === 'string' ? value : '#808080'}
          onChange={({ target }) => onChange(target.value)}
        />
        <Check
          label={words.without(label)}
          checked={typeof value !== 'string'}
          onChange={(none) => onChange(none ? undefined : '#808080')}
        />
      </div>
    </div>
  )
}

function Checks({ found, rimsMm }: { readonly found: readonly FrameCheck[]; readonly rimsMm: number | undefined }) {
  const [words, locale] = [useFrameWords(), useLocale()]
  const mm = (value: number) => formatMm(locale, Math.round(10 * value) / 10)
  const sentence = (check: FrameCheck): string => {
    switch (check.code) {
      case 'missing':
        return words.missing(words.fields[check.field])
      case 'out-of-range':
        return words.outOfRange(words.fields[check.field], check.least, check.most)
      case 'narrower-than-rims':
        return words.narrower(mm(check.widthMm), mm(check.rimsMm))
      case 'wider-than-hinges':
        return words.wider(mm(check.widthMm), mm(check.rimsMm))
      case 'sun-without-tint':
        return words.noTint
    }
  }
  return (
    <div role="status" aria-label={words.checks} className={found.length > 0 ? 'note warn' : 'note good'}>
      {found.length > 0 ? (
        <ul>
          {found.map((check) => (
            <li key={sentence(check)}>{sentence(check)}</li>
          ))}
        </ul>
      ) : (
        rimsMm !== undefined && words.good(mm(rimsMm))
      )}
    </div>
  )
}
