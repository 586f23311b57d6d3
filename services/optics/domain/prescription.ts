import { canonical, type Eye, type Prism } from './eye.ts'
import { type PowerRefusal, readPower } from './power.ts'

/** One eye as it was typed. Empty is not written on the sheet. `near` is the near power some sheets show instead of an addition (RX-2). */
export interface TypedEye {
  readonly sph: string
  readonly cyl: string
  readonly axis: string
  readonly add: string
  readonly near: string
  readonly prismH: string
  readonly baseH: string
  readonly prismV: string
  readonly baseV: string
  /** Only contact-lens sheets have these. */
  readonly baseCurve: string
  readonly diameter: string
}

/** A sheet as it was typed; PDs in mm. */
export interface TypedPrescription {
  readonly right: TypedEye
  readonly left: TypedEye
  readonly pdFar: string
  readonly pdFarRight: string
  readonly pdFarLeft: string
  readonly pdNear: string
  readonly vertexMm: string
}

/** PDs in mm; `near` is far - 3 where the sheet says nothing, and then `isNearDerived`. Half PDs are halves of `far` where nobody gave them. */
export interface Pd {
  readonly far: number
  readonly right: number
  readonly left: number
  readonly near: number
  readonly isNearDerived: boolean
}

/** What a prescriber wrote, in minus cylinder. `pd` absent: the sheet does not say it. `notation` is the sign of cylinder it came in. */
export interface Prescription {
  readonly right: Eye
  readonly left: Eye
  readonly pd?: Pd
  readonly vertexMm: number
  readonly notation: 'plus' | 'minus' | 'mixed' | 'none'
  /** Eyes whose addition was computed from the near power: to be shown and confirmed. */
  readonly addDerived: readonly ('right' | 'left')[]
}

export type FieldRefusal =
  | PowerRefusal
  | 'missing'
  | 'out-of-range'
  | 'axis-missing'
  | 'axis-without-cylinder'
  | 'base-missing'
  | 'base-without-prism'
  | 'near-not-above-distance'
  | 'add-and-near-differ'
  | 'through-optician'
  | 'halves-differ'
  | 'half-missing'
  | 'near-above-far'
  | 'pd-of-child'

/** What is wrong with one field: `right.axis`. `range` in the field's own unit: dioptres, degrees or mm, never hundredths. */
export interface WrongField {
  readonly field: string
  readonly code: FieldRefusal
  readonly range?: { readonly low: number; readonly high: number; readonly step: number }
}

export type PrescriptionReading =
  | { readonly outcome: 'read'; readonly prescription: Prescription }
  | { readonly outcome: 'refused'; readonly wrong: readonly WrongField[] }

/** Ranges of a prescription, in the unit people write. Source: domain.md 1.2 (ranges of opticians' forms; PD: Dodgson, SPIE 5291, 2004). */
export const ranges = {
  sph: { low: -20, high: 12, step: 0.25 },
  cyl: { low: -6, high: 6, step: 0.25 },
  axis: { low: 1, high: 180, step: 1 },
  add: { low: 0.75, high: 3.5, step: 0.25 },
  prism: { low: 0, high: 5, step: 0.25 },
  pdFar: { low: 45, high: 80, step: 0.5 },
  pdFarChild: { low: 40, high: 80, step: 0.5 },
  pdHalf: { low: 20, high: 40, step: 0.5 },
  pdNear: { low: 37, high: 80, step: 0.5 },
  vertexMm: { low: 8, high: 18, step: 0.5 },
} as const

/** Whose prescription it is: under 16 when it was written, not any more, or nobody said yet. */
export type WearerAge = 'child' | 'adult' | 'unknown'

type Range = (typeof ranges)[keyof typeof ranges] | typeof prismOfOptician

/** Up to here a prism is prescribed at all: an optician takes it, a shopper does not (domain.md 1.2). */
const prismOfOptician = { ...ranges.prism, high: 10 } as const

/** Who reads the sheet and types it. */
export type TypedBy = 'shopper' | 'optician'
/** Where lenses usually sit before the eye, mm; within `high` nobody is asked whether it is so (domain.md 1.2). */
export const usualVertexMm = { is: 12, low: 12, high: 14 } as const
/** How much nearer the pupils are when reading, mm (domain.md 1.2). */
export const nearInsetMm = 3
/** Halves may miss the whole by this much, mm. */
export const halvesMissMm = 0.5

/**
 * The prescription of a typed sheet, or everything that is wrong with it at once, field by field.
 *
 * Nothing is rounded or guessed: what can be read in two ways is refused. The range of the PD follows the wearer: from 40 mm of a child, and of whom nobody
 * knows the age yet; what only a child has is `pd-of-child` of an adult.
 */
export function readPrescription(typed: TypedPrescription, age: WearerAge = 'adult', by: TypedBy = 'shopper'): PrescriptionReading {
  const wrong: WrongField[] = []
  const say: Say = (field, code, range) => void wrong.push({ field, code, ...(range && { range }) })
  const right = readEye('right', typed.right, by, say)
  const left = readEye('left', typed.left, by, say)
  const pd = readPd(typed, age, say)
  const vertexMm = lengthWithin('vertexMm', typed.vertexMm, ranges.vertexMm, say) ?? usualVertexMm.is
  if (wrong.length > 0) return { outcome: 'refused', wrong }
  const prescription = {
    right: canonical(right.eye),
    left: canonical(left.eye),
    ...(pd && { pd }),
    vertexMm,
    notation: notationOf(right.eye.cyl, left.eye.cyl),
    addDerived: [...(right.isAddDerived ? (['right'] as const) : []), ...(left.isAddDerived ? (['left'] as const) : [])],
  }
  return { outcome: 'read', prescription }
}

type Say = (field: string, code: FieldRefusal, range?: Range) => void

function readEye(side: 'right' | 'left', typed: TypedEye, by: TypedBy, say: Say): { eye: Eye; isAddDerived: boolean } {
  const power = (name: 'sph' | 'cyl' | 'add', mustBeSigned: boolean) =>
    powerWithin(`${side}.${name}`, typed[name], ranges[name], mustBeSigned, say)
  if (typed.sph.trim() === '') say(`${side}.sph`, 'missing', ranges.sph)
  const sph = power('sph', true)
  const cyl = power('cyl', true)
  const axis = readAxis(side, typed, cyl, say)
  const written = power('add', false)
  const derived = readNear(side, typed, sph, written, say)
  const prismH = readPrism(side, 'H', typed, ['in', 'out'], by, say)
  const prismV = readPrism(side, 'V', typed, ['up', 'down'], by, say)
  const add = written ?? derived
  const eye = { sph: sph ?? 0, cyl: cyl ?? 0, axis, ...(add && { add }), ...(prismH && { prismH }), ...(prismV && { prismV }) }
  return { eye, isAddDerived: written === undefined && derived !== undefined }
}

/** Hundredths; undefined when nothing is written or it was refused. */
function powerWithin(field: string, typed: string, range: Range, mustBeSigned: boolean, say: Say): number | undefined {
  if (typed.trim() === '') return undefined
  const reading = readPower(typed, mustBeSigned)
  if (reading.outcome === 'refused') {
    say(field, reading.code, range)
    return undefined
  }
  if (isWithin(reading.hundredths / 100, range)) return reading.hundredths
  say(field, 'out-of-range', range)
  return undefined
}

/** Required exactly when there is a cylinder; 0 is the same meridian as 180. */
function readAxis(side: string, { axis: typed, cyl: typedCyl }: TypedEye, cyl: number | undefined, say: Say): number {
  const field = `${side}.axis`
  const text = typed.trim().replace(/\s*°$/, '')
  if (text === '') {
    if (cyl) say(field, 'axis-missing', ranges.axis)
    return 0
  }
  if (!/^\d{1,4}$/.test(text)) say(field, 'unreadable', ranges.axis)
  else if (Number(text) > ranges.axis.high) say(field, 'out-of-range', ranges.axis)
  else if (cyl) return Number(text) || 180
  else if (Number(text) > 0 && (cyl === 0 || typedCyl.trim() === '')) say(field, 'axis-without-cylinder') // many sheets print 0 beside no cylinder
  return 0
}

/** ADD = near - distance (RX-2). Both written have to agree. */
function readNear(side: string, typed: TypedEye, sph: number | undefined, written: number | undefined, say: Say): number | undefined {
  if (typed.near.trim() === '') return undefined
  const field = `${side}.near`
  const reading = readPower(typed.near, true)
  if (reading.outcome === 'refused') {
    say(field, reading.code)
    return undefined
  }
  if (sph === undefined) return undefined
  const add = reading.hundredths - sph
  if (add <= 0) say(field, 'near-not-above-distance')
  else if (!isWithin(add / 100, ranges.add)) say(field, 'out-of-range', ranges.add)
  else if (written !== undefined && written !== add) say(field, 'add-and-near-differ')
  return add
}

function readPrism<Base extends string>(
  side: string,
  way: 'H' | 'V',
  typed: TypedEye,
  bases: readonly Base[],
  by: TypedBy,
  say: Say,
): Prism<Base> | undefined {
  const base = typed[`base${way}`].trim()
  const field = `${side}.prism${way}`
  const delta = prismWithin(field, typed[`prism${way}`], by, say)
  const found = bases.find((one) => one === base)
  if (base !== '' && !found) say(`${side}.base${way}`, 'unreadable')
  else if (delta && !found) say(`${side}.base${way}`, 'base-missing')
  else if (delta === 0 && found) say(`${side}.base${way}`, 'base-without-prism')
  return delta && found ? { delta, base: found } : undefined
}

/** Hundredths of a prism dioptre, 0 when none is written; undefined when it was refused. */
function prismWithin(field: string, typed: string, by: TypedBy, say: Say): number | undefined {
  if (typed.trim() === '') return 0
  if (by === 'optician') return powerWithin(field, typed, prismOfOptician, false, say)
  const reading = readPower(typed, false)
  if (reading.outcome === 'read' && reading.hundredths > ranges.prism.high * 100 && reading.hundredths <= prismOfOptician.high * 100) {
    say(field, 'through-optician', ranges.prism)
    return undefined
  }
  return powerWithin(field, typed, ranges.prism, false, say)
}

function readPd(typed: TypedPrescription, age: WearerAge, say: Say): Pd | undefined {
  const range = age === 'adult' && !isOfChild(millimetres(typed.pdFar)) ? ranges.pdFar : ranges.pdFarChild
  const whole = lengthWithin('pdFar', typed.pdFar, range, say)
  const right = lengthWithin('pdFarRight', typed.pdFarRight, ranges.pdHalf, say)
  const left = lengthWithin('pdFarLeft', typed.pdFarLeft, ranges.pdHalf, say)
  const near = lengthWithin('pdNear', typed.pdNear, ranges.pdNear, say)
  if ((right === undefined) !== (left === undefined)) say(right === undefined ? 'pdFarRight' : 'pdFarLeft', 'half-missing', ranges.pdHalf)
  const halves = right !== undefined && left !== undefined ? right + left : undefined
  const far = whole ?? halves
  if (halves !== undefined && whole !== undefined && Math.abs(halves - whole) > halvesMissMm) say('pdFar', 'halves-differ')
  if (far === undefined) {
    if (near !== undefined) say('pdFar', 'missing', ranges.pdFar)
    return undefined
  }
  if (near !== undefined && near > far) say('pdNear', 'near-above-far')
  if (age === 'adult' && isOfChild(far)) say(whole === undefined ? 'pdFarRight' : 'pdFar', 'pd-of-child', ranges.pdFar)
  const half = far / 2
  return { far, right: right ?? half, left: left ?? half, near: near ?? far - nearInsetMm, isNearDerived: near === undefined }
}

/** What no adult has (domain.md 1.2), and a child may. */
const isOfChild = (far: number | undefined): boolean => far !== undefined && far >= ranges.pdFarChild.low && far < ranges.pdFar.low

function lengthWithin(field: string, typed: string, range: Range, say: Say): number | undefined {
  if (typed.trim() === '') return undefined
  const size = millimetres(typed)
  if (size === undefined) say(field, 'unreadable', range)
  else if (!isWithin(size, range)) say(field, 'out-of-range', range)
  else if ((size / range.step) % 1 !== 0) say(field, 'off-step', range)
  else return size
  return undefined
}

function millimetres(typed: string): number | undefined {
  const text = typed.trim().replace(/\s*mm$/i, '')
  return /^\d{1,3}([.,]\d{1,3})?$/.test(text) ? Number(text.replace(',', '.')) : undefined
}

const isWithin = (value: number, { low, high }: { readonly low: number; readonly high: number }): boolean => value >= low && value <= high

function notationOf(right: number, left: number): Prescription['notation'] {
  if (right === 0 && left === 0) return 'none'
  if (right >= 0 && left >= 0) return 'plus'
  return right <= 0 && left <= 0 ? 'minus' : 'mixed'
}
