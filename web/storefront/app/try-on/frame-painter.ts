import type { FramePart } from '@vitrine/tryon-core/frame-geometry'
import type { Occluder } from '@vitrine/tryon-core/head-occluder'
import type { Sight } from '@vitrine/tryon-core/live-tracker'

/** The same light as `tryon-core/rasteriser.ts`, so that mirror and photo look alike. */
const vertexShader = `#version 300 es
uniform mat3 rotation; uniform vec3 place; uniform vec2 focal;
in vec3 position; in vec3 normal; in vec3 colour;
out vec3 facing; out vec3 tint;
void main() {
  vec3 at = rotation * position + place;
  facing = rotation * normal;
  tint = colour;
  gl_Position = vec4(focal * at.xy, -1.04 * at.z - 102.0, -at.z); // near 50 mm, far 2.5 m
}`
const fragmentShader = `#version 300 es
precision highp float;
uniform float opacity; uniform float gloss;
in vec3 facing; in vec3 tint;
out vec4 seen;
const vec3 light = normalize(vec3(-0.45, 0.55, 0.7));
void main() {
  if (opacity < 1.0) { seen = vec4(tint * opacity, opacity); return; }
  vec3 n = normalize(facing);
  n = n.z < 0.0 ? -n : n;
  float shine = pow(max(0.0, dot(n, normalize(light + vec3(0, 0, 1)))), 40.0) * 0.353 * gloss;
  seen = vec4(tint * (0.55 + 0.5 * max(0.0, dot(n, light))) + shine, 1.0);
}`

export interface FramePainter {
  /** The frame to draw from now on, and the head that hides it. Cost: 2 ms. */
  wear(parts: readonly FramePart[], head: Occluder): void
  /** Draws it where the face is; nothing when there is none. */
  draw(sight: Sight | undefined): void
  close(): void
}

interface Piece {
  readonly array: WebGLVertexArrayObject
  readonly count: number
  readonly type: number
  readonly opacity: number
  readonly gloss: number
}

/** Draws frames over a live picture, on a clear canvas, with WebGL 2. Undefined where the browser has none. */
export function framePainter(canvas: HTMLCanvasElement): FramePainter | undefined {
  const gl = canvas.getContext('webgl2', { alpha: true, antialias: true, premultipliedAlpha: true, preserveDrawingBuffer: true })
  if (!gl) return undefined
  const program = programOf(gl)
  const uniform = (name: string) => gl.getUniformLocation(program, name)
  const places = Object.fromEntries(['rotation', 'place', 'focal', 'opacity', 'gloss'].map((name) => [name, uniform(name)]))
  let pieces: { readonly head: Piece; readonly frame: readonly Piece[] } | undefined
  let buffers: WebGLBuffer[] = []

  function piece(
    surface: { positions: Float32Array; normals?: Float32Array; index: Uint16Array | Uint32Array },
    look: Partial<FramePart>,
  ): Piece {
    const array = gl!.createVertexArray()
    gl!.bindVertexArray(array)
    const { colour = [0, 0, 0], colours } = look
    const count = surface.positions.length
    const tints = Float32Array.from({ length: count }, (_, i) => (colours?.[i] ?? colour[i % 3]!) / 255)
    for (const [name, values] of [
      ['position', surface.positions],
      ['normal', surface.normals ?? surface.positions],
      ['colour', tints],
    ] as const) {
      const at = gl!.getAttribLocation(program, name)
      fill(gl!.ARRAY_BUFFER, values)
      gl!.enableVertexAttribArray(at)
      gl!.vertexAttribPointer(at, 3, gl!.FLOAT, false, 0, 0)
    }
    fill(gl!.ELEMENT_ARRAY_BUFFER, surface.index)
    const type = surface.index instanceof Uint16Array ? gl!.UNSIGNED_SHORT : gl!.UNSIGNED_INT
    return { array, count: surface.index.length, type, opacity: look.opacity ?? 1, gloss: look.gloss ?? 0 }
  }

  function fill(target: number, values: Float32Array | Uint16Array | Uint32Array) {
    const buffer = gl!.createBuffer()
    buffers.push(buffer)
    gl!.bindBuffer(target, buffer)
    gl!.bufferData(target, values, gl!.STATIC_DRAW)
  }

  function paint({ array, count, type, opacity, gloss }: Piece) {
    gl!.bindVertexArray(array)
    gl!.uniform1f(places.opacity!, opacity)
    gl!.uniform1f(places.gloss!, gloss)
    gl!.drawElements(gl!.TRIANGLES, count, type, 0)
  }

  return {
    wear(parts, head) {
      for (const buffer of buffers) gl.deleteBuffer(buffer)
      buffers = []
      const solidsFirst = parts.toSorted((a, b) => b.opacity - a.opacity)
      pieces = { head: piece(head, {}), frame: solidsFirst.map((part) => piece(part, part)) }
    },
    draw(sight) {
      gl.viewport(0, 0, canvas.width, canvas.height)
      gl.clearColor(0, 0, 0, 0)
      gl.depthMask(true)
      gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT)
      if (!sight || !pieces) return
      const { camera, rotation, t } = sight
      gl.useProgram(program)
      gl.enable(gl.DEPTH_TEST)
      gl.enable(gl.BLEND)
      gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA)
      gl.uniformMatrix3fv(places.rotation!, true, rotation.flat())
      gl.uniform3f(places.place!, ...t)
      gl.uniform2f(places.focal!, camera.f / camera.cx, camera.f / camera.cy)
      gl.colorMask(false, false, false, false)
      paint(pieces.head)
      gl.colorMask(true, true, true, true)
      for (const one of pieces.frame) {
        gl.depthMask(one.opacity === 1)
        if (one.opacity > 0) paint(one)
      }
    },
    close: () => gl.getExtension('WEBGL_lose_context')?.loseContext(),
  }
}

function programOf(gl: WebGL2RenderingContext): WebGLProgram {
  const program = gl.createProgram()
  for (const [kind, source] of [
    [gl.VERTEX_SHADER, vertexShader],
    [gl.FRAGMENT_SHADER, fragmentShader],
  ] as const) {
    const shader = gl.createShader(kind)
    if (!shader) throw new Error('WebGL lost its context')
    gl.shaderSource(shader, source)
    gl.compileShader(shader)
    gl.attachShader(program, shader)
  }
  gl.linkProgram(program)
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(program) ?? 'a shader does not link')
  return program
}
