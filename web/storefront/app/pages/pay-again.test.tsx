import type { GatewayClient } from '@vitrine/gateway/client'
import { GatewayProblem } from '@vitrine/gateway/client'
import type { Order } from '@vitrine/gateway/schemas/order'
import { describe, expect, test } from 'vitest'
import { drawPage } from '../../dev/drawn-page.tsx'
import { memoryGateway } from '../../dev/memory-gateway.ts'
import { payAgainWords } from '../words/pay-again.ts'
import * as orderPage from './order.tsx'
import * as payPage from './pay-again.tsx'

const demo = memoryGateway()
const nobody = { locale: 'fr', address: '203.0.113.1' } as const
const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' })
const order: Order = {
  ...{
    id: 'demo',
    number: 'V-000001',
    status: 'awaiting-prescription',
    placedAt: '2026-11-24T10:12:00Z',
    email: 'ada@example.com',
    currency: 'EUR',
  },
  ...{ lines: [], promotions: [], totals: (await demo.call('createCart', {}, nobody)).body.totals },
  addresses: { shipping: { name: 'Ada', line1: '1', postcode: '75002', city: 'Paris', country: 'FR' } },
  payments: [{ id: 'p', provider: 'sandbox', method: 'card', state: 'voided', amount: eur(24_900) }],
  ...{
    refunded: eur(0),
    deliveries: [],
    timeline: [],
    returnable: [],
    claimable: [],
    returns: [],
    actions: [],
    withdrawal: { days: 14, until: null, lines: [] },
  },
}
const ways = { items: [{ provider: 'sandbox', method: 'card', label: 'Carte', sandbox: true }] }

/** A shop whose order is asked for, until a day or not, and whose bank answers so. What it was asked to pay is kept. */
function shopWith(payBy: string | undefined, paid: unknown) {
  const asked: unknown[] = []
  const bodies: Readonly<Record<string, unknown>> = {
    order: { ...order, ...(payBy && { payBy }) },
    orderTransactions: { items: [] },
    waysToPay: ways,
    myPaymentMethods: { items: [] },
    payOrderAgain: paid,
  }
  const gateway: GatewayClient = {
    ...demo,
    async call(name, input, caller) {
      if (name === 'payOrderAgain') asked.push(input)
      const body = bodies[name]
      if (body instanceof GatewayProblem) throw body
      return body ? { status: 200, body: body as never, setCookie: [] } : demo.call(name, input, caller)
    },
  }
  return { gateway, asked }
}

async function page(gateway: GatewayClient, path: string, form?: Record<string, string>): Promise<string> {
  const { html, to } = await drawPage(gateway, { '/o/:id': orderPage, '/o/:id/pay': payPage }, path, form)
  return to === null ? html.replaceAll('\u00a0', ' ').replaceAll('&#x27;', "'") : `to ${to}`
}

describe.each(['fr', 'en'] as const)('ORD-14 paying again in %s, with scripts off', (locale) => {
  const words = payAgainWords[locale]
  const root = locale === 'fr' ? '' : '/en'
  const plain = (text: string) => text.replaceAll('\u00a0', ' ')
  const amount = locale === 'fr' ? '249,00 €' : '€249.00'
  const typed = { method: 'sandbox/card', cards: 'sandbox/card', token: 'ok', key: 'k' }
  const payBy = '2026-11-30T10:00:00Z'

  test('the order leads there while its shopper is asked, and the form says how much, until when, and that nothing is charged', async () => {
    const { gateway } = shopWith(payBy, undefined)
    expect(await page(gateway, `${root}/o/demo`)).toContain(`href="${root}/o/demo/pay"`)
    const html = await page(gateway, `${root}/o/demo/pay`)
    for (const said of [words.setAside(amount), 'name="token"', '30']) expect(html).toContain(plain(said))
    const nothing = shopWith(undefined, undefined)
    expect(await page(nothing.gateway, `${root}/o/demo`)).not.toContain('/pay"')
    expect(await page(nothing.gateway, `${root}/o/demo/pay`)).toContain(words.ended)
  })

  test('paid, the order follows, or the bank; what is refused is said', async () => {
    const { gateway, asked } = shopWith(payBy, { id: 'demo' })
    expect(await page(gateway, `${root}/o/demo/pay`, typed)).toBe(`to ${root}/o/demo`)
    expect(asked).toEqual([{ orderId: 'demo', payment: { provider: 'sandbox', method: 'card', token: 'ok', returnUrl: `${root}/o/demo` } }])
    const bank = shopWith(payBy, { action: 'redirect', url: 'https://bank.example/1' })
    expect(await page(bank.gateway, `${root}/o/demo/pay`, typed)).toBe('to https://bank.example/1')
    const problem = (status: number, code: string) => new GatewayProblem({ type: 'x', title: code, status, code })
    const refused = shopWith(payBy, problem(402, 'payment-declined'))
    expect(await page(refused.gateway, `${root}/o/demo/pay`, typed)).toContain(plain(words.declined))
    const late = shopWith(payBy, problem(409, 'move-refused'))
    expect(await page(late.gateway, `${root}/o/demo/pay`, typed)).toContain(plain(words.failed))
  })
})
