import type { MessageInitShape } from '@bufbuild/protobuf'
import type { VariantRecord } from '@vitrine/contracts/catalog/v1'
import type { Fit, FrameSchema, JudgedLens, LensRefusal, Reach, Span, Treatment } from '@vitrine/contracts/optics/v1'
import type { Money } from '@vitrine/contracts/money'
import type { LensChoice, LensFit, LensReach, LensReason } from '../schemas/optics.ts'
import { type Locale, wordsOf } from '../words/words.ts'
import { dioptresText } from './prescription-answer.ts'
import { pick } from './texts.ts'

/** The sizes of a variant for the service that fits lenses; undefined when one is missing: then it takes none. */
export function lensFrame({ attributes = {} }: VariantRecord): MessageInitShape<typeof FrameSchema> | undefined {
  const sizes: Readonly<Record<string, unknown>> = attributes
  const number = (name: string) => (typeof sizes[name] === 'number' ? sizes[name] : undefined)
  const [lensWidthMm, lensHeightMm, bridgeMm] = [number('lensWidthMm'), number('lensHeightMm'), number('bridgeMm')]
  if (lensWidthMm === undefined || lensHeightMm === undefined || bridgeMm === undefined) return undefined
  const [effectiveDiameterMm, frameWidthMm] = [number('effectiveDiameterMm'), number('frameWidthMm')]
  const { rim } = sizes
  return {
    ...{ lensWidthMm, lensHeightMm, bridgeMm },
    ...(effectiveDiameterMm !== undefined && { effectiveDiameterMm }),
    ...(frameWidthMm !== undefined && { frameWidthMm }),
    rim: rim === 'semi' || rim === 'rimless' ? rim : 'full',
  }
}

/** A lens with its price; `treatments` gives names to what a sentence names. */
export function lensAnswer(lens: JudgedLens, price: Money, treatments: readonly Treatment[], locale: Locale): LensChoice {
  const { id, name, index, leadDays, refusals, nearestId, treatmentIds, fit, reach } = lens
  const use = (['plano', 'sv-far', 'sv-near', 'bifocal', 'progressive'] as const).find((one) => one === lens.use)
  if (!use) throw new Error(`optics answered with the use ${lens.use}`)
  return {
    ...{ id, name: pick(name, locale), use, index: index / 100, price, leadDays, treatmentIds },
    reasons: refusals.map((refusal) => refusalText(refusal, treatments, locale)),
    ...(nearestId && { nearestId }),
    reach: reachAnswer(reach),
    ...(fit && { fit: fitAnswer(fit, locale) }),
  }
}

function reachAnswer(reach: Reach | undefined): LensReach {
  const span = (of: Span | undefined) => ({ low: (of?.low ?? 0) / 100, high: (of?.high ?? 0) / 100 })
  return { sph: span(reach?.sph), cyl: span(reach?.cyl), ...(reach?.add && { add: span(reach.add) }) }
}

const powerCodes = ['sphere-outside', 'meridian-outside', 'cylinder-outside', 'addition-outside']

/** Why a lens cannot be had, in a sentence; `treatments` give names to what it names. */
export function refusalText(
  { rule, code, eye, value, limit, names }: LensRefusal,
  treatments: readonly Treatment[],
  locale: Locale,
): LensReason {
  const words = wordsOf(locale).optics
  const nameOf = (id: string) => pick(treatments.find((one) => one.id === id)?.name, locale) || dayText(id, locale)
  const plain = (number: number) => new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }).format(number).replace('-', '−')
  const isPower = powerCodes.includes(code)
  const said = {
    value:
      value === undefined
        ? ''
        : isPower || code === 'index-too-low' || code === 'index-too-low-for-cylinder'
          ? dioptresText(value, locale)
          : plain(value),
    limit: limit === undefined ? '' : isPower ? dioptresText(limit, locale) : indexText(code, limit, locale) || plain(limit),
    names: names.map(nameOf).join(', '),
    eye: words.eyes[eye] ?? '',
  }
  return { rule, code, text: (words.lens[code] ?? (() => code))(said) }
}

/** An index is written with both decimals: 1.60. */
const indexText = (code: string, index: number, locale: Locale): string =>
  code.startsWith('index-too-low') ? new Intl.NumberFormat(locale, { minimumFractionDigits: 2 }).format(index) : ''

/** A day in the reader's words; anything else as it is. */
const dayText = (text: string, locale: Locale): string =>
  /^\d{4}-\d{2}-\d{2}$/.test(text)
    ? new Intl.DateTimeFormat(locale === 'fr' ? 'fr-FR' : 'en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(
        new Date(`${text}T00:00:00Z`),
      )
    : text

export function fitAnswer({ right, left, minBlankMm, verdict, diameterEstimated, blankUnsure, width }: Fit, locale: Locale): LensFit {
  const words = wordsOf(locale).optics.fit
  const judged = (['good', 'fair', 'no'] as const).find((one) => one === verdict)
  if (!right || !left || !judged) throw new Error('optics left a part of the fit out')
  const widthIs = (['good', 'narrow', 'wide'] as const).find((one) => one === width?.verdict)
  const mm = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 })
  return {
    ...{ right: eyeFit(right), left: eyeFit(left), minBlankMm: tenth(minBlankMm), verdict: judged },
    ...(width && widthIs && { width: { excessMm: tenth(width.excessMm), verdict: widthIs, estimated: width.estimated } }),
    reasons: [
      words[judged],
      ...(width && widthIs ? [widthIs === 'good' ? words.width : words[widthIs](mm.format(Math.abs(width.excessMm)))] : []),
      ...(diameterEstimated ? [words.diameter] : []),
      ...(blankUnsure ? [words.blank] : []),
      words.estimate,
    ],
  }
}

/** Nobody sees more than a tenth of a millimetre, and an estimate does not know more. */
const tenth = (mm: number): number => Math.round(mm * 10) / 10

const eyeFit = ({ decentrationMm, minBlankMm, edgeMm, centreMm, blank }: NonNullable<Fit['right']>): LensFit['right'] => ({
  ...{ decentrationMm: tenth(decentrationMm), minBlankMm: tenth(minBlankMm) },
  ...(edgeMm !== undefined && { edgeMm: tenth(edgeMm) }),
  ...(centreMm !== undefined && { centreMm: tenth(centreMm) }),
  ...(blank && { blank: { diameterMm: blank.diameterMm, baseCurve: blank.baseCurve } }),
})
