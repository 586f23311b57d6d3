/** The distance between the pupils of adults, mm, and one standard deviation between them. Source of the latter: Dodgson 2004, "Variation and extrema of human interpupillary distance". */
export const averagePd = { mm: 62, spreadMm: 3.6 } as const

const averageSpread = averagePd.spreadMm / averagePd.mm

/**
 * The width of a face, mm, as `faceWidthMm` has it: mean of 68 heads to choose with, and between the cheekbones and the temples of people as well. People differ in
 * it by 4 % and it is read to 4 %, together as much as their PDs differ: so both count the same.
 */
const averageWidthMm = 144

/** How far a face differs from that, of what is read: truth grows by less than readings do. Chosen on heads that fit the face model, each left out in turn (docs/try-on-accuracy.md). */
const widthTrust = 0.8

/** The width of a face, mm, drawn to the average by as much as a reading of it errs. */
export const leaningWidthMm = (readMm: number): number => averageWidthMm + widthTrust * (readMm - averageWidthMm)

/** The PD to expect before the irises are measured, mm: midway between the average one and the one that makes the face as wide as the average (logarithms). `widthOverPd`: of this face. */
export const expectedPdMm = (widthOverPd: number): number => Math.sqrt((averagePd.mm * averageWidthMm) / widthOverPd)

/**
 * What a reading from irises is off by, against what its edges say (`EyeReading.scaleSpread`): points of one edge are hidden by one lid and err together, so
 * more than if each were seen apart. Under `sure`, a share of the iris, its edge is seen whole, and nothing is gained by leaning. Chosen on heads to
 * tune with and on 60 more, half of them with narrow eyes (docs/try-on-accuracy.md).
 */
const edges = { gain: 3.5, sure: 0.006 } as const

export interface LeaningPd {
  /** Mm. */
  readonly mm: number
  /** How much of it the irises say, 0..1; the rest was expected. 1 where their edges are seen whole. */
  readonly irisShare: number
}

/**
 * The PD from irises, leaning on the expected one by as much as their edges leave open: each counts as one over its variance (logarithms, for sizes multiply).
 * `spread`: one standard deviation of the reading as its edges say it, a share of it. The expected one is off by what people's PDs differ by, or less.
 */
export function leaningPd(irisPdMm: number, spread: number, expectedMm: number): LeaningPd {
  const unsure = edges.gain ** 2 * Math.max(0, spread ** 2 - edges.sure ** 2)
  const irisShare = averageSpread ** 2 / (averageSpread ** 2 + unsure)
  return { mm: expectedMm * (irisPdMm / expectedMm) ** irisShare, irisShare }
}

/** One standard deviation of the iris' diameter between people, as a share of it: 0.5 of 11.7 mm (try-on design, section 6). */
const irisSpread = 0.5 / 11.7

/** One standard deviation of such a PD, as a share of it: what people's irises differ by, and what is open of the expected one as far as it was leant on. */
export const leaningSpread = (irisShare: number): number => Math.hypot(irisShare * irisSpread, Math.sqrt(1 - irisShare) * averageSpread)
