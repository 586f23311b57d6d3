import { acetateColours } from './acetate-colours.ts'
import type { Frame, Rgb } from './frame.ts'
import { lensPolygon } from './lens-outline.ts'
import type { Finish } from './shading.ts'
import { curveThrough, type Surface, surfaceOf, tubeAlong } from './swept-surface.ts'
import { unit, type Vec3 } from './vector.ts'

/**
 * One solid or lens of a frame. Frame coordinates: origin midway between the pupils looking ahead, x to the wearer's left, y up, z out of
 * the face, mm.
 */
export interface FramePart extends Surface {
  readonly name: 'rim' | 'lens' | 'bridge' | 'temple' | 'pad'
  readonly colour: Rgb
  /** 3 floats a vertex, 0..255, in place of `colour`. */
  readonly colours?: Float32Array
  /** Less than 1 only for lenses: the most of it where `opacities` says more. */
  readonly opacity: number
  /** 1 float a vertex, in place of `opacity`. */
  readonly opacities?: Float32Array
  readonly finish: Finish
  /** 0 dull .. 1 polished. */
  readonly gloss: number
}

/** Points a fitter checks, in frame coordinates, mm. Right and left are the wearer's. */
export const frameKeypointNames = ['bridge', 'lensRight', 'lensLeft', 'hingeRight', 'hingeLeft', 'earRight', 'earLeft'] as const
export type FrameKeypoints = Readonly<Record<(typeof frameKeypointNames)[number], Vec3>>

/** How fronts are built, mm: the middle of what is sold. Lens centres under the pupils and front ahead of them: try-on design, section 3. */
const usual = { dropMm: -3, vertexMm: 13, wrap: (6 * Math.PI) / 180, hingeOutMm: 1.5, outlinePoints: 96 } as const
const builds = {
  acetate: { depthMm: 3.2, templeSideMm: 1, templeUpMm: 2.3, gloss: 0.6 },
  metal: { depthMm: 1.8, templeSideMm: 0.6, templeUpMm: 0.9, gloss: 1 },
} as const
/** Sides bend down behind the ear between these shares of their length. */
const bend = { from: 0.68, to: 0.76 } as const

interface Layout {
  readonly halfMm: number
  readonly rimMm: number
  readonly depthMm: number
  readonly hinge: Vec3
  readonly topMm: number
}

/** Numbers that triangles and check points share, for the wearer's left side. */
function layoutOf(frame: Frame): Layout {
  const { lensWidthMm, lensHeightMm, bridgeMm, frameWidthMm, rim, build } = frame
  const halfMm = (bridgeMm + lensWidthMm) / 2
  const rimMm = rim.kind === 'rimless' ? 0 : rim.widthMm
  const { depthMm } = builds[build]
  const overRims = halfMm + lensWidthMm / 2 + rimMm
  const hinge = [
    Math.max(overRims + usual.hingeOutMm, frameWidthMm === undefined ? 0 : frameWidthMm / 2),
    usual.dropMm + lensHeightMm * 0.28,
    usual.vertexMm - depthMm - (Math.sin(usual.wrap) * lensWidthMm) / 2,
  ] as const
  return { halfMm, rimMm, depthMm, hinge, topMm: usual.dropMm + lensHeightMm * 0.27 }
}

/** Width of the front over the rims, mm. */
export function frontWidthMm(frame: Frame): number {
  const { halfMm, rimMm } = layoutOf(frame)
  return frame.frameWidthMm ?? 2 * halfMm + frame.lensWidthMm + 2 * rimMm
}

/** The points a fitter checks. `templeHalfMm`: half width of the head at the temples, from `occluderFor`. */
export function frameKeypoints(frame: Frame, templeHalfMm: number): FrameKeypoints {
  const { halfMm, hinge, topMm } = layoutOf(frame)
  const lens = (side: 1 | -1): Vec3 => [side * halfMm, usual.dropMm, usual.vertexMm]
  const ear = (side: 1 | -1): Vec3 => [side * templeHalfMm, usual.dropMm + frame.lensHeightMm * 0.25, hinge[2] - frame.templeMm * bend.from]
  return {
    bridge: [0, topMm, usual.vertexMm + 1.2],
    lensRight: lens(-1),
    lensLeft: lens(1),
    hingeRight: [-hinge[0], hinge[1], hinge[2]],
    hingeLeft: hinge,
    earRight: ear(-1),
    earLeft: ear(1),
  }
}

/**
 * The frame as triangles, from catalogue numbers alone: no 3D file.
 *
 * The hole of a rim is exactly the lens: A wide, B high, DBL apart. Cost: about 3 ms; keep it while the frame stays the same.
 * Limits: lenses are flat but for what a mirror shows, no nose pad fitted to the wearer.
 */
export function frameParts(frame: Frame, templeHalfMm: number): FramePart[] {
  const layout = layoutOf(frame)
  const solid = solidOf(frame)
  const edge = lensPolygon(frame, usual.outlinePoints)
  const sides = ([1, -1] as const).flatMap((side) => [
    ...frontSide(frame, layout, side, edge, solid),
    ...(frame.build === 'metal'
      ? [{ ...solid('pad', pad(frame, side)), opacity: 0.55, gloss: 0.5, colour: padColour, finish: 'lens' as const }]
      : []),
    ...templeSide(frame, layout, side, templeHalfMm, solid),
  ])
  return [...sides, solid('bridge', bridge(frame, layout))]
}

const padColour: Rgb = [239, 233, 223]
type Solid = (name: FramePart['name'], surface: Surface) => FramePart

function solidOf({ colour, secondColour, build }: Frame): Solid {
  return (name, surface) => ({
    name,
    ...surface,
    colour,
    ...(build === 'acetate' && secondColour && { colours: acetateColours(surface.positions, colour, secondColour) }),
    opacity: 1,
    finish: build === 'metal' ? 'metal' : 'plastic',
    gloss: builds[build].gloss,
  })
}

/** Section of a rim: outwards in shares of its width, ahead in shares of its depth. */
const rimSection = [
  [0, -0.3],
  [0, 0.3],
  [0.2, 0.5],
  [0.8, 0.5],
  [1, 0.3],
  [1, -0.3],
  [0.8, -0.5],
  [0.2, -0.5],
  [0, -0.3],
] as const

function frontSide(frame: Frame, layout: Layout, side: 1 | -1, edge: readonly (readonly [number, number])[], solid: Solid): FramePart[] {
  const [cos, sin] = [Math.cos(usual.wrap), Math.sin(usual.wrap)]
  /** From the plane of a lens, x to the temple, to frame coordinates: the front curves back by the wrap. */
  const place = (x: number, y: number, ahead: number): Vec3 => [
    side * (layout.halfMm + x * cos + ahead * sin),
    usual.dropMm + y,
    usual.vertexMm - 2 * sin - x * sin + ahead * cos,
  ]
  const closed = [...edge, edge[0]!]
  const tinted = lensPart(frame, surfaceOf(closed.map(([x, y]) => [place(0, 0, 0), place(x, y, 0)])))
  if (frame.rim.kind === 'rimless') return [tinted]
  const outwards = edgeNormals(edge)
  const ring = closed.map(([x, y], k) => {
    const [nx, ny] = outwards[k % edge.length]!
    return rimSection.map(([out, ahead]) => place(x + nx * out * layout.rimMm, y + ny * out * layout.rimMm, ahead * layout.depthMm))
  })
  // A semi rim holds the upper half; a nylon thread that nobody sees holds the rest.
  const held = frame.rim.kind === 'full' ? ring : ring.slice(0, usual.outlinePoints / 2 + 1)
  return [solid('rim', surfaceOf(held)), tinted]
}

/** A mirror hides most of the eye, whatever the tint behind it lets through. */
const mirrorOpacity = 0.82
/** Front surface of a base-6 lens, mm: the room stands in it as in a ball. Flat lenses would show one point of it. */
const baseRadiusMm = 88

function lensPart({ lens: { colour, opacity, gradient, mirror }, lensHeightMm }: Frame, surface: Surface): FramePart {
  const common = { name: 'lens', ...surface, gloss: 1 } as const
  const most = mirror ? Math.max(opacity, mirrorOpacity) : opacity
  const count = surface.positions.length / 3
  /** 1 at the top of the lens, 0 at its bottom. */
  const height = (i: number) => Math.min(1, Math.max(0, 0.5 + (surface.positions[3 * i + 1]! - usual.dropMm) / lensHeightMm))
  const opacities = gradient ? { opacities: Float32Array.from({ length: count }, (_, i) => most * height(i)) } : {}
  if (!mirror) return { ...common, colour, opacity: most, ...opacities, finish: 'lens' }
  return { ...common, normals: bulged(surface), colour: mirror, opacity: most, ...opacities, finish: 'mirror' }
}

/** Normals of a ball whose middle lies behind the lens. Its first vertex is the middle of the lens. */
function bulged({ positions, normals }: Surface): Float32Array {
  const out = new Float32Array(normals.length)
  // Triangles have no outside: the normal that looks out of the face is meant.
  const facing = normals[2]! < 0 ? -1 : 1
  for (let i = 0; i < positions.length; i += 3) {
    const [x, y, z] = [0, 1, 2].map((axis) => facing * normals[i + axis]! + (positions[i + axis]! - positions[axis]!) / baseRadiusMm)
    out.set(unit([x!, y!, z!]), i)
  }
  return out
}

/** Unit vectors out of a closed counter-clockwise polygon at each of its points. */
function edgeNormals(points: readonly (readonly [number, number])[]): [number, number][] {
  return points.map((_, i) => {
    const [before, after] = [points.at(i - 1)!, points[(i + 1) % points.length]!]
    const [dx, dy] = [after[0] - before[0], after[1] - before[1]]
    const length = Math.hypot(dx, dy)
    return [dy / length, -dx / length]
  })
}

function templeSide(frame: Frame, { halfMm, hinge, topMm }: Layout, side: 1 | -1, templeHalfMm: number, solid: Solid): FramePart[] {
  const { lensWidthMm, lensHeightMm, templeMm, build, secondColour } = frame
  const [hingeX, hingeY, hingeZ] = hinge
  const wide = Math.max(templeHalfMm, halfMm + lensWidthMm / 2 + 2)
  const behind = (x: number, y: number, share: number): Vec3 => [side * x, usual.dropMm + lensHeightMm * y, hingeZ - templeMm * share]
  const path = curveThrough(
    [
      [side * (halfMm + lensWidthMm / 2), hingeY, hingeZ + 2],
      [side * hingeX, hingeY, hingeZ],
      [side * wide, topMm, hingeZ - 35],
      behind(templeHalfMm, 0.25, bend.from),
      behind(templeHalfMm - 1, 0.12, bend.to),
      behind(templeHalfMm - 4, -0.55, 0.9),
    ],
    60,
  )
  const { templeSideMm, templeUpMm } = builds[build]
  if (build !== 'metal' || !secondColour) return [solid('temple', tubeAlong(path, templeSideMm, templeUpMm, [1, 0, 0]))]
  const tipFrom = 40
  return [
    solid('temple', tubeAlong(path.slice(0, tipFrom + 1), templeSideMm, templeUpMm, [1, 0, 0])),
    {
      ...solid('temple', tubeAlong(path.slice(tipFrom), templeSideMm + 0.4, templeUpMm + 0.6, [1, 0, 0])),
      colour: secondColour,
      finish: 'plastic',
      gloss: 0.5,
    },
  ]
}

function bridge({ bridgeMm, lensHeightMm, rim, build }: Frame, { topMm }: Layout): Surface {
  const y = usual.dropMm + lensHeightMm * 0.18
  const z = usual.vertexMm
  const thick = build === 'metal' ? 0.9 : Math.max(1.2, rim.widthMm) * 0.75
  const path = curveThrough(
    [
      [-bridgeMm / 2 - 1, y, z - 1],
      [-bridgeMm * 0.22, topMm, z + 1.2],
      [bridgeMm * 0.22, topMm, z + 1.2],
      [bridgeMm / 2 + 1, y, z - 1],
    ],
    24,
  )
  return tubeAlong(path, thick, thick, [0, 0, 1])
}

function pad({ bridgeMm, lensHeightMm }: Frame, side: 1 | -1): Surface {
  const [x, y, z] = [side * (bridgeMm / 2 - 1.5), usual.dropMm - lensHeightMm * 0.06, usual.vertexMm - 4]
  const path = curveThrough(
    [
      [x - side * 1.2, y + 5.5, z],
      [x, y, z - 0.6],
      [x + side * 1.8, y - 5.5, z - 1],
    ],
    8,
  )
  return tubeAlong(path, 2.4, 0.9, [0, 0, 1])
}
