import type { LensRow, TreatmentRow } from '@vitrine/gateway/schemas/admin-lenses'
import { useLocale } from '@vitrine/ui/locale'
import { useLensWords } from '../words/lenses.ts'
import { BlankFields } from './blank-fields.tsx'
import { Choice, Text } from './form-fields.tsx'
import { Check, MoneyField, NumberField } from './number-fields.tsx'
import { Ticks } from './ticks.tsx'

interface RowFormProps<Row> {
  readonly row: Row
  readonly treatments: readonly TreatmentRow[]
  readonly currency: string
  readonly onChange: (part: Partial<Row>) => void
}

/** A pair of lenses: what shoppers read, what it costs, and what it can be made to. */
export function LensForm({ row, treatments, currency, onChange }: RowFormProps<LensRow>) {
  const [own, locale] = [useLensWords(), useLocale()]
  const isMulti = row.use === 'bifocal' || row.use === 'progressive'
  const use = (next: LensRow['use']) => {
    const { add = { low: 0.75, high: 3 } } = row
    onChange({ use: next, add: next === 'bifocal' || next === 'progressive' ? add : undefined })
  }
  return (
    <div className="frn">
      <Shared row={row} price={own.price} currency={currency} onChange={onChange} />
      <Choice label={own.use} value={row.use} options={own.uses} onChange={use} />
      <Choice
        label={own.index}
        value={String(row.index)}
        options={indexTexts(locale)}
        onChange={(index) => onChange({ index: Number(index) })}
      />
      <SpanFields power={own.sph} span={row.sph} onChange={(sph) => onChange({ sph })} />
      <SpanFields power={own.cyl} span={row.cyl} max={0} hint={own.cylHint} onChange={(cyl) => onChange({ cyl })} />
      {isMulti && row.add && <SpanFields power={own.add} span={row.add} onChange={(add) => onChange({ add })} />}
      <NumberField
        label={own.centre}
        value={row.centreMm}
        min={0.1}
        max={5}
        step="any"
        required
        onChange={(centreMm = 0) => onChange({ centreMm })}
      />
      <NumberField
        label={own.edge}
        value={row.edgeMinMm}
        min={0.1}
        max={5}
        step="any"
        required
        onChange={(edgeMinMm = 0) => onChange({ edgeMinMm })}
      />
      {isMulti && (
        <NumberField
          label={own.minHeight}
          hint={own.minHeightHint}
          value={row.minLensHeightMm}
          min={10}
          max={30}
          step="any"
          onChange={(minLensHeightMm) => onChange({ minLensHeightMm })}
        />
      )}
      <BlankFields blanks={row.blanks ?? []} onChange={(blanks) => onChange({ blanks: blanks.length > 0 ? blanks : undefined })} />
      <Check label={own.prism} checked={row.prismOk} onChange={(prismOk) => onChange({ prismOk })} />
      <Ticks
        label={own.rims}
        options={(['full', 'semi', 'rimless'] as const).map((rim) => [rim, own.rimNames[rim]] as const)}
        chosen={row.rims}
        onChange={(rims) => onChange({ rims })}
      />
      <Ticks
        label={own.mayHave}
        options={treatments.map(({ id, name }) => [id, name[locale] || id] as const)}
        chosen={row.treatments}
        onChange={(chosen) => onChange({ treatments: chosen })}
      />
    </div>
  )
}

/** A treatment, and which others it goes with. */
export function TreatmentForm({ row, treatments, currency, onChange }: RowFormProps<TreatmentRow>) {
  const [own, locale] = [useLensWords(), useLocale()]
  const others = treatments.filter(({ id }) => id !== row.id).map(({ id, name }) => [id, name[locale] || id] as const)
  return (
    <div className="frn">
      <Shared row={row} price={own.priceOfTreatment} currency={currency} onChange={onChange} />
      <Ticks label={own.clashesWith} options={others} chosen={row.clashesWith} onChange={(clashesWith) => onChange({ clashesWith })} />
      <Ticks label={own.needsOneOf} options={others} chosen={row.needsOneOf} onChange={(needsOneOf) => onChange({ needsOneOf })} />
    </div>
  )
}

type Part = Pick<LensRow, 'id' | 'name' | 'price' | 'inUse' | 'leadDays'>

interface SharedProps {
  readonly row: Part
  readonly price: string
  readonly currency: string
  readonly onChange: (part: Partial<Part>) => void
}

function Shared({ row: { id, name, price, inUse, leadDays }, price: label, currency, onChange }: SharedProps) {
  const own = useLensWords()
  return (
    <>
      <div className="of owide">
        <Check label={own.inUse} checked={inUse} onChange={(next) => onChange({ inUse: next })} />
        <p className="fine ink-3">
          {own.useHint} <span className="mono">{id}</span>
        </p>
      </div>
      <Text label={own.nameFr} value={name.fr} required onChange={(fr) => onChange({ name: { ...name, fr } })} />
      <Text label={own.nameEn} value={name.en} required onChange={(en) => onChange({ name: { ...name, en } })} />
      <MoneyField label={label} value={price} currency={currency} least={0} onChange={(next) => onChange({ price: next })} />
      <NumberField
        label={own.leadDays}
        value={leadDays}
        min={0}
        max={90}
        required
        onChange={(days) => days !== undefined && onChange({ leadDays: days })}
      />
    </>
  )
}

interface SpanFieldsProps {
  readonly power: string
  readonly hint?: string
  readonly span: LensRow['sph']
  readonly max?: number
  readonly onChange: (span: LensRow['sph']) => void
}

function SpanFields({ power, hint, span, max = 40, onChange }: SpanFieldsProps) {
  const own = useLensWords()
  const ends = { ...(hint !== undefined && { hint }), max, min: -40, step: 0.25, required: true }
  return (
    <>
      <NumberField {...ends} label={own.from(power)} value={span.low} onChange={(low) => low !== undefined && onChange({ ...span, low })} />
      <NumberField
        {...ends}
        label={own.to(power)}
        value={span.high}
        onChange={(high) => high !== undefined && onChange({ ...span, high })}
      />
    </>
  )
}

/** Refractive indices that lenses are sold in. */
const indexTexts = (locale: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [1.5, 1.56, 1.59, 1.6, 1.67, 1.74].map((index) => [
      String(index),
      new Intl.NumberFormat(locale, { minimumFractionDigits: 2 }).format(index),
    ]),
  )
