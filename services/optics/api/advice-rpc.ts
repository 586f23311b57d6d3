import { create, type MessageInitShape, toJson } from '@bufbuild/protobuf'
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import type { ServiceImpl } from '@connectrpc/connect'
import type { AdviceService, CaseSchema, DecideSheetResponseSchema, MessageSchema } from '@vitrine/contracts/optics/v1/advice'
import { PersonConcernedSchema } from '@vitrine/contracts/optics/v1/events'
import {
  type AdviceNeeds,
  answerPerson,
  askOptician,
  type Case,
  type ConcernTelling,
  type Message,
  openCase,
} from '../application/advice.ts'
import { decideSheet, type SheetDecision } from '../application/decide-sheet.ts'
import { reasons } from '../domain/configuration.ts'
import { oneOf } from './frame-message.ts'
import { keptMessage, sheetMessage } from './sheet-message.ts'

const defaultLimit = 50

/** What a person and an optician say to each other. */
export const adviceRpc = (needs: AdviceNeeds): ServiceImpl<typeof AdviceService> => ({
  async getThread({ accountId }) {
    return { messages: (await needs.advice.thread(accountId)).map(messageOf) }
  },

  async ask({ accountId, messageId: id, text, prescriptionId }) {
    checkIds({ accountId, messageId: id })
    return { messages: (await askOptician(needs, accountId, { id, text, prescriptionId })).map(messageOf) }
  },

  async listCases({ page }) {
    const limit = page?.limit || defaultLimit
    if (limit < 1 || limit > 100) throw new RangeError('limit: is not 1 to 100')
    const { cases, total } = await needs.advice.waiting({ cursor: page?.cursor ?? '', limit: limit + 1 })
    const shown = cases.slice(0, limit)
    const last = cases.length > limit ? shown.at(-1) : undefined
    return {
      cases: shown.map(({ since, ...one }) => ({ ...one, since: timestampFromDate(since) })),
      nextCursor: last ? `${last.since.toISOString()} ${last.accountId}` : '',
      total,
    }
  },

  openCase: async ({ accountId }) => caseMessage(await openCase(needs, accountId)),

  async answer({ accountId, messageId: id, text, actorId: actor }) {
    checkIds({ accountId, messageId: id, actorId: actor })
    const answered = await answerPerson(needs, accountId, { id, text, actor })
    return { result: answered.outcome === 'done' ? doneOf(answered.case) : { case: 'refused', value: { why: answered.outcome } } }
  },

  async decideSheet({ decision, reason, text, actorId: actor, accountId, prescriptionId, messageId }) {
    checkIds({ accountId, messageId, actorId: actor })
    const asked = { accountId, prescriptionId, messageId, actor }
    const decided = await decideSheet(needs, asked, decisionOf(decision, reason, text))
    if (decided.outcome === 'done') return { result: doneOf(decided.case) }
    return { result: { case: 'refused', value: { why: decided.outcome, state: decided.state } } }
  },
})

/** The event that has somebody told to look. */
export const concernTelling: ConcernTelling = (accountId, noticeId, what, at) => ({
  type: PersonConcernedSchema.typeName,
  body: toJson(PersonConcernedSchema, create(PersonConcernedSchema, { accountId, noticeId, what, at: timestampFromDate(at) })),
})

function checkIds(ids: Readonly<Record<string, string>>): void {
  for (const [name, id] of Object.entries(ids)) if (id === '') throw new RangeError(`${name}: is missing`)
}

function decisionOf(decision: string, reason: string, text: string): SheetDecision {
  const known = oneOf(['verify', 'ask', 'reject'], decision, 'decision')
  return known === 'verify' ? { decision: known } : { decision: known, reason: oneOf(reasons, reason, 'reason'), text }
}

const doneOf = (one: Case): NonNullable<MessageInitShape<typeof DecideSheetResponseSchema>['result']> => ({
  case: 'done',
  value: caseMessage(one),
})

const caseMessage = ({ messages, sheets }: Case): MessageInitShape<typeof CaseSchema> => ({
  messages: messages.map(messageOf),
  sheets: sheets.map((kept) => ({ kept: keptMessage(kept), sheet: sheetMessage(kept.sheet) })),
})

const messageOf = ({ at, ...message }: Message): MessageInitShape<typeof MessageSchema> => ({ ...message, at: timestampFromDate(at) })
