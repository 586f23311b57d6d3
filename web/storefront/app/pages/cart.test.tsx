import type { GatewayClient } from '@vitrine/gateway/client'
import type { Cart } from '@vitrine/gateway/schemas/cart'
import { expect, test } from 'vitest'
import { drawPage, htmlOf } from '../../dev/drawn-page.tsx'
import { memoryGateway } from '../../dev/memory-gateway.ts'
import { cartWords } from '../words/cart.ts'
import { productWords } from '../words/product.ts'
import * as cartPage from './cart.tsx'
import * as signInPage from './sign-in.tsx'

const demo = memoryGateway()
const nobody = { locale: 'fr', address: '203.0.113.1' } as const
const { items } = (await demo.call('products', { q: 'lise' }, nobody)).body
const { body: product } = await demo.call('product', { id: items[0]!.slug }, nobody)
const { body: empty } = await demo.call('createCart', {}, nobody)
const { body: cart } = await demo.call('addCartLine', { cartId: empty.id, variantId: product.variants[0]!.id, quantity: 1 }, nobody)

test.each(['fr', 'en'] as const)(
  'LAW-5: what a member of a group pays less is said with the lowest price of the 30 days before (%s)',
  async (locale) => {
    const shown = async (more: object) => {
      const lines = cart.lines.map((line) => ({ ...line, ...more }))
      const gateway: GatewayClient = {
        ...demo,
        call: async (name, input, caller) =>
          name === 'cart' ? { status: 200, body: { ...cart, lines } as never, setCookie: [] } : demo.call(name, input, caller),
      }
      return htmlOf(await drawPage(gateway, { '/cart': cartPage }, locale === 'fr' ? '/cart' : '/en/cart'))
    }
    const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' })
    const [word] = productWords[locale].lowest('').split(':')
    const html = await shown({ priceBefore: eur(15_900), lowestPrice30d: eur(14_900) })
    expect(html).toContain(word)
    expect(html).toMatch(/149/)
    expect(await shown({})).not.toContain(word)
  },
)

test.each(['fr', 'en'] as const)('glasses whose picture could not be added say where it is sent from (%s)', async (locale) => {
  const shown = async (added: string) =>
    htmlOf(await drawPage(demo, { '/cart': cartPage }, `${locale === 'fr' ? '' : '/en'}/cart?${added}`, undefined, `cart=${empty.id}`))
  expect(await shown('added&unscanned')).toContain(cartWords[locale].unscanned)
  expect(await shown('added')).not.toContain(cartWords[locale].unscanned)
})

test.each(['fr', 'en'] as const)('a discount is called what the shop calls it, and each of several says its part (%s)', async (locale) => {
  const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' })
  const shown = async (promotions: Cart['promotions'], discountMinor: number) => {
    const body = { ...cart, promotions, totals: { ...cart.totals, discount: eur(discountMinor) } }
    const gateway: GatewayClient = {
      ...demo,
      call: async (name, input, caller) =>
        name === 'cart' ? { status: 200, body: body as never, setCookie: [] } : demo.call(name, input, caller),
    }
    return htmlOf(await drawPage(gateway, { '/cart': cartPage }, locale === 'fr' ? '/cart' : '/en/cart'))
  }
  const words = cartWords[locale]
  const welcome = { title: 'Bienvenue', code: 'ETE', amount: eur(1_000) }
  expect(await shown([welcome], 1_000)).toContain(words.discount('Bienvenue (ETE)'))
  const both = await shown([welcome, { title: 'Ouverture', amount: eur(500) }], 1_500)
  expect(both).toContain('Bienvenue (ETE) ')
  expect(both).toMatch(/Ouverture [^<]*5[.,]00/)
  expect(await shown([{ title: 'Port offert', amount: eur(0) }], 0)).toContain(`${words.delivery}, Port offert`)
})
test.each(['fr', 'en'] as const)(
  'ORD-3: who signs in reads in the cart which lines shrank, and to how many; else goes on (%s)',
  async (locale) => {
    const root = locale === 'fr' ? '' : '/en'
    const [line] = cart.lines
    const signingIn = async (lowered?: readonly object[]) => {
      const body = { accessToken: 'x', tokenType: 'Bearer', expiresIn: 900, ...(lowered && { lowered }) }
      const gateway: GatewayClient = {
        ...demo,
        call: async (name, input, caller) =>
          name === 'logIn' ? { status: 200, body: body as never, setCookie: [] } : demo.call(name, input, caller),
      }
      const form = { email: 'ada@example.com', password: 'correct horse battery' }
      return (await drawPage(gateway, { '/sign-in': signInPage }, `${root}/sign-in?back=${root}/checkout`, form)).to
    }
    expect(await signingIn()).toBe(`${root}/checkout`)
    const to = await signingIn([{ lineId: line!.id, name: line!.name, quantity: 1 }])
    expect(to).toBe(`${root}/cart?lowered=${line!.id}`)
    const shown = async (path: string) => htmlOf(await drawPage(demo, { '/cart': cartPage }, path, undefined, `cart=${empty.id}`))
    const { lowered, loweredTo } = cartWords[locale]
    const name = [line!.name, ...line!.options.map(({ text }) => text)].join(' ')
    for (const said of [lowered, loweredTo(name, 1)]) expect(await shown(to!)).toContain(said)
    expect(await shown(`${root}/cart`)).not.toContain(lowered)
    expect(await shown(`${root}/cart?lowered=nothing`)).not.toContain(lowered)
  },
)
