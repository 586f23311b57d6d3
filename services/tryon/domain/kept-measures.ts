/** How long measures are kept (try-on design, section 9): a year after they were put. */
export const keptMs = 365 * 86_400_000

export const pdMethods = ['typed', 'card', 'iris'] as const

/** What a person keeps of their own size, mm; at least one of the three. */
export interface PersonMeasures {
  /** Far PD, and how far it may be off, 95 %. */
  readonly pd?: { readonly mm: number; readonly errorMm: number; readonly method: (typeof pdMethods)[number] } | undefined
  /** The three numbers of the pair they wear. */
  readonly pair?: { readonly lensWidthMm: number; readonly bridgeMm: number; readonly templeMm: number } | undefined
  readonly faceWidthMm?: number | undefined
}

/** Of people and of frames, mm: the same as where they are used (TRY-5, `checkWish`; ranges of `tryon-core/frame.ts`; web `frames-that-fit.ts`). */
const rangesMm = { pd: [40, 80], lensWidthMm: [30, 75], bridgeMm: [8, 35], templeMm: [90, 180], faceWidthMm: [90, 200] } as const
/** An error bar this wide says nothing. */
const widestErrorMm = 20

/** Throws RangeError naming the measure that cannot be, or when there is none. */
export function checkMeasures({ pd, pair, faceWidthMm }: PersonMeasures): void {
  if (!pd && !pair && faceWidthMm === undefined) throw new RangeError('measures: at least one is needed')
  if (pd) check('pd.mm', pd.mm, rangesMm.pd)
  if (pd && !(pd.errorMm >= 0 && pd.errorMm < widestErrorMm))
    throw new RangeError(`pd.errorMm: is ${pd.errorMm}, not 0 to ${widestErrorMm}`)
  for (const name of ['lensWidthMm', 'bridgeMm', 'templeMm'] as const) if (pair) check(`pair.${name}`, pair[name], rangesMm[name])
  if (faceWidthMm !== undefined) check('faceWidthMm', faceWidthMm, rangesMm.faceWidthMm)
}

function check(name: string, mm: number, [least, most]: readonly [number, number]): void {
  if (!(mm >= least && mm <= most)) throw new RangeError(`${name}: is ${mm}, not within ${least} to ${most}`)
}
