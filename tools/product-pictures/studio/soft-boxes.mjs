// What polished acetate and metal reflect: a room of soft boxes, written as an equirectangular picture and filtered by three.js.
import * as THREE from 'three'

const smoothStep = (from, to, x) => {
  const t = Math.max(0, Math.min(1, (x - from) / (to - from)))
  return t * t * (3 - 2 * t)
}

// azimuth, elevation, half width, half height, soft edge (radians) and brightness; azimuth 0 is straight ahead of the glasses
const boxes = [
  [0.95, 0.55, 0.42, 0.32, 0.06, 6],
  [-1.15, 0.35, 0.14, 0.6, 0.05, 3.2],
  [0, 1.18, 1.2, 0.22, 0.1, 3.8],
  [Math.PI, 0.5, 0.9, 0.35, 0.2, 1.3],
]
const blackFlag = [0, 0.1, 0.28, 0.22, 0.2]

function inBox(azimuth, elevation, [atAzimuth, atElevation, halfWidth, halfHeight, soft]) {
  const turned = Math.atan2(Math.sin(azimuth - atAzimuth), Math.cos(azimuth - atAzimuth))
  return 1 - smoothStep(-soft, soft, Math.max(Math.abs(turned) - halfWidth, Math.abs(elevation - atElevation) - halfHeight))
}

function brightness(azimuth, elevation) {
  const ceiling = 0.28 + 0.3 * smoothStep(-0.2, 1.2, elevation)
  const table = elevation < -0.05 ? 0.25 * smoothStep(-0.05, -0.8, elevation) : 0
  const lamps = boxes.reduce((sum, box) => sum + box[5] * inBox(azimuth, elevation, box), 0)
  return (ceiling + table + lamps) * (1 - 0.75 * inBox(azimuth, elevation, blackFlag))
}

/** The reflections, tinted a quarter towards the paper. Dispose of the texture after the picture. */
export function softBoxes(renderer, paper) {
  const [width, height] = [1024, 512]
  const tint = new THREE.Color(paper).toArray().map((channel) => 0.75 + 0.25 * channel)
  const texels = new Float32Array(width * height * 4)
  for (let row = 0; row < height; row++) {
    // three.js reads the first row as the bottom of the room and azimuth 0 as +x, a quarter turn before the front
    const elevation = ((row + 1) / height - 0.5) * Math.PI
    for (let column = 0; column < width; column++) {
      const azimuth = (column / width - 0.5) * 2 * Math.PI - Math.PI / 2
      const light = brightness(azimuth, elevation)
      texels.set([light * tint[0], light * tint[1], light * tint[2], 1], (row * width + column) * 4)
    }
  }
  const room = new THREE.DataTexture(texels, width, height, THREE.RGBAFormat, THREE.FloatType)
  room.mapping = THREE.EquirectangularReflectionMapping
  room.needsUpdate = true
  const filter = new THREE.PMREMGenerator(renderer)
  const reflections = filter.fromEquirectangular(room).texture
  filter.dispose()
  room.dispose()
  return reflections
}
