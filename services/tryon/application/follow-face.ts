import { type FramePart, frameParts } from '@vitrine/tryon-core/frame-geometry'
import type { Frame } from '@vitrine/tryon-core/frame'
import { type AverageHead, type Occluder, occluderFor } from '@vitrine/tryon-core/head-occluder'
import type { PixelImage } from '@vitrine/tryon-core/image'
import { liveTracker, type Sight } from '@vitrine/tryon-core/live-tracker'
import type { Networks } from '@vitrine/tryon-core/networks'
import { drawFrames } from '@vitrine/tryon-core/rasteriser'
import { type PhotoWish, type Refused, refused } from '../domain/photo.ts'

/** The next picture of a stream, and the frame to draw on it; without one the landmarks are wanted. */
export interface FollowQuestion extends PhotoWish {
  readonly image: PixelImage
  readonly frame: Frame | undefined
  /** Since the picture before. */
  readonly seconds: number
}

/** What is seen of the face, smoothed. */
export interface FollowedFace {
  readonly outcome: 'face'
  readonly sight: Pick<Sight, 'pd' | 'yaw' | 'pitch' | 'roll' | 'quality'>
  readonly drawn: PixelImage | undefined
  /** 468 x (x, y), px of the picture; absent when drawn. */
  readonly landmarks: readonly number[]
}
export type FollowAnswer = FollowedFace | Refused

export interface FaceFollower {
  look(question: FollowQuestion): FollowAnswer
}

/** Follows the face of one stream. Remembers face, measures and the frame's triangles; nothing else of a picture outlives its answer. */
export function faceFollower(networks: Networks, head: AverageHead): FaceFollower {
  const tracker = liveTracker(networks)
  let dressed: { readonly of: string; readonly parts: readonly FramePart[]; readonly occluder: Occluder } | undefined

  /** Triangles cost as much as a tenth of a picture: they are made anew for another frame, or a head that turned out half a millimetre wider. */
  function dress(frame: Frame, pdMm: number, templeHalfMm: number | undefined) {
    const of = JSON.stringify([frame, Math.round(2 * pdMm), templeHalfMm && Math.round(2 * templeHalfMm)])
    if (dressed?.of === of) return dressed
    const occluder = occluderFor(head, pdMm, templeHalfMm)
    return (dressed = { of, parts: frameParts(frame, occluder.templeHalfMm + 1), occluder })
  }

  return {
    look({ image, frame, seconds, pdMm, fovDegrees }) {
      const seen = tracker.look(image, seconds, { pdMm, fovDegrees })
      if (seen.outcome !== 'face') return refused(seen.outcome)
      const { pd, yaw, pitch, roll, quality } = seen
      const sight = { pd, yaw, pitch, roll, quality }
      if (!frame) return { outcome: 'face', sight, drawn: undefined, landmarks: flat(tracker.lastFace()?.landmarks ?? []) }
      const { parts, occluder } = dress(frame, pd.mm, seen.templeHalfMm)
      return { outcome: 'face', sight, drawn: drawFrames(image, seen, parts, occluder, seen.light).image, landmarks: [] }
    },
  }
}

const flat = (points: readonly (readonly [x: number, y: number, z: number])[]): number[] => points.flatMap(([x, y]) => [x, y])
