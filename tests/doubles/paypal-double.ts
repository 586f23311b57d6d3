import { sign } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { makeCertificate } from './certificate.ts'
import { isTokenCall, misfitOf } from './paypal-facts.ts'
import { type Answered, type Asked, startProviderServer } from './provider-server.ts'

/*
 * PayPal's HTTP, as far as the shop speaks it, with state: orders, what is set aside, taken and given back, disputes, the report, and webhooks
 * signed under a certificate of our own. What it is sent has to fit PayPal's published descriptions (paypal-facts.ts); it has never met PayPal.
 */

interface Amount {
  readonly currency_code: string
  readonly value: string
}
interface Moved {
  readonly id: string
  status: string
  readonly amount: Amount
  readonly create_time: string
  update_time: string
  readonly custom_id: string
  readonly expiration_time?: string
  readonly final_capture?: boolean
}
interface Order {
  readonly id: string
  status: string
  readonly amount: Amount
  readonly custom_id: string
  readonly returnUrl: string
  readonly cancelUrl: string
  readonly create_time: string
  isCardGood: boolean
  readonly isToKeep: boolean
  keptAs: string
  authorization: Moved | undefined
  capture: Moved | undefined
  readonly refunds: Moved[]
}
interface Line {
  readonly transaction_id: string
  readonly transaction_event_code: string
  readonly transaction_initiation_date: string
  readonly transaction_amount: Amount
  transaction_status: 'S' | 'V'
  readonly custom_field: string
  readonly paypal_reference_id?: string
}
interface Dispute {
  readonly dispute_id: string
  readonly captureId: string
  status: string
  readonly create_time: string
  update_time: string
  readonly dispute_amount: Amount
  readonly dispute_life_cycle_stage: string
  dispute_outcome: { outcome_code: string } | undefined
}

/** Source: Payments 2.9, authorizations.reauthorize; MAX_CAPTURE_AMOUNT_EXCEEDED. */
const honouredMs = 29 * 24 * 60 * 60_000
const mostCaptured = 1.15

export async function startPaypalDouble({
  clientId,
  clientSecret,
  webhookId,
  clock,
}: {
  clientId: string
  clientSecret: string
  webhookId: string
  clock: () => Date
}) {
  const orders = new Map<string, Order>()
  const vault = new Set<string>()
  const misfits: string[] = []
  const disputes: Dispute[] = []
  const report: Line[] = []
  const answers = new Map<string, Answered>()
  let count = 0
  const next = (prefix: string) => `${prefix}${String(++count).padStart(8, '0')}`
  const now = () => clock().toISOString()
  const [from, until] = [new Date('2026-01-01T00:00:00Z'), new Date('2099-01-01T00:00:00Z')]
  const own = makeCertificate('messageverificationcerts.paypal.com', from, until)
  const stranger = makeCertificate('messageverificationcerts.paypal.com.example', from, until)
  const pageRows = { most: 500 }

  const shown = (order: Order) => ({
    ...{ id: order.id, intent: 'AUTHORIZE', status: order.status, create_time: order.create_time },
    links:
      order.status === 'PAYER_ACTION_REQUIRED'
        ? [{ rel: 'payer-action', method: 'GET', href: `${server.url}/checkoutnow/${order.id}` }]
        : [],
    ...(order.isToKeep &&
      order.keptAs && {
        payment_source: { paypal: { attributes: { vault: { id: order.keptAs, status: 'VAULTED', customer: { id: 'a-customer' } } } } },
      }),
    purchase_units: [
      {
        ...{ reference_id: 'default', amount: order.amount, custom_id: order.custom_id },
        ...(order.authorization && {
          payments: {
            authorizations: [order.authorization],
            ...(order.capture && { captures: [order.capture] }),
            ...(order.refunds.length > 0 && { refunds: order.refunds }),
          },
        }),
      },
    ],
  })
  const moved = (amount: Amount, custom_id: string, status: string): Moved => {
    return { id: next('5O'), status, amount, create_time: now(), update_time: now(), custom_id }
  }
  const line = (code: string, id: string, { currency_code, value }: Amount, custom_field: string, origin = '') => {
    const set = { transaction_id: id, transaction_event_code: code, transaction_initiation_date: now(), transaction_status: 'S' as const }
    const rest = { custom_field, ...(origin && { paypal_reference_id: origin, paypal_reference_id_type: 'TXN' }) }
    report.push({ ...set, transaction_amount: { currency_code, value }, ...rest })
  }
  const ok = (body: unknown, status = 200): Answered => ({ status, body })
  const refuse = (issue: string, status = 422): Answered => {
    const name = status === 404 ? 'RESOURCE_NOT_FOUND' : status === 400 ? 'INVALID_REQUEST' : 'UNPROCESSABLE_ENTITY'
    return { status, body: { name, details: [{ issue, description: issue }], message: issue, debug_id: next('') } }
  }
  const cents = ({ value }: Amount) => Math.round(Number(value) * 100)
  const ofCapture = (id: string) => [...orders.values()].find(({ capture }) => capture?.id === id)

  function createOrder(asked: NewOrder): Answered {
    const [unit] = asked.purchase_units
    const context = asked.payment_source?.paypal?.experience_context
    if (asked.intent !== 'AUTHORIZE' || !unit) return refuse('INVALID_PARAMETER_VALUE', 400)
    const set = {
      amount: unit.amount,
      custom_id: unit.custom_id ?? '',
      returnUrl: context?.return_url ?? '',
      cancelUrl: context?.cancel_url ?? '',
      create_time: now(),
    }
    const source = asked.payment_source?.paypal
    if (source?.vault_id !== undefined && !vault.has(source.vault_id)) return refuse('TOKEN_ID_NOT_FOUND')
    const isToKeep = source?.attributes?.vault?.store_in_vault === 'ON_SUCCESS'
    const none = { authorization: undefined, capture: undefined, refunds: [], isCardGood: true, isToKeep, keptAs: '' }
    const order: Order = { id: next('8X'), status: 'PAYER_ACTION_REQUIRED', ...set, ...none }
    orders.set(order.id, order)
    // The payer agreed when the wallet was kept: the order is paid by being made.
    if (source?.vault_id !== undefined) {
      order.status = 'APPROVED'
      return authorize(order)
    }
    return ok(shown(order), 201)
  }

  function authorize(order: Order): Answered {
    if (order.authorization) return refuse('ORDER_ALREADY_AUTHORIZED')
    if (order.status !== 'APPROVED') return refuse('ORDER_NOT_APPROVED')
    if (!order.isCardGood) return refuse('INSTRUMENT_DECLINED')
    const expiration_time = new Date(clock().getTime() + honouredMs).toISOString()
    order.authorization = { ...moved(order.amount, order.custom_id, 'CREATED'), expiration_time }
    order.status = 'COMPLETED'
    if (order.isToKeep) {
      order.keptAs = next('vault')
      vault.add(order.keptAs)
    }
    return ok(shown(order), 201)
  }

  function ofAuthorization(id: string, verb: string, asked: { amount?: Amount; final_capture?: boolean }): Answered {
    const order = [...orders.values()].find(({ authorization }) => authorization?.id === id)
    if (!order?.authorization) return refuse('RESOURCE_NOT_FOUND', 404)
    const { status } = order.authorization
    if (verb === 'void') {
      if (status !== 'CREATED') return refuse(status === 'VOIDED' ? 'PREVIOUSLY_VOIDED' : 'PREVIOUSLY_CAPTURED')
      return ok(Object.assign(order.authorization, { status: 'VOIDED', update_time: now() }))
    }
    if (status !== 'CREATED') return refuse(status === 'VOIDED' ? 'AUTHORIZATION_VOIDED' : 'AUTHORIZATION_ALREADY_CAPTURED')
    const { amount = order.amount, final_capture = false } = asked
    if (cents(amount) > cents(order.amount) * mostCaptured) return refuse('MAX_CAPTURE_AMOUNT_EXCEEDED')
    const isPart = cents(amount) < cents(order.amount)
    Object.assign(order.authorization, { status: isPart ? 'PARTIALLY_CAPTURED' : 'CAPTURED', update_time: now() })
    order.capture = { ...moved(amount, order.custom_id, 'COMPLETED'), final_capture }
    line('T0006', order.capture.id, amount, order.custom_id)
    return ok(order.capture, 201)
  }

  function refund(id: string, { amount, custom_id }: { amount: Amount; custom_id: string }): Answered {
    const order = ofCapture(id)
    if (!order?.capture) return refuse('RESOURCE_NOT_FOUND', 404)
    const left = cents(order.capture.amount) - order.refunds.reduce((sum, one) => sum + cents(one.amount), 0)
    if (cents(amount) > left) return refuse(left === 0 ? 'CAPTURE_FULLY_REFUNDED' : 'REFUND_AMOUNT_EXCEEDED')
    const made = moved(amount, custom_id, 'COMPLETED')
    order.refunds.push(made)
    order.capture.status = cents(amount) === left ? 'REFUNDED' : 'PARTIALLY_REFUNDED'
    // A payment that was given back whole is reversed in the report.
    const taken = report.find(({ transaction_id }) => transaction_id === id)
    if (taken && cents(amount) === left) taken.transaction_status = 'V'
    line('T1107', made.id, { ...amount, value: `-${amount.value}` }, custom_id, id)
    return ok(made, 201)
  }

  function listReport({ query }: Asked): Answered {
    const [begins, ends] = [query.get('start_date') ?? '', query.get('end_date') ?? '']
    const all = report.filter(({ transaction_initiation_date: at }) => at >= begins && at <= ends)
    const size = Math.min(pageRows.most, Number(query.get('page_size')))
    const page = Number(query.get('page'))
    const transaction_details = all.slice((page - 1) * size, page * size).map((transaction_info) => ({ transaction_info }))
    return ok({ transaction_details, page, total_items: all.length, total_pages: Math.max(1, Math.ceil(all.length / size)) })
  }

  const listed = ({ captureId, dispute_outcome, ...dispute }: Dispute, isWhole: boolean) => {
    return { ...dispute, ...(isWhole && { dispute_outcome, disputed_transactions: [{ seller_transaction_id: captureId }] }) }
  }

  /** The shopper on PayPal's page. `card=bad`: with a card that will be refused. */
  function approve(id: string, { body }: Asked): Answered {
    const order = orders.get(id)
    if (!order) return { status: 404 }
    const said = new URLSearchParams(body)
    if (said.get('decision') === 'approve' && order.status === 'PAYER_ACTION_REQUIRED') {
      Object.assign(order, { status: 'APPROVED', isCardGood: said.get('card') !== 'bad' })
    }
    return { status: 303, location: said.get('decision') === 'approve' ? order.returnUrl : order.cancelUrl }
  }

  function answer(asked: Asked): Answered {
    const [, first, second = '', third = '', id = '', verb = ''] = asked.path.split('/')
    if (first === 'checkoutnow') return approve(second, asked)
    if (asked.path === '/v1/oauth2/token') {
      const isRight = asked.header('authorization') === `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`
      if (!isTokenCall(asked)) return refuse('unsupported_grant_type', 400)
      return isRight ? ok({ access_token: 'A21', token_type: 'Bearer', expires_in: 32_400 }) : refuse('invalid_client', 401)
    }
    if (asked.header('authorization') !== 'Bearer A21') return refuse('invalid_token', 401)
    const misfit = misfitOf(asked)
    if (misfit) {
      misfits.push(misfit)
      return refuse('INVALID_PARAMETER_VALUE', 400)
    }
    const key = `${asked.path} ${asked.header('paypal-request-id')}`
    const before = asked.method === 'POST' ? answers.get(key) : undefined
    if (before) return before
    const answered = answerOnce(asked, `${second}/${third}`, id, verb)
    // PayPal keeps what was done under a key, not what was refused.
    if (asked.method === 'POST' && answered.status < 300) answers.set(key, answered)
    return answered
  }

  function answerOnce(asked: Asked, what: string, id: string, verb: string): Answered {
    switch (what) {
      case 'checkout/orders': {
        if (id === '') return createOrder(JSON.parse(asked.body) as NewOrder)
        const order = orders.get(id)
        if (!order) return refuse('RESOURCE_NOT_FOUND', 404)
        return verb === 'authorize' ? authorize(order) : ok(shown(order))
      }
      case 'payments/authorizations':
        return ofAuthorization(id, verb, JSON.parse(asked.body || '{}') as { amount?: Amount; final_capture?: boolean })
      case 'payments/captures':
        return refund(id, JSON.parse(asked.body) as { amount: Amount; custom_id: string })
      case 'vault/payment-tokens':
        return vault.delete(id) ? { status: 204 } : refuse('RESOURCE_NOT_FOUND', 404)
      case 'customer/disputes': {
        const [one] = disputes.filter(({ dispute_id }) => dispute_id === id)
        if (id !== '') return one ? ok(listed(one, true)) : refuse('RESOURCE_NOT_FOUND', 404)
        const own = disputes.filter(({ captureId }) => captureId === asked.query.get('disputed_transaction_id'))
        return ok({ items: own.map((dispute) => listed(dispute, false)) })
      }
      case 'reporting/transactions':
        return listReport(asked)
      default:
        return refuse('RESOURCE_NOT_FOUND', 404)
    }
  }

  const server = await startProviderServer(answer)
  const orderOf = (attemptId: string) =>
    [...orders.values()].find(({ custom_id }) => custom_id.split('/')[1] === encodeURIComponent(attemptId))
  const certUrl = 'https://api.sandbox.paypal.com/v1/notifications/certs/CERT-of-this-test'

  return {
    ...server,
    pageRows,
    /** What was sent and does not fit PayPal's descriptions. */
    misfits,
    /** The network of the shop: paypal.com's certificate is ours, everything else is what it is. */
    http: (async (input, init) => {
      if (String(input) === certUrl) return new Response(own.pem)
      return fetch(input, init)
    }) as typeof fetch,
    captures: () => [...orders.values()].flatMap(({ capture }) => (capture ? [capture] : [])),
    /** A sale by somebody who shares the account. */
    chargeSomebody: (amountMinor: number) =>
      line('T0006', next('5O'), { currency_code: 'EUR', value: (amountMinor / 100).toFixed(2) }, 'invoice 17'),
    dispute(attemptId: string, outcome: 'opened' | 'won' | 'lost') {
      const order = orderOf(attemptId)
      if (!order?.capture) throw new Error(`${attemptId} was never captured`)
      const { id: captureId, amount: dispute_amount } = order.capture
      if (outcome === 'opened') {
        const set = { dispute_id: next('PP-D-'), captureId, status: 'UNDER_REVIEW', create_time: now(), update_time: now() }
        disputes.push({ ...set, dispute_amount, dispute_life_cycle_stage: 'CHARGEBACK', dispute_outcome: undefined })
        line('T1110', next('5O'), { ...dispute_amount, value: `-${dispute_amount.value}` }, '', captureId)
        return
      }
      const outcome_code = outcome === 'won' ? 'RESOLVED_SELLER_FAVOUR' : 'RESOLVED_BUYER_FAVOUR'
      const one = disputes.find((dispute) => dispute.captureId === captureId)!
      Object.assign(one, { status: 'RESOLVED', update_time: now(), dispute_outcome: { outcome_code } })
      // The hold ends either way; who loses loses the money at the same time.
      line('T1111', next('5O'), dispute_amount, '', captureId)
      if (outcome === 'lost') line('T1106', next('5O'), { ...dispute_amount, value: `-${dispute_amount.value}` }, '', captureId)
    },
    /** An event of PayPal's, signed at a moment. */
    webhook(type: string, attemptId: string, at: Date, { isForged = false, id = next('WH-'), isDispute = false } = {}) {
      const order = orderOf(attemptId)
      const about = { id: order?.id ?? 'none', custom_id: order?.custom_id ?? `o/${encodeURIComponent(attemptId)}` }
      const resource = isDispute ? { disputed_transactions: [{ seller_transaction_id: order?.capture?.id }] } : about
      const body = Buffer.from(JSON.stringify({ id, event_type: type, resource }))
      const transmission = { id: next('transmission-'), time: at.toISOString() }
      const signed = `${transmission.id}|${transmission.time}|${webhookId}|${crc32(body)}`
      const headers = {
        ...{ 'paypal-transmission-id': transmission.id, 'paypal-transmission-time': transmission.time, 'paypal-cert-url': certUrl },
        'paypal-auth-algo': 'SHA256withRSA',
        'paypal-transmission-sig': sign('sha256', Buffer.from(signed), (isForged ? stranger : own).privateKey).toString('base64'),
      }
      return { body, headers }
    },
    strangersCertificate: stranger.pem,
  }
}

interface NewOrder {
  readonly intent: string
  readonly purchase_units: readonly { readonly amount: Amount; readonly custom_id?: string }[]
  readonly payment_source?: {
    readonly paypal?: {
      readonly vault_id?: string
      readonly attributes?: { readonly vault?: { readonly store_in_vault?: string } }
      readonly experience_context?: { readonly return_url?: string; readonly cancel_url?: string }
    }
  }
}
