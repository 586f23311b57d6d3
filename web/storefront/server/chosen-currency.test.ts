import { expect, test } from 'vitest'
import type { Shop } from '../app/shop.ts'
import { inChosenCurrency } from './chosen-currency.ts'
import { pageKey } from './handler.ts'

/** A shop in euros that sells in these, or whose door is away. */
function shopOf(cookie: string | undefined, sold: readonly string[] | 'away') {
  let calls = 0
  const gateway = {
    async call() {
      calls++
      if (sold === 'away') throw new Error('nobody answers')
      return { status: 200, body: { items: sold.map((code) => ({ code })), usual: 'EUR' } as never, setCookie: [] }
    },
  }
  const caller = { locale: 'fr', address: '::1', ...(cookie !== undefined && { cookie }) } as const
  const shop: Shop = {
    gateway,
    caller,
    theme: undefined,
    requestId: 'r',
    shopName: 'Vitrine',
    publicUrl: '',
    currency: 'EUR',
    cookies: [],
    tags: [],
    refused: [],
  }
  return { shop, calls: () => calls }
}

test('a page is kept for one currency, as for one theme and one address', () => {
  const cookies = [undefined, 'theme=dark', 'currency=USD', 'theme=dark; currency=USD', 'currency=CHF']
  expect(new Set(cookies.map((cookie) => pageKey('/c/lunettes', cookie))).size).toBe(5)
  for (const other of ['', 'currency=', 'currency=usd', 'mycurrency=USD', 'cart-begun=1'])
    expect(pageKey('/', other)).toBe(pageKey('/', undefined))
})

test('prices are shown in what was chosen; who chose nothing, or the currency of the shop, costs no question', async () => {
  const chose = shopOf('theme=dark; currency=USD', ['EUR', 'USD'])
  expect(await inChosenCurrency(chose.shop)).toMatchObject({ currency: 'EUR', chosen: 'USD', cookies: [], refused: [] })
  for (const cookie of [undefined, 'currency=EUR', 'currency=euro']) {
    const usual = shopOf(cookie, ['EUR', 'USD'])
    expect([await inChosenCurrency(usual.shop), usual.calls()]).toEqual([usual.shop, 0])
  }
})

test('a currency that was closed is forgotten, and the page made then is kept for nobody', async () => {
  const { shop } = shopOf('currency=USD', ['EUR'])
  const made = await inChosenCurrency(shop)
  expect([made.chosen, made.cookies]).toEqual([undefined, [expect.stringMatching(/^currency=; .*Max-Age=0/)]])
})

test('while nobody can say what is sold, the page is in the currency of the shop, and kept for nobody', async () => {
  const { shop } = shopOf('currency=USD', 'away')
  const made = await inChosenCurrency(shop)
  expect([made.chosen, made.cookies, made.refused]).toEqual([undefined, [], ['currencies']])
})
