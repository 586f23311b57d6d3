import { faceLight } from './face-light.ts'
import { detectFaces, type Face, readFace } from './face-pipeline.ts'
import type { Frame } from './frame.ts'
import { frameParts } from './frame-geometry.ts'
import { type AverageHead, occluderFor } from './head-occluder.ts'
import type { PixelImage } from './image.ts'
import type { Networks } from './networks.ts'
import { type FaceRefusal, photoQuality, type PhotoQuality, refusalFor, theOneFace } from './photo-quality.ts'
import { placeFrames, type Placement, type PlacementOptions } from './placement.ts'
import { drawFrames } from './rasteriser.ts'

/** A face that can be tried on, and how sure that is. */
export interface FaceInPhoto {
  readonly outcome: 'face'
  readonly face: Face
  readonly placement: Placement
  readonly quality: PhotoQuality
}

/** Finds the one face of a photo and measures it, or says why it is refused. Cost: about 70 ms without GPU. */
export function findFace(
  networks: Networks,
  image: PixelImage,
  options: PlacementOptions,
): FaceInPhoto | { readonly outcome: 'refused'; readonly code: FaceRefusal } {
  const found = theOneFace(detectFaces(networks, image))
  if (typeof found === 'string') return { outcome: 'refused', code: found }
  const read = readFace(networks, image, found.square, 2)
  if (!read) return { outcome: 'refused', code: 'no-face' }
  const placement = placeFrames(read.face, image, options)
  const quality = photoQuality(image, read.face)
  const code = refusalFor(quality, placement)
  return code ? { outcome: 'refused', code } : { outcome: 'face', face: read.face, placement, quality }
}

/** The photo with each frame on, in the face's own light, in their order, RGB. The face is read once: one more frame costs 30 to 60 ms. */
export function wearFrames(image: PixelImage, { face, placement }: FaceInPhoto, head: AverageHead, frames: readonly Frame[]): PixelImage[] {
  const occluder = occluderFor(head, placement.pdMm, placement.templeHalfMm)
  const light = faceLight(image, face)
  return frames.map((frame) => drawFrames(image, placement, frameParts(frame, placement.templeHalfMm), occluder, light).image)
}
