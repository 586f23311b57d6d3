import type { LensRow, PutLensRange, TreatmentRow } from '@vitrine/gateway/schemas/admin-lenses'
import { newKey } from '../api.ts'
import type { LensWords } from '../words/lenses.ts'

export const blankLens = (): LensRow => ({
  ...{ id: `lens-${newKey().slice(0, 8)}`, name: { fr: '', en: '' }, use: 'sv-far', index: 1.5, inUse: true, leadDays: 5 },
  ...{ sph: { low: -6, high: 4 }, cyl: { low: -2, high: 0 }, rims: ['full', 'semi'], prismOk: false, centreMm: 2, edgeMinMm: 1 },
  treatments: [],
})

export const blankTreatment = (): TreatmentRow => ({
  ...{ id: `treatment-${newKey().slice(0, 8)}`, name: { fr: '', en: '' }, inUse: true, leadDays: 0, clashesWith: [], needsOneOf: [] },
})

/** What the file says, in its order; what is there and not in it follows, out of use: glasses may be made of it. */
export function rangeWithFile(before: PutLensRange, file: PutLensRange): PutLensRange {
  const rest = <Row extends { readonly id: string; readonly inUse: boolean }>(had: readonly Row[], read: readonly Row[]): Row[] => [
    ...read,
    ...had.filter(({ id }) => !read.some((one) => one.id === id)).map((row) => ({ ...row, inUse: false })),
  ]
  return { options: rest(before.options, file.options), treatments: rest(before.treatments, file.treatments) }
}

export type ReadRange =
  | { readonly outcome: 'read'; readonly range: PutLensRange }
  | { readonly outcome: 'not-json' }
  | { readonly outcome: 'wrong'; readonly list: 'options' | 'treatments'; readonly row: number; readonly field: string }

/** A file of lenses as this page writes it. What it lacks of a row is said by row and field; limits are judged when it is saved. */
export function rangeOfFile(text: string): ReadRange {
  const file = jsonOf(text)
  if (!isRecord(file)) return { outcome: 'not-json' }
  for (const [list, like] of [['options', blankLens()] as const, ['treatments', blankTreatment()] as const]) {
    const rows = file[list]
    if (!Array.isArray(rows)) return { outcome: 'wrong', list, row: 0, field: list }
    const fields = rows.map((row) => lackingField(row, like))
    const at = fields.findIndex((field) => field !== undefined)
    if (at >= 0) return { outcome: 'wrong', list, row: at + 1, field: fields[at]! }
  }
  const { options, treatments } = file as unknown as PutLensRange // each row was seen to be like a row
  return { outcome: 'read', range: { options, treatments } }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // said by whoever asked
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The first field of `like` that `row` lacks, or has of another kind. */
function lackingField(row: unknown, like: object): string | undefined {
  if (!isRecord(row)) return 'id'
  for (const [field, example] of Object.entries(like)) {
    const value = row[field]
    if (Array.isArray(example) ? !isTexts(value) : typeof value !== typeof example) return field
    const inner = isRecord(example) ? lackingField(value, example) : undefined
    if (inner !== undefined) return `${field}.${inner}`
  }
  return undefined
}

const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every((one) => typeof one === 'string')

/** `options.3.sph.low` and `options.far-160.add` in words: which row, which field, and why it is refused. */
export function lensFieldText(
  path: string,
  range: PutLensRange,
  own: LensWords,
  { locale, colon }: { locale: 'fr' | 'en'; colon: string },
): string {
  const [list = '', row = '', field = '', deep = ''] = path.split('.')
  const rows: readonly (LensRow | TreatmentRow)[] = list === 'treatments' ? range.treatments : range.options
  const found = rows.find(({ id }, at) => id === row || String(at) === row)
  const labels: Readonly<Record<string, readonly [string, string]>> = {
    id: [own.id, own.why.id],
    use: [own.use, own.why.use],
    index: [own.index, own.why.index],
    sph: [own.sph, own.why.span],
    cyl: [own.cyl, own.why.span],
    add: [own.add, own.why.add],
    minLensHeightMm: [own.minHeight, own.why.minLensHeightMm],
    rims: [own.rims, own.why.rims],
    centreMm: [own.centre, own.why.thin],
    edgeMinMm: [own.edge, own.why.thin],
    blanks: [own.blanks, own.why.blanks],
    leadDays: [own.leadDays, own.why.leadDays],
    treatments: [own.mayHave, own.why.ids],
    clashesWith: [own.clashesWith, own.why.ids],
    needsOneOf: [own.needsOneOf, own.why.ids],
    price: [own.priceOfTreatment, own.why.price],
    name: [deep === 'en' ? own.nameEn : own.nameFr, own.why.text],
  }
  const [label, why] = labels[field] ?? [field, own.why.text]
  const name = found?.name[locale] || found?.name.fr || own.row(list === 'treatments' ? own.treatments : own.lenses, Number(row) + 1 || 0)
  return `${name}, ${label}${colon} ${why}`
}
