import { atPd, type CardEdges, cardPd } from '@vitrine/tryon-core/card-scale'
import { type FrameKeypoints, frameKeypoints } from '@vitrine/tryon-core/frame-geometry'
import type { Frame } from '@vitrine/tryon-core/frame'
import type { AverageHead } from '@vitrine/tryon-core/head-occluder'
import type { Pixel, PixelImage } from '@vitrine/tryon-core/image'
import {
  faceShape,
  faceSizes,
  faceWidthErrorMm,
  judgedWidthMm,
  monocularPdMm,
  type PupillaryDistance,
  pupillaryDistance,
} from '@vitrine/tryon-core/measures'
import type { Networks } from '@vitrine/tryon-core/networks'
import type { PhotoQuality } from '@vitrine/tryon-core/photo-quality'
import { type Placement, projectFromFrame } from '@vitrine/tryon-core/placement'
import type { Turn } from '@vitrine/tryon-core/pose'
import { findFace, wearFrames } from '@vitrine/tryon-core/wear-frames'
import { type CardMarks, type PhotoWish, type Refused, refused } from '../domain/photo.ts'

/** A photo to look at, and the frames to put on. */
export interface FaceQuestion extends PhotoWish {
  readonly image: PixelImage
  readonly frames: readonly Frame[]
  readonly card: CardMarks | undefined
  /** The shopper agrees that the face is measured. */
  readonly faceMeasures: boolean
}

/** How wide a face is and what shape it has. */
export interface FaceMeasures {
  readonly widthMm: number
  readonly widthErrorMm: number
  /** Undefined where it is known too coarsely to judge a frame by it. */
  readonly judgedWidthMm: number | undefined
  readonly shape: ReturnType<typeof faceShape>
}

/** What is known of the face. Lengths in mm, angles in radians, points in px of the photo. */
export interface FaceFacts {
  readonly pd: Omit<PupillaryDistance, 'method'> & { readonly method: PupillaryDistance['method'] | 'card' }
  readonly monocularPd: { readonly rightMm: number; readonly leftMm: number }
  /** Only with consent: without it these are not even computed. */
  readonly face: FaceMeasures | undefined
  readonly turn: Turn
  readonly pupils: readonly [Pixel, Pixel]
  readonly quality: PhotoQuality
}

/** The photo with one frame on, and where its check points are: px of the photo, mm in frame coordinates. */
export interface WornFrame {
  readonly image: PixelImage
  readonly points: readonly { readonly name: keyof FrameKeypoints; readonly px: Pixel; readonly mm: FrameKeypoints['bridge'] }[]
}

export type FaceAnswer = { readonly outcome: 'face'; readonly facts: FaceFacts; readonly worn: readonly WornFrame[] } | Refused

/** What trying on needs of whoever can read faces. */
export interface FaceReader {
  /** Throws the fault `unavailable` when too many photos wait. The pixels of `image` are handed over: do not use them afterwards. */
  ask(question: FaceQuestion): Promise<FaceAnswer>
}

/** A photo is this wide on a small phone: marks set there are off by a pixel of it, one standard deviation [our estimate]. */
const shownPx = 320

const edgesOf = ([fromX, fromY, toX, toY]: CardMarks, { width, height }: PixelImage): CardEdges => [
  [fromX * width, fromY * height],
  [toX * width, toY * height],
]

/** Finds the face of a photo, measures it, and draws each frame on it. Pure: runs wherever the networks are. */
export function readFaceOf(
  networks: Networks,
  head: AverageHead,
  { image, frames, card, pdMm, fovDegrees, faceMeasures }: FaceQuestion,
): FaceAnswer {
  const found = findFace(networks, image, { pdMm, fovDegrees })
  if (found.outcome === 'refused') return refused(found.code)
  const { face, quality } = found
  const byCard = pdMm === undefined && card ? cardPd(found.placement, edgesOf(card, image), image.width / shownPx) : undefined
  const placement = byCard ? atPd(found.placement, byCard.mm) : found.placement
  const { yaw, pitch, roll } = placement
  const facts: FaceFacts = {
    pd: byCard ? { ...byCard, method: 'card' } : pupillaryDistance([placement]),
    monocularPd: monocularPdMm(face, placement),
    face: faceMeasures ? measuresOf(face, placement) : undefined,
    turn: { yaw, pitch, roll },
    pupils: placement.pupils,
    quality,
  }
  const worn = wearFrames(image, { ...found, placement }, head, frames).map((drawn, i) => {
    const points = Object.entries(frameKeypoints(frames[i]!, placement.templeHalfMm)) as [keyof FrameKeypoints, FrameKeypoints['bridge']][]
    return { image: drawn, points: points.map(([name, mm]) => ({ name, mm, px: projectFromFrame(placement, mm) })) }
  })
  return { outcome: 'face', facts, worn }
}

function measuresOf(face: Parameters<typeof faceSizes>[0], placement: Placement): FaceMeasures {
  const sizes = faceSizes(face, placement)
  return {
    widthMm: sizes.widthMm,
    widthErrorMm: faceWidthErrorMm(placement),
    judgedWidthMm: judgedWidthMm(placement),
    shape: faceShape(sizes),
  }
}
