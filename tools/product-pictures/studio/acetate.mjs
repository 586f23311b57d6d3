// Acetate by position: a ground colour, for tortoiseshell with warped islands of a second one. No texture, so no seams.
import * as THREE from 'three'
import { unit } from './mesh.mjs'

/** Writes a colour per vertex. `grain` = islands per mm; without `color2` the sheet is plain with a breath of depth. */
export function paintAcetate(geometry, { color, color2, grain = 0.075, seed = 3 }) {
  const position = geometry.getAttribute('position')
  const colours = new Float32Array(position.count * 3)
  const [ground, islands] = [new THREE.Color(color), new THREE.Color(color2 ?? color)]
  for (let i = 0; i < position.count; i++) {
    const x = (position.getX(i) / unit) * grain + seed
    const y = (position.getY(i) / unit) * grain * 1.25
    const z = (position.getZ(i) / unit) * grain * 0.6
    const warpX = noise(x * 1.1 + 7, y * 1.1, z) * 2.2
    const warpY = noise(x * 1.1, y * 1.1 + 9, z) * 2.2
    const height = noise(x + warpX, y + warpY, z) * 0.7 + noise(x * 2.3 + warpY, y * 2.3, z * 2) * 0.3
    const share = color2 === undefined ? 0 : smoothStep(Math.max(0, Math.min(1, (height - 0.34) / 0.3)))
    const depth = 0.86 + 0.28 * noise(x * 3.1 + 20, y * 3.1, z * 3)
    colours.set(ground.clone().lerp(islands, share).multiplyScalar(depth).toArray(), i * 3)
  }
  geometry.setAttribute('color', new THREE.BufferAttribute(colours, 3))
}

const smoothStep = (t) => t * t * (3 - 2 * t)
const mix = (a, b, t) => a + (b - a) * t

function noise(x, y, z) {
  const [i, j, k] = [Math.floor(x), Math.floor(y), Math.floor(z)]
  const [u, v, w] = [smoothStep(x - i), smoothStep(y - j), smoothStep(z - k)]
  const edge = (dj, dk) => mix(lattice(i, j + dj, k + dk), lattice(i + 1, j + dj, k + dk), u)
  return mix(mix(edge(0, 0), edge(1, 0), v), mix(edge(0, 1), edge(1, 1), v), w)
}

/** A number from 0 to 1 for each point of the lattice: an integer hash, the same on every machine. */
function lattice(i, j, k) {
  const mixed = Math.imul(i, 374761393) ^ Math.imul(j, 668265263) ^ Math.imul(k, 2147483647 - 59)
  const again = Math.imul(mixed ^ (mixed >>> 13), 1274126177)
  return ((again ^ (again >>> 16)) >>> 0) / 4294967295
}
