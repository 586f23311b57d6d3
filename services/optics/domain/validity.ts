/** How long a prescription of a country holds for wearers of `ageFrom` to `ageTo`, both included, in months. */
export interface RxRule {
  readonly country: string
  readonly ageFrom: number
  readonly ageTo: number
  readonly months: number
}

/**
 * Countries whose rule is known; in the others frames and plano lenses are sold, no more. To be checked with a lawyer.
 *
 * Source: LAW-13, decree 2016-1381 (France): under 16 one year, 16 to 42 five years, over 42 three.
 */
export const rxRules: readonly RxRule[] = [
  { country: 'FR', ageFrom: 0, ageTo: 15, months: 12 },
  { country: 'FR', ageFrom: 16, ageTo: 42, months: 60 },
  { country: 'FR', ageFrom: 43, ageTo: 150, months: 36 },
]

/** Days are ISO text. `prescriberMonths`: the prescriber may shorten, never lengthen. No date is after `latest`; absent, that is today. */
export interface ValidityAsked {
  readonly country: string
  readonly wearerBirthDate: string
  readonly issuedOn: string
  readonly prescriberMonths?: number
  readonly today: string
  readonly latest?: string
}

/** `until` is the last day it holds. */
export type Validity =
  | { readonly outcome: 'valid' | 'expired'; readonly until: string }
  | { readonly outcome: 'no-rule' }
  | { readonly outcome: 'refused'; readonly field: 'wearerBirthDate' | 'issuedOn' | 'prescriberMonths'; readonly code: DateRefusal }

export type DateRefusal = 'not-a-day' | 'in-the-future' | 'before-birth' | 'out-of-range'

/** Until when a prescription holds (LAW-13). The wearer's age is that of the day it was written. */
export function validityOf(rules: readonly RxRule[], asked: ValidityAsked): Validity {
  const { country, wearerBirthDate, issuedOn, prescriberMonths, today } = asked
  const wrong = wrongDate(asked)
  if (wrong) return { outcome: 'refused', ...wrong }
  const age = ageOn(wearerBirthDate, issuedOn)
  const rule = rules.find((one) => one.country === country && age >= one.ageFrom && age <= one.ageTo)
  if (!rule) return { outcome: 'no-rule' }
  const until = monthsLater(issuedOn, Math.min(rule.months, prescriberMonths ?? rule.months))
  return { outcome: today <= until ? 'valid' : 'expired', until }
}

function wrongDate({ wearerBirthDate, issuedOn, prescriberMonths, today, latest = today }: ValidityAsked) {
  for (const [field, value] of Object.entries({ wearerBirthDate, issuedOn }) as ['wearerBirthDate' | 'issuedOn', string][]) {
    if (!isDay(value)) return { field, code: 'not-a-day' as const }
    if (value > latest) return { field, code: 'in-the-future' as const }
  }
  if (issuedOn < wearerBirthDate) return { field: 'issuedOn' as const, code: 'before-birth' as const }
  const isMonths = prescriberMonths === undefined || (Number.isInteger(prescriberMonths) && prescriberMonths >= 1 && prescriberMonths <= 60)
  return isMonths ? undefined : { field: 'prescriberMonths' as const, code: 'out-of-range' as const }
}

/** Of a sheet that was taken: its dates are not doubted again, whatever day it is. */
export const validityOfTaken = (sheet: Omit<ValidityAsked, 'today' | 'latest'>, today: string): Validity =>
  validityOf(rxRules, { ...sheet, today, latest: '9999-12-31' })

/** So long before the end a person is told: an eye doctor has no time sooner than that [our choice]. */
const noticeDays = 60

export const remindOn = (until: string): string => dayOf(new Date(Date.parse(`${until}T00:00:00Z`) - noticeDays * 86_400_000))

export const dayOf = (at: Date): string => at.toISOString().slice(0, 10)

/** Hours that the clocks of Kiritimati are ahead of UTC, further than any other: what is dated today there is no slip. Source: IANA time zone database. */
const furthestHours = 14

export const daysAt = (at: Date): { readonly today: string; readonly latest: string } => ({
  today: dayOf(at),
  latest: dayOf(new Date(at.getTime() + furthestHours * 3_600_000)),
})

/** Whole years lived. Born on 29 February: a year older from 1 March on. */
export function ageOn(birthDate: string, day: string): number {
  const years = Number(day.slice(0, 4)) - Number(birthDate.slice(0, 4))
  return day.slice(5) < birthDate.slice(5) ? years - 1 : years
}

/** The same day of the month, or its last one where that month is shorter. */
function monthsLater(day: string, months: number): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number] // ISO text has three parts
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate()
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))).toISOString().slice(0, 10)
}

/** Whether a text is a day of the calendar, written as ISO has it. */
export function isDay(text: string): boolean {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined
  return at !== undefined && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
}
