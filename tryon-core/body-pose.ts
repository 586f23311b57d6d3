import type { Pixel, PixelImage } from './image.ts'
import { sampleSquare } from './sample-square.ts'

/** Side of the network's square input, px. */
export const poseSide = 192

/**
 * MoveNet Lightning, as a function over numbers. In: 192 x 192 x 3 whole numbers, 0..255, RGB interleaved, row 0 on top; not kept. Out: 17
 * points of one person, y, x (0..1 of the square) and score each, in the order of COCO. Source: see NOTICE.
 */
export type PoseNetwork = (square: Int32Array) => Float32Array

/** Of COCO's 17 points those that matter here: left and right are the person's. */
const coco = { nose: 0, leftShoulder: 5, rightShoulder: 6, leftWrist: 9, rightWrist: 10, leftHip: 11, rightHip: 12 } as const

/** Where a top hangs on a body: px of the image, image-left first. */
export interface TopPose {
  readonly shoulders: readonly [Pixel, Pixel]
  readonly hips: readonly [Pixel, Pixel]
}

export type PoseRefusal = 'pose-unsure' | 'body-turned' | 'arms-crossed' | 'several-people'

/**
 * Source of the 0.5: try-on.md, goal 14. The others are measured on MakeHuman's bodies (tools/try-on/evaluate-bodies.ts): facing the camera the
 * nose is at most 0.16 of the shoulders' width beside their middle, turned by 50 degrees at least 0.51; and the shoulders are 0.5 to 0.85
 * of the torso's height, turned by 75 degrees at most 0.36.
 */
export const poseGate = { score: 0.5, wristScore: 0.3, noseScore: 0.3, noseAside: 0.3, narrowest: 0.42, secondScore: 0.45 } as const

/** Shoulder points of the network lie above MakeHuman's joints, as a share of the shoulders' width. Fitted on the calibration bodies. */
const shoulderDrop = 0.078

interface Found extends TopPose {
  readonly scores: readonly number[]
  readonly nose: { readonly at: Pixel; readonly score: number }
  readonly wrists: readonly { readonly at: Pixel; readonly score: number }[]
}

/**
 * Reads how a person stands, or says why a top cannot be hung there: no sure shoulders and hips, turned aside, an arm before the chest, or
 * somebody else beside. One person is the largest; whether there is another is asked of the picture without the first.
 *
 * Limits: it knows front from back no better than the network does; measured on synthetic bodies alone. A second look at the person alone was tried: it is no closer (3.7 % of
 * the shoulders' width against 2.9), and loses an arm before the chest. Cost: two runs, 20 to 60 ms each.
 */
export function readTopPose(
  network: PoseNetwork,
  image: PixelImage,
): { readonly outcome: 'pose'; readonly pose: TopPose } | { readonly outcome: 'refused'; readonly code: PoseRefusal } {
  const refused = (code: PoseRefusal) => ({ outcome: 'refused', code }) as const
  const found = look(network, image)
  if (Math.min(...found.scores) < poseGate.score) return refused('pose-unsure')
  const { shoulders, hips } = found
  const width = distance(...shoulders)
  const torso = distance(between(...shoulders), between(...hips))
  if (!(width > poseGate.narrowest * torso) || isAside(found, width)) return refused('body-turned')
  if (found.wrists.some(({ at, score }) => score >= poseGate.wristScore && isBefore(found, at))) return refused('arms-crossed')
  const other = look(network, without(image, found, width))
  if (Math.min(other.scores[0]!, other.scores[1]!) >= poseGate.secondScore) return refused('several-people')
  const down = step(between(...shoulders), between(...hips), (shoulderDrop * width) / torso)
  return { outcome: 'pose', pose: { shoulders: [plus(shoulders[0], down), plus(shoulders[1], down)], hips } }
}

function look(network: PoseNetwork, image: PixelImage): Found {
  const size = Math.max(image.width, image.height)
  const [cx, cy] = [image.width / 2, image.height / 2]
  const square = sampleSquare(image, { cx, cy, size, angle: 0 }, poseSide, { gain: 1 })
  const out = network(Int32Array.from(square, Math.round))
  const point = (name: keyof typeof coco): Pixel => [cx + (out[3 * coco[name] + 1]! - 0.5) * size, cy + (out[3 * coco[name]]! - 0.5) * size]
  const score = (name: keyof typeof coco) => out[3 * coco[name] + 2]!
  // By place and not by name: seen from behind, or taken for that, left and right change sides, and a top hangs the same.
  const pair = (a: Pixel, b: Pixel): [Pixel, Pixel] => (a[0] <= b[0] ? [a, b] : [b, a])
  return {
    shoulders: pair(point('rightShoulder'), point('leftShoulder')),
    hips: pair(point('rightHip'), point('leftHip')),
    scores: [score('leftShoulder'), score('rightShoulder'), score('leftHip'), score('rightHip')],
    nose: { at: point('nose'), score: score('nose') },
    wrists: (['leftWrist', 'rightWrist'] as const).map((name) => ({ at: point(name), score: score(name) })),
  }
}

/** The face looks past the camera's side, or the chest does. */
function isAside({ nose, shoulders }: Found, width: number): boolean {
  return nose.score >= poseGate.noseScore && Math.abs(nose.at[0] - between(...shoulders)[0]) > poseGate.noseAside * width
}

/** Before the chest or the belly. */
function isBefore({ shoulders, hips }: TopPose, [x, y]: Pixel): boolean {
  const [top, bottom] = [between(...shoulders)[1], between(...hips)[1]]
  const share = (y - top) / (bottom - top)
  if (share < 0 || share > 0.75) return false
  const side = (at: 0 | 1) => shoulders[at][0] + share * (hips[at][0] - shoulders[at][0])
  return x > side(0) && x < side(1)
}

/** The picture with one person painted over, head to knees, in the colour of its edge. */
function without(image: PixelImage, { shoulders, hips }: TopPose, width: number): PixelImage {
  const { width: w, height: h, channels } = image
  const data = Uint8Array.from(image.data)
  const [left, right] = [Math.min(shoulders[0][0], hips[0][0]) - 0.45 * width, Math.max(shoulders[1][0], hips[1][0]) + 0.45 * width]
  const top = Math.min(shoulders[0][1], shoulders[1][1]) - 1.3 * width
  const colour = [data[0]!, data[1]!, data[2]!]
  for (let y = Math.max(0, Math.floor(top)); y < h; y++)
    for (let x = Math.max(0, Math.floor(left)); x < Math.min(w, right); x++) data.set(colour, (y * w + x) * channels)
  return { data, width: w, height: h, channels }
}

const distance = (a: Pixel, b: Pixel): number => Math.hypot(a[0] - b[0], a[1] - b[1])
const between = (a: Pixel, b: Pixel): Pixel => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2]
const step = (from: Pixel, to: Pixel, share: number): Pixel => [share * (to[0] - from[0]), share * (to[1] - from[1])]
const plus = (a: Pixel, b: Pixel): Pixel => [a[0] + b[0], a[1] + b[1]]
