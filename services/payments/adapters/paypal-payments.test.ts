import { afterAll, expect, test } from 'vitest'
import { makeCertificate } from '../../../tests/doubles/certificate.ts'
import { startPaypalDouble } from '../../../tests/doubles/paypal-double.ts'
import { misfitOf } from '../../../tests/doubles/paypal-facts.ts'
import type { Asked } from '../application/provider.ts'
import { stateOf } from '../domain/attempt.ts'
import { bookedOf, markOf, paypalMoney, readMark } from './paypal-movements.ts'
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

test('lines of the report that move no shopper’s money, or have not happened, are left out', () => {
  const set = { transaction_id: 't', transaction_initiation_date: '2026-11-20T10:00:00+0000', paypal_reference_id: 'c' }
  const line = (transaction_event_code: string, value: string, transaction_status = 'S') =>
    bookedOf({ ...set, transaction_event_code, transaction_status, transaction_amount: { currency_code: 'EUR', value } })
  expect(line('T0006', '129.00')).toMatchObject({ kind: 'captured', amountMinor: 12_900, id: 't' })
  expect(line('T1107', '-29.90')).toMatchObject({ kind: 'refunded', amountMinor: 2_990, reference: 'c' })
  for (const [code, value, status] of [
    ['T0006', '129.00', 'P'],
    ['T0006', '-3.00', 'S'],
    ['T0400', '-500.00', 'S'],
    ['T0106', '-0.35', 'S'],
  ] as const)
    expect(line(code, value, status)).toBeUndefined()
})

test('a card PayPal’s bank refuses after the shopper agreed is a refusal', async () => {
  const provider = paypal()
  const { reference, movements } = await provider.authorise(asked('declined', 'authorise'))
  await fetch(movements[0]!.detail, { method: 'POST', body: new URLSearchParams({ decision: 'approve', card: 'bad' }), redirect: 'manual' })
  const known = await provider.read(asked('declined', 'read', reference))
  expect(stateOf([...movements, ...known!.movements], 'EUR')).toBe('pending')
  const answer = await provider.authorise(asked('declined', 'authorise', reference))
  expect(answer.movements).toContainEqual(expect.objectContaining({ kind: 'failed', detail: 'card-declined' }))
  expect(double.captures()).toEqual([])
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
  const headers: Record<string, string> = { 'paypal-request-id': 'k', prefer: 'return=representation' }
  const misfit = (method: string, path: string, body: object | '' = '', header = (name: string) => headers[name] ?? '') => {
    const url = new URL(path, 'https://paypal.example')
    return misfitOf({ method, path: url.pathname, query: url.searchParams, body: body === '' ? '' : JSON.stringify(body), header })
  }
  const amount = { currency_code: 'EUR', value: '1.00' }
  const refund = '/v2/payments/captures/A1/refund'
  expect(misfit('POST', refund, { amount, custom_id: 'm' })).toBeUndefined()
  expect(misfit('POST', refund, { amount, custom_id: 'm', reason: 'odd' })).toContain('reason')
  expect(misfit('POST', refund, { amount: { ...amount, value: '1,00' }, custom_id: 'm' })).toContain('value')
  expect(misfit('POST', refund, { amount, custom_id: 'm' }, () => 'k'.repeat(109))).toContain('109')
  expect(misfit('POST', '/v2/payments/captures/a-1/refund', {})).toContain('no call of PayPal')
  expect(misfit('PUT', '/v2/checkout/orders', {})).toContain('no call of PayPal')
  const report = (until: string) => `/v1/reporting/transactions?start_date=2026-10-01T00:00:00Z&end_date=${until}&page_size=500&page=1`
  expect(misfit('GET', report('2026-11-01T00:00:00Z'))).toBeUndefined()
  expect(misfit('GET', report('2026-11-02T00:00:00Z'))).toContain('32 days')
})
