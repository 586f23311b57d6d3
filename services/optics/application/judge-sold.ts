import type { Configuration } from '../domain/configuration.ts'
import { type JudgedLens, judgeLens } from '../domain/judged-lens.ts'
import { dayOf, type RxRule, type Validity, validityOfTaken } from '../domain/validity.ts'
import type { SealedWish } from './configure.ts'

/**
 * The lens of a pair that was configured, as it is judged for that pair: the lens and treatments as they were chosen, and the sheet as it was read when it
 * was taken, on the day of the order, or of the sheet that came after. Neither today's range,
 * nor today's rule of a country, nor today's date takes back what was sold.
 */
export function judgeSold(
  { frame, lens, treatments, orderedAt, steps, isToRead }: Configuration,
  { sheet, prescription, rule }: SealedWish,
  rules: readonly RxRule[],
  now: Date,
): { readonly lens: JudgedLens; readonly validity?: Validity } {
  const correctedAt = steps.findLast(({ what }) => what === 'corrected' || what === 'typed')?.at ?? ''
  const days = [dayOf(orderedAt ?? now), correctedAt.slice(0, 10)].toSorted()
  const validity = sheet && validityOfTaken(rule ? [rule] : rules, sheet, days.at(-1) ?? '')
  const judged = judgeLens(
    lens,
    { options: [], treatments: [] },
    { frame, treatments, prescription, validity, isToRead: isToRead === true },
  )
  return { lens: judged, ...(validity && { validity }) }
}
