/**
 * The uncut round lens that a lens is made from: how wide it is, mm, and how its front is curved, in dioptres as blanks are marked with (tools of index
 * 1.530, whatever the lens is made of).
 */
export interface Blank {
  readonly diameterMm: number
  readonly baseCurve: number
}

/** What blanks are made in, mm and dioptres: wider is no spectacle lens, steeper no front [our choice]. */
export const blankLimits = { diameterMm: { low: 40, high: 95 }, baseCurve: { low: 0, high: 12 } } as const

/** Index that base curves are marked for: that of the tools they are ground with. */
const tooled = 530

/**
 * The blank to take for a lens that needs `diameterMm` and has this spherical equivalent, in hundredths: of those wide enough the one whose front is
 * nearest to the best form, and the narrowest of these. Undefined when none is wide enough.
 *
 * Source of the best form: Vogel's rule (2020mag.com, Choosing base curves): a plus lens its power + 6, a minus lens half its power + 6.
 */
export function blankFor(blanks: readonly Blank[], diameterMm: number, equivalent: number): Blank | undefined {
  const best = 6 + (equivalent > 0 ? equivalent : equivalent / 2) / 100
  const off = ({ baseCurve }: Blank) => Math.abs(baseCurve - best)
  return blanks
    .filter((blank) => blank.diameterMm >= diameterMm)
    .toSorted((one, other) => off(one) - off(other) || one.diameterMm - other.diameterMm)[0]
}

/** What one eye's lens is cut to: its width, and its spherical equivalent in hundredths. */
export interface Cut {
  readonly diameterMm: number
  readonly equivalent: number
}

/** Eyes whose spherical equivalents are nearer than this get one front, hundredths of a dioptre [our choice]. */
const oneFrontWithin = 200

/**
 * The blanks of a pair, right and left. Eyes that are near get one front, the best for the mean of both that either can be cut from: two fronts differ in
 * how large things look and in how they shine. Each its own where they are far apart, or where none is wide enough for both. That they share one, and
 * how near is near: our choice.
 */
export function blanksFor(blanks: readonly Blank[], right: Cut, left: Cut): readonly [Blank | undefined, Blank | undefined] {
  const isNear = Math.abs(right.equivalent - left.equivalent) < oneFrontWithin
  const widestMm = Math.max(right.diameterMm, left.diameterMm)
  const shared = isNear ? blankFor(blanks, widestMm, (right.equivalent + left.equivalent) / 2) : undefined
  const fronts = shared ? blanks.filter(({ baseCurve }) => baseCurve === shared.baseCurve) : blanks
  return [blankFor(fronts, right.diameterMm, right.equivalent), blankFor(fronts, left.diameterMm, left.equivalent)]
}

/**
 * How much thicker than at its edge a lens is in its middle, mm, at this radius: the cap of its front less that of its back. Negative of a minus lens.
 * Undefined where a surface would be past its half sphere. The lens is thin: its power is the sum of both surfaces.
 */
export function bulgeMm(baseCurve: number, dioptres: number, index: number, radiusMm: number): number | undefined {
  const frontMm = baseCurve === 0 ? Number.POSITIVE_INFINITY : tooled / baseCurve
  const back = (1_000 * (index - 1)) / frontMm - dioptres // of a hollow back positive
  const front = capMm(frontMm, radiusMm)
  const hollow = capMm((1_000 * (index - 1)) / Math.abs(back), radiusMm)
  return front === undefined || hollow === undefined ? undefined : front - Math.sign(back) * hollow
}

/** Height of a cap of a sphere of radius `ofMm`, mm. */
function capMm(ofMm: number, radiusMm: number): number | undefined {
  if (ofMm === Number.POSITIVE_INFINITY) return 0
  return radiusMm > ofMm ? undefined : ofMm - Math.sqrt(ofMm ** 2 - radiusMm ** 2)
}
