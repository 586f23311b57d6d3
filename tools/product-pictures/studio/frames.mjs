// Pictures of glasses: on the table from the front or three-quarter, from the side, or worn by the bust.
import * as THREE from 'three'
import { accumulate } from './accumulate.mjs'
import { bust } from './bust.mjs'
import { glasses, hingeXMm } from './glasses.mjs'
import { unit } from './mesh.mjs'
import { softBoxes } from './soft-boxes.mjs'

const paper = '#efebe4' // ends at the plate colour #eeebe3 after the roll-off of bright tones
const cameraDistance = 8
const earToEarMm = 77 // half the width of the bust where the temples rest

// degrees of yaw, elevation and field of view, and the point looked at, in units of the scene
const views = {
  front: { yaw: 0, elevation: 5, fov: 9.8, at: [0, -0.01, -0.1] },
  quarter: { yaw: 36, elevation: 15, fov: 11.6, at: [0.09, -0.05, -0.5] },
  side: { yaw: 90, elevation: 4, fov: 11, at: [0, -0.06, -0.62] },
  worn: { yaw: 27, elevation: 2, fov: 22.5, at: [0.1, -0.44, -0.55] },
}

/** `wearer` gives the geometry of the bust; it is asked only for worn pictures. */
export async function frames(renderer, { view, frame }, size, wearer) {
  renderer.setSize(size.w, size.h, false)
  renderer.toneMapping = THREE.NoToneMapping
  renderer.shadowMap.enabled = true
  renderer.shadowMap.type = THREE.PCFShadowMap
  const scene = new THREE.Scene()
  scene.background = new THREE.Color(paper)
  scene.environment = softBoxes(renderer, paper)
  if (view === 'worn') addWorn(scene, frame, wearer)
  else addOnTable(scene, frame)
  const key = keyLight()
  const fill = new THREE.DirectionalLight('#eef3ff', 0.5)
  fill.position.set(4, 2, 3)
  scene.add(key, key.target, fill)
  const camera = cameraFor(views[view], size.w / size.h)
  await accumulate(renderer, size, (index, target) => {
    const [across, down, sideways, depth] = [2, 3, 5, 7].map((base) => halton(index + 1, base))
    camera.setViewOffset(size.w, size.h, across - 0.5, down - 0.5, size.w, size.h)
    placeKey(key, index, sideways, depth)
    renderer.setRenderTarget(target)
    renderer.setClearColor(paper, 1)
    renderer.render(scene, camera)
  })
  renderer.shadowMap.enabled = false
  scene.environment.dispose()
}

function addWorn(scene, frame, wearer) {
  const pair = glasses(frame, Math.max(0, earToEarMm - hingeXMm(frame)))
  pair.position.set(0, -0.035, 0.075)
  scene.add(pair, bust(wearer()))
}

/** Rests the pair on its lower rims in front and its temple tips behind, on paper that only shows shadow. */
function addOnTable(scene, frame) {
  const tableY = -(frame.B / 2 + frame.rim + 0.6) * unit
  const tipDrop = (31 - frame.B * 0.26) * unit
  const pair = glasses(frame)
  pair.rotation.x = -Math.atan2(Math.max(0, -tableY - tipDrop), 1.3)
  const table = new THREE.Mesh(
    new THREE.PlaneGeometry(60, 60),
    new THREE.ShadowMaterial({ color: 0x000000, opacity: 0.5, transparent: true, depthWrite: false }),
  )
  table.rotation.x = -Math.PI / 2
  table.position.y = tableY - 0.012
  table.receiveShadow = true
  table.renderOrder = -1
  scene.add(pair, table)
}

function keyLight() {
  const key = new THREE.DirectionalLight('#fffaf2', 2)
  key.castShadow = true
  key.shadow.mapSize.set(1024, 1024)
  Object.assign(key.shadow.camera, { left: -1.8, right: 1.8, top: 1.8, bottom: -1.8, near: 0.1, far: 14 })
  key.shadow.bias = -0.0006
  key.shadow.normalBias = 0.004
  key.shadow.radius = 2
  return key
}

/** Three renders in five are lit by the soft box at the upper left, two by a dome overhead. */
function placeKey(key, index, sideways, depth) {
  if (index % 5 < 3) {
    key.position.set(-3.2 + 2.2 * (sideways - 0.5), 5.2, 2.6 + 2.2 * (depth - 0.5))
  } else {
    const [radius, angle] = [Math.sqrt(sideways) * 4.5, depth * 2 * Math.PI]
    key.position.set(radius * Math.cos(angle), 4.5, radius * Math.sin(angle) + 0.5)
  }
}

function cameraFor({ yaw, elevation, fov, at }, aspect) {
  const camera = new THREE.PerspectiveCamera(fov, aspect, 0.5, 60)
  const [turn, rise] = [(yaw * Math.PI) / 180, (elevation * Math.PI) / 180]
  const away = new THREE.Vector3(Math.sin(turn) * Math.cos(rise), Math.sin(rise), Math.cos(turn) * Math.cos(rise))
  const target = new THREE.Vector3(...at)
  camera.position.copy(target).addScaledVector(away, cameraDistance)
  camera.lookAt(target)
  return camera
}

/** Halton's sequence: spreads samples evenly, however many are taken. */
function halton(index, base) {
  let [share, value] = [1, 0]
  for (let rest = index; rest > 0; rest = Math.floor(rest / base)) {
    share /= base
    value += share * (rest % base)
  }
  return value
}
