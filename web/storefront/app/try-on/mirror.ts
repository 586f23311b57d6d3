import { frameParts } from '@vitrine/tryon-core/frame-geometry'
import type { Frame } from '@vitrine/tryon-core/frame'
import { type AverageHead, occluderFor } from '@vitrine/tryon-core/head-occluder'
import type { LiveAnswer, Sight } from '@vitrine/tryon-core/live-tracker'
import { framePainter } from './frame-painter.ts'
import type { FromFaces, ToFaces } from './mirror-messages.ts'

/** Why a mirror cannot be opened. */
export type MirrorTrouble = 'permission' | 'no-camera' | 'busy' | 'no-webgl' | 'failed'

/** What the page says about a mirror. Told when it changes, not for each frame; `sight` at most twice a second. */
export type MirrorState =
  | { readonly phase: 'closed' }
  | { readonly phase: 'loading'; readonly share: number }
  | { readonly phase: 'trouble'; readonly why: MirrorTrouble }
  | { readonly phase: 'open'; readonly sight?: Sight | undefined; readonly notice?: MirrorNotice | undefined }
export type MirrorNotice = 'no-face' | 'several-faces' | 'slow'

export interface Mirror {
  wear(frame: Frame): void
  /** The distance between the pupils the shopper typed, mm. */
  setPd(pdMm: number | undefined): void
  freeze(isFrozen: boolean): void
  /** The camera's light goes off. */
  close(): void
}

export interface MirrorPlaces {
  /** Where the live picture goes, and over it the frame. */
  readonly picture: HTMLCanvasElement
  readonly overlay: HTMLCanvasElement
  readonly tell: (state: MirrorState) => void
}

const size = { width: 640, height: 480 }
/** Said after so long without a face; below so many pictures a second for so long the photo is offered (web.md 1.2). */
const patience = { noFaceMs: 3_000, slowPerSecond: 12, slowMs: 4_000 }
const tellEveryMs = 500

/**
 * Opens the camera, reads the face in another thread and draws the frame over each picture. Nothing leaves the device: after loading, not
 * one request is made. Each picture is shown together with the frame that was placed on it, so that the two never part.
 */
export function openMirror(frame: Frame, { picture, overlay, tell }: MirrorPlaces): Mirror {
  const video = document.createElement('video')
  const faces = new Worker(new URL('./face-worker.ts', import.meta.url), { type: 'module' })
  const painter = framePainter(overlay)
  const grab = Object.assign(document.createElement('canvas'), size)
  const [shown, grabbed] = [picture.getContext('2d'), grab.getContext('2d', { willReadFrequently: true })]
  let [worn, wornPd]: [Frame, number | undefined] = [frame, undefined]
  let head: AverageHead | undefined
  let [pdMm, isFrozen, isClosed, isReading]: [number | undefined, boolean, boolean, boolean] = [undefined, false, false, false]
  let last: LiveAnswer | undefined
  const meter = noticeMeter()
  Object.assign(picture, size)
  Object.assign(overlay, size)

  const send = (message: ToFaces, handover: Transferable[] = []) => faces.postMessage(message, handover)
  const trouble = (why: MirrorTrouble) => {
    if (isClosed) return
    close()
    tell({ phase: 'trouble', why })
  }

  function read() {
    if (isClosed || isFrozen || isReading || !head || !grabbed || video.readyState < video.HAVE_CURRENT_DATA) return
    isReading = true
    grabbed.drawImage(video, ...coverOf(video), 0, 0, size.width, size.height)
    const pixels = grabbed.getImageData(0, 0, size.width, size.height)
    send({ kind: 'look', pixels, seconds: meter.tick(), pdMm }, [pixels.data.buffer])
  }

  function show(answer: LiveAnswer) {
    isReading = false
    if (isClosed) return
    last = answer
    shown?.drawImage(grab, 0, 0)
    draw()
    const told = meter.judge(answer)
    if (told) tell({ phase: 'open', ...told })
    requestAnimationFrame(read)
  }

  function draw() {
    const sight = last?.outcome === 'face' ? last : undefined
    if (sight && head && (wornPd === undefined || Math.abs(wornPd - sight.pd.mm) > 0.5)) dress(sight.pd.mm)
    painter?.draw(sight)
  }

  function dress(forPd: number) {
    if (!head) return
    wornPd = forPd
    const occluder = occluderFor(head, forPd)
    painter?.wear(frameParts(worn, occluder.templeHalfMm + 1), occluder)
  }

  faces.onmessage = ({ data: message }: MessageEvent<FromFaces>) => {
    if (message.kind === 'loading' && !isClosed) tell({ phase: 'loading', share: message.share })
    if (message.kind === 'failed') trouble('failed')
    if (message.kind === 'seen') show(message.answer)
    if (message.kind === 'ready') {
      head = message.head
      if (!isClosed) tell({ phase: 'open' })
      read()
    }
  }
  faces.onerror = () => trouble('failed')
  if (painter) openCamera(video, () => isClosed).then(read, (fault: unknown) => trouble(troubleOf(fault)))
  else queueMicrotask(() => trouble('no-webgl'))

  function close() {
    isClosed = true
    if (video.srcObject instanceof MediaStream) for (const track of video.srcObject.getTracks()) track.stop()
    video.srcObject = null
    faces.terminate()
    painter?.draw(undefined)
  }

  return {
    wear(next) {
      worn = next
      wornPd = undefined
      draw()
    },
    setPd(next) {
      pdMm = next
    },
    freeze(next) {
      isFrozen = next
      if (!isFrozen) requestAnimationFrame(read)
    },
    close,
  }
}

async function openCamera(video: HTMLVideoElement, isClosed: () => boolean): Promise<void> {
  if (!navigator.mediaDevices) throw new DOMException('no camera interface', 'NotFoundError')
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'user', width: { ideal: 640 }, height: { ideal: 480 } } })
  if (isClosed()) for (const track of stream.getTracks()) track.stop()
  video.muted = true
  video.playsInline = true
  video.srcObject = stream
  await video.play()
}

function troubleOf(fault: unknown): MirrorTrouble {
  const name = fault instanceof DOMException ? fault.name : ''
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'permission'
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'no-camera'
  return name === 'NotReadableError' || name === 'AbortError' ? 'busy' : 'failed'
}

/** The part of the camera's picture that fills 4:3: x, y, width, height. */
function coverOf({ videoWidth, videoHeight }: HTMLVideoElement): [number, number, number, number] {
  const width = Math.min(videoWidth, (videoHeight * size.width) / size.height)
  const height = (width * size.height) / size.width
  return [(videoWidth - width) / 2, (videoHeight - height) / 2, width, height]
}

/** Watches speed and absence, and says when something is to be told. */
function noticeMeter() {
  let [lastAt, seenAt, toldAt, slowSince] = [performance.now(), performance.now(), 0, 0]
  let [seconds, notice]: [number, MirrorNotice | undefined] = [1 / 15, undefined]
  return {
    /** Seconds since the last picture. */
    tick(): number {
      const now = performance.now()
      seconds = Math.min(0.5, Math.max(0.005, (now - lastAt) / 1_000))
      lastAt = now
      return seconds
    },
    judge(answer: LiveAnswer): { sight?: Sight | undefined; notice?: MirrorNotice | undefined } | undefined {
      const now = performance.now()
      if (answer.outcome === 'face') seenAt = now
      slowSince = seconds > 1 / patience.slowPerSecond ? slowSince || now : 0
      const before = notice
      if (answer.outcome === 'several-faces') notice = 'several-faces'
      else if (now - seenAt > patience.noFaceMs) notice = 'no-face'
      else if (answer.outcome === 'face') notice = slowSince && now - slowSince > patience.slowMs ? 'slow' : undefined
      if (notice === before && now - toldAt < tellEveryMs) return undefined
      toldAt = now
      return { notice, sight: answer.outcome === 'face' ? answer : undefined }
    },
  }
}
