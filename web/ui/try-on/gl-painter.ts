import type { FramePart } from '@vitrine/tryon-core/frame-geometry'
import type { Occluder } from '@vitrine/tryon-core/head-occluder'
import type { Sight } from '@vitrine/tryon-core/live-tracker'
import { shadingSource } from '@vitrine/tryon-core/shading'
import type { FramePainter } from './dress.ts'
import type { Tile } from './tiles.ts'

/** The same formula as on a photo (`tryon-core/shading.ts`), so that mirror and photo look alike. Finish 2 is a lens: it only filters. */
const vertexShader = `#version 300 es
uniform mat3 rotation; uniform vec3 place; uniform vec2 focal;
in vec3 position; in vec3 normal; in vec4 tone;
out vec3 facing; out vec4 tint;
void main() {
  vec3 at = rotation * position + place;
  facing = rotation * normal;
  tint = tone;
  gl_Position = vec4(focal * at.xy, -1.04 * at.z - 102.0, -at.z); // near 50 mm, far 2.5 m
}`
const fragmentShader = `#version 300 es
precision highp float;
uniform int finish; uniform float gloss;
in vec3 facing; in vec4 tint;
out vec4 seen;
${shadingSource}
void main() {
  vec3 n = normalize(facing);
  n = n.z < 0.0 ? -n : n;
  vec3 lit = finish == 2 ? tint.rgb : shade(finish, tint.rgb, gloss, n);
  seen = vec4(min(lit, 1.0) * tint.a, tint.a);
}`
const finishes = { plastic: 0, metal: 1, lens: 2, mirror: 3 } as const

interface Piece {
  readonly array: WebGLVertexArrayObject
  readonly count: number
  readonly type: number
  readonly isSolid: boolean
  readonly isHidden: boolean
  readonly finish: number
  readonly gloss: number
  readonly buffers: readonly WebGLBuffer[]
}

/** With WebGL 2. Undefined where the browser has none, or would play the graphics card. */
export function glPainter(canvas: HTMLCanvasElement): FramePainter | undefined {
  if (!hasCard()) return undefined // asked of another canvas: one that was WebGL's once is nothing else again
  const gl = canvas.getContext('webgl2', { alpha: true, antialias: true, premultipliedAlpha: true, preserveDrawingBuffer: true })
  if (!gl) return undefined
  const program = programOf(gl)
  const uniform = (name: string) => gl.getUniformLocation(program, name)
  const names = ['rotation', 'place', 'focal', 'finish', 'gloss', 'direction', 'key', 'ambient', 'colour'] as const
  const places = Object.fromEntries(names.map((name) => [name, uniform(name)])) as Record<(typeof names)[number], WebGLUniformLocation>
  let worn: readonly (readonly Piece[])[] = []
  let hiding: { readonly of: Occluder; readonly piece: Piece } | undefined
  let known = new Map<string, readonly Piece[]>()

  function piece(surface: Pick<FramePart, 'positions' | 'index'> | Occluder, look: Partial<FramePart>): Piece {
    const array = gl!.createVertexArray()
    gl!.bindVertexArray(array)
    const { colour = [0, 0, 0], colours, opacity = 1, opacities, normals = surface.positions, finish = 'plastic', gloss = 0 } = look
    const count = surface.positions.length / 3
    const tones = Float32Array.from({ length: 4 * count }, (_, i) => {
      const [vertex, axis] = [i >> 2, i & 3]
      return axis === 3 ? (opacities?.[vertex] ?? opacity) : (colours?.[3 * vertex + axis] ?? colour[axis]!) / 255
    })
    const buffers: WebGLBuffer[] = []
    const fill = (target: number, values: Float32Array | Uint16Array | Uint32Array) => {
      const buffer = gl!.createBuffer()
      buffers.push(buffer)
      gl!.bindBuffer(target, buffer)
      gl!.bufferData(target, values, gl!.STATIC_DRAW)
    }
    for (const [name, values, width] of [
      ['position', surface.positions, 3],
      ['normal', normals, 3],
      ['tone', tones, 4],
    ] as const) {
      const at = gl!.getAttribLocation(program, name)
      fill(gl!.ARRAY_BUFFER, values)
      gl!.enableVertexAttribArray(at)
      gl!.vertexAttribPointer(at, width, gl!.FLOAT, false, 0, 0)
    }
    fill(gl!.ELEMENT_ARRAY_BUFFER, surface.index)
    const type = surface.index instanceof Uint16Array ? gl!.UNSIGNED_SHORT : gl!.UNSIGNED_INT
    const [isSolid, isHidden] = [opacity === 1 && !opacities, opacity === 0]
    return { array, count: surface.index.length, type, isSolid, isHidden, finish: finishes[finish], gloss, buffers }
  }

  function forget(pieces: readonly Piece[]) {
    for (const { array, buffers } of pieces) {
      gl!.deleteVertexArray(array)
      for (const buffer of buffers) gl!.deleteBuffer(buffer)
    }
  }

  function paint({ array, count, type, finish, gloss }: Piece) {
    gl!.bindVertexArray(array)
    gl!.uniform1i(places.finish, finish)
    gl!.uniform1f(places.gloss, gloss)
    gl!.drawElements(gl!.TRIANGLES, count, type, 0)
  }

  /** Where the whole picture would lie, so that the tile's part of it lies in the tile; the rest is cut off. */
  function aim({ source, target }: Tile, { camera }: Sight) {
    const by = target.width / source.width
    const [width, height] = [by * 2 * camera.cx, by * 2 * camera.cy]
    const [left, top] = [target.x - by * source.x, target.y - by * source.y]
    // Whole pixels: GL would cut off what is after the point.
    const whole = (...at: readonly number[]) => at.map(Math.round) as [number, number, number, number]
    gl!.viewport(...whole(left, canvas.height - top - height, width, height))
    gl!.scissor(...whole(target.x, canvas.height - target.y - target.height, target.width, target.height))
  }

  return {
    wear(dresses, head) {
      if (hiding?.of !== head) {
        if (hiding) forget([hiding.piece])
        hiding = { of: head, piece: piece(head, {}) }
      }
      const now = new Map(
        dresses.map(({ key, parts }) => {
          const solidsFirst = parts.toSorted((a, b) => b.opacity - a.opacity)
          return [key, known.get(key) ?? solidsFirst.map((part) => piece(part, part))] as const
        }),
      )
      for (const [key, pieces] of known) if (!now.has(key)) forget(pieces)
      known = now
      worn = dresses.map(({ key }) => now.get(key)!) // made above
    },
    draw(sight, tiles) {
      gl.disable(gl.SCISSOR_TEST)
      gl.clearColor(0, 0, 0, 0)
      gl.depthMask(true)
      gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT)
      if (!sight || !hiding) return
      const { camera, rotation, t, light } = sight
      gl.useProgram(program)
      for (const test of [gl.DEPTH_TEST, gl.BLEND, gl.SCISSOR_TEST]) gl.enable(test)
      gl.depthFunc(gl.LEQUAL) // a head that is shown lies where the one that hides does
      gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA)
      gl.uniformMatrix3fv(places.rotation, true, rotation.flat())
      gl.uniform3f(places.place, ...t)
      gl.uniform2f(places.focal, camera.f / camera.cx, camera.f / camera.cy)
      gl.uniform3f(places.direction, ...light.direction)
      gl.uniform3f(places.colour, ...light.colour)
      gl.uniform1f(places.key, light.key)
      gl.uniform1f(places.ambient, light.ambient)
      for (const [n, tile] of tiles.entries()) {
        aim(tile, sight)
        gl.depthMask(true)
        gl.colorMask(false, false, false, false)
        paint(hiding.piece)
        gl.colorMask(true, true, true, true)
        for (const one of worn[n] ?? []) {
          gl.depthMask(one.isSolid)
          if (!one.isHidden) paint(one)
        }
      }
    },
    finish: () => gl.finish(),
    close: () => gl.getExtension('WEBGL_lose_context')?.loseContext(),
  }
}

/** What plays a graphics card calls itself by one of these: SwiftShader in Chromium, llvmpipe in Mesa, WARP in Windows. */
const players = /swiftshader|llvmpipe|softpipe|software|basic render/i

function hasCard(): boolean {
  const gl = document.createElement('canvas').getContext('webgl2', { failIfMajorPerformanceCaveat: true })
  if (!gl) return false
  const names = gl.getExtension('WEBGL_debug_renderer_info')
  const renderer = String(gl.getParameter(names ? names.UNMASKED_RENDERER_WEBGL : gl.RENDERER))
  gl.getExtension('WEBGL_lose_context')?.loseContext()
  return !players.test(renderer)
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
