import { createClient } from '@connectrpc/connect'
import { PaymentService } from '@vitrine/contracts/payments/v1'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { testShop } from '@vitrine/system/test-shop'
import { describe, expect, inject, test } from 'vitest'
import { payments } from './service.ts'

describe('ways to pay', async () => {
  const pool = await testDatabase(inject('servers')[0]![1], 4)
  const stripe = { STRIPE_SECRET_KEY: 'sk_test_1', STRIPE_WEBHOOK_SECRET: 'whsec_1' }
  const paypal = {
    PAYPAL_CLIENT_ID: 'c',
    PAYPAL_CLIENT_SECRET: 's',
    PAYPAL_WEBHOOK_ID: 'w',
    PAYPAL_URL: 'https://api-m.sandbox.paypal.com',
  }
  const sandbox = { SANDBOX_URL: 'http://127.0.0.1:1', SANDBOX_PROVIDER_SECRET: 'a secret of this test' }
  const openIn = async (settings: Record<string, string>) => {
    const shop = await testShop(pool, { services: [payments], settings })
    const { methods } = await createClient(PaymentService, shop.peer('payments')).listMethods({})
    await shop.stop()
    return methods.map(({ provider, method }) => `${provider} ${method}`)
  }

  test('each provider whose keys are set is open, and no other', async () => {
    expect(await openIn({})).toEqual([])
    expect(await openIn(stripe)).toEqual(['stripe card'])
    expect(await openIn({ ...stripe, ...paypal, ...sandbox })).toEqual(['stripe card', 'paypal wallet', 'sandbox card'])
  })

  test.each([
    ['STRIPE_WEBHOOK_SECRET', { STRIPE_SECRET_KEY: 'sk_test_1' }],
    ['PAYPAL_CLIENT_SECRET', { PAYPAL_CLIENT_ID: 'c' }],
    ['PAYPAL_WEBHOOK_ID', { PAYPAL_CLIENT_ID: 'c', PAYPAL_CLIENT_SECRET: 's' }],
    ['SANDBOX_PROVIDER_SECRET', { SANDBOX_URL: 'http://127.0.0.1:1' }],
  ])('half a setting does not start: %s is named', async (name, settings) => {
    await expect(openIn(settings)).rejects.toThrow(`${name}: must be set`)
  })

  test.each([
    ['Stripe', { ...stripe, STRIPE_SECRET_KEY: 'sk_live_1' }],
    ['PayPal', { ...paypal, PAYPAL_URL: 'https://api-m.paypal.com' }],
  ])('a shop that takes real money by %s has no sandbox', async (_, settings) => {
    await expect(openIn({ ...settings, ...sandbox })).rejects.toThrow('SANDBOX_URL')
    expect(await openIn(settings)).toHaveLength(1)
  })
})
