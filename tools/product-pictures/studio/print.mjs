// What is printed or woven: words drawn on a canvas in our own two families and handed to a shader as a texture.
import * as THREE from 'three'

/** Linear red, green and blue of a colour, for a shader. */
export function linear(colour) {
  return new THREE.Vector3(...new THREE.Color(colour).toArray())
}

/** Lines of text in the middle of a canvas: `s` words, `px` size, `y` share of the height, `track` letter spacing in px. */
export function printLines(pen, lines, ink) {
  const { width, height } = pen.canvas
  pen.fillStyle = ink
  pen.textAlign = 'center'
  pen.textBaseline = 'middle'
  for (const { s, px, y, font, weight = 400, style = '', track = 0 } of lines) {
    pen.font = `${style} ${weight} ${px}px "${font}"`
    pen.letterSpacing = `${track}px`
    pen.fillText(s, width / 2 + track / 2, height * y)
  }
}

export function canvasPen(width, height) {
  const canvas = document.createElement('canvas')
  Object.assign(canvas, { width, height })
  return canvas.getContext('2d')
}

/** The canvas as a texture. Its colours stay as they are: the shader turns them linear. */
export function printTexture(pen) {
  const texture = new THREE.CanvasTexture(pen.canvas)
  texture.anisotropy = 4
  texture.colorSpace = THREE.NoColorSpace
  return texture
}
