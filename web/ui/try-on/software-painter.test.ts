import type { Frame } from '@vitrine/tryon-core/frame'
import { frameParts } from '@vitrine/tryon-core/frame-geometry'
import type { Sight } from '@vitrine/tryon-core/live-tracker'
import { rotationOf } from '@vitrine/tryon-core/pose'
import { usualLight } from '@vitrine/tryon-core/shading'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { softwarePainter } from './software-painter.ts'
import { tilesOf } from './tiles.ts'

const size = { width: 640, height: 480 }
const frame: Frame = {
  ...{ shape: 'round', lensWidthMm: 48, lensHeightMm: 46, bridgeMm: 20, templeMm: 145, build: 'metal', colour: [20, 20, 20] },
  ...{ rim: { kind: 'full', widthMm: 2 }, lens: { colour: [90, 60, 40], opacity: 0.5 } },
}
const head = { positions: new Float32Array(9), index: new Uint16Array(3), templeHalfMm: 75 }
const sight: Sight = {
  ...{ outcome: 'face', yaw: 0, pitch: 0, roll: 0, camera: { f: 515, cx: 320, cy: 240 }, t: [0, 0, -500] },
  ...{ rotation: rotationOf({ yaw: 0, pitch: 0, roll: 0 }), pd: { mm: 62, errorMm: 1, method: 'typed' }, light: usualLight },
  ...{ faceWidthMm: undefined, templeHalfMm: undefined, quality: { eyesPx: 64, brightness: 120, blur: 0, eyesOpen: 0.3 } },
}

beforeEach(() => {
  vi.stubGlobal(
    'ImageData',
    class {
      readonly width: number
      readonly height: number
      readonly data: Uint8ClampedArray
      constructor(width: number, height: number) {
        ;[this.width, this.height, this.data] = [width, height, new Uint8ClampedArray(4 * width * height)]
      }
    },
  )
})
afterEach(() => vi.unstubAllGlobals())

/** A canvas that remembers what lies on it: the parts that were put and not cleared, and their pixels. */
function canvas() {
  let parts: { readonly x: number; readonly y: number; readonly image: ImageData }[] = []
  const context = {
    clearRect: (x: number, y: number) => void (parts = parts.filter((part) => part.x !== x || part.y !== y)),
    putImageData: (image: ImageData, x: number, y: number) => void parts.push({ x, y, image }),
  }
  const element = { ...size, getContext: () => context } as unknown as HTMLCanvasElement // all that the painter asks of it
  return { element, parts: () => parts }
}

test('a frame stands where the face is, colours as bytes, and goes with the face', () => {
  const { element, parts } = canvas()
  const painter = softwarePainter(element)
  painter.wear([{ key: 'one', parts: frameParts(frame, 76) }], head)
  painter.draw(sight, tilesOf(1, size, 320))
  const [{ x, y, image }] = parts() as [ReturnType<typeof parts>[0]]
  expect(x + image.width / 2).toBeCloseTo(320, -1)
  // The middle of the left lens: 34 mm beside the nose, 3 mm under the pupils, 13 mm ahead of them.
  const [u, v] = [Math.round(320 + (515 * 34) / 487) - x, Math.round(240 + (515 * 3) / 487) - y]
  expect([...image.data.slice(4 * (v * image.width + u), 4 * (v * image.width + u) + 4)]).toEqual([90, 60, 40, 128])
  painter.draw(undefined, [])
  expect(parts()).toEqual([])
})

test('four frames lie in four tiles, each within its own', () => {
  const { element, parts } = canvas()
  const painter = softwarePainter(element)
  const dress = { key: 'one', parts: frameParts(frame, 76) }
  painter.wear([dress, dress, dress, dress], head)
  const tiles = tilesOf(4, size, 320)
  painter.draw(sight, tiles)
  expect(parts()).toHaveLength(4)
  for (const [n, { x, y, image }] of parts().entries()) {
    const { target } = tiles[n]!
    expect([x >= target.x, y >= target.y]).toEqual([true, true])
    expect([x + image.width <= target.x + target.width, y + image.height <= target.y + target.height]).toEqual([true, true])
    expect(x + image.width / 2).toBeCloseTo(target.x + target.width / 2, -1)
  }
})
