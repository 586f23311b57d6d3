import { faceLight, mixedLight } from './face-light.ts'
import { detectFaces, type Face, readFace } from './face-pipeline.ts'
import type { PixelImage } from './image.ts'
import type { LeaningPd } from './leaning-pd.ts'
import { judgedWidthMm, type PupillaryDistance, pupillaryDistance } from './measures.ts'
import { median } from './median.ts'
import type { Networks } from './networks.ts'
import { oneEuro } from './one-euro.ts'
import { type PhotoQuality, photoQuality, theOneFace } from './photo-quality.ts'
import { placeFrames, type Placement, type PlacementOptions } from './placement.ts'
import { rotationOf, type Turn } from './pose.ts'
import type { Light } from './shading.ts'
import type { Square } from './sample-square.ts'
import type { Vec3 } from './vector.ts'

/** Where a frame stands in a live picture, smoothed. As in `Placement`. */
export interface Sight extends Turn {
  readonly outcome: 'face'
  readonly camera: Placement['camera']
  readonly rotation: Placement['rotation']
  readonly t: Vec3
  readonly pd: PupillaryDistance
  /** Undefined until the face was seen from the front, and while it is known too coarsely to judge a frame by it: without a typed PD. */
  readonly faceWidthMm: number | undefined
  /** Of this picture or one of the last seven. */
  readonly quality: PhotoQuality
  /** The light the face stands in, read with the quality and mixed with what was. */
  readonly light: Light
  /** As in `Placement`; undefined until the face was seen from the front. */
  readonly templeHalfMm: number | undefined
}
export type LiveAnswer = Sight | { readonly outcome: 'no-face' | 'several-faces' }

/** PD and width come from frontal frames only, and are settled after this many: half a second. */
const frontal = { most: (8 * Math.PI) / 180, readings: 15 } as const
/** The whole picture is searched again every so many frames, for a second face. */
const searchEvery = 30
/** Lamps and people do not change faster than this many frames: the quality of the picture is measured then. */
const judgeEvery = 8
/** Of the newest reading in the light a frame is drawn in. */
const newShare = 0.4

/**
 * Follows one face through a live picture. Remembers: one per camera.
 *
 * `look`: the next frame, and the seconds since the last one. Smoothing: 1-euro; the PD is
 * the median of 15 frontal frames and then stands. A face lost is searched anew, and after a picture of another size too; its measures stay.
 * Cost: 20 to 30 ms without GPU, 50 after a loss.
 */
export function liveTracker(networks: Networks) {
  let square: Square | undefined
  let smooth = smoothers()
  let sinceSearch = 0
  let pds: LeaningPd[] = []
  let judged: Pick<Sight, 'quality' | 'light'> | undefined
  let sinceJudged = 0
  let last: Face | undefined
  /** Eyes that stand still are read in every other picture only. */
  let areEyesNew = false
  let lastWidth = 0
  /** Of the face and between the temples, over the PD. */
  let widths: { readonly face: number; readonly temples: number }[] = []

  function search(image: PixelImage): 'no-face' | 'several-faces' | Square {
    sinceSearch = 0
    const found = theOneFace(detectFaces(networks, image))
    return typeof found === 'string' ? found : found.square
  }

  function lose<Why extends 'no-face' | 'several-faces'>(outcome: Why): { readonly outcome: Why } {
    square = undefined
    last = undefined
    areEyesNew = false
    judged = undefined
    smooth = smoothers()
    return { outcome }
  }

  return {
    look(image: PixelImage, seconds: number, { pdMm, fovDegrees }: Pick<PlacementOptions, 'pdMm' | 'fovDegrees'> = {}): LiveAnswer {
      if (image.width !== lastWidth) lose('no-face')
      lastWidth = image.width
      if (!square || ++sinceSearch >= searchEvery) {
        const found = search(image)
        if (typeof found === 'string') return lose(found)
        square ??= found
      }
      const read = readFace(networks, image, square, 1, areEyesNew ? last : undefined)
      if (!read) return lose('no-face')
      areEyesNew = read.areEyesNew
      square = read.square
      last = read.face
      if (!judged || ++sinceJudged >= judgeEvery) {
        const light = faceLight(image, read.face)
        judged = { quality: photoQuality(image, read.face), light: judged ? mixedLight(judged.light, light, newShare) : light }
        sinceJudged = 0
      }
      const settled =
        pds.length > 0 ? { mm: median(pds.map(({ mm }) => mm)), irisShare: median(pds.map(({ irisShare }) => irisShare)) } : undefined
      const at = placeFrames(read.face, image, { pdMm: pdMm ?? settled?.mm, fovDegrees })
      if (Math.abs(at.yaw) < frontal.most && Math.abs(at.pitch) < frontal.most) {
        if (at.irisPdMm !== undefined && pds.length < frontal.readings) pds = [...pds, { mm: at.irisPdMm, irisShare: at.irisShare }]
        if (widths.length < frontal.readings) widths = [...widths, { face: at.faceWidthMm / at.pdMm, temples: at.templeHalfMm / at.pdMm }]
      }
      const seen =
        widths.length > 0
          ? { face: median(widths.map(({ face }) => face)), temples: median(widths.map(({ temples }) => temples)) }
          : undefined
      const turn = {
        yaw: smooth.yaw.next(at.yaw, seconds),
        pitch: smooth.pitch.next(at.pitch, seconds),
        roll: smooth.roll.next(at.roll, seconds),
      }
      const pdSource = pdMm !== undefined ? 'typed' : settled ? 'iris' : at.pdSource
      const known = { pdMm: at.pdMm, pdSource, irisShare: settled?.irisShare ?? at.irisShare }
      return {
        outcome: 'face',
        ...turn,
        camera: at.camera,
        rotation: rotationOf(turn),
        t: smoothed(at, smooth, seconds),
        pd: pupillaryDistance([known]),
        ...judged,
        faceWidthMm: seen && judgedWidthMm({ ...known, faceWidthMm: seen.face * at.pdMm }),
        templeHalfMm: seen && seen.temples * at.pdMm,
      }
    },
    /** The face as it was last read, not smoothed; undefined when the last picture had none. */
    lastFace: (): Face | undefined => last,
    /** Forgets the person: another one may come. */
    forget(): void {
      lose('no-face')
      pds = []
      widths = []
    },
  }
}

/** Of a turn: at rest so many Hz, and more the faster it is, per degree a second. */
export const angleSmoothing = { hz: 0.2, perDegree: 0.1 } as const

/**
 * Pixels at 0.4 Hz and 0.06; depth at 0.5 Hz and 0.02 per mm; angles above. Chosen on heads to tune with: stiller at rest than the design's 1 and 0.02,
 * 0.8 and 0.05, and behind by less at every speed (docs/try-on-accuracy.md).
 */
function smoothers() {
  const angle = () => oneEuro(angleSmoothing.hz, (angleSmoothing.perDegree * 180) / Math.PI)
  return { x: oneEuro(0.4, 0.06), y: oneEuro(0.4, 0.06), depth: oneEuro(0.5, 0.02), yaw: angle(), pitch: angle(), roll: angle() }
}

/** Across the picture it is smoothed as pixels, because that is where it is seen to tremble. */
function smoothed({ t, camera: { f } }: Placement, smooth: ReturnType<typeof smoothers>, seconds: number): Vec3 {
  const depth = smooth.depth.next(-t[2], seconds)
  const px = (along: number, by: { next(value: number, seconds: number): number }) => by.next((f * along) / -t[2], seconds)
  return [(px(t[0], smooth.x) * depth) / f, (px(t[1], smooth.y) * depth) / f, -depth]
}
