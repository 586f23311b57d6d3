import type { Clock } from '@vitrine/platform/clock/clock'
import { z } from 'zod'
import { type Asked, cancelUrlOf, type Provider, ProviderSilent, type Standing, type WebhookEvent } from '../application/provider.ts'
import type { Movement } from '../domain/attempt.ts'
import { paypalClient } from './paypal-client.ts'
import {
  keptWith,
  markOf,
  movementsOfDispute,
  movementsOfOrder,
  paypalDispute,
  paypalMoney,
  type PaypalOrder,
  paypalOrder,
  readMark,
  tookMoney,
} from './paypal-movements.ts'
import { bookedMovements, type PaypalReport, paypalReport } from './paypal-report.ts'
import { paypalSignatures } from './paypal-webhooks.ts'

interface PaypalNeeds {
  readonly clientId: string
  readonly clientSecret: string
  readonly webhookId: string
  readonly url: string
  readonly http: typeof fetch
  readonly clock: Clock
}

/**
 * PayPal, over its REST interface (Orders v2, Payments v2). The shopper agrees on PayPal's page; nothing is set aside before the shop then
 * asks for it, so an order nobody asks about again moves nothing. Every step carries its key (`PayPal-Request-Id`).
 */
export function paypalPayments({ clientId, clientSecret, webhookId, url, http, clock }: PaypalNeeds): Provider {
  const { get, post, remove } = paypalClient({ clientId, clientSecret, url, http, clock })
  const isSigned = paypalSignatures({ webhookId, http })
  const orderPath = (id: string) => `/v2/checkout/orders/${encodeURIComponent(id)}`

  /** The same key finds the order that was made when its answer was lost. */
  async function createOrder(asked: Asked): Promise<PaypalOrder | undefined> {
    const amount = paypalMoney(asked.amountMinor, asked.currency)
    if (!amount) return undefined
    const { status, body } = await post('/v2/checkout/orders', `${asked.attemptId}:create`, {
      intent: 'AUTHORIZE',
      purchase_units: [{ amount, custom_id: markOf(asked.orderId, asked.attemptId) }],
      payment_source: { paypal: sourceOf(asked) },
    })
    return status < 300 ? read(paypalOrder, body) : undefined
  }

  /** Undefined for one PayPal does not know. Every other refusal says nothing of how it stands. */
  async function orderOf(reference: string): Promise<PaypalOrder | undefined> {
    const { status, body } = await get(orderPath(reference))
    if (status >= 300 && status !== 404) throw new ProviderSilent(`answered ${status}`)
    return status < 300 ? read(paypalOrder, body) : undefined
  }

  async function standingOf(asked: Asked, order: PaypalOrder, more: readonly Movement[] = []): Promise<Standing> {
    const movements = [...movementsOfOrder(order, asked.currency, clock()), ...(await disputesOf(order)), ...more]
    const kept = keptWith(order)
    return { reference: order.id, actionKind: 'redirect', movements, ...(kept && { kept }) }
  }

  async function disputesOf(order: PaypalOrder): Promise<Movement[]> {
    const captureId = captureOf(order)?.id
    if (!captureId) return []
    const listed = await get(`/v1/customer/disputes?disputed_transaction_id=${encodeURIComponent(captureId)}`)
    if (listed.status >= 300) return [] // an account without disputes, or a key that may not see them
    const { items } = read(z.object({ items: z.array(paypalDispute).default([]) }), listed.body)
    const movements: Movement[] = []
    for (const dispute of items) {
      const whole = dispute.status === 'RESOLVED' ? await get(`/v1/customer/disputes/${encodeURIComponent(dispute.dispute_id)}`) : undefined
      movements.push(...movementsOfDispute(whole ? read(paypalDispute, whole.body) : dispute, captureId))
    }
    return movements
  }

  /** As it stands now; an order PayPal has forgotten can no longer be paid. */
  const now = async (asked: Asked, more: readonly Movement[] = []): Promise<Standing> => {
    const order = await orderOf(asked.reference)
    return order ? standingOf(asked, order, more) : { reference: asked.reference, movements: [ended(asked, 'expired', clock()), ...more] }
  }

  async function finishOrder(asked: Asked): Promise<Standing> {
    const { status, body } = await post(`${orderPath(asked.reference)}/authorize`, asked.key, {})
    const issues = status === 422 ? read(refused, body).details.map(({ issue }) => issue) : []
    if (issues.includes('ORDER_EXPIRED')) return now(asked, [ended(asked, 'expired', clock())])
    const isRefused = issues.some((issue) => refusals.has(issue))
    return now(asked, isRefused ? [{ ...ended(asked, 'failed', clock()), detail: 'card-declined' }] : [])
  }

  return {
    name: 'paypal',
    methods: [{ method: 'wallet', testTokens: [] }],
    // The report may be three hours late. Source: PayPal, transaction search.
    booksLagMs: 4 * 60 * 60_000,

    async authorise(asked) {
      if (asked.reference !== '') return finishOrder(asked)
      const order = await createOrder(asked)
      return order
        ? standingOf(asked, order)
        : { reference: '', movements: [{ ...ended(asked, 'failed', clock()), detail: 'card-declined' }] }
    },

    async capture(asked, amountMinor) {
      // PayPal would take up to 115 % of it. Source: Payments 2.9, MAX_CAPTURE_AMOUNT_EXCEEDED.
      if (amountMinor > asked.amountMinor) return now(asked)
      const held = authorisationOf(await orderOf(asked.reference))
      // The last capture of it: PayPal lets go of what is not taken.
      const taking = { amount: paypalMoney(amountMinor, asked.currency), final_capture: true }
      // Without an amount PayPal takes all of it.
      if (held?.status === 'CREATED' && taking.amount) await post(`/v2/payments/authorizations/${held.id}/capture`, asked.key, taking)
      return now(asked)
    },

    async void(asked) {
      const order = asked.reference === '' ? await createOrder(asked) : await orderOf(asked.reference)
      // PayPal takes no such order, neither now nor later.
      if (!order && asked.reference === '') return { reference: '', movements: [ended(asked, 'expired', clock())] }
      const named = { ...asked, reference: order?.id ?? asked.reference }
      const held = authorisationOf(order)
      // Nothing was asked to be set aside, and it never will be.
      if (!held) return order ? standingOf(named, order, [ended(named, 'expired', clock())]) : now(named)
      if (held.status === 'CREATED') await post(`/v2/payments/authorizations/${held.id}/void`, asked.key)
      return now(named)
    },

    async refund(asked, { refundId, amountMinor }) {
      const captureId = captureOf(await orderOf(asked.reference))?.id
      const custom_id = markOf(asked.orderId, asked.attemptId, refundId)
      const refund = { amount: paypalMoney(amountMinor, asked.currency), custom_id }
      if (captureId && refund.amount) await post(`/v2/payments/captures/${captureId}/refund`, asked.key, refund)
      return now(asked)
    },

    async forget(reference) {
      const { status } = await remove(`/v3/vault/payment-tokens/${encodeURIComponent(reference)}`)
      if (status >= 300 && status !== 404) throw new ProviderSilent(`answered ${status}`)
    },

    async read(asked) {
      // Without a reference nobody was told where to agree.
      const order = asked.reference === '' ? undefined : await orderOf(asked.reference)
      return order && standingOf(asked, order)
    },

    async movementsBetween(from, until) {
      const span = new URLSearchParams({ start_date: from.toISOString(), end_date: until.toISOString() })
      const lines: PaypalReport['transaction_details'] = []
      for (let page = 1, pages = 1; page <= pages; page++) {
        const { status, body } = await get(`/v1/reporting/transactions?${span}&fields=transaction_info&page_size=500&page=${page}`)
        if (status >= 300) throw new ProviderSilent(`answered ${status}`)
        const report = read(paypalReport, body)
        pages = report.total_pages
        lines.push(...report.transaction_details)
      }
      const movements = bookedMovements(lines.map(({ transaction_info: line }) => line))
      return movements.filter(({ at }) => at >= from && at < until)
    },

    async verifyWebhook(body, headers, at) {
      return (await isSigned(body, headers, at)) ? eventOf(body) : undefined
    },
  }
}

/** What pays: a wallet the customer kept before, or one they choose on PayPal's page, and agree to keep where they said so. */
function sourceOf(asked: Asked): object {
  const { customer, token, returnUrl } = asked
  const experience_context = {
    ...(returnUrl && { return_url: returnUrl, cancel_url: cancelUrlOf(asked) }), // nobody comes back who is not there
    ...{ user_action: 'PAY_NOW', shipping_preference: 'NO_SHIPPING' },
  }
  if (customer?.paysWithKept) return { vault_id: token, experience_context }
  if (!customer?.saves) return { experience_context }
  const known = customer.reference && { customer: { id: customer.reference } }
  return { attributes: { vault: { store_in_vault: 'ON_SUCCESS', usage_type: 'MERCHANT' }, ...known }, experience_context }
}

const refused = z.object({ details: z.array(z.object({ issue: z.string() })).default([]) })

/**
 * Why PayPal sets nothing aside, now or when asked again for this order. Where it would have the shopper choose anew on its page, they pay
 * anew. Source: Orders 2.13, orders.authorize, 422.
 */
const refusals = new Set([
  ...['INSTRUMENT_DECLINED', 'REDIRECT_PAYER_FOR_ALTERNATE_FUNDING', 'PAYER_ACTION_REQUIRED', 'PAYER_CANNOT_PAY'],
  ...['PAYER_ACCOUNT_RESTRICTED', 'PAYER_ACCOUNT_LOCKED_OR_CLOSED', 'MAX_NUMBER_OF_PAYMENT_ATTEMPTS_EXCEEDED'],
  ...['TRANSACTION_REFUSED', 'TRANSACTION_LIMIT_EXCEEDED', 'TRANSACTION_RECEIVING_LIMIT_EXCEEDED', 'COMPLIANCE_VIOLATION'],
  ...['PAYEE_BLOCKED_TRANSACTION', 'TRANSACTION_BLOCKED_BY_PAYEE', 'DOMESTIC_TRANSACTION_REQUIRED'],
])

const paymentsOf = (order: PaypalOrder | undefined) => order?.purchase_units[0]?.payments
const authorisationOf = (order: PaypalOrder | undefined) => paymentsOf(order)?.authorizations[0]
/** The one that took money; else the last word is of the first. */
const captureOf = (order: PaypalOrder | undefined) => {
  const captures = paymentsOf(order)?.captures ?? []
  return captures.find(tookMoney) ?? captures[0]
}

function ended({ attemptId, reference, currency }: Asked, kind: 'expired' | 'failed', at: Date): Movement {
  return { id: `${reference || attemptId}:${kind}`, kind, amountMinor: 0, currency, at, refundId: '', detail: kind }
}

/** What does not look like PayPal is no answer. */
function read<T extends z.ZodType>(schema: T, body: unknown): z.output<T> {
  const whole = schema.safeParse(body)
  if (!whole.success) throw new ProviderSilent('half an answer', { cause: whole.error })
  return whole.data
}

const told = z.object({
  id: z.string(),
  event_type: z.string(),
  resource: z
    .object({
      id: z.string().optional(),
      custom_id: z.string().optional(),
      purchase_units: z.array(z.object({ custom_id: z.string().optional() })).optional(),
      disputed_transactions: z.array(z.object({ seller_transaction_id: z.string() })).optional(),
    })
    .catch({}), // of a kind we know nothing of
})

/** Which attempt an event is of: by our mark, by the capture it disputes, or not at all. */
function eventOf(body: Uint8Array): WebhookEvent | undefined {
  const event = told.safeParse(JSON.parse(Buffer.from(body).toString('utf8')))
  if (!event.success) return undefined
  const { id, event_type: type, resource } = event.data
  const { attemptId } = readMark(resource.custom_id ?? resource.purchase_units?.[0]?.custom_id)
  const reference = resource.disputed_transactions?.[0]?.seller_transaction_id ?? ''
  const movements: Record<string, string> = {
    'CHECKOUT.ORDER.APPROVED': `${resource.id}:approved`,
    'PAYMENT.AUTHORIZATION.CREATED': `${resource.id}`,
    'PAYMENT.AUTHORIZATION.VOIDED': `${resource.id}:voided`,
    'PAYMENT.CAPTURE.COMPLETED': `${resource.id}`,
    'PAYMENT.CAPTURE.REFUNDED': `${resource.id}`,
  }
  return { id, attemptId, reference, movementId: movements[type] ?? '' }
}
