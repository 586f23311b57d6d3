import { type Caller, type GatewayClient, GatewayProblem, type InputOf, type OperationName, type OutputOf } from '@vitrine/gateway/client'
import type { Product, Variant } from '@vitrine/gateway/schemas/catalogue'
import { formatDay } from '@vitrine/ui/format'
import { describe, expect, test } from 'vitest'
import { drawPage, htmlOf } from '../../dev/drawn-page.tsx'
import { memoryGateway } from '../../dev/memory-gateway.ts'
import { backInStockWords } from '../words/back-in-stock.ts'
import { checkoutWords } from '../words/checkout.ts'
import { productWords } from '../words/product.ts'
import * as productPage from './product.tsx'

const wishes: unknown[] = []

/** The shop of the window, with this much of every variant; the door refuses addresses at `back.example` as in stock. */
function shopWith(stock: Variant['stock']): GatewayClient {
  const window = memoryGateway()
  return {
    async call<N extends OperationName>(name: N, input: InputOf<N>, caller: Caller) {
      if (name === 'wishBackInStock') {
        const { email } = input as InputOf<'wishBackInStock'>
        if (email.endsWith('back.example')) throw new GatewayProblem({ type: '', title: '', status: 409, code: 'in-stock' })
        wishes.push(input)
      }
      const answer = await window.call(name, input, caller)
      if (name !== 'product') return answer
      const product = answer.body as Product
      return { ...answer, body: { ...product, variants: product.variants.map((one) => ({ ...one, stock })) } as unknown as OutputOf<N> }
    },
  }
}

/** The page as a browser without scripts gets it: opened, or its form sent. */
async function page(path: string, stock: Variant['stock'], form?: Record<string, string>): Promise<string> {
  const drawn = await drawPage(shopWith(stock), { '/p/:slug': productPage }, path, form)
  return htmlOf(drawn).replaceAll('&#x27;', "'")
}

const none = { available: 0, low: true, ready: 0 }

describe.each(['fr', 'en'] as const)('a product in %s, with scripts off', (locale) => {
  const path = locale === 'fr' ? '/p/lise' : '/en/p/lise'
  const words = backInStockWords[locale]

  test.each(['pre-order', 'back-order'] as const)('a %s says its day, and its button what it does', async (kind) => {
    const html = await page(path, { available: 3, low: true, ready: 0, ahead: { kind, shipsOn: '2026-12-24' } })
    const day = formatDay(locale, '2026-12-24')
    expect(html).toContain(kind === 'pre-order' ? words.preOrder(day) : words.backOrder(day))
    expect(html).toContain(`>${kind === 'pre-order' ? words.preOrderNow : words.backOrderNow}</button>`)
    expect(html).not.toContain(productWords[locale].inStock)
    expect(html).not.toContain(words.title)
  })

  test('while a piece lies ready nothing is said of later ones', async () => {
    const html = await page(path, { available: 3, low: true, ready: 1, ahead: { kind: 'pre-order', shipsOn: '2026-12-24' } })
    expect(html).not.toContain(formatDay(locale, '2026-12-24'))
    expect(html).toContain(`>${productWords[locale].add}</button>`)
  })

  test('what is sold out asks for an address, says what it is for, and thanks for it', async () => {
    const html = await page(path, none)
    expect(html).toContain(words.consent)
    const variant = /name="variant" value="([^"]+)"/.exec(html)?.[1] ?? ''
    const sent = await page(path, none, { variant, email: ' ada@example.com ' })
    expect(wishes.at(-1)).toEqual({ variantId: variant, email: 'ada@example.com' })
    expect(sent).toContain(words.kept('').split(/[,.]/)[0]?.trim())
    expect(sent).not.toContain('aria-invalid')
  })

  test('what is wrong is said at the field, and what was typed stays', async () => {
    const variant = /name="variant" value="([^"]+)"/.exec(await page(path, none))?.[1] ?? ''
    const html = await page(path, none, { variant, email: 'ada' })
    expect(html).toContain(checkoutWords[locale].emailAt)
    expect(/<input[^>]*name="email"[^>]*>/.exec(html)?.[0]).toMatch(/(?=.*aria-invalid="true")(?=.* value="ada")/)
    expect(await page(path, none, { variant, email: 'ada@back.example' })).toContain(words.isThere)
  })
})
