import type { Frame } from './frame.ts'
import { frontWidthMm } from './frame-geometry.ts'

/** Limits in one place. Ours: shops publish classes of size, no millimetre limits (try-on design, section 3). */
export const sizeFitLimitsMm = {
  /** Front less face. */
  width: { least: -2, most: 6 },
  /** Eyes inside the lens centres, each. */
  eyesInside: { least: 0, most: 2.5 },
} as const

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
  const remarks: SizeRemark[] = []
  if (face.widthMm !== undefined) {
    const excess = Math.round(frontWidthMm(frame) - face.widthMm)
    const { least, most } = sizeFitLimitsMm.width
    remarks.push({ code: excess > most ? 'wider' : excess < least ? 'narrower' : 'width-good', mm: Math.abs(excess) })
  }
  const inside = Math.round(frame.lensWidthMm + frame.bridgeMm - face.pdMm) / 2
  const { least, most } = sizeFitLimitsMm.eyesInside
  remarks.push({ code: inside > most ? 'eyes-inside' : inside < least ? 'eyes-outside' : 'eyes-centred', mm: Math.abs(inside) })
  return remarks
}
