import { type FrameKeypoints, frameKeypoints } from '@vitrine/tryon-core/frame-geometry'
import type { Frame } from '@vitrine/tryon-core/frame'
import type { AverageHead } from '@vitrine/tryon-core/head-occluder'
import type { Pixel, PixelImage } from '@vitrine/tryon-core/image'
import {
  faceShape,
  faceSizes,
  faceWidthErrorMm,
  judgedWidthMm,
  type FaceSizes,
  monocularPdMm,
  type PupillaryDistance,
  pupillaryDistance,
} from '@vitrine/tryon-core/measures'
import type { Networks } from '@vitrine/tryon-core/networks'
import type { PhotoQuality } from '@vitrine/tryon-core/photo-quality'
import { projectFromFrame } from '@vitrine/tryon-core/placement'
import type { Turn } from '@vitrine/tryon-core/pose'
import { findFace, wearFrames } from '@vitrine/tryon-core/wear-frames'
import { type PhotoWish, type Refused, refused } from '../domain/photo.ts'

/** A photo to look at, and the frames to put on. */
export interface FaceQuestion extends PhotoWish {
  readonly image: PixelImage
  readonly frames: readonly Frame[]
}

/** What is known of the face. Lengths in mm, angles in radians, points in px of the photo. */
export interface FaceFacts {
  readonly pd: PupillaryDistance
  readonly monocularPd: { readonly rightMm: number; readonly leftMm: number }
  readonly sizes: FaceSizes
  readonly widthErrorMm: number
  /** Undefined where it is known too coarsely to judge a frame by it. */
  readonly judgedWidthMm: number | undefined
  readonly shape: ReturnType<typeof faceShape>
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

/** Finds the face of a photo, measures it, and draws each frame on it. Pure: runs wherever the networks are. */
export function readFaceOf(networks: Networks, head: AverageHead, { image, frames, pdMm, fovDegrees }: FaceQuestion): FaceAnswer {
  const found = findFace(networks, image, { pdMm, fovDegrees })
  if (found.outcome === 'refused') return refused(found.code)
  const { face, placement, quality } = found
  const sizes = faceSizes(face, placement)
  const { yaw, pitch, roll } = placement
  const facts: FaceFacts = {
    pd: pupillaryDistance([placement]),
    monocularPd: monocularPdMm(face, placement),
    sizes,
    widthErrorMm: faceWidthErrorMm(placement),
    judgedWidthMm: judgedWidthMm(placement),
    shape: faceShape(sizes),
    turn: { yaw, pitch, roll },
    pupils: placement.pupils,
    quality,
  }
  const worn = wearFrames(image, found, head, frames).map((drawn, i) => {
    const points = Object.entries(frameKeypoints(frames[i]!, placement.templeHalfMm)) as [keyof FrameKeypoints, FrameKeypoints['bridge']][]
    return { image: drawn, points: points.map(([name, mm]) => ({ name, mm, px: projectFromFrame(placement, mm) })) }
  })
  return { outcome: 'face', facts, worn }
}
