import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Frame, frameRangesMm, unusableNumber } from './frame.ts'
import { frameKeypoints, frameParts, frontWidthMm } from './frame-geometry.ts'
import { lensShapes } from './lens-outline.ts'
import { cameraOf, rotationOf } from './pose.ts'
import { drawFrames } from './rasteriser.ts'

const lise: Frame = {
  shape: 'panto',
  lensWidthMm: 48,
  lensHeightMm: 42,
  bridgeMm: 20,
  templeMm: 145,
  rim: { kind: 'full', widthMm: 3.6 },
  build: 'acetate',
  colour: [181, 115, 47],
  lens: { colour: [255, 255, 255], opacity: 0 },
}
const mm = ([min, max]: readonly [number, number]) => fc.double({ min, max, noNaN: true })
const anyFrame = fc.record(
  {
    shape: fc.constantFrom(...lensShapes),
    lensWidthMm: mm([36, 62]),
    lensHeightMm: mm([24, 56]),
    bridgeMm: mm([12, 26]),
    templeMm: mm([120, 155]),
    frameWidthMm: mm([120, 155]),
    rim: fc.record({ kind: fc.constantFrom('full', 'semi', 'rimless'), widthMm: mm([0.8, 6]) }),
    build: fc.constantFrom('acetate', 'metal'),
    colour: fc.constant([20, 30, 40] as const),
    secondColour: fc.constant([90, 60, 40] as const),
    lens: fc.constant({ colour: [60, 70, 80] as const, opacity: 0.4 }),
  },
  { requiredKeys: ['shape', 'lensWidthMm', 'lensHeightMm', 'bridgeMm', 'templeMm', 'rim', 'build', 'colour', 'lens'] },
) as fc.Arbitrary<Frame>

const extent = (positions: Float32Array, axis: 0 | 1 | 2) => {
  const values = Array.from(positions).filter((_, i) => i % 3 === axis)
  return [Math.min(...values), Math.max(...values)] as const
}

describe('a frame made of catalogue numbers', () => {
  test('is whole for every frame of the catalogue: no number that is none, lenses of the promised size, both sides alike', () => {
    fc.assert(
      fc.property(anyFrame, (frame) => {
        expect(unusableNumber(frame)).toBeUndefined()
        const parts = frameParts(frame, 74)
        for (const { positions, normals, colours } of parts)
          for (const list of [positions, normals, colours ?? []]) expect(list.every(Number.isFinite)).toBe(true)
        const lenses = parts.filter(({ name }) => name === 'lens')
        expect(lenses).toHaveLength(2)
        const [bottom, top] = extent(lenses[0]!.positions, 1)
        expect(top - bottom).toBeCloseTo(frame.lensHeightMm, 0)
        const [inner, outer] = extent(lenses[0]!.positions, 0)
        expect((outer - inner) / Math.cos((6 * Math.PI) / 180) / frame.lensWidthMm).toBeCloseTo(1, 1)
        expect(extent(lenses[1]!.positions, 0)[0]).toBeCloseTo(-outer, 3)
      }),
      { numRuns: 40 },
    )
  })

  test('is seen on a face', () => {
    const image = { data: new Uint8Array(3 * 320 * 240), width: 320, height: 240, channels: 3 } as const
    const at = { camera: cameraOf(image, 50), rotation: rotationOf({ yaw: 0.2, pitch: 0, roll: 0 }), t: [0, 0, -450] as const }
    fc.assert(
      fc.property(anyFrame, (frame) => {
        const { coverage } = drawFrames(image, at, frameParts(frame, 74), undefined)
        expect(coverage.reduce((sum, cover) => sum + cover, 0)).toBeGreaterThan(100)
      }),
      { numRuns: 8 },
    )
  })

  test('carries its check points: the hinges outside the rims, the lens centres DBL and A apart', () => {
    const { lensRight, lensLeft, hingeLeft, bridge } = frameKeypoints(lise, 74)
    expect(lensLeft[0] - lensRight[0]).toBe(lise.bridgeMm + lise.lensWidthMm)
    expect(hingeLeft[0]).toBeGreaterThan(frontWidthMm(lise) / 2)
    expect(bridge[0]).toBe(0)
    expect(frontWidthMm({ ...lise, frameWidthMm: 140 })).toBe(140)
  })

  test.each(Object.keys(frameRangesMm) as (keyof typeof frameRangesMm)[])('is refused by name when %s cannot be', (name) => {
    expect(unusableNumber({ ...lise, [name]: Number.NaN })).toBe(name)
    expect(unusableNumber({ ...lise, [name]: 500 })).toBe(name)
  })
})

test('what is drawn hides behind the head, and the photo stays as it was', () => {
  const image = { data: new Uint8Array(4 * 64 * 64).fill(200), width: 64, height: 64, channels: 4 } as const
  const at = { camera: cameraOf(image, 50), rotation: rotationOf({ yaw: 0, pitch: 0, roll: 0 }), t: [0, 0, -400] as const }
  const wall = { positions: Float32Array.of(-500, -500, 30, 500, -500, 30, 0, 900, 30), index: Uint16Array.of(0, 1, 2) }
  const parts = frameParts(lise, 74)
  const covered = (occluder: typeof wall | undefined) => drawFrames(image, at, parts, occluder).coverage.filter((cover) => cover > 0).length
  expect(covered(undefined)).toBeGreaterThan(50)
  expect(covered(wall)).toBe(0)
  expect(image.data.every((byte) => byte === 200)).toBe(true)
})
