import type { Frame } from '../../tryon-core/frame.ts'
import { frameKeypointNames, type FrameKeypoints, frameKeypoints, type FramePart, frameParts } from '../../tryon-core/frame-geometry.ts'
import { type AverageHead, occluderFor } from '../../tryon-core/head-occluder.ts'
import type { Pixel, PixelImage } from '../../tryon-core/image.ts'
import { type Placement, projectFromFrame } from '../../tryon-core/placement.ts'
import { drawFrames } from '../../tryon-core/rasteriser.ts'
import { blendHead, type Blend, headTriangles, irisPlaneMm } from './head-shape.ts'

/** What a rendered picture really shows. Angles in degrees, lengths in mm, points in px. */
export interface Truth extends Pick<Placement, 'camera' | 'rotation' | 't'> {
  readonly fovDegrees: number
  readonly yaw: number
  readonly pitch: number
  readonly roll: number
  readonly pupils: readonly [Pixel, Pixel]
  readonly mmPerPx: number
  readonly pdMm: number
  readonly faceWidthMm: number
  readonly templeHalfMm: number
}

export interface JudgedPicture {
  readonly head: string
  readonly blend: Blend
  readonly image: PixelImage
  readonly truth: Truth
}

/** The frame every picture is judged with: `52-18-140`, a soft square. */
export const judgedFrame: Frame = {
  shape: 'panto',
  lensWidthMm: 50,
  lensHeightMm: 40,
  bridgeMm: 18,
  templeMm: 140,
  rim: { kind: 'full', widthMm: 2.6 },
  build: 'acetate',
  colour: [27, 27, 29],
  lens: { colour: [43, 58, 68], opacity: 1 },
}

export const judgedNames = [
  'pupil',
  'pd',
  'pdBias',
  'yaw',
  'pitch',
  'roll',
  'bridge',
  'lens',
  'hinge',
  'ear',
  'faceWidth',
  'templeHalf',
  'iou',
  'rimIou',
  'leak',
] as const
export type Errors = Partial<Record<(typeof judgedNames)[number], readonly number[]>>

interface JudgedFace {
  /** Where the pipeline puts the frame. */
  readonly at: Placement
  readonly average: AverageHead
  readonly picture: JudgedPicture
  readonly masks: boolean
}

/**
 * How far the pipeline is off on one picture: mm at the pupils' depth, degrees; `faceWidth` at the true PD; with `masks` also `iou` of the
 * front's mask with lenses, `rimIou` without, and `leak`: per cent of the hidden part of the temples that is drawn all the same.
 */
export function errorsOfFace({ at, average, picture, masks }: JudgedFace): Errors {
  const { truth } = picture
  const apart = ([ax, ay]: Pixel, [bx, by]: Pixel) => Math.hypot(ax - bx, ay - by) * truth.mmPerPx
  const [points, ours] = [truth, at].map(({ templeHalfMm }) => frameKeypoints(judgedFrame, templeHalfMm)) as [
    FrameKeypoints,
    FrameKeypoints,
  ]
  const offOf = (kind: string) =>
    frameKeypointNames
      .filter((name) => name.startsWith(kind))
      .map((name) => apart(projectFromFrame(at, ours[name]), projectFromFrame(truth, points[name])))
  const degrees = 180 / Math.PI
  const pd = at.irisPdMm === undefined ? [] : [at.irisPdMm - truth.pdMm]
  return {
    pupil: truth.pupils.map((pupil, eye) => apart(pupil, at.pupils[eye]!)),
    pd,
    pdBias: pd,
    yaw: [at.yaw * degrees - truth.yaw],
    pitch: [at.pitch * degrees - truth.pitch],
    roll: [at.roll * degrees - truth.roll],
    bridge: offOf('bridge'),
    lens: offOf('lens'),
    hinge: offOf('hinge'),
    ear: offOf('ear'),
    faceWidth: [(at.faceWidthMm / at.pdMm) * truth.pdMm - truth.faceWidthMm],
    templeHalf: [at.templeHalfMm - truth.templeHalfMm],
    ...(masks && maskErrors(average, picture, at)),
  }
}

/** The same frame worn by the true head, and as the pipeline draws it. */
function maskErrors(average: AverageHead, { image, truth, blend }: JudgedPicture, at: Placement): Errors {
  const shape = blendHead(blend)
  const pupilZ = irisPlaneMm(shape.eyeRadius)
  const trueHead = { positions: shape.positions.map((v, i) => (i % 3 === 2 ? v - pupilZ : v)), index: headTriangles.skin }
  const occluder = occluderFor(average, at.pdMm, at.templeHalfMm)
  const real = frameParts(judgedFrame, truth.templeHalfMm)
  const ours = frameParts(judgedFrame, at.templeHalfMm)
  const agreement = (pick: (parts: FramePart[]) => FramePart[]) => {
    const seen = drawFrames(image, truth, pick(real), trueHead).coverage
    const drawn = drawFrames(image, at, pick(ours), occluder).coverage
    let [both, either] = [0, 0]
    for (let i = 0; i < seen.length; i++) {
      both += Math.min(seen[i]!, drawn[i]!)
      either += Math.max(seen[i]!, drawn[i]!)
    }
    return both / either
  }
  const temples = (parts: FramePart[]) => parts.filter(({ name }) => name === 'temple')
  const whole = drawFrames(image, truth, temples(real), undefined).coverage
  const visible = drawFrames(image, truth, temples(real), trueHead).coverage
  const shown = drawFrames(image, at, temples(ours), occluder).coverage
  let [hidden, wrong] = [0, 0]
  whole.forEach((cover, i) => {
    if (cover <= 0.5 || visible[i]! >= 0.1) return
    hidden++
    wrong += shown[i]!
  })
  const solids = (parts: FramePart[]) => parts.filter(({ name }) => name !== 'lens')
  return { iou: [agreement((parts) => parts)], rimIou: [agreement(solids)], leak: [hidden ? (100 * wrong) / hidden : 0] }
}

/** A line of the table: mean absolute error and 95th percentile; signed mean of a bias; mean and lowest of an overlap. */
export function tableLine(title: string, all: readonly (Errors | undefined)[]): string {
  const cells = judgedNames.map((name) => {
    const values = all.flatMap((errors) => errors?.[name] ?? [])
    if (values.length === 0) return '-'
    if (name === 'pdBias') return (values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(2)
    if (name === 'leak') return meanSize(values).toFixed(1)
    if (name === 'iou' || name === 'rimIou') return `${meanSize(values).toFixed(3)} (${Math.min(...values).toFixed(2)})`
    return `${meanSize(values).toFixed(2)} (${percentile95(values).toFixed(2)})`
  })
  return [title.padEnd(34), String(all.length).padStart(3), ...cells.map((cell) => cell.padStart(13))].join('')
}

export const tableHead = [''.padEnd(34), '  n', ...judgedNames.map((name) => name.padStart(13))].join('')

export const meanSize = (values: readonly number[]): number => values.reduce((sum, value) => sum + Math.abs(value), 0) / values.length

export function percentile95(values: readonly number[]): number {
  const sizes = values.map(Math.abs).toSorted((a, b) => a - b)
  return sizes[Math.floor(0.95 * sizes.length)] ?? Number.NaN
}
