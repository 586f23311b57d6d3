import { expect, test } from 'vitest'
import type { Asked } from '../application/provider.ts'
import { stripePayments } from './stripe-payments.ts'

/** stripe-mock: it knows Stripe's published description and refuses what does not fit it; its answers are fixed examples. */
const url = process.env['TEST_STRIPE_URL']

const asked = (step: string, token: string, reference = ''): Asked => ({
  ...{ key: `a:${step}`, attemptId: 'a', orderId: 'o', amountMinor: 12_900, currency: 'EUR', method: 'card' },
  ...{ token, returnUrl: 'https://shop.example/back', reference },
})

/** The adapter before stripe-mock, and what it was answered: `POST /v1/refunds 200`. */
function overheard() {
  const heard: string[] = []
  const http: typeof fetch = async (input, init) => {
    const reply = await fetch(input, init)
    const { pathname } = new URL(String(input))
    heard.push(
      `${init?.method} ${pathname.replace(/(pi|cs|pm)_\w+/, ':id')} ${reply.status}${reply.ok ? '' : ` ${await reply.clone().text()}`}`,
    )
    return reply
  }
  return { heard, stripe: stripePayments({ secretKey: 'sk_test_123', webhookSecrets: 'whsec', url: url!, http }) }
}

test.skipIf(!url)('everything sent to Stripe fits Stripe’s own description', async () => {
  const { heard, stripe } = overheard()
  await stripe.authorise(asked('authorise', 'pm_card_visa'))
  await stripe.authorise(asked('authorise', ''))
  const saving = { id: 'ada', reference: '', saves: true, paysWithKept: false }
  await stripe.authorise({ ...asked('authorise', 'pm_card_visa'), customer: saving })
  await stripe.authorise({ ...asked('authorise', ''), customer: saving })
  await stripe.authorise({ ...asked('authorise', 'pm_1'), customer: { ...saving, reference: 'cus_1', saves: false, paysWithKept: true } })
  await stripe.forget('pm_1')
  await stripe.capture(asked('capture', '', 'pi_1'), 12_000)
  await stripe.refund(asked('refund:r', '', 'pi_1'), { refundId: 'r', amountMinor: 900 })
  await stripe.void(asked('void', '', 'pi_1'))
  await stripe.void(asked('void', '', 'cs_1'))
  await stripe.read(asked('read', '', 'pi_1'))
  await stripe.read(asked('read', '', 'cs_1'))
  await stripe.movementsBetween(new Date('2026-11-19T00:00:00Z'), new Date('2026-11-20T00:00:00Z'))
  expect(heard.filter((line) => !line.endsWith(' 200'))).toEqual([])
  const sent = new Set(heard)
  for (const line of [
    'POST /v1/payment_intents 200',
    'POST /v1/payment_intents/:id/confirm 200',
    'POST /v1/payment_intents/:id/capture 200',
    'POST /v1/payment_intents/:id/cancel 200',
    'GET /v1/payment_intents/:id 200',
    'POST /v1/checkout/sessions 200',
    'POST /v1/checkout/sessions/:id/expire 200',
    'GET /v1/checkout/sessions/:id 200',
    'POST /v1/customers 200',
    'POST /v1/payment_methods/:id/detach 200',
    'POST /v1/refunds 200',
    'GET /v1/balance_transactions 200',
  ])
    expect(sent).toContain(line)
})

test.skipIf(!url)('the control: what Stripe does not know is refused', async () => {
  const send = (body: string) =>
    fetch(`${url}/v1/payment_intents`, {
      ...{ method: 'POST', body, headers: { authorization: 'Bearer sk_test_123', 'content-type': 'application/x-www-form-urlencoded' } },
    }).then(({ status }) => status)
  expect(await send('amount=100&currency=eur')).toBe(200)
  expect(await send('amount=100&currency=eur&order_id=o')).toBe(400)
  expect(await send('amount=a+lot&currency=eur')).toBe(400)
})
