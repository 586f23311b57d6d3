import type { MessageInitShape } from '@bufbuild/protobuf'
import type { ServiceImpl } from '@connectrpc/connect'
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import type {
  CorrectSheetResponseSchema,
  OpenedConfigurationSchema,
  OpticsService,
  Powers as PowersMessage,
  TypeSheetResponseSchema,
  VertexProposalSchema,
} from '@vitrine/contracts/optics/v1'
import { configure, type SealedWish } from '../application/configure.ts'
import { correctSheet, decide, type Decision, opened } from '../application/decide.ts'
import type { Powers } from '../application/judge-lenses.ts'
import { judgeSold } from '../application/judge-sold.ts'
import { dropDraft, forgetPerson, getScan, putScan, type ScanNeeds, waitAnew } from '../application/keep-scan.ts'
import { getLabJob, jobIdOf, moveLabJob, remakeLabJob } from '../application/lab-jobs.ts'
import { typeSheet } from '../application/type-sheet.ts'
import { accountOf, amendReasons, lostReasons, reasons } from '../domain/configuration.ts'
import { labMoveTargets } from '../domain/lab.ts'
import { ruleOf, type RxRule } from '../domain/validity.ts'
import { usualVertexMm } from '../domain/prescription.ts'
import { remakePayers, remakeReasons } from '../domain/remake.ts'
import { atVertex } from '../domain/vertex.ts'
import { configurationMessage } from './configuration-message.ts'
import { fitMessage, frameMessage, frameOf, lensMessage, oneOf } from './frame-message.ts'
import { eyeMessage, prescriptionMessage, sheetMessage, sheetOf, validityMessage, wrongMessage } from './sheet-message.ts'

type ConfigurationCalls =
  | 'configure'
  | 'dropDraft'
  | 'getConfiguration'
  | 'listOfOrder'
  | 'listConfigurations'
  | 'openConfiguration'
  | 'listOwnGlasses'
  | 'decide'
  | 'typeSheet'
  | 'correctSheet'
  | 'getLabJob'
  | 'moveLabJob'
  | 'remakeLabJob'
  | 'putScan'
  | 'getScan'
  | 'forget'

/** The part of the contract that is about glasses somebody wants, orders, and gets. */
export function configurationRpc(
  needs: ScanNeeds & { readonly shopCountry: string },
  powersOf: (message: PowersMessage | undefined) => Powers | undefined,
): Pick<ServiceImpl<typeof OpticsService>, ConfigurationCalls> {
  const { configurations } = needs
  return {
    async configure({ configurationId: id, frame, powers, ...wish }) {
      const configured = await configure(needs, { ...wish, id, frame: frameOf(frame), powers: powersOf(powers) })
      switch (configured.outcome) {
        case 'configured':
          return { result: { case: 'configuration', value: configurationMessage(configured.configuration) } }
        case 'refused':
          return { result: { case: 'refused', value: wrongMessage(configured.wrong) } }
        case 'unticked':
          return { result: { case: 'unticked', value: { warnings: [...configured.warnings] } } }
        case 'lens-refused':
          return { result: { case: 'lensRefused', value: lensMessage(configured.lens) } }
        case 'pd-too-coarse':
          return { result: { case: 'pdTooCoarse', value: { pdErrorMm: configured.pdErrorMm } } }
      }
    },

    async dropDraft({ configurationId, accountId }) {
      await dropDraft(needs, configurationId, accountId)
      return {}
    },

    async getConfiguration({ configurationId }) {
      return configurationMessage((await opened(needs, configurationId)).configuration)
    },

    async listOfOrder({ orderId }) {
      return { configurations: orderId === '' ? [] : (await configurations.ofOrder(orderId)).map(configurationMessage) }
    },

    async listConfigurations({ state, labState, page }) {
      const limit = page?.limit || 50
      if (limit < 1 || limit > 100) throw new RangeError('limit: is not 1 to 100')
      const { configurations: found, total } = await configurations.list({ state, labState, cursor: page?.cursor ?? '', limit: limit + 1 })
      const shown = found.slice(0, limit)
      const last = found.length > limit ? shown.at(-1) : undefined
      const nextCursor = last?.orderedAt ? `${last.orderedAt.toISOString()} ${last.id}` : ''
      return { configurations: shown.map(configurationMessage), nextCursor, total }
    },

    async openConfiguration({ configurationId }) {
      return openedMessage(await opened(needs, configurationId), await needs.rules.read(), needs.clock())
    },

    async listOwnGlasses({ accountId }) {
      if (accountId === '') throw new RangeError('accountId: is missing')
      const [own, rules] = [await configurations.own(accountId), await needs.rules.read()]
      return { glasses: own.map((one) => openedMessage(one, rules, needs.clock())) }
    },

    async decide({ configurationId, actorId, actorName, seen, ...asked }) {
      if (actorId === '') throw new RangeError('actorId: is missing')
      const optician = { actorId, name: actorName.slice(0, 100), seen }
      const decided = await decide(needs, configurationId, optician, decisionOf(asked))
      if (decided.outcome === 'not-now') return { result: { case: 'refused', value: { why: decided.why, state: decided.state } } }
      return { result: { case: 'decided', value: configurationMessage(decided.configuration) } }
    },

    async correctSheet({ sheet, ...asked }) {
      return { result: correctedMessage(await correctSheet(needs, { ...asked, sheet: sheetOf(sheet, needs.shopCountry) })) }
    },

    async typeSheet({ configurationId, actorId: actor, reason, sheet, again, ...asked }) {
      if (actor === '') throw new RangeError('actorId: is missing')
      const why = reason === '' ? '' : oneOf(amendReasons, reason, 'reason')
      const both = { sheet: sheetOf(sheet, needs.shopCountry), again: sheetOf(again, needs.shopCountry) }
      return { result: typedMessage(await typeSheet(needs, { ...asked, ...both, configurationId, actor, reason: why })) }
    },

    async getLabJob({ configurationId }) {
      const { configuration, prescription, fit } = await getLabJob(needs, configurationId)
      const { orderNumber, frame, frameSku, lens } = configuration
      const id = jobIdOf(configuration)
      return {
        ...{ id, orderNumber, frameSku, index: lens.index, configuration: configurationMessage(configuration), frame: frameMessage(frame) },
        ...(prescription && { prescription: prescriptionMessage(prescription) }),
        ...(fit && { fit: fitMessage(fit) }),
      }
    },

    async moveLabJob({ configurationId, state, actorId }) {
      const moved = await moveLabJob(needs, configurationId, oneOf(labMoveTargets, state, 'state'), actorId)
      if (moved.outcome === 'moved') return { result: { case: 'moved', value: configurationMessage(moved.configuration) } }
      return { result: { case: 'refused', value: { why: moved.outcome, state: moved.labState } } }
    },

    async remakeLabJob({ configurationId, remakeId: id, reason, paidBy, actorId: actor }) {
      if (id === '') throw new RangeError('remakeId: is missing')
      const wish = { id, reason: oneOf(remakeReasons, reason, 'reason'), paidBy: oneOf(remakePayers, paidBy, 'paidBy'), actor }
      const outcome = await remakeLabJob(needs, configurationId, wish)
      if (outcome.outcome === 'remade') return { result: { case: 'remade', value: configurationMessage(outcome.configuration) } }
      return { result: { case: 'refused', value: { why: outcome.outcome, state: outcome.labState } } }
    },

    async forget({ accountId }) {
      if (accountId === '') throw new RangeError('accountId: is missing')
      await forgetPerson(needs, accountId)
      return {}
    },

    async putScan(asked) {
      const kept = await putScan(needs, asked)
      switch (kept.outcome) {
        case 'kept':
          return { result: { case: 'kept', value: configurationMessage(await waitAnew(needs, kept)) } }
        case 'refused':
          return { result: { case: 'refused', value: { code: kept.code } } }
        case 'not-asked':
          return { result: { case: 'notAsked', value: { why: 'wrong-state', state: kept.state } } }
      }
    },

    async getScan({ configurationId }) {
      const { bytes, type } = await getScan(needs, configurationId)
      return { bytes, contentType: type }
    },
  }
}

/** A pair as it opens: its sheet as written and as read, what was written about it, and how it is judged. */
function openedMessage(
  { configuration, wish }: Awaited<ReturnType<typeof opened>>,
  rules: readonly RxRule[],
  now: Date,
): MessageInitShape<typeof OpenedConfigurationSchema> {
  const { lens, validity } = judgeSold(configuration, wish, rules, now)
  const vertex = vertexMessage(wish)
  const { wearer, prescriber, pdErrorMm, message, sheet, prescription, warnings, earlier = [] } = wish
  return {
    ...{ configuration: configurationMessage(configuration), frame: frameMessage(configuration.frame), lens: lensMessage(lens) },
    ...{ wearer, prescriber, pdErrorMm, message, warnings: [...warnings] },
    ...(sheet && { sheet: sheetMessage(sheet) }),
    ...(prescription && { prescription: prescriptionMessage(prescription) }),
    ...(validity && { validity: validityMessage(validity) }),
    ...(vertex && { vertex }),
    earlier: earlier.map(({ at, sheet: before, ...by }) => ({
      ...by,
      at: timestampFromDate(new Date(at)),
      sheet: sheetMessage(before),
    })),
    accountId: accountOf(configuration),
    ...{ lostOrBroken: wish.isLost ?? false, lostNote: wish.lostNote ?? '' },
    mayBeExpired: (wish.rule ?? ruleOf(rules, sheet?.country ?? ''))?.lostOrBroken ?? false,
  }
}

type DecisionAsked = Record<'decision' | 'reason' | 'message' | 'lost', string> & { readonly overridesFit: boolean }

function decisionOf({ decision, reason, message, overridesFit, lost }: DecisionAsked): Decision {
  const known = oneOf(['verify', 'ask', 'refuse'], decision, 'decision')
  if (message.length > 1_000) throw new RangeError('message: is longer than 1000')
  if (known !== 'verify') return { decision: known, reason: oneOf(reasons, reason, 'reason'), message }
  if (lost === '') return { decision: known, overridesFit }
  if (message.trim() === '') throw new RangeError('message: says why an expired sheet does')
  return { decision: known, overridesFit, lost: { reason: oneOf(lostReasons, lost, 'lost'), note: message.trim() } }
}

function typedMessage(
  typed: Awaited<ReturnType<typeof typeSheet>>,
): NonNullable<MessageInitShape<typeof TypeSheetResponseSchema>['result']> {
  switch (typed.outcome) {
    case 'typed':
      return { case: 'typed', value: configurationMessage(typed.configuration) }
    case 'refused':
      return { case: 'refused', value: wrongMessage(typed.wrong) }
    case 'differing':
      return { case: 'differing', value: { fields: [...typed.fields] } }
    case 'unticked':
      return { case: 'unticked', value: { warnings: [...typed.warnings] } }
    case 'not-now':
      return { case: 'notNow', value: { why: typed.why, state: typed.state } }
  }
}

function correctedMessage(
  corrected: Awaited<ReturnType<typeof correctSheet>>,
): NonNullable<MessageInitShape<typeof CorrectSheetResponseSchema>['result']> {
  switch (corrected.outcome) {
    case 'corrected':
      return { case: 'corrected', value: configurationMessage(corrected.configuration) }
    case 'refused':
      return { case: 'refused', value: wrongMessage(corrected.wrong) }
    case 'unticked':
      return { case: 'unticked', value: { warnings: [...corrected.warnings] } }
    case 'lens-refused':
      return { case: 'lensRefused', value: lensMessage(corrected.lens) }
    case 'not-asked':
      return { case: 'notAsked', value: { why: 'wrong-state', state: corrected.state } }
  }
}

/** RX-7: proposed where the sheet was written at another distance than lenses sit at, and it matters in an eye. */
function vertexMessage({ prescription }: SealedWish): MessageInitShape<typeof VertexProposalSchema> | undefined {
  if (!prescription) return undefined
  const { right, left, vertexMm } = prescription
  const toMm = usualVertexMm.is
  const moved = { right: atVertex(right, vertexMm, toMm), left: atVertex(left, vertexMm, toMm) }
  if (!moved.right && !moved.left) return undefined
  return { fromMm: vertexMm, toMm, right: eyeMessage(moved.right ?? right), left: eyeMessage(moved.left ?? left) }
}
