import type { Followed } from '@vitrine/contracts/tryon/v1'
import type { Log } from '@vitrine/platform/watch/log'
import type { RawData, WebSocket } from 'ws'
import { z } from 'zod'
import { frameAnswer, frameMessage } from '../answers/frame-answer.ts'
import type { Account } from '../guards/identity.ts'
import type { Peers } from '../peers.ts'
import { id } from '../schemas/shapes.ts'
import { readJson } from './read-json.ts'

/** Why a stream is closed. Source: try-on design, section 4; 1008 is RFC 6455's own word for a hello that is refused. */
export const streamClosing = {
  badFrames: 1007,
  refused: 1008,
  tooLarge: 1009,
  fault: 1011,
  unauthorised: 4401,
  foreignPage: 4403,
  idle: 4408,
  busy: 4429,
} as const

const side = z.int().min(64).max(1280)
/** What a client may say in text. `width` and `height` of its frames; `fov` vertical, degrees; `pdMm` as typed by the wearer. */
export const streamMessage = z.discriminatedUnion('type', [
  z
    .strictObject({
      type: z.literal('hello'),
      token: z.string().max(4_000).optional(),
      variantId: id.optional(),
      mode: z.enum(['image', 'landmarks']),
      width: side,
      height: side,
      fov: z.number().min(20).max(120).optional(),
      pdMm: z.number().min(40).max(80).optional(),
    })
    .refine(({ mode, variantId }) => mode === 'landmarks' || variantId !== undefined, { path: ['variantId'] }),
  z.strictObject({ type: z.literal('variant'), variantId: id }),
  z.strictObject({ type: z.literal('ack'), seq: z.int().min(0).max(0xffff_ffff) }),
])
type Hello = Extract<z.output<typeof streamMessage>, { type: 'hello' }>

export interface Arrived {
  readonly data: RawData
  readonly isBinary: boolean
}

export interface StreamNeeds {
  readonly peers: Pick<Peers, 'catalog' | 'tryon'>
  readonly readToken: (token: string) => Promise<Account | undefined>
  readonly log: Pick<Log, 'warn'>
  /** Of this socket, unguessable. */
  readonly streamId: string
  /** Whether this address may have one more stream. */
  readonly mayBegin: () => Promise<boolean>
  /** Whether it may ask the catalogue for one more frame. */
  readonly mayAsk: () => Promise<boolean>
  /** What arrived before. */
  readonly early?: readonly Arrived[]
  readonly idleMs?: number
  /** For reading one picture. */
  readonly deadlineMs?: number
}

interface Session {
  readonly hello: Hello
  readonly everyMs: number
  frame: ReturnType<typeof frameMessage> | undefined
}
interface Picture {
  readonly seq: number
  readonly jpeg: Uint8Array
}

/** Text that may wait; more is a flood. */
const mostQueued = 20
/** In a row, before the stream is taken for something else than a camera. */
const mostBad = 3
const usualDeadlineMs = 5_000
/** For a place: networks may have to be loaded first. */
const beginMs = 15_000

/**
 * Serves one stream: pictures in, pose, landmarks or drawn pictures out. Nothing of a picture is kept or logged.
 *
 * The newest frame wins: one that waits is replaced, never queued. The next is read when the client acknowledged the last, and no sooner than
 * the service's rate allows. Who shows nothing that is read for 30 s is closed.
 */
export function serveTryOn(socket: WebSocket, needs: StreamNeeds): void {
  const { peers, readToken, log, streamId, mayBegin, mayAsk, early = [], idleMs = 30_000, deadlineMs = usualDeadlineMs } = needs
  let session: Session | undefined
  let newest: Picture | undefined
  let unacknowledged: number | undefined
  let [isReading, isClosed, dropped, bad, nextAt, maxBytes] = [false, false, 0, 0, 0, 200_000]
  let [idle, pause]: [NodeJS.Timeout | undefined, NodeJS.Timeout | undefined] = [undefined, undefined]

  const tell = (message: object) => void (socket.readyState === socket.OPEN && socket.send(JSON.stringify(message)))
  const close = (reason: keyof typeof streamClosing) => socket.close(streamClosing[reason], reason)
  const refuse = (code: string, reason: 'refused' | 'unauthorised' | 'busy') => {
    tell({ type: 'refused', code })
    close(reason)
  }
  /** What a fault says of itself holds no picture and no measure. */
  const fail = (error: unknown) => {
    log.warn({ err: error }, 'a try-on stream failed')
    close('fault')
  }
  const stay = () => {
    clearTimeout(idle)
    if (!isClosed) idle = setTimeout(() => close('idle'), idleMs)
  }

  async function greet(hello: Hello): Promise<void> {
    if (session) return tell({ type: 'error', code: 'bad-input' })
    if (hello.token !== undefined && !(await readToken(hello.token))) return refuse('unauthorised', 'unauthorised')
    if (!(await mayBegin())) return refuse('too-many-requests', 'busy')
    const frame = hello.variantId === undefined ? undefined : await frameOf(peers, hello.variantId)
    if (hello.variantId !== undefined && !frame) return refuse('not-found', 'refused')
    const { result } = await peers.tryon.beginStream({ streamId, draws: hello.mode === 'image' }, { timeoutMs: beginMs })
    if (result.case !== 'begun') return refuse('busy', 'busy')
    if (isClosed) return leave() // while the place was taken
    const { maxFramesPerSecond: maxFps } = result.value
    maxBytes = result.value.maxBytes
    session = { hello, frame, everyMs: 1_000 / maxFps }
    stay()
    tell({ type: 'ready', maxFps, maxBytes })
    pump()
  }

  async function hear(data: RawData): Promise<void> {
    const parsed = streamMessage.safeParse(readJson(data))
    if (!parsed.success) return session ? tell({ type: 'error', code: 'bad-input' }) : refuse('bad-input', 'refused')
    const said = parsed.data
    if (said.type === 'hello') return await greet(said)
    if (!session) return refuse('bad-input', 'refused')
    if (said.type === 'ack') {
      if (said.seq === unacknowledged) unacknowledged = undefined
      return pump()
    }
    if (!(await mayAsk())) return tell({ type: 'error', code: 'too-many-requests' })
    const frame = await frameOf(peers, said.variantId)
    if (!frame) return tell({ type: 'error', code: 'not-found' })
    session.frame = frame
  }

  function take(data: Buffer): void {
    if (data.length > 4 + maxBytes) return close('tooLarge')
    if (data.length < 4) return void judge('not-an-image')
    if (newest) dropped++
    newest = { seq: data.readUInt32BE(0), jpeg: data.subarray(4) }
    pump()
  }

  /** Reads the newest picture when nothing holds it back. */
  function pump(): void {
    if (!session || !newest || isReading || unacknowledged !== undefined || isClosed) return
    const wait = nextAt - performance.now()
    clearTimeout(pause)
    if (wait > 0) return void (pause = setTimeout(pump, wait))
    const picture = newest
    newest = undefined
    isReading = true
    nextAt = performance.now() + session.everyMs
    stay()
    read(session, picture).catch(fail)
  }

  async function read({ hello, frame }: Session, { seq, jpeg }: Picture): Promise<void> {
    const began = performance.now()
    const { result } = await peers.tryon.followFace(
      {
        ...{ streamId, picture: jpeg },
        ...(hello.mode === 'image' && frame && { frame }),
        ...(hello.pdMm !== undefined && { pdMm: hello.pdMm }),
        ...(hello.fov !== undefined && { fovDegrees: hello.fov }),
      },
      { timeoutMs: deadlineMs },
    )
    if (isClosed) return
    if (result.case === 'refused' && result.value.code === 'busy') return refuse('busy', 'busy')
    unacknowledged = seq
    isReading = false
    const head = { type: 'frame', seq, ms: Math.round(performance.now() - began), dropped }
    dropped = 0
    if (result.case === 'followed') {
      tell({ ...head, found: true, ...seen(result.value) })
      if (result.value.jpeg.length > 0) socket.send(numbered(seq, result.value.jpeg))
    } else tell({ ...head, found: false, code: result.value?.code })
    judge(result.case === 'followed' ? undefined : result.value?.code)
  }

  /** A picture without a face is a picture; what cannot be opened is none. */
  function judge(code: string | undefined): void {
    const isBad = code === 'not-an-image' || code === 'too-many-pixels'
    bad = isBad ? bad + 1 : 0
    if (bad >= mostBad) close('badFrames')
  }

  const leave = () => void peers.tryon.endStream({ streamId }, { timeoutMs: deadlineMs }).catch(() => {}) // left streams end by themselves

  socket.on('close', () => {
    isClosed = true
    newest = undefined
    clearTimeout(idle)
    clearTimeout(pause)
    if (session) leave()
  })
  socket.on('error', () => {}) // a frame too large for the door or a lost connection: `close` follows
  stay()

  // One after the other: what is said after the hello waits for it. Pictures do not wait for words.
  let last: Promise<unknown> = Promise.resolve()
  let queued = 0
  const arrive = (data: RawData, isBinary: boolean) => {
    if (isBinary) return take(data as Buffer) // `binaryType` is nodebuffer
    if (queued >= mostQueued) return
    queued++
    last = last
      .then(() => hear(data))
      .catch(fail)
      .finally(() => void queued--)
  }
  for (const { data, isBinary } of early) arrive(data, isBinary)
  socket.on('message', arrive)
}

async function frameOf(peers: StreamNeeds['peers'], variantId: string) {
  const { variants } = await peers.catalog.getVariants({ variantIds: [variantId] }, { timeoutMs: usualDeadlineMs })
  const variant = variants.find(({ onSale }) => onSale)
  const frame = variant && frameAnswer(variant, 'fr') // its words are not asked for
  return frame && frameMessage(frame)
}

function seen({ pose, measures, quality, landmarks }: Followed) {
  return {
    pose: { yaw: pose?.yaw ?? 0, pitch: pose?.pitch ?? 0, roll: pose?.roll ?? 0 },
    measures: { pdMm: measures?.pdMm ?? 0, pdErrorMm: measures?.pdErrorMm ?? 0, method: measures?.method ?? 'average' },
    quality: { sharpness: 1 - (quality?.blur ?? 0), brightness: quality?.brightness ?? 0, eyesPx: quality?.eyesPx ?? 0 },
    ...(landmarks.length > 0 && { landmarks: landmarks.map((px) => Math.round(px * 100) / 100) }),
  }
}

function numbered(seq: number, jpeg: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(4 + jpeg.length)
  bytes.writeUInt32BE(seq, 0)
  bytes.set(jpeg, 4)
  return bytes
}
