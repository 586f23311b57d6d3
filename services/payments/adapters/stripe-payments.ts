import { Stripe } from 'stripe'
import {
  type Asked,
  cancelUrlOf,
  type BookedMovement,
  type Provider,
  ProviderSilent,
  type Standing,
  type WebhookEvent,
} from '../application/provider.ts'
import { bookedOf, keptWith, movementsOfDisputes, movementsOfIntent, stripeAmount } from './stripe-movements.ts'

/** The version the SDK's types describe. A key of another default version answers this one all the same. */
const apiVersion = '2026-10-28.endive'
/** Within what orders waits for payments. */
const patienceMs = 2_000
const toleranceSeconds = 300

interface StripeNeeds {
  readonly secretKey: string
  /** Of the webhook endpoint; two, separated by a comma, while one takes the place of the other. */
  readonly webhookSecrets: string
  /** Where a double stands in for Stripe. */
  readonly url?: string | undefined
  readonly http: typeof fetch
}

/**
 * Stripe, by its own SDK. A token (`pm_…`) is paid with at once, by 3-D Secure where the bank asks; without one the shopper pays on Stripe's
 * own page. What is created moves nothing until it is confirmed, and has a key of its own: repeating it finds again what was made when the
 * answer was lost (within the 24 h Stripe keeps keys; an attempt is given up after 15 min).
 */
export function stripePayments({ secretKey, webhookSecrets, url, http }: StripeNeeds): Provider {
  const isLive = secretKey.includes('_live_')
  const { hostname, port, protocol } = new URL(url ?? 'https://api.stripe.com')
  const stripe = new Stripe(secretKey, {
    ...{ apiVersion, timeout: patienceMs, maxNetworkRetries: 1, telemetry: false },
    httpClient: Stripe.createFetchHttpClient(speaking(http)),
    ...(url ? { host: hostname, port: port || '443', protocol: protocol === 'http:' ? 'http' : 'https' } : {}),
  })
  const secrets = webhookSecrets.split(',').map((secret) => secret.trim())
  const intents = stripe.paymentIntents
  const sessions = stripe.checkout.sessions

  /** Stripe's customer of ours: who keeps a method has one. The same key finds again what was made when its answer was lost. */
  async function customerOf({ customer }: Asked): Promise<{ customer?: string; setup_future_usage?: 'on_session' }> {
    if (!customer || !(customer.saves || customer.paysWithKept)) return {}
    const key = { idempotencyKey: `customer:${customer.id}` }
    const id = customer.reference || (await stripe.customers.create({ metadata: { customer_id: customer.id } }, key)).id
    return { customer: id, ...(customer.saves && { setup_future_usage: 'on_session' }) }
  }
  const createIntent = async (asked: Asked) =>
    intents.create(
      {
        ...{ ...amountOf(asked), ...(await customerOf(asked)), capture_method: 'manual' },
        ...{ allowed_payment_method_types: ['card'], metadata: marksOf(asked) },
      },
      { idempotencyKey: `${asked.attemptId}:create` },
    )
  const createSession = async (asked: Asked) => {
    const { customer, setup_future_usage } = await customerOf(asked)
    const { currency, amount: unit_amount } = amountOf(asked)
    const marks = { metadata: marksOf(asked) }
    const line_items = [{ quantity: 1, price_data: { currency, unit_amount, product_data: { name: asked.orderId } } }]
    return sessions.create(
      {
        ...{ mode: 'payment', ...marks, line_items, client_reference_id: asked.attemptId },
        ...{ success_url: asked.returnUrl, cancel_url: cancelUrlOf(asked) },
        ...(customer && { customer }),
        payment_intent_data: { ...marks, capture_method: 'manual', ...(setup_future_usage && { setup_future_usage }) },
      },
      { idempotencyKey: `${asked.attemptId}:create` },
    )
  }

  /** The id of what was made for this attempt, now or before; undefined when Stripe takes no such payment: too small, a strange currency. */
  async function created(asked: Asked): Promise<string | undefined> {
    try {
      return (await (asked.token === '' ? createSession(asked) : createIntent(asked))).id
    } catch (error) {
      if (error instanceof Stripe.errors.StripeInvalidRequestError) return undefined
      throw error
    }
  }

  /** As it stands now. `reference` is of a payment, or of the page where it is made. */
  async function standingOf(reference: string): Promise<Standing> {
    if (!isSession(reference)) return standingOfIntent(await intents.retrieve(reference, { expand: [...expanded] }))
    const session = await sessions.retrieve(reference, { expand: expanded.map((path) => `payment_intent.${path}`) })
    const intent = typeof session.payment_intent === 'string' ? undefined : (session.payment_intent ?? undefined)
    if (session.status === 'complete' && intent) return standingOfIntent(intent)
    const currency = (session.currency ?? '').toUpperCase()
    const rest = { amountMinor: 0, currency, at: new Date(session.created * 1_000), refundId: '' }
    if (session.status === 'expired')
      return { reference, movements: [{ ...rest, id: `${session.id}:expired`, kind: 'expired', detail: 'expired' }] }
    const action = { ...rest, id: `${session.id}:action`, kind: 'action-required' as const, detail: session.url ?? '' }
    return { reference, actionKind: 'redirect', movements: [action] }
  }

  async function standingOfIntent(intent: Stripe.PaymentIntent): Promise<Standing> {
    const movements = [...movementsOfIntent(intent), ...(await disputesOf(intent))]
    const kept = keptWith(intent)
    return { reference: intent.id, actionKind: 'three-d-secure', movements, ...(kept && { kept }) }
  }

  async function disputesOf(intent: Stripe.PaymentIntent) {
    const charge = typeof intent.latest_charge === 'string' ? null : intent.latest_charge
    if (!charge?.disputed) return []
    return movementsOfDisputes((await stripe.disputes.list({ payment_intent: intent.id })).data)
  }

  /**
   * A step, then how it stands. What Stripe refuses because of how it stands already is no fault: how it stands is the answer, or
   * `unpayable` where it does not take what should pay.
   */
  async function step(reference: string, doing: () => Promise<{ readonly object: string }>, unpayable?: Standing): Promise<Standing> {
    try {
      const done = await doing()
      if (isIntent(done)) return await standingOfIntent(done)
    } catch (error) {
      const isAnswer = error instanceof Stripe.errors.StripeCardError || error instanceof Stripe.errors.StripeInvalidRequestError
      if (!isAnswer) throw error
      if (unpayable && isOfMethod(error)) return unpayable
    }
    return standingOf(reference)
  }

  return {
    name: 'stripe',
    methods: [{ method: 'card', testTokens: [] }],
    booksLagMs: 60_000,

    authorise: (asked) =>
      heard(async () => {
        const id = asked.reference || (await created(asked))
        if (id === undefined) return refused(asked)
        if (asked.token === '') return standingOf(id)
        // Where nobody is there to come back, there is no way back: Stripe takes no empty one.
        const back = asked.returnUrl === '' ? {} : { return_url: asked.returnUrl }
        const confirmation = { payment_method: asked.token, ...back, expand: [...expanded] }
        const unpayable = { ...refused(asked), reference: id }
        return step(id, () => intents.confirm(id, confirmation, { idempotencyKey: asked.key }), unpayable)
      }),

    capture: ({ reference, key, currency }, amountMinor) =>
      heard(() => {
        if (isSession(reference)) return standingOf(reference)
        // Stripe lets go of what is not taken.
        const taking = { amount_to_capture: stripeAmount(amountMinor, currency), expand: [...expanded] }
        return step(reference, () => intents.capture(reference, taking, { idempotencyKey: key }))
      }),

    void: (asked) =>
      heard(async () => {
        const made = asked.reference || (await created(asked))
        if (made === undefined) return refused(asked)
        const cancel = (id: string) => step(id, () => intents.cancel(id, { expand: [...expanded] }, { idempotencyKey: asked.key }))
        if (!isSession(made)) return cancel(made)
        const closed = await step(made, () => sessions.expire(made))
        // Or it was paid on the page a moment before.
        return isSession(closed.reference) ? closed : cancel(closed.reference)
      }),

    refund: (asked, { refundId, amountMinor }) =>
      heard(() => {
        const amount = stripeAmount(amountMinor, asked.currency)
        const refund = { payment_intent: asked.reference, amount, metadata: { ...marksOf(asked), refund_id: refundId } }
        return step(asked.reference, () => stripe.refunds.create(refund, { idempotencyKey: asked.key }))
      }),

    forget: (reference) =>
      heard(async () => {
        await stripe.paymentMethods.detach(reference).catch((error: unknown) => {
          // Of nobody any more: it was dropped before.
          if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) throw error
        })
      }),

    // Without a reference nothing was confirmed: asking again, by the same keys, finds what was made.
    read: async ({ reference }) => (reference === '' ? undefined : heard(() => standingOf(reference))),

    movementsBetween: (from, until) =>
      heard(async () => {
        const created = { gte: Math.floor(from.getTime() / 1_000), lt: Math.ceil(until.getTime() / 1_000) }
        const movements: BookedMovement[] = []
        for await (const entry of stripe.balanceTransactions.list({ created, limit: 100, expand: ['data.source'] })) {
          const movement = bookedOf(entry)
          if (movement) movements.push(movement)
        }
        return movements
      }),

    async verifyWebhook(body, headers, now) {
      const event = signedEvent(stripe, body, headers['stripe-signature'], secrets, now)
      // A test event says nothing to a live shop, nor the other way round.
      return event && event.livemode === isLive ? eventOf(event) : undefined
    },
  }
}

const expanded = ['latest_charge.balance_transaction', 'latest_charge.refunds.data.balance_transaction'] as const
const isIntent = (done: { readonly object: string }): done is Stripe.PaymentIntent => done.object === 'payment_intent'
/** Stripe does not take what it should be paid with: a kept method that is there no more. */
const isOfMethod = (error: unknown) => error instanceof Stripe.errors.StripeInvalidRequestError && error.param === 'payment_method'
const isSession = (reference: string) => reference.startsWith('cs_')
const marksOf = ({ attemptId, orderId }: Asked) => ({ attempt_id: attemptId, order_id: orderId })
const amountOf = ({ amountMinor, currency }: Asked) => ({ amount: stripeAmount(amountMinor, currency), currency: currency.toLowerCase() })

/** A fault without Stripe's words, as of something on the way, would pass for an answer in the SDK. */
const speaking =
  (http: typeof fetch): typeof fetch =>
  async (input, init) => {
    const reply = await http(input, init)
    return reply.status < 500 ? reply : Response.json({ error: { type: 'api_error', message: `answered ${reply.status}` } }, reply)
  }

/** Nothing was made, so nothing can move. */
function refused({ attemptId, currency }: Asked): Standing {
  const failed = { kind: 'failed', amountMinor: 0, currency, refundId: '', detail: 'card-declined' } as const
  return { reference: '', movements: [{ ...failed, id: `${attemptId}:refused`, at: new Date(0) }] }
}

/** Whatever is not an answer is silence: the shop asks again. */
async function heard<T>(asking: () => Promise<T>): Promise<T> {
  try {
    return await asking()
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError)
      throw new ProviderSilent(`${error.type} ${error.code ?? error.statusCode ?? ''}`, { cause: error })
    throw error
  }
}

function signedEvent(stripe: Stripe, body: Uint8Array, signature: string | undefined, secrets: readonly string[], now: Date) {
  for (const secret of secrets) {
    try {
      return stripe.webhooks.constructEvent(Buffer.from(body), signature ?? '', secret, toleranceSeconds, undefined, now.getTime())
    } catch {
      // Signed by the other secret, or by nobody.
    }
  }
  return undefined
}

/** Which attempt an event is of: by our mark, by the payment it names, or not at all. */
function eventOf({ id, type, data }: Stripe.Event): WebhookEvent {
  const object = data.object as { metadata?: Record<string, string>; payment_intent?: string | null; id?: string; latest_charge?: string }
  const attemptId = object.metadata?.['attempt_id'] ?? ''
  const reference = type.startsWith('charge.dispute.') ? (object.payment_intent ?? '') : ''
  const movements: Record<string, string> = {
    'payment_intent.amount_capturable_updated': `${object.latest_charge}:authorised`,
    'payment_intent.succeeded': `${object.latest_charge}:captured`,
    'payment_intent.canceled': `${object.id}:canceled`,
  }
  return { id, attemptId, reference, movementId: movements[type] ?? '' }
}
