import { type Caller, type GatewayClient, GatewayProblem, type InputOf, type OperationName, type OutputOf } from '@vitrine/gateway/client'
import type { SharedTryOn } from '@vitrine/gateway/schemas/shared-try-on'
import { beforeEach, describe, expect, test } from 'vitest'
import { drawPage } from '../../dev/drawn-page.tsx'
import { memoryGateway } from '../../dev/memory-gateway.ts'
import { windowFrame, windowProduct } from '../../dev/window-shop.ts'
import { shareWords } from '../words/share.ts'
import { tryWords } from '../words/try.ts'
import * as sharePage from './share-try-on.tsx'
import * as sharedPage from './shared-try-on.tsx'

const window = memoryGateway()
const variantId = windowProduct('fr', 'lise')!.variants[0]!.id
const until = '2026-12-29T10:00:00Z'
const state: { shared: SharedTryOn | undefined; refusal: string | undefined; asked: unknown[] } = {
  shared: undefined,
  refusal: undefined,
  asked: [],
}
beforeEach(() => Object.assign(state, { shared: undefined, refusal: undefined, asked: [] }))

const gateway: GatewayClient = {
  async call<N extends OperationName>(name: N, input: InputOf<N>, caller: Caller) {
    const ok = (body: unknown) => ({ status: 200, body: body as OutputOf<N>, setCookie: [] })
    const refuse = (status: number, code: string) => {
      throw new GatewayProblem({ type: '', title: code, status, code })
    }
    if (name === 'sharedTryOn') return state.shared ? ok(state.shared) : refuse(404, 'not-found')
    if (name !== 'shareTryOn' && name !== 'endSharedTryOn') return window.call(name, input, caller)
    state.asked.push([name, input])
    if (state.refusal) return refuse(422, state.refusal)
    return ok(
      name === 'shareTryOn'
        ? { shareId: 's1', ownId: 'o1', url: 'https://vitrine.example/try/shared/s1', expiresAt: until }
        : { ended: true },
    )
  },
}

/** The page as a browser without scripts gets it. */
async function page(path: string, body?: FormData | URLSearchParams): Promise<{ html: string; status: number }> {
  const { html, status, shop } = await drawPage(gateway, { '/try/share': sharePage, '/try/shared/:shareId': sharedPage }, path, body)
  expect(shop.tags).toEqual([]) // nobody keeps these pages
  return { html: html.replaceAll('&#x27;', "'"), status }
}

function form(fields: Record<string, string>, photo = '') {
  const body = new FormData()
  for (const [name, value] of Object.entries({ variantId, ...fields })) body.set(name, value)
  body.set('photo', new Blob([photo]), 'me.jpg')
  return body
}

describe.each(['fr', 'en'] as const)('TRY-6 in %s, with scripts off', (locale) => {
  const at = (path: string) => (locale === 'fr' ? path : `/en${path}`)
  const words = shareWords[locale]
  const shown = (more: Partial<SharedTryOn> = {}): SharedTryOn => ({
    ...{ frames: [windowFrame(locale, variantId)!], shared: 1, expiresAt: until, faces: [], ...more },
  })

  test('the form names the frames, and a face is not ticked', async () => {
    const { html } = await page(at(`/try/share?frames=${variantId},${variantId},nothing`))
    expect(html.match(new RegExp(`name="variantId" value="${variantId}"`, 'g'))).toHaveLength(1)
    expect(html).toMatch(/<input [^>]*type="checkbox"[^>]* name="consent"/)
    expect([html.includes('checked'), html.includes('noindex')]).toEqual([false, true])
    expect((await page(at('/try/share'))).html).toContain(words.none)
  })

  test('a link is made without a face, and can be ended there', async () => {
    const { html } = await page(at(`/try/share?frames=${variantId}`), form({}))
    expect(state.asked).toEqual([['shareTryOn', { variantIds: [variantId] }]])
    expect(html).toContain('value="https://vitrine.example/try/shared/s1"')
    expect(html).toContain(words.noFace)
    expect(html).toContain('<input type="hidden" name="end" value="o1"/>')
    const ended = await page(at('/try/share'), new URLSearchParams({ end: 'o1' }))
    expect([ended.html.includes(words.ended), state.asked.at(-1)]).toEqual([true, ['endSharedTryOn', { id: 'o1' }]])
  })

  test('who made many links within an hour reads when there can be another', async () => {
    state.refusal = 'too-many-requests'
    expect((await page(at(`/try/share?frames=${variantId}`), form({}))).html).toContain(words.tooMany)
  })

  test('a photo is handed on where its owner ticked that it may be shown, and nowhere else', async () => {
    expect((await page(at('/try/share'), form({}, 'photo'))).html).toContain(words.needsFace)
    expect((await page(at('/try/share'), form({ consent: 'share-face' }))).html).toContain(words.needsPhoto)
    expect(state.asked).toEqual([])
    await page(at('/try/share'), form({ consent: 'share-face', pdMm: '41' }, 'photo'))
    const photo = new Uint8Array(Buffer.from('photo'))
    expect(state.asked).toEqual([['shareTryOn', { variantIds: [variantId], photo, consent: 'share-face', pdMm: 41 }]])
    state.refusal = 'no-face'
    expect((await page(at('/try/share'), form({ consent: 'share-face' }, 'photo'))).html).toContain(tryWords[locale].refusals['no-face'])
  })

  test('whoever has the link sees the frames with their sizes on a bust, no list of pages does', async () => {
    state.shared = shown()
    const { html } = await page(at('/try/shared/s1'))
    expect(html).toContain(words.shown.size(words.shown.sizes.small, '', '').split(/[:,]/)[0]!)
    expect([html.includes('noindex'), html.includes('data:image'), html.includes('48-20-145')]).toEqual([true, false, true])
    expect(html).toContain(`href="${at('/try?frames=lise')}"`)
    expect(sharedPage.headers()).toEqual({ 'X-Robots-Tag': 'noindex, nofollow' })
  })

  test('and the face, while its owner shows it', async () => {
    state.shared = shown({ faceUntil: '2026-11-30T10:00:00Z', faces: [{ variantId, data: 'AAAA' }] })
    const { html } = await page(at('/try/shared/s1'))
    expect(html).toContain('src="data:image/jpeg;base64,AAAA"')
    expect(html).toContain(words.shown.faceUntil('').slice(0, 12))
  })

  test('frames that are no longer sold are counted; a link that ended is not found', async () => {
    state.shared = shown({ shared: 3 })
    expect((await page(at('/try/shared/s1'))).html).toContain(words.shown.gone(2))
    state.shared = shown({ frames: [] })
    expect((await page(at('/try/shared/s1'))).html).toContain(words.shown.empty)
    state.shared = undefined
    const ended = await page(at('/try/shared/s1'))
    expect([ended.status, ended.html.includes(words.shown.ended), ended.html.includes(`href="${at('/try')}"`)]).toEqual([404, true, true])
  })
})
