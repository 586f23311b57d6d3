import {
  type FieldRefusal,
  type Prescription,
  type PrescriptionReading,
  ranges,
  readPrescription,
  type TypedBy,
  type TypedPrescription,
  type WearerAge,
  type WrongField,
} from '../domain/prescription.ts'
import { ageOn, dayOf, type DateRefusal, daysAt, isDay, type RxRule, type Validity, validityOf } from '../domain/validity.ts'
import { type Warning, warningsOf } from '../domain/warnings.ts'

/** A sheet with its dates; without them (both empty) nobody knows until when it holds. */
export interface Sheet {
  readonly typed: TypedPrescription
  readonly wearerBirthDate: string
  readonly issuedOn: string
  readonly country: string
  readonly prescriberMonths?: number
}

export interface WrongSheetField extends Omit<WrongField, 'code'> {
  readonly code: FieldRefusal | DateRefusal | 'pd-outgrown'
}

export type SheetReading =
  | { readonly outcome: 'read'; readonly prescription: Prescription; readonly warnings: readonly Warning[]; readonly validity?: Validity }
  | { readonly outcome: 'refused'; readonly wrong: readonly WrongSheetField[] }

/** Below this age a wearer counts as a child. Source: domain.md 1.2 (PD from 40 mm). */
const adultFrom = 16

/**
 * The prescription of a sheet with its warnings and its last day, or everything that is wrong at once. `before`: the wearer's last one.
 *
 * A wearer is a child by the day the sheet was written, until that is said by today; who grew up since has the distance of a child measured again (`pd-outgrown`).
 */
export function readSheet(
  sheet: Sheet,
  at: Date,
  rules: readonly RxRule[],
  { before, by = 'shopper' }: { readonly before?: Prescription | undefined; readonly by?: TypedBy } = {},
): SheetReading {
  const { typed, wearerBirthDate, issuedOn } = sheet
  const isDated = wearerBirthDate !== '' || issuedOn !== ''
  const missing = Object.entries({ wearerBirthDate, issuedOn }).filter(([, value]) => isDated && value === '')
  const validity = isDated && missing.length === 0 ? validityOf(rules, { ...sheet, ...daysAt(at) }) : undefined
  const age = ageOfWearer(sheet, dayOf(at))
  const reading = readPrescription(typed, age, by)
  const wrong: WrongSheetField[] = [
    ...(reading.outcome === 'refused' ? reading.wrong : []),
    ...(age === 'child' && ageOn(wearerBirthDate, dayOf(at)) >= adultFrom ? outgrown(reading) : []),
    ...missing.map(([field]) => ({ field, code: 'missing' as const })),
    ...(validity?.outcome === 'refused' ? [{ field: validity.field, code: validity.code }] : []),
  ]
  if (reading.outcome === 'refused' || wrong.length > 0) return { outcome: 'refused', wrong }
  const { prescription } = reading
  return {
    outcome: 'read',
    prescription,
    warnings: warningsOf(prescription, typed, before, age === 'child'),
    ...(validity && { validity }),
  }
}

function ageOfWearer({ wearerBirthDate, issuedOn }: Sheet, today: string): WearerAge {
  const day = issuedOn === '' ? today : issuedOn
  if (!isDay(wearerBirthDate) || !isDay(day) || wearerBirthDate > day) return 'unknown'
  return ageOn(wearerBirthDate, day) < adultFrom ? 'child' : 'adult'
}

const outgrown = (reading: PrescriptionReading): WrongSheetField[] =>
  reading.outcome === 'read' && reading.prescription.pd && reading.prescription.pd.far < ranges.pdFar.low
    ? [{ field: 'pdFar', code: 'pd-outgrown', range: ranges.pdFar }]
    : []
