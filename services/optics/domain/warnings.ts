import { type Eye, sphericalEquivalent } from './eye.ts'
import { type Prescription, type TypedEye, type TypedPrescription, usualVertexMm } from './prescription.ts'

export const warningCodes = [
  'opposite-signs',
  'eyes-far-apart',
  'eyes-swapped',
  'contact-lens-sheet',
  'add-differs',
  'add-derived',
  'mixed-cylinder-signs',
  'pd-unusual',
  'vertex-unusual',
] as const
export type Warning = (typeof warningCodes)[number]

/** From here on both eyes seldom tolerate one pair of glasses: hundredths of a dioptre between the spherical equivalents [our choice]. */
const farApart = 300
/** Most adults, mm. Source: Dodgson, SPIE 5291, 2004. */
const usualPdMm = { low: 50, high: 75 } as const

/**
 * What is likely a slip of the pen, and yet can be true (RX-6): shown as sentences to tick, never a refusal. `before` is the wearer's last
 * prescription, where there is one.
 */
export function warningsOf(prescription: Prescription, typed: TypedPrescription, before?: Prescription, isChild = false): Warning[] {
  const { right, left, pd, notation, addDerived } = prescription
  const holds: Readonly<Record<Warning, boolean>> = {
    'opposite-signs': right.sph * left.sph < 0,
    'eyes-far-apart': Math.abs(sphericalEquivalent(right) - sphericalEquivalent(left)) >= farApart,
    'eyes-swapped': before !== undefined && areSwapped(prescription, before),
    'contact-lens-sheet': isOfContactLens(typed.right) || isOfContactLens(typed.left),
    'add-differs': (right.add ?? 0) !== (left.add ?? 0),
    'add-derived': addDerived.length > 0,
    'mixed-cylinder-signs': notation === 'mixed',
    'pd-unusual': !isChild && pd !== undefined && (pd.far < usualPdMm.low || pd.far > usualPdMm.high),
    'vertex-unusual': prescription.vertexMm < usualVertexMm.low || prescription.vertexMm > usualVertexMm.high,
  }
  return warningCodes.filter((code) => holds[code])
}

/** The right eye reads like the left one did, and the left like the right, while they differed. */
const areSwapped = (now: Prescription, before: Prescription): boolean =>
  !isSame(before.right, before.left) && isSame(now.right, before.left) && isSame(now.left, before.right)

const isSame = (one: Eye, other: Eye): boolean => one.sph === other.sph && one.cyl === other.cyl && one.axis === other.axis

const isOfContactLens = ({ baseCurve, diameter }: TypedEye): boolean => baseCurve.trim() !== '' || diameter.trim() !== ''
