import type { MessageInitShape } from '@bufbuild/protobuf'
import type { FitSchema, Frame as FrameMessage, FrameSchema, JudgedLensSchema, ReachSchema } from '@vitrine/contracts/optics/v1'
import type { EyeFit, Fit } from '../domain/fit.ts'
import type { JudgedLens, MeasuredFrame } from '../domain/judged-lens.ts'
import { type LensOption, rims } from '../domain/lens-range.ts'
import { reachOf } from '../domain/lens-rules.ts'
import { treatmentMessage } from './treatment-message.ts'

export function frameOf(message: FrameMessage | undefined): MeasuredFrame {
  if (!message) throw new RangeError('frame: is missing')
  const { lensWidthMm, lensHeightMm, bridgeMm, effectiveDiameterMm, frameWidthMm } = message
  return {
    ...{ lensWidthMm, lensHeightMm, bridgeMm, rim: oneOf(rims, message.rim, 'frame.rim') },
    ...(effectiveDiameterMm !== undefined && { effectiveDiameterMm }),
    ...(frameWidthMm !== undefined && { frameWidthMm }),
  }
}

export const frameMessage = (frame: MeasuredFrame): MessageInitShape<typeof FrameSchema> => ({ ...frame })

export function oneOf<Word extends string>(words: readonly Word[], word: string, what: string): Word {
  const found = words.find((known) => known === word)
  if (!found) throw new RangeError(`${what} is ${JSON.stringify(word)}, none of ${words.join(', ')}`)
  return found
}

export const lensMessage = ({
  option,
  leadDays,
  refusals,
  nearestId,
  fit,
  named,
}: JudgedLens): MessageInitShape<typeof JudgedLensSchema> => ({
  ...{ id: option.id, name: { ...option.name }, use: option.use, index: option.index, leadDays, treatmentIds: [...option.treatments] },
  refusals: refusals.map((refusal) => ({ ...refusal, names: [...(refusal.names ?? [])] })),
  named: named.map(treatmentMessage),
  ...(nearestId !== undefined && { nearestId }),
  reach: reachMessage(option),
  ...(fit && { fit: fitMessage(fit) }),
})

function reachMessage(option: LensOption): MessageInitShape<typeof ReachSchema> {
  const { sph, cyl, add } = reachOf(option)
  return { sph: { ...sph }, cyl: { ...cyl }, ...(add && { add: { ...add } }) }
}

export const fitMessage = ({
  right,
  left,
  minBlankMm,
  verdict,
  isDiameterEstimated,
  isBlankUnsure: blankUnsure,
  width,
}: Fit): MessageInitShape<typeof FitSchema> => ({
  ...{ right: eyeFitMessage(right), left: eyeFitMessage(left), minBlankMm, verdict, diameterEstimated: isDiameterEstimated, blankUnsure },
  ...(width && { width: { excessMm: width.excessMm, verdict: width.verdict, estimated: width.isEstimated } }),
})

const eyeFitMessage = ({ blank, leastBlankMm: _, ...eye }: EyeFit) => ({ ...eye, ...(blank && { blank: { ...blank } }) })
