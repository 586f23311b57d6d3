import { type PoseNetwork, type PoseRefusal, readTopPose, type TopPose } from './body-pose.ts'
import type { FlatTop, TopPoints } from './flat-garment.ts'
import type { Pixel, PixelImage } from './image.ts'
import { thinPlateSpline } from './thin-plate-spline.ts'

/**
 * Where a seam lies beside the joint it covers, as shares of the shoulders' width: a shoulder seam above and outside the joint, a chest and
 * hem as wide as the garment is against its own shoulders. [V]
 */
const seam = { up: 0.12, out: 0.1 } as const
/** A hem hangs between these shares of the torso's height, however long the picture makes the garment. [V] */
const hemBounds = { least: 0.85, most: 1.5 } as const

/**
 * A picture of a person with a flat top laid over it: a preview of colour and cut, no fitting, and nothing that knows cloth. The top keeps
 * its own proportions, takes the person's width at the shoulders, and is bent by seven points.
 *
 * Answers a new image of the same size, RGBA where the photo is. Refusals: see `readTopPose`. Limits: tops, facing the camera, arms away from the
 * body; sleeves lie as they lie in the picture; hands and hair end up under the cloth. Cost: 20 to 60 ms for the pose, about 50 for the cloth.
 */
export function previewTop(
  network: PoseNetwork,
  photo: PixelImage,
  top: FlatTop,
): { readonly outcome: 'preview'; readonly image: PixelImage } | { readonly outcome: 'refused'; readonly code: PoseRefusal } {
  const read = readTopPose(network, photo)
  return read.outcome === 'refused' ? read : { outcome: 'preview', image: hung(photo, top, read.pose) }
}

/** Where the seven points of a top come to lie on a person. */
export function pointsOnBody(flat: TopPoints, { shoulders, hips }: TopPose): TopPoints {
  const across = minus(shoulders[1], shoulders[0])
  const width = Math.hypot(...across)
  const [middle, low] = [between(...shoulders), between(...hips)]
  const torso = Math.hypot(...minus(low, middle))
  const right: Pixel = [across[0] / width, across[1] / width]
  const down: Pixel = [(low[0] - middle[0]) / torso, (low[1] - middle[1]) / torso]
  const at = (from: Pixel, toRight: number, toDown: number): Pixel => [
    from[0] + toRight * right[0] + toDown * down[0],
    from[1] + toRight * right[1] + toDown * down[1],
  ]
  const seams = [at(shoulders[0], -seam.out * width, -seam.up * width), at(shoulders[1], seam.out * width, -seam.up * width)] as const
  const flatMiddle = between(...flat.shoulders)
  const scale = Math.hypot(...minus(seams[1], seams[0])) / Math.hypot(...minus(flat.shoulders[1], flat.shoulders[0]))
  const top = between(...seams)
  const length = scale * ((flat.hem[0][1] + flat.hem[1][1]) / 2 - flatMiddle[1])
  const kept = Math.min(Math.max(length, hemBounds.least * torso), hemBounds.most * torso)
  const placed = (point: Pixel): Pixel => at(top, scale * (point[0] - flatMiddle[0]), scale * (point[1] - flatMiddle[1]) * (kept / length))
  return {
    collar: at(top, scale * (flat.collar[0] - flatMiddle[0]), scale * (flat.collar[1] - flatMiddle[1])),
    shoulders: seams,
    chest: [placed(flat.chest[0]), placed(flat.chest[1])],
    hem: [placed(flat.hem[0]), placed(flat.hem[1])],
  }
}

function hung(photo: PixelImage, { image: cloth, mask, points }: FlatTop, pose: TopPose): PixelImage {
  const list = ({ collar, shoulders, chest, hem }: TopPoints): Pixel[] => [collar, ...shoulders, ...chest, ...hem]
  const onBody = list(pointsOnBody(points, pose))
  const toCloth = thinPlateSpline(onBody, list(points))
  const data = Uint8ClampedArray.from(photo.data)
  const reach = 1.2 * (Math.max(...onBody.map(([x]) => x)) - Math.min(...onBody.map(([x]) => x)))
  const [x0, x1] = [Math.min(...onBody.map(([x]) => x)) - reach, Math.max(...onBody.map(([x]) => x)) + reach]
  const [y0, y1] = [Math.min(...onBody.map(([, y]) => y)) - reach / 2, Math.max(...onBody.map(([, y]) => y)) + reach / 2]
  for (let y = Math.max(0, Math.floor(y0)); y < Math.min(photo.height, y1); y++)
    for (let x = Math.max(0, Math.floor(x0)); x < Math.min(photo.width, x1); x++) {
      const [u, v] = toCloth([x + 0.5, y + 0.5])
      blend(data, (y * photo.width + x) * photo.channels, cloth, mask, u - 0.5, v - 0.5)
    }
  return { data, width: photo.width, height: photo.height, channels: photo.channels }
}

/** One pixel of cloth over one of the photo; between four pixels of the picture, its edge as soft as that makes it. */
function blend(
  data: Uint8ClampedArray,
  to: number,
  { data: cloth, width, height, channels }: PixelImage,
  mask: Uint8Array,
  u: number,
  v: number,
) {
  const [x, y] = [Math.floor(u), Math.floor(v)]
  if (x < 0 || y < 0 || x >= width - 1 || y >= height - 1) return
  const [fx, fy] = [u - x, v - y]
  const corners = [(1 - fx) * (1 - fy), fx * (1 - fy), (1 - fx) * fy, fx * fy]
  const at = y * width + x
  const places = [at, at + 1, at + width, at + width + 1]
  let [cover, red, green, blue] = [0, 0, 0, 0]
  for (const [k, place] of places.entries()) {
    if (mask[place] !== 255) continue
    const share = corners[k]!
    cover += share
    red += share * cloth[place * channels]!
    green += share * cloth[place * channels + 1]!
    blue += share * cloth[place * channels + 2]!
  }
  for (const [k, value] of [red, green, blue].entries()) data[to + k] = value + (1 - cover) * data[to + k]!
}

const between = (a: Pixel, b: Pixel): Pixel => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2]
const minus = (a: Pixel, b: Pixel): Pixel => [a[0] - b[0], a[1] - b[1]]
