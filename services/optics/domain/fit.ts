import { type Blank, blanksFor, bulgeMm } from './blank.ts'
import { type Eye, horizontalPower, sphericalEquivalent } from './eye.ts'

/** Sizes of the boxing system, mm. `effectiveDiameterMm` and `frameWidthMm` are estimated where the catalogue does not know them. */
export interface FittedFrame {
  readonly lensWidthMm: number
  readonly lensHeightMm: number
  readonly bridgeMm: number
  readonly effectiveDiameterMm?: number
  readonly frameWidthMm?: number
}

export interface FitAsked {
  readonly frame: FittedFrame
  /** Monocular, mm. */
  readonly pd: { readonly right: number; readonly left: number }
  readonly faceWidthMm?: number
  /** Which lens and powers: without them no thickness is computed. */
  readonly lens?: FittedLens
}

export interface FittedLens {
  readonly index: number
  readonly centreMm: number
  readonly edgeMinMm: number
  /** What it is cut from; absent or empty: any diameter, and a front nobody knows. */
  readonly blanks?: readonly Blank[]
  readonly right: Eye
  readonly left: Eye
}

/**
 * `leastBlankMm` is what any lens of this box takes: it reaches both sides, of which one is farther off by the decentration, and the height, wherever
 * that is; the same as `minBlankMm` where the effective diameter is known. `decentrationMm` positive inwards. Of a minus lens `edgeMm`, of a plus lens
 * `centreMm`; both absent without a power. `blank` is the one to take of those the lens comes in; absent too when none is wide enough.
 */
export interface EyeFit {
  readonly decentrationMm: number
  readonly minBlankMm: number
  readonly leastBlankMm: number
  readonly edgeMm?: number
  readonly centreMm?: number
  readonly blank?: Blank
}

/** An estimate, always: an exact figure needs a tracing of the frame. `verdict` no stops a lens order until an optician overrides it (FT-4). */
export interface Fit {
  readonly right: EyeFit
  readonly left: EyeFit
  readonly minBlankMm: number
  readonly verdict: 'good' | 'fair' | 'no'
  readonly isDiameterEstimated: boolean
  /** The widest blank is wide enough only if the frame's effective diameter is less than the estimate: its tracing tells. */
  readonly isBlankUnsure: boolean
  readonly width?: { readonly excessMm: number; readonly verdict: 'good' | 'narrow' | 'wide'; readonly isEstimated: boolean }
}

/** FT-4, mm [our choice]. */
export const verdictMm = { good: 2.5, fair: 4 } as const
/** FT-2: what the edger needs around the lens, mm. Source: optomcalc.shivan.xyz. */
const edgingMm = 2
/** FT-6: frame over face, mm [our choice]. */
const widthMm = { low: -2, high: 6 } as const
/** Both hinges, where the catalogue gives no frame width, mm [our choice, domain.md 1.1]. */
const hingesMm = 6

/**
 * How a frame and its lenses fit a pair of eyes.
 *
 * Sources: decentration FT-1 (boxing system: half of A + DBL against the monocular PD; optomcalc.shivan.xyz); smallest blank FT-2 (ED + 2 ×
 * decentration + 2 mm: ABDO worked problems); thickness FT-3 (of a known blank `bulgeMm`, else `sagMm`); limits FT-4 and FT-6 are our choice.
 */
export function fitOf({ frame, pd, faceWidthMm, lens }: FitAsked): Fit {
  const { lensWidthMm: a, lensHeightMm: b, bridgeMm } = frame
  const diameterMm = frame.effectiveDiameterMm ?? Math.hypot(a, b) // the upper bound: no lens is larger than its box
  const sizesOf = (side: 'right' | 'left') => {
    const decentrationMm = (a + bridgeMm) / 2 - pd[side]
    const offMm = 2 * Math.abs(decentrationMm)
    const minBlankMm = diameterMm + offMm + edgingMm
    const leastBlankMm = frame.effectiveDiameterMm === undefined ? Math.max(a + offMm, b) + edgingMm : minBlankMm
    return { decentrationMm, minBlankMm, leastBlankMm }
  }
  const sizes = { right: sizesOf('right'), left: sizesOf('left') }
  const cutOf = (side: 'right' | 'left', { [side]: eye }: FittedLens) => ({
    diameterMm: sizes[side].minBlankMm,
    equivalent: sphericalEquivalent(eye),
  })
  const blanks = lens ? blanksFor(lens.blanks ?? [], cutOf('right', lens), cutOf('left', lens)) : []
  const fitOfEye = (side: 'right' | 'left', blank: Blank | undefined): EyeFit => {
    const radiusMm = diameterMm / 2 + Math.abs(sizes[side].decentrationMm)
    return { ...sizes[side], ...(lens && thickness(lens, lens[side], radiusMm, blank)), ...(blank && { blank }) }
  }
  const right = fitOfEye('right', blanks[0])
  const left = fitOfEye('left', blanks[1])
  const worst = Math.max(Math.abs(right.decentrationMm), Math.abs(left.decentrationMm))
  return {
    ...{ right, left },
    minBlankMm: Math.max(right.minBlankMm, left.minBlankMm),
    verdict: worst <= verdictMm.good ? 'good' : worst <= verdictMm.fair ? 'fair' : 'no',
    isDiameterEstimated: frame.effectiveDiameterMm === undefined,
    isBlankUnsure: (lens?.blanks ?? []).length > 0 && !(right.blank && left.blank),
    ...(faceWidthMm !== undefined && { width: widthOf(frame, faceWidthMm) }),
  }
}

/**
 * Height of a spherical cap of one lens surface at radius `radiusMm`, for a power in dioptres: r² |F| / (2000 (n - 1)), the thin-lens
 * approximation. Source: Meister, SOLA, 1997 (FT-3).
 */
export const sagMm = (radiusMm: number, dioptres: number, index: number): number =>
  (radiusMm ** 2 * Math.abs(dioptres)) / (2_000 * (index - 1))

function thickness({ index, centreMm, edgeMinMm }: FittedLens, eye: Eye, radiusMm: number, blank: Blank | undefined): Partial<EyeFit> {
  const dioptres = horizontalPower(eye) / 100
  const bulge = blank && bulgeMm(blank.baseCurve, dioptres, index / 100, radiusMm)
  const sag = Math.abs(bulge ?? sagMm(radiusMm, dioptres, index / 100))
  if (dioptres < 0) return { edgeMm: centreMm + sag }
  return dioptres > 0 ? { centreMm: edgeMinMm + sag } : { edgeMm: centreMm }
}

function widthOf({ lensWidthMm, bridgeMm, frameWidthMm }: FittedFrame, faceWidthMm: number): NonNullable<Fit['width']> {
  const excessMm = (frameWidthMm ?? 2 * lensWidthMm + bridgeMm + hingesMm) - faceWidthMm
  const verdict = excessMm < widthMm.low ? 'narrow' : excessMm > widthMm.high ? 'wide' : 'good'
  return { excessMm, verdict, isEstimated: frameWidthMm === undefined }
}

/** FT-5, ANSI Z80.1 as discussed on optiboard.com: prism dioptres that a pair may have, up to this power; above it mm. */
const tolerated = { prism: 0.67, upToDioptres: 2.75, mm: 2.5 } as const

/**
 * Whether a PD known to `errorMm` (95 %) is good enough for these powers (FT-5): an error of e mm makes |F| e / 10 prism dioptres, with F the
 * strongest of the horizontals that are made. A typed PD has no error to speak of: it is not asked about.
 */
export function isPdPrecise(errorMm: number, ...eyes: readonly Eye[]): boolean {
  const dioptres = Math.max(0, ...eyes.map((eye) => Math.abs(horizontalPower(eye)))) / 100
  if (dioptres > tolerated.upToDioptres) return errorMm <= tolerated.mm
  return (dioptres * errorMm) / 10 <= tolerated.prism
}
