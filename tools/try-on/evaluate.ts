/**
 * Prints how accurate try-on is: `npx tsx tools/try-on/evaluate.ts [--heads test,fresh] [--only WORD] [--rows FILE [--part 1/3]] [--calibrate]`.
 * About fifteen minutes of one core.
 *
 * Renders CC0 heads in sets of pictures (`picture-sets.ts`), holds what the pipeline says against what was rendered, then pictures without a
 * face and a live picture; last each aim beside its figures. Nobody tells the pipeline where the eyes look, but for one figure. Which heads fitted what, and which
 * nobody looked at: docs/try-on-accuracy.md. `--calibrate` prints the limbus' gain from the heads to tune with. `--only`: sets whose name has
 * the word, and no aims. `--rows`: what was judged is kept in this file, set by set, and taken from it next time; `--part 2/3` judges every third
 * set and prints nothing, so that three may work side by side and a fourth run prints the whole.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { wasmNetworks } from '../../services/tryon/adapters/wasm-networks.ts'
import { detectFaces, readFace } from '../../tryon-core/face-pipeline.ts'
import { type Gaze, limbusGain } from '../../tryon-core/gaze.ts'
import { readAverageHead } from '../../tryon-core/head-occluder.ts'
import { pupillaryDistance } from '../../tryon-core/measures.ts'
import { placeFrames } from '../../tryon-core/placement.ts'
import { solveLinear } from '../../tryon-core/solve-linear.ts'
import { type Errors, errorsOfFace, meanSize, percentile95, tableHead, tableLine } from './accuracy.ts'
import { facelessPictures } from './faceless-pictures.ts'
import { type LiveFigures, liveFigures } from './live-figures.ts'
import type { HeadUse } from './head-shape.ts'
import { headsOf, type PictureSet, picturesOf, pictureSetsOf } from './picture-sets.ts'

interface Judged {
  readonly set: string
  readonly head: string
  readonly use: HeadUse
  readonly yaw: number
  readonly pitch: number
  /** Undefined when no face was found. */
  readonly errors: Errors | undefined
  /** Whether the error bar of the PD holds the true one, and where the PD came from. */
  readonly isHeld: boolean | undefined
  readonly pdSource: string | undefined
  /** What the PD is off by when somebody tells where the eyes look, mm. */
  readonly pdTold?: number | undefined
}

const root = new URL('../../', import.meta.url)
const { values: options } = parseArgs({
  options: {
    heads: { type: 'string', default: 'test,fresh' },
    only: { type: 'string' },
    rows: { type: 'string' },
    part: { type: 'string' },
    calibrate: { type: 'boolean', default: false },
  },
})
const uses = options.heads.split(',').map((word) => {
  if (!(word in headsOf)) throw new RangeError(`--heads takes some of ${Object.keys(headsOf).join(', ')}`)
  return word as HeadUse // asked in the line before
})
const networks = await wasmNetworks(new URL('tryon-core/models/', root))
const average = readAverageHead(readFileSync(new URL('tryon-core/data/average-head.bin', root)))
const kept = keptResults(options.rows)
/** Of irises that say less of a PD the gain learns nothing: the average says the rest. */
const wholeShare = 0.98
if (options.calibrate) console.log(await fittedGain())
else if (options.part) await judgePart(options.part)
else await printTable()

interface Result {
  /** Which piece of the work: a set of a group of heads, or one of the two at the end. */
  readonly of: string
  readonly judged?: readonly Judged[]
  readonly falseFaces?: readonly string[]
  readonly live?: LiveFigures
}

function keptResults(file: string | undefined): Map<string, Result> {
  const lines = file && existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []
  return new Map(lines.map((line) => JSON.parse(line) as Result).map((result) => [result.of, result]))
}

/** A piece of the work, done or taken from the file. */
async function piece(of: string, work: () => Promise<Omit<Result, 'of'>>): Promise<Result> {
  const before = kept.get(of)
  if (before) return before
  const result = { of, ...(await work()) }
  if (options.rows) appendFileSync(options.rows, `${JSON.stringify(result)}\n`)
  return result
}

function judgedSet(use: HeadUse, set: PictureSet): Promise<Result> {
  return piece(`${use}: ${set.name}`, async () => ({ judged: await judge(use, set) }))
}

function falseFacesSeen(): Promise<Result> {
  return piece('false faces', async () => ({ falseFaces: await falseFaces() }))
}

function liveSeen(): Promise<Result> {
  return piece('live', async () => ({ live: liveFigures(networks) }))
}

function allSets(): { use: HeadUse; set: PictureSet }[] {
  return uses.flatMap((use) =>
    pictureSetsOf(use)
      .filter(({ name }) => name.includes(options.only ?? ''))
      .map((set) => ({ use, set })),
  )
}

async function judgePart(part: string): Promise<void> {
  const [k = 0, of = 0] = part.split('/').map(Number)
  if (!options.rows || !(k >= 1 && k <= of)) throw new RangeError('--part takes 1/3 and the like, with --rows')
  const work = [
    ...allSets().map(
      ({ use, set }) =>
        () =>
          judgedSet(use, set),
    ),
    falseFacesSeen,
    liveSeen,
  ]
  for (const [i, doIt] of work.entries()) if (i % of === k - 1) await doIt()
}

async function printTable(): Promise<void> {
  console.log(tableHead)
  const judged: Judged[] = []
  for (const { use, set } of allSets()) {
    const { judged: own = [] } = await judgedSet(use, set)
    judged.push(...own)
    printSet(set, own)
  }
  if (options.only) return
  const [{ falseFaces: taken = [] }, { live }] = [await falseFacesSeen(), await liveSeen()]
  console.log(`pictures without a face: ${taken.length} of 50 taken for one ${taken.join(', ')}`)
  if (!live) throw new Error('no live figures in the file of rows')
  console.log(
    `live, noise of 4: ${live.jitterPx.toFixed(3)} px, ${live.jitterDegrees.toFixed(3)} degrees; lag ${live.lagFrames} frames; PD ${live.pdMm.toFixed(2)} mm off`,
  )
  printAims(judged, taken.length, live)
}

async function judge(use: HeadUse, set: PictureSet): Promise<Judged[]> {
  const all: Judged[] = []
  for await (const picture of picturesOf(set)) {
    const { image, truth, head } = picture
    const [found] = detectFaces(networks, image)
    const read = found && readFace(networks, image, found.square, 2)
    const row = { set: set.name, head, use, yaw: truth.yaw, pitch: truth.pitch }
    if (!read) {
      all.push({ ...row, errors: undefined, isHeld: undefined, pdSource: undefined })
      continue
    }
    const fovDegrees = set.toldFov ?? truth.fovDegrees
    const at = placeFrames(read.face, image, { fovDegrees })
    const told = placeFrames(read.face, image, { fovDegrees, gaze: gazeOf(set) })
    const pd = pupillaryDistance([at])
    all.push({
      ...row,
      errors: errorsOfFace({ at, average, picture, masks: set.masks ?? false }),
      isHeld: Math.abs(pd.mm - truth.pdMm) <= pd.errorMm,
      pdSource: at.pdSource,
      pdTold: told.irisPdMm === undefined ? undefined : told.irisPdMm - truth.pdMm,
    })
  }
  return all
}

function gazeOf({ looks: [look] }: PictureSet): keyof Gaze {
  const gaze = look?.gaze ?? 'ahead'
  return typeof gaze === 'string' ? gaze : 'aside'
}

function isFrontal({ yaw, pitch }: Judged): boolean {
  return Math.abs(yaw) <= 8 && Math.abs(pitch) <= 8
}

function isNear({ yaw }: Judged): boolean {
  return Math.abs(yaw) <= 20
}

function printSet({ name }: PictureSet, rows: readonly Judged[]): void {
  const line = (title: string, kept: readonly Judged[]) => {
    if (kept.length > 0)
      console.log(
        tableLine(
          title,
          kept.map(({ errors }) => errors),
        ),
      )
  }
  line(`${rows[0]?.use}: ${name}`, rows.filter(isNear))
  line(
    '  at 30 degrees of yaw',
    rows.filter((row) => !isNear(row)),
  )
  const bars = rows.flatMap(({ isHeld }) => isHeld ?? [])
  if (name.startsWith('iris'))
    console.log(`  the error bar holds ${((100 * bars.filter(Boolean).length) / bars.length).toFixed(1)} % of ${bars.length}`)
  const lost = rows.filter(({ errors }) => !errors).length
  if (lost > 0) console.log(`  no face found in ${lost} of ${rows.length}`)
}

async function falseFaces(): Promise<string[]> {
  const taken: string[] = []
  for await (const { name, image } of facelessPictures()) {
    const [found] = detectFaces(networks, image)
    if (found && readFace(networks, image, found.square, 2)) taken.push(name)
  }
  return taken
}

type Aim = readonly [name: string, figure: number, aim: number, isMore?: boolean]

/** Each aim of the try-on design, section 7, beside what each group of heads says. */
function printAims(judged: readonly Judged[], falseCount: number, live: LiveFigures): void {
  const columns = uses.map((use) => aimsOf(judged.filter((row) => row.use === use)))
  const whole: Aim[] = [
    ['false faces in 50 pictures', falseCount, 0],
    ['live jitter, px', live.jitterPx, 0.02],
    ['live jitter, degrees', live.jitterDegrees, 0.1],
    ['live lag, frames', live.lagFrames, 2],
  ]
  console.log(`\n${['aim'.padEnd(49), ...uses.map((use) => use.padStart(9)), 'aim'.padStart(8)].join('')}`)
  for (const [k, [name, , aim, isMore = false]] of (columns[0] ?? []).entries())
    printAim(
      name,
      columns.map((aims) => aims[k]![1]),
      aim,
      isMore,
    )
  for (const [name, figure, aim] of whole) printAim(name, [figure], aim, false)
}

function printAim(name: string, figures: readonly number[], aim: number, isMore: boolean): void {
  const known = figures.filter((figure) => !Number.isNaN(figure)) // the test heads have some sets only
  const missed = known.filter((figure) => !(isMore ? figure >= aim : figure <= aim)).length
  const verdict = missed === 0 ? 'reached' : missed < known.length ? 'REACHED BY SOME' : 'NOT REACHED'
  const cells = figures.map((figure) => (Number.isNaN(figure) ? '-' : figure.toFixed(3)).padStart(9))
  console.log(name.padEnd(49) + cells.join(''), `${isMore ? '>=' : '<='}${aim}`, verdict)
}

/** Figures of the first sets, up to 20 degrees of yaw. */
function aimsOf(judged: readonly Judged[]): Aim[] {
  const tests = judged.filter(isNear)
  const sets = [...new Set(tests.map(({ set }) => set))].slice(0, 4)
  const [ahead, lens, large, largeLens] = sets.map((name) => tests.filter(({ set }) => set === name)) as [
    Judged[],
    Judged[],
    Judged[],
    Judged[],
  ]
  const of = (rows: readonly Judged[], name: keyof Errors) => rows.flatMap(({ errors }) => errors?.[name] ?? [])
  const turned = judged.filter((row) => !isNear(row))
  const iris = judged.filter(({ set }) => set.startsWith('iris')).flatMap(({ isHeld }) => isHeld ?? [])
  const held = judged.flatMap(({ isHeld }) => isHeld ?? [])
  const found = judged.filter(({ errors }) => errors).length / judged.length
  const aside = tests.filter(({ set }) => set.startsWith('eyes 9'))
  const same = ahead.filter((row) => aside.some(({ head, yaw, pitch }) => head === row.head && yaw === row.yaw && pitch === row.pitch))
  return [
    ['faces found, %', 100 * found, 99, true],
    ['pupil, mm', meanSize(of(ahead, 'pupil')), 0.5],
    ['pupil, 95th percentile, mm', percentile95(of(ahead, 'pupil')), 1.1],
    ['PD at 640x480, both gazes, mm', meanSize([...of(ahead, 'pd'), ...of(lens, 'pd')]), 0.8],
    ['PD at 640x480, told that eyes look ahead, mm', meanSize(ahead.flatMap(({ pdTold }) => pdTold ?? [])), 0.62],
    ['PD at 1280x960, both gazes, mm', meanSize([...of(large, 'pd'), ...of(largeLens, 'pd')]), 0.5],
    ['PD at 1280x960, from the front, mm', meanSize(of([...large, ...largeLens].filter(isFrontal), 'pd')), 0.5],
    ['PD bar holds the truth, irises of 11.7 +- 0.5, %', (100 * iris.filter(Boolean).length) / iris.length, 95, true],
    ['PD bar holds the truth, every picture, %', (100 * held.filter(Boolean).length) / held.length, 95, true],
    ['yaw, degrees', meanSize(of(ahead, 'yaw')), 0.8],
    ['roll, degrees', meanSize(of(ahead, 'roll')), 0.4],
    ['pitch, degrees', meanSize(of(ahead, 'pitch')), 1.5],
    ['bridge, mm', meanSize(of(ahead, 'bridge')), 0.8],
    ['lens, mm', meanSize(of(ahead, 'lens')), 0.9],
    ['hinge, mm', meanSize(of(ahead, 'hinge')), 1.1],
    ['ear contact, mm', meanSize(of(ahead, 'ear')), 2.5],
    ['bridge, eyes 9 degrees aside less ahead, mm', meanSize(of(aside, 'bridge')) - meanSize(of(same, 'bridge')), 0.2],
    ['front, overlap', meanSize(of(ahead, 'iou')), 0.95, true],
    ['front, lowest overlap', Math.min(...of(ahead, 'iou')), 0.9, true],
    ['rims, overlap', meanSize(of(ahead, 'rimIou')), 0.75, true],
    ['hidden temple shown, %', meanSize(of([...ahead, ...turned], 'leak')), 2],
    ['face width, mm', meanSize(of(ahead, 'faceWidth')), 3],
  ]
}

/** The limbus' gain as a line over one over its size (least squares), from the heads to tune with, both gazes and both sizes. */
async function fittedGain(): Promise<string> {
  const rows: (readonly [x: number, y: number])[] = []
  for (const gaze of ['ahead', 'camera'] as const)
    for (const size of [
      { width: 640, height: 480 },
      { width: 1280, height: 960, samples: 2 },
    ]) {
      const set: PictureSet = { ...pictureSetsOf('tune')[0]!, looks: [{ gaze, ...size }] }
      for await (const { image, truth } of picturesOf(set)) {
        if (Math.abs(truth.yaw) > 20) continue
        const [found] = detectFaces(networks, image)
        const read = found && readFace(networks, image, found.square, 2)
        if (!read) continue
        const { irises, irisPdMm, irisShare } = placeFrames(read.face, image, { fovDegrees: truth.fovDegrees })
        const widths = irises.flatMap((iris) => iris?.diameter ?? [])
        if (irisPdMm === undefined || irisShare < wholeShare) continue
        const px = widths.reduce((sum, width) => sum + width, 0) / widths.length
        rows.push([1 / px, ((limbusGain.at + limbusGain.perPx / px) * irisPdMm) / truth.pdMm])
      }
    }
  const sum = (of: (row: (typeof rows)[number]) => number) => rows.reduce((total, row) => total + of(row), 0)
  const [at = 0, perPx = 0] = solveLinear(
    [
      [rows.length, sum(([x]) => x)],
      [sum(([x]) => x), sum(([x]) => x * x)],
    ],
    [sum(([, y]) => y), sum(([x, y]) => x * y)],
  )
  return `${rows.length} pictures: at ${at.toFixed(4)}, perPx ${perPx.toFixed(4)}; in use ${JSON.stringify(limbusGain)}`
}
