// The shop-window bust that wears the frames: a smooth union of simple solids, meshed with surface nets. Ours, so no person and no
// licence travel with the pictures. Millimetres, origin between the pupils, y up, z towards the camera.
import * as THREE from 'three'
import { smoothUnion } from './field.mjs'
import { meshOf, unit } from './mesh.mjs'

const carve = (a, b, fillet) => -smoothUnion(-a, b, fillet)

function ellipsoid(point, centre, radii) {
  const scaled = point.map((value, axis) => (value - centre[axis]) / radii[axis])
  const length = Math.hypot(...scaled)
  const slope = Math.hypot(...scaled.map((value, axis) => value / radii[axis]))
  return slope > 0 ? (length * (length - 1)) / slope : -Math.min(...radii)
}

function capsule([x, y, z], [ax, ay, az], [bx, by, bz], radiusA, radiusB) {
  const [dx, dy, dz, wx, wy, wz] = [bx - ax, by - ay, bz - az, x - ax, y - ay, z - az]
  const along = Math.max(0, Math.min(1, (wx * dx + wy * dy + wz * dz) / (dx * dx + dy * dy + dz * dz)))
  return Math.hypot(wx - dx * along, wy - dy * along, wz - dz * along) - radiusA - (radiusB - radiusA) * along
}

function bustDistance(x, y, z) {
  const at = [Math.abs(x), y, z]
  const add = (solid, fillet) => (distance) => smoothUnion(distance, solid, fillet)
  const cut = (solid, fillet) => (distance) => carve(distance, solid, fillet)
  const steps = [
    add(ellipsoid(at, [0, -26, -60], [59, 70, 55]), 26), // face
    add(ellipsoid(at, [0, -70, -48], [47, 44, 42]), 22), // jaw
    add(ellipsoid(at, [0, -101, -24], [19, 15, 17]), 22), // chin
    add(ellipsoid(at, [36, -34, -30], [20, 17, 19]), 18), // cheekbone
    add(capsule(at, [0, 17, -19], [42, 13, -34], 9, 7), 15), // brow
    cut(ellipsoid(at, [33, -4, -1], [19, 13, 15]), 13), // eye socket
    add(ellipsoid(at, [31, -3, -26], [15, 13.5, 13.5]), 4), // eye
    add(capsule(at, [0, 4, -16], [0, -40, 3], 6.2, 8.4), 9), // nose
    add(ellipsoid(at, [0, -43, 5], [9.5, 8, 8.5]), 5),
    add(ellipsoid(at, [11, -46, -6], [7, 6.5, 8]), 5), // nostril
    add(capsule(at, [2, -67, -5], [21, -70.5, -16], 4.6, 2.4), 4), // lips
    add(capsule(at, [0, -76, -6], [17, -73.5, -15], 5.4, 2.6), 4),
    cut(capsule(at, [0, -71.2, 2.2], [20, -71.4, -10.5], 0.3, 0.1), 1.5),
    add(earDistance(at), 6),
    add(neckDistance(at), 24),
  ]
  const skull = ellipsoid(at, [0, 22, -92], [70, 80, 95])
  const whole = steps.reduce((distance, step) => step(distance), skull)
  return Math.max(whole, -235 - y, at[0] - 128)
}

function earDistance([x, y, z]) {
  const [cosine, sine] = [Math.cos(0.28), Math.sin(0.28)]
  const turned = [x - 74, (y + 10) * cosine - (z + 100) * sine, (y + 10) * sine + (z + 100) * cosine]
  return carve(ellipsoid(turned, [0, 0, 0], [7, 31, 17]), ellipsoid(turned, [9, 3, 4], [7, 20, 9]), 4)
}

function neckDistance(at) {
  const neck = capsule(at, [0, -80, -104], [0, -230, -122], 53, 57)
  return smoothUnion(neck, capsule(at, [20, -232, -118], [150, -262, -128], 46, 40), 40)
}

/** The bust as a mesh in stone colour. `geometry` comes from `bustGeometry`, made once. */
export function bust(geometry, colour = '#aaa193') {
  const stone = new THREE.MeshPhysicalMaterial({ color: colour, roughness: 0.82, sheen: 0.3, sheenRoughness: 0.6, envMapIntensity: 0.6 })
  const mesh = new THREE.Mesh(geometry, stone)
  mesh.castShadow = mesh.receiveShadow = true
  return mesh
}

const cellMm = 2.6
const lowest = [-132, -240, -206]
const [nx, ny, nz] = [102, 142, 88]
const cell = (i, j, k) => (k * ny + j) * nx + i
const placeMm = (i, j, k) => [lowest[0] + i * cellMm, lowest[1] + j * cellMm, lowest[2] + k * cellMm]

/** Surface nets: one vertex in each cell the surface crosses, one quad across each edge it crosses. */
export function bustGeometry() {
  const distances = new Float32Array(nx * ny * nz)
  for (let k = 0; k < nz; k++)
    for (let j = 0; j < ny; j++) for (let i = 0; i < nx; i++) distances[cell(i, j, k)] = bustDistance(...placeMm(i, j, k))
  const vertexOf = new Int32Array(nx * ny * nz).fill(-1)
  const positions = []
  for (let k = 0; k < nz - 1; k++)
    for (let j = 0; j < ny - 1; j++)
      for (let i = 0; i < nx - 1; i++) {
        const inner = crossingMean((a, b, c) => distances[cell(i + a, j + b, k + c)])
        if (inner === undefined) continue
        vertexOf[cell(i, j, k)] = positions.length / 3
        positions.push(...placeMm(i + inner[0], j + inner[1], k + inner[2]).map((mm) => mm * unit))
      }
  const geometry = meshOf(positions, quads(distances, vertexOf))
  geometry.setAttribute('normal', new THREE.BufferAttribute(slopes(positions), 3))
  return geometry
}

/** Mean of the points where the surface crosses the twelve edges of a cell, in cells; `undefined` when it crosses none. */
function crossingMean(distanceAt) {
  const sum = [0, 0, 0]
  let count = 0
  for (let edge = 0; edge < 12; edge++) {
    const axis = edge >> 2
    const [first, second] = [0, 1, 2].filter((other) => other !== axis)
    const from = [0, 0, 0]
    from[first] = edge & 1
    from[second] = (edge >> 1) & 1
    const to = from.with(axis, 1)
    const [a, b] = [distanceAt(...from), distanceAt(...to)]
    if (a < 0 === b < 0) continue
    const along = a / (a - b)
    for (let q = 0; q < 3; q++) sum[q] += from[q] + (to[q] - from[q]) * along
    count++
  }
  return count === 0 ? undefined : sum.map((total) => total / count)
}

const edgesOfCell = [
  {
    step: [1, 0, 0],
    around: [
      [0, 0, 0],
      [0, -1, 0],
      [0, -1, -1],
      [0, 0, -1],
    ],
  },
  {
    step: [0, 1, 0],
    around: [
      [0, 0, 0],
      [0, 0, -1],
      [-1, 0, -1],
      [-1, 0, 0],
    ],
  },
  {
    step: [0, 0, 1],
    around: [
      [0, 0, 0],
      [-1, 0, 0],
      [-1, -1, 0],
      [0, -1, 0],
    ],
  },
]

function quads(distances, vertexOf) {
  const indices = []
  for (let k = 1; k < nz - 1; k++)
    for (let j = 1; j < ny - 1; j++)
      for (let i = 1; i < nx - 1; i++) {
        const isInside = distances[cell(i, j, k)] < 0
        for (const { step, around } of edgesOfCell) {
          if (isInside === distances[cell(i + step[0], j + step[1], k + step[2])] < 0) continue
          const [a, b, c, d] = around.map(([x, y, z]) => vertexOf[cell(i + x, j + y, k + z)])
          if (Math.min(a, b, c, d) < 0) continue
          indices.push(...(isInside ? [a, b, c, a, c, d] : [a, c, b, a, d, c]))
        }
      }
  return indices
}

/** Normals from the slope of the distance itself: smoother than any mean over faces. */
function slopes(positions) {
  const normals = new Float32Array(positions.length)
  const near = 0.6
  for (let i = 0; i < positions.length; i += 3) {
    const at = [positions[i] / unit, positions[i + 1] / unit, positions[i + 2] / unit]
    const slope = at.map((value, axis) => bustDistance(...at.with(axis, value + near)) - bustDistance(...at.with(axis, value - near)))
    const length = Math.hypot(...slope) || 1
    normals.set(
      slope.map((value) => value / length),
      i,
    )
  }
  return normals
}
