/** The distance between the pupils of adults, mm, and one standard deviation between them. Source of the latter: Dodgson 2004, "Variation and extrema of human interpupillary distance". */
export const averagePd = { mm: 62, spreadMm: 3.6 } as const

const averageSpread = averagePd.spreadMm / averagePd.mm

/**
 * What a reading from irises is off by, against what its edges say (`EyeReading.scaleSpread`): points of one edge are hidden by one lid and err together, so three
 * times as much as if each were seen apart. Under `sure`, a share of the iris, its edge is seen whole, and nothing is gained by leaning. Chosen on heads to
 * tune with and on 60 more, half of them with narrow eyes (docs/try-on-accuracy.md).
 */
const edges = { gain: 3, sure: 0.0075 } as const

export interface LeaningPd {
  /** Mm. */
  readonly mm: number
  /** How much of it the irises say, 0..1; the rest is the average's. 1 where their edges are seen whole. */
  readonly irisShare: number
}

/**
 * The PD from irises, leaning on the average of adults by as much as the edges leave open: each counts as one over its variance (logarithms, for sizes
 * multiply). `spread`: one standard deviation of the reading as its edges say it, a share of it.
 */
export function leaningPd(irisPdMm: number, spread: number): LeaningPd {
  const unsure = edges.gain ** 2 * Math.max(0, spread ** 2 - edges.sure ** 2)
  const irisShare = averageSpread ** 2 / (averageSpread ** 2 + unsure)
  return { mm: averagePd.mm * (irisPdMm / averagePd.mm) ** irisShare, irisShare }
}

/** One standard deviation of the iris' diameter between people, as a share of it: 0.5 of 11.7 mm (try-on design, section 6). */
const irisSpread = 0.5 / 11.7

/** One standard deviation of such a PD, as a share of it: what people's irises differ by, and what the average leaves open as far as it was leant on. */
export const leaningSpread = (irisShare: number): number => Math.hypot(irisShare * irisSpread, Math.sqrt(1 - irisShare) * averageSpread)
