import { z } from 'zod'
import { address, at, id, money } from './shapes.ts'

const email = z.email().max(254)
/** Length is the only rule (NIST SP 800-63B 3.1.1.2); known leaked passwords are refused by accounts. */
const newPassword = z.string().min(10).max(200)

/** Browsers get the same tokens as HttpOnly cookies and read nothing of this; `refreshToken` is left out for them. `expiresIn` in seconds. */
/** `lowered`: lines of the cart that was taken along of which there are fewer now than its owner had in both carts, because no more are left. */
export const tokens = z.object({
  accessToken: z.string(),
  tokenType: z.literal('Bearer'),
  expiresIn: z.int(),
  refreshToken: z.string().optional(),
  lowered: z.array(z.object({ lineId: id, name: z.string(), quantity: z.int() })).optional(),
})
export type Tokens = z.infer<typeof tokens>

/** Without a name the mail's first part stands for it until it is changed. */
export const signUpInput = z.strictObject({ email, password: newPassword, name: z.string().trim().min(2).max(100).optional() })
/** The OAuth2 password form (`username`, `password`) is a REST spelling of the same call. */
export const logInInput = z.strictObject({ email, password: z.string().min(1).max(200) })
/** Without a token the one of the caller's cookie. */
export const refreshSessionInput = z.strictObject({ refreshToken: z.string().max(2_000).optional() })
export const logOutInput = z.strictObject({ refreshToken: z.string().max(2_000).optional() })
export const logOutOutput = z.object({ done: z.literal(true) })

export const verifyEmailInput = z.strictObject({ token: z.string().min(1).max(500) })

export const forgotPasswordInput = z.strictObject({ email })
export const forgotPasswordOutput = z.object({ done: z.literal(true) })
export const resetPasswordInput = z.strictObject({ token: z.string().min(1).max(500), password: newPassword })
/** The address to sign in with. */
export const resetPasswordOutput = z.object({ email: z.string() })

export const meInput = z.strictObject({})
export const meOutput = z.object({
  id,
  email: z.string(),
  emailVerified: z.boolean(),
  name: z.string().nullable(),
  locale: z.enum(['fr', 'en']),
  roles: z.array(z.string()),
  createdAt: at,
  addresses: z.array(address),
  /** What the shop counts in; told to who asks who they are, and nowhere else. */
  currency: z.string().optional(),
})
export type Me = z.infer<typeof meOutput>

/** Only what is named changes. `addresses` replaces the whole list; the first one is the default. */
export const updateMeInput = z.strictObject({
  name: z.string().trim().max(100).optional(),
  locale: z.enum(['fr', 'en']).optional(),
  addresses: z.array(address).max(20).optional(),
})

/** A way to pay that a customer agreed to keep: known by what people see of it. The token it stands for is never told. */
export const keptMethod = z.object({
  id,
  provider: z.string(),
  method: z.string(),
  /** A code: `visa`, `mastercard`, `paypal`. */
  brand: z.string().optional(),
  last4: z.string().optional(),
  /** The month it ends, `2029-04`. */
  expires: z.string().optional(),
  at,
})
export type KeptMethod = z.infer<typeof keptMethod>

export const myPaymentMethodsInput = z.strictObject({})
export const myPaymentMethodsOutput = z.object({ items: z.array(keptMethod) })
/** Answers those that are left. */
/** Credit of the caller, one in each currency they were given some in, with its last 200 movements. */
export const myCreditInput = z.strictObject({})
export const myCreditOutput = z.object({
  items: z.array(
    z.object({
      balance: money,
      isClosed: z.boolean(),
      entries: z.array(
        z.object({
          kind: z.enum(['load', 'take', 'give-back', 'refund', 'void']),
          amount: money,
          balance: money,
          orderId: id.optional(),
          at,
        }),
      ),
    }),
  ),
})
export type MyCredit = z.infer<typeof myCreditOutput>['items'][number]

export const giftCardBalanceInput = z.strictObject({ code: z.string().trim().min(1).max(40) })
/** `pays`: no, once it was closed or its end is past. */
export const giftCardBalanceOutput = z.object({ codeEnd: z.string(), balance: money, pays: z.boolean(), expiresAt: at.optional() })
export type GiftCardBalance = z.infer<typeof giftCardBalanceOutput>

export const removePaymentMethodInput = z.strictObject({ methodId: id })
