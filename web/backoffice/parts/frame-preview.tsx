import { type DrawnFrame } from '@vitrine/gateway/schemas/frame-of-attributes'
import { type FramePart, frameParts } from '@vitrine/tryon-core/frame-geometry'
import { readFrameModel } from '@vitrine/tryon-core/frame-model'
import { type AverageHead, occluderFor, readAverageHead } from '@vitrine/tryon-core/head-occluder'
import type { Sight } from '@vitrine/tryon-core/live-tracker'
import { rotationOf } from '@vitrine/tryon-core/pose'
import { usualLight } from '@vitrine/tryon-core/shading'
import { rotate } from '@vitrine/tryon-core/vector'
import type { FramePainter } from '@vitrine/ui/try-on/dress'
import { framePainter } from '@vitrine/ui/try-on/frame-painter'
import { tilesOf } from '@vitrine/ui/try-on/tiles'
import { wearableFrame } from '@vitrine/ui/try-on/wearable-frame'
import { type PointerEvent, useEffect, useId, useRef, useState } from 'react'
import averageHead from '../../../tryon-core/data/average-head.bin?url'
import { useFrameWords } from '../words/frame.ts'
import { headPart } from './head-part.ts'

const size = { width: 640, height: 480 }
/** Far enough that near things do not swell; the head fills the picture. */
const camera = { f: 1_250, cx: size.width / 2, cy: size.height / 2 }
const distanceMm = 760
/** Middle of the head, mm in frame coordinates: what it is turned around. */
const middle = [0, -20, -70] as const

/** A frame on a head that can be turned, drawn as try-on draws it. */
export default function FramePreview({ frame, name }: { readonly frame: DrawnFrame; readonly name: string }) {
  const words = useFrameWords()
  const canvas = useRef<HTMLCanvasElement>(null)
  const painter = useRef<FramePainter>(undefined)
  const [head, setHead] = useState<AverageHead>()
  const [trouble, setTrouble] = useState<'no-head'>()
  const [turn, setTurn] = useState<Turned>({ yaw: 25, pitch: 5 })
  const [pdMm, setPdMm] = useState(62)
  const [model, setModel] = useState<{ readonly sha256: string; readonly parts: readonly FramePart[] }>()

  useEffect(() => {
    painter.current = canvas.current ? framePainter(canvas.current) : undefined
    const asked = new AbortController()
    fetch(averageHead, { signal: asked.signal })
      .then(async (answer) => setHead(readAverageHead(new Uint8Array(await answer.arrayBuffer()))))
      .catch(() => asked.signal.aborted || setTrouble('no-head'))
    return () => asked.abort()
  }, [])

  const { modelSha256 } = frame
  useEffect(() => {
    if (!modelSha256) return
    const asked = new AbortController()
    fetch(`/api/v1/try-on/models/${modelSha256}`, { signal: asked.signal })
      .then(async (answer) => {
        const read = answer.ok ? readFrameModel(new Uint8Array(await answer.arrayBuffer())) : undefined
        if (read?.outcome === 'model') setModel({ sha256: modelSha256, parts: read.parts })
      })
      .catch(() => {}) // the numbers are drawn
    return () => asked.abort()
  }, [modelSha256])

  useEffect(() => {
    if (!head || !painter.current) return
    const occluder = occluderFor(head, pdMm)
    const made = model && model.sha256 === frame.modelSha256 ? model.parts : undefined
    const parts = [headPart(occluder), ...(made ?? frameParts(wearableFrame(frame), occluder.templeHalfMm + 1))]
    painter.current.wear([{ key: JSON.stringify([frame, pdMm, made !== undefined]), parts }], occluder)
    painter.current.draw(sightOf(turn), tilesOf(1, size, 0))
  }, [head, frame, model, pdMm, turn])

  if (trouble) return <p className="note warn">{words.troubles[trouble]}</p>
  return (
    <div className="frame-preview">
      <canvas
        ref={canvas}
        {...size}
        role="img"
        aria-label={words.previewOf(name, Math.round(turn.yaw), Math.round(turn.pitch))}
        onPointerMove={(event) => setTurn((before) => dragged(before, event))}
      />
      <div className="oact" role="group" aria-label={words.view}>
        {(Object.keys(views) as (keyof typeof views)[]).map((view) => (
          <button key={view} type="button" className="ob" onClick={() => setTurn(views[view])}>
            {words.views[view]}
          </button>
        ))}
      </div>
      <Slider label={words.turn} unit="°" min={-90} max={90} value={turn.yaw} onChange={(yaw) => setTurn({ ...turn, yaw })} />
      <Slider label={words.tilt} unit="°" min={-40} max={40} value={turn.pitch} onChange={(pitch) => setTurn({ ...turn, pitch })} />
      <Slider label={words.headPd} unit=" mm" min={52} max={74} value={pdMm} onChange={setPdMm} />
    </div>
  )
}

interface Turned {
  readonly yaw: number
  readonly pitch: number
}
const views = { front: { yaw: 0, pitch: 0 }, quarter: { yaw: 35, pitch: 8 }, side: { yaw: 90, pitch: 0 } } as const

const within = (value: number, most: number): number => Math.min(most, Math.max(-most, value))

/** A pixel turns by half a degree while a button is down. */
const dragged = (before: Turned, { buttons, movementX, movementY }: PointerEvent): Turned =>
  buttons === 0 ? before : { yaw: within(before.yaw + movementX / 2, 90), pitch: within(before.pitch + movementY / 2, 40) }

function sightOf({ yaw, pitch }: Turned): Sight {
  const turn = { yaw: (yaw * Math.PI) / 180, pitch: (pitch * Math.PI) / 180, roll: 0 }
  const rotation = rotationOf(turn)
  const [x, y, z] = rotate(rotation, middle)
  const known = { pd: { mm: 62, errorMm: 0, method: 'typed' }, faceWidthMm: undefined, templeHalfMm: undefined } as const
  const quality = { eyesPx: 100, brightness: 128, blur: 0, eyesOpen: 0.3 }
  return { outcome: 'face', ...turn, camera, rotation, t: [-x, -y, -z - distanceMm], ...known, quality, light: usualLight }
}

interface SliderProps {
  readonly label: string
  readonly unit: string
  readonly min: number
  readonly max: number
  readonly value: number
  readonly onChange: (value: number) => void
}

function Slider({ label, unit, min, max, value, onChange }: SliderProps) {
  const id = useId()
  const said = `${Math.round(value)}${unit}`
  return (
    <div className="of">
      <label htmlFor={id}>
        {label} <output htmlFor={id}>{said}</output>
      </label>
      <input
        id={id}
        type="range"
        aria-valuetext={said}
        {...{ min, max, value }}
        onChange={({ target }) => onChange(target.valueAsNumber)}
      />
    </div>
  )
}
