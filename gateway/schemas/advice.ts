import { z } from 'zod'
import { glassesReason, keptPrescription, rxSheetWritten } from './optics.ts'
import { at, id, pageOf, paging } from './shapes.ts'

/** `message`, as wherever staff write to people: the audit strikes that out. */
const message = z.string().trim().min(1).max(2_000)

/** What was written; `prescriptionId` is the kept prescription it is about. */
export const adviceMessage = z.object({ id, at, from: z.enum(['person', 'optician']), text: z.string(), prescriptionId: id.optional() })
export type AdviceMessage = z.infer<typeof adviceMessage>

export const myAdviceInput = z.strictObject({})
/** Oldest first. */
export const myAdviceOutput = z.object({ items: z.array(adviceMessage) })

/** `consent`: what is written may be about somebody's health (GDPR art. 9). With `prescriptionId` it answers what was asked about that one. */
export const askOpticianInput = z.strictObject({ message, prescriptionId: id.optional(), consent: z.enum(['health-data']) })

/** A person an optician is waited for by: how many kept prescriptions and messages wait, since when. Nothing of what they say. */
export const adviceCase = z.object({ accountId: id, since: at, sheets: z.int(), messages: z.int() })
export type AdviceCase = z.infer<typeof adviceCase>
export const adviceCasesInput = z.strictObject({ ...paging })
export const adviceCasesOutput = pageOf(adviceCase)

export const openAdviceInput = z.strictObject({ accountId: id })
/** `isOwn`: the caller's own, then somebody else has to answer and decide. */
export const openedAdvice = z.object({
  accountId: id,
  messages: z.array(adviceMessage),
  sheets: z.array(z.object({ kept: keptPrescription, written: rxSheetWritten })),
  isOwn: z.boolean(),
})
export type OpenedAdvice = z.infer<typeof openedAdvice>

export const answerAdviceInput = z.strictObject({ accountId: id, message })

export const decideSheetInput = z.strictObject({
  accountId: id,
  prescriptionId: id,
  decision: z.enum(['verify', 'ask', 'reject']),
  reason: glassesReason.optional(),
  message: z.string().trim().max(2_000).optional(),
})
