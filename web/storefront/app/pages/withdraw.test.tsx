import { type GatewayClient, GatewayProblem } from '@vitrine/gateway/client'
import { describe, expect, test } from 'vitest'
import { drawPage, htmlOf, shopAt } from '../../dev/drawn-page.tsx'
import { memoryGateway } from '../../dev/memory-gateway.ts'
import { withdrawWords } from '../words/withdraw.ts'
import * as withdraw from './withdraw.tsx'

const memory = memoryGateway()
/** Who is called like that has declared too often. */
const gateway = {
  async call(name: string, input: { readonly name?: string }, caller: never) {
    if (name === 'withdraw' && input.name === 'Too many')
      throw new GatewayProblem({ type: 'about:blank', title: 'Too many', status: 429, code: 'too-many-requests' })
    return memory.call(name as 'withdraw', input as never, caller)
  },
} as GatewayClient

/** The page as a browser without scripts gets it: opened, or its form sent. */
async function page(path: string, form?: Record<string, string>): Promise<string> {
  return htmlOf(await drawPage(gateway, { '/withdraw': withdraw }, path, form))
}

const said = { name: 'Ada Blanc', number: 'v-000123', email: 'ada@example.com' }

describe.each(['fr', 'en'] as const)('LAW-3: withdrawing in %s, with scripts off', (locale) => {
  const path = locale === 'fr' ? '/withdraw' : '/en/withdraw'
  const words = withdrawWords[locale]

  test('the first step asks for name, order and address, and nothing else', async () => {
    const html = await page(path)
    expect(html).toContain(`<h1 class="title">${words.title}</h1>`)
    expect([...html.matchAll(/<input[^>]* name="(\w+)"/g)].map(([, name]) => name)).toEqual(['name', 'number', 'email'])
    expect(html).toMatch(/<form[^>]* method="post"/)
  })

  test.each([
    [{ ...said, name: '' }, words.enterName],
    [{ ...said, number: '' }, words.enterNumber],
    [{ ...said, number: 'V-000999' }, words.unknown],
    [{ ...said, email: 'joe@example.com' }, words.unknown],
  ])('what is missing or wrong is said in words, and what was typed stays: %j', async (form, text) => {
    const html = await page(path, form)
    expect(html).toContain(text)
    expect(html).toContain(`value="${form.email}"`)
    expect(html).not.toContain(words.confirm)
  })

  test('the second step says line by line what may come back, under what condition, and why not', async () => {
    const html = await page(path, said)
    expect(html).toContain(words.confirm)
    expect([...html.matchAll(/type="checkbox" name="line (\w+)"/g)].map(([, id]) => id)).toEqual(['lise', 'eau'])
    expect(html).toContain(words.not('rien ne reste à renvoyer'))
    expect(html).toContain(words.only('seulement non ouvert'))
    expect(html).not.toContain(words.doneTitle)
  })

  test('only the second step declares; its answer is a receipt', async () => {
    const none = await page(path, { ...said, step: 'confirm' })
    expect(none).toContain(words.choose)
    const html = await page(path, { ...said, step: 'confirm', 'line lise': '1', 'pieces lise': '1' })
    expect(html).toContain(`<h1 class="title">${words.doneTitle}</h1>`)
    for (const part of ['Ada Blanc', 'V-000123', '1\u00a0× Lise', '129', words.awaited]) expect(html).toContain(part)
    expect(html).not.toContain('<form')
  })

  test('the second step comes back as it was left: nothing is declared by that, and nothing is ticked anew', async () => {
    const left = { ...said, step: 'choose', 'line eau': '1', 'pieces lise': '1' }
    const html = await page(path, left)
    const ticked = [...html.matchAll(/<input[^>]*type="checkbox"[^>]*>/g)].filter(([box]) => box.includes('checked=""'))
    expect(ticked.map(([box]) => /name="line (\w+)"/.exec(box)?.[1])).toEqual(['eau'])
    expect(html).toMatch(/<option selected=""[^>]*>1</)
    expect(html).not.toContain(words.doneTitle)
    const none = await page(path, { ...said, step: 'confirm' })
    expect(none.match(/checked=""/g)).toBeNull()
  })

  test('the second step that was only opened comes back with all ticked that may come back', async () => {
    const url = new URL(`https://vitrine.example${path}`)
    const request = new Request(url, { method: 'POST', body: new URLSearchParams(said) })
    const opened = await withdraw.action({ request, url, pattern: path, params: {}, context: shopAt(path, gateway).context })
    if (opened.step !== 'confirm') throw new Error(`answered ${opened.step}`)
    const html = await page(path, { ...opened.chosen, ...opened.said, step: 'choose' })
    expect(html.match(/checked=""/g)).toHaveLength(2)
    expect(html).toMatch(/<option selected=""[^>]*>2</)
  })

  test('a shop that does not answer costs nobody what they chose', async () => {
    const html = await page(path, { ...said, name: 'Too many', step: 'confirm', 'line eau': '1' })
    expect(html).toContain(words.tooMany)
    expect(html.match(/checked=""/g)).toHaveLength(1)
    expect(html).toContain(words.confirm)
  })

  test('the way back to the first step keeps who declares', async () => {
    const html = await page(path, { ...said, step: 'ask' })
    expect(html).toContain(`value="${said.number}"`)
    expect(html).toContain(words.next)
  })

  test('more pieces than there are, and lines that may not come back, are not declared', async () => {
    for (const form of [{ 'line lise': '1', 'pieces lise': '3' }, { 'line marin': '1' }, { 'line lise': '1', 'pieces lise': 'x' }]) {
      expect(await page(path, { ...said, step: 'confirm', ...form } as Record<string, string>)).toContain(words.choose)
    }
  })
})
