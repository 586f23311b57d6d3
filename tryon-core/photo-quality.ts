import type { Detection, Face } from './face-pipeline.ts'
import type { Pixel, PixelImage } from './image.ts'
import type { Placement } from './placement.ts'
import { sampleSquare, type Square } from './sample-square.ts'

/** Why a face is not tried on. Never a guess without a face. */
export const faceRefusals = [
  'no-face',
  'several-faces',
  'face-too-small',
  'face-turned-away',
  'too-dark',
  'blurred',
  'eyes-closed',
] as const
export type FaceRefusal = (typeof faceRefusals)[number]

/** How good a picture of a face is. */
export interface PhotoQuality {
  /** Between the pupils, px. */
  readonly eyesPx: number
  /** Mean brightness of the face, 0..255. */
  readonly brightness: number
  /** 0 sharp .. 1 nothing but blur. */
  readonly blur: number
  /** Height over width of the less open eye: about 0.3 open, below 0.12 closed. */
  readonly eyesOpen: number
}

/**
 * Limits: 40 px and 35 degrees from the try-on design, section 4; a second face counts from 0.4 of the first one's size, so that a
 * bystander far behind does not matter; the others measured on rendered heads made dark, soft and closed
 * (`services/tryon/tryon.contract.test.ts`).
 */
export const qualityLimits = { eyesPx: 40, yaw: (35 * Math.PI) / 180, brightness: 38, blur: 0.74, eyesOpen: 0.22, secondFace: 0.4 } as const

/** Which face is meant: the first, or why none is. */
export function theOneFace(faces: readonly Detection[]): Detection | 'no-face' | 'several-faces' {
  const largest = Math.max(...faces.map(({ square }) => square.size))
  const counted = faces.filter(({ square }) => square.size >= qualityLimits.secondFace * largest)
  return counted.length > 1 ? 'several-faces' : (counted[0] ?? 'no-face')
}

/** Measures a picture; says nothing about whether it is good enough. Cost: 2 ms. */
export function photoQuality(image: PixelImage, face: Face): PhotoQuality {
  const [right, left] = [face.eyes[0].pupil, face.eyes[1].pupil]
  const eyesPx = Math.hypot(left[0] - right[0], left[1] - right[1])
  const eyes = eyeStrip(image, right, left)
  return {
    eyesPx,
    brightness: faceBrightness(image, face),
    blur: blurOf(eyes),
    eyesOpen: Math.min(...face.eyes.map(({ lids }) => openness(lids))),
  }
}

/** Why a measured picture is refused, or undefined when it will do. Dark comes first: what is dark also looks soft and closed. */
export function refusalFor(quality: PhotoQuality, { yaw }: Pick<Placement, 'yaw'>): FaceRefusal | undefined {
  if (quality.eyesPx / Math.cos(yaw) < qualityLimits.eyesPx) return 'face-too-small'
  if (Math.abs(yaw) > qualityLimits.yaw) return 'face-turned-away'
  if (quality.brightness < qualityLimits.brightness) return 'too-dark'
  if (quality.blur > qualityLimits.blur) return 'blurred'
  if (quality.eyesOpen < qualityLimits.eyesOpen) return 'eyes-closed'
  return undefined
}

/** Mean brightness of a whole picture, 0..255, read at 24 x 24 points: what tells a dark room from an empty one. */
export function pictureBrightness(image: PixelImage): number {
  const { width, height } = image
  return meanBrightness(image, { cx: width / 2, cy: height / 2, size: Math.min(width, height), angle: 0 })
}

const stripSide = 96

/** The square around both eyes, as brightness 0..255: eyes 48 px apart, whatever their size in the picture. */
function eyeStrip(image: PixelImage, right: Pixel, left: Pixel): Float32Array {
  const [dx, dy] = [left[0] - right[0], left[1] - right[1]]
  const square = { cx: (right[0] + left[0]) / 2, cy: (right[1] + left[1]) / 2, size: 2 * Math.hypot(dx, dy), angle: Math.atan2(dy, dx) }
  const rgb = sampleSquare(image, square, stripSide, { gain: 1 })
  const luma = new Float32Array(stripSide * stripSide)
  for (let i = 0; i < luma.length; i++) luma[i] = 0.3 * rgb[3 * i]! + 0.59 * rgb[3 * i + 1]! + 0.11 * rgb[3 * i + 2]!
  return luma
}

/**
 * How much of the change between neighbours is left after blurring once more: a sharp picture loses most of it, a soft one little.
 * Source: Crete, Dolmiere, Ladret, Nicolas, "The blur effect", SPIE 6492 (2007), with a window of 5 px, along x.
 */
function blurOf(luma: Float32Array): number {
  let [sharp, lost] = [0, 0]
  const from = stripSide / 4
  for (let y = from; y < stripSide - from; y++)
    for (let x = 4; x < stripSide - 4; x++) {
      const at = y * stripSide + x
      const change = Math.abs(luma[at]! - luma[at - 1]!)
      const blurred = Math.abs(luma[at + 2]! - luma[at - 3]!) / 5
      sharp += change
      lost += Math.max(0, change - blurred)
    }
  return sharp === 0 ? 1 : 1 - lost / sharp
}

function faceBrightness(image: PixelImage, { landmarks }: Face): number {
  const xs = landmarks.map(([x]) => x)
  const ys = landmarks.map(([, y]) => y)
  const [x0, x1, y0, y1] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]
  const square = { cx: (x0 + x1) / 2, cy: (y0 + y1) / 2, size: 0.7 * Math.min(x1 - x0, y1 - y0), angle: 0 }
  return meanBrightness(image, square)
}

function meanBrightness(image: PixelImage, square: Square): number {
  const rgb = sampleSquare(image, square, 24, { gain: 1 })
  let sum = 0
  for (let i = 0; i < rgb.length; i += 3) sum += 0.3 * rgb[i]! + 0.59 * rgb[i + 1]! + 0.11 * rgb[i + 2]!
  return sum / (24 * 24)
}

/** Height over width of the lids' edge: points 0 and 8 are the corners, 1..7 the lower lid, 9..15 the upper one. */
function openness(lids: readonly Pixel[]): number {
  const [outer, inner] = [lids[0]!, lids[8]!]
  const [dx, dy] = [inner[0] - outer[0], inner[1] - outer[1]]
  const width = Math.hypot(dx, dy) || 1
  const across = ([x, y]: Pixel) => ((x - outer[0]) * dy - (y - outer[1]) * dx) / width
  const [below, above] = [lids.slice(3, 6), lids.slice(11, 14)]
  const mean = (points: readonly Pixel[]) => points.reduce((sum, point) => sum + across(point), 0) / points.length
  return Math.abs(mean(above) - mean(below)) / width
}
