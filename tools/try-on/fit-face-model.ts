/**
 * Fits the face model of `tryon-core/face-model.ts` on calibration heads: `npx tsx tools/try-on/fit-face-model.ts [--readings FILE]`.
 *
 * Renders the pictures of `training-pictures.ts` (twenty minutes of a quiet core), reads each with the networks, and writes the model. `--readings`: what
 * was read is kept in this file, a picture a line, and taken from it next time; of heads that are not in it yet the pictures are rendered.
 */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { wasmNetworks } from '../../services/tryon/adapters/wasm-networks.ts'
import {
  evenFeatures,
  type FaceResiduals,
  faceResiduals,
  nominalPdMm,
  oddFeatures,
  pixelOf,
  pointCounts,
  sizeUnit,
} from '../../tryon-core/face-fit.ts'
import { detectFaces, type Face, readFace } from '../../tryon-core/face-pipeline.ts'
import type { Networks } from '../../tryon-core/networks.ts'
import { project } from '../../tryon-core/pose.ts'
import { solveLinear } from '../../tryon-core/solve-linear.ts'
import type { Vec3 } from '../../tryon-core/vector.ts'
import type { Truth } from './accuracy.ts'
import { headPainter } from './head-renderer.ts'
import { type TrainingHead, trainingHeads } from './training-pictures.ts'

/** What was read on one picture, and what was true of it. */
interface Reading {
  readonly head: number
  readonly face: Pick<Face, 'landmarks' | 'eyes'>
  readonly truth: Truth
}

type Point = readonly [id: number, mirror: number, x: number, y: number, z: number]

/**
 * What each unit of a weight costs; the turn's own terms are free. Small: 500 points say much the same, and what they differ by is the shape. Chosen on
 * the heads to tune with, and on those of all peoples that fit, a fifth of them left out in turn.
 */
const ridge = {
  ...{ free: 1e-6, pitch: 3e-4, up: 0.1, size: 1, faceWidth: 0.003, templeHalf: 0.003 },
  ...{ yaw: 0.01, roll: 0.01, aside: 0.1 },
} as const

const { values: options } = parseArgs({ options: { readings: { type: 'string' } } })
const readings = await allReadings(options.readings)
const points = meanFace(readings)
const model = { points, corrections: correctionsOf(readings, points) }
writeFileSync(new URL('../../tryon-core/face-model.ts', import.meta.url), sourceOf(model, readings.length))
console.log(`${readings.length} pictures, ${points.length} points`)

async function allReadings(file: string | undefined): Promise<Reading[]> {
  const kept = file && existsSync(file) ? linesOf(file) : []
  const known = new Set(kept.map(({ head }) => head))
  const networks = await wasmNetworks(new URL('../../tryon-core/models/', import.meta.url))
  const all = [...kept]
  for (const [head, training] of [...trainingHeads()].entries()) {
    if (known.has(head)) continue
    const own = await readingsOf(networks, head, training)
    all.push(...own)
    // a head at once: one that was cut short is rendered anew
    if (file) appendFileSync(file, own.map((reading) => `${JSON.stringify(reading)}\n`).join(''))
  }
  return all
}

async function readingsOf(networks: Networks, head: number, { look, poses, spoil, isPhoto }: TrainingHead): Promise<Reading[]> {
  const all: Reading[] = []
  const paint = headPainter(look)
  for (const pose of poses) {
    const { image: clean, truth } = paint({ ...look, ...pose })
    const image = spoil ? await spoil(clean) : clean
    const [found] = detectFaces(networks, image)
    const first = found && readFace(networks, image, found.square, isPhoto ? 2 : 1)
    const read = first && !isPhoto ? readFace(networks, image, first.square, 1) : first
    if (read) all.push({ head, face: read.face, truth })
  }
  return all
}

function linesOf(file: string): Reading[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Reading)
}

/** Where each point lies on the mean head in frame coordinates, as the networks see it: cut from all pictures of a head, then averaged. */
function meanFace(all: readonly Reading[]): Point[] {
  const ids = Array.from({ length: pointCounts.mesh + 2 * pointCounts.lids }, (_, id) => id)
  const heads = [...new Set(all.map(({ head }) => head))].map((head) => all.filter((reading) => reading.head === head))
  const kept = heads.filter((pictures) => pictures.length >= 4)
  const mean = ids.map((id): Vec3 => {
    const sum = kept.reduce<[number, number, number]>(
      ([x, y, z], pictures) => {
        const [px, py, pz] = cut(pictures, id)
        const size = nominalPdMm / pictures[0]!.truth.pdMm
        return [x + px * size, y + py * size, z + pz * size]
      },
      [0, 0, 0],
    )
    return [sum[0] / kept.length, sum[1] / kept.length, sum[2] / kept.length]
  })
  const mirrors = mean.map(([x, y, z], id) => {
    const from = id < pointCounts.mesh ? 0 : pointCounts.mesh // a corner of the eye is a point of both networks
    return from + nearest(from === 0 ? mean.slice(0, pointCounts.mesh) : mean.slice(from), [-x, y, z])
  })
  return mean.map(([x, y, z], i) => {
    const [mx, my, mz] = mean[mirrors[i]!]!
    const both = mirrors[i] === i ? [0, y, z] : [(x - mx) / 2, (y + my) / 2, (z + mz) / 2]
    const [a, b, c] = both.map((value) => Number(value.toFixed(2)))
    return [ids[i]!, mirrors[i]!, a!, b!, c!]
  })
}

function nearest(all: readonly Vec3[], [x, y, z]: Vec3): number {
  const away = all.map(([ax, ay, az]) => Math.hypot(ax - x, ay - y, az - z))
  return away.indexOf(Math.min(...away))
}

/** The place whose lines of sight, from every picture, meet best (least squares over `(u - cx) * depth = f * x` and its like). */
function cut(pictures: readonly Reading[], id: number): Vec3 {
  const rows = pictures.flatMap(({ face, truth: { camera, rotation, t } }) => {
    const [u, v] = pixelOf(face, id)
    const [right, up] = [(u - camera.cx) / camera.f, -(v - camera.cy) / camera.f]
    const row = (axis: 0 | 1, slope: number) => [
      ...[0, 1, 2].map((k) => rotation[axis][k]! + slope * rotation[2][k]!),
      -t[axis] - slope * t[2],
    ]
    return [row(0, right), row(1, up)]
  })
  return leastSquares(rows, [0, 0, 0]) as unknown as Vec3
}

/** Last number of a row: what the others, weighted, should make. `ridge`: how much each weight costs. */
function leastSquares(rows: readonly (readonly number[])[], ridge: readonly number[]): number[] {
  const n = ridge.length
  const matrix = ridge.map((cost, i) => Float64Array.from({ length: n }, (_, j) => (i === j ? cost : 0)))
  const right = new Float64Array(n)
  for (const row of rows)
    for (let i = 0; i < n; i++) {
      right[i]! += row[i]! * row[n]!
      for (let j = i; j < n; j++) matrix[i]![j]! += row[i]! * row[j]!
    }
  const whole = matrix.map((row, i) => Array.from(row, (value, j) => (j < i ? matrix[j]![i]! : value)))
  return solveLinear(whole, [...right])
}

function correctionsOf(all: readonly Reading[], points: readonly Point[]) {
  const seen = all.map((reading) => {
    const residuals = faceResiduals(reading.face, reading.truth.camera, points)
    return {
      residuals,
      even: evenFeatures(residuals, points),
      odd: oddFeatures(residuals, points),
      wanted: wantedOf(residuals, reading.truth),
    }
  })
  const fit = (kind: 'even' | 'odd', name: keyof ReturnType<typeof wantedOf>) => {
    const free = kind === 'even' ? 6 : 5
    const rows = seen.map((picture) => [...picture[kind], picture.wanted[name]])
    const costs = seen[0]![kind].map((_, i) => (i < free ? ridge.free : ridge[name]))
    const shape = leastSquares(rows, costs)
      .slice(free)
      .map((weight) => Number(weight.toPrecision(4)))
    const shapeOf = (row: readonly number[]) => shape.reduce((sum, weight, i) => sum + weight * row[free + i]!, 0)
    // What rounding moves all faces by, 0.3 degrees of pitch, the turn's own terms take back.
    const turn = leastSquares(
      rows.map((row) => [...row.slice(0, free), row.at(-1)! - shapeOf(row)]),
      costs.slice(0, free),
    ).map((weight) => Number(weight.toPrecision(6)))
    const weights = [...turn, ...shape]
    const fitted = rows.map((row) => weights.reduce((sum, weight, i) => sum + weight * row[i]!, 0))
    const round = (value: number) => Number(value.toFixed(2))
    return { least: round(Math.min(...fitted)), most: round(Math.max(...fitted)), weights }
  }
  return {
    pitch: fit('even', 'pitch'),
    up: fit('even', 'up'),
    size: fit('even', 'size'),
    faceWidth: fit('even', 'faceWidth'),
    templeHalf: fit('even', 'templeHalf'),
    yaw: fit('odd', 'yaw'),
    roll: fit('odd', 'roll'),
    aside: fit('odd', 'aside'),
  }
}

/** What each correction should have been: degrees, mm at the nominal PD, and the logarithm of the size. */
function wantedOf({ pose }: FaceResiduals, { camera, t, yaw, pitch, roll, pdMm, faceWidthMm, templeHalfMm }: Truth) {
  const degrees = 180 / Math.PI
  const [from, to] = [project(camera, pose.t), project(camera, t)]
  const mmPerPx = -pose.t[2] / camera.f
  const [dx, dy] = [(to[0] - from[0]) * mmPerPx, -(to[1] - from[1]) * mmPerPx]
  const [cos, sin] = [Math.cos(pose.roll), Math.sin(pose.roll)]
  return {
    pitch: pose.pitch * degrees - pitch,
    yaw: pose.yaw * degrees - yaw,
    roll: pose.roll * degrees - roll,
    aside: dx * cos + dy * sin,
    up: dy * cos - dx * sin,
    size: sizeUnit * Math.log(((-t[2] / pdMm) * nominalPdMm) / -pose.t[2]),
    faceWidth: (faceWidthMm / pdMm) * nominalPdMm,
    templeHalf: (templeHalfMm / pdMm) * nominalPdMm,
  }
}

function sourceOf(
  { points: mean, corrections }: { points: readonly Point[]; corrections: ReturnType<typeof correctionsOf> },
  pictures: number,
): string {
  return `/**
 * The mean face and what is corrected on it, made by \`tools/try-on/fit-face-model.ts\` from ${pictures} pictures of calibration heads; not to be
 * edited. Points: number, number of the mirror image, then x, y, z in frame coordinates, mm, of a head with a PD of 62 mm; from 468 on they are
 * the lids. Weights: in the order of \`evenFeatures\` and \`oddFeatures\`. Sources of the heads: MakeHuman, CC0, see NOTICE.
 */
export const faceModel: {
  readonly points: readonly (readonly [id: number, mirror: number, x: number, y: number, z: number])[]
  readonly corrections: Readonly<
    Record<
      'pitch' | 'up' | 'size' | 'faceWidth' | 'templeHalf' | 'yaw' | 'roll' | 'aside',
      { readonly least: number; readonly most: number; readonly weights: readonly number[] }
    >
  >
} = ${JSON.stringify({ points: mean, corrections })}
`
}
