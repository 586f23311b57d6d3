import type { VariantRecord } from '@vitrine/contracts/catalog/v1'
import type {
  Configuration,
  ConfigureResponse,
  CorrectSheetResponse,
  JudgedLens,
  PdTooCoarse,
  PutScanResponse,
} from '@vitrine/contracts/optics/v1'
import { orderGlassesAnswer } from '../answers/glasses-answer.ts'
import { lensFrame, refusalText } from '../answers/lens-answer.ts'
import { sheetMessage, warningsOf, wrongFields } from '../answers/prescription-answer.ts'
import { pick } from '../answers/texts.ts'
import { operations } from '../client.ts'
import { refuse, type Refusal } from '../problem.ts'
import { type Call, done, type Operation, operation } from '../route-registry.ts'
import { viewerOf } from './carts.ts'
import { powersOf } from './optics.ts'
import type { DoorParts } from './parts.ts'

/** Health data: nothing of it is kept at the door, so no key replays an answer. */
const healthData = { idempotency: 'none', cache: 'none', personal: true, graphql: 'field', rate: 'write', deadlineMs: 5_000 } as const

/** A file as it is sent: a form of its own size and time. */
const fileOfSheet = {
  rate: 'picture',
  deadlineMs: 15_000,
  bodyLimitBytes: 10_600_000,
  graphql: 'none: files travel as multipart forms',
  refusals: ['not-found', 'bad-input', 'too-large', 'unknown-media-type', 'decision-refused'],
} as const

/** Glasses somebody wants and orders: what they are made of, how far they are, and another sheet when the optician asks for one. */
export function glassesOperations({ peers }: DoorParts): Operation[] {
  /** The glasses of an order its caller may see; what the optician wrote is read where a question is open, or was the end of it. */
  async function ofOrder(orderId: string, call: Call) {
    await peers.orders.getOrder({ orderId, viewer: viewerOf(call) }, call.within())
    const { configurations } = await peers.optics.listOfOrder({ orderId }, call.within())
    const items = await Promise.all(configurations.map(async (one) => orderGlassesAnswer(one, await messageOf(one, call), call.locale)))
    return done({ items })
  }

  async function messageOf({ id: configurationId, reason }: Configuration, call: Call): Promise<string> {
    if (reason === '') return ''
    return (await peers.optics.openConfiguration({ configurationId }, call.within())).message
  }

  return [
    operation({
      ...operations.configureLenses,
      ...healthData,
      name: 'configureLenses',
      summary: 'Keeps what a pair of glasses is to be made of, sealed, for a cart line. What cannot be made is refused with its rule.',
      policy: 'anyone',
      refusals: ['not-found', 'bad-input', 'warnings-unticked', 'lens-refused', 'prescription-expired', 'pd-too-coarse'],
      rest: { method: 'POST', path: '/v1/optics/configurations' },
      async handler(
        { variantId, lensId, treatments = [], prescription, prescriptionId, fromPicture, lostOrBroken = false, consent, ...wish },
        call,
      ) {
        if ((prescription ?? fromPicture) && consent === undefined) return missingConsent()
        const { variants } = await peers.catalog.getVariants({ variantIds: [variantId] }, call.within())
        const variant = variants.find(({ onSale }) => onSale)
        const frame = variant && lensFrame(variant)
        if (!variant || !frame) return refuse('not-found')
        const asked = {
          ...{ configurationId: call.newId, accountId: viewerOf(call).customerId, variantId, frame, lensId, treatmentIds: treatments },
          ...{ frameName: frameNameOf(variant), frameSku: variant.sku, ticked: wish.ticked ?? [], pdErrorMm: wish.pdErrorMm ?? 0 },
          ...{
            lostOrBroken,
            wearer: wish.wearer ?? '',
            prescriber: wish.prescriber ?? '',
            ...powersOf(prescription, prescriptionId, call, fromPicture),
          },
        }
        const { result } = await peers.optics.configure(asked, call.within())
        if (result.case !== 'configuration') return sheetRefusal(result, call)
        const { id, toPrescription, leadDays } = result.value
        return done({ configurationId: id, toPrescription, leadDays }, 201)
      },
    }),

    operation({
      ...operations.dropLenses,
      ...healthData,
      name: 'dropLenses',
      summary: 'Glasses that no cart took: what was kept of them goes at once. Ordered ones stay. Twice is once.',
      policy: 'anyone',
      refusals: [],
      rest: { method: 'DELETE', path: '/v1/optics/configurations/:configurationId' },
      async handler({ configurationId }, call) {
        await peers.optics.dropDraft({ configurationId, accountId: viewerOf(call).customerId }, call.within())
        return done({ dropped: true as const })
      },
    }),

    operation({
      ...operations.addScan,
      ...healthData,
      ...fileOfSheet,
      name: 'addScan',
      summary: 'A picture of the sheet of glasses in a cart: a PDF or a photo, at most 10 MB. Kept sealed, opened by opticians alone.',
      policy: 'anyone',
      rest: { method: 'POST', path: '/v1/optics/configurations/:configurationId/scan', body: 'multipart' },
      async handler({ configurationId, scan }, call) {
        const asked = { configurationId, orderId: '', accountId: viewerOf(call).customerId, bytes: scan }
        const { result } = await peers.optics.putScan(asked, call.within())
        return result.case === 'kept' ? done({ configurationId, hasScan: true }, 201) : scanRefused(result)
      },
    }),

    operation({
      ...operations.orderLenses,
      ...healthData,
      name: 'orderLenses',
      summary: 'How far the glasses of an order are, and what the optician asks. Nothing of the prescription.',
      policy: 'order',
      rate: 'read',
      deadlineMs: 2_000,
      refusals: ['not-found'],
      rest: { method: 'GET', path: '/v1/orders/:orderId/lenses' },
      handler: ({ orderId }, call) => ofOrder(orderId, call),
    }),

    operation({
      ...operations.correctLenses,
      ...healthData,
      name: 'correctLenses',
      summary: 'Another sheet for glasses of an order, while the optician asks for one.',
      policy: 'order',
      refusals: ['not-found', 'bad-input', 'warnings-unticked', 'lens-refused', 'prescription-expired', 'decision-refused'],
      rest: { method: 'PUT', path: '/v1/orders/:orderId/lenses/:configurationId' },
      async handler({ orderId, configurationId, prescription, prescriber = '', ticked = [] }, call) {
        await peers.orders.getOrder({ orderId, viewer: viewerOf(call) }, call.within())
        const asked = { orderId, configurationId, sheet: sheetMessage(prescription), prescriber, ticked }
        const { result } = await peers.optics.correctSheet(asked, call.within())
        return result.case === 'corrected' ? ofOrder(orderId, call) : sheetRefusal(result, call)
      },
    }),

    operation({
      ...operations.sendScan,
      ...healthData,
      ...fileOfSheet,
      name: 'sendScan',
      summary: 'A picture of the sheet for the optician: a PDF or a photo, at most 10 MB. Kept sealed, opened by opticians alone.',
      policy: 'order',
      rest: { method: 'POST', path: '/v1/orders/:orderId/lenses/:configurationId/scan', body: 'multipart' },
      async handler({ orderId, configurationId, scan }, call) {
        await peers.orders.getOrder({ orderId, viewer: viewerOf(call) }, call.within())
        const { result } = await peers.optics.putScan({ orderId, configurationId, bytes: scan }, call.within())
        return result.case === 'kept' ? ofOrder(orderId, call) : scanRefused(result)
      },
    }),
  ]
}

const frameNameOf = ({ name, optionTexts }: Pick<VariantRecord, 'name' | 'optionTexts'>): string =>
  [name, ...Object.values(optionTexts)].map((text) => pick(text, 'fr')).join(', ')

const missingConsent = () => refuse('bad-input', { errors: [{ path: 'consent', code: 'missing', message: 'health-data' }] })

function scanRefused(result: PutScanResponse['result']): Refusal {
  if (result.case === 'notAsked') return refuse('decision-refused', { state: result.value.state })
  if (result.case === 'refused') return refuse(result.value.code === 'too-large' ? 'too-large' : 'unknown-media-type')
  throw new Error('optics answered with a result this version does not know')
}

/** Why a sheet, or the lens to it, is not taken. */
function sheetRefusal(result: ConfigureResponse['result'] | CorrectSheetResponse['result'], { locale }: Call): Refusal {
  switch (result.case) {
    case 'refused':
      return wrongFields('wrong' in result.value ? result.value.wrong : [], locale)
    case 'unticked':
      return refuse('warnings-unticked', { warnings: warningsOf(result.value.warnings, locale) })
    case 'lensRefused':
      return lensRefused(result.value, locale)
    case 'pdTooCoarse':
      return refuse('pd-too-coarse', { pdErrorMm: (result.value as PdTooCoarse).pdErrorMm })
    case 'notAsked':
      return refuse('decision-refused', { state: result.value.state })
    default:
      throw new Error('optics answered with a result this version does not know')
  }
}

function lensRefused({ refusals, nearestId, named }: JudgedLens, locale: Call['locale']): Refusal {
  const reasons = refusals.map((refusal) => refusalText(refusal, named, locale))
  const isExpired = refusals.some(({ code }) => code === 'prescription-expired')
  return refuse(isExpired ? 'prescription-expired' : 'lens-refused', { reasons, ...(nearestId && { nearestId }) })
}
