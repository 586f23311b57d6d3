// The mean of many renders, in linear light: lamps and the sub-pixel offset move between them, which gives soft shadows and smooth
// edges at once. The picture is then rolled off above 0.82 and encoded as sRGB.
import * as THREE from 'three'

export const fullScreen = 'in vec3 position; void main(){ gl_Position=vec4(position.xy,0.,1.); }'

/** A quad that covers the picture, drawn with whatever shader it is given. */
export function screenQuad(renderer) {
  const quad = new THREE.Mesh(new THREE.PlaneGeometry(2, 2))
  quad.frustumCulled = false
  const scene = new THREE.Scene()
  scene.add(quad)
  const camera = new THREE.Camera()
  return (material, target) => {
    quad.material = material
    renderer.setRenderTarget(target)
    renderer.render(scene, camera)
  }
}

export function screenShader(fragmentShader, uniforms) {
  return new THREE.RawShaderMaterial({ glslVersion: THREE.GLSL3, vertexShader: fullScreen, fragmentShader, uniforms, depthTest: false })
}

/** The same picture in tens of float targets: nothing is clipped before the mean is taken. */
export function floatTarget(width, height) {
  return new THREE.WebGLRenderTarget(width, height, {
    type: THREE.FloatType,
    minFilter: THREE.NearestFilter,
    magFilter: THREE.NearestFilter,
  })
}

const header = 'precision highp float; uniform sampler2D A,B; uniform vec2 res; uniform float n; out vec4 o;'
const addUp = `${header} void main(){ vec2 u=gl_FragCoord.xy/res; o=vec4(texture(A,u).rgb+min(texture(B,u).rgb,vec3(6.)),1.); }`
const develop = `${header} void main(){ vec3 c=texture(A,gl_FragCoord.xy/res).rgb/n; c=mix(c,.82+.18*(1.-exp(-(c-.82)/.18)),step(.82,c));
  c=mix(c*12.92,1.055*pow(max(c,1e-5),vec3(1./2.4))-.055,step(.0031308,c)); o=vec4(c,1.); }`

/** Calls `draw(index, target)` for each sample and leaves the mean on the canvas. Gives way to the page between samples. */
export async function accumulate(renderer, { w, h, samples }, draw) {
  const targets = [floatTarget(w, h), floatTarget(w, h), floatTarget(w, h)]
  let [sum, next] = targets
  const one = targets[2]
  const uniforms = { A: { value: null }, B: { value: one.texture }, res: { value: new THREE.Vector2(w, h) }, n: { value: samples } }
  const [adding, developing] = [screenShader(addUp, uniforms), screenShader(develop, uniforms)]
  const onScreen = screenQuad(renderer)
  renderer.setRenderTarget(sum)
  renderer.setClearColor(0, 0)
  renderer.clear()
  for (let index = 0; index < samples; index++) {
    draw(index, one)
    uniforms.A.value = sum.texture
    onScreen(adding, next)
    ;[sum, next] = [next, sum]
    renderer.getContext().finish()
    await new Promise((resolve) => setTimeout(resolve, 0))
  }
  uniforms.A.value = sum.texture
  onScreen(developing, null)
  for (const made of [...targets, adding, developing]) made.dispose()
}
