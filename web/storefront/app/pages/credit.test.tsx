import { type Caller, type GatewayClient, GatewayProblem, type InputOf, type OperationName, type OutputOf } from '@vitrine/gateway/client'
import { beforeEach, describe, expect, test } from 'vitest'
import { drawPage } from '../../dev/drawn-page.tsx'
import { creditWords } from '../words/credit.ts'
import * as creditPage from './credit.tsx'

const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' })
const entries = [
  { kind: 'take', amount: eur(-400), balance: eur(850), orderId: 'o-1', at: '2026-11-29T10:00:00Z' },
  { kind: 'load', amount: eur(1_250), balance: eur(1_250), at: '2026-11-28T10:00:00Z' },
]
const usual = {
  me: { id: 'ada', email: 'ada@example.com' } as unknown,
  myCredit: { items: [{ balance: eur(850), isClosed: false, entries }] } as unknown,
  giftCardBalance: { codeEnd: '08HB', balance: eur(5_000), pays: true } as unknown,
}
let answers: Record<string, unknown> = usual
beforeEach(() => {
  answers = { ...usual }
})

/** A shop that answers what a test says; a number is the status of a refusal. */
const gateway: GatewayClient = {
  async call<N extends OperationName>(name: N, _input: InputOf<N>, _: Caller) {
    const body = answers[name]
    if (typeof body === 'number') throw new GatewayProblem({ type: '', title: '', status: body, code: 'x' })
    return { status: 200, body: body as OutputOf<N>, setCookie: [] }
  },
}

describe.each(['fr', 'en'] as const)('gift cards and credit, in %s, with scripts off', (locale) => {
  const path = locale === 'fr' ? '/credit' : '/en/credit'
  const words = creditWords[locale]
  async function page(form?: Record<string, string>): Promise<string> {
    const { html } = await drawPage(gateway, { '/credit': creditPage }, path, form)
    return html.replaceAll('&#x27;', "'").replaceAll('\u202f', '\u00a0')
  }
  const amount = (euros: string) => (locale === 'fr' ? `${euros.replace('.', ',')}\u00a0€` : `€${euros}`)

  test('show what is left of what the shop gave, and what became of the rest', async () => {
    const html = await page()
    for (const said of [amount('8.50'), words.ownHow, words.kinds.take, words.kinds.load, '/o/o-1']) expect(html).toContain(said)
  })

  test('who is not signed in may ask for a card, and is led to sign in for their own; who has none is told', async () => {
    answers = { ...usual, me: 401, myCredit: 401 }
    const guest = await page()
    expect(guest).toContain(`/sign-in?back=${encodeURIComponent(path)}`)
    expect(guest).toContain('name="code"')
    answers = { ...usual, myCredit: { items: [] } }
    expect(await page()).toContain(words.ownNone)
  })

  test('pricing that is away is said, not shown as no credit', async () => {
    answers = { ...usual, myCredit: 503 }
    const html = await page()
    expect([html.includes(words.failed), html.includes(words.ownNone)]).toEqual([true, false])
  })

  test('a card: what is left, until when, and whether it pays', async () => {
    expect(await page({ code: 'any' })).toContain(words.left('08HB', amount('50.00')))
    answers = { ...usual, giftCardBalance: { codeEnd: '08HB', balance: eur(5_000), pays: false } }
    expect(await page({ code: 'any' })).toContain(words.paysNot)
  })

  test.each([
    ['', 404, words.codeMissing],
    ['any', 404, words.unknown],
    ['any', 429, words.tooMany],
    ['any', 503, words.failed],
  ])('the code "%s" that is answered %i: %s', async (code, status, said) => {
    answers = { ...usual, giftCardBalance: status }
    expect(await page({ code })).toContain(said)
  })
})
