/** Millimetres, right-handed: x, y up, z towards the viewer. Which origin is said where it is used. */
export type Vec3 = readonly [x: number, y: number, z: number]
/** Rows of a rotation. */
export type Mat3 = readonly [Vec3, Vec3, Vec3]

export const add = (a: Vec3, b: Vec3): Vec3 => [a[0] + b[0], a[1] + b[1], a[2] + b[2]]
export const subtract = (a: Vec3, b: Vec3): Vec3 => [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
export const scale = (a: Vec3, by: number): Vec3 => [a[0] * by, a[1] * by, a[2] * by]
export const dot = (a: Vec3, b: Vec3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
export const cross = (a: Vec3, b: Vec3): Vec3 => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
export const rotate = (turn: Mat3, p: Vec3): Vec3 => [dot(turn[0], p), dot(turn[1], p), dot(turn[2], p)]
/** The rotation undone: rows become columns. */
export const unrotate = ([a, b, c]: Mat3, p: Vec3): Vec3 => add(add(scale(a, p[0]), scale(b, p[1])), scale(c, p[2]))

/** Length 1 in the same direction; the zero vector stays zero. */
export function unit(a: Vec3): Vec3 {
  const length = Math.hypot(a[0], a[1], a[2]) || 1
  return [a[0] / length, a[1] / length, a[2] / length]
}
