import { z } from 'zod'
import { adviceMessage } from './advice.ts'
import { homeTrial } from './home-trial.ts'
import { myMeasures } from './measures.ts'
import { keptPrescription, ownGlasses } from './optics.ts'
import { orderOutput } from './order.ts'
import { keptMethod, meOutput } from './person.ts'
import { at, id } from './shapes.ts'
import { ownSharedTryOn } from './shared-try-on.ts'

export const myDataInput = z.strictObject({})
/** Everything that is kept of a person, by who keeps it. Orders newest first, the last 1,000. */
export const myDataOutput = z.object({
  me: meOutput,
  orders: z.array(orderOutput),
  /** The last 100. */
  homeTrials: z.array(homeTrial),
  paymentMethods: z.array(keptMethod),
  prescriptions: z.array(keptPrescription),
  /** Glasses of the account, in a cart or ordered, with their sheets; those ordered as a guest are not in it. */
  glasses: z.array(ownGlasses),
  measures: myMeasures,
  /** Links to frames that still show something; what each shows is at its address alone. */
  sharedTryOns: z.array(ownSharedTryOn),
  /** What they and opticians wrote to each other. */
  advice: z.array(adviceMessage),
  /** The last 500 to the address of the account, once it was proven; their words as plain text. */
  mails: z.array(z.object({ at, kind: z.string(), subject: z.string(), text: z.string() })),
  /** What was looked at, tried on or put into a cart, where that was agreed to. */
  activity: z.array(z.object({ at, kind: z.string(), productId: id })),
})

/** The password, asked again: nothing brings an account back. */
export const eraseMeInput = z.strictObject({ password: z.string().min(1).max(200) })
export const eraseMeOutput = z.object({ erased: z.literal(true) })

/** `reason`: on whose wish, for the audit. No name in it. */
export const eraseAccountInput = z.strictObject({ accountId: id, reason: z.string().trim().min(3).max(200) })
