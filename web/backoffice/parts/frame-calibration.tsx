import type { DrawnFrame } from '@vitrine/gateway/schemas/frame-of-attributes'
import { lensPolygon } from '@vitrine/tryon-core/lens-outline'
import { formatMm } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { useId, useState } from 'react'
import { useFrameWords } from '../words/frame.ts'
import { keptScale, keepScale, roundedMm } from './screen-scale.ts'

/** ISO/IEC 7810 ID-1: any bank card. */
const cardMm = { width: 85.6, height: 53.98, corner: 3.18 } as const

interface FrameCalibrationProps {
  readonly frame: DrawnFrame
  readonly onWidth: (frameWidthMm: number) => void
}

/**
 * Holds a real frame against its numbers: a bank card gives the scale of this screen, then the front is drawn at its true size, and two lines
 * are moved to the ends of the frame that is held before them.
 */
export function FrameCalibration({ frame, onWidth }: FrameCalibrationProps) {
  const [words, locale] = [useFrameWords(), useLocale()]
  const [pxPerMm, setPxPerMm] = useState(keptScale)
  const [widthMm, setWidthMm] = useState(frame.frameWidthMm)
  const [scaleId, widthId] = [useId(), useId()]
  const measured = roundedMm(widthMm)
  const px = (mm: number) => mm * pxPerMm
  return (
    <details className="owide">
      <summary className="link">{words.calibration}</summary>
      <ol className="ostack">
        <li>
          <p>{words.cardStep}</p>
          <div className="scrollx" tabIndex={0} role="group" aria-label={words.card}>
            <svg width={px(cardMm.width) + 2} height={px(cardMm.height) + 2} className="true-size" role="img" aria-label={words.card}>
              <rect x={1} y={1} width={px(cardMm.width)} height={px(cardMm.height)} rx={px(cardMm.corner)} />
            </svg>
          </div>
          <div className="of">
            <label htmlFor={scaleId}>{words.scale}</label>
            <input
              id={scaleId}
              type="range"
              min={2}
              max={9}
              step={0.01}
              value={pxPerMm}
              aria-valuetext={words.scaleIs(pxPerMm.toFixed(2))}
              onChange={({ target }) => {
                setPxPerMm(target.valueAsNumber)
                keepScale(target.valueAsNumber)
              }}
            />
          </div>
        </li>
        <li>
          <p>{words.frameStep}</p>
          <div className="scrollx" tabIndex={0} role="group" aria-label={words.trueSize}>
            <TrueFront frame={frame} widthMm={widthMm} pxPerMm={pxPerMm} />
          </div>
          <div className="of">
            <label htmlFor={widthId}>
              {words.lines} <output htmlFor={widthId}>{formatMm(locale, measured)}</output>
            </label>
            <input
              id={widthId}
              type="range"
              min={90}
              max={180}
              step={0.5}
              value={widthMm}
              aria-valuetext={formatMm(locale, measured)}
              onChange={({ target }) => setWidthMm(target.valueAsNumber)}
            />
          </div>
          <p role="status">
            {words.difference(formatMm(locale, roundedMm(Math.abs(measured - frame.frameWidthMm))), measured - frame.frameWidthMm)}
          </p>
          <button type="button" className="ob" onClick={() => onWidth(measured)}>
            {words.takeWidth(formatMm(locale, measured))}
          </button>
        </li>
      </ol>
    </details>
  )
}

/** The front as its numbers say it, and a line at each end of the width that is being measured. */
function TrueFront({ frame, widthMm, pxPerMm }: { readonly frame: DrawnFrame; readonly widthMm: number; readonly pxPerMm: number }) {
  const { lensWidthMm, lensHeightMm, bridgeMm, rimMm, rim, shape, frameWidthMm } = frame
  const middle = (lensWidthMm + bridgeMm) / 2
  const outline = (grow: number, side: 1 | -1) => {
    const points = lensPolygon({ shape, lensWidthMm: lensWidthMm + 2 * grow, lensHeightMm: lensHeightMm + 2 * grow }, 72)
    return `M${points.map(([x, y]) => `${(side * (x + middle)).toFixed(2)} ${(-y).toFixed(2)}`).join('L')}Z`
  }
  const half = Math.max(widthMm, frameWidthMm) / 2 + 4
  const high = lensHeightMm / 2 + rimMm + 6
  const grows = rim === 'rimless' ? [0] : [0, rimMm]
  return (
    <svg
      className="true-size"
      aria-hidden="true"
      width={2 * half * pxPerMm}
      height={2 * high * pxPerMm}
      viewBox={`${-half} ${-high} ${2 * half} ${2 * high}`}
    >
      {grows.flatMap((grow) => ([1, -1] as const).map((side) => <path key={`${grow} ${side}`} d={outline(grow, side)} />))}
      {[-1, 1].map((side) => (
        <line key={side} x1={(side * widthMm) / 2} x2={(side * widthMm) / 2} y1={-high} y2={high} />
      ))}
    </svg>
  )
}
