import type { DrawnFrame } from '@vitrine/gateway/schemas/frame-of-attributes'
import { frameRangesMm, frameSizesMm } from '@vitrine/tryon-core/frame'

/** What a frame cannot be tried on without. */
const needed = ['shape', 'lensWidthMm', 'lensHeightMm', 'bridgeMm'] as const

export type FrameCheck =
  | { readonly code: 'missing'; readonly field: (typeof needed)[number] }
  | { readonly code: 'out-of-range'; readonly field: keyof typeof frameSizesMm; readonly least: number; readonly most: number }
  | { readonly code: 'narrower-than-rims' | 'wider-than-hinges'; readonly rimsMm: number; readonly widthMm: number }
  | { readonly code: 'sun-without-tint' }

/** Lugs and hinges stand out over the rims by so much on each side at most, mm; less than nothing is a typing error. Chosen from the demo shop. */
const hingesMm = { least: -1, most: 16 } as const

/** Least and most of each length of this frame, mm; of one whose editor stands for an unusual size (EY-2), what can be drawn. */
export const lengthsOf = (attributes: Readonly<Record<string, unknown>>) =>
  attributes['unusualSize'] === true ? frameRangesMm : frameSizesMm

/**
 * What is wrong with the numbers of a frame, or looks so. `drawn` is what try-on makes of the attributes, where it can. Nothing here keeps
 * anybody from saving: the catalogue refuses what cannot be.
 */
export function frameChecks(attributes: Readonly<Record<string, unknown>>, drawn: DrawnFrame | undefined): FrameCheck[] {
  const missing = needed.filter((field) => attributes[field] === undefined || attributes[field] === '')
  if (!drawn) return missing.map((field) => ({ code: 'missing', field }))
  const ranges = lengthsOf(attributes)
  const names = Object.keys(ranges) as (keyof typeof ranges)[]
  const outside = names.flatMap((field): FrameCheck[] => {
    const [least, most] = ranges[field]
    return drawn[field] >= least && drawn[field] <= most ? [] : [{ code: 'out-of-range', field, least, most }]
  })
  const rimsMm = 2 * drawn.lensWidthMm + drawn.bridgeMm + (drawn.rim === 'rimless' ? 0 : 2 * drawn.rimMm)
  const over = drawn.frameWidthMm - rimsMm
  const width: FrameCheck[] =
    over < hingesMm.least
      ? [{ code: 'narrower-than-rims', rimsMm, widthMm: drawn.frameWidthMm }]
      : over > hingesMm.most
        ? [{ code: 'wider-than-hinges', rimsMm, widthMm: drawn.frameWidthMm }]
        : []
  const tint: FrameCheck[] =
    attributes['use'] === 'sun' && drawn.lensOpacity === 0 && !drawn.lensMirror ? [{ code: 'sun-without-tint' }] : []
  return [...outside, ...width, ...tint]
}
