import { type Frame, unusableNumber } from '@vitrine/tryon-core/frame'
import { type SizeRemark, sizeFit } from '@vitrine/tryon-core/size-fit'
import { type CardMarks, checkMarks, checkWish, mostFrames, type PhotoWish, type Refused } from '../domain/photo.ts'
import { type Pictures, wishOf } from './open-photo.ts'
import type { FaceFacts, FaceReader, WornFrame } from './read-face.ts'

/** One frame of a request, by the variant it is sold as. */
export interface VariantFrame {
  readonly variantId: string
  readonly frame: Frame
}

export interface PhotoRequest extends PhotoWish {
  readonly photo: Uint8Array
  readonly frames: readonly VariantFrame[]
  readonly card?: CardMarks | undefined
  /** The shopper agrees that the face is measured. */
  readonly faceMeasures: boolean
}

export interface RenderedPhoto {
  readonly outcome: 'rendered'
  readonly images: readonly {
    readonly variantId: string
    readonly jpeg: Uint8Array
    readonly points: WornFrame['points']
    readonly fit: readonly SizeRemark[]
  }[]
  readonly facts: FaceFacts
  readonly size: { readonly width: number; readonly height: number }
}

/**
 * Puts 1 to 4 frames on the face of a photo. Nothing is kept: asking twice does the work twice.
 *
 * Refusals: see `photoRefusals`. Throws RangeError naming a frame's number that is missing or cannot be; the fault `unavailable` when too
 * many photos wait. Cost: 100 to 250 ms, most of it in the reader's own thread.
 */
export async function renderPhoto(
  { pictures, reader }: { pictures: Pictures; reader: FaceReader },
  { photo, frames, faceMeasures, card, ...wish }: PhotoRequest,
): Promise<RenderedPhoto | Refused> {
  checkWish(wish)
  checkMarks(card)
  checkFrames(frames)
  const opened = await pictures.open(photo)
  if (opened.outcome === 'refused') return opened
  const { width, height } = opened.image
  const answer = await reader.ask({
    ...wishOf(wish, opened),
    image: opened.image,
    card,
    faceMeasures,
    frames: frames.map(({ frame }) => frame),
  })
  if (answer.outcome === 'refused') return answer
  const { facts, worn } = answer
  const face = { pdMm: facts.pd.mm, widthMm: facts.face?.judgedWidthMm }
  const isMeasured = facts.pd.method !== 'average' // of a size that was guessed nothing is said
  const images = await Promise.all(
    worn.map(async ({ image, points }, i) => {
      const { variantId, frame } = frames[i]!
      return { variantId, jpeg: await pictures.jpeg(image), points, fit: isMeasured ? sizeFit(frame, face) : [] }
    }),
  )
  return { outcome: 'rendered', images, facts, size: { width, height } }
}

function checkFrames(frames: readonly VariantFrame[]): void {
  if (frames.length < 1 || frames.length > mostFrames) throw new RangeError(`${frames.length} frames, not 1 to ${mostFrames}`)
  for (const { variantId, frame } of frames) {
    const name = unusableNumber(frame)
    if (name) throw new RangeError(`${name} of ${variantId} is ${frame[name]}`)
  }
}
