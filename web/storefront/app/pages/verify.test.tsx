import { LocaleContext, localeOf } from '@vitrine/ui/locale'
import { renderToStaticMarkup } from 'react-dom/server'
import { createStaticHandler, createStaticRouter, RouterContextProvider, StaticRouterProvider } from 'react-router'
import { describe, expect, test } from 'vitest'
import { memoryGateway } from '../../dev/memory-gateway.ts'
import { type Shop, shopContext } from '../shop.ts'
import { accountWords } from '../words/account.ts'
import Verify, { action, loader } from './verify.tsx'

const gateway = memoryGateway()

/** The page as a browser without scripts gets it: opened, or its form sent. */
async function page(path: string, form?: Record<string, string>): Promise<string> {
  const locale = localeOf(path)
  const caller = { locale, address: '203.0.113.1' }
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
  const context = new RouterContextProvider()
  context.set(shopContext, shop)
  const handler = createStaticHandler(['/verify', '/en/verify'].map((each) => ({ path: each, Component: Verify, action, loader })))
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

describe.each(['fr', 'en'] as const)('the page of the mail in %s', (locale) => {
  const path = locale === 'fr' ? '/verify' : '/en/verify'
  const { verify } = accountWords[locale]

  test('opened, it uses nothing: it asks to be pressed, with or without scripts', async () => {
    const html = await page(`${path}?token=a%2Fb`)
    expect(html).toContain(verify.title)
    expect(html).toMatch(/<form[^>]* method="post"/)
    expect(html).toContain('<input type="hidden" name="token" value="a/b"/>')
  })

  test.each([
    ['good', verify.verifiedTitle],
    ['used', verify.usedTitle],
    ['expired', verify.expiredTitle],
    ['unknown', verify.unknownTitle],
    ['', verify.unknownTitle],
  ])('a link that is "%s" says so, and leads on', async (token, title) => {
    const html = await page(`${path}?token=${token}`, { token })
    expect(html).toContain(`<h1 class="title">${title}</h1>`)
    expect(html).toContain(`href="${locale === 'fr' ? '' : '/en'}/account"`)
    expect(html).not.toContain('<form')
  })

  test('a link without its token is not one of ours', async () => expect(await page(path)).toContain(verify.unknownTitle))
})
