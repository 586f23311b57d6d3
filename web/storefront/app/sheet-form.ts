import type { RxRequired, RxSheet, RxWarning } from '@vitrine/gateway/schemas/optics'
import type { FieldError } from '@vitrine/ui/components/error-summary'
import { isGatewayProblem } from './gateway-problem.ts'
import type { lensWords } from './words/lenses.ts'

export type Values = Readonly<Record<string, string>>

export const eyes = ['right', 'left'] as const
const eyeFields = ['sph', 'cyl', 'axis', 'add', 'near', 'prismH', 'baseH', 'prismV', 'baseV', 'baseCurve', 'diameter'] as const
const sheetFields = ['pdFar', 'pdFarRight', 'pdFarLeft', 'pdNear', 'vertexMm', 'wearerBirthDate', 'issuedOn'] as const

/** Every field of a prescription form, by its name. */
export const sheetNames: readonly string[] = [
  ...eyes.flatMap((eye) => eyeFields.map((field) => `${eye}.${field}`)),
  ...[...sheetFields, 'country', 'prescriberMonths'],
]

/** Where a sheet may have been written, when it was not where the shop is: whose law says how long it holds. The shop's neighbours, and who travels there most. */
export const sheetCountries = ['FR', 'BE', 'CH', 'DE', 'ES', 'GB', 'IT', 'LU', 'NL', 'PT', 'US'] as const
/** How long a prescriber may say it holds: they shorten what the law says, and never lengthen it (LAW-13). */
export const shorterMonths = [1, 2, 3, 6, 9, 12, 18, 24, 30, 36, 48] as const

/** The sheet a form holds, as it was typed: what is empty is not on it. */
export function sheetOf(values: Values): RxSheet {
  const written = (name: string, text = values[name] ?? '') => (text === '' ? undefined : text.slice(0, 24))
  const eyeOf = (eye: string) => ({
    sph: written(`${eye}.sph`) ?? '',
    ...Object.fromEntries(
      eyeFields.slice(1).flatMap((field) => {
        const text = written(`${eye}.${field}`)
        return text === undefined ? [] : [[field, text]]
      }),
    ),
  })
  const rest = sheetFields.flatMap((field) => {
    const text = written(field)
    return text === undefined ? [] : [[field, text]]
  })
  const country = sheetCountries.find((code) => code === values.country)
  const prescriberMonths = shorterMonths.find((months) => String(months) === values.prescriberMonths)
  const rule = { ...(country && { country }), ...(prescriberMonths && { prescriberMonths }) }
  return { right: eyeOf('right'), left: eyeOf('left'), ...Object.fromEntries(rest), ...rule }
}

/** The codes of warnings whose sentences are ticked. */
export const tickedIn = (values: Values): string[] =>
  Object.keys(values).flatMap((name) => (name.startsWith('tick ') ? [name.slice('tick '.length)] : []))

export const unticked = (warnings: readonly RxWarning[], values: Values): readonly RxWarning[] =>
  warnings.filter(({ code }) => !tickedIn(values).includes(code))

/** Warnings the door found only when the sheet was sent, compared with what is kept of the wearer. */
export const uncheckedIn = (fault: unknown): readonly RxWarning[] =>
  isGatewayProblem(fault) && fault.code === 'warnings-unticked' ? ((fault.problem.warnings ?? []) as RxWarning[]) : []

export const ticksFor = (warnings: readonly RxWarning[]): FieldError[] =>
  warnings.map(({ code, text }) => ({ field: `tick ${code}`, text }))

/** What was read, with warnings it did not have yet. */
export const withWarnings = <R extends { readonly warnings: RxWarning[] }>(read: R, more: readonly RxWarning[]): R => ({
  ...read,
  warnings: [...read.warnings, ...more.filter(({ code }) => !read.warnings.some((one) => one.code === code))],
})

type SheetWords = Pick<(typeof lensWords)['fr'], 'fields' | 'eyes' | 'fieldOf' | 'fieldWrong' | 'prescriber'>

/** What the door says is wrong with a sheet, field by field, and of which eye; undefined when it refused something else. */
export function sheetErrors(fault: unknown, words: SheetWords): readonly FieldError[] | undefined {
  if (!isGatewayProblem(fault) || fault.code !== 'bad-input') return undefined
  return (fault.problem.errors ?? []).map(({ path, message }) => {
    const field = path.replace(/^prescription\.?/, '')
    if (field === 'prescriber') return { field, text: message, named: words.fieldWrong(words.prescriber, message) }
    if (!sheetNames.includes(field)) return { text: message }
    const [eye, name] = field.split('.')
    const label = name && words.fields[name as keyof typeof words.fields]
    const named = label && words.fieldWrong(words.fieldOf(label, words.eyes[eye as 'right' | 'left']), message)
    return { field, text: message, ...(named && { named }) }
  })
}

type LackWords = Pick<(typeof lensWords)['fr'], 'needsPd' | 'needsBirth' | 'needsIssued' | 'needsRequired'>

/** What a sheet lacks to be ordered with, though it can be read: its distance of the pupils, its dates, and what the rule of its country asks for. */
export function lacking(values: Values, words: LackWords, required: readonly RxRequired[] = []): readonly FieldError[] {
  const has = (name: string) => (values[name] ?? '') !== ''
  return [
    ...(has('pdFar') || (has('pdFarRight') && has('pdFarLeft')) ? [] : [{ field: 'pdFar', text: words.needsPd }]),
    ...(has('issuedOn') ? [] : [{ field: 'issuedOn', text: words.needsIssued }]),
    ...(has('wearerBirthDate') ? [] : [{ field: 'wearerBirthDate', text: words.needsBirth }]),
    ...required
      .flatMap((one) => (one === 'pdHalves' ? (['pdFarRight', 'pdFarLeft'] as const) : [one]))
      .flatMap((field) => (has(field) ? [] : [{ field, text: words.needsRequired[field] }])),
  ]
}
