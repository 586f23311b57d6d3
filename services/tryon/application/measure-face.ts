import { type CardMarks, checkMarks, checkWish, type PhotoWish, type Refused } from '../domain/photo.ts'
import { type Pictures, wishOf } from './open-photo.ts'
import type { FaceFacts, FaceReader } from './read-face.ts'

export interface MeasuredFace {
  readonly outcome: 'measured'
  readonly facts: FaceFacts
  readonly size: { readonly width: number; readonly height: number }
}

/** Measures the face of a photo without drawing. Refusals and faults as `renderPhoto`. */
export async function measureFace(
  { pictures, reader }: { pictures: Pictures; reader: FaceReader },
  {
    photo,
    card,
    faceMeasures,
    ...wish
  }: PhotoWish & { readonly photo: Uint8Array; readonly card?: CardMarks | undefined; readonly faceMeasures: boolean },
): Promise<MeasuredFace | Refused> {
  checkWish(wish)
  checkMarks(card)
  const opened = await pictures.open(photo)
  if (opened.outcome === 'refused') return opened
  const { width, height } = opened.image
  const answer = await reader.ask({ ...wishOf(wish, opened), image: opened.image, card, faceMeasures, frames: [] })
  return answer.outcome === 'refused' ? answer : { outcome: 'measured', facts: answer.facts, size: { width, height } }
}
