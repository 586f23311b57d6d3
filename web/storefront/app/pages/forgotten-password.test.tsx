import { LocaleContext, localeOf } from '@vitrine/ui/locale'
import { renderToStaticMarkup } from 'react-dom/server'
import { createStaticHandler, createStaticRouter, RouterContextProvider, StaticRouterProvider } from 'react-router'
import { describe, expect, test } from 'vitest'
import { memoryGateway } from '../../dev/memory-gateway.ts'
import { type Shop, shopContext } from '../shop.ts'
import { accountWords } from '../words/account.ts'
import ForgotPassword, { action as forget } from './forgot-password.tsx'
import ResetPassword, { action as reset, loader } from './reset-password.tsx'

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
  const handler = createStaticHandler(
    ['', '/en'].flatMap((language) => [
      { path: `${language}/forgot-password`, Component: ForgotPassword, action: forget },
      { path: `${language}/reset-password`, Component: ResetPassword, action: reset, loader },
    ]),
  )
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

describe.each(['fr', 'en'] as const)('a forgotten password in %s', (locale) => {
  const language = locale === 'fr' ? '' : '/en'
  const words = accountWords[locale]
  const textOf = (html: string) => html.replaceAll('&#x27;', '’')

  test('asks for the address, says what is wrong with it, and then says the same whoever asks', async () => {
    expect(await page(`${language}/forgot-password`)).toContain(words.forgot.text)
    const wrong = await page(`${language}/forgot-password`, { email: 'ada' })
    expect(wrong).toMatch(/aria-invalid="true"/)
    const sent = await page(`${language}/forgot-password`, { email: 'ada@example.com' })
    expect(sent).toContain(words.forgot.sentTitle)
    expect(textOf(sent)).toContain(words.forgot.sentText('ada@example.com'))
    expect(sent).not.toContain('<form')
  })

  test('opened, the link uses nothing: it asks for the new one', async () => {
    const html = await page(`${language}/reset-password?token=a%2Fb`)
    expect(html).toContain('<input type="hidden" name="token" value="a/b"/>')
    expect(html).toMatch(/<form[^>]* method="post"/)
  })

  test.each([
    ['good', 'a long enough secret', words.reset.doneTitle],
    ['good', 'short', words.shortPassword],
    ['good', 'password1234', words.weakPassword],
    ['old', 'a long enough secret', words.reset.refusedTitle],
    ['', 'a long enough secret', words.reset.refusedTitle],
  ])('with a link that is "%s" and the password "%s" the page says %s', async (token, password, said) => {
    expect(await page(`${language}/reset-password?token=${token}`, { token, password })).toContain(said)
  })
})
