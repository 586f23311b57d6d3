import { z } from 'zod'

/*
 * What PayPal's published descriptions say of the calls this shop makes: Orders 2.13, Payments 2, Payment Method Tokens 3 and Transaction
 * Search 1 (OpenAPI, paypal/paypal-rest-api-specifications). Only what the shop may send is listed; whatever else it sends does not fit.
 */

const money = z.strictObject({
  currency_code: z.string().length(3),
  value: z
    .string()
    .max(32)
    .regex(/^((-?[0-9]+)|(-?([0-9]+)?[.][0-9]+))$/),
})
const mark = z.string().min(1).max(127)
const address = z.url()

const wallet = z.strictObject({
  vault_id: z
    .string()
    .min(1)
    .max(255)
    .regex(/^[0-9a-zA-Z_-]+$/)
    .optional(),
  attributes: z
    .strictObject({
      customer: z
        .strictObject({
          id: z
            .string()
            .min(1)
            .max(22)
            .regex(/^[0-9a-zA-Z_-]+$/),
        })
        .optional(),
      // `usage_type` is the one field an instruction must have.
      vault: z.strictObject({ store_in_vault: z.literal('ON_SUCCESS'), usage_type: z.enum(['MERCHANT', 'PLATFORM']) }).optional(),
    })
    .optional(),
  experience_context: z.strictObject({
    return_url: address,
    cancel_url: address,
    user_action: z.enum(['CONTINUE', 'PAY_NOW']),
    shipping_preference: z.enum(['GET_FROM_FILE', 'NO_SHIPPING', 'SET_PROVIDED_ADDRESS']),
  }),
})

const order = z.strictObject({
  intent: z.enum(['CAPTURE', 'AUTHORIZE']),
  purchase_units: z
    .array(z.strictObject({ amount: money, custom_id: mark }))
    .min(1)
    .max(10),
  payment_source: z.strictObject({ paypal: wallet }),
})
const nothing = z.strictObject({})
const id = '[A-Z0-9]{1,36}'

/** Each call with its body; what has no body takes none. */
const calls: readonly (readonly [method: string, path: RegExp, body?: z.ZodType])[] = [
  ['POST', /^\/v2\/checkout\/orders$/, order],
  ['GET', new RegExp(`^/v2/checkout/orders/${id}$`)],
  ['POST', new RegExp(`^/v2/checkout/orders/${id}/authorize$`), nothing],
  ['POST', new RegExp(`^/v2/payments/authorizations/${id}/capture$`), z.strictObject({ amount: money, final_capture: z.boolean() })],
  ['POST', new RegExp(`^/v2/payments/authorizations/${id}/void$`), nothing],
  ['POST', new RegExp(`^/v2/payments/captures/${id}/refund$`), z.strictObject({ amount: money, custom_id: mark })],
  ['DELETE', /^\/v3\/vault\/payment-tokens\/[0-9a-zA-Z_-]{1,255}$/],
  ['GET', /^\/v1\/customer\/disputes(\/[A-Za-z0-9-]{1,255})?$/],
  ['GET', /^\/v1\/reporting\/transactions$/],
]

const mostDays = 31

/** Why a call does not fit what PayPal describes; undefined when it does. */
export function misfitOf(asked: { method: string; path: string; query: URLSearchParams; body: string; header: (name: string) => string }) {
  const { method, path, query, body, header } = asked
  const call = calls.find(([verb, pattern]) => verb === method && pattern.test(path))
  if (!call) return `${method} ${path} is no call of PayPal`
  const key = header('paypal-request-id')
  if (method === 'POST' && (key.length < 1 || key.length > 108)) return `PayPal-Request-Id has ${key.length} characters, of 1 to 108`
  if (method === 'POST' && !/^return=(minimal|representation)$/.test(header('prefer')))
    return 'Prefer says neither minimal nor representation'
  if (call[2]) {
    const checked = call[2].safeParse(JSON.parse(body))
    return checked.success ? undefined : `${method} ${path}: ${z.prettifyError(checked.error)}`
  }
  if (path !== '/v1/reporting/transactions') return body === '' ? undefined : `${method} ${path} takes no body`
  const days = (Date.parse(query.get('end_date') ?? '') - Date.parse(query.get('start_date') ?? '')) / 86_400_000
  if (!(days >= 0 && days <= mostDays)) return `${days} days are asked for, of ${mostDays} at most`
  const [size, page] = [Number(query.get('page_size')), Number(query.get('page'))]
  return size >= 1 && size <= 500 && page >= 1 ? undefined : 'a page has 1 to 500 rows'
}
