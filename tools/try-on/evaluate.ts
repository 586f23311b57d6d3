/**
 * Prints how accurate try-on is: `npx tsx tools/try-on/evaluate.ts [--size 1280x960] [--gaze camera] [--assume camera] [--limbus 0.6] [--calibrate]`.
 *
 * Renders 7 CC0 heads in 12 poses and holds what the pipeline says against what was rendered. Constants are fitted on calibration heads
 * alone (`--calibrate` prints them). `--gaze`: where the eyes look; `--assume`: where the pipeline is told they look.
 */
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { wasmNetworks } from '../../services/tryon/adapters/wasm-networks.ts'
import { detectFaces, readFace } from '../../tryon-core/face-pipeline.ts'
import { readAverageHead } from '../../tryon-core/head-occluder.ts'
import { median } from '../../tryon-core/median.ts'
import type { Networks } from '../../tryon-core/networks.ts'
import { calibration, type Gaze, irisDiameterMm, placeFrames } from '../../tryon-core/placement.ts'
import { type Errors, errorsOf, type JudgedPicture, tableHead, tableLine } from './accuracy.ts'
import { headPainter, usualHead } from './head-renderer.ts'
import { judgedHeads, judgedPoses } from './head-shape.ts'

const root = new URL('../../', import.meta.url)
const { values: options } = parseArgs({
  options: {
    size: { type: 'string', default: '640x480' },
    gaze: { type: 'string', default: 'ahead' },
    assume: { type: 'string' },
    limbus: { type: 'string', default: '0' },
    calibrate: { type: 'boolean', default: false },
  },
})
const gaze: Gaze = options.gaze === 'camera' ? 'camera' : 'ahead'
const assumed: Gaze = (options.assume ?? gaze) === 'camera' ? 'camera' : 'ahead'

function* pictures(): Generator<JudgedPicture> {
  const [width = 640, height = 480] = options.size.split('x').map(Number)
  for (const head of judgedHeads) {
    const look = { ...usualHead, ...head, width, height, gaze, limbusSoftMm: Number(options.limbus), samples: width > 640 ? 2 : 3 }
    const paint = headPainter(look)
    for (const [yaw, pitch, roll, distanceMm] of judgedPoses)
      yield { head: head.name, use: head.use, blend: head.blend, ...paint({ ...look, yaw, pitch, roll, distanceMm }) }
  }
}

const networks = await wasmNetworks(new URL('tryon-core/models/', root))
if (options.calibrate) console.log(fitted(networks))
else judge(networks)

function judge(reader: Networks): void {
  const average = readAverageHead(readFileSync(new URL('tryon-core/data/average-head.bin', root)))
  const rows: { head: string; use: string; isTurned: boolean; errors: Errors | undefined }[] = []
  for (const picture of pictures()) {
    const { head, use, truth } = picture
    rows.push({ head, use, isTurned: Math.abs(truth.yaw) > 20, errors: errorsOf(reader, average, picture, { gaze: assumed }) })
  }
  const found = rows.filter(({ errors }) => errors).length
  console.log(`${options.size}, eyes ${gaze}, assumed ${assumed}, limbus ${options.limbus} mm: faces found ${found}/${rows.length}`)
  console.log(tableHead)
  const line = (title: string, is: (row: (typeof rows)[0]) => boolean) =>
    console.log(
      tableLine(
        title,
        rows.filter(is).map(({ errors }) => errors),
      ),
    )
  for (const { name, use } of judgedHeads) line(`${name} [${use}]`, (row) => row.head === name && !row.isTurned)
  line('calibration, |yaw| <= 20', (row) => row.use === 'calibrate' && !row.isTurned)
  line('TEST heads, |yaw| <= 20', (row) => row.use === 'test' && !row.isTurned)
  line('TEST heads, |yaw| = 30', (row) => row.use === 'test' && row.isTurned)
}

/** The limbus' gain as a line over one over its size (least squares), and the median of the pitch's offset. */
function fitted(reader: Networks): string {
  const none = { limbusGain: 1, limbusGainPerPx: 0, pitch: 0 }
  const points: { x: number; y: number }[] = []
  const pitches: number[] = []
  for (const { use, image, truth } of pictures()) {
    if (use !== 'calibrate' || Math.abs(truth.yaw) > 20) continue
    const [face] = detectFaces(reader, image)
    const read = face && readFace(reader, image, face.square, 2)
    if (!read) continue
    const at = placeFrames(read.face, image, { fovDegrees: truth.fovDegrees, gaze: assumed, calibration: none })
    if (at.irisPdMm === undefined) continue
    const [right, left] = at.pupils
    const pupilPx = Math.hypot(left[0] - right[0], left[1] - right[1]) / Math.cos(at.yaw)
    points.push({ x: at.irisPdMm / pupilPx / irisDiameterMm, y: at.irisPdMm / truth.pdMm })
    pitches.push((at.pitch * 180) / Math.PI - truth.pitch)
  }
  const sum = (of: (point: { x: number; y: number }) => number) => points.reduce((total, point) => total + of(point), 0)
  const [n, sx, sy] = [points.length, sum(({ x }) => x), sum(({ y }) => y)]
  const slope = (n * sum(({ x, y }) => x * y) - sx * sy) / (n * sum(({ x }) => x * x) - sx * sx)
  return `${n} pictures: limbusGain ${((sy - slope * sx) / n).toFixed(4)}, limbusGainPerPx ${slope.toFixed(4)}, pitch ${median(pitches).toFixed(2)} degrees; in use ${JSON.stringify(calibration)}`
}
