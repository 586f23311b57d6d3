import type { RxSheet } from '@vitrine/gateway/schemas/optics'

export type TypedTexts = Readonly<Record<string, string>>

export const eyeFields = ['sph', 'cyl', 'axis', 'add', 'near', 'prismH', 'baseH', 'prismV', 'baseV'] as const
export const distanceFields = ['pdFar', 'pdFarRight', 'pdFarLeft', 'pdNear', 'vertexMm'] as const
export const dayFields = ['issuedOn', 'wearerBirthDate'] as const
export const baseOptions = { baseH: ['', 'in', 'out'], baseV: ['', 'up', 'down'] } as const

/** A sheet as it stands in the form of an optician: what is empty is not on it. */
export function sheetOfTexts(texts: TypedTexts): RxSheet {
  const said = (names: readonly string[], before = '') =>
    Object.fromEntries(names.flatMap((name) => (texts[before + name]?.trim() ? [[name, texts[before + name]?.trim()]] : [])))
  const eyeOf = (side: string) => ({ ...said(eyeFields, `${side}.`), sph: texts[`${side}.sph`]?.trim() ?? '' })
  const country = texts['country']?.trim().toUpperCase()
  const months = Number(texts['prescriberMonths'])
  return {
    ...{ right: eyeOf('right'), left: eyeOf('left'), ...said([...distanceFields, ...dayFields]) },
    ...(country && { country }),
    ...(months > 0 && { prescriberMonths: months }),
  }
}

/** What is wrong, by its field: of the first time, or of the second where the two do not agree. */
export function errorsOf(errors: readonly { readonly path: string; readonly message: string }[]): {
  readonly first: TypedTexts
  readonly again: TypedTexts
} {
  const of = (place: string) =>
    Object.fromEntries(
      errors.flatMap(({ path, message }) => (path.startsWith(`${place}.`) ? [[path.slice(place.length + 1), message]] : [])),
    )
  return { first: of('prescription'), again: of('again') }
}
