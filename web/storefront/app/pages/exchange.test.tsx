import type { GatewayClient } from '@vitrine/gateway/client'
import type { Cart } from '@vitrine/gateway/schemas/cart'
import type { Order } from '@vitrine/gateway/schemas/order'
import { describe, expect, test } from 'vitest'
import { drawPage } from '../../dev/drawn-page.tsx'
import { memoryGateway } from '../../dev/memory-gateway.ts'
import { exchangeWords } from '../words/exchange.ts'
import { orderWords } from '../words/order.ts'
import { swapWords } from '../words/swap.ts'
import { checkoutWords } from '../words/checkout.ts'
import { cartWords } from '../words/cart.ts'
import { paymentErrors } from '../checkout-forms.ts'
import { formatMoney } from '@vitrine/ui/format'
import { GatewayProblem } from '@vitrine/gateway/client'
import * as exchangePage from './exchange.tsx'
import * as orderPage from './order.tsx'
import * as returnPage from './return.tsx'

const demo = memoryGateway()
const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' })

const nobody = { locale: 'fr', address: '203.0.113.1' } as const
const { items } = (await demo.call('products', { q: 'lise' }, nobody)).body
const { body: product } = await demo.call('product', { id: items[0]!.slug }, nobody)
const { body: empty } = await demo.call('createCart', {}, nobody)
const { body: bought } = await demo.call('addCartLine', { cartId: empty.id, variantId: product.variants[0]!.id, quantity: 1 }, nobody)

const placed: Order = {
  ...{ id: 'demo', number: 'V-000001', status: 'delivered', placedAt: '2026-11-24T10:12:00Z', email: 'ada@example.com', currency: 'EUR' },
  lines: bought.lines.map(({ notes: _, ...line }) => ({ ...line, discount: eur(0), cancelled: 0, sent: 1, returned: 0 })),
  ...{ promotions: [], totals: bought.totals },
  addresses: { shipping: { name: 'Ada', line1: '1', postcode: '75002', city: 'Paris', country: 'FR' } },
  ...{ payments: [], refunded: eur(0), deliveries: [], timeline: [], returns: [], actions: [] },
  withdrawal: {
    days: 14,
    until: null,
    lines: bought.lines.map(({ id: lineId }) => ({ lineId, eligible: true, quantity: 1, until: null })),
  },
  returnable: bought.lines.map(({ id: lineId }) => ({ lineId, eligible: true, quantity: 1, until: null, amounts: [eur(12_900)] })),
  claimable: [],
}

/** The shop with this order in it. What it was asked is kept. */
function shopWith(change: (order: Order) => Order, cart?: Partial<Cart>) {
  const asked: { readonly name: string; readonly input: unknown }[] = []
  const bodies: Partial<Record<string, unknown>> = {
    order: change(placed),
    askReturn: change(placed),
    swapOrderPieces: change(placed),
    orderTransactions: { items: [] },
    cart: { ...bought, ...cart },
    checkoutState: { state: 'open' },
  }
  const gateway: GatewayClient = {
    ...demo,
    async call(name, input, caller) {
      asked.push({ name, input })
      const body = bodies[name]
      return body ? { status: 200, body: body as never, setCookie: [] } : demo.call(name, input, caller)
    },
  }
  return { gateway, asked }
}

async function page(gateway: GatewayClient, path: string, form?: Record<string, string>): Promise<string> {
  const pages = { '/o/:id': orderPage, '/o/:id/return': returnPage, '/o/:id/exchange/:returnId': exchangePage }
  const { html, to } = await drawPage(gateway, pages, path, form)
  return to === null ? html : `to ${to}`
}

const file = (order: Order, more: Partial<Order['returns'][number]> = {}): Order['returns'][number] => ({
  ...{
    id: 'f1',
    kind: 'return',
    state: 'to-pay',
    text: 'x',
    at: order.placedAt,
    name: '',
    refund: eur(0),
    shopPays: false,
    cancellable: false,
  },
  lines: [{ lineId: order.lines[0]!.id, name: 'Lise', quantity: 1, wants: { variantId: 'w', name: 'Noé', options: [] } }],
  exchange: { cartId: 'c1', due: eur(3_000), atOnce: false, paid: eur(0) },
  ...more,
})
const orderId = 'demo'

describe.each(['fr', 'en'] as const)('an exchange in %s, with scripts off', (locale) => {
  const root = locale === 'fr' ? '' : '/en'
  const words = exchangeWords[locale]

  test('the return page offers, for each line, the money or another variant of the same product that is there', async () => {
    const { gateway, asked } = shopWith((order) => ({
      ...order,
      returnable: order.lines.map(({ id: lineId }) => ({ lineId, eligible: true, quantity: 1, until: null, amounts: [eur(12_900)] })),
    }))
    const html = await page(gateway, `${root}/o/${orderId}/return`)
    const [, lineId = ''] = /name="want ([^"]+)"/.exec(html) ?? []
    expect(html).toContain(words.money)
    const options = [...html.matchAll(/<option value="([^"]+)">/g)].map(([, id]) => id)
    expect(options.length).toBeGreaterThan(0)
    const wanted = /<select class="input" name="want [^"]+">(.*?)<\/select>/.exec(html)![1]!
    const [, variantId = ''] = /<option value="([^"]+)">/.exec(wanted) ?? []
    expect(
      await page(gateway, `${root}/o/${orderId}/return`, {
        [`pieces ${lineId}`]: '1',
        [`why ${lineId}`]: 'too-small',
        [`want ${lineId}`]: variantId,
      }),
    ).toMatch(/^to /)
    expect(asked).toContainEqual({
      name: 'askReturn',
      input: { orderId, lines: [{ lineId, quantity: 1, reason: 'too-small', ...(variantId && { exchangeFor: variantId }) }] },
    })
  })

  test('another product is looked for by its name, and its variants are offered too; a name nobody has is said', async () => {
    const { gateway } = shopWith((order) => order)
    const optionsOf = (html: string) => [...html.matchAll(/<option value="([^"]+)">/g)].length
    const own = optionsOf(await page(gateway, `${root}/o/${orderId}/return`))
    expect(optionsOf(await page(gateway, `${root}/o/${orderId}/return?find=eau`))).toBeGreaterThan(own)
    expect(await page(gateway, `${root}/o/${orderId}/return?find=zzzz`)).toContain(words.nothingFound)
  })

  test('the order leads to the payment of the difference, later to the replacement, which leads back', async () => {
    const toPay = await page(shopWith((order) => ({ ...order, returns: [file(order)] })).gateway, `${root}/o/${orderId}`)
    expect(toPay).toContain(`href="${root}/o/${orderId}/exchange/f1"`)
    expect(toPay).toContain(words.wants(1, 'Noé'))
    const exchange = { cartId: 'c1', due: eur(3_000), atOnce: false, paid: eur(1), orderId: 'o2', orderNumber: 'V-2' }
    const paid = await page(
      shopWith((order) => ({ ...order, returns: [file(order, { state: 'approved', exchange })] })).gateway,
      `${root}/o/${orderId}`,
    )
    expect(paid).toContain(words.replacement('V-2'))
    const exchangeOf = { orderId: 'o1', orderNumber: 'V-1', returnId: 'f1', waits: true }
    const replacement = await page(shopWith((order) => ({ ...order, exchangeOf })).gateway, `${root}/o/${orderId}`)
    for (const said of [words.replaces('V-1'), words.waits]) expect(replacement).toContain(said)
    const ofSwap = await page(
      shopWith((order) => ({ ...order, exchangeOf: { ...exchangeOf, isSwap: true } })).gateway,
      `${root}/o/${orderId}`,
    )
    expect([ofSwap.includes(words.waitsSwap), ofSwap.includes(words.waits)]).toEqual([true, false])
  })

  test('of a swap that waits for its difference the shopper pays, or keeps what was ordered', async () => {
    const unpaid = (order: Order): Order => ({ ...order, returns: [file(order, { kind: 'swap', lapsesAt: order.placedAt })] })
    const html = await page(shopWith(unpaid).gateway, `${root}/o/${orderId}`)
    expect(html).toContain(`href="${root}/o/${orderId}/exchange/f1"`)
    expect(html).toContain(words.keep)
    const [line] = placed.lines
    expect(html).toContain(`name="variant" value="${line!.variantId}"`)
    const paying = shopWith(unpaid, { exchangeOf: { orderId, orderNumber: 'V-1', returnId: 'f1' } })
    const payment = await page(paying.gateway, `${root}/o/${orderId}/exchange/f1`)
    for (const said of [words.explainSwap, words.titleSwap(placed.number)]) expect(payment).toContain(said)
    expect(payment).not.toContain(words.title(placed.number))
  })

  test('pieces that have not left are swapped on the page of their order: what is there is said, what is not cannot be chosen', async () => {
    const [words, told] = [swapWords[locale], orderWords[locale]]
    const unsent = (order: Order): Order => ({
      ...order,
      lines: order.lines.map((line) => ({ ...line, sent: 0 })),
      actions: [{ name: 'swap', allowed: true }],
    })
    const [own] = product.variants
    const ofPrice = (id: string, moreMinor: number, ready: number) => ({
      ...own!,
      id,
      options: [{ ...own!.options[0]!, text: id }],
      price: { ...own!.price, amountMinor: own!.price.amountMinor + moreMinor },
      stock: { ...own!.stock, ready },
    })
    const variants = [own!, ofPrice('red', 0, 7), ofPrice('gold', 1_000, 3), ofPrice('grey', -500, 0), ofPrice('blue', 0, 9)]
    const difference = (variantId: string, amountMinor: number) => ({ variantId, difference: eur(amountMinor) })
    const items = [difference('red', 0), difference('gold', 1_137), difference('grey', -500)] // a coupon of the order is in it
    const shop = shopWith(unsent)
    const answers: Partial<Record<string, unknown>> = { product: { ...product, variants }, orderSwapPrices: { items } }
    const gateway: GatewayClient = {
      ...shop.gateway,
      async call(name, input, caller) {
        const body = answers[name]
        if (!body) return shop.gateway.call(name, input, caller)
        shop.asked.push({ name, input })
        return { status: name === 'swapOrderPieces' ? 202 : 200, body: body as never, setCookie: [] }
      },
    }
    const html = await page(gateway, `${root}/o/${orderId}`)
    expect(html).toContain(words.swap)
    expect(html).toContain(`>red, ${words.left(7)}</option>`)
    const amount = (minor: number) => formatMoney(locale, eur(minor))
    expect(html).toContain(`<option value="gold">gold, ${words.toPay(amount(1_137))}, ${words.left(3)}</option>`)
    expect(html).toContain(`<option value="grey" disabled="">grey, ${words.back(amount(500))}, ${words.soldOut}</option>`)
    expect(html).toContain(`<option value="blue" disabled="">blue, ${words.notForThis}</option>`)
    expect(html).not.toContain(`<option value="${own!.id}"`)
    const [lineId] = unsent(placed).lines.map(({ id }) => id)
    const form = { intent: 'swap', line: lineId!, variant: 'red', quantity: '1', key: 'k' }
    expect(await page(shop.gateway, `${root}/o/${orderId}`, form)).toContain(told.swapped)
    expect(shop.asked).toContainEqual({ name: 'swapOrderPieces', input: { orderId, lineId, variantId: 'red', quantity: 1 } })
    // Of several the prices are those of as many as the address says, with scripts and without.
    const [line] = unsent(placed).lines
    const several = shopWith((order) => ({ ...unsent(order), lines: [{ ...line!, quantity: 3 }] }))
    const two = await page(several.gateway, `${root}/o/${orderId}?swap=${line!.id}&pieces=2`)
    expect(several.asked).toContainEqual({ name: 'orderSwapPrices', input: { orderId, lineId, quantity: 2 } })
    for (const part of ['<details open=""', words.confirm(2), '<option selected="">2</option>']) expect(two).toContain(part)
    await page(several.gateway, `${root}/o/${orderId}?swap=${line!.id}&pieces=99`)
    expect(several.asked).toContainEqual({ name: 'orderSwapPrices', input: { orderId, lineId, quantity: 3 } })
    // Dearer: to where the difference is paid.
    answers['swapOrderPieces'] = { ...unsent(placed), returns: [file(placed, { kind: 'swap' })] }
    expect(await page(gateway, `${root}/o/${orderId}`, { ...form, variant: 'gold' })).toBe(`to ${root}/o/${orderId}/exchange/f1`)
    const left = await page(shopWith((order) => order).gateway, `${root}/o/${orderId}`)
    expect(left).not.toContain(words.swap)
  })

  test('what became cheaper meanwhile is had with one press: nothing is left to pay, and what goes back is said', async () => {
    const exchangeOf = { orderId, orderNumber: 'V-1', returnId: 'f1', back: eur(800) }
    const totals = { ...bought.totals, credit: bought.totals.total, due: eur(0) }
    const shop = shopWith((order) => ({ ...order, returns: [file(order, { kind: 'swap' })] }), { exchangeOf, totals, paymentMethods: [] })
    const path = `${root}/o/${orderId}/exchange/f1`
    const html = await page(shop.gateway, path)
    for (const said of [words.explainFree, checkoutWords[locale].confirm, cartWords[locale].goesBack]) expect(html).toContain(said)
    expect(html).not.toContain('type="radio"')
    const form = { intent: 'pay', key: 'k', cart: 'c1', terms: 'yes' }
    const hidden = Object.fromEntries(
      [...html.matchAll(/type="hidden" name="(total|currency|method)" value="([^"]+)"/g)].map(([, ...pair]) => pair),
    )
    expect(hidden).toEqual({ total: '-800', currency: 'EUR', method: 'none/none' })
    await page(shop.gateway, path, { ...form, ...hidden })
    expect(shop.asked).toContainEqual({ name: 'checkoutCart', input: expect.objectContaining({ expectedTotal: eur(-800) }) })
    // Who saw the price before is told.
    const cart = { ...bought, exchangeOf, totals }
    const problem = new GatewayProblem({ type: 'x', title: 'x', status: 409, code: 'price-changed', total: totals.total, cart })
    const [error] = paymentErrors(locale, problem, new Map())
    expect(error?.text).toBe(checkoutWords[locale].goesBack(formatMoney(locale, eur(800))))
  })

  test('an order whose parcel is not made may travel another way, for as much or less', async () => {
    const words = orderWords[locale]
    const option = (id: string, amountMinor: number) => ({
      id,
      name: `by ${id}`,
      price: eur(amountMinor),
      earliest: '2026-12-01',
      latest: '2026-12-02',
    })
    const shop = shopWith((order) => ({
      ...order,
      totals: { ...order.totals, delivery: eur(490) },
      actions: [{ name: 'change-delivery', allowed: true }],
    }))
    const gateway: GatewayClient = {
      ...shop.gateway,
      async call(name, input, caller) {
        const body = name === 'orderDeliveryOptions' ? { items: [option('boat', 490), option('plane', 990)], unavailable: [] } : undefined
        return body ? { status: 200, body: body as never, setCookie: [] } : shop.gateway.call(name, input, caller)
      },
    }
    const html = await page(gateway, `${root}/o/${orderId}`)
    expect([html.includes(words.changeDelivery), html.includes('by boat'), html.includes('by plane')]).toEqual([true, true, false])
    expect(await page(shopWith((order) => order).gateway, `${root}/o/${orderId}`)).not.toContain(words.changeDelivery)
  })

  test('the difference is paid like a cart; what waits for nothing says so, and what was paid leads to its order', async () => {
    const { gateway } = shopWith((order) => ({ ...order, returns: [file(order)] }), {
      exchangeOf: { orderId, orderNumber: 'V-1', returnId: 'f1' },
    })
    const html = await page(gateway, `${root}/o/${orderId}/exchange/f1`)
    expect(html).toContain(words.explain)
    expect(html).toContain('name="terms"')
    expect(html).toContain('name="method"')
    const ended = await page(shopWith((order) => order).gateway, `${root}/o/${orderId}/exchange/f1`)
    expect(ended).toContain(words.ended)
    expect(ended).not.toContain('name="terms"')
    const exchange = { cartId: 'c1', due: eur(3_000), atOnce: false, paid: eur(1), orderId: 'o2', orderNumber: 'V-2' }
    const paid = shopWith((order) => ({ ...order, returns: [file(order, { state: 'approved', exchange })] }))
    expect(await page(paid.gateway, `${root}/o/${orderId}/exchange/f1`)).toBe(`to ${root}/o/o2`)
  })
})
