import { minorOf } from '@vitrine/contracts/currency'
import { afterAll, expect, test } from 'vitest'
import { startStripeDouble } from '../../../tests/doubles/stripe-double.ts'
import type { Asked } from '../application/provider.ts'
import { stripeAmount } from './stripe-movements.ts'
import { stripePayments } from './stripe-payments.ts'

const now = new Date('2026-11-20T10:00:00Z')
const [secretKey, webhookSecret] = ['sk_test_of_this_test', 'whsec_of_this_test']
const double = await startStripeDouble({ secretKey, webhookSecret, clock: () => now })
afterAll(() => double.stop())
const stripe = (more: object = {}) => stripePayments({ secretKey, webhookSecrets: webhookSecret, url: double.url, http: fetch, ...more })
const asked = (attemptId: string, step: string, reference = ''): Asked => ({
  ...{ key: `${attemptId}:${step}`, attemptId, orderId: 'o', amountMinor: 12_900, currency: 'EUR', method: 'card' },
  ...{ token: 'pm_card_visa', returnUrl: 'http://shop.example/back', reference },
})

test.each([
  ['EUR', 12_900],
  ['JPY', 12_900],
  ['ISK', 1_290_000],
  ['HUF', 12_900],
  ['MGA', 129],
])('129.00 or so of %s is %i at Stripe', (currency, amount) => expect(stripeAmount(12_900, currency)).toBe(amount))

/** Source: docs.stripe.com/currencies, zero-decimal, three-decimal and special cases, from memory; every other counts in hundredths. */
const stripeWhole = 'BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' ')
const stripeThousandths = 'BHD JOD KWD OMR TND'.split(' ')
/** ISO 4217 and Stripe differ on these, and Stripe takes none of them. */
const notTaken = 'CLF IQD LYD UYI UYW'.split(' ')

test('one unit of every currency, as it is shown, is one unit at Stripe', () => {
  for (const currency of Intl.supportedValuesOf('currency').filter((code) => !notTaken.includes(code))) {
    const digits = stripeWhole.includes(currency) ? 0 : stripeThousandths.includes(currency) ? 3 : 2
    expect([currency, stripeAmount(minorOf('1', currency)!, currency)]).toEqual([currency, 10 ** digits])
  }
})

test('two faults, then an answer: one key, and one charge', async () => {
  const keys: (string | null)[] = []
  let faults = 2
  const http: typeof fetch = async (input, init) => {
    const isConfirming = String(input).endsWith('/confirm')
    if (isConfirming) keys.push(new Headers(init?.headers).get('idempotency-key'))
    const reply = await fetch(input, init)
    return isConfirming && faults-- > 0 ? new Response('<h1>bad gateway</h1>', { status: 502 }) : reply
  }
  const provider = stripe({ http })
  await expect(provider.authorise(asked('k', 'authorise'))).rejects.toThrow('StripeAPIError')
  expect((await provider.authorise(asked('k', 'authorise'))).movements.map(({ kind }) => kind)).toEqual(['authorised'])
  expect([keys, double.charges().length]).toEqual([Array(3).fill('k:authorise'), 1])
})

test('what Stripe takes no payment for is a refusal, and an answer of somebody on the way is none', async () => {
  const answering = (status: number, error: object) => stripe({ http: (async () => Response.json({ error }, { status })) as typeof fetch })
  const small = answering(400, { type: 'invalid_request_error', code: 'amount_too_small' })
  expect((await small.authorise(asked('s', 'authorise'))).movements).toMatchObject([{ kind: 'failed', detail: 'card-declined' }])
  for (const [status, error] of [
    [401, { type: 'invalid_request_error' }],
    [429, { type: 'invalid_request_error', code: 'rate_limit' }],
    [400, { type: 'idempotency_error' }],
    [500, {}],
  ] as const)
    await expect(answering(status, error).authorise(asked('s', 'authorise'))).rejects.toThrow('Stripe')
})

test('events of the other world say nothing: test events to a live shop, live ones to a test', async () => {
  const live = double.webhook('payment_intent.succeeded', 'k', now, { livemode: true })
  const tested = double.webhook('payment_intent.succeeded', 'k', now)
  expect(await stripe().verifyWebhook(tested.body, tested.headers, now)).toMatchObject({ attemptId: 'k' })
  expect(await stripe().verifyWebhook(live.body, live.headers, now)).toBeUndefined()
  const inLive = stripe({ secretKey: 'sk_live_of_this_test' })
  expect(await inLive.verifyWebhook(tested.body, tested.headers, now)).toBeUndefined()
  expect(await inLive.verifyWebhook(live.body, live.headers, now)).toMatchObject({ attemptId: 'k' })
})

test('while one secret takes the place of another both are good, and a third is not', async () => {
  const provider = stripe({ webhookSecrets: 'whsec_old,whsec_new' })
  for (const [secret, isGood] of [
    ['whsec_old', true],
    ['whsec_new', true],
    ['whsec_other', false],
  ] as const) {
    const { body, headers } = double.webhook('payment_intent.succeeded', 'k', now, { secret })
    expect([secret, (await provider.verifyWebhook(body, headers, now)) !== undefined]).toEqual([secret, isGood])
  }
})

test('a dispute bears no mark of ours: it is found by the payment it names', async () => {
  const provider = stripe()
  const { reference } = await provider.authorise(asked('d', 'authorise'))
  await provider.capture(asked('d', 'capture', reference), 12_900)
  double.dispute('d', 'opened')
  const { body, headers } = double.webhook('charge.dispute.created', 'd', now)
  expect(await provider.verifyWebhook(body, headers, now)).toMatchObject({ attemptId: '', reference })
  const listed = await provider.movementsBetween(new Date(now.getTime() - 1_000), new Date(now.getTime() + 1_000))
  expect(listed.find(({ kind }) => kind === 'disputed')).toMatchObject({ amountMinor: 12_900, attemptId: '', reference })
})

test('its books are read to the last page', async () => {
  double.pageRows.most = 2
  for (let n = 0; n < 5; n++) double.chargeSomebody(7_000 + n)
  const listed = await stripe().movementsBetween(new Date(now.getTime() - 1_000), new Date(now.getTime() + 1_000))
  const amounts = listed.map(({ amountMinor }) => amountMinor).filter((amount) => amount >= 7_000 && amount < 7_010)
  expect(amounts.toSorted()).toEqual([7_000, 7_001, 7_002, 7_003, 7_004])
})
