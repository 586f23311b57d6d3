import { z } from 'zod'
import { cartOutput } from './cart.ts'
import { checkoutCartInput, checkoutPending, parcel } from './order.ts'
import { address, at, id, image, money, option, pageOf, paging } from './shapes.ts'

export const trialState = z.enum(['asked', 'preparing', 'sent', 'delivered', 'settling', 'closed', 'refused', 'cancelled'])
export type TrialState = z.infer<typeof trialState>

/** What became of a frame; all but `back` are paid from the deposit. Staff find `back`, `damaged` and `kept`; time makes one `missing`. */
export const frameOutcome = z.enum(['back', 'damaged', 'kept', 'missing'])
export const lentFrame = z.object({
  variantId: id,
  slug: z.string(),
  name: z.string(),
  options: z.array(option),
  image: image.nullable(),
  /** Its part of the deposit. */
  price: money,
  outcome: frameOutcome.optional(),
  /** The outcome in words. */
  text: z.string().optional(),
})

/** Frames lent to be tried at home. Times are absent until they are known; `lateAt` is when the deposit is taken for what did not come back. */
export const homeTrial = z.object({
  id,
  state: trialState,
  text: z.string(),
  frames: z.array(lentFrame),
  deposit: money,
  depositState: z.enum(['asking', 'held', 'dropped', 'given-back', 'taken']),
  depositText: z.string(),
  charged: money,
  taken: money,
  /** The code of a refusal, of the trial or of the deposit: `out-of-stock`, `payment-declined`. */
  refusal: z.string().optional(),
  /** The bank waits for its customer. */
  action: checkoutPending.optional(),
  email: z.string(),
  shipping: address,
  deliveries: z.array(parcel),
  timeline: z.array(z.object({ at, event: z.string(), text: z.string() })),
  askedAt: at,
  shipBy: at,
  returnBy: at.optional(),
  lateAt: at.optional(),
  notices: z.int(),
  /** Of what was taken from the deposit; absent until it was. */
  invoiceNumber: z.string().optional(),
  /** What may be done now: cancel, keep, return, deposit. */
  allowed: z.array(z.string()),
})
export type HomeTrial = z.infer<typeof homeTrial>

export const homeTrialTermsInput = z.strictObject({})
/** What holds for every home trial: how many frames at most, how many days at home, how the deposit may be set aside, where parcels go. */
export const homeTrialTermsOutput = z.object({
  maxFrames: z.int(),
  days: z.int(),
  paymentMethods: cartOutput.shape.paymentMethods,
  countries: z.array(z.string()),
})

/** One to five. */
const variantIds = z.array(id).min(1).max(5)
const { payment } = checkoutCartInput.shape

export const beginHomeTrialInput = z.strictObject({
  variantIds,
  shipping: address,
  payment,
  /** What the customer saw: the frames' prices. Another sum is refused with 409 `price-changed`. */
  expectedDeposit: money.strict(),
  /** That what they pay with is kept until the trial ends, so that the deposit can be set aside again. */
  acceptTerms: z.literal(true),
})
export const homeTrialInput = z.strictObject({ trialId: id })
export const myHomeTrialsInput = z.strictObject({ ...paging })
export const homeTrialsOutput = pageOf(homeTrial)
export const keepTrialFramesInput = z.strictObject({ trialId: id, variantIds })
export const setTrialDepositInput = z.strictObject({ trialId: id, payment })

/** `late`: those alone whose frames should be back. */
export const adminHomeTrialsInput = z.strictObject({ state: trialState.optional(), late: z.literal('yes').optional(), ...paging })
export const recordTrialReturnInput = z.strictObject({
  trialId: id,
  frames: z
    .array(z.strictObject({ variantId: id, outcome: z.enum(['back', 'damaged', 'kept']) }))
    .min(1)
    .max(5),
})
