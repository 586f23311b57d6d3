import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cameraOf, project, rotationOf, solvePose } from './pose.ts'
import { faceModel } from './face-model.ts'
import { add, rotate } from './vector.ts'

const camera = cameraOf({ width: 640, height: 480 }, 50)

test('a head turned any way up to 40 degrees is found turned that way', () => {
  const angle = fc.double({ min: -0.7, max: 0.7, noNaN: true })
  const place = fc.tuple(fc.integer({ min: -80, max: 80 }), fc.integer({ min: -60, max: 60 }), fc.integer({ min: -900, max: -350 }))
  fc.assert(
    fc.property(fc.record({ yaw: angle, pitch: angle, roll: angle }), place, (turn, t) => {
      const seen = faceModel.points.map(([, , ...point]) => ({ point, pixel: project(camera, add(rotate(rotationOf(turn), point), t)) }))
      const found = solvePose(seen, camera)
      for (const axis of ['yaw', 'pitch', 'roll'] as const) expect(found[axis]).toBeCloseTo(turn[axis], 4)
      expect(found.t[2]).toBeCloseTo(t[2], 1)
      expect(found.rms).toBeLessThan(0.01)
    }),
    { numRuns: 40 },
  )
})
