// The page: one WebGL renderer and one function per kind of picture. `studio.ts` calls `shoot` from Node.
import * as THREE from 'three'
import { bottle } from './bottle.mjs'
import { bustGeometry } from './bust.mjs'
import { frames } from './frames.mjs'
import { garment } from './garment.mjs'

window.startStudio = async (faces) => {
  for (const { family, url, ...descriptors } of faces) document.fonts.add(await new FontFace(family, `url(${url})`, descriptors).load())
  const renderer = new THREE.WebGLRenderer({ antialias: false, preserveDrawingBuffer: true, alpha: false })
  document.body.append(renderer.domElement)
  const wearer = once(bustGeometry) // meshing takes seconds and every worn picture needs the same head
  const kinds = { bottle, garment, frames: (...picture) => frames(...picture, wearer) }
  window.shoot = async ({ kind, params, size }) => {
    await kinds[kind](renderer, params, size)
    return renderer.domElement.toDataURL('image/png').split(',')[1]
  }
}

function once(make) {
  let made
  return () => {
    made ??= make()
    return made
  }
}
