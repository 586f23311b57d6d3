import { unit, type Vec3 } from './vector.ts'

/** What a part of a frame is made of, as far as light is concerned. A `lens` only filters what is behind it. */
export type Finish = 'plastic' | 'metal' | 'lens' | 'mirror'

/** The light a frame stands in. Camera frame. Bytes of the picture are multiplied by it, so it is in sRGB as they are. */
export interface Light {
  /** Towards the lamp, unit length. */
  readonly direction: Vec3
  /** Share of the lamp, and of what comes from everywhere; together about 1.05. */
  readonly key: number
  readonly ambient: number
  /** What white is seen as, 1 usual. */
  readonly colour: Vec3
}

/** From the upper left, in front: chosen by eye, for when nothing is known of the face's own. */
export const usualLight: Light = { direction: unit([-0.45, 0.55, 0.7]), key: 0.5, ambient: 0.55, colour: [1, 1, 1] }

/** What is lit of a surface: its colour, 0..255, how glossy it is, 0..1, and its normal: unit, camera frame, towards the viewer. Written anew for each sample. */
export interface Lit {
  red: number
  green: number
  blue: number
  gloss: number
  nx: number
  ny: number
  nz: number
}

/**
 * The colour of a surface in a light, 0..255, not yet cut off.
 *
 * Plastic: Lambert and Blinn's highlight (Blinn 1977). Metal and mirrors throw back a room: bright above, dark below, brightest where the lamp
 * stands. Weights chosen by eye. The page draws with the same formula on the GPU: `shadingSource` below; change both together.
 * Asked for each sample of a picture: plain numbers, powers multiplied out, and only what the finish shows.
 */
export function shade(
  out: Float32Array,
  finish: Finish,
  { red, green, blue, gloss, nx, ny, nz }: Lit,
  { direction, key, ambient, colour }: Light,
): void {
  const lx = direction[0]
  const ly = direction[1]
  const lz = direction[2]
  const lit = ambient + key * Math.max(0, nx * lx + ny * ly + nz * lz)
  let byBase = lit
  let plus = 0
  if (finish !== 'mirror') {
    const half = Math.sqrt(lx * lx + ly * ly + (lz + 1) * (lz + 1))
    const to8 = eighth(Math.max(0, (nx * lx + ny * ly + nz * (lz + 1)) / half))
    plus = (finish === 'plastic' ? 90 : 110) * gloss * to8 * to8 * to8 * to8 * to8
  }
  if (finish !== 'plastic') {
    const above = Math.min(1, Math.max(0, (2 * nz * ny + 0.6) / 1.2))
    const lamp = eighth(Math.max(0, 2 * nz * nx * lx + 2 * nz * ny * ly + (2 * nz * nz - 1) * lz))
    const room = 0.3 + 0.7 * above * above * (3 - 2 * above) + 0.5 * lamp
    byBase = finish === 'metal' ? 0.35 * lit + 0.6 * room : 0.25 + 0.8 * room
    if (finish === 'mirror') plus = 60 * lamp
  }
  out[0] = (red * byBase + plus) * colour[0]
  out[1] = (green * byBase + plus) * colour[1]
  out[2] = (blue * byBase + plus) * colour[2]
}

/** Raised to the eighth power. */
function eighth(value: number): number {
  const square = value * value
  return square * square * square * square
}

/** `shade` in GLSL ES 3.00, colours 0..1: `finish` 0 plastic, 1 metal, 3 mirror. Names of the uniforms are those of `Light`. */
export const shadingSource = `
uniform vec3 direction; uniform float key; uniform float ambient; uniform vec3 colour;
vec3 shade(int finish, vec3 base, float gloss, vec3 n) {
  float lit = ambient + key * max(0.0, dot(n, direction));
  float shine = pow(max(0.0, dot(n, normalize(direction + vec3(0, 0, 1)))), 40.0) * gloss;
  vec3 r = vec3(2.0 * n.z * n.x, 2.0 * n.z * n.y, 2.0 * n.z * n.z - 1.0);
  float lamp = pow(max(0.0, dot(r, direction)), 8.0);
  float room = 0.3 + 0.7 * smoothstep(-0.6, 0.6, r.y) + 0.5 * lamp;
  if (finish == 0) return (base * lit + 0.353 * shine) * colour;
  if (finish == 1) return (base * (0.35 * lit + 0.6 * room) + 0.431 * shine) * colour;
  return (base * (0.25 + 0.8 * room) + 0.235 * lamp) * colour;
}`
