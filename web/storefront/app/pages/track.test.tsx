import { LocaleContext, localeOf } from '@vitrine/ui/locale'
import { renderToStaticMarkup } from 'react-dom/server'
import { createStaticHandler, createStaticRouter, RouterContextProvider, StaticRouterProvider } from 'react-router'
import { describe, expect, test } from 'vitest'
import { memoryGateway } from '../../dev/memory-gateway.ts'
import { type Shop, shopContext } from '../shop.ts'
import { trackWords } from '../words/track.ts'
import Track, { action } from './track.tsx'

const gateway = memoryGateway()

/** The page as a browser without scripts gets it: opened, or its form sent. */
async function page(path: string, form?: Record<string, string>): Promise<string> {
  const locale = localeOf(path)
  const caller = { locale, address: '203.0.113.1' }
  const shop: Shop = {
    ...{
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
    },
  }
  const context = new RouterContextProvider()
  context.set(shopContext, shop)
  const handler = createStaticHandler(['/track', '/en/track'].map((each) => ({ path: each, Component: Track, action })))
  const sent = form && { method: 'POST', body: new URLSearchParams(form) }
  const found = await handler.query(new Request(`https://vitrine.example${path}`, sent), { requestContext: context })
  if (found instanceof Response) throw new Error(`answered ${found.status}`)
  const router = createStaticRouter(handler.dataRoutes, found)
  return renderToStaticMarkup(
    <LocaleContext value={locale}>
      <StaticRouterProvider router={router} context={found} hydrate={false} />
    </LocaleContext>,
  )
}

describe.each(['fr', 'en'] as const)('whoever lost the mail of an order, in %s, with scripts off', (locale) => {
  const path = locale === 'fr' ? '/track' : '/en/track'
  const words = trackWords[locale]

  test('asks by its number and address, and reads the same whether there is such an order or not', async () => {
    const [known, unknown] = [
      await page(path, { number: 'V-000123', email: 'ada@example.com' }),
      await page(path, { number: 'V-9', email: 'ada@example.com' }),
    ]
    expect(known).toContain(words.sent('ada@example.com'))
    expect(unknown).toBe(known.replace('V-000123', 'V-9'))
    expect(await page(path)).not.toContain('role="status"')
  })

  test('what is missing is said at its field, and what was typed stays', async () => {
    const html = await page(path, { number: '', email: 'ada' })
    expect(html).toContain(words.enterNumber)
    expect(html).toContain('value="ada"')
    expect(html).not.toContain(words.sent('ada'))
  })
})
