import type { LensShape } from './lens-outline.ts'

/** 0..255 each, sRGB. */
export type Rgb = readonly [red: number, green: number, blue: number]

/** A pair of glasses as the catalogue knows it: four numbers of the boxing system, and how it looks. */
export interface Frame {
  readonly shape: LensShape
  /** A, mm. */
  readonly lensWidthMm: number
  /** B, mm. */
  readonly lensHeightMm: number
  /** DBL, mm. */
  readonly bridgeMm: number
  /** Whole length of the side, mm. */
  readonly templeMm: number
  /** Hinge to hinge over the front, mm; without it the rims decide. */
  readonly frameWidthMm?: number
  readonly rim: { readonly kind: 'full' | 'semi' | 'rimless'; readonly widthMm: number }
  readonly build: 'acetate' | 'metal'
  readonly colour: Rgb
  /** Veins of acetate (tortoiseshell), or the tips of metal temples. */
  readonly secondColour?: Rgb
  /**
   * Tint; opacity 0 is a clear lens, 1 lets nothing through. `gradient`: the whole tint at the top, nothing at the bottom. `mirror`: what a
   * mirrored lens throws back.
   */
  readonly lens: { readonly colour: Rgb; readonly opacity: number; readonly gradient?: boolean; readonly mirror?: Rgb }
}

/** Least and most of each number that frames are sold with, mm (domain design, section 1.1): what the catalogue takes, and its fields. */
export const frameSizesMm = {
  lensWidthMm: [36, 62],
  lensHeightMm: [20, 60],
  bridgeMm: [14, 24],
  templeMm: [120, 150],
  frameWidthMm: [110, 160],
} as const satisfies Partial<Record<keyof Frame, readonly [number, number]>>

/** What can be drawn: the same with room at both ends, for sizes an editor stands for (EY-2). */
export const frameRangesMm = {
  lensWidthMm: [30, 75],
  lensHeightMm: [15, 70],
  bridgeMm: [8, 35],
  templeMm: [90, 180],
  frameWidthMm: [90, 180],
} as const satisfies Record<keyof typeof frameSizesMm, readonly [number, number]>

/** The first number that is missing or cannot be, by name; undefined when the frame can be drawn. */
export function unusableNumber(frame: Frame): keyof typeof frameRangesMm | undefined {
  const names = Object.keys(frameRangesMm) as (keyof typeof frameRangesMm)[]
  return names.find((name) => {
    const value = frame[name]
    if (value === undefined) return name !== 'frameWidthMm'
    const [least, most] = frameRangesMm[name]
    return !(value >= least && value <= most)
  })
}
