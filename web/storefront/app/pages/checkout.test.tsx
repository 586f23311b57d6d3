import { type GatewayClient, GatewayProblem } from '@vitrine/gateway/client'
import { describe, expect, test } from 'vitest'
import { drawPage, htmlOf, shopAt } from '../../dev/drawn-page.tsx'
import { memoryGateway } from '../../dev/memory-gateway.ts'
import { cartWords } from '../words/cart.ts'
import * as checkoutPage from './checkout.tsx'

const demo = memoryGateway()
const nobody = { locale: 'fr', address: '203.0.113.1' } as const
const { items } = (await demo.call('products', { q: 'lise' }, nobody)).body
const { body: product } = await demo.call('product', { id: items[0]!.slug }, nobody)

async function newCart(): Promise<string> {
  const { body: empty } = await demo.call('createCart', {}, nobody)
  await demo.call('addCartLine', { cartId: empty.id, variantId: product.variants[0]!.id, quantity: 1 }, nobody)
  return `cart=${empty.id}`
}

describe.each(['fr', 'en'] as const)('the checkout in %s, with scripts off', (locale) => {
  const path = locale === 'fr' ? '/checkout' : '/en/checkout'
  const words = cartWords[locale]
  const page = (cookie: string, form?: Record<string, string>, gateway: GatewayClient = demo) =>
    drawPage(gateway, { '/checkout': checkoutPage }, path, form, cookie)

  test('LAW-5, WEB-10: says what a measure costs and that one may change one’s mind, before anybody pays', async () => {
    const cookie = await newCart()
    const priced: GatewayClient = {
      ...demo,
      call: async (name, input, caller) => {
        const answer = await demo.call(name, input, caller)
        if (name !== 'cart') return answer
        const { lines, ...cart } = answer.body as { lines: object[] }
        const measurePrice = { amountMinor: 136_000, currency: 'EUR', per: 100, unit: 'ml' }
        return { ...answer, body: { ...cart, lines: lines.map((line) => ({ ...line, measurePrice })) } as never }
      },
    }
    const html = htmlOf(await page(cookie, undefined, priced)).replaceAll(/[\u202f\u00a0,]/g, ' ')
    expect(html).toMatch(/1 360.*100 ml/)
    expect(html).toContain(words.returns)
    expect(html).toContain(words.returnsHint)
  })

  test('a code is taken beside the steps, and can be taken off again', async () => {
    const cookie = await newCart()
    const { to } = await page(cookie, { intent: 'add-code', code: 'WELCOME10' })
    expect(to).toContain(path)
    expect(htmlOf(await page(cookie))).toContain(words.dropCode('WELCOME10'))
    await page(cookie, { intent: 'drop-code', coupon: 'welcome' })
    expect(htmlOf(await page(cookie))).not.toContain(words.dropCode('WELCOME10'))
  })

  test.each([
    ['', words.codeEmpty],
    ['SPENT', words.codeRefused],
  ])('the code "%s" is refused where it was typed, the field open, and the step stays', async (code, said) => {
    const html = htmlOf(await page(await newCart(), { intent: 'add-code', code }))
    expect(html).toContain(said)
    expect(html).toContain('<details open="">')
    expect(html).toContain(`value="${code}"`)
    expect(html).toContain('id="email"')
  })

  test('whoever does something beside the steps stays at the step they were at, at an address without a host: what serves it may be another', async () => {
    const asked = `${path}?step=contact`
    const cookie = await newCart()
    const sent = (form: Record<string, string>) => drawPage(demo, { '/checkout': checkoutPage }, asked, form, cookie)
    for (const intent of ['add-code', 'drop-code']) expect((await sent({ intent, code: 'WELCOME10', coupon: 'welcome' })).to).toBe(asked)
  })

  test('with scripts on a code leads to the page too, and not to where scripts ask for its data', async () => {
    const { context } = shopAt(path, demo, await newCart())
    const body = new URLSearchParams({ intent: 'add-code', code: 'WELCOME10' })
    for (const search of ['', '?step=contact']) {
      const request = new Request(`https://vitrine.example${path}.data${search}`, { method: 'POST', body })
      const url = new URL(`https://vitrine.example${path}${search}`)
      const answer = await checkoutPage.action({ context, request, url, pattern: path, params: {} })
      expect(answer instanceof Response && answer.headers.get('location')).toBe(path + search)
    }
  })

  test.each([
    ['store-credit', 'useStoreCredit'],
    ['drop-code', 'removeCartCoupon'],
  ])('a refused %s is said on top of the page, and not where a code is typed', async (intent, refused) => {
    const paying: GatewayClient = {
      ...demo,
      call: async (name, input, caller) => {
        if (name !== refused) return demo.call(name, input, caller)
        throw new GatewayProblem({ type: 'p', title: 't', status: 409, code: 'payment-in-progress', requestId: 'r' })
      },
    }
    const html = htmlOf(await page(await newCart(), { intent, code: 'WELCOME10', coupon: 'welcome', uses: 'yes' }, paying))
    expect(html).toContain(`<p>${words.failed}</p>`)
    expect(html).not.toContain('<details open')
    expect(html).not.toContain('value="WELCOME10"')
  })
})
