import { type SizeRemark, sizeFit } from '@vitrine/tryon-core/size-fit'
import type { MirrorState, Worn } from './mirror.ts'
import type { PhotoAnswer } from './photo-answer.ts'

/** A distance between the pupils and how far it may be off, mm; 0 when it was typed. */
export interface MeasuredPd {
  readonly mm: number
  readonly errorMm: number
  readonly method: 'typed' | 'card' | 'iris'
}

/** The distance between the pupils as it was last seen: in the mirror while it is open, else on the photo. */
function seenPd(state: MirrorState, answer: PhotoAnswer | undefined) {
  if (state.phase === 'open') return state.sight?.pd
  return answer?.outcome === 'drawn' ? answer.pd : undefined
}

/** What may be taken along to lenses: a measure, or what was typed. The average adult is neither. */
export function measuredPd(state: MirrorState, answer: PhotoAnswer | undefined): MeasuredPd | undefined {
  const pd = seenPd(state, answer)
  return pd && pd.method !== 'average' ? { mm: pd.mm, errorMm: pd.method === 'typed' ? 0 : pd.errorMm, method: pd.method } : undefined
}

/** How a frame suits the face that was last seen. Of a size that was guessed nothing is said. */
export function fitOn(frame: Worn['frame'], state: MirrorState, answer: PhotoAnswer | undefined): SizeRemark[] {
  const pd = measuredPd(state, answer)
  const widthMm = state.phase === 'open' ? state.sight?.faceWidthMm : undefined // no photo tells it well enough
  return pd ? sizeFit(frame, { pdMm: pd.mm, widthMm }) : []
}

/** A face was seen, and its size was not: the picture is not to scale. */
export const isNotToScale = (state: MirrorState, answer: PhotoAnswer | undefined): boolean => seenPd(state, answer)?.method === 'average'
