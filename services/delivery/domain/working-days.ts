const dayMs = 24 * 60 * 60 * 1_000

/**
 * The day some working days after a moment, as `2026-11-26`. Zero is the same day, or Monday at a weekend.
 * Days are those of UTC. Limits: knows weekends and no public holidays, which differ by carrier and country.
 */
export function workingDaysAfter(moment: Date, workingDays: number): string {
  let day = Date.UTC(moment.getUTCFullYear(), moment.getUTCMonth(), moment.getUTCDate())
  while (isWeekend(day)) day += dayMs
  for (let left = workingDays; left > 0; left--) {
    do day += dayMs
    while (isWeekend(day))
  }
  return new Date(day).toISOString().slice(0, 10)
}

const isWeekend = (day: number) => [0, 6].includes(new Date(day).getUTCDay())
