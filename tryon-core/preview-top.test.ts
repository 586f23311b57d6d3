import { readdirSync } from 'node:fs'
import sharp from 'sharp'
import { beforeAll, describe, expect, test } from 'vitest'
import { closedPoses, openPoses, small } from '../tools/try-on/evaluate-bodies.ts'
import { renderBody } from '../tools/try-on/body-renderer.ts'
import { movenetInNode } from '../tools/try-on/movenet.ts'
import { type PoseNetwork, poseSide, readTopPose } from './body-pose.ts'
import { readFlatTop } from './flat-garment.ts'
import type { PixelImage } from './image.ts'
import { pointsOnBody, previewTop } from './preview-top.ts'
import { thinPlateSpline } from './thin-plate-spline.ts'

async function picture(name: string): Promise<PixelImage> {
  const file = new URL(`../tools/demo-shop/pictures/${name}.webp`, import.meta.url)
  const { data, info } = await sharp(file.pathname).resize(400).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  return { data, width: info.width, height: info.height, channels: 3 }
}

describe('a thin-plate spline', () => {
  const from = [
    [0, 0],
    [100, 0],
    [0, 100],
    [100, 100],
    [40, 60],
  ] as const

  test('carries each point to its partner', () => {
    const to = [
      [10, 5],
      [90, 12],
      [-5, 110],
      [120, 90],
      [55, 50],
    ] as const
    const bend = thinPlateSpline(from, to)
    for (const [i, point] of from.entries()) for (const axis of [0, 1] as const) expect(bend(point)[axis]).toBeCloseTo(to[i]![axis], 6)
  })

  test('is the affine map where there is one: nothing is bent', () => {
    const map = ([x, y]: readonly [number, number]) => [2 * x - y + 3, x + y - 7] as const
    const bend = thinPlateSpline(from, from.map(map))
    for (const at of [
      [17, 80],
      [-50, 200],
      [300, 10],
    ] as const)
      for (const axis of [0, 1] as const) expect(bend(at)[axis]).toBeCloseTo(map(at)[axis], 4)
  })

  test('refuses points on one line', () => {
    const line = [
      [0, 0],
      [1, 1],
      [2, 2],
    ] as const
    expect(() => thinPlateSpline(line, line)).toThrow('one line')
  })
})

describe('a top laid flat', () => {
  const tops = readdirSync(new URL('../tools/demo-shop/pictures/', import.meta.url))
    .filter((name) => /^clothing-.*(sweater|tee|shirt|cardigan|long)/.test(name) && !name.includes('detail'))
    .map((name) => name.replace('.webp', ''))

  test.each(tops)('%s: the same seven points on both sides, shoulders above chest above hem', async (name) => {
    const { points } = readFlatTop(await picture(name)) ?? expect.fail('not read')
    const { collar, shoulders, chest, hem } = points
    const middle = (shoulders[0][0] + shoulders[1][0]) / 2
    for (const [left, right] of [shoulders, hem]) expect(Math.abs((left[0] + right[0]) / 2 - middle)).toBeLessThan(8)
    expect([collar[1] < chest[0][1], shoulders[0][1] < chest[0][1], chest[0][1] < hem[0][1]]).toEqual([true, true, true])
    expect((hem[1][0] - hem[0][0]) / (shoulders[1][0] - shoulders[0][0])).toBeGreaterThan(0.75)
  })

  test('what is no top on a plain plate is not read', async () => {
    const { width, height } = await picture('clothing-marin-sweater-sage')
    expect(readFlatTop({ data: new Uint8Array(3 * width * height).fill(200), width, height, channels: 3 })).toBeUndefined()
  })
})

/** A network that sees what it is told: points of COCO in shares of the square. */
const told = (
  points: Readonly<Record<number, readonly [x: number, y: number, score: number]>>,
  others: PoseNetwork = () => new Float32Array(51),
): PoseNetwork => {
  let looks = 0
  return (square) => {
    if (looks++ > 0) return others(square)
    const out = new Float32Array(51)
    for (const [i, [x, y, score]] of Object.entries(points)) out.set([y, x, score], 3 * Number(i))
    return out
  }
}
const open = { 0: [0.5, 0.2, 0.9], 5: [0.6, 0.35, 0.9], 6: [0.4, 0.35, 0.9], 11: [0.56, 0.65, 0.9], 12: [0.44, 0.65, 0.9] } as const
const blank: PixelImage = { data: new Uint8Array(3 * 200 * 200), width: 200, height: 200, channels: 3 }
const codeOf = (network: PoseNetwork) => {
  const read = readTopPose(network, blank)
  return read.outcome === 'refused' ? read.code : read.outcome
}

describe('the gate', () => {
  test.each([5, 6, 11, 12] as const)('refuses where point %i is less sure than one half', (point) => {
    const [x, y] = open[point]
    expect(codeOf(told({ ...open, [point]: [x, y, 0.5] }))).toBe('pose')
    expect(codeOf(told({ ...open, [point]: [x, y, 0.49] }))).toBe('pose-unsure')
  })

  test('refuses an arm before the chest, and lets one hang or be unseen', () => {
    expect(codeOf(told({ ...open, 9: [0.5, 0.45, 0.9] }))).toBe('arms-crossed')
    expect(codeOf(told({ ...open, 9: [0.5, 0.45, 0.2] }))).toBe('pose')
    expect(codeOf(told({ ...open, 9: [0.75, 0.6, 0.9], 10: [0.5, 0.68, 0.9] }))).toBe('pose')
  })

  test('refuses a body turned aside: narrow shoulders, or a face beside them', () => {
    expect(codeOf(told({ ...open, 5: [0.55, 0.35, 0.9], 6: [0.45, 0.35, 0.9] }))).toBe('body-turned')
    expect(codeOf(told({ ...open, 0: [0.58, 0.2, 0.9] }))).toBe('body-turned')
  })

  test('refuses two people: without the first there is another', () => {
    const second = told({ ...open, 5: [0.9, 0.35, 0.9], 6: [0.7, 0.35, 0.9] })
    expect(codeOf(told(open, second))).toBe('several-people')
  })

  test('takes a body for the same from both sides', () => {
    const swapped = { ...open, 5: open[6], 6: open[5], 11: open[12], 12: open[11] }
    expect(readTopPose(told(swapped), blank)).toEqual(readTopPose(told(open), blank))
  })
})

describe('on CC0 bodies that fitted no constant', () => {
  let network: PoseNetwork
  beforeAll(async () => {
    network = await movenetInNode()
  })

  test('shoulders are found within a tenth of their width, and the top covers the chest in its own colour', async () => {
    const { image, truth } = renderBody({ body: 'broad-man', ...small, ...openPoses[0]![1] })
    const read = readTopPose(network, image)
    const { pose } = read.outcome === 'pose' ? read : expect.fail(read.code)
    const width = truth.shoulders[1][0] - truth.shoulders[0][0]
    for (const side of [0, 1] as const) {
      const off = Math.hypot(pose.shoulders[side][0] - truth.shoulders[side][0], pose.shoulders[side][1] - truth.shoulders[side][1])
      expect(off / width).toBeLessThan(0.1)
    }
    const top = readFlatTop(await picture('clothing-marin-sweater-brick')) ?? expect.fail('not read')
    const made = previewTop(network, image, top)
    const drawn = made.outcome === 'preview' ? made.image : expect.fail(made.code)
    const pixel = ({ data, width: w, channels }: PixelImage, x: number, y: number) => [
      ...data.slice((Math.round(y) * w + Math.round(x)) * channels, (Math.round(y) * w + Math.round(x)) * channels + 3),
    ]
    const [x, y] = [(truth.shoulders[0][0] + truth.shoulders[1][0]) / 2, truth.shoulders[0][1] + 0.4 * width]
    const [red = 0, , blue = 0] = pixel(drawn, x, y)
    expect(red - blue).toBeGreaterThan(40) // brick, where the shirt was blue
    expect(pixel(drawn, 5, 5)).toEqual(pixel(image, 5, 5))
    const { hem, shoulders } = pointsOnBody(top.points, pose)
    expect(hem[0][1]).toBeGreaterThan(shoulders[0][1] + 0.7 * width)
    expect([drawn.width, drawn.height]).toEqual([image.width, image.height])
  })

  test.each([closedPoses[0]!, closedPoses[2]!, closedPoses[4]!])('%s: refused', (_, settings, code) => {
    expect(readTopPose(network, renderBody({ body: 'broad-man', ...small, ...settings }).image)).toEqual({ outcome: 'refused', code })
  })

  test('the network is asked for whole numbers of one square', () => {
    const seen: number[] = []
    const out = readTopPose((square) => (seen.push(square.length), network(square)), blank)
    expect([out.outcome, seen[0]]).toEqual(['refused', 3 * poseSide * poseSide])
  })
})
