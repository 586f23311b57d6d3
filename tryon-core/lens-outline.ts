export const lensShapes = ['round', 'panto', 'square', 'rectangle', 'cat', 'aviator', 'oval'] as const
export type LensShape = (typeof lensShapes)[number]

/** Superellipse exponent of each shape, chosen by eye against the drawings of `web/`; 2 is an ellipse, more is squarer. */
const exponents: Record<LensShape, number> = { round: 2, panto: 2.35, square: 4.2, rectangle: 5, cat: 3, aviator: 2.5, oval: 2.1 }

/** Local swellings of a shape: height as a share of the radius, direction and width in radians. Chosen by eye, like the exponents. */
const swellings: Record<LensShape, readonly (readonly [share: number, at: number, width: number])[]> = {
  round: [],
  oval: [],
  panto: [
    [-0.05, -2.35, 0.6],
    [-0.05, -0.8, 0.6],
    [0.035, 0.8, 0.5],
    [0.02, 2.3, 0.5],
  ],
  cat: [
    [0.2, 0.62, 0.38],
    [-0.11, -0.75, 0.55],
    [-0.08, -2.4, 0.6],
    [-0.05, 2.3, 0.5],
  ],
  aviator: [
    [0.07, -0.9, 0.6],
    [-0.17, -2.5, 0.55],
    [0.05, 0.7, 0.5],
    [0.03, 2.4, 0.4],
  ],
  square: [
    [-0.04, -2.4, 0.5],
    [-0.03, -0.8, 0.5],
  ],
  rectangle: [
    [-0.04, -2.4, 0.5],
    [-0.03, -0.8, 0.5],
  ],
}

export interface LensOutline {
  readonly shape: LensShape
  /** A of the boxing system, mm. */
  readonly lensWidthMm: number
  /** B of the boxing system, mm. */
  readonly lensHeightMm: number
}

/**
 * The outline of a lens, as its radius in mm from the box centre in each direction. One function for the product picture, the mm
 * drawing and the try-on, so that they agree.
 *
 * `angle` in radians, 0 = temporal (outer) side, counter-clockwise as seen from the front on the wearer's left lens; mirror for the right one.
 * The widest extent along 0..π is normalised to exactly `lensWidthMm`, and along the vertical to `lensHeightMm`.
 */
export function lensRadius(outline: LensOutline): (angle: number) => number {
  const scale = boxScale(outline)
  const radius = rawRadius(outline)
  return (angle) => {
    const [x, y] = [Math.cos(angle) / scale.x, Math.sin(angle) / scale.y]
    return radius(Math.atan2(y, x)) / Math.hypot(x, y)
  }
}

/** The outline as a closed polygon of `count` points `[x, y]`, mm, y up, starting at the temporal side. */
export function lensPolygon(outline: LensOutline, count = 96): [number, number][] {
  const scale = boxScale(outline)
  const radius = rawRadius(outline)
  return Array.from({ length: count }, (_, index) => {
    const angle = (index / count) * 2 * Math.PI
    const r = radius(angle)
    return [Math.cos(angle) * r * scale.x, Math.sin(angle) * r * scale.y]
  })
}

function rawRadius({ shape, lensWidthMm, lensHeightMm }: LensOutline): (angle: number) => number {
  const n = exponents[shape]
  const bumps = swellings[shape]
  return (angle) => {
    const [c, s] = [Math.abs(Math.cos(angle)) / (lensWidthMm / 2), Math.abs(Math.sin(angle)) / (lensHeightMm / 2)]
    const swell = bumps.reduce((sum, [share, at, width]) => {
      const away = Math.atan2(Math.sin(angle - at), Math.cos(angle - at)) / width
      return sum + share * Math.exp(-away * away)
    }, 1)
    return swell / (c ** n + s ** n) ** (1 / n)
  }
}

/** What stretches the swollen outline back into its box: A and B are promises, swellings are taste. */
function boxScale(outline: LensOutline): { x: number; y: number } {
  const radius = rawRadius(outline)
  let [left, right, bottom, top] = [0, 0, 0, 0]
  for (let step = 0; step < 360; step++) {
    const angle = (step / 180) * Math.PI
    const r = radius(angle)
    const [x, y] = [Math.cos(angle) * r, Math.sin(angle) * r]
    ;[left, right, bottom, top] = [Math.min(left, x), Math.max(right, x), Math.min(bottom, y), Math.max(top, y)]
  }
  return { x: outline.lensWidthMm / (right - left), y: outline.lensHeightMm / (top - bottom) }
}
