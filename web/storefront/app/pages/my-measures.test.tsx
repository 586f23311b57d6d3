import { type Caller, type GatewayClient, GatewayProblem, type InputOf, type OperationName, type OutputOf } from '@vitrine/gateway/client'
import type { MyMeasures } from '@vitrine/gateway/schemas/measures'
import { beforeEach, describe, expect, test } from 'vitest'
import { drawPage } from '../../dev/drawn-page.tsx'
import { measuresWords } from '../words/measures.ts'
import * as measuresPage from './my-measures.tsx'

const state: { kept: MyMeasures; refusal: number | undefined; asked: unknown[] } = { kept: {}, refusal: undefined, asked: [] }
beforeEach(() => Object.assign(state, { kept: {}, refusal: undefined, asked: [] }))

/** The account of one person. */
const gateway: GatewayClient = {
  async call<N extends OperationName>(name: N, input: InputOf<N>, _: Caller) {
    if (state.refusal) throw new GatewayProblem({ type: '', title: '', status: state.refusal, code: 'x' })
    if (name !== 'myMeasures') state.asked.push([name, input])
    return { status: 200, body: state.kept as OutputOf<N>, setCookie: [] }
  },
}

async function page(path: string, form?: Record<string, string>): Promise<{ html: string; to: string | null }> {
  const { html, to } = await drawPage(gateway, { '/account/measures': measuresPage }, path, form)
  return { html: html.replaceAll('&#x27;', "'").replaceAll('\u00a0', ' '), to }
}

const kept: MyMeasures = {
  pd: { mm: 62.5, errorMm: 5.9, method: 'iris' },
  pair: { lensWidthMm: 52, bridgeMm: 18, templeMm: 140 },
  ...{ keptAt: '2026-11-29T10:00:00Z', eraseAt: '2027-11-29T10:00:00Z' },
}

describe.each(['fr', 'en'] as const)('my measures, in %s, with scripts off', (locale) => {
  const path = locale === 'fr' ? '/account/measures' : '/en/account/measures'
  const words = measuresWords[locale]

  test('are asked for with a consent that is not ticked, and nothing to erase', async () => {
    const { html } = await page(path)
    expect([...html.matchAll(/ name="(\w+)"/g)].map(([, name]) => name)).toEqual(['robots', 'pair', 'pd', 'faceWidth', 'consent'])
    expect([html.includes('checked'), html.includes(words.none), html.includes(words.remove)]).toEqual([false, true, false])
  })

  test('are shown with how exact they are, and can be erased', async () => {
    state.kept = kept
    const { html } = await page(path)
    for (const text of ['value="62.5"', 'value="52-18-140"', words.remove, '±']) expect(html).toContain(text)
    const removed = await page(path, { intent: 'remove' })
    expect([state.asked, removed.html.includes(words.removed)]).toEqual([[['removeMeasures', {}]], true])
  })

  test('are kept as they are typed; a measured distance stays one until somebody types over it', async () => {
    const form = {
      pd: '62.5',
      pair: '52-18-140',
      faceWidth: '',
      consent: 'own-measures',
      pdMeasured: '62.5',
      pdErrorMm: '5.9',
      pdMethod: 'iris',
    }
    expect((await page(path, form)).html).toContain(words.saved)
    const pair = { lensWidthMm: 52, bridgeMm: 18, templeMm: 140 }
    expect(state.asked.at(-1)).toEqual(['keepMeasures', { pd: { mm: 62.5, errorMm: 5.9, method: 'iris' }, pair, consent: 'own-measures' }])
    await page(path, { ...form, pd: '41', pair: '' })
    expect(state.asked.at(-1)).toEqual(['keepMeasures', { pd: { mm: 41, errorMm: 0.5, method: 'typed' }, consent: 'own-measures' }])
  })

  test('are not kept without the tick, or where one of them cannot be; each is told', async () => {
    expect((await page(path, { pd: '62', pair: '', faceWidth: '' })).html).toContain(words.needsConsent)
    const { html } = await page(path, { pd: '20', pair: 'round', faceWidth: '', consent: 'own-measures' })
    for (const field of ['pd', 'pair']) expect(html).toContain(`href="#${field}"`)
    expect(state.asked).toEqual([])
  })

  test('belong to whoever is signed in; a fault says that nothing changed', async () => {
    state.refusal = 401
    expect((await page(path)).to).toContain('/sign-in?back=')
    expect((await page(path, { pd: '62', consent: 'own-measures' })).to).toContain('/sign-in?back=')
  })
})
