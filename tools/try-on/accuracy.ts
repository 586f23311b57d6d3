import { detectFaces, readFace } from '../../tryon-core/face-pipeline.ts'
import type { Frame } from '../../tryon-core/frame.ts'
import { frameKeypointNames, frameKeypoints, type FramePart, frameParts } from '../../tryon-core/frame-geometry.ts'
import { type AverageHead, occluderFor } from '../../tryon-core/head-occluder.ts'
import type { Pixel, PixelImage } from '../../tryon-core/image.ts'
import { faceSizes } from '../../tryon-core/measures.ts'
import type { Networks } from '../../tryon-core/networks.ts'
import { placeFrames, type Placement, type PlacementOptions, projectFromFrame } from '../../tryon-core/placement.ts'
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
  readonly use: 'calibrate' | 'test'
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
  'iou',
  'rimIou',
  'leak',
] as const
export type Errors = Partial<Record<(typeof judgedNames)[number], readonly number[]>>

/**
 * How far the pipeline is off on one picture: mm at the pupils' depth, degrees; `iou` of the front's mask with lenses, `rimIou` without;
 * `leak`: per cent of the hidden part of the temples that is drawn all the same. Undefined when no face was found.
 */
export function errorsOf(networks: Networks, average: AverageHead, picture: JudgedPicture, options: PlacementOptions): Errors | undefined {
  const { image, truth } = picture
  const [found] = detectFaces(networks, image)
  const read = found && readFace(networks, image, found.square, 2)
  if (!read) return undefined
  const at = placeFrames(read.face, image, { fovDegrees: truth.fovDegrees, ...options })
  const apart = ([ax, ay]: Pixel, [bx, by]: Pixel) => Math.hypot(ax - bx, ay - by) * truth.mmPerPx
  const points = frameKeypoints(judgedFrame, truth.templeHalfMm)
  const offOf = (kind: string) =>
    frameKeypointNames
      .filter((name) => name.startsWith(kind))
      .map((name) => apart(projectFromFrame(at, points[name]), projectFromFrame(truth, points[name])))
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
    faceWidth: [faceSizes(read.face, at).widthMm - truth.faceWidthMm],
    ...maskErrors(average, picture, at),
  }
}

/** The same frame worn by the true head, and as the pipeline draws it. */
function maskErrors(average: AverageHead, { image, truth, blend }: JudgedPicture, at: Placement): Errors {
  const shape = blendHead(blend)
  const pupilZ = irisPlaneMm(shape.eyeRadius)
  const trueHead = { positions: shape.positions.map((v, i) => (i % 3 === 2 ? v - pupilZ : v)), index: headTriangles.skin }
  const occluder = occluderFor(average, at.pdMm)
  const real = frameParts(judgedFrame, truth.templeHalfMm)
  const ours = frameParts(judgedFrame, occluder.templeHalfMm + 1)
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
    const mean = (numbers: readonly number[]) => numbers.reduce((sum, value) => sum + value, 0) / numbers.length
    if (values.length === 0) return '-'
    if (name === 'pdBias') return mean(values).toFixed(2)
    const sizes = values.map(Math.abs).toSorted((a, b) => a - b)
    if (name === 'leak') return mean(sizes).toFixed(1)
    if (name === 'iou' || name === 'rimIou') return `${mean(sizes).toFixed(3)} (${sizes[0]!.toFixed(2)})`
    return `${mean(sizes).toFixed(2)} (${sizes[Math.floor(0.95 * sizes.length)]!.toFixed(2)})`
  })
  return [title.padEnd(28), String(all.length).padStart(3), ...cells.map((cell) => cell.padStart(13))].join('')
}

export const tableHead = [''.padEnd(28), '  n', ...judgedNames.map((name) => name.padStart(13))].join('')
