import { keptAnswer, prescriptionAnswer, sheetMessage, validityAnswer, warningsOf, wrongFields } from '../answers/prescription-answer.ts'
import { operations } from '../client.ts'
import { refuse } from '../problem.ts'
import { type Call, done, type Operation, operation } from '../route-registry.ts'
import { rxRequired } from '../schemas/optics.ts'
import { viewerOf } from './carts.ts'
import type { DoorParts } from './parts.ts'

/** Health data: no answer of these is kept by anybody, so no key replays one; the same prescription twice is seen, and removed. */
const healthData = { idempotency: 'none', cache: 'none', personal: true, graphql: 'field' } as const

/** What a person's prescriptions are: read from what was typed, kept, listed, removed. */
export function prescriptionOperations({ peers }: DoorParts): Operation[] {
  async function kept(call: Call) {
    const { prescriptions, reminders } = await peers.optics.listPrescriptions({ accountId: viewerOf(call).customerId }, call.within())
    return done({ items: prescriptions.map((one) => keptAnswer(one, call.locale)), reminders })
  }

  return [
    operation({
      ...operations.parsePrescription,
      ...healthData,
      name: 'parsePrescription',
      summary: 'Reads a prescription as it was typed: values, warnings and last day, or everything wrong with it. Keeps nothing.',
      policy: 'anyone',
      rate: 'write',
      deadlineMs: 2_000,
      refusals: ['bad-input'],
      rest: { method: 'POST', path: '/v1/optics/prescriptions/parse' },
      async handler({ prescription, wearer = '' }, call) {
        const { locale } = call
        const asked = { sheet: sheetMessage(prescription), accountId: viewerOf(call).customerId, wearer }
        const { result } = await peers.optics.readPrescription(asked, call.within())
        if (result.case === 'refused') return wrongFields(result.value.wrong, locale)
        if (result.case !== 'read') throw new Error('optics answered with a result this version does not know')
        const { prescription: read, warnings, validity, required, lostOrBroken } = result.value
        return done({
          prescription: prescriptionAnswer(read, locale),
          warnings: warningsOf(warnings, locale),
          ...(validity && { validity: validityAnswer(validity) }),
          ...{ required: required.map((field) => rxRequired.parse(field)), lostOrBroken },
        })
      },
    }),

    operation({
      ...operations.myPrescriptions,
      ...healthData,
      name: 'myPrescriptions',
      summary: 'The prescriptions the caller keeps here, newest first, each with its last day.',
      policy: 'customer',
      rate: 'read',
      deadlineMs: 2_000,
      refusals: [],
      rest: { method: 'GET', path: '/v1/me/prescriptions' },
      handler: (_, call) => kept(call),
    }),

    operation({
      ...operations.addPrescription,
      ...healthData,
      name: 'addPrescription',
      summary: 'Keeps a prescription, sealed for its person, with consent. Warnings have to be ticked.',
      policy: 'customer',
      rate: 'write',
      deadlineMs: 5_000,
      refusals: ['bad-input', 'warnings-unticked', 'not-found'],
      rest: { method: 'POST', path: '/v1/me/prescriptions' },
      async handler({ prescription, wearer, prescriber = '', ticked = [], pdErrorMm = 0, correctsId = '' }, call) {
        const { result } = await peers.optics.addPrescription(
          {
            ...{ prescriptionId: call.newId, accountId: viewerOf(call).customerId },
            ...{ wearer, prescriber, ticked, pdErrorMm, correctsId, sheet: sheetMessage(prescription) },
          },
          call.within(),
        )
        switch (result.case) {
          case 'kept':
            return done(keptAnswer(result.value, call.locale), 201)
          case 'refused':
            return wrongFields(result.value.wrong, call.locale)
          case 'unticked':
            return refuse('warnings-unticked', { warnings: warningsOf(result.value.warnings, call.locale) })
          case undefined:
            throw new Error('optics answered with a result this version does not know')
        }
      },
    }),

    operation({
      ...operations.removePrescription,
      ...healthData,
      name: 'removePrescription',
      summary: 'Removes a kept prescription; answers those that are left.',
      policy: 'customer',
      rate: 'write',
      deadlineMs: 5_000,
      refusals: ['not-found', 'glasses-under-way'],
      rest: { method: 'DELETE', path: '/v1/me/prescriptions/:prescriptionId' },
      async handler({ prescriptionId }, call) {
        const { result } = await peers.optics.removePrescription({ accountId: viewerOf(call).customerId, prescriptionId }, call.within())
        if (result.case === 'underWay') return refuse('glasses-under-way', { orders: result.value.orderNumbers })
        return kept(call)
      },
    }),

    operation({
      ...operations.setReminders,
      ...healthData,
      name: 'setReminders',
      summary: 'Whether the caller gets a mail before a kept prescription ends.',
      policy: 'customer',
      rate: 'write',
      deadlineMs: 5_000,
      refusals: [],
      rest: { method: 'PUT', path: '/v1/me/prescriptions/reminders' },
      async handler({ wanted }, call) {
        await peers.optics.setReminders({ accountId: viewerOf(call).customerId, wanted }, call.within())
        return kept(call)
      },
    }),
  ]
}
