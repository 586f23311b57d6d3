import { afterAll, expect, test } from 'vitest'
import { makeCertificate } from '../../../tests/doubles/certificate.ts'
import { startPaypalDouble } from '../../../tests/doubles/paypal-double.ts'
import { misfitOf } from '../../../tests/doubles/paypal-facts.ts'
import type { Asked } from '../application/provider.ts'
import { stateOf } from '../domain/attempt.ts'
import { markOf, movementsOfOrder, paypalMoney, paypalOrder, readMark } from './paypal-movements.ts'
import { paypalPayments } from './paypal-payments.ts'

let now = new Date('2026-11-20T10:00:00Z')
const clock = () => now
const keys = { clientId: 'client', clientSecret: 'secret', webhookId: '4JH86294D6297924G' }
const double = await startPaypalDouble({ ...keys, clock })
afterAll(() => double.stop())
const paypal = (more: object = {}) => paypalPayments({ ...keys, url: double.url, http: double.http, clock, ...more })
const asked = (attemptId: string, step: string, reference = ''): Asked => ({
  ...{ key: `${attemptId}:${step}`, attemptId, orderId: 'o/1', amountMinor: 12_900, currency: 'EUR', method: 'wallet' },
  ...{ token: '', returnUrl: 'http://shop.example/back', reference },
})

test.each([
  [12_900, 'EUR', '129.00'],
  [5, 'EUR', '0.05'],
  [12_900, 'JPY', '12900'],
  [1_290_000, 'HUF', '12900'],
  [1_290_050, 'HUF', undefined],
])('%i of %s is %s at PayPal', (amountMinor, currency, value) => {
  expect(paypalMoney(amountMinor, currency)?.value).toBe(value)
})

test('our mark survives whatever ids hold, and what others wrote there is no mark', () => {
  expect(readMark(markOf('o/1', 'a 2', 'r%3'))).toEqual({ orderId: 'o/1', attemptId: 'a 2', refundId: 'r%3' })
  for (const strange of [undefined, '', 'invoice 17', '%E0%A4%A']) expect(readMark(strange).attemptId).toBe('')
})

/** An order as PayPal shows it, with what was paid of it. */
const shown = (payments: object, status = 'COMPLETED') =>
  movementsOfOrder(paypalOrder.parse({ id: 'O', status, purchase_units: [{ payments }] }), 'EUR', now)
const amount = (value: string) => ({ currency_code: 'EUR', value })
const held = { id: 'A', amount: amount('129.00'), create_time: '2026-11-01T10:00:00Z', expiration_time: '2026-11-30T10:00:00Z' }
const taken = { id: 'C', amount: amount('120.00'), create_time: '2026-11-02T10:00:00Z', final_capture: true }
const kinds = (payments: object, status?: string) => shown(payments, status).map(({ kind, amountMinor }) => `${kind} ${amountMinor}`)

test.each([
  ['CREATED', ['authorised 12900']],
  ['PENDING', []],
  ['DENIED', ['failed 0']],
  ['VOIDED', ['authorised 12900', 'voided 12900']],
])('an authorisation that is %s', (status, said) => {
  expect(kinds({ authorizations: [{ ...held, status }] })).toEqual(said)
})

test('an authorisation nobody took within its 29 days is dropped, though PayPal has no word for it', () => {
  const late = { ...held, status: 'CREATED', expiration_time: '2026-11-20T10:00:00Z' }
  expect(shown({ authorizations: [late] }).at(-1)).toMatchObject({ id: 'A:voided', kind: 'voided', at: new Date(late.expiration_time) })
})

test.each([
  ['COMPLETED', undefined, true],
  ['PARTIALLY_REFUNDED', undefined, true],
  ['REFUNDED', undefined, true],
  ['PENDING', 'ECHECK', false],
  ['PENDING', 'PENDING_REVIEW', false],
  ['PENDING', 'BUYER_COMPLAINT', true],
  ['PENDING', 'CHARGEBACK', true],
  ['DECLINED', undefined, false],
  ['FAILED', undefined, false],
])('a capture that is %s (%s) took money: %s', (status, reason, isTaken) => {
  const capture = { ...taken, status, ...(reason && { status_details: { reason } }) }
  const said = kinds({ authorizations: [{ ...held, status: 'PARTIALLY_CAPTURED' }], captures: [capture] })
  expect(said).toEqual(isTaken ? ['authorised 12900', 'captured 12000', 'voided 900'] : ['authorised 12900'])
})

test('what was not taken is dropped once, also where PayPal ends the rest of the authorisation later', () => {
  const captures = [{ ...taken, status: 'COMPLETED' }]
  for (const over of [{ status: 'VOIDED' }, { status: 'PARTIALLY_CAPTURED', expiration_time: '2026-11-20T10:00:00Z' }])
    expect(kinds({ authorizations: [{ ...held, ...over }], captures })).toEqual(['authorised 12900', 'captured 12000', 'voided 900'])
})

test('money that is still on its way ends no authorisation', () => {
  const authorizations = [{ ...held, status: 'CAPTURED', expiration_time: '2026-11-20T10:00:00Z' }]
  expect(kinds({ authorizations, captures: [{ ...taken, status: 'PENDING' }] })).toEqual(['authorised 12900'])
  expect(kinds({ authorizations, captures: [{ ...taken, status: 'FAILED' }] })).toEqual(['authorised 12900', 'voided 12900'])
})

test('an order PayPal gave up can no longer be paid', () => {
  expect(kinds({}, 'VOIDED')).toEqual(['expired 0'])
})

test('a card PayPal’s bank refuses after the shopper agreed is a refusal', async () => {
  const provider = paypal()
  const { reference, movements } = await provider.authorise(asked('declined', 'authorise'))
  const agreeing = { method: 'POST', body: new URLSearchParams({ decision: 'approve', card: 'bad' }), redirect: 'manual' } as const
  await fetch(movements[0]!.detail, agreeing)
  const known = await provider.read(asked('declined', 'read', reference))
  expect(stateOf([...movements, ...known!.movements], 'EUR')).toBe('pending')
  const answer = await provider.authorise(asked('declined', 'authorise', reference))
  expect(answer.movements).toContainEqual(expect.objectContaining({ kind: 'failed', detail: 'card-declined' }))
  expect(double.captures()).toEqual([])
})

test('what PayPal’s key may not see is silence: no payment ends for it', async () => {
  const http = (async (input, init) =>
    String(input).includes('/v2/') ? Response.json({ name: 'NOT_AUTHORIZED' }, { status: 403 }) : fetch(input, init)) as typeof fetch
  const provider = paypal({ http })
  for (const asking of [provider.read, provider.void, provider.authorise])
    await expect(asking(asked('hidden', 'any', 'O1'))).rejects.toThrow('answered 403')
  await expect(provider.authorise(asked('hidden', 'authorise'))).rejects.toThrow('answered 403')
})

test('an order PayPal does not take is given up without asking for one that was never made', async () => {
  const provider = paypal()
  const strange = { ...asked('strange', 'void'), currency: 'XAF' }
  expect((await provider.void(strange)).movements.map(({ kind }) => kind)).toEqual(['expired'])
  expect((await provider.authorise(strange)).movements.map(({ kind }) => kind)).toEqual(['failed'])
  expect(double.misfits.splice(0)).toEqual(Array.from({ length: 2 }, () => expect.stringContaining('currency_code')))
})

test('a token is drawn once and again when it ends', async () => {
  const provider = paypal()
  const drawn = () => double.calls.filter((call) => call === 'POST /v1/oauth2/token').length
  const before = drawn()
  await provider.read(asked('t', 'read', 'NONE'))
  await provider.read(asked('t', 'read', 'NONE'))
  expect(drawn() - before).toBe(1)
  now = new Date(now.getTime() + 9 * 3_600_000)
  await provider.read(asked('t', 'read', 'NONE'))
  expect(drawn() - before).toBe(2)
})

test('a key PayPal does not know is silence: nothing is refused in a shopper’s name', async () => {
  await expect(paypal({ clientSecret: 'another' }).authorise(asked('k', 'authorise'))).rejects.toThrow('gave no token: 401')
})

test.each([
  ['PAYER_ACTION_REQUIRED', 'failed'],
  ['TRANSACTION_REFUSED', 'failed'],
  ['ORDER_EXPIRED', 'expired'],
  ['ORDER_NOT_APPROVED', undefined],
  ['ORDER_ALREADY_AUTHORIZED', undefined],
])('%s, when money is to be set aside: %s', async (issue, kind) => {
  const provider = paypal()
  const { reference } = await provider.authorise(asked(issue, 'authorise'))
  const http = (async (input, init) =>
    String(input).endsWith('/authorize')
      ? Response.json({ name: 'UNPROCESSABLE_ENTITY', details: [{ issue }] }, { status: 422 })
      : fetch(input, init)) as typeof fetch
  const { movements } = await paypal({ http }).authorise(asked(issue, 'authorise', reference))
  expect(movements.find((one) => one.kind === 'failed' || one.kind === 'expired')?.kind).toBe(kind)
})

test('an order PayPal has forgotten can no longer be paid', async () => {
  const provider = paypal()
  expect(await provider.read(asked('gone', 'read', 'NONE'))).toBeUndefined()
  const { movements } = await provider.void(asked('gone', 'void', 'NONE'))
  expect(movements.map(({ kind }) => kind)).toEqual(['expired'])
})

test('its report is read to the last page', async () => {
  double.pageRows.most = 2
  for (let n = 0; n < 5; n++) double.chargeSomebody(100 + n)
  const listed = await paypal().movementsBetween(new Date(now.getTime() - 1_000), new Date(now.getTime() + 1_000))
  expect(listed.map(({ amountMinor }) => amountMinor)).toEqual([100, 101, 102, 103, 104])
})

test('an event of a dispute names the capture; one nobody knows is kept without an attempt', async () => {
  const provider = paypal()
  const { body, headers } = double.webhook('CUSTOMER.DISPUTE.CREATED', 'x', now, { isDispute: true })
  expect(await provider.verifyWebhook(body, headers, now)).toMatchObject({ attemptId: '' })
  const strange = double.webhook('BILLING.PLAN.CREATED', '', now)
  expect(await provider.verifyWebhook(strange.body, strange.headers, now)).toMatchObject({ attemptId: '', reference: '', movementId: '' })
})

test('a signature is PayPal’s only under PayPal’s own certificate, for this endpoint', async () => {
  const { body, headers } = double.webhook('CHECKOUT.ORDER.APPROVED', 'a', now)
  const served = (pem: string) => paypal({ http: (async () => new Response(pem)) as typeof fetch })
  expect(await paypal().verifyWebhook(body, headers, now)).toBeDefined()
  expect(await paypal({ webhookId: 'another endpoint' }).verifyWebhook(body, headers, now)).toBeUndefined()
  for (const url of [
    'https://api.paypal.com.evil.example/v1/notifications/certs/CERT-1',
    'https://evil.example/v1/notifications/certs/CERT-1',
    'http://api.paypal.com/v1/notifications/certs/CERT-1',
    'https://api.paypal.com@evil.example/v1/notifications/certs/CERT-1',
    'https://www.paypal.com/redirect?to=https://evil.example',
  ]) {
    const asking: string[] = []
    const http = (async (input) => {
      asking.push(String(input))
      return new Response(double.strangersCertificate)
    }) as typeof fetch
    const forged = { ...headers, 'paypal-cert-url': url }
    expect([url, await paypal({ http }).verifyWebhook(body, forged, now), asking]).toEqual([url, undefined, []])
  }
  const stranger = double.webhook('CHECKOUT.ORDER.APPROVED', 'a', now, { isForged: true })
  expect(await served(double.strangersCertificate).verifyWebhook(stranger.body, stranger.headers, now)).toBeUndefined()
  const ended = makeCertificate('messageverificationcerts.paypal.com', new Date('2020-01-01T00:00:00Z'), new Date('2021-01-01T00:00:00Z'))
  expect(await served(ended.pem).verifyWebhook(body, headers, now)).toBeUndefined()
  expect(await served('<html>').verifyWebhook(body, headers, now)).toBeUndefined()
  expect(await paypal().verifyWebhook(body, { ...headers, 'paypal-auth-algo': 'NONE' }, now)).toBeUndefined()
})

test('a key longer than PayPal takes is shortened, the same each time', async () => {
  const provider = paypal()
  const long = { ...asked('long', 'authorise'), attemptId: 'x'.repeat(120) }
  const twice = [await provider.authorise(long), await provider.authorise(long)]
  expect(twice[0]!.reference).toBe(twice[1]!.reference)
  expect(double.misfits).toEqual([])
})

test('the control: what PayPal’s descriptions do not know does not fit', () => {
  const headers: Record<string, string> = {
    ...{ 'paypal-request-id': 'k', prefer: 'return=representation' },
    'content-type': 'application/json',
  }
  const misfit = (method: string, path: string, body: object | '' = '', header = (name: string) => headers[name] ?? '') => {
    const url = new URL(path, 'https://paypal.example')
    return misfitOf({ method, path: url.pathname, query: url.searchParams, body: body === '' ? '' : JSON.stringify(body), header })
  }
  const paid = (value: string, currency_code = 'EUR') => ({ amount: { currency_code, value }, custom_id: 'm' })
  const refund = '/v2/payments/captures/A1/refund'
  expect(misfit('POST', refund, paid('1.00'))).toBeUndefined()
  expect(misfit('POST', refund, { ...paid('1.00'), reason: 'odd' })).toContain('reason')
  expect(misfit('POST', refund, { amount: paid('1.00').amount })).toContain('custom_id')
  for (const value of ['1,00', '1.000', '-1.00', '0.00', '.50'])
    expect([value, misfit('POST', refund, paid(value))]).toEqual([value, expect.stringContaining('amount')])
  for (const currency of ['JPY', 'TND'])
    expect([currency, misfit('POST', refund, paid('1.00', currency))]).toEqual([currency, expect.stringContaining('amount')])
  expect(misfit('POST', refund, paid('100', 'JPY'))).toBeUndefined()
  expect(misfit('POST', refund, paid('1.00'), (name) => (name === 'paypal-request-id' ? 'k'.repeat(109) : headers[name]!))).toContain('109')
  expect(misfit('POST', refund, paid('1.00'), (name) => (name === 'content-type' ? 'text/plain' : headers[name]!))).toContain('JSON')
  expect(misfit('POST', '/v2/payments/authorizations/A1/void')).toBeUndefined()
  expect(misfit('POST', '/v2/payments/authorizations/A1/void', {})).toContain('takes no body')
  expect(misfit('GET', '/v1/customer/disputes?disputed_transaction_id=C1&capture=C1')).toContain('capture')
  expect(misfit('POST', '/v2/payments/captures/a-1/refund', {})).toContain('no call of PayPal')
  expect(misfit('PUT', '/v2/checkout/orders', {})).toContain('no call of PayPal')
  const report = (until: string) =>
    `/v1/reporting/transactions?start_date=2026-10-01T00:00:00Z&end_date=${until}&fields=transaction_info&page_size=500&page=1`
  expect(misfit('GET', report('2026-11-01T00:00:00Z'))).toBeUndefined()
  expect(misfit('GET', report('2026-11-02T00:00:00Z'))).toContain('32 days')
  expect(misfit('GET', report('2026-11-01T00:00:00Z').replace('500', '501'))).toContain('page_size')
})

test('a part PayPal cannot take moves nothing: it never stands for all of it', async () => {
  const provider = paypal()
  const forints = { amountMinor: 1_290_000, currency: 'HUF' }
  const { reference, movements } = await provider.authorise({ ...asked('huf', 'authorise'), ...forints })
  await fetch(movements[0]!.detail, { method: 'POST', body: new URLSearchParams({ decision: 'approve' }), redirect: 'manual' })
  await provider.authorise({ ...asked('huf', 'authorise', reference), ...forints })
  const part = await provider.capture({ ...asked('huf', 'capture', reference), ...forints }, 645_050)
  expect(part.movements.map(({ kind, amountMinor }) => `${kind} ${amountMinor}`)).toEqual(['authorised 1290000'])
  const most = await provider.capture({ ...asked('huf', 'capture-more', reference), ...forints }, 1_280_000)
  expect(most.movements.map(({ kind }) => kind)).toContain('captured')
  const back = await provider.refund({ ...asked('huf', 'refund', reference), ...forints }, { refundId: 'r', amountMinor: 50 })
  expect(back.movements.map(({ kind }) => kind)).not.toContain('refunded')
})
