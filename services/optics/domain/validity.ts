/** What a sheet may have to say beside its powers, its dates and its distance of the pupils: who wrote it, a distance for each eye, the distance lens to eye. */
export const requirableFields = ['prescriber', 'pdHalves', 'vertexMm'] as const
export type RequirableField = (typeof requirableFields)[number]

/** How long a prescription of a country holds, in months, by the age of its wearer: from each age on, until the next one's. Rising from 0. */
export interface RxRule {
  readonly country: string
  readonly ages: readonly { readonly from: number; readonly months: number }[]
  readonly required: readonly RequirableField[]
  /** An expired sheet may do for glasses that were lost or broken: an optician decides, and says why (LAW-13). */
  readonly lostOrBroken: boolean
  /** Where the rule was read. To be checked with a lawyer. */
  readonly source: string
}

/** A rule as it is kept. Throws RangeError naming the field and what is wrong: `ages[1].from: does not rise`. */
export function checkedRule(rule: RxRule): RxRule {
  const { country, ages, required, source } = rule
  const isWithin = (value: number, low: number, high: number) => Number.isInteger(value) && value >= low && value <= high
  if (!/^[A-Z]{2}$/.test(country)) throw new RangeError('country: is not two large letters')
  if (ages.length > 20) throw new RangeError('ages: are more than 20')
  if (ages[0]?.from !== 0) throw new RangeError('ages[0].from: is not 0')
  for (const [at, { from, months }] of ages.entries()) {
    if (!isWithin(from, 0, 120)) throw new RangeError(`ages[${at}].from: is not 0 to 120`)
    if (at > 0 && from <= (ages[at - 1]?.from ?? 0)) throw new RangeError(`ages[${at}].from: does not rise`)
    if (!isWithin(months, 1, 120)) throw new RangeError(`ages[${at}].months: is not 1 to 120`)
  }
  if (required.some((field) => !requirableFields.includes(field)))
    throw new RangeError(`required: is none of ${requirableFields.join(', ')}`)
  if (source.trim() === '' || source.length > 500) throw new RangeError('source: is missing or longer than 500')
  return rule
}

export const ruleOf = (rules: readonly RxRule[], country: string): RxRule | undefined => rules.find((one) => one.country === country)

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
  const months = ruleOf(rules, country)?.ages.findLast(({ from }) => age >= from)?.months
  if (months === undefined) return { outcome: 'no-rule' }
  const until = monthsLater(issuedOn, Math.min(months, prescriberMonths ?? months))
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
export const validityOfTaken = (rules: readonly RxRule[], sheet: Omit<ValidityAsked, 'today' | 'latest'>, today: string): Validity =>
  validityOf(rules, { ...sheet, today, latest: '9999-12-31' })

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
