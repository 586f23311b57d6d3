import { type Frame, frameRangesMm } from './frame.ts'
import { frontWidthMm } from './frame-geometry.ts'

/** Limits in one place. Ours: shops publish classes of size, no millimetre limits (try-on design, section 3; EY-3 for the old pair). */
export const sizeFitLimitsMm = {
  /** Front less face. */
  width: { least: -2, most: 6 },
  /** Eyes inside the lens centres, each, as they look best; off the middle by more than `most` is fair, by more than `refused` lenses are not made well (FT-4). */
  eyesInside: { least: 0, most: 2.5, refused: 4 },
  /** A frame is the size of an old pair within these. */
  pair: { lensWidthMm: 2, bridgeMm: 2, templeMm: 5 },
} as const

/** The three numbers printed on a temple: `52-18-140`. */
export interface PairSize {
  readonly lensWidthMm: number
  readonly bridgeMm: number
  readonly templeMm: number
}

/** What is said about a frame on a face, as a code and a number; the words are the page's. */
export type SizeRemark =
  /** The front is `mm` wider than the face, and that is more than it should be. */
  | { readonly code: 'wider' | 'narrower'; readonly mm: number }
  | { readonly code: 'width-good'; readonly mm: number }
  /** Each eye is `mm` inside or outside of the middle of its lens. */
  | { readonly code: 'eyes-inside' | 'eyes-outside' | 'eyes-centred'; readonly mm: number }

/**
 * How the size of a frame suits a face: one remark about the width (when the face's is known), one about the eyes. Whole and half mm.
 *
 * Decentration of each eye is `(A + DBL - PD) / 2`; the width's excess is front less face.
 */
export function sizeFit(frame: Frame, face: { readonly pdMm: number; readonly widthMm?: number | undefined }): SizeRemark[] {
  return [
    ...(face.widthMm === undefined ? [] : [widthRemark(frontWidthMm(frame) - face.widthMm)]),
    eyesRemark(frame.lensWidthMm + frame.bridgeMm - face.pdMm),
  ]
}

function widthRemark(excessMm: number): SizeRemark {
  const { least, most } = sizeFitLimitsMm.width
  return { code: excessMm > most ? 'wider' : excessMm < least ? 'narrower' : 'width-good', mm: Math.abs(Math.round(excessMm)) }
}

function eyesRemark(boxesLessPdMm: number): SizeRemark {
  const [insideMm, mm] = [boxesLessPdMm / 2, Math.abs(Math.round(boxesLessPdMm)) / 2]
  const { least, most } = sizeFitLimitsMm.eyesInside
  return { code: insideMm > most ? 'eyes-inside' : insideMm < least && mm > 0 ? 'eyes-outside' : 'eyes-centred', mm }
}

/** A frame as lists know it; sizes nobody stated are absent. */
export interface ListedFrame extends Partial<PairSize> {
  readonly lensWidthMm: number
  readonly bridgeMm: number
  readonly frameWidthMm?: number | undefined
}

/** Who wears it, as far as it is known. `rightPdMm` and `leftPdMm` are from the middle of the nose. */
export interface Wearer {
  readonly pdMm?: number | undefined
  /** Of a measured distance, 95 %: half of it for each eye. */
  readonly pdErrorMm?: number | undefined
  readonly rightPdMm?: number | undefined
  readonly leftPdMm?: number | undefined
  readonly faceWidthMm?: number | undefined
  readonly pair?: PairSize | undefined
}

export type FitReason =
  | SizeRemark
  /** Of eyes whose distance was measured: give or take `errorMm` each. */
  | (SizeRemark & { readonly errorMm: number })
  /** One eye, where both halves of the distance are known. */
  | { readonly code: 'right-eye' | 'left-eye'; readonly mm: number; readonly side: 'inside' | 'outside' }
  /** Against the old pair; `mm` 0 or less than half is the same. */
  | { readonly code: `${'lens' | 'bridge' | 'temple'}-${'same' | 'larger' | 'smaller'}`; readonly mm: number }

export interface FrameFit {
  readonly verdict: 'good' | 'fair' | 'off' | 'no'
  /** 0 is perfect; each point is a limit reached. For ranking only. */
  readonly strain: number
  readonly reasons: readonly FitReason[]
}

/** Both hinges, where nobody states the width of a front, mm [our choice, domain.md 1.1]. */
const hingesMm = 6

/**
 * How the sizes of a frame suit its wearer, from whatever is known of them: eyes, face, the pair they wear.
 *
 * `strain` counts each difference in units of its limit, and adds their squares: two small misfits are better than a large one. `no` where
 * an eye is further from the middle of its lens than FT-4 allows, by a measured distance also where it is least so; `fair` where any limit is passed, and
 * `off` where one is passed twice [our choice].
 */
export function frameFit(frame: ListedFrame, wearer: Wearer): FrameFit {
  const judged = [...judgeEyes(frame, wearer), ...judgeWidth(frame, wearer), ...judgePair(frame, wearer)]
  const worst = Math.max(0, ...judged.map(({ share }) => share))
  const isRefused = judged.some(({ refused }) => refused)
  return {
    verdict: isRefused ? 'no' : worst > 2 ? 'off' : worst > 1 ? 'fair' : 'good',
    strain: judged.reduce((sum, { share }) => sum + share ** 2, 0),
    reasons: judged.map(({ reason }) => reason),
  }
}

interface Judged {
  readonly reason: FitReason
  /** The difference in units of its limit; above 1 it is too much. */
  readonly share: number
  readonly refused?: boolean
}

function judgeEyes({ lensWidthMm, bridgeMm }: ListedFrame, { pdMm, pdErrorMm = 0, rightPdMm, leftPdMm }: Wearer): Judged[] {
  const halfMm = (lensWidthMm + bridgeMm) / 2
  const { most, refused } = sizeFitLimitsMm.eyesInside
  const judge = (reason: FitReason, insideMm: number, errorMm = 0): Judged => {
    const isRefused = Math.abs(insideMm) - errorMm > refused
    return { reason, share: Math.abs(insideMm) / most, refused: isRefused }
  }
  if (rightPdMm !== undefined && leftPdMm !== undefined)
    return (['right-eye', 'left-eye'] as const).map((code) => {
      const insideMm = halfMm - (code === 'right-eye' ? rightPdMm : leftPdMm)
      return judge({ code, mm: Math.round(2 * Math.abs(insideMm)) / 2, side: insideMm < 0 ? 'outside' : 'inside' }, insideMm)
    })
  if (pdMm === undefined) return []
  const [remark, errorMm] = [eyesRemark(2 * halfMm - pdMm), pdErrorMm / 2]
  return [judge(errorMm > 0 ? { ...remark, errorMm } : remark, halfMm - pdMm / 2, errorMm)]
}

function judgeWidth({ lensWidthMm, bridgeMm, frameWidthMm }: ListedFrame, { faceWidthMm }: Wearer): Judged[] {
  if (faceWidthMm === undefined) return []
  const excessMm = (frameWidthMm ?? 2 * lensWidthMm + bridgeMm + hingesMm) - faceWidthMm
  const { least, most } = sizeFitLimitsMm.width
  const middle = (least + most) / 2
  return [{ reason: widthRemark(excessMm), share: Math.abs(excessMm - middle) / (most - middle) }]
}

function judgePair(frame: ListedFrame, { pair }: Wearer): Judged[] {
  if (!pair) return []
  const parts = [
    ['lens', 'lensWidthMm'],
    ['bridge', 'bridgeMm'],
    ['temple', 'templeMm'],
  ] as const
  return parts.flatMap(([part, name]): Judged[] => {
    const size = frame[name]
    if (size === undefined) return []
    const mm = Math.round(2 * (size - pair[name])) / 2
    const how = mm === 0 ? 'same' : mm > 0 ? 'larger' : 'smaller'
    return [{ reason: { code: `${part}-${how}`, mm: Math.abs(mm) }, share: Math.abs(mm) / sizeFitLimitsMm.pair[name] }]
  })
}

/**
 * Reads the three numbers printed on a temple: `52-18-140`, `52□18 140`, `52/18/140`. Undefined when it is no size of a frame (30 to 75,
 * 8 to 35, 90 to 180 mm: the ranges of `frame.ts`).
 */
export function readPairSize(text: string): PairSize | undefined {
  const found = /^\s*(\d{2})\D+(\d{1,2})\D+(\d{2,3})\s*(?:mm)?\s*$/.exec(text)
  if (!found) return undefined
  const [lensWidthMm, bridgeMm, templeMm] = found.slice(1).map(Number) as [number, number, number]
  const size = { lensWidthMm, bridgeMm, templeMm }
  const isFrame = (['lensWidthMm', 'bridgeMm', 'templeMm'] as const).every((name) => {
    const [least, most] = frameRangesMm[name]
    return size[name] >= least && size[name] <= most
  })
  return isFrame ? size : undefined
}
