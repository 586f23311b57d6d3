import type { Eye, Face } from './face-pipeline.ts'
import type { PixelImage } from './image.ts'
import { median } from './median.ts'
import { type Light, usualLight } from './shading.ts'
import { solveLinear } from './solve-linear.ts'
import { unit, type Vec3 } from './vector.ts'

/** Points of bare skin in most faces: forehead, cheeks, nose. Chin and upper lip may be a beard. Landmark numbers. */
const skin = [151, 9, 108, 337, 67, 297, 50, 280, 117, 346, 205, 425, 123, 352, 195] as const
/** Ears, top and chin: the ellipsoid a face is taken for. */
const ends = { right: 234, left: 454, top: 10, chin: 152 } as const
/** A face is deeper than half its width by this: measured on the average head. */
const depthOfWidth = 1.15

/** Brightness of the white of an eye in usual light, sRGB: measured on seven rendered heads, from 182 to 187 on each. */
const usualWhite = 184
/** Less change over the face than this share of its brightness says nothing about a lamp. */
const leastChange = 0.06
/** A picture is never drawn as at night or as in a flash, whatever one eye says. */
const bounds = { brightness: [0.45, 1.2], tone: [0.85, 1.15], key: [0.15, 0.75] } as const

/**
 * The light a face stands in, read from the face itself: where the lamp is from how brightness changes over the skin, how bright and of which
 * colour from the whites of the eyes, which are the same in people of every skin.
 *
 * A simple estimate: one lamp, no shadows, the face an ellipsoid. Without a lamp to be seen, the usual one, weaker. Cost: 0.2 ms.
 */
export function faceLight(image: PixelImage, face: Pick<Face, 'landmarks' | 'eyes'>): Light {
  const { ambient, slope } = fitBrightness(image, face.landmarks)
  const change = Math.hypot(...slope) / Math.max(1, ambient)
  const key = within(bounds.key, (1.05 * change) / (1 + change))
  const white = whiteOf(image, face.eyes)
  const mean = (white[0] + white[1] + white[2]) / 3
  const brightness = within(bounds.brightness, mean / usualWhite)
  const tone = (channel: number) => brightness * within(bounds.tone, channel / Math.max(1, mean))
  return {
    // A lamp behind the wearer lights no frame: the one in front does.
    direction: change < leastChange ? usualLight.direction : unit([slope[0], slope[1], Math.max(0.2 * Math.hypot(...slope), slope[2])]),
    key,
    ambient: 1.05 - key,
    colour: [tone(white[0]), tone(white[1]), tone(white[2])],
  }
}

/** Between two lights: from one picture to the next a lamp does not jump. `share` 0..1 of the second. */
export function mixedLight(one: Light, other: Light, share: number): Light {
  const mix = (a: number, b: number) => a + (b - a) * share
  const mixAll = (a: Vec3, b: Vec3): Vec3 => [mix(a[0], b[0]), mix(a[1], b[1]), mix(a[2], b[2])]
  return {
    direction: unit(mixAll(one.direction, other.direction)),
    key: mix(one.key, other.key),
    ambient: mix(one.ambient, other.ambient),
    colour: mixAll(one.colour, other.colour),
  }
}

/** Least squares of `brightness = ambient + slope . normal` over the skin; normals of an ellipsoid through the ends of the face. */
function fitBrightness(image: PixelImage, landmarks: Face['landmarks']): { ambient: number; slope: Vec3 } {
  const [right, left, top, chin] = [landmarks[ends.right]!, landmarks[ends.left]!, landmarks[ends.top]!, landmarks[ends.chin]!]
  const centre = [(right[0] + left[0]) / 2, (top[1] + chin[1]) / 2, (right[2] + left[2]) / 2] as const
  const width = Math.hypot(left[0] - right[0], left[1] - right[1], left[2] - right[2]) / 2 || 1
  const height = Math.hypot(top[0] - chin[0], top[1] - chin[1], top[2] - chin[2]) / 2 || 1
  const depth = width * depthOfWidth
  const rows = skin.map((at) => {
    const [x, y, z] = landmarks[at]!
    const normal = unit([(x - centre[0]) / width ** 2, (centre[1] - y) / height ** 2, (centre[2] - z) / depth ** 2])
    const [red, green, blue] = patch(image, x, y)
    return { terms: [1, ...normal] as const, brightness: 0.3 * red + 0.59 * green + 0.11 * blue }
  })
  const [ambient, ...slope] = leastSquares(rows)
  return { ambient, slope }
}

/** The normal equations of four unknowns, with a little damping: a face seen from one side alone cannot bend them. */
function leastSquares(
  rows: readonly { readonly terms: readonly [number, number, number, number]; readonly brightness: number }[],
): [number, number, number, number] {
  const at = [0, 1, 2, 3] as const
  const matrix = at.map((i) => at.map((j) => rows.reduce((sum, { terms }) => sum + terms[i] * terms[j], i === j && i > 0 ? 0.05 : 0)))
  const right = at.map((i) => rows.reduce((sum, { terms, brightness }) => sum + terms[i] * brightness, 0))
  return solveLinear(matrix, right) as [number, number, number, number] // four of them
}

/** Between iris and corner on each side of each eye; the brighter half of the four, as a lid or a lash may lie over the others. */
function whiteOf(image: PixelImage, eyes: readonly [Eye, Eye]): Vec3 {
  const patches = eyes.flatMap(({ pupil, lids, iris }) => {
    const reach = median(iris.map(([x, y]) => Math.hypot(x - pupil[0], y - pupil[1])))
    return [lids[0]!, lids[8]!].map(([x, y]) => {
      const [dx, dy] = [x - pupil[0], y - pupil[1]]
      const away = Math.hypot(dx, dy) || 1
      const share = (0.45 * reach + 0.55 * away) / away
      return patch(image, pupil[0] + dx * share, pupil[1] + dy * share)
    })
  })
  const [first, second] = patches.toSorted((a, b) => b[0] + b[1] + b[2] - a[0] - a[1] - a[2])
  return [0, 1, 2].map((axis) => (first![axis]! + second![axis]!) / 2) as unknown as Vec3 // three of them
}

/** Mean of 3 x 3 px. */
function patch({ data, width, height, channels }: PixelImage, x: number, y: number): Vec3 {
  const [x0, y0] = [Math.min(width - 2, Math.max(1, Math.floor(x))), Math.min(height - 2, Math.max(1, Math.floor(y)))]
  let [red, green, blue] = [0, 0, 0]
  for (let row = y0 - 1; row <= y0 + 1; row++)
    for (let column = x0 - 1; column <= x0 + 1; column++) {
      const at = channels * (row * width + column)
      red += data[at]! / 9
      green += data[at + 1]! / 9
      blue += data[at + 2]! / 9
    }
  return [red, green, blue]
}

const within = ([least, most]: readonly [number, number], value: number): number => Math.min(most, Math.max(least, value))
