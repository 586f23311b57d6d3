import { faceModel } from './face-model.ts'
import type { Pixel, PixelImage } from './image.ts'
import { type Networks, networkSides } from './networks.ts'
import { type Square, sampleSquare } from './sample-square.ts'

/** One eye in full-image pixels: centre of the pupil, 4 points of the iris' edge, 16 points of the lids' edge. */
export interface Eye {
  readonly pupil: Pixel
  readonly iris: readonly Pixel[]
  readonly lids: readonly Pixel[]
}

/** A face in full-image pixels. */
export interface Face {
  /** 468 points `[x, y, z]`; z in pixels too, smaller is nearer. Numbers are those of MediaPipe. */
  readonly landmarks: readonly (readonly [x: number, y: number, z: number])[]
  /** Eye 0 is the one on the left of the image: the wearer's right. */
  readonly eyes: readonly [Eye, Eye]
  /** How sure the network is of a face, 0.5..1. */
  readonly confidence: number
}

/** A face seen in the whole picture, before its landmarks are known. */
export interface Detection {
  readonly square: Square
  /** 0.5..1 */
  readonly score: number
}

const detectorMinScore = 0.5
/** FaceMesh's own threshold in MediaPipe (`min_tracking_confidence`). */
const meshMinConfidence = 0.5

/** Corners of each eye. The iris network knows one side only, so the other eye is mirrored before it and its answer after it. */
const eyeCorners = [
  { outer: 33, inner: 133, mirrored: false },
  { outer: 263, inner: 362, mirrored: true },
] as const

/**
 * A glance is believed when it is this sure of a face this wide, as a share of the picture's longer side: then a second face that counts (from
 * 0.4 of it: `theOneFace`) is wide enough to be seen at a glance too. Measured on heads pasted smaller and smaller: down to 0.08 of the side
 * (a box of 20 of 256 px) the glance still scores 0.65 to 0.77, the full look 0.9.
 */
const glanceTrusts = { score: 0.7, side: 0.35 } as const

/**
 * Finds every face of a picture, best first. Boxes that overlap by more than 0.3 (MediaPipe's own threshold) are one face.
 * The squares are 1.5 x the detector's box, turned so that the eyes are level, in full-image pixels.
 *
 * A quarter of the pixels is enough where they show a large face, at a quarter of the cost, and landmarks read in such a square are as good
 * (docs/try-on-accuracy.md); else all are looked at.
 */
export function detectFaces(networks: Networks, image: PixelImage): Detection[] {
  const seen = facesAt(networks, image, networkSides.glance)
  const least = glanceTrusts.side * Math.max(image.width, image.height)
  const isTrusted = seen.some(({ score, square }) => score >= glanceTrusts.score && square.size >= least)
  return isTrusted ? seen : facesAt(networks, image, networkSides.detect)
}

function facesAt(networks: Networks, image: PixelImage, side: number): Detection[] {
  const size = Math.max(image.width, image.height)
  const whole = { cx: image.width / 2, cy: image.height / 2, size, angle: 0 }
  const { scores, boxes } = networks.detect(sampleSquare(image, whole, side, { gain: 1 / 127.5, bias: -1 }))
  const candidates = detectorAnchors(side).flatMap(([ax, ay], index) => {
    const score = 1 / (1 + Math.exp(-scores[index]!))
    if (score < detectorMinScore) return []
    const box = boxes.subarray(16 * index, 16 * index + 16)
    const point = (at: number): Pixel => [
      ((box[at]! + ax) / side) * size + whole.cx - size / 2,
      ((box[at + 1]! + ay) / side) * size + whole.cy - size / 2,
    ]
    const [[cx, cy], right, left] = [point(0), point(4), point(6)]
    const angle = Math.atan2(left[1] - right[1], left[0] - right[0])
    return [{ score, square: { cx, cy, size: ((1.5 * Math.max(box[2]!, box[3]!)) / side) * size, angle } }]
  })
  const faces: Detection[] = []
  for (const candidate of candidates.toSorted((a, b) => b.score - a.score))
    if (faces.every((face) => overlap(face.square, candidate.square) <= 0.3)) faces.push(candidate)
  return faces
}

/**
 * Reads the face in a square: landmarks, pupils, lids. Undefined when there is none.
 *
 * `passes`: 2 for a single picture, where the first pass finds a better square and what the second sees in it is read in the mirror, too, because the network errs
 * to a side; 1 for video, where the last frame's square is good.
 * `before`: the face of the last picture; where its eyes stand still, they are moved along and not read anew. Answers the square for the
 * next frame and whether the eyes were read. Cost: about 10 ms a pass and 12 ms for the irises, without GPU.
 */
export function readFace(
  networks: Networks,
  image: PixelImage,
  found: Square,
  passes: 1 | 2,
  before?: Face,
): { readonly face: Face; readonly square: Square; readonly areEyesNew: boolean } | undefined {
  let square = found
  let cut = meshInput(image, square)
  let seen = meshOf(networks, cut)
  for (let pass = 1; ; pass++) {
    if (seen.confidence < meshMinConfidence) return undefined
    const around = squareAround(seen.landmarks)
    square = passes === 1 && isStill(found, around) ? found : around
    if (pass === passes) break
    cut = meshInput(image, square)
    seen = meshOf(networks, cut)
  }
  const still = before && stillEyes(before, seen.landmarks)
  const eyes = still ?? eyesIn(networks, image, seen.landmarks, square.angle)
  const landmarks = passes === 2 ? midway(seen.landmarks, meshOf(networks, cut, true).landmarks) : seen.landmarks
  return { face: { ...seen, landmarks, eyes }, square, areEyesNew: !still }
}

/**
 * Nearer than this to the square before, as a share of its side and in radians, a live face is read in that one again: where a square lies changes what the
 * network sees, so that one which follows every trembling trembles more.
 */
const stillSquare = { side: 0.01, turn: 0.02 } as const

const isStill = (before: Square, now: Square): boolean =>
  Math.max(Math.abs(now.cx - before.cx), Math.abs(now.cy - before.cy), Math.abs(now.size - before.size)) < stillSquare.side * before.size &&
  Math.abs(now.angle - before.angle) < stillSquare.turn

/** Further than this, px, an eye did not stand still. */
const stillPx = 1

/** The eyes of the picture before, moved along with their corners; undefined when they did not stand still. */
function stillEyes(before: Face, landmarks: Face['landmarks']): Face['eyes'] | undefined {
  const moveOf = (id: number): Pixel => [landmarks[id]![0] - before.landmarks[id]![0], landmarks[id]![1] - before.landmarks[id]![1]]
  const [right, left] = eyeCorners.map(({ outer, inner }): Pixel | undefined => {
    const [a, b] = [moveOf(outer), moveOf(inner)]
    return Math.max(Math.hypot(...a), Math.hypot(...b)) < stillPx ? [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2] : undefined
  })
  if (!right || !left) return undefined
  const along = ({ pupil, iris, lids }: Eye, [dx, dy]: Pixel): Eye => {
    const to = ([x, y]: Pixel): Pixel => [x + dx, y + dy]
    return { pupil: to(pupil), iris: iris.map(to), lids: lids.map(to) }
  }
  return [along(before.eyes[0], right), along(before.eyes[1], left)]
}

/** A square of the picture as the mesh network reads it. */
interface MeshInput {
  readonly square: Square
  readonly pixels: Float32Array
}

function meshInput(image: PixelImage, square: Square): MeshInput {
  return { square, pixels: sampleSquare(image, square, networkSides.mesh, { gain: 1 / 255 }) }
}

/** `mirrored`: the network sees the mirror image, and what it says is turned back. */
function meshOf(networks: Networks, { square, pixels }: MeshInput, mirrored = false): Pick<Face, 'landmarks' | 'confidence'> {
  const side = networkSides.mesh
  const { landmarks: raw, confidence } = networks.mesh(mirrored ? inTheMirror(pixels, side) : pixels)
  const toImage = fromSquare(square, side)
  const landmarks = Array.from({ length: 468 }, (_, i) => {
    const from = 3 * (mirrored ? faceModel.points[i]![1] : i)
    const [x, y] = toImage(mirrored ? side - raw[from]! : raw[from]!, raw[from + 1]!)
    return [x, y, (raw[from + 2]! * square.size) / side] as const
  })
  return { confidence, landmarks }
}

/** Left and right of a square of RGB changed over. */
function inTheMirror(pixels: Float32Array, side: number): Float32Array {
  const out = new Float32Array(pixels.length)
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const [from, to] = [3 * (y * side + x), 3 * (y * side + side - 1 - x)]
      out[to] = pixels[from]!
      out[to + 1] = pixels[from + 1]!
      out[to + 2] = pixels[from + 2]!
    }
  return out
}

/** Two readings of a face, landmark by landmark. */
function midway(one: Face['landmarks'], other: Face['landmarks']): Face['landmarks'] {
  return one.map(([x, y, z], i) => [(x + other[i]![0]) / 2, (y + other[i]![1]) / 2, (z + other[i]![2]) / 2])
}

function eyesIn(networks: Networks, image: PixelImage, landmarks: Face['landmarks'], angle: number): [Eye, Eye] {
  const side = networkSides.iris
  const floats = side * side * 3
  const input = new Float32Array(2 * floats)
  const squares = eyeCorners.map(({ outer, inner, mirrored }, eye) => {
    const [a, b] = [landmarks[outer]!, landmarks[inner]!]
    const square = { cx: (a[0] + b[0]) / 2, cy: (a[1] + b[1]) / 2, size: 2.3 * Math.hypot(a[0] - b[0], a[1] - b[1]), angle }
    sampleSquare(image, square, side, { gain: 1 / 255, mirrored, into: input.subarray(eye * floats, (eye + 1) * floats) })
    return square
  })
  const raw = networks.irises(input)
  const eye = (n: 0 | 1): Eye => {
    const toImage = fromSquare(squares[n]!, side)
    const points = Array.from({ length: 76 }, (_, q) => {
      const x = raw[n * 228 + 3 * q]!
      return toImage(eyeCorners[n].mirrored ? side - x : x, raw[n * 228 + 3 * q + 1]!)
    })
    return { pupil: points[71]!, iris: points.slice(72), lids: points.slice(0, 16) }
  }
  return [eye(0), eye(1)]
}

/** From px of a network's input to px of the image. */
function fromSquare(square: Square, side: number): (x: number, y: number) => Pixel {
  const scale = square.size / side
  const cos = Math.cos(square.angle) * scale
  const sin = Math.sin(square.angle) * scale
  return (x, y) => {
    const [u, v] = [x - side / 2, y - side / 2]
    return [square.cx + u * cos - v * sin, square.cy + u * sin + v * cos]
  }
}

/** Anchor centres in px of the detector's input: 896 of 256 px. */
function detectorAnchors(side: number): Pixel[] {
  const layers = [
    { stride: 16, perCell: 2 },
    { stride: 32, perCell: 6 },
  ]
  return layers.flatMap(({ stride, perCell }) => {
    const cells = side / stride
    return Array.from({ length: cells * cells * perCell }, (_, index): Pixel => {
      const cell = Math.floor(index / perCell)
      return [stride * ((cell % cells) + 0.5), stride * (Math.floor(cell / cells) + 0.5)]
    })
  })
}

/** The square for the next pass: 1.5 times the landmarks' box, turned so that the eyes are level. */
function squareAround(landmarks: Face['landmarks']): Square {
  const [right, left] = [landmarks[33]!, landmarks[263]!]
  const angle = Math.atan2(left[1] - right[1], left[0] - right[0])
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  let [x0, x1, y0, y1] = [Infinity, -Infinity, Infinity, -Infinity]
  for (const [px, py] of landmarks) {
    const [x, y] = [px * cos + py * sin, py * cos - px * sin]
    ;[x0, x1, y0, y1] = [Math.min(x0, x), Math.max(x1, x), Math.min(y0, y), Math.max(y1, y)]
  }
  const [mx, my] = [(x0 + x1) / 2, (y0 + y1) / 2]
  return { cx: mx * cos - my * sin, cy: mx * sin + my * cos, size: 1.5 * Math.max(x1 - x0, y1 - y0), angle }
}

/** Shared area over joint area of two squares, their turn left out. */
function overlap(a: Square, b: Square): number {
  const along = (p: number, q: number) => Math.max(0, Math.min(p + a.size / 2, q + b.size / 2) - Math.max(p - a.size / 2, q - b.size / 2))
  const shared = along(a.cx, b.cx) * along(a.cy, b.cy)
  return shared / (a.size * a.size + b.size * b.size - shared)
}
