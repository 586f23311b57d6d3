import type { TypeSheetResponse } from '@vitrine/contracts/optics/v1'
import { adminGlassesAnswer, labJobAnswer, openedGlassesAnswer } from '../answers/glasses-answer.ts'
import { sheetMessage, warningsOf, wrongFields } from '../answers/prescription-answer.ts'
import { refuse, type Refusal } from '../problem.ts'
import { type Call, done, type Operation, operation } from '../route-registry.ts'
import {
  adminGlasses,
  adminGlassesInput,
  adminGlassesListInput,
  adminGlassesListOutput,
  decideGlassesInput,
  labJobOutput,
  moveLabJobInput,
  openedGlasses,
  remakeGlassesInput,
  scanOutput,
  typeGlassesInput,
} from '../schemas/optics.ts'
import { textOf, wordsOf } from '../words/words.ts'
import { staffReading, staffWriting } from './admin-entries.ts'
import { actorOf } from './admin-stock.ts'
import type { DoorParts } from './parts.ts'

/** Health data: no answer is kept, and each time a sheet is looked at is an act of staff, so that the audit has it. */
const sheetWork = { ...staffWriting, policy: 'staff:prescriptions', idempotency: 'none', refusals: ['not-found'] } as const

/** What opticians do: the queue, a sheet, the decision, the lab. */
export function adminGlassesOperations({ peers }: DoorParts): Operation[] {
  return [
    operation({
      ...staffReading,
      name: 'adminGlassesList',
      summary: 'Glasses that were ordered, by state, those that wait longest first. Nothing of the prescriptions.',
      input: adminGlassesListInput,
      output: adminGlassesListOutput,
      policy: 'staff:prescriptions',
      refusals: [],
      rest: { method: 'GET', path: '/v1/admin/glasses' },
      async handler({ state = 'submitted', lab = '', limit = 50, cursor = '' }, call) {
        const asked = { state, labState: lab, page: { limit, cursor } }
        const { configurations, nextCursor, total } = await peers.optics.listConfigurations(asked, call.within())
        const items = configurations.map((one) => adminGlassesAnswer(one, call.locale))
        return done({ items, nextCursor: nextCursor || null, total })
      },
    }),

    operation({
      ...sheetWork,
      name: 'openGlasses',
      summary:
        'Opens a prescription: as it was written, as it was read, with its warnings and how the frame fits. Written down for the audit.',
      input: adminGlassesInput,
      output: openedGlasses,
      rest: { method: 'POST', path: '/v1/admin/glasses/:configurationId/openings' },
      async handler({ configurationId }, call) {
        const opened = await peers.optics.openConfiguration({ configurationId }, call.within())
        return done(openedGlassesAnswer(opened, actorOf(call), call.locale))
      },
    }),

    operation({
      ...sheetWork,
      name: 'openScan',
      summary: 'The picture of a prescription, as a file. Written down for the audit.',
      input: adminGlassesInput,
      output: scanOutput,
      rest: { method: 'POST', path: '/v1/admin/glasses/:configurationId/scan' },
      graphql: 'none: the answer is a file',
      async handler({ configurationId }, call) {
        const { bytes, contentType } = await peers.optics.getScan({ configurationId }, call.within())
        // Whatever is in it, the browser saves it and runs nothing of it.
        const headers = {
          'content-type': contentType,
          'content-disposition': 'attachment; filename="prescription"',
          'cache-control': 'no-store',
        }
        return { status: 200, body: bytes, headers: { ...headers, 'x-content-type-options': 'nosniff' } }
      },
    }),

    operation({
      ...sheetWork,
      name: 'decideGlasses',
      summary: 'Verifies a prescription, asks the shopper for another, or refuses it: of what was seen, and never of one’s own.',
      input: decideGlassesInput,
      output: adminGlasses,
      refusals: ['not-found', 'bad-input', 'decision-refused', 'own-prescription'],
      rest: { method: 'POST', path: '/v1/admin/glasses/:configurationId/decisions' },
      async handler({ configurationId, decision, reason = '', message = '', overridesFit = false, lost = '', seen }, call) {
        if (decision !== 'verify' && reason === '') return missingReason()
        if (lost !== '' && message === '')
          return refuse('bad-input', { errors: [{ path: 'message', code: 'missing', message: 'message' }] })
        const asked = {
          configurationId,
          decision,
          reason,
          message,
          overridesFit,
          seen,
          lost,
          actorId: actorOf(call),
          actorName: decision === 'verify' ? await nameOf(call) : '',
        }
        const { result } = await peers.optics.decide(asked, call.within())
        if (result.case === 'decided') return done(adminGlassesAnswer(result.value, call.locale))
        if (result.case !== 'refused') throw new Error('optics answered with a result this version does not know')
        const { why, state } = result.value
        if (why === 'own-prescription') return refuse('own-prescription')
        return refuse('decision-refused', { why, state, detail: textOf(wordsOf(call.locale).optics.decisionRefused, why) })
      },
    }),

    operation({
      ...sheetWork,
      name: 'typeGlasses',
      summary: 'Types a prescription from its picture, or amends what was typed and says why: twice, and taken where both read the same.',
      input: typeGlassesInput,
      output: openedGlasses,
      refusals: ['not-found', 'bad-input', 'warnings-unticked', 'decision-refused', 'own-prescription'],
      rest: { method: 'PUT', path: '/v1/admin/glasses/:configurationId/sheet' },
      async handler(
        { configurationId, prescription, again, ticked = [], prescriber = '', reason = '', explanation: note = '', seen },
        call,
      ) {
        const sheets = { sheet: sheetMessage(prescription), again: sheetMessage(again) }
        const asked = { configurationId, ...sheets, ticked, prescriber, reason, note, seen, actorId: actorOf(call) }
        const { result } = await peers.optics.typeSheet(asked, call.within())
        if (result.case !== 'typed') return notTyped(result, call)
        const opened = await peers.optics.openConfiguration({ configurationId }, call.within())
        return done(openedGlassesAnswer(opened, actorOf(call), call.locale))
      },
    }),

    operation({
      ...sheetWork,
      name: 'labJob',
      summary: 'The job for the lab, of verified and paid glasses, as JSON and as CSV. Written down for the audit.',
      input: adminGlassesInput,
      output: labJobOutput,
      refusals: ['not-found', 'not-verified'],
      rest: { method: 'POST', path: '/v1/admin/glasses/:configurationId/lab-job' },
      async handler({ configurationId }, call) {
        if (!(await isAtLab(configurationId, call))) return refuse('not-verified')
        return done(labJobAnswer(await peers.optics.getLabJob({ configurationId }, call.within())))
      },
    }),

    operation({
      ...sheetWork,
      name: 'moveLabJob',
      summary: 'Says where a job of the lab is: sent, in production, delayed, back to be looked at, received or refused.',
      input: moveLabJobInput,
      output: adminGlasses,
      refusals: ['not-found', 'not-verified', 'move-refused'],
      rest: { method: 'POST', path: '/v1/admin/glasses/:configurationId/lab-moves' },
      async handler({ configurationId, state }, call) {
        if (!(await isAtLab(configurationId, call))) return refuse('not-verified')
        const { result } = await peers.optics.moveLabJob({ configurationId, state, actorId: actorOf(call) }, call.within())
        if (result.case === 'moved') return done(adminGlassesAnswer(result.value, call.locale))
        if (result.case === 'refused') return refuse('move-refused', { why: result.value.why, state: result.value.state })
        throw new Error('optics answered with a result this version does not know')
      },
    }),

    operation({
      ...sheetWork,
      name: 'remakeGlasses',
      summary: 'Has a pair made again: a second job names the first, why, and who pays; its parcel waits, or another one goes out.',
      input: remakeGlassesInput,
      output: adminGlasses,
      idempotency: 'optional',
      refusals: ['not-found', 'not-verified', 'move-refused'],
      rest: { method: 'POST', path: '/v1/admin/glasses/:configurationId/remakes' },
      async handler({ configurationId, reason, paidBy }, call) {
        if (!(await isAtLab(configurationId, call))) return refuse('not-verified')
        const asked = { configurationId, remakeId: call.newId, reason, paidBy, actorId: actorOf(call) }
        const { result } = await peers.optics.remakeLabJob(asked, call.within())
        if (result.case === 'remade') return done(adminGlassesAnswer(result.value, call.locale))
        if (result.case === 'refused') return refuse('move-refused', { why: result.value.why, state: result.value.state })
        throw new Error('optics answered with a result this version does not know')
      },
    }),
  ]

  /** What the caller is called: who verified stands on the order of the shopper (LAW-15). */
  async function nameOf(call: Call): Promise<string> {
    const { account } = await peers.accounts.getAccount({ accountId: actorOf(call) }, call.within())
    return account?.name ?? ''
  }

  async function isAtLab(configurationId: string, call: Call): Promise<boolean> {
    return (await peers.optics.getConfiguration({ configurationId }, call.within())).labState !== ''
  }
}

/** Why what an optician typed is not taken. */
function notTyped(result: TypeSheetResponse['result'], { locale }: Call): Refusal {
  const words = wordsOf(locale).optics
  switch (result.case) {
    case 'refused':
      return wrongFields(result.value.wrong, locale)
    case 'differing': {
      const message = words.differs
      return refuse('bad-input', { errors: result.value.fields.map((field) => ({ path: `again.${field}`, code: 'differs', message })) })
    }
    case 'unticked':
      return refuse('warnings-unticked', { warnings: warningsOf(result.value.warnings, locale) })
    case 'notNow': {
      const { why, state } = result.value
      if (why === 'own-prescription') return refuse('own-prescription')
      if (why === 'reason-missing') return missingReason()
      return refuse('decision-refused', { why, state, detail: textOf(words.decisionRefused, why) })
    }
    default:
      throw new Error('optics answered with a result this version does not know')
  }
}

const missingReason = () => refuse('bad-input', { errors: [{ path: 'reason', code: 'missing', message: 'reason' }] })
