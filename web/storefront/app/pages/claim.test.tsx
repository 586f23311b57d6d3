import { type GatewayClient, GatewayProblem } from '@vitrine/gateway/client'
import type { Order } from '@vitrine/gateway/schemas/order'
import { formatDate, formatDay, formatMoney } from '@vitrine/ui/format'
import { describe, expect, test } from 'vitest'
import { drawPage } from '../../dev/drawn-page.tsx'
import { memoryGateway } from '../../dev/memory-gateway.ts'
import { claimWords } from '../words/claim.ts'
import { orderWords } from '../words/order.ts'
import * as claimPage from './claim.tsx'
import * as orderPage from './order.tsx'
import * as returnPage from './return.tsx'

const demo = memoryGateway()
const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' })
const [bent, lenses] = ['bent', 'lenses']
const line = {
  ...{ variantId: 'v', productId: 'p', slug: 'lise', kind: 'eyewear' as const, options: [], image: null, quantity: 2 },
  ...{ unitPrice: eur(12_900), total: eur(25_800), discount: eur(2_580), cancelled: 0, sent: 2, returned: 0 },
}
const until = '2028-11-25'
const right = { eligible: true, quantity: 2, until, amounts: [eur(11_610), eur(23_220)] }
const never = { eligible: false, quantity: 0, until: null, reason: 'non', amounts: [] }
const order: Order = {
  ...{ id: 'o', number: 'V-000001', status: 'delivered', placedAt: '2026-11-20T10:12:00Z', email: 'ada@example.com', currency: 'EUR' },
  lines: [
    { ...line, id: bent, name: 'Lise' },
    { ...line, id: lenses, name: 'Verres', partOf: bent },
  ],
  promotions: [],
  totals: { lines: eur(51_600), discount: eur(5_160), delivery: eur(490), tax: eur(7_822), total: eur(46_930), taxIncluded: true },
  addresses: { shipping: { name: 'Ada', line1: '1', postcode: '75002', city: 'Paris', country: 'FR' } },
  ...{ payments: [], refunded: eur(0), deliveries: [], timeline: [], returns: [] },
  actions: (['claim', 'return', 'invoice'] as const).map((name) => ({ name, allowed: true })),
  withdrawal: { days: 14, until: '2026-12-09', lines: [bent, lenses].map((lineId) => ({ ...never, lineId })) },
  returnable: [
    { ...right, lineId: bent, until: '2026-12-25' },
    { ...never, lineId: lenses },
  ],
  claimable: [bent, lenses].map((lineId) => ({ ...right, lineId })),
}
const file: Order['returns'][number] = {
  ...{ id: 'f', kind: 'claim', state: 'approved', text: 'x', at: order.placedAt, name: '', words: 'The hinge broke.', remedy: 'repair' },
  ...{ shopPays: true, cancellable: true, lines: [{ lineId: bent, name: 'Lise', quantity: 1 }], refund: eur(11_610) },
}

/** The shop with this order in it, and what it was asked; with a refusal, that is what it answers to a claim. */
function shopWith(more: Partial<Order> = {}, refused?: GatewayProblem) {
  const asked: { readonly name: string; readonly input: unknown }[] = []
  const documents = [
    { number: 'F-000007', kind: 'invoice', at: order.placedAt, total: eur(46_930) },
    { number: 'A-000002', kind: 'credit-note', at: order.placedAt, total: eur(11_610) },
  ]
  const bodies: Partial<Record<string, unknown>> = {
    ...Object.fromEntries(['order', 'claimGoods', 'cancelReturn'].map((name) => [name, { ...order, ...more }])),
    orderTransactions: { items: [] },
    orderInvoices: { items: documents },
  }
  const gateway: GatewayClient = {
    ...demo,
    async call(name, input, caller) {
      asked.push({ name, input })
      if (refused && (name === 'claimGoods' || name === 'cancelReturn')) throw refused
      const body = bodies[name]
      return body ? { status: 200, body: body as never, setCookie: [] } : demo.call(name, input, caller)
    },
  }
  return { gateway, asked }
}

describe.each(['fr', 'en'] as const)('after an order arrived, in %s, with scripts off', (locale) => {
  const root = locale === 'fr' ? '' : '/en'
  const [words, orders] = [claimWords[locale], orderWords[locale]]
  const money = (amountMinor: number) => formatMoney(locale, eur(amountMinor))
  const draw = (gateway: GatewayClient, path: string, form?: Record<string, string>) =>
    drawPage(gateway, { '/o/:id': orderPage, '/o/:id/claim': claimPage, '/o/:id/return': returnPage }, `${root}/o/o${path}`, form)

  test('a fault is claimed of each line, lenses too: until when, what would go back, where to and at whose cost', async () => {
    const { gateway, asked } = shopWith()
    const { html } = await draw(gateway, '/claim')
    for (const said of [words.pieces('Verres'), formatDay(locale, until), money(11_610), '2 rue du Retour', words.shopPays])
      expect(html).toContain(said)
    const form = { [`pieces ${bent}`]: '1', [`pieces ${lenses}`]: '0', words: ' The hinge broke. ', remedy: 'replacement' }
    expect((await draw(gateway, '/claim', form)).to).toBe(`${root}/o/o?claimed`)
    expect(asked).toContainEqual({
      name: 'claimGoods',
      input: { orderId: 'o', lines: [{ lineId: bent, quantity: 1 }], words: 'The hinge broke.', remedy: 'replacement' },
    })
  })

  test('without pieces or words nothing is claimed, and nothing of it is typed twice', async () => {
    const { gateway, asked } = shopWith()
    const empty = await draw(gateway, '/claim', { words: '', remedy: 'repair' })
    for (const said of [words.choose, words.say, 'aria-invalid']) expect(empty.html).toContain(said)
    const half = await draw(gateway, '/claim', { words: 'It hums.', remedy: 'refund' })
    expect(half.html).toMatch(/It hums\..*<option value="refund" selected/s)
    expect(asked.map(({ name }) => name)).not.toContain('claimGoods')
  })

  test('why something cannot be claimed is said, and an order of which nothing can be offers no form', async () => {
    const refused = new GatewayProblem({ type: 'x', title: 'x', status: 409, code: 'not-returnable', detail: 'le délai est passé' })
    const form = { [`pieces ${bent}`]: '1', words: 'It hums.', remedy: 'repair' }
    expect((await draw(shopWith({}, refused).gateway, '/claim', form)).html).toContain('le délai est passé')
    const { html } = await draw(shopWith({ claimable: [{ ...never, lineId: bent }] }).gateway, '/claim')
    expect(html).toContain(words.refused)
    expect(html).not.toContain('<textarea')
  })

  test('the return page says for how much and where to, of what the shop takes back longer than the law asks', async () => {
    const { html } = await draw(shopWith().gateway, '/return')
    for (const said of [money(23_220), '2 rue du Retour', words.costs]) expect(html).toContain(said)
    expect(html).not.toContain(`pieces ${lenses}`)
  })

  test('the order says what each line cost, the sum as it was paid, and has every document', async () => {
    const { html } = await draw(shopWith().gateway, '')
    const prices = [orders.each(money(12_900)), orders.takenOff(money(2_580)), money(25_800), money(490), money(7_822), money(46_930)]
    for (const said of [orders.cost, ...prices, formatDay(locale, '2026-12-25')]) expect(html).toContain(said)
    const day = formatDate(locale, order.placedAt)
    expect(html).toContain('href="/api/v1/orders/o/invoice.pdf?number=A-000002"')
    for (const [kind, number, amount] of [
      ['invoice', 'F-000007', 46_930],
      ['credit-note', 'A-000002', 11_610],
    ] as const)
      expect(html).toContain(orders.document(orders.documentKinds[kind], number, day, money(amount)))
    expect(html).toContain(`href="${root}/o/o/claim"`)
  })

  test('what is awaited says where it goes and at whose cost, and is taken back while nothing was sent', async () => {
    const { gateway, asked } = shopWith({ returns: [file] })
    const { html } = await draw(gateway, '')
    for (const said of ['2 rue du Retour', words.shopPays, 'The hinge broke.', words.wished.repair, words.takeBack])
      expect(html).toContain(said)
    const taken = await draw(gateway, '', { intent: 'take-back', file: 'f' })
    expect(taken.html).toContain(words.takenBack)
    expect(asked).toContainEqual({ name: 'cancelReturn', input: { orderId: 'o', returnId: 'f' } })
    const late = new GatewayProblem({ type: 'x', title: 'x', status: 409, code: 'move-refused' })
    expect((await draw(shopWith({}, late).gateway, '', { intent: 'take-back', file: 'f' })).html).toContain(words.takeBackRefused)
    const arrived = await draw(shopWith({ returns: [{ ...file, state: 'received', cancellable: false }] }).gateway, '')
    expect(arrived.html).not.toContain(words.takeBack)
    expect((await draw(gateway, '?claimed')).html).toContain(words.claimed)
  })
})
