import { afterAll, beforeAll, expect, test } from 'vitest'
import { barriersOn, chromiumPath, openBrowser, openPage, toPayment } from '../browser.ts'
import { filledFolder } from '../filled-folder.ts'
import { startPaypalDouble } from '../doubles/paypal-double.ts'
import { startStripeDouble } from '../doubles/stripe-double.ts'
import { client, expectStatus, readyCart, variantsOnSale } from '../shopper.ts'
import { forgetFolders, type ShopProcess, startShop, withoutRateLimits } from '../shop-process.ts'

const stripeKeys = { secretKey: 'sk_test_journey', webhookSecret: 'whsec_journey' }
const paypalKeys = { clientId: 'client', clientSecret: 'secret', webhookId: 'webhook' }
const clock = () => new Date()
let stripe: Awaited<ReturnType<typeof startStripeDouble>>
let paypal: Awaited<ReturnType<typeof startPaypalDouble>>
let shop: ShopProcess

beforeAll(async () => {
  stripe = await startStripeDouble({ ...stripeKeys, clock })
  paypal = await startPaypalDouble({ ...paypalKeys, clock })
  shop = await startShop({
    data: filledFolder(),
    env: {
      ...withoutRateLimits,
      ...{ STRIPE_SECRET_KEY: stripeKeys.secretKey, STRIPE_WEBHOOK_SECRET: stripeKeys.webhookSecret, STRIPE_URL: stripe.url },
      ...{ PAYPAL_CLIENT_ID: 'client', PAYPAL_CLIENT_SECRET: 'secret', PAYPAL_WEBHOOK_ID: 'webhook', PAYPAL_URL: paypal.url },
    },
  })
})
afterAll(async () => {
  await shop?.stop()
  await stripe.stop()
  await paypal.stop()
  forgetFolders()
})

/** A cart paid by a provider: the page it leads to, where the shopper agrees, and the order that comes of it. */
async function buy(provider: string, method: string, approved: () => Promise<void>) {
  const knock = client(shop.api)
  const [variant] = await variantsOnSale(knock)
  const cart = await readyCart(knock, variant!.id)
  const returnUrl = `${shop.url}/checkout?waiting`
  const body = { payment: { provider, method, returnUrl }, acceptTerms: true, expectedTotal: cart.total }
  const key = { 'idempotency-key': `journey ${provider}` }
  const asked = expectStatus(await knock('POST', `/v1/carts/${cart.id}/checkout`, body, key), 202)
  expect(asked).toMatchObject({ action: 'redirect', url: expect.stringMatching(/^http/) as string })
  const back = await fetch(asked.url, { method: 'POST', body: new URLSearchParams({ decision: 'approve' }), redirect: 'manual' })
  expect([back.status, back.headers.get('location')]).toEqual([303, returnUrl])
  await approved()
  const state = async () => (await knock('GET', `/v1/carts/${cart.id}/checkout`)).body
  await expect.poll(async () => (await state()).state, { timeout: 60_000, interval: 500 }).toBe('placed')
  const { orderId } = await state()
  const payments = async () => (await knock('GET', `/v1/orders/${orderId}`)).body.payments
  await expect.poll(payments, { timeout: 30_000 }).toMatchObject([{ provider, method, state: 'captured', amount: cart.total }])
  return knock
}

test('by Stripe: the shopper pays on its page, its event tells, and one charge is taken', async () => {
  const knock = await buy('stripe', 'card', async () => {
    const [charge] = stripe.charges()
    expect(charge).toMatchObject({ captured: false })
    const send = ({ body, headers }: { body: Uint8Array; headers: Record<string, string> }) =>
      fetch(`${shop.api}/v1/webhooks/stripe`, {
        method: 'POST',
        body: Buffer.from(body),
        headers: { ...headers, 'content-type': 'application/json' },
      })
    const attemptId = stripe.lastAttempt()
    expect((await send(stripe.webhook('checkout.session.completed', attemptId, clock(), { secret: 'whsec_of_somebody' }))).status).toBe(400)
    expect((await send(stripe.webhook('checkout.session.completed', attemptId, clock()))).status).toBe(200)
  })
  expect(stripe.charges().map(({ captured }) => captured)).toEqual([true])
  expect((await knock('POST', '/v1/webhooks/sandbox', {})).status).toBe(404)
})

test('by PayPal: the shopper agrees on its page, and the shop takes the money by asking', async () => {
  await buy('paypal', 'wallet', async () => {})
  expect(paypal.captures()).toHaveLength(1)
  expect(await shop.vitrine(['verify'])).toMatch(/invariants hold/)
})

test.skipIf(!chromiumPath)('in a browser: who gives up at Stripe has the cart back and pays by PayPal', { timeout: 120_000 }, async () => {
  const browser = await openBrowser()
  const { page, errors } = await openPage(browser)
  const [charges, captures] = [stripe.charges().length, paypal.captures().length]
  // The double sends whoever only looks at its page back as one who gave up; PayPal's page has a button here.
  await page.route(`${paypal.url}/**`, (route) =>
    route.request().method() === 'GET'
      ? route.fulfill({
          contentType: 'text/html',
          body: '<form method="post"><button name="decision" value="approve">Agree</button></form>',
        })
      : route.continue(),
  )
  const payBy = async (method: string) => {
    await page.locator(`input[name=method][value="${method}"]`).check()
    await page.locator('#terms').check()
    await page.locator('form:has(#terms) button[type=submit]').click()
  }
  await toPayment(page, shop.url, 'elsewhere@example.com')
  expect(await page.locator('input[name=token]').count()).toBe(0)
  expect(await barriersOn(page)).toEqual([])
  await payBy('stripe/card')
  await page.getByText('Vous n’avez pas payé').first().waitFor({ timeout: 30_000 })
  expect(stripe.charges()).toHaveLength(charges)
  await payBy('paypal/wallet')
  await page.getByRole('button', { name: 'Agree' }).click()
  await page.waitForURL('**/o/**', { timeout: 60_000 })
  await expect.poll(() => paypal.captures().length, { timeout: 30_000 }).toBe(captures + 1)
  expect(errors).toEqual([])
  await browser.close()
})
