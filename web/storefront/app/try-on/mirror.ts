import { type FramePart, frameParts } from '@vitrine/tryon-core/frame-geometry'
import { readFrameModel } from '@vitrine/tryon-core/frame-model'
import type { Frame } from '@vitrine/tryon-core/frame'
import { type AverageHead, type Occluder, occluderFor } from '@vitrine/tryon-core/head-occluder'
import type { LiveAnswer, Sight } from '@vitrine/tryon-core/live-tracker'
import type { Dress } from '@vitrine/ui/try-on/dress'
import { framePainter } from '@vitrine/ui/try-on/frame-painter'
import { camera, type CameraTrouble } from './camera.ts'
import type { FromFaces, ToFaces } from './mirror-messages.ts'
import { type MirrorNotice, noticeMeter } from './mirror-notices.ts'
import { pacer } from './pace.ts'
import { coveredPart, tilesOf } from '@vitrine/ui/try-on/tiles'

/** What the page says about a mirror. Told when it changes, not for each frame; `sight` at most twice a second. */
export type MirrorState =
  | { readonly phase: 'closed' }
  | { readonly phase: 'loading'; readonly share: number }
  | { readonly phase: 'trouble'; readonly why: CameraTrouble }
  | { readonly phase: 'open'; readonly sight?: Sight | undefined; readonly notice?: MirrorNotice | undefined }

/** A frame to wear, by the variant it is. */
export interface Worn {
  readonly variantId: string
  readonly frame: Frame
  /** Of a 3D file, drawn in place of the numbers where it was loaded. */
  readonly modelSha256?: string | undefined
}

export type Models = ReadonlyMap<string, readonly FramePart[]>

/**
 * Loads the 3D files of all frames that may be worn, before the camera opens: afterwards nothing is asked for. One that cannot be had is
 * left out: that frame is drawn from its numbers.
 */
export async function loadModels(hashes: readonly string[]): Promise<Models> {
  const loaded = await Promise.all(
    [...new Set(hashes)].map(async (sha256) => {
      const answer = await fetch(`/api/v1/try-on/models/${sha256}`).catch(() => undefined)
      const model = answer?.ok ? readFrameModel(new Uint8Array(await answer.arrayBuffer())) : undefined
      return model?.outcome === 'model' ? [[sha256, model.parts] as const] : []
    }),
  )
  return new Map(loaded.flat())
}

export interface Mirror {
  /** One to four, side by side. No face is looked for anew: what is seen last is drawn at once. */
  wear(worn: readonly Worn[]): void
  /** The distance between the pupils the shopper typed, mm. */
  setPd(pdMm: number | undefined): void
  freeze(isFrozen: boolean): void
  /** What is seen now, the way it is seen, as a JPEG. It stays on this device. */
  snapshot(): Promise<Blob>
  /** The camera's light goes off. */
  close(): void
}

export interface MirrorPlaces {
  /** Where the live picture goes, and over it the frame. */
  readonly picture: HTMLCanvasElement
  readonly overlay: HTMLCanvasElement
  readonly tell: (state: MirrorState) => void
  /** When the shopper asked for it, on the clock of `performance`. */
  readonly askedAt: number
}

const shownSize = { width: 640, height: 480 }
const tellEveryMs = 500
/** A camera has no new picture sooner. */
const cameraMs = 30

/**
 * Opens the camera, reads the face in another thread and draws the frames over each picture. Nothing leaves the device: after loading, not
 * one request is made. Each picture is shown together with the frames that were placed on it, so that the two never part; while one is drawn
 * the next is read.
 *
 * Timed as `try-on frame`, `try-on first-frame` and `try-on change` (User Timing), for `tests/load/try-on-live.ts`.
 */
export function openMirror(first: readonly Worn[], models: Models, { picture, overlay, tell, askedAt }: MirrorPlaces): Mirror {
  const video = Object.assign(document.createElement('video'), { muted: true, playsInline: true })
  const faces = new Worker(new URL('./face-worker.ts', import.meta.url), { type: 'module' })
  const painter = framePainter(overlay)
  const shown = picture.getContext('2d')
  /** The picture that is shown, and the one that is read meanwhile. */
  let [current, coming] = [grabber(), grabber()]
  const [pace, notices] = [pacer(), noticeMeter()]
  let worn = first
  let dressedFor: { readonly worn: readonly Worn[]; readonly pdMm: number; readonly templeHalfMm: number | undefined } | undefined
  let [head, occluder]: [AverageHead | undefined, Occluder | undefined] = [undefined, undefined]
  let [pdMm, isFrozen, isClosed, isReading]: [number | undefined, boolean, boolean, boolean] = [undefined, false, false, false]
  let last: LiveAnswer | undefined
  let [lastAt, toldAt, shownCount]: [number | undefined, number, number] = [undefined, 0, 0]
  let notice: MirrorNotice | undefined
  Object.assign(picture, shownSize)
  Object.assign(overlay, shownSize)

  const send = (message: ToFaces, handover: Transferable[] = []) => faces.postMessage(message, handover)
  const trouble = (why: CameraTrouble) => {
    if (isClosed) return
    close()
    tell({ phase: 'trouble', why })
  }

  function read() {
    if (isClosed || isFrozen || isReading || !head || video.readyState < video.HAVE_CURRENT_DATA) return
    isReading = true
    const now = performance.now()
    const tookMs = lastAt === undefined ? undefined : now - lastAt
    lastAt = now
    if (tookMs !== undefined) pace.took(tookMs)
    const { width, height } = pace.level()
    const pixels = coming.grab(video, width, height)
    const seconds = Math.min(0.5, Math.max(0.005, (tookMs ?? 66) / 1_000))
    send({ kind: 'look', pixels, seconds, pdMm }, [pixels.data.buffer])
  }

  function show(answer: LiveAnswer, brightness: number | undefined) {
    isReading = false
    if (isClosed) return
    if (last === undefined) performance.measure('try-on first-frame', { start: askedAt })
    last = answer
    const readAt = lastAt
    ;[current, coming] = [coming, current]
    readNext()
    draw()
    const now = performance.now()
    if (++shownCount % 300 === 0) performance.clearMeasures('try-on frame') // nobody reads hours of them
    performance.measure('try-on frame', { start: readAt ?? now, end: now })
    const told = notices.judge(answer, now, pace.state(), brightness)
    if (told !== notice || now - toldAt >= tellEveryMs) {
      ;[notice, toldAt] = [told, now]
      tell({ phase: 'open', notice, sight: answer.outcome === 'face' ? answer : undefined })
    }
  }

  function readNext() {
    const { restMs } = pace.level()
    if (restMs > 0) setTimeout(() => requestAnimationFrame(read), restMs)
    else if (lastAt !== undefined && performance.now() - lastAt >= cameraMs) read()
    else requestAnimationFrame(read)
  }

  /** The picture that was read, once for each frame, and over it the frames. */
  function draw() {
    const sight = last?.outcome === 'face' ? last : undefined
    const source = { width: current.canvas.width, height: current.canvas.height }
    const faceX = sight ? sight.camera.cx - (sight.camera.f * sight.t[0]) / sight.t[2] : source.width / 2
    const tiles = tilesOf(
      worn.length,
      source,
      faceX,
      coveredPart(source, { width: picture.clientWidth, height: picture.clientHeight }),
    ).map(({ source: from, target }) => ({
      source: from,
      target: shownPart(target, source),
    }))
    for (const { source: from, target: to } of tiles)
      shown?.drawImage(current.canvas, from.x, from.y, from.width, from.height, to.x, to.y, to.width, to.height)
    if (sight) dress(sight.pd.mm, sight.templeHalfMm)
    painter.draw(sight, tiles)
  }

  /** Triangles are made anew for other frames, and for a head that turned out another size by half a millimetre of PD. */
  function dress(forPd: number, templeHalfMm?: number) {
    if (!head) return
    const isNear = Math.abs((dressedFor?.templeHalfMm ?? 0) - (templeHalfMm ?? 0)) <= 0.5
    const fits = dressedFor !== undefined && isNear && Math.abs(dressedFor.pdMm - forPd) <= 0.5
    if (fits && dressedFor?.worn === worn) return
    const pd = fits ? dressedFor!.pdMm : forPd
    occluder = fits && occluder ? occluder : occluderFor(head, pd, templeHalfMm)
    dressedFor = { worn, pdMm: pd, templeHalfMm: fits ? dressedFor?.templeHalfMm : templeHalfMm }
    painter.wear(
      worn.map((one) => dressOf(one, models, pd, occluder!)),
      occluder,
    )
  }

  faces.onmessage = ({ data: message }: MessageEvent<FromFaces>) => {
    if (message.kind === 'loading' && !isClosed) tell({ phase: 'loading', share: message.share })
    if (message.kind === 'failed') trouble('failed')
    if (message.kind === 'seen') show(message.answer, message.brightness)
    if (message.kind === 'ready') {
      head = message.head
      if (!isClosed) tell({ phase: 'open' })
      read()
    }
  }
  faces.onerror = () => trouble('failed')
  const feed = camera({ media: navigator.mediaDevices, video, ready: read, trouble })
  /** Who looks at another page is not looked at. */
  const follow = () => {
    if (document.hidden) feed.off()
    else feed.on()
  }
  document.addEventListener('visibilitychange', follow)
  follow()

  function close() {
    isClosed = true
    document.removeEventListener('visibilitychange', follow)
    feed.off()
    faces.terminate()
    painter.draw(undefined, [])
    shown?.clearRect(0, 0, picture.width, picture.height)
  }

  return {
    wear(next) {
      if (next.length === worn.length && next.every(({ variantId }, n) => variantId === worn[n]?.variantId)) return
      const start = performance.now()
      worn = next
      draw()
      painter.finish()
      performance.measure('try-on change', { start })
    },
    setPd(next) {
      pdMm = next
    },
    freeze(next) {
      isFrozen = next
      lastAt = undefined
      if (!isFrozen) requestAnimationFrame(read)
    },
    snapshot: () => mirrored([picture, overlay]),
    close,
  }
}

/** Holds one picture of the camera. */
function grabber() {
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) throw new Error('the browser has no canvas')
  return {
    canvas,
    grab(video: HTMLVideoElement, width: number, height: number): ImageData {
      if (canvas.width !== width) Object.assign(canvas, { width, height })
      context.drawImage(video, ...coverOf(video), 0, 0, width, height)
      return context.getImageData(0, 0, width, height)
    },
  }
}

function dressOf({ variantId, frame, modelSha256 = '' }: Worn, models: Models, pdMm: number, { templeHalfMm }: Occluder): Dress {
  return { key: `${variantId} ${pdMm} ${templeHalfMm}`, parts: models.get(modelSha256) ?? frameParts(frame, templeHalfMm + 1) }
}

/** Part of the mirror for a part of the picture, which may have been read smaller. */
function shownPart<Part extends { x: number; y: number; width: number; height: number }>(
  part: Part,
  source: { readonly width: number },
): Part {
  const by = shownSize.width / source.width
  return { ...part, x: part.x * by, y: part.y * by, width: part.width * by, height: part.height * by }
}

/** Layers as a mirror shows them: left on the left. */
function mirrored(layers: readonly HTMLCanvasElement[]): Promise<Blob> {
  const flat = Object.assign(document.createElement('canvas'), shownSize)
  const context = flat.getContext('2d')
  context?.setTransform(-1, 0, 0, 1, shownSize.width, 0)
  for (const layer of layers) context?.drawImage(layer, 0, 0)
  return new Promise((resolve, reject) => {
    flat.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the picture could not be made'))), 'image/jpeg', 0.92)
  })
}

/** The part of the camera's picture that fills 4:3: x, y, width, height. */
function coverOf({ videoWidth, videoHeight }: HTMLVideoElement): [number, number, number, number] {
  const width = Math.min(videoWidth, (videoHeight * shownSize.width) / shownSize.height)
  const height = (width * shownSize.height) / shownSize.width
  return [(videoWidth - width) / 2, (videoHeight - height) / 2, width, height]
}
