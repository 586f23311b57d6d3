import type { MessageInitShape } from '@bufbuild/protobuf'
import { Code, createClient, type Transport } from '@connectrpc/connect'
import { type FrameSchema, TryOnService } from '@vitrine/contracts/tryon/v1'
import { directTransport } from '@vitrine/platform/rpc/direct-transport'
import { grpcTransport, serveGrpc } from '@vitrine/platform/rpc/grpc'
import { memoryFiles, movableClock } from '@vitrine/system/test-shop'
import { cardWidthMm } from '@vitrine/tryon-core/card-scale'
import { projectFromFrame } from '@vitrine/tryon-core/placement'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { facePhoto } from '../../tools/try-on/face-photo.ts'
import { sharpPictures } from './adapters/sharp-pictures.ts'
import { workerFaceReader } from './adapters/worker-face-reader.ts'
import { tryOnRpc } from './api/try-on-rpc.ts'

const clock = movableClock()
const root = new URL('../../', import.meta.url)
const reader = workerFaceReader({
  entry: new URL('services/tryon/adapters/face-worker.ts', root),
  models: new URL('tryon-core/models/', root).href,
  averageHead: new URL('tryon-core/data/average-head.bin', root).href,
  clock,
  threads: 1,
})
const routes: Parameters<typeof directTransport>[0] = (router) =>
  router.service(TryOnService, tryOnRpc({ pictures: sharpPictures, reader, streams: reader, files: memoryFiles() }))
const direct = directTransport(routes, { handover: () => 'frozen' })
const client = createClient(TryOnService, direct)

type WireFrame = MessageInitShape<typeof FrameSchema> & { $typeName?: never }
const lise: WireFrame = {
  variantId: 'v-lise',
  shape: 'panto',
  lensWidthMm: 48,
  lensHeightMm: 42,
  bridgeMm: 20,
  templeMm: 145,
  rim: 'full',
  rimWidthMm: 3.6,
  build: 'acetate',
  colour: '#b5732f',
  secondColour: '#2a1209',
}

let portrait: Awaited<ReturnType<typeof facePhoto>>
beforeAll(async () => {
  portrait = await facePhoto('caucasian-male', { width: 600, height: 800 })
})
afterAll(() => reader.stop())

const render = async (photo: Uint8Array, frames: WireFrame[] = [lise], wish: { pdMm?: number; faceMeasures?: boolean } = {}) => {
  const { result } = await client.renderPhoto({ photo, frames, ...wish })
  if (result.case !== 'rendered') return expect.fail(`refused: ${result.value?.code}`)
  return result.value
}
/** The portrait with a card held to its forehead, and where its short edges are. */
async function withCard({ jpeg, truth }: typeof portrait) {
  const { data, info } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true })
  const { width, height, channels } = info
  const at = (x: number, y: number) => projectFromFrame(truth, [x, y, 14])
  const half = cardWidthMm / 2
  const corners = [at(-half, 27), at(half, 27), at(half, 81), at(-half, 81)]
  /** Painted by hand: sharp draws SVG until the first photo is opened, and then no more. */
  const isOn = (x: number, y: number) => {
    const sides = corners.map(([ax, ay], i) => {
      const [bx, by] = corners[(i + 1) % 4]!
      return (bx - ax) * (y - ay) - (by - ay) * (x - ax)
    })
    return sides.every((side) => side > 0) || sides.every((side) => side < 0)
  }
  for (let i = 0; i < width * height; i++)
    if (isOn((i % width) + 0.5, Math.floor(i / width) + 0.5)) data.set([0xd8, 0xdd, 0xe2], i * channels)
  const [[x0, y0], [x1, y1]] = [at(-half, 54), at(half, 54)]
  return {
    photo: await sharp(data, { raw: { width, height, channels } }).jpeg().toBuffer(),
    card: { fromX: x0 / width, fromY: y0 / height, toX: x1 / width, toY: y1 / height },
  }
}
const refusalOf = async (photo: Uint8Array) => (await client.renderPhoto({ photo, frames: [lise] })).result.value

describe('a photo with one face', () => {
  test('comes back as a JPEG of its size with the frame on, and with where the frame stands', async () => {
    const { images, pupils, pose, quality } = await render(portrait.jpeg, [lise, { ...lise, variantId: 'v-other', shape: 'aviator' }])
    expect(images.map(({ variantId }) => variantId)).toEqual(['v-lise', 'v-other'])
    expect(await sharp(images[0]!.jpeg).metadata()).toMatchObject({ format: 'jpeg', width: 600, height: 800 })
    expect(quality).toMatchObject({ width: 600, height: 800 })
    expect(pose).toMatchObject({ yaw: expect.closeTo(0, -0.3), roll: expect.closeTo(0, -0.3) })
    const { truth } = portrait
    for (const [eye, pupil] of pupils.entries())
      expect(Math.hypot(pupil.x - truth.pupils[eye]![0], pupil.y - truth.pupils[eye]![1]) * truth.mmPerPx).toBeLessThan(1.5)
    const bridge = images[0]!.points.find(({ name }) => name === 'bridge')!
    expect(Math.abs(bridge.px!.x - (pupils[0]!.x + pupils[1]!.x) / 2) * truth.mmPerPx).toBeLessThan(2)
    expect(images[0]!.points.map(({ name }) => name)).toEqual([
      'bridge',
      'lensRight',
      'lensLeft',
      'hingeRight',
      'hingeLeft',
      'earRight',
      'earLeft',
    ])
  })

  test('shows each lens as wide as the catalogue says, within 3 %, for three sizes on one face', async () => {
    const sizes = [42, 50, 58]
    const frames = sizes.map((lensWidthMm) => ({ ...lise, variantId: `v-${lensWidthMm}`, lensWidthMm, lensTint: '#ff00ffff' }))
    const { images } = await render(portrait.jpeg, frames, { pdMm: portrait.truth.pdMm })
    for (const [i, { jpeg, points }] of images.entries()) {
      const centre = points.find(({ name }) => name === 'lensLeft')!
      const depthMm = -portrait.truth.t[2] - centre.zMm
      const wideMm =
        (await magentaWidthPx(jpeg, centre.px!, (34 * portrait.truth.camera.f) / depthMm)) * (depthMm / portrait.truth.camera.f)
      expect(Math.abs(wideMm / sizes[i]! - 1), `${sizes[i]} mm drawn ${wideMm.toFixed(2)} mm wide`).toBeLessThan(0.03)
    }
  })

  test('is measured: the distance between the pupils within its own error bar, better when it is typed', async () => {
    const { result } = await client.measureFace({ photo: portrait.jpeg })
    const measures = result.case === 'measured' ? result.value.measures! : expect.fail('refused')
    expect(measures.method).toBe('iris')
    expect(measures.pdErrorMm).toBeCloseTo(5.8, 0)
    expect(Math.abs(measures.pdMm - portrait.truth.pdMm)).toBeLessThan(2)
    expect(measures.leftPdMm + measures.rightPdMm).toBeCloseTo(measures.pdMm, 6)
    expect(Math.abs(measures.leftPdMm - measures.rightPdMm)).toBeLessThan(2)
    expect((await render(portrait.jpeg, [lise], { pdMm: 61 })).measures).toMatchObject({ method: 'typed', pdMm: 61, pdErrorMm: 0.5 })
  })

  test('is measured against a card on the forehead; a typed distance is better, and marks that cannot be a card are left aside', async () => {
    const { photo, card } = await withCard(portrait)
    const measured = async (wish: object) => {
      const { result } = await client.measureFace({ photo, ...wish })
      return result.case === 'measured' ? result.value.measures! : expect.fail(`refused: ${result.value?.code}`)
    }
    const byCard = await measured({ card })
    expect(byCard.method).toBe('card')
    expect(byCard.pdErrorMm).toBeLessThan(3)
    expect(Math.abs(byCard.pdMm - portrait.truth.pdMm)).toBeLessThan(byCard.pdErrorMm)
    expect((await measured({ card, pdMm: 61 })).method).toBe('typed')
    expect((await measured({ card: { ...card, toX: card.fromX + 0.01 } })).method).toBe('iris')
    await expect(measured({ card: { ...card, toX: 1.2 } })).rejects.toMatchObject({ code: Code.InvalidArgument })
    const { result } = await client.renderPhoto({ photo, frames: [lise], card })
    expect(result.case === 'rendered' && result.value.measures).toMatchObject({ method: 'card', pdMm: byCard.pdMm })
  })

  test('keeps the sizes of the face to itself until the shopper agrees', async () => {
    const without = await render(portrait.jpeg)
    expect([without.measures?.faceWidthMm, without.measures?.shape]).toEqual([undefined, []])
    expect(without.images[0]!.fit.map(({ code }) => code)).toEqual([expect.stringMatching(/^eyes-/)])
    const agreed = await render(portrait.jpeg, [lise], { faceMeasures: true, pdMm: portrait.truth.pdMm })
    expect(Math.abs(agreed.measures!.faceWidthMm! - portrait.truth.faceWidthMm)).toBeLessThan(agreed.measures!.faceWidthErrorMm!)
    expect(agreed.measures?.faceWidthErrorMm).toBeLessThan(13)
    expect(agreed.measures?.shape.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 6)
    // Known to no better than 10 mm, it says nothing of a frame's width.
    expect(agreed.measures?.faceWidthErrorMm).toBeGreaterThan(10)
    expect(agreed.images[0]!.fit.map(({ code }) => code)).toEqual([expect.stringMatching(/^eyes-/)])
  })

  test('is not called wide or narrow while only the irises say how large it is', async () => {
    const { images, measures } = await render(portrait.jpeg, [lise], { faceMeasures: true })
    expect(measures?.faceWidthErrorMm).toBeGreaterThan(14)
    expect(images[0]!.fit.map(({ code }) => code)).toEqual([expect.stringMatching(/^eyes-/)])
  })

  test('leaves without the metadata it came with, and upright', async () => {
    const lying = await sharp(portrait.jpeg)
      .rotate(-90)
      .withExif({ IFD0: { Copyright: 'somebody' } })
      .withMetadata({ orientation: 6 })
      .toBuffer()
    const { images, pupils } = await render(lying)
    expect((await sharp(images[0]!.jpeg).metadata()).exif).toBeUndefined()
    expect(pupils[0]!.x).toBeCloseTo(portrait.truth.pupils[0][0], -1)
  })

  test('is answered over gRPC as in process', async () => {
    const server = await serveGrpc(routes)
    const remote = grpcTransport(server.url)
    const pupils = async (transport: Transport) => {
      const { result } = await createClient(TryOnService, transport).renderPhoto({ photo: portrait.jpeg, frames: [lise] })
      return result.case === 'rendered' && result.value.pupils
    }
    expect(await pupils(remote)).toEqual(await pupils(direct))
    remote.close()
    await server.close()
  })
})

describe('a photo is refused', () => {
  const turned = async (yaw: number) => (await facePhoto('caucasian-male', { yaw, width: 480, height: 480 })).jpeg
  const noise = sharp({
    create: { width: 640, height: 480, channels: 3, background: '#888', noise: { type: 'gaussian', mean: 128, sigma: 60 } },
  })
  const half = (jpeg: Buffer) => sharp(jpeg).resize(480).toBuffer()
  const pair = async () => {
    const one = await half(portrait.jpeg)
    const wide = sharp({ create: { width: 960, height: 640, channels: 3, background: '#8fa3ad' } })
    return wide
      .composite([
        { input: one, left: 0, top: 0 },
        { input: one, left: 480, top: 0 },
      ])
      .jpeg()
      .toBuffer()
  }
  const cases: [code: string, photo: () => Promise<Uint8Array>][] = [
    ['no-face', () => noise.clone().jpeg().toBuffer()],
    ['several-faces', pair],
    ['face-too-small', async () => (await facePhoto('caucasian-male', { distanceMm: 1200, width: 360, height: 480 })).jpeg],
    ['face-turned-away', () => turned(44)],
    ['too-dark', () => sharp(portrait.jpeg).linear(0.08, 0).jpeg().toBuffer()],
    ['blurred', () => sharp(portrait.jpeg).blur(8).jpeg().toBuffer()],
    ['eyes-closed', async () => (await facePhoto('caucasian-male', { eyesOpen: false, width: 600, height: 800 })).jpeg],
    ['not-an-image', async () => Buffer.from('%PDF-1.7 not a photo')],
    ['not-an-image', async () => portrait.jpeg.subarray(0, 20_000)],
    ['not-an-image', async () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
    ['too-large', async () => new Uint8Array(10 * 1024 * 1024 + 1)],
    [
      'too-many-pixels',
      () =>
        sharp({ create: { width: 8_000, height: 6_300, channels: 3, background: '#888' } })
          .png()
          .toBuffer(),
    ],
  ]
  test.each(cases)('%s', async (code, photo) => expect(await refusalOf(await photo())).toMatchObject({ code }))

  test('but a head of any skin, turned by 25 degrees, is not', async () => {
    for (const name of ['african-male', 'asian-female']) {
      const { jpeg } = await facePhoto(name, { yaw: 25, width: 480, height: 480 })
      expect(await refusalOf(jpeg)).not.toHaveProperty('code')
    }
  })
})

test.each([
  ['lensWidthMm of v-lise is 0', { lensWidthMm: 0 }],
  ['templeMm of v-lise is 400', { templeMm: 400 }],
  ['shape of v-lise is "heart", none of round, panto', { shape: 'heart' }],
  ['colour of v-lise is not #rrggbb', { colour: 'red' }],
])('a frame that cannot be is bad input, by name: %s', async (message, wrong) => {
  const asked = client.renderPhoto({ photo: portrait.jpeg, frames: [{ ...lise, ...wrong }] })
  await expect(asked).rejects.toMatchObject({ code: Code.InvalidArgument, rawMessage: expect.stringContaining(message) })
})

describe('the thread that reads faces', () => {
  const blank = () => ({
    image: { data: new Uint8Array(3 * 64 * 64), width: 64, height: 64, channels: 3 } as const,
    frames: [],
    card: undefined,
    pdMm: undefined,
    fovDegrees: undefined,
    faceMeasures: false,
  })

  test('takes eight photos at once and tells the ninth to come back', async () => {
    const eight = Array.from({ length: 8 }, () => reader.ask(blank()))
    await expect((async () => reader.ask(blank()))()).rejects.toMatchObject({ code: 'unavailable' })
    expect(await Promise.all(eight)).toEqual(Array(8).fill({ outcome: 'refused', code: 'no-face' }))
  })

  test('is gone 30 s after the last photo and back with the next one', async () => {
    await reader.ask(blank())
    expect([await reader.tidy(), reader.loaded()]).toEqual([0, 1])
    clock.advance(30_000)
    expect([await reader.tidy(), reader.loaded()]).toEqual([1, 0])
    expect(await reader.ask(blank())).toEqual({ outcome: 'refused', code: 'no-face' })
  })

  test('tells those who wait when it is stopped', async () => {
    const told = reader.ask(blank()).catch((fault: unknown) => fault)
    await reader.stop()
    expect(await told).toMatchObject({ code: 'unavailable' })
  })
})

/** Width of the lens around a point: its widest row, each pixel counted by how magenta it is against the middle of the lens. */
async function magentaWidthPx(jpeg: Uint8Array, near: { readonly x: number; readonly y: number }, reachPx: number): Promise<number> {
  const { data, info } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true })
  const magenta = (x: number, y: number) => {
    const at = (y * info.width + x) * info.channels
    return Math.min(data[at]!, data[at + 2]!) - data[at + 1]!
  }
  const [cx, cy] = [Math.round(near.x), Math.round(near.y)]
  const reach = Math.round(reachPx)
  const rows = Array.from({ length: reach }, (_, i) => cy - (reach >> 1) + i)
  const columns = Array.from({ length: 2 * reach }, (_, i) => cx - reach + i)
  // An edge lies where the tint has half its depth, between two pixels: shading inside the lens must not make it narrower.
  const depth = (x: number, y: number) => magenta(x, y) / magenta(cx, cy) - 0.5
  const widthOf = (y: number) => {
    const inside = columns.filter((x) => depth(x, y) >= 0)
    const [first, last] = [inside[0], inside.at(-1)]
    if (first === undefined || last === undefined) return 0
    const before = depth(first, y) / (depth(first, y) - depth(first - 1, y))
    const after = depth(last, y) / (depth(last, y) - depth(last + 1, y))
    return last - first + before + after
  }
  return Math.max(...rows.map(widthOf))
}
