import type { Occluder } from '@vitrine/tryon-core/head-occluder'
import type { Camera } from '@vitrine/tryon-core/pose'
import { frameLayer, type Layer } from '@vitrine/tryon-core/rasteriser'
import type { Dress, FramePainter } from './dress.ts'
import type { Tile } from './tiles.ts'

/** Without a graphics card: the rasteriser of the photos, and only the part of the canvas that a frame covers is touched. */
export function softwarePainter(canvas: HTMLCanvasElement): FramePainter {
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) throw new Error('the browser has no canvas')
  let worn: readonly Dress[] = []
  let hiding: Occluder | undefined
  let drawn: readonly Layer[] = []
  return {
    wear(dresses, head) {
      worn = dresses
      hiding = head
    },
    draw(sight, tiles) {
      for (const { x, y, width, height } of drawn) context.clearRect(x, y, width, height)
      drawn = sight
        ? tiles.map((tile, n) => {
            const placement = { ...sight, camera: cameraOfTile(sight.camera, tile) }
            return frameLayer(wholePixels(tile.target), placement, worn[n]?.parts ?? [], hiding, sight.light)
          })
        : []
      for (const layer of drawn) if (layer.width > 0 && layer.height > 0) context.putImageData(bytesOf(layer), layer.x, layer.y)
    },
    finish: () => {},
    close: () => {},
  }
}

/** The camera that sees the tile's part of the picture where the tile lies. */
function cameraOfTile({ f, cx, cy }: Camera, { source, target }: Tile): Camera {
  const by = target.width / source.width
  return { f: by * f, cx: target.x + by * (cx - source.x), cy: target.y + by * (cy - source.y) }
}

function wholePixels({ x, y, width, height }: Tile['target']): Tile['target'] {
  const [left, top] = [Math.round(x), Math.round(y)]
  return { x: left, y: top, width: Math.round(x + width) - left, height: Math.round(y + height) - top }
}

/** Canvases hold colours that are not yet multiplied by how much they cover. */
function bytesOf({ width, height, values }: Layer): ImageData {
  const image = new ImageData(width, height)
  const { data } = image
  for (let i = 0; i < values.length; i += 4) {
    const cover = values[i + 3]!
    if (cover === 0) continue
    data[i] = values[i]! / cover
    data[i + 1] = values[i + 1]! / cover
    data[i + 2] = values[i + 2]! / cover
    data[i + 3] = 255 * cover
  }
  return image
}
