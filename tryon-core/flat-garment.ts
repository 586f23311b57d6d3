import type { Pixel, PixelImage } from './image.ts'

/** The seven points a top is hung by, px: of a flat-lay picture, or of a person. Image-left first. */
export interface TopPoints {
  readonly collar: Pixel
  readonly shoulders: readonly [Pixel, Pixel]
  /** At a third of the way down. */
  readonly chest: readonly [Pixel, Pixel]
  readonly hem: readonly [Pixel, Pixel]
}

export interface FlatTop {
  readonly image: PixelImage
  /** One byte a pixel: 255 the garment, 0 what it lies on. */
  readonly mask: Uint8Array
  readonly points: TopPoints
}

/** How far a channel may be from the plate's colour and still be the plate. Measured on the demo shop's 20 tops: at 14 white cloth is taken for it. */
const plateTolerance = 6
/** The side of the chest, as a share of the way from shoulder to hem. [V] */
const chestShare = 0.35

/**
 * Finds a top laid flat on a plain plate: what it covers, and where it is hung by. Undefined for what is no top on a plain plate: nothing
 * there, its ends outside the picture, sleeves that hide where the hem ends.
 * A picture with transparency (RGBA) is cut by that, any other by the colour of its corners.
 */
export function readFlatTop(image: PixelImage): FlatTop | undefined {
  const mask = maskOf(image)
  const { width, height } = image
  const rows = Array.from({ length: height }, (_, y) => extentOf(mask, y, width))
  const [top, bottom] = [rows.findIndex((row) => row !== undefined), rows.findLastIndex((row) => row !== undefined)]
  if (top <= 0 || bottom < 0 || bottom >= height - 1 || bottom - top < height / 8) return undefined
  // A shoulder is the corner of the outline that is farthest up and out.
  const corner = (side: 0 | 1): Pixel => {
    const reach = ([x, y]: Pixel) => (side === 0 ? x : width - x) + 1.4 * y // a short sleeve lies as far out, and lower
    const outline = rows.flatMap((row, y): Pixel[] => (row ? [[row[side], y]] : []))
    return outline.reduce((best, at) => (reach(at) < reach(best) ? at : best))
  }
  const shoulders = [corner(0), corner(1)] as const
  const middle = Math.round((shoulders[0][0] + shoulders[1][0]) / 2)
  const isCloth = (x: number, y: number) => mask[y * width + x] === 255
  let end = bottom
  while (end > top && !isCloth(middle, end)) end--
  const start = rows.findIndex((_, y) => isCloth(middle, y))
  const y = Math.round(end - 0.04 * (end - top))
  let [left, right] = [middle, middle]
  while (left > 0 && isCloth(left - 1, y)) left--
  while (right < width - 1 && isCloth(right + 1, y)) right++
  const span = shoulders[1][0] - shoulders[0][0]
  if (span < width / 8 || right - left < 0.6 * span || right - left > 1.6 * span || start < 0) return undefined
  const chestAt = (side: 0 | 1): Pixel => [side === 0 ? left : right, shoulders[side][1] + chestShare * (end - shoulders[side][1])]
  return {
    image,
    mask,
    points: {
      collar: [middle, start],
      shoulders,
      chest: [chestAt(0), chestAt(1)],
      hem: [
        [left, y],
        [right, y],
      ],
    },
  }
}

function maskOf({ data, width, height, channels }: PixelImage): Uint8Array {
  const mask = new Uint8Array(width * height).fill(255)
  if (channels === 4 && isClear(data)) {
    for (let i = 0; i < mask.length; i++) mask[i] = data[4 * i + 3]! > 127 ? 255 : 0
    return mask
  }
  // The plate is what can be reached from the edge without leaving its colour.
  const plate = [0, 1, 2].map((k) => data[k]!)
  const isPlate = (i: number) => plate.every((value, k) => Math.abs(data[i * channels + k]! - value) <= plateTolerance)
  const edge = Array.from({ length: width }, (_, x) => [x, (height - 1) * width + x]).flat()
  for (let y = 0; y < height; y++) edge.push(y * width, y * width + width - 1)
  const waiting = edge
  while (waiting.length > 0) {
    const i = waiting.pop()!
    if (mask[i] === 0 || !isPlate(i)) continue
    mask[i] = 0
    const x = i % width
    if (x > 0) waiting.push(i - 1)
    if (x < width - 1) waiting.push(i + 1)
    if (i >= width) waiting.push(i - width)
    if (i < mask.length - width) waiting.push(i + width)
  }
  return mask
}

function isClear(data: PixelImage['data']): boolean {
  for (let i = 3; i < data.length; i += 4) if (data[i]! < 128) return true
  return false
}

/** The first and the last pixel of the garment in a row; runs below 4 px are dust. */
function extentOf(mask: Uint8Array, y: number, width: number): readonly [number, number] | undefined {
  const row = mask.subarray(y * width, (y + 1) * width)
  const [first, last] = [row.indexOf(255), row.lastIndexOf(255)]
  return first >= 0 && last - first >= 4 ? [first, last] : undefined
}
