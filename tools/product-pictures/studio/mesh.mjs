// Meshes three.js does not bring: a tube of superellipse section, a fan of rings, and normals that keep sharp edges sharp.
import * as THREE from 'three'

/** Millimetres of the frame to units of the scene: small numbers keep shadow maps precise. */
export const unit = 0.01

/** Points in mm as vectors of the scene. */
export const vectors = (points) => points.map(([x, y, z]) => new THREE.Vector3(x, y, z).multiplyScalar(unit))

export function meshOf(positions, indices) {
  const geometry = new THREE.BufferGeometry()
  geometry.setAttribute('position', new THREE.Float32BufferAttribute(positions, 3))
  geometry.setIndex(indices)
  return geometry
}

/** A closed tube along `path` (mm). `section(t)` = [width across, height, exponent of the superellipse], mm; the ends are rounded. */
export function sweep(path, section, steps) {
  const curve = new THREE.CatmullRomCurve3(vectors(path), false, 'centripetal', 0.5)
  const around = 28
  const positions = []
  const indices = []
  const up = new THREE.Vector3(0, 1, 0)
  for (let i = 0; i <= steps; i++) {
    const t = i / steps
    const at = curve.getPointAt(t)
    const along = curve.getTangentAt(t)
    const side = new THREE.Vector3().crossVectors(along, up).normalize()
    const above = new THREE.Vector3().crossVectors(side, along).normalize()
    const [width, height, exponent] = section(t)
    const toEnd = Math.max(0, 1 - Math.min(t, 1 - t) / 0.012)
    const rounding = Math.min(1, Math.sqrt(Math.max(0, 1 - toEnd ** 2)) + 0.02)
    const bulge = (share) => Math.sign(share) * Math.abs(share) ** (2 / exponent)
    for (let j = 0; j < around; j++) {
      const angle = (j / around) * 2 * Math.PI
      const x = ((bulge(Math.cos(angle)) * width) / 2) * rounding * unit
      const y = ((bulge(Math.sin(angle)) * height) / 2) * rounding * unit
      positions.push(at.x + side.x * x + above.x * y, at.y + side.y * x + above.y * y, at.z + side.z * x + above.z * y)
    }
  }
  for (let i = 0; i < steps; i++) indices.push(...ringToRing(i, around))
  const last = steps * around
  for (let j = 1; j < around - 1; j++) indices.push(0, j, j + 1, last, last + j + 1, last + j)
  const geometry = meshOf(positions, indices)
  geometry.computeVertexNormals()
  return geometry
}

/** A flat disc of ten rings inside the closed line `rim` (scene units), around `centreX`. */
export function fan(rim, centreX) {
  const rings = 10
  const positions = []
  const indices = []
  for (let ring = 0; ring <= rings; ring++) {
    for (const { x, y } of rim) positions.push(centreX + ((x - centreX) * ring) / rings, (y * ring) / rings, 0)
  }
  for (let ring = 0; ring < rings; ring++) indices.push(...ringToRing(ring, rim.length))
  return meshOf(positions, indices)
}

function ringToRing(ring, around) {
  return Array.from({ length: around }, (_, j) => {
    const [a, b] = [ring * around + j, ring * around + ((j + 1) % around)]
    return [a, a + around, b, b, a + around, b + around]
  }).flat()
}

/** Sets normals averaged only over faces that meet at less than `degrees`. The geometry must not be indexed. */
export function creaseNormals(geometry, degrees) {
  const position = geometry.getAttribute('position')
  const flattest = Math.cos((degrees * Math.PI) / 180)
  const corner = (i) => new THREE.Vector3().fromBufferAttribute(position, i)
  const placeOf = (i) => `${Math.round(position.getX(i) * 2e4)},${Math.round(position.getY(i) * 2e4)},${Math.round(position.getZ(i) * 2e4)}`
  const faces = Array.from({ length: position.count / 3 }, (_, face) => {
    const a = corner(face * 3)
    return corner(face * 3 + 1)
      .sub(a)
      .cross(corner(face * 3 + 2).sub(a))
  })
  const directions = faces.map((normal) => normal.clone().normalize())
  const places = Array.from({ length: position.count }, (_, i) => placeOf(i))
  const facesAt = new Map()
  for (const [i, place] of places.entries()) {
    if (!facesAt.has(place)) facesAt.set(place, [])
    facesAt.get(place).push(Math.floor(i / 3))
  }
  const normals = new Float32Array(position.count * 3)
  for (const [i, place] of places.entries()) {
    const own = directions[Math.floor(i / 3)]
    const sum = new THREE.Vector3()
    for (const face of facesAt.get(place)) if (directions[face].dot(own) > flattest) sum.add(faces[face])
    normals.set(sum.normalize().toArray(), i * 3)
  }
  geometry.setAttribute('normal', new THREE.BufferAttribute(normals, 3))
}
