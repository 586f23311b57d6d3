import type { MessageInitShape } from '@bufbuild/protobuf'
import { fromMoney, type Money } from '@vitrine/contracts/money'
import type { VariantRecord } from '@vitrine/contracts/catalog/v1'
import type { JudgedLenses, PowersSchema, WrongFields } from '@vitrine/contracts/optics/v1'
import { fitAnswer, lensAnswer, lensFrame } from '../answers/lens-answer.ts'
import { sheetMessage, validityAnswer, wrongFields } from '../answers/prescription-answer.ts'
import { pick } from '../answers/texts.ts'
import { operations } from '../client.ts'
import { refuse } from '../problem.ts'
import { type Call, done, type Operation, operation } from '../route-registry.ts'
import type { LensChoice, LensQuote, LensTreatment, RxSheet } from '../schemas/optics.ts'
import { type Locale, wordsOf } from '../words/words.ts'
import { viewerOf } from './carts.ts'
import type { DoorParts } from './parts.ts'

/** Asked with powers, which are health data: nothing is kept. */
const asking = {
  policy: 'anyone',
  rate: 'write',
  idempotency: 'none',
  deadlineMs: 3_000,
  cache: 'none',
  personal: true,
  graphql: 'field',
} as const

/** Lenses for a frame, and how it fits. What can be had is optics' word, what it costs is pricing's: a lens has its price under its own id. */
export function opticsOperations(parts: DoorParts): Operation[] {
  const { peers, sold } = parts

  async function framed(variantId: string, call: Call) {
    const { variants } = await peers.catalog.getVariants({ variantIds: [variantId] }, call.within())
    const variant = variants.find(({ onSale }) => onSale)
    const frame = variant && lensFrame(variant)
    return frame ? { variant, frame } : undefined
  }

  async function pricesOf(ids: string[], currency: string, call: Call): Promise<Map<string, Money>> {
    const { prices } = await peers.pricing.getPrices({ variantIds: ids, currency }, call.within())
    return new Map(prices.flatMap(({ variantId, price }) => (price ? [[variantId, fromMoney(price)] as const] : [])))
  }

  async function quoted(
    variant: VariantRecord,
    lens: LensChoice,
    chosen: readonly LensTreatment[],
    currency: string,
    call: Call,
  ): Promise<LensQuote['quote']> {
    const { kinds } = wordsOf(call.locale).optics
    const named = [
      { id: variant.variantId, kind: 'frame' as const, name: pick(variant.name, call.locale) || kinds.frame },
      { id: lens.id, kind: 'lenses' as const, name: lens.name },
      ...chosen.map(({ id, name }) => ({ id, kind: 'treatment' as const, name })),
    ]
    const lines = named.map(({ id }) => ({ lineId: id, variantId: id, quantity: 1 }))
    const { quote } = await peers.pricing.quote({ basket: { currency, lines } }, call.within())
    const priced = named.flatMap((line) => {
      const found = quote?.lines.find(({ lineId }) => lineId === line.id)
      return found ? [{ ...line, price: fromMoney(found.total) }] : []
    })
    return { lines: priced, total: fromMoney(quote?.totals?.total), leadDays: lens.leadDays }
  }

  return [
    operation({
      ...operations.lensQuote,
      ...asking,
      name: 'lensQuote',
      summary: 'Every lens for a frame and a prescription, with its price or why not; the chosen one line by line. Keeps nothing.',
      refusals: ['not-found', 'bad-input', 'lens-refused', 'prescription-expired', 'not-sold'],
      rest: { method: 'POST', path: '/v1/optics/lens-quotes' },
      async handler(
        { variantId, prescription, prescriptionId, fromPicture, lostOrBroken = false, lensId, treatments: chosen = [], currency: asked },
        call,
      ) {
        const { locale } = call
        const shown = await sold.chosen(asked, call.within())
        if ('problem' in shown) return shown
        const { currency } = shown
        const found = await framed(variantId, call)
        if (!found) return refuse('not-found')
        const question = {
          frame: found.frame,
          ...powersOf(prescription, prescriptionId, call, fromPicture),
          treatmentIds: chosen,
          lostOrBroken,
        }
        const { result } = await peers.optics.judgeLenses(question, call.within())
        if (result.case === 'refused') return wrongFields(result.value.wrong, locale)
        if (result.case !== 'judged') throw new Error('optics answered with a result this version does not know')
        const range = await offered(result.value, (ids) => pricesOf(ids, currency, call), locale)
        if (lensId === undefined) return done(range)
        const lens = range.lenses.find(({ id }) => id === lensId)
        if (!lens) return refuse('not-found')
        if (lens.reasons.length > 0) return refusedLens(lens)
        const unpriced = chosen.find((id) => !range.treatments.some((one) => one.id === id))
        if (unpriced !== undefined) return refuse('not-sold', { variantId: unpriced })
        const wanted = range.treatments.filter(({ id }) => chosen.includes(id))
        const quote = await quoted(found.variant, lens, wanted, currency, call)
        if (quote?.lines.length !== 2 + wanted.length) return refuse('not-sold')
        return done({ ...range, quote })
      },
    }),

    operation({
      ...operations.fitCheck,
      ...asking,
      name: 'fitCheck',
      summary: 'How a frame fits a pair of eyes: decentration, blank, thickness, width. An estimate. Keeps nothing.',
      refusals: ['not-found', 'bad-input', 'pd-too-coarse'],
      rest: { method: 'POST', path: '/v1/optics/fit-checks' },
      async handler({ variantId, prescription, prescriptionId, ...measures }, call) {
        const found = await framed(variantId, call)
        if (!found) return refuse('not-found')
        const said = Object.fromEntries(Object.entries(measures).filter(([, value]) => value !== undefined))
        const asked = { ...said, frame: found.frame, ...powersOf(prescription, prescriptionId, call) }
        const { result } = await peers.optics.checkFit(asked, call.within())
        switch (result.case) {
          case 'fit':
            return done(fitAnswer(result.value, call.locale))
          case 'refused':
            return wrongFields(result.value.wrong, call.locale, isOfQuestion(result.value) ? '' : undefined)
          case 'pdTooCoarse':
            return refuse('pd-too-coarse', { pdErrorMm: result.value.pdErrorMm })
          case undefined:
            throw new Error('optics answered with a result this version does not know')
        }
      },
    }),
  ]
}

/** The distances beside the sheet are wrong, not the sheet. */
const isOfQuestion = ({ wrong }: WrongFields): boolean => wrong.some(({ field }) => /^pd(Right|Left)?Mm$/.test(field))

/** What is meant: a sheet as typed, one the caller keeps here, or a picture that an optician is to read. */
export function powersOf(
  sheet: RxSheet | undefined,
  prescriptionId: string | undefined,
  call: Call,
  fromPicture = false,
): { powers?: MessageInitShape<typeof PowersSchema> } {
  if (prescriptionId !== undefined)
    return { powers: { source: { case: 'kept', value: { accountId: viewerOf(call).customerId, prescriptionId } } } }
  if (sheet) return { powers: { source: { case: 'sheet', value: sheetMessage(sheet) } } }
  return fromPicture ? { powers: { source: { case: 'picture', value: {} } } } : {}
}

/** What is judged and has a price; what has none is not on sale. */
async function offered(judged: JudgedLenses, pricesOf: (ids: string[]) => Promise<Map<string, Money>>, locale: Locale): Promise<LensQuote> {
  const { lenses, treatments, validity } = judged
  const prices = await pricesOf([...lenses, ...treatments].map(({ id }) => id))
  return {
    lenses: lenses.flatMap((lens) => {
      const price = prices.get(lens.id)
      return price ? [lensAnswer(lens, price, treatments, locale)] : []
    }),
    treatments: treatments.flatMap(({ id, name }) => {
      const price = prices.get(id)
      return price ? [{ id, name: pick(name, locale), price }] : []
    }),
    ...(validity && { validity: validityAnswer(validity) }),
  }
}

/** The rule that forbids it is named (OPT-6); an expired sheet has a code of its own (OPT-4). */
function refusedLens({ reasons, nearestId }: LensChoice) {
  const isExpired = reasons.some(({ code }) => code === 'prescription-expired')
  return refuse(isExpired ? 'prescription-expired' : 'lens-refused', { reasons, ...(nearestId && { nearestId }) })
}
