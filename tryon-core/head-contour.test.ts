import { expect, test } from 'vitest'
import { faceModel } from './face-model.ts'
import { widthsByOutline } from './head-contour.ts'
import type { PixelImage } from './image.ts'
import { cameraOf, project, rotationOf } from './pose.ts'
import { add, rotate, type Vec3 } from './vector.ts'

const [width, height] = [640, 480]
const camera = cameraOf({ width, height }, 50)

/** Skin before a wall, so far to the right and to the left of the middle at a depth of 555 mm; `wall`: the colour of a column. */
function headBefore(right: number, left: number, wall: (x: number, y: number) => number): PixelImage {
  const data = new Uint8Array(3 * width * height)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const mm = ((x + 0.5 - width / 2) * 555) / camera.f
      const isSkin = mm > -right && mm < left
      data.set(isSkin ? [180, 130, 105] : [wall(x, y), wall(x, y), 170], 3 * (y * width + x))
    }
  return { data, width, height, channels: 3 }
}

function widthsOn(image: PixelImage, yaw = 0) {
  const t: Vec3 = [0, 0, -500]
  const turn = { yaw, pitch: 0, roll: 0 }
  const rotation = rotationOf(turn)
  const landmarks = faceModel.points
    .slice(0, 468)
    .map(([, , ...point]) => [...project(camera, add(rotate(rotation, point), t)), 0] as const)
  return widthsByOutline(image, { landmarks }, { ...turn, rotation, t, faceWidthMm: 140, templeHalfMm: 70 }, camera)
}

const plain = () => 150

test('a head as wide as its face has it changes nothing, a wider and a narrower one a third of what they differ by', () => {
  expect(widthsOn(headBefore(74, 74, plain)).faceWidthMm).toBeCloseTo(140, 0)
  const [wide, narrow] = [widthsOn(headBefore(80, 80, plain)), widthsOn(headBefore(68, 68, plain))]
  expect(wide.faceWidthMm - narrow.faceWidthMm).toBeCloseTo(24 * 0.33, 0)
  expect(wide.templeHalfMm - narrow.templeHalfMm).toBeCloseTo(24 * 0.13, 0)
})

test('never by more than 5 mm, whatever stands beside the head', () => {
  expect(widthsOn(headBefore(98, 98, plain)).faceWidthMm).toBeCloseTo(145, 0)
})

test.each([
  ['on a turned head', widthsOn(headBefore(80, 80, plain), 0.2)],
  ['where one side has no outline', widthsOn(headBefore(80, 300, plain))],
  ['where heights say different widths', widthsOn(headBefore(80, 80, (x, y) => (x < 320 && (y >> 3) % 2 === (x >> 4) % 2 ? 250 : 20)))],
])('it changes nothing %s', (_, widths) => {
  expect(widths).toEqual({ faceWidthMm: 140, templeHalfMm: 70 })
})
