import type { MessageInitShape } from '@bufbuild/protobuf'
import type { ServiceImpl } from '@connectrpc/connect'
import type { OpticsService, Powers as PowersMessage, RemovePrescriptionResponseSchema, RxRulesSchema } from '@vitrine/contracts/optics/v1'
import { checkFit, judgeLenses, type Powers } from '../application/judge-lenses.ts'
import { addPrescription, lastOf, listPrescriptions, removePrescription } from '../application/keep-prescriptions.ts'
import type { ScanNeeds } from '../application/keep-scan.ts'
import { putLensRange } from '../application/put-lens-range.ts'
import type { ReminderStore } from '../application/remind.ts'
import { readSheet } from '../application/read-sheet.ts'
import { putRxRule, removeRxRule } from '../application/rx-rules.ts'
import { lensUses } from '../domain/lens-range.ts'
import { halvesMissMm } from '../domain/prescription.ts'
import { requirableFields, ruleOf, type RxRule } from '../domain/validity.ts'
import { configurationRpc } from './configuration-rpc.ts'
import { fitMessage, frameOf, lensMessage, oneOf } from './frame-message.ts'
import { optionOf, rangeMessage, treatmentOf } from './range-message.ts'
import { keptMessage, prescriptionMessage, sheetOf, validityMessage, wrongMessage } from './sheet-message.ts'
import { treatmentMessage } from './treatment-message.ts'

export interface OpticsRpcNeeds extends ScanNeeds {
  readonly reminders: ReminderStore
  /** Where the shop is: a sheet that names no country is under its law. */
  readonly shopCountry: string
}

export function opticsRpc(needs: OpticsRpcNeeds): ServiceImpl<typeof OpticsService> {
  const { clock, lenses, shopCountry } = needs
  const powersOf = (message: PowersMessage | undefined): Powers | undefined => {
    switch (message?.source.case) {
      case 'sheet':
        return { sheet: sheetOf(message.source.value, shopCountry) }
      case 'kept':
        return { accountId: message.source.value.accountId, prescriptionId: message.source.value.prescriptionId }
      case 'picture':
        return { isToRead: true }
      default:
        return undefined
    }
  }

  return {
    ...configurationRpc(needs, powersOf),
    async readPrescription({ sheet, accountId, wearer }) {
      const there = accountId ? await listPrescriptions(needs, accountId) : []
      const typed = sheetOf(sheet, shopCountry)
      const rules = await needs.rules.read()
      const before = lastOf(there, { wearer, birthDate: typed.wearerBirthDate })
      const reading = readSheet(typed, clock(), rules, { before })
      if (reading.outcome === 'refused') return { result: { case: 'refused', value: wrongMessage(reading.wrong) } }
      const { prescription, warnings, validity } = reading
      const rule = ruleOf(rules, typed.country)
      const read = {
        prescription: prescriptionMessage(prescription),
        warnings: [...warnings],
        ...(validity && { validity: validityMessage(validity) }),
        ...{ required: [...(rule?.required ?? [])], lostOrBroken: rule?.lostOrBroken ?? false },
      }
      return { result: { case: 'read', value: read } }
    },

    async addPrescription({ prescriptionId: id, accountId, sheet, ...asked }) {
      const added = await addPrescription(needs, { ...asked, id, accountId, sheet: sheetOf(sheet, shopCountry) })
      switch (added.outcome) {
        case 'kept':
          return { result: { case: 'kept', value: keptMessage(added.kept) } }
        case 'refused':
          return { result: { case: 'refused', value: wrongMessage(added.wrong) } }
        case 'unticked':
          return { result: { case: 'unticked', value: { warnings: [...added.warnings] } } }
      }
    },

    async listPrescriptions({ accountId }) {
      const prescriptions = (await listPrescriptions(needs, accountId)).map(keptMessage)
      return { prescriptions, reminders: await needs.reminders.wants(accountId) }
    },

    async setReminders({ accountId, wanted }) {
      if (accountId === '') throw new RangeError('accountId: is missing')
      await needs.reminders.setWants(accountId, wanted, clock())
      return {}
    },

    async removePrescription({ accountId, prescriptionId }) {
      const removal = await removePrescription(needs, accountId, prescriptionId)
      const result: MessageInitShape<typeof RemovePrescriptionResponseSchema>['result'] =
        removal.outcome === 'removed'
          ? { case: 'removed', value: {} }
          : { case: 'underWay', value: { orderNumbers: [...removal.orderNumbers] } }
      return { result }
    },

    listRxRules: async () => rulesMessage(await needs.rules.read()),

    async putRxRule({ rule }) {
      if (!rule) throw new RangeError('rule: is missing')
      const { country, ages, required, lostOrBroken, source } = rule
      const fields = required.map((field) => oneOf(requirableFields, field, 'required'))
      const wanted = { country, ages: ages.map(({ from, months }) => ({ from, months })), required: fields, lostOrBroken, source }
      return rulesMessage(await putRxRule(needs.rules, wanted))
    },

    removeRxRule: async ({ country }) => rulesMessage(await removeRxRule(needs.rules, country)),

    async putLensRange({ options, treatments, version }) {
      const wanted = { options: options.map(optionOf), treatments: treatments.map(treatmentOf) }
      const { outcome, range } = await putLensRange(lenses, wanted, version)
      if (outcome === 'stale') return { result: { case: 'stale', value: { version: range.version } } }
      return { result: { case: 'put', value: rangeMessage(range) } }
    },

    getLensRange: async () => rangeMessage(await lenses.read()),

    async judgeLenses({ frame, powers, treatmentIds, lostOrBroken }) {
      const judged = await judgeLenses(needs, { frame: frameOf(frame), powers: powersOf(powers), treatmentIds, lostOrBroken })
      if (judged.outcome === 'refused') return { result: { case: 'refused', value: wrongMessage(judged.wrong) } }
      const { validity } = judged
      const treatments = judged.treatments.map(treatmentMessage)
      const value = { lenses: judged.lenses.map(lensMessage), treatments, ...(validity && { validity: validityMessage(validity) }) }
      return { result: { case: 'judged', value } }
    },

    async checkFit({ frame, pdMm, pdRightMm, pdLeftMm, pdErrorMm, faceWidthMm, powers, lensId, use }) {
      const wrong = wrongHalves(pdMm, pdRightMm, pdLeftMm)
      if (wrong) return { result: { case: 'refused', value: { wrong: [wrong] } } }
      const pd = { right: pdRightMm || pdMm / 2, left: pdLeftMm || pdMm / 2 }
      if (!(pd.right >= 20 && pd.right <= 40 && pd.left >= 20 && pd.left <= 40)) throw new RangeError('pdMm: each half is 20 to 40 mm')
      if (pdErrorMm < 0 || faceWidthMm < 0) throw new RangeError('pdErrorMm: is negative, or faceWidthMm is')
      const outcome = await checkFit(needs, {
        ...{ frame: frameOf(frame), pd, pdErrorMm, powers: powersOf(powers) },
        ...(faceWidthMm > 0 && { faceWidthMm }),
        ...(lensId && { lensId }),
        ...(use && { use: oneOf(lensUses, use, 'use') }),
      })
      switch (outcome.outcome) {
        case 'fit':
          return { result: { case: 'fit', value: fitMessage(outcome.fit) } }
        case 'refused':
          return { result: { case: 'refused', value: wrongMessage(outcome.wrong) } }
        case 'pd-too-coarse':
          return { result: { case: 'pdTooCoarse', value: { pdErrorMm } } }
      }
    },
  }
}

const rulesMessage = (rules: readonly RxRule[]): MessageInitShape<typeof RxRulesSchema> => ({
  rules: rules.map(({ ages, required, ...rule }) => ({ ...rule, ages: ages.map((age) => ({ ...age })), required: [...required] })),
})

/** Halves that were measured come in twos, and make the whole (domain.md 1.2). */
function wrongHalves(whole: number, right: number, left: number) {
  if ((right === 0) !== (left === 0)) return { field: right === 0 ? 'pdRightMm' : 'pdLeftMm', code: 'half-missing' }
  return right > 0 && Math.abs(right + left - whole) > halvesMissMm ? { field: 'pdMm', code: 'halves-differ' } : undefined
}
