import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { MessageInitShape } from '@bufbuild/protobuf'
import { createClient } from '@connectrpc/connect'
import { CatalogService } from '@vitrine/contracts/catalog/v1'
import { type FollowFaceRequest, type FollowFaceResponseSchema, TryOnService } from '@vitrine/contracts/tryon/v1'
import { directTransport } from '@vitrine/platform/rpc/direct-transport'
import { randomIds } from '@vitrine/platform/ids/ids'
import { WebSocket, WebSocketServer } from 'ws'
import { afterAll, expect, test } from 'vitest'
import { type StreamNeeds, serveTryOn } from './try-on-stream.ts'

type Answer = MessageInitShape<typeof FollowFaceResponseSchema>
const found: Answer = {
  result: {
    case: 'followed',
    value: {
      measures: { pdMm: 62, pdErrorMm: 5.4, method: 'iris' },
      pose: { yaw: 3 },
      quality: { eyesPx: 80, brightness: 120, blur: 0.25 },
      jpeg: Buffer.from('drawn'),
    },
  },
}
const refused = (code: string): Answer => ({ result: { case: 'refused', value: { code } } })

const open: { server: WebSocketServer; sockets: WebSocket[] }[] = []
afterAll(() => {
  for (const { server, sockets } of open) {
    for (const socket of sockets) socket.terminate()
    server.close()
  }
})

/** A kiosk at a door whose try-on answers when it is told to. `answers` are for pictures that nobody waits to answer by hand. */
async function kiosk({ answers, places = 1, ...needs }: { answers?: Answer; places?: number } & Partial<StreamNeeds> = {}) {
  const asked: { request: FollowFaceRequest; answer: (with_: Answer) => void }[] = []
  const [ended, warned]: [string[], string[]] = [[], []]
  const services = directTransport((router) => {
    router.service(CatalogService, {
      getVariants: ({ variantIds }) => ({
        variants: variantIds
          .filter((variantId) => variantId.startsWith('lise'))
          .map((variantId) => ({
            ...{ variantId, onSale: true, name: { fr: 'Lise' }, options: { colour: 'black' } },
            attributes: { shape: 'panto', lensWidthMm: 48, lensHeightMm: 42, bridgeMm: variantId === 'lise-wide' ? 24 : 20 },
          })),
      }),
    })
    router.service(TryOnService, {
      beginStream: () => (places > 0 ? { result: { case: 'begun', value: { maxFramesPerSecond: 200, maxBytes: 1_000 } } } : refusedBegin),
      followFace: (request) => answers ?? new Promise<Answer>((answer) => asked.push({ request, answer })),
      endStream: ({ streamId }) => (ended.push(streamId), {}),
    })
  })
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(server, 'listening')
  const streamId = randomIds()
  server.on('connection', (socket) =>
    serveTryOn(socket, {
      peers: { catalog: createClient(CatalogService, services), tryon: createClient(TryOnService, services) },
      readToken: async (token) => (token === 'good' ? { kind: 'account', accountId: 'a', sessionId: 's', roles: [] } : undefined),
      mayBegin: async () => true,
      mayAsk: async () => true,
      streamId,
      log: { warn: (_: unknown, text?: string) => void warned.push(text ?? '') },
      ...needs,
    }),
  )
  const socket = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`)
  open.push({ server, sockets: [socket] })
  const [heard, pictures]: [Record<string, unknown>[], Buffer[]] = [[], []]
  let closed: number | undefined
  socket.on('message', (data: Buffer, isBinary) => void (isBinary ? pictures.push(data) : heard.push(JSON.parse(String(data)))))
  socket.on('close', (code) => (closed = code))
  await once(socket, 'open')
  const say = (message: object) => socket.send(JSON.stringify(message))
  const show = (seq: number, jpeg: Uint8Array | string = `jpeg ${seq}`) => {
    const number = Buffer.alloc(4)
    number.writeUInt32BE(seq)
    socket.send(Buffer.concat([number, Buffer.from(jpeg as Uint8Array)]))
  }
  const ready = async (more: object = {}) => {
    say({ ...hello, ...more })
    await expect.poll(() => heard[0]).toEqual({ type: 'ready', maxFps: 200, maxBytes: 1_000 })
  }
  return { asked, ended, warned, heard, pictures, say, show, ready, socket, streamId, closed: () => closed }
}
const refusedBegin = { result: { case: 'refused', value: { code: 'busy' } } } as const
const hello = { type: 'hello', mode: 'image', variantId: 'lise-black', width: 640, height: 480 }

test('a picture comes back drawn, with its number, and with what was seen of the face', async () => {
  const { ready, show, asked, heard, pictures } = await kiosk()
  await ready({ pdMm: 63.5, fov: 60, token: 'good' })
  show(0xfffffffe)
  await expect.poll(() => asked.length).toBe(1)
  const { frame, pdMm, fovDegrees, picture } = asked[0]!.request
  expect([frame?.bridgeMm, pdMm, fovDegrees, String(Buffer.from(picture))]).toEqual([20, 63.5, 60, `jpeg ${0xfffffffe}`])
  asked[0]!.answer(found)
  await expect.poll(() => pictures.length).toBe(1)
  expect(heard[1]).toEqual({
    ...{ type: 'frame', seq: 0xfffffffe, found: true, ms: expect.any(Number), dropped: 0 },
    ...{ pose: { yaw: 3, pitch: 0, roll: 0 }, measures: { pdMm: 62, pdErrorMm: 5.4, method: 'iris' } },
    quality: { sharpness: 0.75, brightness: 120, eyesPx: 80 },
  })
  expect([pictures[0]!.readUInt32BE(0), String(pictures[0]!.subarray(4))]).toEqual([0xfffffffe, 'drawn'])
})

test('the newest frame wins, and the next is read when the last was acknowledged', async () => {
  const { ready, show, say, asked, heard } = await kiosk()
  await ready()
  const numbers = () => asked.map(({ request }) => String(Buffer.from(request.picture)))
  show(1)
  await expect.poll(numbers).toEqual(['jpeg 1'])
  for (const seq of [2, 3, 4]) show(seq) // while 1 is read
  asked[0]!.answer(found)
  await expect.poll(() => heard.at(-1)).toMatchObject({ seq: 1 })
  say({ type: 'ack', seq: 9 }) // not what was answered
  show(5)
  say({ type: 'variant', variantId: 'nobody' }) // answered after all that came before it
  await expect.poll(() => heard.at(-1)).toEqual({ type: 'error', code: 'not-found' })
  expect(numbers()).toEqual(['jpeg 1'])
  say({ type: 'ack', seq: 1 })
  await expect.poll(numbers).toEqual(['jpeg 1', 'jpeg 5'])
  asked[1]!.answer(found)
  await expect.poll(() => heard.at(-1)).toMatchObject({ seq: 5, dropped: 3 })
})

test('the frame is changed without a new stream; in mode landmarks none is drawn', async () => {
  const { ready, show, say, asked, heard } = await kiosk()
  await ready()
  say({ type: 'variant', variantId: 'lise-wide' })
  say({ type: 'variant', variantId: 'nobody' })
  await expect.poll(() => heard.at(-1)).toEqual({ type: 'error', code: 'not-found' })
  show(1)
  await expect.poll(() => asked[0]?.request.frame?.bridgeMm).toBe(24)

  const reading = await kiosk()
  await reading.ready({ mode: 'landmarks', variantId: undefined })
  reading.show(1)
  await expect.poll(() => reading.asked.length).toBe(1)
  expect(reading.asked[0]!.request.frame).toBeUndefined()
  reading.asked[0]!.answer({ result: { case: 'followed', value: { landmarks: [1.234, 5.678] } } })
  await expect.poll(() => reading.heard.at(-1)).toMatchObject({ found: true, landmarks: [1.23, 5.68] })
  expect(reading.pictures).toEqual([])
})

test('no more than the rate allows are read', async () => {
  const { ready, show, say, heard } = await kiosk({ answers: found })
  await ready()
  const began = performance.now()
  for (let seq = 1; seq <= 20; seq++) {
    show(seq)
    await expect.poll(() => heard.at(-1), { interval: 1 }).toMatchObject({ seq })
    say({ type: 'ack', seq })
  }
  expect(performance.now() - began).toBeGreaterThan(19 * 5 - 1) // 200 a second
})

test.each([
  ['a bad token', { ...hello, token: 'x' }, {}, 'unauthorised', 4401],
  ['a frame that is not sold', { ...hello, variantId: 'nobody' }, {}, 'not-found', 1008],
  ['drawing without a frame', { ...hello, variantId: undefined }, {}, 'bad-input', 1008],
  ['a word there is not', { ...hello, camera: 'front' }, {}, 'bad-input', 1008],
  ['an acknowledgement before the hello', { type: 'ack', seq: 1 }, {}, 'bad-input', 1008],
  ['an address with too many streams', hello, { mayBegin: async () => false }, 'too-many-requests', 4429],
  ['a shop whose places are taken', hello, { places: 0 }, 'busy', 4429],
])('%s is refused by name, and closed', async (_, said, needs, code, closing) => {
  const { say, heard, closed } = await kiosk(needs)
  say(said)
  await expect.poll(closed).toBe(closing)
  expect(heard).toEqual([{ type: 'refused', code }])
})

test('a frame above the limit closes, three in a row that cannot be opened do, and two do not', async () => {
  const large = await kiosk({ answers: found })
  await large.ready()
  large.show(1, new Uint8Array(1_001))
  await expect.poll(large.closed).toBe(1009)

  const broken = await kiosk()
  await broken.ready()
  for (const [seq, answer] of [
    refused('not-an-image'),
    refused('not-an-image'),
    refused('no-face'),
    ...Array<Answer>(3).fill(refused('not-an-image')),
  ].entries()) {
    broken.show(seq)
    await expect.poll(() => broken.asked.length).toBe(seq + 1)
    expect(broken.closed()).toBeUndefined()
    broken.asked[seq]!.answer(answer)
    await expect
      .poll(() => broken.heard.at(-1))
      .toMatchObject({ seq, found: false, code: (answer.result as { value: { code: string } }).value.code })
    broken.say({ type: 'ack', seq })
  }
  await expect.poll(broken.closed).toBe(1007)
})

test('who shows nothing that is read is closed, with or without a hello; the place is given back', async () => {
  const silent = await kiosk({ idleMs: 80 })
  const began = performance.now()
  await expect.poll(silent.closed).toBe(4408)
  expect(performance.now() - began).toBeGreaterThan(60)
  expect(silent.ended).toEqual([])

  const deaf = await kiosk({ idleMs: 80, answers: found })
  await deaf.ready()
  for (let seq = 1; deaf.closed() === undefined && seq < 100; seq++) {
    deaf.show(seq) // never acknowledges
    await new Promise((later) => setTimeout(later, 10))
  }
  expect(deaf.closed()).toBe(4408)
  expect(deaf.heard.filter(({ type }) => type === 'frame')).toHaveLength(1)
  await expect.poll(() => deaf.ended).toEqual([deaf.streamId])
})

test('changing the frame is not showing one: who only does that is closed, and may do it only so often', async () => {
  let asked = 0
  const { ready, say, heard, closed } = await kiosk({ idleMs: 150, mayAsk: async () => ++asked <= 3 })
  await ready()
  for (let turn = 0; closed() === undefined && turn < 100; turn++) {
    say({ type: 'variant', variantId: 'lise-wide' })
    await new Promise((later) => setTimeout(later, 10))
  }
  expect(closed()).toBe(4408)
  expect(heard.at(-1)).toEqual({ type: 'error', code: 'too-many-requests' })
})

test('a try-on that does not answer in time closes with a word to come back', async () => {
  const { ready, show, asked, closed, warned } = await kiosk({ deadlineMs: 50 })
  await ready()
  show(1)
  await expect.poll(() => asked.length).toBe(1)
  await expect.poll(closed).toBe(1011)
  expect(warned).toEqual(['a try-on stream failed'])
})
