import type { OutputOf } from '@vitrine/gateway/client'
import type { LensChoice, LensQuote, RxWarning } from '@vitrine/gateway/schemas/optics'
import type { FieldError } from '@vitrine/ui/components/error-summary'
import type { Locale } from '@vitrine/ui/locale'
import type { RouterContextProvider } from 'react-router'
import { isGatewayProblem } from './gateway-problem.ts'
import { cartMark, piecesIn } from './parts/cart-badge.tsx'
import { isScan } from './send-scan.ts'
import { lacking, sheetErrors, sheetOf, tickedIn, ticksFor, uncheckedIn, unticked, type Values, withWarnings } from './sheet-form.ts'
import { ask, orSpare, shopOf } from './shop.ts'
import { lensWords } from './words/lenses.ts'

type Context = Readonly<RouterContextProvider>
export type ReadSheet = OutputOf<'parsePrescription'>

export const lensUses = ['plano', 'sv-far', 'sv-near', 'bifocal', 'progressive'] as const
export type LensUse = (typeof lensUses)[number]
export type LensStep = 'use' | 'sheet' | 'check' | 'lens' | 'sum'

/** Where somebody is who chooses lenses: all they said travels in the forms, so that nothing is in an address, and no script is needed. */
export interface LensState {
  readonly step: LensStep
  readonly values: Values
  readonly errors: readonly FieldError[]
  readonly read?: ReadSheet
  readonly range?: LensQuote
  /** The sheet ended, and its country lets an optician decide about it when glasses were lost or broken. */
  readonly mayBeLost?: boolean
  /** The form was too heavy to be read: nothing is known of what it said. */
  readonly isUnread?: true
}

/** `cart` is where its page says that they were added, and what could not be kept with them. */
export type LensOutcome = LensState | { readonly step: 'added'; readonly pieces: number; readonly cart: string }

interface Asked {
  readonly context: Context
  readonly locale: Locale
  readonly variantId: string
  readonly values: Values
  /** A picture of the prescription, where its shopper has one. */
  readonly scan?: Uint8Array<ArrayBuffer> | undefined
}

export const useOf = (values: Values): LensUse | undefined => lensUses.find((use) => use === values.use)
/** The shopper lost or broke their glasses: an optician decides about a sheet that ended. */
const isLost = (values: Values): boolean => values.lost === 'yes'
/** Stands where the id of a kept prescription stands: an optician reads it from a picture. */
export const fromPicture = 'picture'
export const isPicture = (values: Values): boolean => values.kept === fromPicture
const isKept = (values: Values): boolean => (values.kept ?? '') !== '' && !isPicture(values)
export const treatmentsIn = (values: Values): string[] =>
  Object.keys(values).flatMap((name) => (name.startsWith('treatment ') ? [name.slice('treatment '.length)] : []))

/** Takes what a form says one step on, or back, as `go` names; a step that is not answered yet is shown with what it lacks. */
export async function takeStep(asked: Asked): Promise<LensOutcome> {
  const { values, locale } = asked
  const words = lensWords[locale]
  const state = (step: LensStep, more: Partial<LensState> = {}): LensState => ({ step, values, errors: [], ...more })
  const go = values.go ?? 'use'
  const use = useOf(values)
  if (go === 'use') return state('use')
  if (!use) return state('use', { errors: [{ field: 'use-plano', text: words.chooseUse }] })
  const isPlano = use === 'plano'
  if (go === 'sheet' && !isPlano) return state('sheet')
  let read: ReadSheet | undefined
  if (!isPlano && !isKept(values) && !isPicture(values)) {
    const looked = await looking(asked)
    if ('errors' in looked) return state('sheet', looked)
    read = looked.read
    const open = unticked(read.warnings, values)
    if (go === 'check') return state('check', { read })
    if (open.length > 0) return state('check', { read, errors: ticksFor(open) })
  }
  const shown = { ...(read && { read }) }
  const judged = await judging(asked)
  if ('gone' in judged) return state('sheet', { errors: [{ text: words.keptGone }] })
  const { range, refusal } = judged
  const lens = range.lenses.find(({ id }) => id === values.lens)
  // While somebody looks around, why a lens cannot be had stands on it; it stops nobody before they go on.
  if (go === 'lens' || go === 'check') return state('lens', { ...shown, range })
  if (!lens || refusal)
    return state('lens', { ...shown, range, errors: refusal ?? [{ field: firstOf(range, use), text: words.chooseLens }] })
  if (go !== 'add') return state('sum', { ...shown, range })
  const isAgreedTo = values.consent === 'yes' || isPlano || (isKept(values) && !asked.scan) // a kept one was agreed to when it was kept
  if (!isPlano && isPicture(values) && !asked.scan) return state('sum', { range, errors: [{ field: 'scan', text: words.needsPicture }] })
  if (!isAgreedTo) return state('sum', { ...shown, range, errors: [{ field: 'consent', text: words.needsConsent }] })
  return adding(asked, isPlano, (errors, warnings = []) =>
    read && warnings.length > 0
      ? state('check', { read: withWarnings(read, warnings), errors })
      : state('sum', { ...shown, range, errors }),
  )
}

const firstOf = ({ lenses }: LensQuote, use: LensUse): string => `lens-${lenses.find((lens) => lens.use === use)?.id ?? ''}`

/** A typed sheet as the shop reads it; or what is wrong with it, and what it lacks to be ordered with. */
async function looking({
  context,
  locale,
  variantId,
  values,
}: Asked): Promise<{ read: ReadSheet } | { errors: readonly FieldError[]; mayBeLost?: boolean }> {
  const words = lensWords[locale]
  const wearer = values.wearer ? { wearer: values.wearer.slice(0, 100) } : {}
  try {
    const read = await ask(context, 'parsePrescription', { prescription: sheetOf(values), ...wearer })
    const errors = lacking(values, words, read.required)
    if (errors.length > 0) return { errors }
    if (read.validity?.state === 'expired' && !(read.lostOrBroken && isLost(values)))
      return { errors: [{ field: 'issuedOn', text: words.expired }], mayBeLost: read.lostOrBroken }
    const [errorMm, use] = [measuredErrorMm(values), useOf(values)]
    const { pd } = read.prescription
    if (errorMm > 0 && pd && use)
      await ask(context, 'fitCheck', { variantId, prescription: sheetOf(values), pdMm: pd.farMm, pdErrorMm: errorMm, use })
    return { read }
  } catch (fault) {
    if (isGatewayProblem(fault) && fault.code === 'pd-too-coarse') return { errors: [{ field: 'pdFar', text: words.pdTooCoarse }] }
    const errors = sheetErrors(fault, words)
    if (!errors) throw fault
    return { errors: [...errors, ...lacking(values, words).filter(({ field }) => !errors.some((error) => error.field === field))] }
  }
}

/** How far a measured distance may be off; one that was typed over the measure is exact. */
export const measuredErrorMm = ({ pdFar, pdMeasured, pdErrorMm }: Values): number =>
  pdMeasured && pdFar === pdMeasured ? Math.min(Number(pdErrorMm) || 0, 19) : 0

const lostOf = (values: Values) => (isLost(values) ? { lostOrBroken: true } : {})

function powersOf(values: Values) {
  if (useOf(values) === 'plano') return {}
  if (isPicture(values)) return { fromPicture: true }
  return isKept(values) ? { prescriptionId: values.kept ?? '' } : { prescription: sheetOf(values) }
}

/** All lenses for the frame and the eyes; with the price line by line where a lens is chosen that can be had, and else why it cannot. */
async function judging({
  context,
  variantId,
  values,
}: Asked): Promise<{ range: LensQuote; refusal?: readonly FieldError[] } | { gone: true }> {
  const question = { variantId, ...powersOf(values), ...lostOf(values), treatments: treatmentsIn(values) }
  const lensId = values.lens ?? ''
  try {
    if (lensId === '') return { range: await ask(context, 'lensQuote', question) }
    return { range: await ask(context, 'lensQuote', { ...question, lensId }) }
  } catch (fault) {
    if (!isGatewayProblem(fault)) throw fault
    if (fault.code === 'not-found') return { gone: true }
    if (fault.code === 'not-sold') return { range: await ask(context, 'lensQuote', question), refusal: [{ text: fault.problem.title }] }
    if (fault.code !== 'lens-refused' && fault.code !== 'prescription-expired') throw fault
    const reasons = (fault.problem.reasons ?? []) as LensChoice['reasons']
    const texts = [...new Set(reasons.map(({ text }) => text))]
    return { range: await ask(context, 'lensQuote', question), refusal: texts.map((text) => ({ field: `lens-${lensId}`, text })) }
  }
}

async function adding(
  { context, locale, variantId, values, scan }: Asked,
  isPlano: boolean,
  refused: (errors: readonly FieldError[], warnings?: readonly RxWarning[]) => LensState,
): Promise<LensOutcome> {
  const words = lensWords[locale]
  const wearer = (values.wearer ?? '').slice(0, 100)
  const prescriber = (values.prescriber ?? '').slice(0, 100)
  const isTyped = !isPlano && !isKept(values) && !isPicture(values)
  if (!isPlano && scan && !isScan(scan)) return refused([{ field: 'scan', text: words.scanRefused }])
  try {
    const { configurationId } = await ask(context, 'configureLenses', {
      ...{ variantId, lensId: values.lens ?? '', treatments: treatmentsIn(values), ...powersOf(values), ...lostOf(values) },
      ...(!isPlano && !isKept(values) && { wearer, prescriber, consent: 'health-data' as const }),
      ...(isTyped && { ticked: tickedIn(values), pdErrorMm: measuredErrorMm(values) }),
    })
    const cart = await intoCart(context, variantId, configurationId)
    shopOf(context).cookies.push(`${cartMark}; Path=/; Max-Age=31536000; SameSite=Lax`)
    const isUnscanned = !isPlano && scan !== undefined && !(await isScanAdded(context, configurationId, scan))
    const isUnkept = isTyped && values.keep === 'yes' && !(await isKeptNow(context, values, wearer || words.me, prescriber))
    const told = `/cart?added${isUnkept ? '=unkept' : ''}${isUnscanned ? '&unscanned' : ''}`
    return { step: 'added', pieces: piecesIn(cart), cart: told }
  } catch (fault) {
    if (!isGatewayProblem(fault) || fault.status >= 500) throw fault
    const warnings = uncheckedIn(fault)
    if (warnings.length > 0) return refused(ticksFor(warnings), warnings)
    if (fault.code === 'pd-too-coarse') return refused([{ text: words.pdTooCoarse }])
    const soldOut = fault.code === 'out-of-stock' || fault.code === 'cap-reached' || fault.code === 'not-sold'
    // What is wrong with a sheet stands on another page than this: its sentence, without a place to go to.
    const wrong = sheetErrors(fault, words)?.map(({ text, named }) => ({ text: named ?? text }))
    return refused(wrong ?? [{ text: soldOut ? words.soldOut : fault.problem.title }])
  }
}

/** What the cart refuses is kept no longer: the sheet is typed into the page still, and made anew from there. */
async function intoCart(context: Context, variantId: string, configurationId: string) {
  try {
    return await ask(context, 'addCartLine', { cartId: 'mine', variantId, quantity: 1, lensConfigurationId: configurationId })
  } catch (fault) {
    if (isGatewayProblem(fault) && fault.status < 500) await orSpare(ask(context, 'dropLenses', { configurationId }), undefined)
    throw fault
  }
}

/** To glasses that are in the cart: those that cannot be had leave no picture. That it cannot be added costs nobody the glasses, and is said. */
async function isScanAdded(context: Context, configurationId: string, scan: Uint8Array<ArrayBuffer>): Promise<boolean> {
  const asked = { configurationId, scan, consent: 'health-data' as const }
  return (await orSpare(ask(context, 'addScan', asked), undefined)) !== undefined
}

/** In the account too, for the next pair. That it cannot be kept costs nobody the glasses, and is said. */
async function isKeptNow(context: Context, values: Values, wearer: string, prescriber: string): Promise<boolean> {
  const { wearerBirthDate = '', issuedOn = '', ...sheet } = sheetOf(values)
  const prescription = { ...sheet, wearerBirthDate, issuedOn }
  const said = { ticked: tickedIn(values), pdErrorMm: measuredErrorMm(values), consent: 'health-data' as const }
  return (await orSpare(ask(context, 'addPrescription', { prescription, wearer, prescriber, ...said }), undefined)) !== undefined
}
