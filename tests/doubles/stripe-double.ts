import { createHmac } from 'node:crypto'
import { type Fields, fieldsOf, fieldsOfForm, textOf } from './form-fields.ts'
import { type Answered, type Asked, startProviderServer } from './provider-server.ts'
import type { Charge, Dispute, Entry, Intent, Refused, Session } from './stripe-records.ts'

/*
 * Stripe's HTTP, as far as the shop speaks it, with state: payments, pages, refunds, disputes and a balance. Keys are idempotent as Stripe's
 * are: the same request again has the same answer, another one under the same key is refused. What the shop sends is proved against
 * Stripe's own description elsewhere (stripe-mock), as this double would believe anything.
 */

const declines: Record<string, Refused> = {
  pm_card_chargeDeclinedInsufficientFunds: { type: 'card_error', code: 'card_declined', decline_code: 'insufficient_funds' },
  pm_card_chargeDeclined: { type: 'card_error', code: 'card_declined', decline_code: 'generic_decline' },
}
const unexpected: Refused = { type: 'invalid_request_error', code: 'payment_intent_unexpected_state' }
const missing: Refused = { type: 'invalid_request_error', code: 'resource_missing' }

export async function startStripeDouble({
  secretKey,
  webhookSecret,
  clock,
}: {
  secretKey: string
  webhookSecret: string
  clock: () => Date
}) {
  const intents = new Map<string, Intent>()
  const sessions = new Map<string, Session>()
  /** Methods that belong to a customer, each with the test token it stands for. */
  const kept = new Map<string, { readonly customer: string; readonly token: string }>()
  const disputes: Dispute[] = []
  const balance: Entry[] = []
  const answers = new Map<string, { request: string; answer: Answered }>()
  let count = 0
  const next = (prefix: string) => `${prefix}_${String(++count).padStart(6, '0')}`
  const now = () => Math.floor(clock().getTime() / 1_000)

  const shownRefund = (intent: Intent, { id, amount, created, metadata }: Charge['refunds'][number]) => ({
    ...{ id, object: 'refund', amount, created, metadata, currency: intent.currency, status: 'succeeded', payment_intent: intent.id },
    balance_transaction: { object: 'balance_transaction', created },
  })
  /** What is let go when a part is taken looks like a refund, and never reaches the balance. */
  const restOf = (intent: Intent, { id, amount, amountCaptured, captured, capturedAt: created }: Charge) =>
    captured && amountCaptured < amount
      ? [{ ...shownRefund(intent, { id: `re_${id}`, amount: amount - amountCaptured, created, metadata: {} }), balance_transaction: null }]
      : []
  const shownCharge = (intent: Intent, charge: Charge) => ({
    ...{ id: charge.id, object: 'charge', amount: charge.amount, captured: charge.captured, status: 'succeeded' },
    ...{ amount_captured: charge.amountCaptured, created: charge.created, disputed: charge.disputed },
    ...{ currency: intent.currency, metadata: intent.metadata, payment_intent: intent.id },
    payment_method_details: { type: 'card', card: { brand: 'visa', last4: '4242', exp_month: 12, exp_year: 2030 } },
    balance_transaction: charge.captured ? { object: 'balance_transaction', created: charge.capturedAt } : null,
    refunds: {
      object: 'list',
      has_more: false,
      data: [...charge.refunds.map((refund) => shownRefund(intent, refund)), ...restOf(intent, charge)],
    },
  })
  const shown = (intent: Intent): object => ({
    ...{ id: intent.id, object: 'payment_intent', amount: intent.amount, currency: intent.currency, status: intent.status },
    ...{ created: intent.created, metadata: intent.metadata, canceled_at: intent.canceledAt ?? null },
    ...{ customer: intent.customer || null, payment_method: intent.paymentMethod || null },
    setup_future_usage: intent.isToKeep ? 'on_session' : null,
    latest_charge: intent.charge ? shownCharge(intent, intent.charge) : null,
    last_payment_error: intent.error ?? null,
    next_action: intent.status === 'requires_action' ? { type: 'redirect_to_url', redirect_to_url: { url: challengeOf(intent.id) } } : null,
  })
  const shownSession = (session: Session) => ({
    ...{ id: session.id, object: 'checkout.session', status: session.status, currency: session.intent.currency },
    ...{ created: session.intent.created, metadata: session.metadata, url: session.status === 'open' ? challengeOf(session.id) : null },
    payment_intent: session.status === 'complete' ? shown(session.intent) : null,
  })
  const shownDispute = ({ id, intent, amount, created, status, endedAt }: Dispute) => ({
    ...{ id, object: 'dispute', amount, created, status, currency: intent.currency, payment_intent: intent.id, reason: 'fraudulent' },
    balance_transactions: [{ created }, ...(status === 'won' ? [{ created: endedAt }] : [])],
  })
  const challengeOf = (id: string) => `${server.url}/challenge/${id}`
  const ok = (body: object): Answered => ({ status: 200, body })
  const refuse = (error: Refused, status = 400): Answered => ({ status, body: { error: { ...error, message: error.code } } })

  function open(fields: Fields): Intent {
    const metadata = fieldsOf(fields['metadata'])
    const set = { amount: Number(fields['amount']), currency: textOf(fields['currency']), metadata, created: now() }
    const intent: Intent = {
      ...{ id: next('pi'), ...set, status: 'requires_payment_method', returnUrl: '' },
      ...{ charge: undefined, error: undefined, canceledAt: undefined, paymentMethod: '' },
      ...{ customer: textOf(fields['customer']), isToKeep: textOf(fields['setup_future_usage']) === 'on_session' },
    }
    intents.set(intent.id, intent)
    return intent
  }
  function charge(intent: Intent, token = 'pm_card_visa') {
    const set = {
      id: next('ch'),
      amount: intent.amount,
      captured: false,
      amountCaptured: 0,
      capturedAt: 0,
      disputed: false,
      created: now(),
    }
    intent.charge = { ...set, refunds: [] }
    intent.status = 'requires_capture'
    if (!intent.isToKeep) return
    intent.paymentMethod = next('pm')
    kept.set(intent.paymentMethod, { customer: intent.customer, token })
  }

  const verbs: Record<string, (intent: Intent, fields: Fields) => Answered> = {
    confirm(intent, fields) {
      if (!['requires_payment_method', 'requires_confirmation'].includes(intent.status)) return refuse(unexpected)
      const asked = textOf(fields['payment_method'])
      const own = kept.get(asked)
      if (!asked.startsWith('pm_card_') && own?.customer !== intent.customer) return refuse({ ...missing, param: 'payment_method' })
      const token = own?.token ?? asked
      intent.returnUrl = textOf(fields['return_url'])
      intent.error = declines[token]
      if (intent.error) return refuse(intent.error, 402)
      if (token === 'pm_card_authenticationRequired') intent.status = 'requires_action'
      else charge(intent, token)
      return ok(shown(intent))
    },
    capture(intent, fields) {
      if (intent.status !== 'requires_capture' || !intent.charge) return refuse(unexpected)
      const amountCaptured = Number(fields['amount_to_capture'] ?? intent.amount)
      if (!(amountCaptured > 0 && amountCaptured <= intent.amount))
        return refuse({ type: 'invalid_request_error', code: 'amount_too_large' })
      Object.assign(intent.charge, { captured: true, amountCaptured, capturedAt: now() })
      intent.status = 'succeeded'
      const taken = intent.charge
      balance.push({ id: next('txn'), type: 'charge', category: 'charge', created: now(), source: () => shownCharge(intent, taken) })
      return ok(shown(intent))
    },
    cancel(intent) {
      if (['succeeded', 'canceled'].includes(intent.status)) return refuse(unexpected)
      Object.assign(intent, { status: 'canceled', canceledAt: now() })
      return ok(shown(intent))
    },
  }

  function refund(fields: Fields): Answered {
    const intent = intents.get(textOf(fields['payment_intent']))
    if (!intent?.charge?.captured) return refuse(intent ? unexpected : missing)
    const back = intent.charge.refunds.reduce((sum, one) => sum + one.amount, 0)
    const amount = Number(fields['amount'])
    if (intent.charge.disputed) return refuse({ type: 'invalid_request_error', code: 'charge_disputed' })
    if (back + amount > intent.charge.amountCaptured) return refuse({ type: 'invalid_request_error', code: 'charge_already_refunded' })
    const made = { id: next('re'), amount, created: now(), metadata: fieldsOf(fields['metadata']) }
    intent.charge.refunds.push(made)
    balance.push({ id: next('txn'), type: 'refund', category: 'refund', created: now(), source: () => shownRefund(intent, made) })
    return ok(shownRefund(intent, made))
  }

  function openSession(fields: Fields): Answered {
    const item = fieldsOf(fieldsOf(fields['line_items'])['0'])
    const price = fieldsOf(item['price_data'])
    const marks = fieldsOf(fields['payment_intent_data'])['metadata'] ?? {}
    const amount = String(Number(price['unit_amount']) * Number(item['quantity']))
    const setup_future_usage = fieldsOf(fields['payment_intent_data'])['setup_future_usage'] ?? ''
    const customer = fields['customer'] ?? ''
    const intent = open({ amount, currency: textOf(price['currency']), metadata: marks, setup_future_usage, customer })
    const set = {
      metadata: fieldsOf(fields['metadata']),
      successUrl: textOf(fields['success_url']),
      cancelUrl: textOf(fields['cancel_url']),
    }
    const session: Session = { id: next('cs'), intent, ...set, status: 'open' }
    sessions.set(session.id, session)
    return ok(shownSession(session))
  }

  /** The shopper on the bank's page (a payment), or on Stripe's (a session). */
  function challenged(id: string, { body }: Asked): Answered {
    const isYes = new URLSearchParams(body).get('decision') === 'approve'
    const session = sessions.get(id)
    const intent = session?.intent ?? intents.get(id)
    if (!intent) return { status: 404 }
    if (session?.status === 'open' && isYes) {
      charge(intent)
      session.status = 'complete'
    } else if (!session && intent.status === 'requires_action') {
      if (isYes) charge(intent)
      else {
        const error = { type: 'invalid_request_error', code: 'payment_intent_authentication_failure' }
        Object.assign(intent, { status: 'requires_payment_method', error })
      }
    }
    return { status: 303, location: (isYes ? session?.successUrl : session?.cancelUrl) ?? intent.returnUrl }
  }

  function listBalance({ query }: Asked): Answered {
    const [from, until] = [Number(query.get('created[gte]') ?? 0), Number(query.get('created[lt]') ?? Infinity)]
    const within = balance.filter(({ created }) => created >= from && created < until).toReversed()
    const begin = query.has('starting_after') ? within.findIndex(({ id }) => id === query.get('starting_after')) + 1 : 0
    const limit = Math.min(pageRows.most, Number(query.get('limit') ?? 10))
    const data = within.slice(begin, begin + limit).map(({ id, type, category, created, source }) => {
      return { id, object: 'balance_transaction', type, reporting_category: category, created, source: source() }
    })
    return ok({ object: 'list', url: '/v1/balance_transactions', has_more: begin + limit < within.length, data })
  }
  const pageRows = { most: 100 }

  function answer(asked: Asked): Answered {
    const [, kind, first = '', id = '', verb = ''] = asked.path.split('/')
    if (kind === 'challenge') return challenged(first, asked)
    if (asked.header('authorization') !== `Bearer ${secretKey}`) return refuse({ type: 'invalid_request_error', code: 'api_key' }, 401)
    const key = asked.header('idempotency-key')
    const request = `${asked.method} ${asked.path} ${asked.body}`
    const before = answers.get(key)
    if (before && before.request !== request) return refuse({ type: 'idempotency_error', code: 'idempotency_key_in_use' })
    if (before) return before.answer
    const answered = answerOnce(
      asked,
      first === 'checkout' ? id : first,
      first === 'checkout' ? verb : id,
      first === 'checkout' ? '' : verb,
    )
    if (asked.method === 'POST' && key) answers.set(key, { request, answer: answered })
    return answered
  }

  function answerOnce(asked: Asked, what: string, id: string, verb: string): Answered {
    const fields = fieldsOfForm(asked.body)
    // An empty value would unset a field, and there is nothing to unset. Source: docs.stripe.com/error-codes, parameter_invalid_empty.
    const empty = [...new URLSearchParams(asked.body)].find(([, value]) => value === '')?.[0]
    if (empty !== undefined) return refuse({ type: 'invalid_request_error', code: 'parameter_invalid_empty', param: empty })
    switch (what) {
      case 'payment_intents': {
        if (id === '') return ok(shown(open(fields)))
        const intent = intents.get(id)
        if (!intent) return refuse(missing, 404)
        return asked.method === 'GET' ? ok(shown(intent)) : (verbs[verb]?.(intent, fields) ?? refuse(missing, 404))
      }
      case 'sessions': {
        if (id === '') return openSession(fields)
        const [session, last] = [sessions.get(id), asked.path.split('/').at(-1)]
        if (!session) return refuse(missing, 404)
        if (asked.method === 'GET') return ok(shownSession(session))
        if (last !== 'expire' || session.status !== 'open') return refuse({ type: 'invalid_request_error', code: 'session_not_open' })
        session.status = 'expired'
        return ok(shownSession(session))
      }
      case 'customers':
        return ok({ id: next('cus'), object: 'customer', metadata: fieldsOf(fields['metadata']) })
      case 'payment_methods':
        return kept.delete(id) ? ok({ id, object: 'payment_method', customer: null }) : refuse(missing)
      case 'refunds':
        return refund(fields)
      case 'disputes': {
        const own = disputes.filter(({ intent }) => intent.id === asked.query.get('payment_intent'))
        return ok({ object: 'list', url: '/v1/disputes', has_more: false, data: own.map(shownDispute) })
      }
      case 'balance_transactions':
        return listBalance(asked)
      default:
        return refuse(missing, 404)
    }
  }

  const server = await startProviderServer(answer)
  const intentOf = (attemptId: string) => [...intents.values()].find(({ metadata }) => metadata['attempt_id'] === attemptId)

  return {
    ...server,
    pageRows,
    /** Charges in Stripe's books, taken or set aside. */
    charges: () => [...intents.values()].flatMap(({ charge: one }) => (one ? [one] : [])),
    /** Our mark on the payment that was begun last. */
    lastAttempt: () => textOf([...intents.values()].at(-1)?.metadata['attempt_id']),
    /** A charge by somebody who shares the account. */
    chargeSomebody(amount: number) {
      const intent = open({ amount: String(amount), currency: 'eur', metadata: {} })
      charge(intent)
      verbs['capture']!(intent, {})
    },
    dispute(attemptId: string, outcome: 'opened' | 'won' | 'lost') {
      const intent = intentOf(attemptId)
      if (!intent?.charge) throw new Error(`${attemptId} was never charged`)
      if (outcome === 'opened') {
        intent.charge.disputed = true
        const amount = intent.charge.amountCaptured - intent.charge.refunds.reduce((sum, one) => sum + one.amount, 0)
        const made: Dispute = { id: next('dp'), intent, amount, created: now(), status: 'needs_response', endedAt: undefined }
        disputes.push(made)
        balance.push({ id: next('txn'), type: 'adjustment', category: 'dispute', created: now(), source: () => shownDispute(made) })
        return
      }
      const made = disputes.find((one) => one.intent === intent)!
      Object.assign(made, { status: outcome, endedAt: now() })
      const back = { id: next('txn'), type: 'adjustment', category: 'dispute_reversal', created: now(), source: () => shownDispute(made) }
      if (outcome === 'won') balance.push(back)
    },
    /** An event of Stripe's, signed at a moment. */
    webhook(type: string, attemptId: string, at: Date, { secret = webhookSecret, id = next('evt'), livemode = false } = {}) {
      const intent = intentOf(attemptId)
      const dispute = disputes.find((one) => one.intent === intent)
      const about = { ...(intent ? shown(intent) : { id: 'pi_none' }), metadata: { attempt_id: attemptId } }
      // A dispute bears no mark of ours; what it names is expanded nowhere.
      const object = type.startsWith('charge.dispute') && dispute ? shownDispute(dispute) : { ...about, latest_charge: intent?.charge?.id }
      const body = Buffer.from(JSON.stringify({ id, object: 'event', type, livemode, data: { object } }))
      const seconds = Math.floor(at.getTime() / 1_000)
      const mac = createHmac('sha256', secret).update(`${seconds}.`).update(body).digest('hex')
      return { body, headers: { 'stripe-signature': `t=${seconds},v1=${mac}` } }
    },
  }
}
