// Pictures of perfume bottles. Lengths in cm; `liquid` is the colour seen through 3 cm of it, `size` and `cap.size` are width, height, depth.
import * as THREE from 'three'
import { accumulate, screenQuad, screenShader } from './accumulate.mjs'
import { bottleShader } from './bottle-shader.mjs'
import { canvasPen, linear, printLines, printTexture } from './print.mjs'

const bodies = ['slab', 'cylinder', 'disc', 'taper', 'octagon']
const capShapes = ['block', 'drum', 'ball', 'octagon']
const capKinds = ['lacquer', 'metal', 'wood']
const paper = '#efebe4'
const clearGlass = '#f4faf7'
const brass = '#d9b36a'

export async function bottle(renderer, picture, size) {
  renderer.setSize(size.w, size.h, false)
  const label = labelTexture(picture.label)
  const uniforms = uniformsOf(picture, size, label)
  const tracer = screenShader(bottleShader, uniforms)
  const onScreen = screenQuad(renderer)
  await accumulate(renderer, size, (index, target) => {
    uniforms.frame.value = index
    onScreen(tracer, target)
  })
  label.dispose() // the tracer stays: three.js keeps its compiled program for the next bottle, which saves 20 s each
}

/** How much of each colour is lost per cm, from what is left after `depthCm`. */
function absorption(colour, depthCm) {
  return new THREE.Vector3(
    ...linear(colour)
      .toArray()
      .map((left) => -Math.log(Math.max(left, 0.004)) / depthCm),
  )
}

function uniformsOf({ shape, size, corner = 0.35, yaw = 0, liquid, metal = brass, cap, label }, { w, h }, labelPicture) {
  const values = {
    res: new THREE.Vector2(w, h),
    frame: 0,
    label: labelPicture,
    labelBox: new THREE.Vector4(0, label.y, label.w, label.h),
    shape: bodies.indexOf(shape),
    size: new THREE.Vector3(...size).multiplyScalar(0.5),
    corner,
    wall: 0.42,
    base: 1,
    level: size[1] * 0.84,
    sigma: absorption(liquid, 3),
    glassTint: absorption(clearGlass, 8),
    paper: linear(paper),
    frost: 0,
    metal: linear(metal),
    capKind: capKinds.indexOf(cap.kind),
    capColor: linear(cap.color),
    capSize: new THREE.Vector3(...cap.size).multiplyScalar(0.5),
    capShape: capShapes.indexOf(cap.shape),
    cam: new THREE.Vector3(0, 9.5, 62),
    look: new THREE.Vector3(0, (size[1] + cap.size[1]) * 0.5 + 0.1, 0),
    fov: (15.5 * Math.PI) / 180,
    yaw: (yaw * Math.PI) / 180,
  }
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }]))
}

/** A label printed on the glass, or on `paper` with a thin frame. */
function labelTexture({ w, h, ink, paper: sheet, text }) {
  const pen = canvasPen(1024, Math.round((1024 * h) / w))
  const { width, height } = pen.canvas
  if (sheet !== undefined) {
    pen.fillStyle = sheet
    pen.fillRect(0, 0, width, height)
    pen.strokeStyle = ink
    pen.lineWidth = 5
    pen.strokeRect(34, 34, width - 68, height - 68)
  }
  printLines(pen, text, ink)
  return printTexture(pen)
}
