// Glasses from the numbers of the boxing system, in millimetres: A lens width, B lens height, D bridge, T temple. The lens outline is
// the one the drawing and the try-on use. Origin in the middle of the bridge, x to the wearer's left, y up, z forwards.
import * as THREE from 'three'
import { mergeVertices } from 'three/addons/utils/BufferGeometryUtils.js'
import { lensRadius } from '../../../tryon-core/lens-outline.ts'
import { paintAcetate } from './acetate.mjs'
import { polygonDistance, smoothUnion, zeroLine } from './field.mjs'
import { creaseNormals, fan, sweep, unit, vectors } from './mesh.mjs'

const sides = [-1, 1]
const depthMm = 4.2
const steelColour = '#c9c6c0'

/** How far the front curves back at `x`, mm: the form of a face. */
const bend = (x) => -0.0022 * x * x

/** The lens outline moved outwards by `grow` mm, around the box centre of the wearer's left lens. */
function outline(frame, grow, count = 160) {
  const radius = lensRadius({ shape: frame.shape, lensWidthMm: frame.A, lensHeightMm: frame.B })
  return Array.from({ length: count }, (_, i) => {
    const angle = (i / count) * 2 * Math.PI
    const [r, slope] = [radius(angle), (radius(angle + 0.002) - radius(angle - 0.002)) / 0.004]
    const [cosine, sine] = [Math.cos(angle), Math.sin(angle)]
    const [nx, ny] = [cosine * r + sine * slope, sine * r - cosine * slope]
    const length = Math.hypot(nx, ny)
    return [cosine * r + (nx / length) * grow, sine * r + (ny / length) * grow]
  })
}

/** The numbers that front, lenses and temples share. */
function measure(frame) {
  const isMetal = frame.build === 'metal'
  const half = (frame.D + frame.A) / 2
  const edge = half + frame.A / 2
  return { isMetal, half, edge, hingeY: frame.B * 0.26, rim: frame.rim, hingeX: edge + (isMetal ? 4.6 : frame.rim + 1.8) }
}

/** How far the temples' hinges stand from the middle, mm: the wearer's head opens them from there. */
export const hingeXMm = (frame) => measure(frame).hingeX

/** The glasses as a group. `open` spreads the temples at the ears by that many mm. */
export function glasses(frame, open = 0) {
  const sizes = measure(frame)
  const root = new THREE.Group()
  const body = sizes.isMetal ? metal(frame.color) : acetate(frame)
  const add = (geometry, material = body) => {
    const indexed = geometry.index ? geometry : mergeVertices(geometry)
    if (material === body && !sizes.isMetal) paintAcetate(indexed, frame)
    const mesh = new THREE.Mesh(indexed, material)
    mesh.castShadow = mesh.receiveShadow = true
    root.add(mesh)
    return mesh
  }
  if (sizes.isMetal) addWireFront(frame, sizes, add)
  else addAcetateFront(frame, sizes, add)
  for (const side of sides) root.add(lens(frame, sizes, side))
  for (const side of sides) addTemple(frame, sizes, side, open, add)
  return root
}

const metal = (color) => new THREE.MeshPhysicalMaterial({ color, metalness: 1, roughness: 0.2, envMapIntensity: 1.15 })

function acetate({ clear = false }) {
  return new THREE.MeshPhysicalMaterial({
    vertexColors: true,
    roughness: 0.3,
    clearcoat: 1,
    clearcoatRoughness: 0.04,
    transparent: clear,
    opacity: clear ? 0.62 : 1,
    envMapIntensity: 0.9,
  })
}

/** One plate: rims, bridge and lugs welded with fillets, bevelled, bent to the face, with two holes for the lenses. */
function addAcetateFront(frame, { half, edge, hingeY, rim }, add) {
  const browRise = (y) => (y > 0 ? (0.8 * y) / (frame.B / 2) : 0)
  const rimLine = outline(frame, rim).map(([x, y]) => [x + half, y + browRise(y)])
  const plate = (x, y) => {
    const away = Math.abs(x)
    const bridge = Math.max(Math.abs(y - frame.B * 0.17 + 0.024 * x * x) - 2.3, away - frame.D / 2 - 1)
    const lug = Math.hypot(Math.max(Math.abs(away - edge - rim + 0.5) - 3.2, 0), Math.max(Math.abs(y - hingeY) - 2.4, 0)) - 1.2
    return smoothUnion(smoothUnion(polygonDistance(rimLine, away, y), bridge, 5), lug, 3.5)
  }
  const box = [-edge - rim - 9, -frame.B / 2 - rim - 5, edge + rim + 9, frame.B / 2 + rim + 7]
  const shape = new THREE.Shape(zeroLine(plate, box, 0.7).map(([x, y]) => new THREE.Vector2(x * unit, y * unit)))
  for (const side of sides) {
    const hole = outline(frame, 0).map(([x, y]) => new THREE.Vector2(side * (x + half) * unit, y * unit))
    shape.holes.push(new THREE.Path(side < 0 ? hole.reverse() : hole))
  }
  add(bentPlate(shape))
  for (const side of sides) add(nosePad([2.1, 5.2, 3.4], [-0.3, 0.5], [frame.D / 2 - 0.3, -frame.B * 0.06, -3.6], side))
}

function bentPlate(shape) {
  const bevel = 0.95 * unit
  const extruded = new THREE.ExtrudeGeometry(shape, {
    depth: depthMm * unit - 2 * bevel,
    bevelEnabled: true,
    bevelSize: bevel * 0.8,
    bevelOffset: -bevel * 0.8,
    bevelThickness: bevel,
    bevelSegments: 6,
    curveSegments: 1,
  })
  extruded.deleteAttribute('uv')
  extruded.deleteAttribute('normal')
  const plate = mergeVertices(extruded, 1e-5)
  plate.translate(0, 0, (-depthMm * unit) / 2 + bevel)
  const position = plate.getAttribute('position')
  for (let i = 0; i < position.count; i++) position.setZ(i, position.getZ(i) + bend(position.getX(i) / unit) * unit)
  const faceted = plate.toNonIndexed()
  creaseNormals(faceted, 38)
  return faceted
}

function nosePad(radii, [turnZ, turnY], [x, y, z], side) {
  const pad = new THREE.SphereGeometry(1, 24, 16)
  pad.scale(...radii.map((mm) => mm * unit))
  pad.rotateZ(side * turnZ)
  pad.rotateY(side * turnY)
  pad.translate(side * x * unit, y * unit, z * unit)
  return pad
}

const wire = (points, steps, radiusMm, closed = false) =>
  new THREE.TubeGeometry(new THREE.CatmullRomCurve3(vectors(points), closed), steps, radiusMm * unit, 12, closed)

/** Two swept circles of wire, one or two bars between them, pads on arms. */
function addWireFront(frame, { half, edge, hingeY, rim }, add) {
  const padRubber = new THREE.MeshPhysicalMaterial({ color: '#efe9df', roughness: 0.25, transparent: true, opacity: 0.55, clearcoat: 0.6 })
  const line = outline(frame, rim / 2, 120)
  for (const side of sides) {
    const rimPoints = line.map(([x, y]) => [side * (x + half), y, bend(x + half)])
    add(wire(rimPoints, 200, rim / 2, true))
    const arm = [
      [frame.D / 2 - 0.2, -frame.B * 0.02, 0.2],
      [frame.D / 2 - 2.2, -frame.B * 0.03, -2.5],
      [frame.D / 2 - 2.6, -frame.B * 0.1, -5.2],
      [frame.D / 2 - 0.9, -frame.B * 0.14, -6],
    ]
    add(wire(mirrored(arm, side), 24, 0.45))
    const pad = nosePad([1.3, 4.4, 2.6], [-0.32, 0.7], [frame.D / 2 - 0.9, -frame.B * 0.15, -6.4], side)
    add(pad, padRubber).castShadow = false
    const [x, z] = [edge + rim, bend(edge + rim)]
    const lug = [
      [x - 1.2, hingeY, z + 0.1],
      [x + 1.6, hingeY, z - 0.2],
      [x + 3.2, hingeY, z - 1.8],
      [x + 3.3, hingeY, z - 4.6],
    ]
    add(sweep(mirrored(lug, side), () => [1.6, 3.0, 3], 30))
  }
  const middle = frame.B * 0.16
  const bars = frame.doubleBar
    ? [
        [middle - 1.5, 1.2],
        [frame.B * 0.4, 0.9],
      ]
    : [[middle, 1.9]]
  for (const [y, rise] of bars) add(wire(bar(noseEdge(frame, half, y) + 0.1, y, rise), 40, rim * 0.62))
}

const mirrored = (points, side) => points.map(([x, y, z]) => [side * x, y, z])

const bar = (reach, y, rise) => [
  [-reach, y - 0.3, 0],
  [-reach * 0.55, y + rise, 0.9],
  [0, y + rise * 1.25, 1.2],
  [reach * 0.55, y + rise, 0.9],
  [reach, y - 0.3, 0],
]

/** How far from the middle the rim stands at height `y`, on the nose side. */
function noseEdge(frame, half, y) {
  const near = outline(frame, frame.rim / 2, 240).filter(([x, lineY]) => x < 0 && Math.abs(lineY - y) < 1)
  return half + Math.min(0, ...near.map(([x]) => x))
}

/** A thin meniscus. A gradient lens is dark above and keeps a quarter of its tint below. */
function lens(frame, { half }, side) {
  const rim = outline(frame, 0.5, 120).map(([x, y]) => new THREE.Vector2(side * (x + half) * unit, y * unit))
  const geometry = fan(rim, side * half * unit)
  const position = geometry.getAttribute('position')
  const tints = new Float32Array(position.count * 4)
  const tint = new THREE.Color(frame.lens ?? '#ffffff')
  for (let i = 0; i < position.count; i++) {
    const [x, y] = [position.getX(i) / unit, position.getY(i) / unit]
    position.setZ(i, (bend(x) * 0.9 + 1.2 - ((x - side * half) ** 2 + y * y) / 220) * unit)
    const share = frame.gradient ? 0.25 + 0.75 * Math.max(0, Math.min(1, (y + frame.B / 2) / frame.B)) : 1
    tints.set([tint.r, tint.g, tint.b, share], i * 4)
  }
  geometry.setAttribute('color', new THREE.BufferAttribute(tints, 4))
  geometry.computeVertexNormals()
  const glass = new THREE.MeshPhysicalMaterial({
    vertexColors: true,
    roughness: 0.02,
    transparent: true,
    opacity: frame.lensA ?? 0.07,
    depthWrite: false,
    side: THREE.DoubleSide,
    clearcoat: 1,
  })
  const mesh = new THREE.Mesh(geometry, glass)
  mesh.renderOrder = 5
  return mesh
}

function addTemple(frame, { isMetal, edge, hingeX, hingeY, rim }, side, open, add) {
  const hingeZ = bend(edge) - (isMetal ? 4 : 2.2)
  const ear = frame.T * 0.7
  const hook = frame.T - ear
  const path = [
    [hingeX, hingeY, hingeZ],
    [hingeX + 0.6, hingeY, hingeZ - 12],
    [hingeX + 0.8 + open, hingeY - 0.4, hingeZ - ear * 0.5],
    [hingeX - 1.2 + open, hingeY - 1.2, hingeZ - ear * 0.86],
    [hingeX - 2.4 + open, hingeY - 4, hingeZ - ear - 2],
    [hingeX - 4 + open, hingeY - 15, hingeZ - ear - hook * 0.45],
    [hingeX - 6 + open, hingeY - 31, hingeZ - ear - hook * 0.82],
  ]
  if (isMetal) {
    add(sweep(mirrored(path, side), (t) => [1.1, 1.6 * (t < 0.05 ? 1.8 - 16 * t : 1), 2.4], 120))
    const [start, ...rest] = path.slice(-4)
    const sleeve = new THREE.MeshPhysicalMaterial({
      color: frame.tip ?? frame.color,
      roughness: 0.3,
      clearcoat: 1,
      clearcoatRoughness: 0.05,
    })
    const tip = [[start[0], start[1], start[2] + 8], start, ...rest]
    add(
      sweep(mirrored(tip, side), (t) => [2.6 + t * 0.5, 3 + 2 * t, 2.3], 60),
      sleeve,
    )
  } else {
    const height = (t) => 6.2 * (t < 0.55 ? 1 - (0.42 * t) / 0.55 : (0.58 + (0.42 * (t - 0.55)) / 0.45) * 1.02)
    const width = (t) => 3.4 * (1.1 - 0.25 * Math.sin(Math.min(1, t * 1.3) * Math.PI))
    add(sweep(mirrored(path, side), (t) => [width(t), height(t), 3.2], 140))
  }
  const steel = new THREE.MeshPhysicalMaterial({ color: steelColour, metalness: 1, roughness: 0.22 })
  const hinge = new THREE.CylinderGeometry(1.1 * unit, 1.1 * unit, 3.4 * unit, 18)
  hinge.translate(side * (hingeX - 1.9) * unit, hingeY * unit, (hingeZ - 1.4) * unit)
  add(hinge, steel)
  if (isMetal) return
  for (const above of [1.1, -1.1]) {
    const rivet = new THREE.SphereGeometry(0.62 * unit, 14, 10)
    const x = edge + rim + 1.2
    rivet.scale(1, 1, 0.4)
    rivet.translate(side * x * unit, (hingeY + above) * unit, (bend(x) + depthMm / 2 + 0.02) * unit)
    add(rivet, steel)
  }
}
