import { z } from 'zod'

/*
 * What PayPal's published descriptions say of the calls this shop makes: Orders 2.13, Payments 2.9, Payment Method Tokens 3, Disputes 1.10
 * and Transaction Search 1.9 (OpenAPI, paypal/paypal-rest-api-specifications), each field compared on 2026-11-29, with the models of
 * @paypal/paypal-server-sdk 2.5.0 too. Only what the shop may send is listed, and what it must; whatever else it sends does not fit.
 */

/** Source: PayPal, REST currency codes. */
const currencies = 'AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF ILS JPY MXN MYR NOK NZD PHP PLN SEK SGD THB TWD USD'.split(' ')
const withoutDecimals = ['HUF', 'JPY', 'TWD']

/** The refusals are INVALID_CURRENCY_CODE, DECIMAL_PRECISION, CANNOT_BE_ZERO_OR_NEGATIVE and DECIMALS_NOT_SUPPORTED. */
const money = z
  .strictObject({
    currency_code: z.enum(currencies),
    value: z
      .string()
      .max(32)
      .regex(/^\d+(\.\d{1,2})?$/),
  })
  .refine(({ value }) => Number(value) > 0, 'an amount is more than nothing')
  .refine(({ currency_code, value }) => !withoutDecimals.includes(currency_code) || !value.includes('.'), 'the currency takes no decimals')
const mark = z.string().min(1).max(127)
const address = z.url().max(2048)
const word = /^[0-9a-zA-Z_-]+$/

const wallet = z
  .strictObject({
    vault_id: z.string().min(1).max(255).regex(word).optional(),
    attributes: z
      .strictObject({
        customer: z.strictObject({ id: z.string().min(1).max(22).regex(word) }).optional(),
        // `usage_type` is the one field an instruction must have.
        vault: z.strictObject({ store_in_vault: z.literal('ON_SUCCESS'), usage_type: z.enum(['MERCHANT', 'PLATFORM']) }).optional(),
      })
      .optional(),
    experience_context: z
      .strictObject({
        return_url: address.optional(),
        cancel_url: address.optional(),
        user_action: z.enum(['CONTINUE', 'PAY_NOW']),
        shipping_preference: z.enum(['GET_FROM_FILE', 'NO_SHIPPING', 'SET_PROVIDED_ADDRESS']),
      })
      .optional(),
  })
  .refine(
    ({ vault_id, experience_context: way }) => vault_id !== undefined || (way?.return_url && way.cancel_url),
    'a shopper who agrees on PayPal’s page has to come back',
  )

const order = z.strictObject({
  intent: z.enum(['CAPTURE', 'AUTHORIZE']),
  purchase_units: z
    .array(z.strictObject({ amount: money, custom_id: mark }))
    .min(1)
    .max(10),
  payment_source: z.strictObject({ paypal: wallet }),
})

const moment = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/)
const count = (most: number) => z.string().refine((digits) => /^[1-9]\d*$/.test(digits) && Number(digits) <= most, `1 to ${most}`)
const mostDays = 31
const span = z
  .strictObject({
    start_date: moment,
    end_date: moment,
    fields: z.literal('transaction_info'),
    page_size: count(500),
    page: count(2 ** 31 - 1),
  })
  .superRefine(({ start_date, end_date }, { addIssue }) => {
    const days = (Date.parse(end_date) - Date.parse(start_date)) / 86_400_000
    if (!(days >= 0 && days <= mostDays)) addIssue(`${days} days are asked for, of ${mostDays} at most`)
  })

interface Call {
  readonly method: string
  readonly path: RegExp
  /** Absent: it takes none. */
  readonly body?: z.ZodType
  readonly query?: z.ZodType
}

const id = '[A-Z0-9]{1,36}'
const at = (path: string) => new RegExp(`^${path}$`)
const calls: readonly Call[] = [
  { method: 'POST', path: at('/v2/checkout/orders'), body: order },
  { method: 'GET', path: at(`/v2/checkout/orders/${id}`) },
  { method: 'POST', path: at(`/v2/checkout/orders/${id}/authorize`), body: z.strictObject({}) },
  {
    ...{ method: 'POST', path: at(`/v2/payments/authorizations/${id}/capture`) },
    body: z.strictObject({ amount: money, final_capture: z.boolean() }),
  },
  { method: 'POST', path: at(`/v2/payments/authorizations/${id}/void`) },
  { method: 'POST', path: at(`/v2/payments/captures/${id}/refund`), body: z.strictObject({ amount: money, custom_id: mark }) },
  { method: 'DELETE', path: at('/v3/vault/payment-tokens/[0-9a-zA-Z_-]{7,36}') },
  {
    ...{ method: 'GET', path: at('/v1/customer/disputes') },
    query: z.strictObject({ disputed_transaction_id: z.string().regex(/^[A-Za-z0-9-]{1,255}$/) }),
  },
  { method: 'GET', path: at('/v1/customer/disputes/[A-Za-z0-9-]{1,255}') },
  { method: 'GET', path: at('/v1/reporting/transactions'), query: span },
]

export interface PaypalCall {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly body: string
  readonly header: (name: string) => string
}

/** Why a call does not fit what PayPal describes; undefined when it does. */
export function misfitOf({ method, path, query, body, header }: PaypalCall): string | undefined {
  const call = calls.find((one) => one.method === method && one.path.test(path))
  if (!call) return `${method} ${path} is no call of PayPal`
  const key = header('paypal-request-id')
  if (method === 'POST' && (key.length < 1 || key.length > 108)) return `PayPal-Request-Id has ${key.length} characters, of 1 to 108`
  if (method === 'POST' && !/^return=(minimal|representation)$/.test(header('prefer')))
    return 'Prefer says neither minimal nor representation'
  if (!call.body && body !== '') return `${method} ${path} takes no body`
  if (call.body && header('content-type') !== 'application/json') return `${method} ${path} takes JSON`
  const asked = call.body ? call.body.safeParse(body === '' ? undefined : JSON.parse(body)) : undefined
  const filtered = (call.query ?? z.strictObject({})).safeParse(Object.fromEntries(query))
  const error = asked?.error ?? filtered.error
  return error && `${method} ${path}: ${z.prettifyError(error)}`
}

/** A token is drawn by a form (RFC 6749, 4.4.2). */
export const isTokenCall = ({ method, body, header }: PaypalCall): boolean =>
  method === 'POST' && body === 'grant_type=client_credentials' && header('content-type') === 'application/x-www-form-urlencoded'
