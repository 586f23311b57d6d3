import { adviceAnswer, messageAnswer } from '../answers/advice-answer.ts'
import { timeOf } from '../answers/texts.ts'
import { operations } from '../client.ts'
import { refuse } from '../problem.ts'
import { type Call, done, type Operation, operation } from '../route-registry.ts'
import * as schemas from '../schemas/advice.ts'
import { textOf, wordsOf } from '../words/words.ts'
import { staffReading, staffWriting } from './admin-entries.ts'
import { actorOf } from './admin-stock.ts'
import { viewerOf } from './carts.ts'
import type { DoorParts } from './parts.ts'
import type { DecideSheetResponse } from '@vitrine/contracts/optics/v1/advice'

/** Health data: nothing of it is kept at the door, so no key replays an answer. */
const ownThread = { policy: 'customer', idempotency: 'none', cache: 'none', personal: true, graphql: 'field' } as const
/** Each time staff look at a person's sheets is an act that the audit has. */
const adviceWork = { ...staffWriting, policy: 'staff:prescriptions', idempotency: 'none' } as const

/** What a person and an optician write to each other, and what opticians decide about the prescriptions that a person keeps. */
export function adviceOperations({ peers }: DoorParts): Operation[] {
  const decided = ({ result }: DecideSheetResponse, accountId: string, call: Call) => {
    if (result.case === 'done') return done(adviceAnswer(accountId, result.value, actorOf(call), call.locale))
    if (result.case !== 'refused') throw new Error('optics answered with a result this version does not know')
    const { why, state } = result.value
    if (why === 'own-prescription') return refuse('own-prescription')
    return refuse('decision-refused', { why, state, detail: textOf(wordsOf(call.locale).optics.decisionRefused, why) })
  }

  return [
    operation({
      ...operations.myAdvice,
      ...ownThread,
      name: 'myAdvice',
      summary: 'What the caller and the opticians wrote to each other, oldest first.',
      rate: 'read',
      deadlineMs: 2_000,
      refusals: [],
      rest: { method: 'GET', path: '/v1/me/advice' },
      async handler(_, call) {
        const { messages } = await peers.advice.getThread({ accountId: viewerOf(call).customerId }, call.within())
        return done({ items: messages.map(messageAnswer) })
      },
    }),

    operation({
      ...operations.askOptician,
      ...ownThread,
      name: 'askOptician',
      summary: 'Writes to an optician, or answers what one asked about a kept prescription. Kept sealed, read by opticians alone.',
      rate: 'write',
      deadlineMs: 5_000,
      refusals: ['not-found', 'bad-input'],
      rest: { method: 'POST', path: '/v1/me/advice' },
      async handler({ message: text, prescriptionId = '' }, call) {
        const asked = { accountId: viewerOf(call).customerId, messageId: call.newId, text, prescriptionId }
        const { messages } = await peers.advice.ask(asked, call.within())
        const written = messages.find(({ id }) => id === asked.messageId)
        if (!written) throw new Error('optics lost a message')
        return done(messageAnswer(written), 201)
      },
    }),

    operation({
      ...staffReading,
      name: 'adviceCases',
      summary: 'Persons who wait for an optician, with a question or a kept prescription, those that wait longest first.',
      input: schemas.adviceCasesInput,
      output: schemas.adviceCasesOutput,
      policy: 'staff:prescriptions',
      refusals: ['bad-input'],
      rest: { method: 'GET', path: '/v1/admin/advice' },
      async handler({ limit = 50, cursor = '' }, { within }) {
        const { cases, nextCursor, total } = await peers.advice.listCases({ page: { limit, cursor } }, within())
        const items = cases.map(({ accountId, since, sheets, messages }) => ({ accountId, since: timeOf(since), sheets, messages }))
        return done({ items, nextCursor: nextCursor || null, total })
      },
    }),

    operation({
      ...adviceWork,
      name: 'openAdvice',
      summary: 'Opens what a person wrote and the prescriptions they keep. Written down for the audit.',
      input: schemas.openAdviceInput,
      output: schemas.openedAdvice,
      refusals: ['not-found'],
      rest: { method: 'POST', path: '/v1/admin/advice/:accountId/openings' },
      async handler({ accountId }, call) {
        return done(adviceAnswer(accountId, await peers.advice.openCase({ accountId }, call.within()), actorOf(call), call.locale))
      },
    }),

    operation({
      ...adviceWork,
      name: 'answerAdvice',
      summary: 'Writes to a person, who is told by mail that there is something to read, and not what. Nobody advises themselves.',
      input: schemas.answerAdviceInput,
      output: schemas.openedAdvice,
      refusals: ['not-found', 'bad-input', 'own-prescription'],
      rest: { method: 'POST', path: '/v1/admin/advice/:accountId/messages' },
      async handler({ accountId, message: text }, call) {
        const asked = { accountId, text, messageId: call.newId, actorId: actorOf(call) }
        return decided(await peers.advice.answer(asked, call.within()), accountId, call)
      },
    }),

    operation({
      ...adviceWork,
      name: 'decideSheet',
      summary: 'Verifies a kept prescription, asks its person about it, or rejects it. What was decided is not decided again.',
      input: schemas.decideSheetInput,
      output: schemas.openedAdvice,
      refusals: ['not-found', 'bad-input', 'decision-refused', 'own-prescription'],
      rest: { method: 'POST', path: '/v1/admin/advice/:accountId/decisions' },
      async handler({ accountId, prescriptionId, decision, reason = '', message: text = '' }, call) {
        if (decision !== 'verify' && reason === '')
          return refuse('bad-input', { errors: [{ path: 'reason', code: 'missing', message: 'reason' }] })
        const asked = { accountId, prescriptionId, decision, reason, text, messageId: call.newId, actorId: actorOf(call) }
        return decided(await peers.advice.decideSheet(asked, call.within()), accountId, call)
      },
    }),
  ]
}
