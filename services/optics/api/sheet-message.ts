import type { MessageInitShape } from '@bufbuild/protobuf'
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import type {
  EyeSchema,
  KeptPrescriptionSchema,
  PrescriptionSchema,
  SheetSchema,
  Sheet as SheetMessage,
  TypedEye as TypedEyeMessage,
  ValiditySchema,
  WrongFieldsSchema,
} from '@vitrine/contracts/optics/v1'
import type { KeptPrescription } from '../application/keep-prescriptions.ts'
import type { Sheet, WrongSheetField } from '../application/read-sheet.ts'
import type { Eye } from '../domain/eye.ts'
import type { Prescription, TypedEye } from '../domain/prescription.ts'
import type { Validity } from '../domain/validity.ts'

/** No typed field is longer: more is no number. */
const longest = 24

/** The sheet of a message. Throws RangeError for a field that is too long to be one. */
export function sheetOf(message: SheetMessage | undefined, shopCountry: string): Sheet {
  if (!message) throw new RangeError('sheet: is missing')
  const { pdFar, pdFarRight, pdFarLeft, pdNear, vertexMm, wearerBirthDate, issuedOn, country, prescriberMonths } = message
  const short = { pdFar, pdFarRight, pdFarLeft, pdNear, vertexMm }
  for (const [name, text] of Object.entries({ ...short, wearerBirthDate, issuedOn })) checkLength(name, text)
  return {
    typed: { right: eyeOf('right', message.right), left: eyeOf('left', message.left), ...short },
    ...{ wearerBirthDate, issuedOn },
    country: country || shopCountry,
    ...(prescriberMonths !== 0 && { prescriberMonths }),
  }
}

function eyeOf(side: string, message: TypedEyeMessage | undefined): TypedEye {
  if (!message) throw new RangeError(`${side}: is missing`)
  const { sph, cyl, axis, add, near, prismH, baseH, prismV, baseV, baseCurve, diameter } = message
  const eye = { sph, cyl, axis, add, near, prismH, baseH, prismV, baseV, baseCurve, diameter }
  for (const [name, text] of Object.entries(eye)) checkLength(`${side}.${name}`, text)
  return eye
}

function checkLength(field: string, text: string): void {
  if (text.length > longest) throw new RangeError(`${field}: is longer than ${longest}`)
}

/** A kept sheet again, as it was written. */
export function sheetMessage({ typed, prescriberMonths, ...dates }: Sheet): MessageInitShape<typeof SheetSchema> {
  const { right, left, ...distances } = typed
  return { right: { ...right }, left: { ...left }, ...distances, ...dates, prescriberMonths: prescriberMonths ?? 0 }
}

export const wrongMessage = (wrong: readonly WrongSheetField[]): MessageInitShape<typeof WrongFieldsSchema> => ({
  wrong: wrong.map(({ field, code, range }) => ({ field, code, ...(range && { range: { ...range } }) })),
})

export function prescriptionMessage({
  right,
  left,
  pd,
  vertexMm,
  notation,
  addDerived,
}: Prescription): MessageInitShape<typeof PrescriptionSchema> {
  const { isNearDerived = false, ...distances } = pd ?? {}
  return {
    right: eyeMessage(right),
    left: eyeMessage(left),
    ...(pd && { pd: { ...distances, nearDerived: isNearDerived } }),
    ...{ vertexMm, notation, addDerived: [...addDerived] },
  }
}

export const eyeMessage = ({ prismH, prismV, ...powers }: Eye): MessageInitShape<typeof EyeSchema> => ({
  ...powers,
  ...(prismH && { prismH: { ...prismH } }),
  ...(prismV && { prismV: { ...prismV } }),
})

export function validityMessage(validity: Validity): MessageInitShape<typeof ValiditySchema> {
  if (validity.outcome === 'refused') throw new Error(`a sheet with a wrong ${validity.field} was kept`)
  return { state: validity.outcome, until: 'until' in validity ? validity.until : '' }
}

export const keptMessage = (kept: KeptPrescription): MessageInitShape<typeof KeptPrescriptionSchema> => {
  const { id, wearer, prescriber, sheet, prescription, state, reason, isCorrected: corrected, validity, addedAt, pdErrorMm = 0 } = kept
  const { issuedOn, wearerBirthDate } = sheet
  return {
    ...{ id, wearer, prescriber, issuedOn, wearerBirthDate, state, reason, corrected, pdErrorMm },
    prescription: prescriptionMessage(prescription),
    validity: validityMessage(validity),
    addedAt: timestampFromDate(addedAt),
  }
}
