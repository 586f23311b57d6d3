import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fitFace, nominalPdMm } from './face-fit.ts'
import { faceModel } from './face-model.ts'
import { pupilArmMm, readEyes } from './gaze.ts'
import { placeFrames } from './placement.ts'
import { cameraOf, project, rotationOf } from './pose.ts'
import { add, rotate, scale, subtract, unit, unrotate, type Vec3 } from './vector.ts'

const blank = { data: new Uint8Array(3 * 640 * 480), width: 640, height: 480, channels: 3 } as const
const camera = cameraOf(blank, 50)

/** The mean face in front of the camera, 500 mm away, its eyes ahead or into the lens; nothing to measure an iris on. */
function meanFace({ yaw = 0, pitch = 0, gaze = 'ahead' as 'ahead' | 'camera', aside = 0, up = 0 } = {}): Parameters<typeof placeFrames>[0] {
  const rotation = rotationOf({ yaw, pitch, roll: 0 })
  const t: Vec3 = [0, 0, -500]
  const seen = (point: Vec3) => project(camera, add(rotate(rotation, point), t))
  const landmarks = Array.from({ length: 468 }, (): [number, number, number] => [320, 240, 0])
  const corners = new Map<number, readonly [number, number]>()
  for (const [id, , ...point] of faceModel.points)
    if (id >= 468) corners.set(id, seen(point))
    else landmarks[id] = [...seen(point), (-rotate(rotation, point)[2] * camera.f) / 500]
  const origin = unrotate(rotation, scale(t, -1))
  const eye = (side: -1 | 1) => {
    const pivot: Vec3 = [(side * nominalPdMm) / 2, 0, -pupilArmMm]
    const look = gaze === 'ahead' ? unit([aside / pupilArmMm, up / pupilArmMm, 1]) : unit(subtract(origin, pivot))
    const [x, y] = seen(add(pivot, scale(look, pupilArmMm)))
    const lids = Array.from({ length: 16 }, (_, lid) => corners.get((side < 0 ? 468 : 470) + (lid === 8 ? 1 : 0))!)
    const iris = [
      [x + 6, y],
      [x, y - 6],
      [x - 6, y],
      [x, y + 6],
    ] as const
    return { pupil: [x, y] as const, iris, lids }
  }
  return { landmarks, eyes: [eye(-1), eye(1)], confidence: 1 }
}

/** What the pupils say when the head is known exactly. */
function gazeOf(look: Parameters<typeof meanFace>[0] = {}) {
  const { yaw = 0, pitch = 0 } = look
  const turn = { yaw, pitch, roll: 0 }
  const fit = { ...turn, rotation: rotationOf(turn), t: [0, 0, -500] as const, faceWidthMm: 140, templeHalfMm: 75 }
  const { eyes } = meanFace(look)
  return readEyes(fit, camera, { pupils: [eyes[0].pupil, eyes[1].pupil], irises: [undefined, undefined] })
}

describe('where the eyes look', () => {
  test('is told from the pupils on a turned head, and the distance between them is the same either way', () => {
    for (const yaw of [-0.3, 0.3]) {
      const [ahead, toCamera] = [gazeOf({ yaw, gaze: 'ahead' }), gazeOf({ yaw, gaze: 'camera' })]
      expect(ahead.gaze.ahead).toBeGreaterThan(0.9)
      expect(toCamera.gaze.camera).toBeGreaterThan(0.9)
      expect(toCamera.pdShare).toBeCloseTo(ahead.pdShare, 1.7)
    }
  })

  test('from the front is told by how near the pupils are, so that neither is a millimetre off', () => {
    for (const gaze of ['ahead', 'camera'] as const) expect(Math.abs(gazeOf({ gaze }).pdShare - 1) * nominalPdMm).toBeLessThan(0.8)
  })

  test('elsewhere is neither', () => expect(gazeOf({ aside: 3 }).gaze.aside).toBeGreaterThan(0.8))
})

describe('a frame', () => {
  test('stays where it is when the eyes look 9 degrees aside', () => {
    const [still, moved] = [0, 1.65].map((aside) => placeFrames(meanFace({ aside }), blank, { pdMm: 62 }).t) as [Vec3, Vec3]
    expect(Math.abs(moved[0] - still[0])).toBeLessThan(0.2)
  })

  test('is as far away as a typed distance between the pupils says, whatever else is known', () => {
    fc.assert(
      fc.property(fc.double({ min: 50, max: 75, noNaN: true }), (pdMm) => {
        const { distanceMm, pdSource } = placeFrames(meanFace(), blank, { pdMm })
        expect(pdSource).toBe('typed')
        expect(distanceMm / (500 * (pdMm / nominalPdMm))).toBeCloseTo(1, 1.5)
      }),
      { numRuns: 20 },
    )
    expect(placeFrames(meanFace(), blank).pdSource).toBe('average')
  })
})

test('a face unlike every calibration head is corrected by no more than those were', () => {
  const face = meanFace()
  const odd = { ...face, landmarks: face.landmarks.map(([x, y, z], i) => [x + 40 * Math.sin(i), y + 40 * Math.cos(3 * i), 9 * z] as const) }
  const { faceWidthMm, templeHalfMm } = fitFace(odd, camera)
  const { faceWidth, templeHalf } = faceModel.corrections
  expect([faceWidth.least, faceWidthMm, faceWidth.most]).toEqual([faceWidth.least, faceWidthMm, faceWidth.most].toSorted((a, b) => a - b))
  expect([templeHalf.least, templeHalfMm, templeHalf.most].every(Number.isFinite)).toBe(true)
})
