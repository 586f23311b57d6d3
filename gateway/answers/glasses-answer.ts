import type { Configuration, LabJob, OpenedConfiguration, Sheet } from '@vitrine/contracts/optics/v1'
import type { z } from 'zod'
import {
  type AdminGlasses,
  glassesReason,
  glassesState,
  labState,
  remakePayer,
  type OpenedGlasses,
  type OrderLenses,
  type OwnGlasses,
} from '../schemas/optics.ts'
import { textOf, type Locale, wordsOf } from '../words/words.ts'
import { refusalText, fitAnswer } from './lens-answer.ts'
import { eyeText, prescriptionAnswer, validityAnswer, warningsOf } from './prescription-answer.ts'
import { pick, timeOf } from './texts.ts'

const stateOf = ({ state }: Configuration): z.output<typeof glassesState> => glassesState.parse(state)

const labOf = ({ labState: state }: Configuration) => (state === '' ? {} : { labState: labState.parse(state) })

/** How far a pair is, for its shopper. */
export function orderGlassesAnswer(one: Configuration, message: string, locale: Locale): OrderLenses['items'][number] {
  const words = wordsOf(locale).optics
  const reason = glassesReason.safeParse(one.reason)
  // Refused glasses end with their order; that they were refused is what there is to read.
  const state = one.state === 'dropped' && reason.success ? 'refused' : stateOf(one)
  const whys = state === 'refused' ? words.refusalReasons : words.reasons
  return {
    configurationId: one.id,
    frame: one.frameName,
    parts: one.parts.map(({ name }) => pick(name, locale)),
    state,
    text: one.labState === '' ? stateText(one, state, locale) : textOf(words.labStates, one.labState),
    ...(reason.success && { reason: { code: reason.data, text: textOf(whys, reason.data) } }),
    ...(message && { message }),
    ...labOf(one),
    ...{ hasScan: one.hasScan, toRead: one.toRead },
    ...(one.verifiedBy && { optician: one.verifiedBy }),
  }
}

function stateText({ toRead, hasScan }: Configuration, state: z.output<typeof glassesState>, locale: Locale): string {
  const { states, toRead: reading } = wordsOf(locale).optics
  if (!toRead || state !== 'submitted') return textOf(states, state)
  return hasScan ? reading.withPicture : reading.withoutPicture
}

/** A pair in the optician's list. */
export function adminGlassesAnswer(one: Configuration, locale: Locale): AdminGlasses {
  const words = wordsOf(locale).optics
  return {
    ...{ id: one.id, orderId: one.orderId, orderNumber: one.orderNumber, frame: one.frameName, state: stateOf(one) },
    ...{
      parts: one.parts.map(({ name }) => pick(name, locale)),
      text: textOf(words.states, one.state),
      toPrescription: one.toPrescription,
      hasScan: one.hasScan,
      version: one.version,
      toRead: one.toRead,
    },
    ...labOf(one),
    labMoves: one.labMoves.map((move) => labState.exclude(['queued']).parse(move)),
    orderedAt: timeOf(one.orderedAt),
    steps: one.steps.map((step) => ({ ...stepOf(step, locale), actor: step.actor })),
    remakes: one.remakes.map(({ number, of, reason, paidBy, at }) => {
      return { number, of, reason: textOf(words.remakeReasons, reason), paidBy: remakePayer.parse(paidBy), at: timeOf(at) }
    }),
  }
}

function stepOf({ at, what, reason }: Configuration['steps'][number], locale: Locale) {
  const words = wordsOf(locale).optics
  const whys = { 'lab-remade': words.remakeReasons, amended: words.amendReasons, verified: words.lostReasons }[what] ?? words.reasons
  return { at: timeOf(at), what, ...(reason && { reason: textOf(whys, reason) }) }
}

/** All that is kept of a pair, for its person: who of the staff did what is not theirs to read. */
export function ownGlassesAnswer(opened: OpenedConfiguration, locale: Locale): OwnGlasses {
  const { configuration, sheet, prescription, warnings, validity, wearer, prescriber, pdErrorMm, message, lostNote, earlier } = opened
  if (!configuration) throw new Error('optics left a part of the glasses out')
  const { id, orderNumber, frameName, parts, steps, hasScan } = configuration
  return {
    ...{ id, frame: frameName, parts: parts.map(({ name }) => pick(name, locale)), state: stateOf(configuration), hasScan },
    ...(orderNumber && { orderNumber }),
    ...{ wearer, prescriber, pdErrorMm, lostOrBroken: opened.lostOrBroken },
    written: sheet ? writtenOf(sheet, locale) : [],
    ...(prescription && { read: prescriptionAnswer(prescription, locale) }),
    warnings: warningsOf(warnings, locale),
    ...(validity && { validity: validityAnswer(validity) }),
    ...(message && { message }),
    ...(lostNote && { lostNote }),
    steps: steps.map((step) => stepOf(step, locale)),
    earlier: earlier.map(({ at, note, sheet: before }) => ({ at: timeOf(at), note, written: before ? writtenOf(before, locale) : [] })),
  }
}

/** All an optician looks at to decide. */
export function openedGlassesAnswer(opened: OpenedConfiguration, viewerId: string, locale: Locale): OpenedGlasses {
  const {
    configuration,
    sheet,
    prescription,
    warnings,
    validity,
    wearer,
    prescriber,
    frame,
    lens,
    pdErrorMm,
    vertex,
    message,
    accountId,
    earlier,
  } = opened
  if (!configuration || !frame || !lens) throw new Error('optics left a part of the glasses out')
  return {
    glasses: adminGlassesAnswer(configuration, locale),
    written: sheet ? writtenOf(sheet, locale) : [],
    ...(prescription && { read: prescriptionAnswer(prescription, locale) }),
    warnings: warningsOf(warnings, locale),
    ...(validity && { validity: validityAnswer(validity) }),
    ...{ wearer, prescriber, pdErrorMm, message, hasScan: configuration.hasScan, isOwn: accountId !== '' && accountId === viewerId },
    earlier: earlier.map(({ at, actor, note, sheet: before }) => ({
      ...{ at: timeOf(at), actor, note },
      written: before ? writtenOf(before, locale) : [],
    })),
    ...{ lostOrBroken: opened.lostOrBroken, mayBeExpired: opened.mayBeExpired, lostNote: opened.lostNote },
    frame: sizesOf(frame),
    lens: {
      ...{ name: pick(lens.name, locale), use: lens.use, index: lens.index / 100 },
      reasons: lens.refusals.map((refusal) => refusalText(refusal, lens.named, locale)),
      ...(lens.fit && { fit: fitAnswer(lens.fit, locale) }),
    },
    ...(vertex && {
      vertex: { fromMm: vertex.fromMm, toMm: vertex.toMm, right: eyeText(vertex.right, locale), left: eyeText(vertex.left, locale) },
    }),
  }
}

const sizesOf = ({ $typeName: _, $unknown: __, ...sizes }: NonNullable<OpenedConfiguration['frame']>): OpenedGlasses['frame'] => sizes

/** The fields that were filled in, in the order of a sheet. */
export function writtenOf({ right, left, $typeName: _, $unknown: __, ...rest }: Sheet, locale: Locale): OpenedGlasses['written'] {
  const { bases } = wordsOf(locale).optics
  const eye = (side: string, { $typeName: _type, $unknown: _rest, ...fields }: NonNullable<Sheet['right']>) =>
    Object.entries(fields).map(([field, text]) => ({
      field: `${side}.${field}`,
      text: /^base[HV]$/.test(field) ? (bases[text] ?? text) : text,
    }))
  const others = Object.entries(rest).map(([field, value]) => ({ field, text: value === 0 ? '' : String(value) }))
  return [...(right ? eye('right', right) : []), ...(left ? eye('left', left) : []), ...others].filter(({ text }) => text !== '')
}

/** A job in the two spellings labs take in; powers in dioptres, sizes in mm, decentration positive inwards. Nothing of who it is for. */
export function labJobAnswer({ configuration, prescription, frame, fit, index, ...job }: LabJob): { json: string; csv: string } {
  if (!configuration || !frame) throw new Error('optics left a part of the job out')
  const { lensUse: use, parts, remakes } = configuration
  const remake = remakes.at(-1)
  const eyeOf = (side: 'right' | 'left') => {
    const eye = prescription?.[side]
    const { decentrationMm, minBlankMm, edgeMm, centreMm, blank } = fit?.[side] ?? {}
    return {
      ...(eye && { sphere: eye.sph / 100, cylinder: eye.cyl / 100, axis: eye.axis, addition: eye.add / 100 }),
      ...(eye?.prismH && { prismHorizontal: eye.prismH.delta / 100, baseHorizontal: eye.prismH.base }),
      ...(eye?.prismV && { prismVertical: eye.prismV.delta / 100, baseVertical: eye.prismV.base }),
      ...(prescription?.pd && { pdFarMm: prescription.pd[side] }),
      ...rounded({ decentrationMm, minBlankMm, edgeMm, centreMm, blankMm: blank?.diameterMm, baseCurve: blank?.baseCurve }),
    }
  }
  const facts = {
    ...(remake && {
      remakeOf: remake.of === 1 ? configuration.id : `${configuration.id}-${remake.of}`,
      reason: remake.reason,
      paidBy: remake.paidBy,
    }),
    ...{ job: job.id, order: job.orderNumber, frame: configuration.frameName, frameSku: job.frameSku, use, index: index / 100 },
    lenses: parts
      .filter(({ kind }) => kind === 'lenses')
      .map(({ id }) => id)
      .join(' '),
    treatments: parts
      .filter(({ kind }) => kind === 'treatment')
      .map(({ id }) => id)
      .join(' '),
    ...(prescription && { vertexMm: prescription.vertexMm }),
    ...(prescription?.pd && { pdFarMm: prescription.pd.far, pdNearMm: prescription.pd.near }),
    box: sizesOf(frame),
  }
  const whole = { ...facts, right: eyeOf('right'), left: eyeOf('left') }
  const cells = flat(whole)
  const csv = [cells.map(([name]) => name), cells.map(([, value]) => value)].map((row) => `${row.map(cell).join(',')}\r\n`).join('')
  return { json: `${JSON.stringify(whole, undefined, 2)}\n`, csv }
}

/** Hundredths of a millimetre are more than an estimate knows. */
const rounded = (sizes: Readonly<Record<string, number | undefined>>): Record<string, number> =>
  Object.fromEntries(Object.entries(sizes).flatMap(([name, mm]) => (mm === undefined ? [] : [[name, Math.round(mm * 100) / 100]])))

const flat = (facts: object, before = ''): [string, string][] =>
  Object.entries(facts).flatMap(([name, value]): [string, string][] =>
    typeof value === 'object' && value !== null ? flat(value, `${before}${name}.`) : [[`${before}${name}`, String(value)]],
  )

/** RFC 4180. */
const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
