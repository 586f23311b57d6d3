import type { MessageInitShape } from '@bufbuild/protobuf'
import type {
  Eye as EyeMessage,
  KeptPrescription,
  Prescription,
  Prism,
  Range,
  SheetSchema,
  Validity,
  WrongField,
} from '@vitrine/contracts/optics/v1'
import { refuse, type Refusal } from '../problem.ts'
import { glassesReason } from '../schemas/optics.ts'
import type { KeptRx, RxEye, RxSheet, RxValidity, RxValues, RxWarning } from '../schemas/optics.ts'
import { type Locale, textOf, wordsOf } from '../words/words.ts'
import { timeOf } from './texts.ts'

/** The sheet for the service that reads it: what is absent is empty. */
export function sheetMessage({ right, left, ...rest }: RxSheet): MessageInitShape<typeof SheetSchema> {
  const said = (one: object) => Object.fromEntries(Object.entries(one).filter(([, value]) => value !== undefined))
  return { right: said(right), left: said(left), ...said(rest) }
}

/** `+2,25` in French, `+2.25` in English, with a true minus: as on a prescription. */
export const dioptresText = (dioptres: number, locale: Locale): string =>
  new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 3, signDisplay: 'exceptZero' })
    .format(dioptres)
    .replace('-', '−')

const plainNumber = (value: number, locale: Locale): string =>
  new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }).format(value).replace('-', '−')

/** Everything wrong with a sheet as the problem of a form: a path, a code, a sentence and the range, for each field. */
export function wrongFields(wrong: readonly WrongField[], locale: Locale, at = 'prescription'): Refusal {
  const words = wordsOf(locale).optics
  const errors = wrong.map(({ field, code, range }) => ({
    path: at === '' ? field : `${at}.${field}`,
    code,
    message: (words.fields[code] ?? (() => code))(range ? rangeText(field, range, locale) : ''),
    ...(range && { range: { low: range.low, high: range.high, step: range.step } }),
  }))
  return refuse('bad-input', { errors })
}

function rangeText(field: string, { low, high, step }: Range, locale: Locale): string {
  const isPower = /\.(sph|cyl|add|near)$/.test(field)
  const text = (value: number) => (isPower ? dioptresText(value, locale) : plainNumber(value, locale))
  return wordsOf(locale).optics.range(text(low), text(high), plainNumber(step, locale))
}

export const warningsOf = (codes: readonly string[], locale: Locale): RxWarning[] =>
  codes.map((code) => ({ code, text: textOf(wordsOf(locale).optics.warnings, code) }))

export function prescriptionAnswer(prescription: Prescription | undefined, locale: Locale): RxValues {
  const { right, left, pd, vertexMm = 0, notation = '' } = prescription ?? {}
  return {
    right: eyeAnswer(right, locale),
    left: eyeAnswer(left, locale),
    ...(pd && { pd: { farMm: pd.far, rightMm: pd.right, leftMm: pd.left, nearMm: pd.near, nearDerived: pd.nearDerived } }),
    vertexMm,
    notation: (['plus', 'minus', 'mixed', 'none'] as const).find((one) => one === notation) ?? 'none',
  }
}

function eyeAnswer(eye: EyeMessage | undefined, locale: Locale): RxEye {
  if (!eye) throw new Error('optics left an eye out')
  const { sph, cyl, axis, add, prismH, prismV } = eye
  return {
    ...{ sph: sph / 100, cyl: cyl / 100 },
    ...(cyl !== 0 && { axis }),
    ...(add !== 0 && { add: add / 100 }),
    ...(prismH && { prismH: prismAnswer(prismH) }),
    ...(prismV && { prismV: prismAnswer(prismV) }),
    transposed: {
      ...{ sph: (sph + cyl) / 100, cyl: cyl === 0 ? 0 : -cyl / 100 },
      ...(cyl !== 0 && { axis: axis <= 90 ? axis + 90 : axis - 90 }),
    },
    sphericalEquivalent: (sph + cyl / 2) / 100,
    text: eyeText(eye, locale),
  }
}

/** As an optician writes it: `+1,00 (−2,50) 180° Add +2,00 1,5 Δ base nasale`. */
export function eyeText(eye: EyeMessage | undefined, locale: Locale): string {
  if (!eye) throw new Error('optics left an eye out')
  const { sph, cyl, axis, add, prismH, prismV } = eye
  const cylinder = cyl === 0 ? '' : ` (${dioptresText(cyl / 100, locale)}) ${axis}°`
  const addition = add === 0 ? '' : ` Add ${dioptresText(add / 100, locale)}`
  const { prism, bases } = wordsOf(locale).optics
  const prisms = [prismH, prismV].flatMap((one) =>
    one ? [` ${prism(plainNumber(one.delta / 100, locale), textOf(bases, one.base))}`] : [],
  )
  return [dioptresText(sph / 100, locale), cylinder, addition, ...prisms].join('')
}

function prismAnswer({ delta, base }: Prism) {
  const known = (['in', 'out', 'up', 'down'] as const).find((one) => one === base)
  if (!known) throw new Error(`optics answered with the base ${base}`)
  return { delta: delta / 100, base: known }
}

export function validityAnswer(validity: Validity | undefined): RxValidity {
  const state = (['valid', 'expired', 'no-rule'] as const).find((one) => one === validity?.state)
  if (!state) throw new Error(`optics answered with the validity ${validity?.state}`)
  return { state, ...(validity?.until && { until: validity.until }) }
}

export function keptAnswer(kept: KeptPrescription, locale: Locale): KeptRx {
  const { id, wearer, wearerBirthDate, issuedOn, prescriber, prescription, validity, addedAt, pdErrorMm, corrected } = kept
  const words = wordsOf(locale).optics
  const reason = glassesReason.safeParse(kept.reason)
  const state = (['submitted', 'asked', 'verified', 'rejected'] as const).find((one) => one === kept.state)
  if (!state) throw new Error(`optics answered with the state ${kept.state}`)
  return {
    ...{ id, wearer, wearerBirthDate, issuedOn, state, corrected, at: timeOf(addedAt) },
    ...(reason.success && {
      reason: { code: reason.data, text: textOf(state === 'asked' ? words.reasons : words.sheetReasons, reason.data) },
    }),
    ...(prescriber && { prescriber }),
    ...(pdErrorMm > 0 && { pdErrorMm }),
    prescription: prescriptionAnswer(prescription, locale),
    validity: validityAnswer(validity),
  }
}
