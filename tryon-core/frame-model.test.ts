import { describe, expect, test } from 'vitest'
import { frameParts, frontWidthMm } from './frame-geometry.ts'
import type { Frame } from './frame.ts'
import { fitsNumbers, type FrameModel, readFrameModel } from './frame-model.ts'
import { glbOf } from './test-glb.ts'

const frame: Frame = {
  ...{
    shape: 'panto',
    lensWidthMm: 48,
    lensHeightMm: 42,
    bridgeMm: 20,
    templeMm: 145,
    frameWidthMm: 132,
    build: 'acetate',
    colour: [181, 115, 47],
  },
  rim: { kind: 'full', widthMm: 3.6 },
  lens: { colour: [90, 60, 40], opacity: 0.5 },
}
const own = frameParts(frame, 74)
const read = (...asked: Parameters<typeof glbOf>): FrameModel => {
  const model = readFrameModel(glbOf(...asked))
  return model.outcome === 'model' ? model : expect.fail(model.code)
}
const codeOf = (bytes: Uint8Array) => {
  const model = readFrameModel(bytes)
  return model.outcome === 'refused' ? model.code : expect.fail('it was read')
}

describe('a model of a frame', () => {
  test('comes back where and as large as it was made: metres in the file, millimetres on the face', () => {
    const { parts, triangles, sizeMm } = read(own)
    expect(triangles).toBe(own.reduce((sum, { index }) => sum + index.length / 3, 0))
    for (const [n, part] of parts.entries())
      for (let i = 0; i < part.positions.length; i += 97) expect(part.positions[i]).toBeCloseTo(own[n]!.positions[i]!, 2)
    expect(sizeMm[0]).toBeCloseTo(frontWidthMm(frame), -1)
    expect(fitsNumbers({ sizeMm }, frame)).toBe(true)
  })

  test('keeps its colours, and knows metal, plastic and lenses apart', () => {
    const metal = frameParts({ ...frame, build: 'metal' }, 74)
    const [first] = read(metal).parts
    expect([first!.finish, first!.colour]).toEqual(['metal', frame.colour])
    const lens = read(own).parts.find(({ opacity }) => opacity < 1)!
    expect([lens.finish, lens.opacity, lens.colour]).toEqual(['lens', 0.5, frame.lens.colour])
  })

  test('stands as its nodes turn, scale and move it, with short or long indices', () => {
    const scaled = read(own, { node: { scale: [2, 2, 2], rotation: [0, 0, Math.SQRT1_2, Math.SQRT1_2], translation: [0.01, 0, 0] } })
    const plain = read(own)
    const [first, turned] = [plain.parts[0]!.positions, scaled.parts[0]!.positions]
    // A quarter turn about z, twice as large, 10 mm aside; the origin is 3 mm under that of the face and 13 before it.
    expect(turned[0]! - 10).toBeCloseTo(-2 * (first[1]! + 3), 2)
    expect(turned[1]! + 3).toBeCloseTo(2 * first[0]!, 2)
    expect(turned[2]! - 13).toBeCloseTo(2 * (first[2]! - 13), 2)
    expect(read(own, { index: 5123 }).sizeMm).toEqual(plain.sizeMm)
  })

  test('without normals gets its own', () => {
    const { parts } = read(own, { withNormals: false })
    const { normals } = parts[0]!
    expect(Math.hypot(normals[0]!, normals[1]!, normals[2]!)).toBeCloseTo(1, 5)
  })
})

describe('numbers of the catalogue are held against a model', () => {
  const sizeMm = read(own).sizeMm
  test.each<[string, Partial<Frame>]>([
    ['wider', { frameWidthMm: 150 }],
    ['of longer temples', { templeMm: 180 }],
    ['of higher lenses', { lensHeightMm: 70 }],
  ])('a frame that is %s is another one', (_, more) => {
    expect(fitsNumbers({ sizeMm }, { ...frame, ...more })).toBe(false)
  })
})

describe('a file is refused', () => {
  const good = glbOf(own)
  const at = (offset: number, value: number) => {
    const bytes = Uint8Array.from(good)
    new DataView(bytes.buffer).setUint32(offset, value, true)
    return bytes
  }
  test.each<[string, Uint8Array, string]>([
    ['that is empty', new Uint8Array(), 'not-a-model'],
    ['that is no GLB', new TextEncoder().encode('{"asset": {"version": "2.0"}}'), 'not-a-model'],
    ['of another version', at(4, 1), 'not-a-model'],
    ['that is cut off', good.subarray(0, good.length - 100), 'not-a-model'],
    ['whose text is longer than it', at(12, 0x7fff_ffff), 'not-a-model'],
    ['that needs an extension', glbOf(own, { json: { extensionsRequired: ['KHR_draco_mesh_compression'] } }), 'not-a-model'],
    ['whose nodes are their own children', glbOf(own, { node: { mesh: undefined, children: [0, 0] } }), 'not-a-model'],
    ['whose corners lead nowhere', glbOf(own, { corner: 9_999_999 }), 'not-a-model'],
    ['without a frame in it', glbOf([]), 'not-a-model'],
    ['above 2 MB', new Uint8Array(2_000_001), 'too-large'],
    [
      'of too many triangles',
      glbOf(Array.from({ length: 12 }, () => own).flat(), { withNormals: false, index: 5123 }).slice(),
      'too-many-triangles',
    ],
  ])('%s', (_, bytes, code) => expect(codeOf(bytes)).toBe(code))

  test('whatever its bytes are, without a fault', () => {
    for (let n = 0; n < 400; n++) {
      const bytes = Uint8Array.from(good)
      for (let k = 0; k < 8; k++) bytes[(n * 7_919 + k * 104_729) % Math.min(bytes.length, 6_000)] = (n * 31 + k * 17) & 255
      expect(['model', 'refused']).toContain(readFrameModel(bytes).outcome)
    }
  })
})
