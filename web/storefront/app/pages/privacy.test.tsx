import { type Caller, type GatewayClient, GatewayProblem, type InputOf, type OperationName, type OutputOf } from '@vitrine/gateway/client'
import { describe, expect, test } from 'vitest'
import { drawPage, shopAt } from '../../dev/drawn-page.tsx'
import { privacyWords } from '../words/privacy.ts'
import { loader as myData } from './my-data.ts'
import * as privacyPage from './privacy.tsx'

/** A door whose one customer has the password `right`; `late` has an order under way. */
const gatewayOf = (isSignedIn: boolean): GatewayClient => ({
  async call<N extends OperationName>(name: N, input: InputOf<N>, _caller: Caller) {
    const refuse = (status: number, code: string, facts = {}) => {
      throw new GatewayProblem({ type: '', title: '', status, code, ...facts })
    }
    if (!isSignedIn) refuse(401, 'unauthorised')
    if (name === 'eraseMe') {
      const { password } = input as InputOf<'eraseMe'>
      if (password === 'late') refuse(409, 'orders-under-way', { orders: ['V-000001', 'V-000002'] })
      if (password !== 'right') refuse(422, 'wrong-password')
    }
    const body = name === 'myData' ? { me: { email: 'ada@example.com' } } : { erased: true }
    return { status: 200, body: body as unknown as OutputOf<N>, setCookie: [] }
  },
})

/** The page as a browser without scripts gets it: opened, or its form sent. */
async function page(path: string, { password, isSignedIn = true }: { password?: string; isSignedIn?: boolean } = {}) {
  const form = password === undefined ? undefined : { password }
  const { html, to, shop } = await drawPage(gatewayOf(isSignedIn), { '/account/privacy': privacyPage }, path, form)
  return { html: html.replaceAll('&#x27;', "'"), to, cookies: shop.cookies }
}

describe.each(['fr', 'en'] as const)('the page of a person’s data, in %s', (locale) => {
  const path = locale === 'fr' ? '/account/privacy' : '/en/account/privacy'
  const words = privacyWords[locale]

  test('says what is kept and what the law keeps, and asks for the password before anything goes', async () => {
    const { html } = await page(path)
    for (const said of [...words.keptList, words.eraseText, words.erase]) expect(html).toContain(said)
    expect(html).toMatch(/<input [^>]*type="password"[^>]*/)
    expect(html).toContain(path.replace('privacy', 'data'))
  })

  test('whoever is not signed in is sent to the door, and back here', async () => {
    expect((await page(path, { isSignedIn: false })).to).toContain(`/sign-in?back=${encodeURIComponent(path)}`)
  })

  test.each([
    ['', words.refusals['wrong-password']],
    ['wrong', words.refusals['wrong-password']],
    ['late', words.refusals['orders-under-way'](locale === 'fr' ? 'V-000001 et V-000002' : 'V-000001 and V-000002')],
  ])('with the password %o it says why nothing was erased', async (password, said) => {
    expect((await page(path, { password })).html).toContain(said)
  })

  test('with the right one the person is signed out everywhere and told so', async () => {
    const { to, cookies } = await page(path, { password: 'right' })
    expect([to, cookies]).toEqual([`${path}?erased`, [expect.stringContaining('Max-Age=0')]])
    expect((await page(`${path}?erased`, { isSignedIn: false })).html).toContain(words.erasedText)
  })
})

test('the data come as a file that nobody between keeps', async () => {
  const { context } = shopAt('/account/data', gatewayOf(true))
  const request = new Request('https://vitrine.example/account/data')
  const answer = await myData({ request, url: new URL(request.url), pattern: '', params: {}, context } as unknown as Parameters<
    typeof myData
  >[0])
  expect(await answer.json()).toEqual({ me: { email: 'ada@example.com' } })
  expect([answer.headers.get('Content-Disposition'), answer.headers.get('Cache-Control')]).toEqual([
    'attachment; filename="vitrine.json"',
    'no-store',
  ])
})
