import { Code, createClient } from '@connectrpc/connect'
import { create } from '@bufbuild/protobuf'
import { FrameSchema, TryOnService } from '@vitrine/contracts/tryon/v1'
import { directTransport } from '@vitrine/platform/rpc/direct-transport'
import { memoryFiles, movableClock } from '@vitrine/system/test-shop'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { frameParts } from '@vitrine/tryon-core/frame-geometry'
import { glbOf } from '@vitrine/tryon-core/test-glb'
import { facePhoto } from '../../tools/try-on/face-photo.ts'
import { sharpPictures } from './adapters/sharp-pictures.ts'
import { workerFaceReader } from './adapters/worker-face-reader.ts'
import { frameFromWire } from './api/frame-from-wire.ts'
import { tryOnRpc } from './api/try-on-rpc.ts'

const root = new URL('../../', import.meta.url)
const places = {
  models: new URL('tryon-core/models/', root).href,
  averageHead: new URL('tryon-core/data/average-head.bin', root).href,
}
const clock = movableClock()
const reader = workerFaceReader({ entry: new URL('services/tryon/adapters/face-worker.ts', root), ...places, clock, threads: 1 })
const client = createClient(
  TryOnService,
  directTransport(
    (router) => router.service(TryOnService, tryOnRpc({ pictures: sharpPictures, reader, streams: reader, files: memoryFiles() })),
    {
      handover: () => 'frozen',
    },
  ),
)
const lise = {
  ...{ variantId: 'v-lise', shape: 'panto', lensWidthMm: 48, lensHeightMm: 42, bridgeMm: 20, templeMm: 145 },
  ...{ rim: 'full', rimWidthMm: 3.6, build: 'acetate', colour: '#00ff00' },
}
const idOf = (name: string) => `stream-of-${name}`.padEnd(16, '-')

let ahead: Awaited<ReturnType<typeof facePhoto>>
let aside: Awaited<ReturnType<typeof facePhoto>>
beforeAll(async () => {
  const size = { width: 640, height: 480, fovDegrees: 50 }
  ;[ahead, aside] = [await facePhoto('caucasian-male', size), await facePhoto('caucasian-male', { ...size, yaw: 15 })]
})
afterAll(() => reader.stop())

const follow = async (streamId: string, picture: Uint8Array, more: { frame?: typeof lise; pdMm?: number } = {}) => {
  const { result } = await client.followFace({ streamId, picture, ...more })
  return result
}
const followed = async (...asked: Parameters<typeof follow>) => {
  const result = await follow(...asked)
  return result.case === 'followed' ? result.value : expect.fail(`refused: ${result.value?.code}`)
}

describe('a stream', () => {
  test('is drawn on: a JPEG of its size with the frame on, and pose and measures without a size of the face', async () => {
    const { jpeg, pose, measures, landmarks, quality } = await followed(idOf('drawn'), ahead.jpeg, { frame: lise, pdMm: 62 })
    const { data, info } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true })
    expect([info.width, info.height, landmarks]).toEqual([640, 480, []])
    let green = 0
    for (let at = 0; at < data.length; at += 3) if (data[at + 1]! > data[at]! + 80 && data[at + 1]! > data[at + 2]! + 80) green++
    expect(green).toBeGreaterThan(1_000)
    expect(pose!.yaw).toBeCloseTo(0, -0.5)
    expect(measures).toMatchObject({ pdMm: 62, method: 'typed', shape: [] })
    expect(measures!.faceWidthMm).toBeUndefined()
    expect(quality!.eyesPx).toBeGreaterThan(60)
    await client.endStream({ streamId: idOf('drawn') })
  })

  test('is only read: 468 landmarks where the face is, and the turn follows the head from picture to picture', async () => {
    const streamId = idOf('read')
    const { landmarks, jpeg, pose } = await followed(streamId, ahead.jpeg)
    expect([landmarks.length, jpeg.length]).toEqual([2 * 468, 0])
    const [right, left] = ahead.truth.pupils
    expect(landmarks[2 * 168]! - (right[0] + left[0]) / 2).toBeCloseTo(0, -1)
    const turns = [pose!.yaw]
    for (let picture = 0; picture < 8; picture++) {
      clock.advance(125)
      turns.push((await followed(streamId, aside.jpeg)).pose!.yaw)
    }
    expect(turns.at(-1)! - turns[0]!).toBeGreaterThan(12)
    expect(turns[1]! - turns[0]!).toBeLessThan(turns.at(-1)! - turns[0]!) // smoothed: it arrives, it does not jump
    await client.endStream({ streamId })
  })

  test('keeps the face it knows after a picture that is none, and says what that was', async () => {
    const streamId = idOf('bad')
    const grey = await sharp({ create: { width: 640, height: 480, channels: 3, background: '#888' } })
      .jpeg()
      .toBuffer()
    const huge = await sharp({ create: { width: 1400, height: 900, channels: 3, background: '#888' } })
      .jpeg()
      .toBuffer()
    const png = await sharp(grey).png().toBuffer()
    for (const [picture, code] of [
      [grey, 'no-face'],
      [Buffer.from('no picture'), 'not-an-image'],
      [png, 'not-an-image'],
      [ahead.jpeg.subarray(0, 4_000), 'not-an-image'],
      [huge, 'too-many-pixels'],
      [new Uint8Array(200_001), 'too-large'],
    ] as const)
      expect((await follow(streamId, picture)).value).toMatchObject({ code })
    expect((await followed(streamId, ahead.jpeg)).pose).toBeDefined()
    await client.endStream({ streamId })
  })

  test('asks for a frame that can be, under an id nobody meets by chance', async () => {
    await expect(follow(idOf('wrong'), ahead.jpeg, { frame: { ...lise, templeMm: 400 } })).rejects.toMatchObject({
      code: Code.InvalidArgument,
      rawMessage: expect.stringContaining('templeMm is 400'),
    })
    await expect(client.beginStream({ streamId: 'short' })).rejects.toMatchObject({ code: Code.InvalidArgument })
  })
})

describe('places', () => {
  const begin = async (name: string, draws: boolean) => (await client.beginStream({ streamId: idOf(name), draws })).result

  test('are two for drawn streams, four for read ones; the next is told, until one ends or is left', async () => {
    expect(await begin('a', true)).toMatchObject({ case: 'begun', value: { maxFramesPerSecond: 8, maxBytes: 200_000 } })
    expect((await begin('a', true)).case).toBe('begun') // asked again: the same place
    expect((await begin('b', false)).case).toBe('begun')
    expect((await begin('c', false)).case).toBe('begun')
    expect(await begin('d', false)).toMatchObject({ case: 'refused', value: { code: 'busy' } })
    expect((await follow(idOf('d'), ahead.jpeg)).value).toMatchObject({ code: 'busy' })
    await client.endStream({ streamId: idOf('b') })
    expect((await begin('d', false)).case).toBe('begun')
    clock.advance(59_000)
    await followed(idOf('a'), ahead.jpeg, { frame: lise })
    clock.advance(1_000)
    await reader.tidy() // c and d showed nothing for a minute
    expect([(await begin('e', false)).case, (await begin('f', false)).case, (await begin('g', false)).case]).toEqual([
      'begun',
      'begun',
      'refused',
    ])
    for (const name of ['a', 'e', 'f']) await client.endStream({ streamId: idOf(name) })
  })

  test('are two times as many on two threads, and begin once the networks are in memory', async () => {
    const ready = `import { parentPort } from 'node:worker_threads'; setTimeout(() => parentPort.postMessage('ready'), 30); setInterval(() => {}, 1e6)`
    const two = workerFaceReader({ entry: new URL(`data:text/javascript,${ready}`), ...places, clock, threads: 2 })
    const began = performance.now()
    const answers = await Promise.all([1, 2, 3, 4, 5].map((n) => two.begin(idOf(`${n}`), true)))
    expect(answers).toEqual(['begun', 'begun', 'begun', 'begun', 'busy'])
    expect(performance.now() - began).toBeGreaterThan(29)
    await two.stop()
  })
})

describe('a model of a frame', () => {
  const sized = { ...lise, frameWidthMm: 132 }
  const made = () => glbOf(frameParts(frameFromWire({ ...create(FrameSchema, sized) }), 74))

  test('is kept under its hash, and found by it', async () => {
    const glb = made()
    const { result } = await client.putModel({ glb, frame: sized })
    expect(result.case === 'kept' && result.value.size?.frontWidth).toBeCloseTo(132, -1)
    const sha256 = result.case === 'kept' ? result.value.sha256 : ''
    expect(Buffer.from((await client.getModel({ sha256 })).glb)).toEqual(Buffer.from(glb))
    expect((await client.putModel({ glb, frame: sized })).result.value).toMatchObject({ sha256 })
  })

  test('is refused when it is none, or another frame than its numbers say', async () => {
    expect((await client.putModel({ glb: Buffer.from('solid'), frame: sized })).result).toMatchObject({ value: { code: 'not-a-model' } })
    const { result } = await client.putModel({ glb: made(), frame: { ...sized, templeMm: 180 } })
    expect(result.value).toMatchObject({ code: 'wrong-size', size: { depth: expect.any(Number) } })
    for (const sha256 of ['../../secrets', 'a'.repeat(64)])
      await expect(client.getModel({ sha256 })).rejects.toMatchObject({ code: Code.NotFound })
  })
})

test('a thread that hangs is ended after 20 s, and who waits is told', async () => {
  const hanging = workerFaceReader({ entry: new URL('data:text/javascript,setInterval(() => {}, 1e6)'), ...places, clock, threads: 1 })
  const blank = { data: new Uint8Array(3 * 64 * 64), width: 64, height: 64, channels: 3 } as const
  const asked = hanging.follow(idOf('hanging'), { image: blank, frame: undefined, pdMm: undefined, fovDegrees: undefined })
  const told = asked.catch((fault: unknown) => fault)
  clock.advance(19_000)
  expect([await hanging.tidy(), hanging.loaded()]).toEqual([0, 1])
  clock.advance(1_000)
  expect([await hanging.tidy(), hanging.loaded()]).toEqual([1, 0])
  expect(await told).toMatchObject({ code: 'unavailable' })
})
