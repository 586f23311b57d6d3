// Pictures of clothing laid flat, seen from above. Lengths in cm, origin in the middle of the garment; `scale` is half the picture's
// height. `color2` gives stripes; `zoom` and `centre` show a detail of the same picture.
import * as THREE from 'three'
import { accumulate, screenQuad, screenShader } from './accumulate.mjs'
import { cuts } from './cuts.mjs'
import { lightShader, reliefShader } from './garment-shaders.mjs'
import { canvasPen, linear, printLines, printTexture } from './print.mjs'

const paper = '#efebe4'
const weaves = ['knit', 'jersey', 'twill']
const finer = 1.5 // the relief is finer than the picture, so that stitches keep their edges

export async function garment(renderer, picture, size) {
  renderer.setSize(size.w, size.h, false)
  const tag = tagTexture(picture.tag)
  const uniforms = Object.fromEntries(
    Object.entries({ ...cutUniforms(cuts[picture.cut]), ...clothUniforms(picture), tag }).map(([name, value]) => [name, { value }]),
  )
  const onScreen = screenQuad(renderer)
  const [width, height] = [Math.round(size.w * finer), Math.round(size.h * finer)]
  const relief = new THREE.WebGLRenderTarget(width, height, { type: THREE.HalfFloatType })
  const parts = new THREE.WebGLRenderTarget(width, height, {
    type: THREE.FloatType,
    minFilter: THREE.NearestFilter,
    magFilter: THREE.NearestFilter,
  })
  uniforms.res.value.set(width, height)
  const drawing = screenShader(reliefShader, uniforms)
  onScreen(drawing, relief)
  uniforms.mode.value = 1
  onScreen(drawing, parts)
  renderer.getContext().finish()

  uniforms.res.value.set(size.w, size.h)
  uniforms.relief.value = relief.texture
  uniforms.parts.value = parts.texture
  const lighting = screenShader(lightShader, uniforms)
  await accumulate(renderer, size, (index, target) => {
    uniforms.frame.value = index
    onScreen(lighting, target)
  })
  for (const made of [relief, parts, tag]) made.dispose() // the shaders stay: three.js keeps their compiled programs for the next garment
}

function clothUniforms({
  color,
  color2,
  button = '#e9e2d4',
  scale,
  zoom = 1,
  centre = [0, 0],
  folds = 0.85,
  seed = 1.7,
  wale = 0.62,
  weave,
}) {
  return {
    res: new THREE.Vector2(),
    frame: 0,
    mode: 0,
    relief: null,
    parts: null,
    cloth: linear(color),
    cloth2: linear(color2 ?? color),
    inner: linear(color),
    button: linear(button),
    paper: linear(paper),
    scale: scale / zoom,
    centre: new THREE.Vector2(...centre),
    foldAmt: folds,
    seed,
    wale,
    melange: 0.16,
    weave: weaves.indexOf(weave),
    stripe: color2 === undefined ? 0 : 1,
  }
}

// a garment without sleeves or neck has them far out of the picture, so that the shader needs no second case
const nowhere = [
  [500, 500],
  [501, 500],
  [501, 499],
  [500, 499],
]
const noNeck = [500, 1, 1, 1]

function cutUniforms({ body, sleeve = nowhere, over = [], overFold = 0.5, lines = [], buttons = [], placket, fringe = 0, ...rest }) {
  const { neck = noNeck, ribs, ribbed = [1, 1, 1, 0], hem = body.at(-2)[1] } = rest
  return {
    bodyP: filledUp(12, closedOnAxis(body), THREE.Vector2, 2),
    bodyN: body.length,
    sleeveP: filledUp(8, sleeve, THREE.Vector2, 2),
    sleeveN: sleeve.length,
    overP: filledUp(10, closedOnAxis(over), THREE.Vector2, 2),
    overN: over.length,
    overFold,
    lines: filledUp(8, lines, THREE.Vector4, 4),
    linesN: lines.length,
    buttons: filledUp(9, buttons, THREE.Vector3, 3),
    buttonsN: buttons.length,
    placket: new THREE.Vector3(...(placket ?? [0, 0, 0])),
    fringe,
    hemY: hem,
    ribbed: new THREE.Vector4(...ribbed),
    neck: new THREE.Vector4(...neck),
    ribs: new THREE.Vector4(...ribs, 0),
  }
}

/** Half a panel is mirrored by |x|, so points on the axis move a little past it and leave no seam. */
const closedOnAxis = (points) => points.map(([x, y]) => [x === 0 ? -2 : x, y])

/** Shader arrays have a fixed length: the list, then zeros that are never read. */
function filledUp(count, list, Vector, components) {
  return Array.from({ length: count }, (_, i) => new Vector(...(list[i] ?? Array(components).fill(0))))
}

function tagTexture({ text, size, font }) {
  const pen = canvasPen(416, 208)
  pen.fillStyle = '#f3eee4'
  pen.fillRect(30, 24, 356, 160)
  const lines = [
    { s: text, px: 62, y: 0.46, font, track: 8 },
    { s: size, px: 30, y: 0.72, font, track: 4 },
  ]
  printLines(pen, lines, '#2a2622')
  return printTexture(pen)
}
