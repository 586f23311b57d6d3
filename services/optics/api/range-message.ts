import type { MessageInitShape } from '@bufbuild/protobuf'
import type {
  LensOption as OptionMessage,
  LensRangeSchema,
  Span as SpanMessage,
  Treatment as TreatmentMessage,
} from '@vitrine/contracts/optics/v1'
import type { KeptRange } from '../application/judge-lenses.ts'
import { type LensOption, lensUses, rims, type Treatment } from '../domain/lens-range.ts'
import { oneOf } from './frame-message.ts'
import { treatmentMessage } from './treatment-message.ts'

export const rangeMessage = ({ options, treatments, version }: KeptRange): MessageInitShape<typeof LensRangeSchema> => ({
  options: options.map(optionMessage),
  treatments: treatments.map(treatmentMessage),
  version,
})

const optionMessage = ({ name, sph, cyl, add, blanks = [], rims, treatments, isOutOfUse: outOfUse = false, ...option }: LensOption) => ({
  ...option,
  ...{ name: { ...name }, sph: { ...sph }, cyl: { ...cyl }, rims: [...rims], treatmentIds: [...treatments], outOfUse },
  ...(add && { add: { ...add } }),
  blanks: blanks.map((blank) => ({ ...blank })),
})

export function optionOf(message: OptionMessage): LensOption {
  const { $typeName: _, name, sph, cyl, add, minLensHeightMm, blanks, treatmentIds, outOfUse: isOutOfUse, ...option } = message
  return {
    ...option,
    name: { fr: name?.fr ?? '', en: name?.en ?? '' },
    use: oneOf(lensUses, option.use, `options.${option.id}.use:`),
    sph: spanOf(sph),
    cyl: spanOf(cyl),
    ...(add && { add: spanOf(add) }),
    ...(minLensHeightMm !== 0 && { minLensHeightMm }),
    ...(blanks.length > 0 && { blanks: blanks.map(({ diameterMm, baseCurve }) => ({ diameterMm, baseCurve })) }),
    rims: option.rims.map((rim) => oneOf(rims, rim, `options.${option.id}.rims:`)),
    ...{ treatments: treatmentIds, isOutOfUse },
  }
}

export const treatmentOf = ({ id, name, leadDays, clashesWith, needsOneOf, outOfUse: isOutOfUse }: TreatmentMessage): Treatment => ({
  ...{ id, name: { fr: name?.fr ?? '', en: name?.en ?? '' }, leadDays, clashesWith, needsOneOf, isOutOfUse },
})

const spanOf = (span: SpanMessage | undefined) => ({ low: span?.low ?? 0, high: span?.high ?? 0 })
