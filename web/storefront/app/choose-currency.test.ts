import { GatewayProblem, type InputOf, type OperationName } from '@vitrine/gateway/client'
import { RouterContextProvider } from 'react-router'
import { expect, test } from 'vitest'
import { chooseCurrency, takeRepriced, withoutPrices } from './choose-currency.ts'
import { ask, shopContext } from './shop.ts'

/** A shop that sells in euros and dollars; `cart` answers the change of the cart's currency. */
function shopper(cart: () => unknown, rest: { cookie?: string; chosen?: string } = {}) {
  const asked: [OperationName, unknown][] = []
  const { cookie = '', chosen } = rest
  const context = new RouterContextProvider()
  const cookies: string[] = []
  const gateway = {
    async call<N extends OperationName>(name: N, input: InputOf<N>) {
      asked.push([name, input])
      const body: unknown = name === 'setCartCurrency' ? cart() : { items: [{ code: 'EUR' }, { code: 'USD' }], usual: 'EUR' }
      return { status: 200, body: body as never, setCookie: [] }
    },
  }
  const own = { theme: undefined, requestId: 'r', shopName: 'Vitrine', publicUrl: '', currency: 'EUR', tags: [], refused: [] }
  context.set(shopContext, { ...own, cookies, gateway, ...(chosen && { chosen }), caller: { locale: 'fr', address: '::1', cookie } })
  return { context, cookies, asked }
}
const refuses = (status: number, code: string) => () => {
  throw new GatewayProblem({ type: 'about:blank', title: code, status, code })
}

test('a currency is remembered for a year, the cart is priced in it, and the cart page says so once', async () => {
  const { context, cookies, asked } = shopper(() => ({ lines: [{ quantity: 1 }] }))
  await chooseCurrency(context, 'USD')
  expect(asked.at(-1)).toEqual(['setCartCurrency', { cartId: 'mine', currency: 'USD' }])
  expect(cookies).toEqual([expect.stringMatching(/^cart-repriced=yes;/), 'currency=USD; Path=/; Max-Age=31536000; SameSite=Lax'])
  const next = shopper(() => ({}), { cookie: 'theme=dark; cart-repriced=yes' })
  expect(takeRepriced(next.context)).toBe('yes')
  expect(next.cookies).toEqual([expect.stringMatching(/^cart-repriced=; .*Max-Age=0/)])
  expect(takeRepriced(shopper(() => ({})).context)).toBeUndefined()
})

test('the usual currency is what somebody has who chose none', async () => {
  const { context, cookies } = shopper(() => ({ lines: [] }))
  await chooseCurrency(context, 'EUR')
  expect(cookies).toEqual(['currency=; Path=/; Max-Age=0; SameSite=Lax'])
})

test.each([
  ['there is no cart', 404, 'not-found', []],
  ['the cart is ordered', 409, 'cart-checked-out', []],
  ['a payment is under way', 409, 'payment-in-progress', [expect.stringMatching(/^cart-repriced=paying;/)]],
])('while %s the choice is kept all the same', async (_, status, code, said) => {
  const { context, cookies } = shopper(refuses(status, code))
  await chooseCurrency(context, 'USD')
  expect(cookies).toEqual([...said, expect.stringMatching(/^currency=USD;/)])
})

test('when the cart cannot be asked nothing is chosen: page and cart stay in one currency', async () => {
  const { context, cookies } = shopper(refuses(503, 'unavailable'))
  await expect(chooseCurrency(context, 'USD')).rejects.toMatchObject({ code: 'unavailable' })
  expect(cookies).toEqual([])
})

test('a currency the shop does not sell in changes nothing', async () => {
  const { context, cookies, asked } = shopper(() => ({ lines: [] }))
  await chooseCurrency(context, 'CHF')
  expect([cookies, asked.length]).toEqual([[], 1])
})

test('bounds of prices do not outlive their currency', () => {
  expect(withoutPrices('/c/lunettes?colour=black&price.min=100&price.max=200&cursor=x&sort=price')).toBe(
    '/c/lunettes?colour=black&sort=price',
  )
  expect([withoutPrices('/c/lunettes?price.max=200'), withoutPrices('/')]).toEqual(['/c/lunettes', '/'])
})

test('what has prices is asked for in the currency that was chosen, unless another is named; what has none is not', async () => {
  const { context, asked } = shopper(() => ({}), { chosen: 'USD' })
  await ask(context, 'product', { id: 'lise' })
  await ask(context, 'product', { id: 'lise', currency: 'EUR' })
  await ask(context, 'categories', {})
  const usual = shopper(() => ({}))
  await ask(usual.context, 'product', { id: 'lise' })
  expect([...asked, ...usual.asked].map(([, input]) => input)).toEqual([
    { id: 'lise', currency: 'USD' },
    { id: 'lise', currency: 'EUR' },
    {},
    { id: 'lise' },
  ])
})
