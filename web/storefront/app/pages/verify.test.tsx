import { describe, expect, test } from 'vitest'
import { drawPage, htmlOf } from '../../dev/drawn-page.tsx'
import { memoryGateway } from '../../dev/memory-gateway.ts'
import { accountWords } from '../words/account.ts'
import * as verifyPage from './verify.tsx'

const gateway = memoryGateway()

/** The page as a browser without scripts gets it: opened, or its form sent. */
async function page(path: string, form?: Record<string, string>): Promise<string> {
  return htmlOf(await drawPage(gateway, { '/verify': verifyPage }, path, form))
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
