import { type LensShape, lensPolygon } from '@vitrine/tryon-core/lens-outline'
import { drawingWords } from '../drawing-words.ts'
import { formatFrameSize, formatMm, formatNumber } from '../format.ts'
import { useLocale } from '../locale.ts'

export interface FrameSizes {
  readonly shape: LensShape
  readonly lensWidthMm: number
  readonly lensHeightMm: number
  readonly bridgeMm: number
  readonly templeMm: number
  readonly frameWidthMm: number
  /** Metal is drawn thinner than acetate. */
  readonly rimMm: number
}

const path = (points: readonly (readonly [number, number])[]): string =>
  `M${points.map(([x, y]) => `${Math.round(x * 10) / 10} ${Math.round(-y * 10) / 10}`).join('L')}Z`

/** Front and side of a frame at one scale, in millimetres, from the same outline as its picture and the try-on. */
export function FrameDrawing({ name, frame }: { readonly name: string; readonly frame: FrameSizes }) {
  const words = drawingWords[useLocale()]
  return (
    <figure>
      <div className="drawing pair">
        <Front frame={frame} />
        <Side frame={frame} />
      </div>
      <figcaption className="sr">{words.drawing(name, formatFrameSize(frame))}</figcaption>
    </figure>
  )
}

function Front({ frame }: { readonly frame: FrameSizes }) {
  const locale = useLocale()
  const words = drawingWords[locale]
  const { lensWidthMm: a, lensHeightMm: b, bridgeMm, frameWidthMm, rimMm: rim } = frame
  const middle = (bridgeMm + a) / 2
  const lens = (grow: number) => lensPolygon({ shape: frame.shape, lensWidthMm: a + 2 * grow, lensHeightMm: b + 2 * grow }, 72)
  const left = (grow: number) => path(lens(grow).map(([x, y]) => [x + middle, y] as const))
  const right = (grow: number) => path(lens(grow).map(([x, y]) => [-x - middle, y] as const))
  const half = frameWidthMm / 2
  const edge = middle + a / 2
  const lug = (side: 1 | -1) =>
    `M${side * (edge - 3)} ${-b * 0.36}L${side * half} ${-b * 0.34}V${-b * 0.2}L${side * (edge - 1)} ${-b * 0.12}Z`
  const bridge = `M${-bridgeMm / 2 - rim} ${-b * 0.3}Q0 ${-b * 0.3 - 2.4} ${bridgeMm / 2 + rim} ${-b * 0.3}V${-b * 0.1}Q0 ${-b * 0.1 - 4.2} ${-bridgeMm / 2 - rim} ${-b * 0.1}Z`
  const solid = [left(rim), right(rim), bridge, lug(1), lug(-1)]
  const top = -b / 2 - rim - 11
  const foot = b / 2 + rim + 11
  const from = bridgeMm / 2
  const to = from + a
  return (
    <svg viewBox={`-84 ${top - 7} 168 ${foot - top + 17}`} aria-hidden="true">
      {/* The outline of the joined parts: all of them stroked, then filled over, so that inner edges vanish. */}
      {['rim-edge', 'rim-fill'].map((part) => (
        <g className={part} key={part}>
          {solid.map((d) => (
            <path d={d} key={d} />
          ))}
        </g>
      ))}
      <path className="l" d={left(0)} />
      <path className="l" d={right(0)} />
      <path className="x" d={`M${-half} ${-b * 0.3}V${top + 1}M${half} ${-b * 0.3}V${top + 1}`} />
      <path className="d" d={`M${-half} ${top - 2}v4M${half} ${top - 2}v4M${-half} ${top}H${half}`} />
      <text x="0" y={top - 1.8}>
        {formatMm(locale, frameWidthMm)}
      </text>
      <path className="x" d={`M${-to} 0V${foot - 1}M${-from} 0V${foot - 1}M${from} 0V${foot - 1}`} />
      <path className="d" d={`M${-to} ${foot - 2}v4M${-from} ${foot - 2}v4M${from} ${foot - 2}v4M${-to} ${foot}H${from}`} />
      <text x={-(from + a / 2)} y={foot - 1.8}>
        {formatNumber(locale, a)}
      </text>
      <text x="0" y={foot - 1.8}>
        {formatNumber(locale, bridgeMm)}
      </text>
      <text className="s" x={-(from + a / 2)} y={foot + 6}>
        {words.lens}
      </text>
      <text className="s" x="0" y={foot + 6}>
        {words.bridge}
      </text>
      <path className="x" d={`M${middle} ${-b / 2}H${half + 9}M${middle} ${b / 2}H${half + 9}`} />
      <path className="d" d={`M${half + 8} ${-b / 2}V${b / 2}M${half + 6} ${-b / 2}h4M${half + 6} ${b / 2}h4`} />
      <text x={half + 6} y="1.5" style={{ textAnchor: 'end' }} className="over-line">
        {formatNumber(locale, b)}
      </text>
    </svg>
  )
}

function Side({ frame }: { readonly frame: FrameSizes }) {
  const locale = useLocale()
  const words = drawingWords[locale]
  const { templeMm, lensHeightMm: b, rimMm: rim } = frame
  const half = b / 2 + rim
  // Drawn bent, measured straight: the bend starts at 70 % of the length and drops by 55 degrees (try-on.md 3).
  const bend = templeMm * 0.7
  const rest = templeMm - bend
  const tipX = 3 + bend + rest * Math.cos(0.96)
  const tipY = -b * 0.26 + rest * Math.sin(0.96) * 0.95
  const hinge = -b * 0.28
  const top = -half - 11
  return (
    <svg viewBox={`-12 ${top - 7} 168 ${2 * half + 38}`} aria-hidden="true">
      <path className="o" d={`M0 ${-half}Q-1.5 0 1.5 ${half}L5 ${half}Q3 0 3.6 ${-half}Z`} />
      <path
        className="o"
        d={`M3 ${hinge - 3}L${bend} ${hinge - 1}Q${bend + 9} ${hinge} ${bend + 15} ${hinge + 8}L${tipX + 1} ${tipY}Q${tipX + 2} ${tipY + 5} ${tipX - 3} ${tipY + 4}L${bend + 9} ${hinge + 8}Q${bend + 5} ${hinge + 4} ${bend - 3} ${hinge + 3}L3 ${hinge + 3}Z`}
      />
      <path className="x" d={`M3 ${hinge}V${top + 1}M${tipX} ${tipY}V${top + 1}`} />
      <path className="d" d={`M3 ${top - 2}v4M${tipX} ${top - 2}v4M3 ${top}H${tipX}`} />
      <text x={(3 + tipX) / 2} y={top - 1.8}>
        {formatMm(locale, templeMm)}
      </text>
      <text className="s" x={(3 + tipX) / 2} y={top + 7}>
        {words.templeUnfolded}
      </text>
    </svg>
  )
}
