import { describe, expect, test } from 'vitest'
import { drawPage, htmlOf } from '../../dev/drawn-page.tsx'
import { memoryGateway } from '../../dev/memory-gateway.ts'
import { accountWords } from '../words/account.ts'
import * as forgotPassword from './forgot-password.tsx'
import * as resetPassword from './reset-password.tsx'

const gateway = memoryGateway()

/** The page as a browser without scripts gets it: opened, or its form sent. */
async function page(path: string, form?: Record<string, string>): Promise<string> {
  return htmlOf(await drawPage(gateway, { '/forgot-password': forgotPassword, '/reset-password': resetPassword }, path, form))
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
