import type { Facet } from '@vitrine/gateway/schemas/catalogue'
import { minorDigits } from '@vitrine/gateway/schemas/currency'
import { type LensShape, lensPolygon, lensShapes } from '@vitrine/tryon-core/lens-outline'
import { componentWords } from '../component-words.ts'
import { useLocale } from '../locale.ts'
import { tones } from './swatch.tsx'

export interface Chosen {
  /** Values ticked, per facet. */
  readonly values: Readonly<Record<string, readonly string[]>>
  /** Ends of a range as typed, per facet. */
  readonly ranges: Readonly<Record<string, { readonly min?: string; readonly max?: string }>>
}

type Tones = Readonly<Record<string, readonly string[]>>

interface FacetsProps {
  readonly facets: readonly Facet[]
  readonly chosen: Chosen
  readonly prefix: string
  /** Tones of the colours, for facets that do not tell them. */
  readonly colours?: Tones
}

/** The filters of a list, as plain form fields: `name=value` for a tick, `name.min` and `name.max` for a range. */
export function Facets({ facets, chosen, prefix, colours = {} }: FacetsProps) {
  return facets.map((facet) =>
    facet.type === 'range' ? (
      <RangeFacet key={facet.name} facet={facet} chosen={chosen.ranges[facet.name] ?? {}} prefix={prefix} />
    ) : (
      <TermFacet key={facet.name} facet={facet} chosen={chosen.values[facet.name] ?? []} colours={colours} />
    ),
  )
}

interface TermFacetProps {
  readonly facet: Facet
  readonly chosen: readonly string[]
  readonly colours: Tones
}

function TermFacet({ facet, chosen, colours }: TermFacetProps) {
  const words = componentWords[useLocale()]
  return (
    <fieldset className="facet">
      <legend>{facet.label}</legend>
      <div className={facet.values.length > 9 ? 'long' : undefined}>
        {facet.values.map((value) => (
          <label className="tick" key={value.value}>
            <input type="checkbox" name={facet.name} value={value.value} defaultChecked={chosen.includes(value.value)} />
            {facet.name === 'shape' && <ShapeMark shape={value.value} />}
            {facet.name === 'colour' && <i className="pill" style={tones(value.tones ?? colours[value.value] ?? [])} />}
            <span>{value.label}</span>
            <span className="c">
              <span aria-hidden="true">{value.count}</span>
              <span className="sr">{words.results(value.count)}</span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}

function RangeFacet({
  facet,
  chosen,
  prefix,
}: {
  readonly facet: Facet
  readonly chosen: { readonly min?: string; readonly max?: string }
  readonly prefix: string
}) {
  const words = componentWords[useLocale()]
  const id = `${prefix}-${facet.name}`
  const shown = (value: number | null) =>
    value === null ? undefined : String(facet.name === 'price' ? Math.round(value / 10 ** minorDigits(facet.unit ?? '')) : value)
  return (
    <fieldset className="facet">
      <legend>{facet.unit ? `${facet.label}, ${facet.unit === 'EUR' ? '€' : facet.unit}` : facet.label}</legend>
      <div className="ends">
        <label className="sr" htmlFor={`${id}-min`}>
          {words.minimum(facet.label)}
        </label>
        <input
          className="input"
          id={`${id}-min`}
          name={`${facet.name}.min`}
          inputMode="decimal"
          defaultValue={chosen.min}
          placeholder={shown(facet.min)}
        />
        <span aria-hidden="true">{words.to}</span>
        <label className="sr" htmlFor={`${id}-max`}>
          {words.maximum(facet.label)}
        </label>
        <input
          className="input"
          id={`${id}-max`}
          name={`${facet.name}.max`}
          inputMode="decimal"
          defaultValue={chosen.max}
          placeholder={shown(facet.max)}
        />
      </div>
    </fieldset>
  )
}

const isShape = (code: string): code is LensShape => lensShapes.some((shape) => shape === code)

/** Drawn once: an outline costs as much as the rest of the filters together. */
const outlines = new Map<LensShape, string>()

/** The two outlines of a shape, from the same function that draws the frame itself. */
function outlineOf(shape: LensShape): string {
  const known = outlines.get(shape)
  if (known) return known
  const flat = shape === 'rectangle' ? 26 : shape === 'oval' ? 30 : 38
  const polygon = lensPolygon({ shape, lensWidthMm: 46, lensHeightMm: flat }, 24)
  const lens = (side: 1 | -1) => `M${polygon.map(([x, y]) => `${Math.round(side * (x + 34))} ${Math.round(-y)}`).join('L')}Z`
  const outline = `${lens(1)}${lens(-1)}M-11 -5q11 -9 22 0M57 -8l10 -3M-57 -8l-10 -3`
  outlines.set(shape, outline)
  return outline
}

function ShapeMark({ shape }: { readonly shape: string }) {
  if (!isShape(shape)) return null
  return (
    <svg className="shape" viewBox="-70 -24 140 48" aria-hidden="true">
      <path d={outlineOf(shape)} />
    </svg>
  )
}
