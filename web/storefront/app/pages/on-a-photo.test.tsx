import { type Caller, type GatewayClient, GatewayProblem, type InputOf, type OperationName, type OutputOf } from '@vitrine/gateway/client'
import type { GarmentJob } from '@vitrine/gateway/schemas/garment'
import { beforeEach, describe, expect, test } from 'vitest'
import { drawPage } from '../../dev/drawn-page.tsx'
import { memoryGateway } from '../../dev/memory-gateway.ts'
import { onAPhotoWords } from '../words/on-a-photo.ts'
import * as photoPage from './on-a-photo.tsx'
import * as productPage from './product.tsx'

const window = memoryGateway()
const state: { engine: string | undefined; job: GarmentJob | undefined; refusal: string | undefined; asked: unknown[] } = {
  ...{ engine: 'Atelier', job: undefined, refusal: undefined, asked: [] },
}
beforeEach(() => Object.assign(state, { engine: 'Atelier', job: undefined, refusal: undefined, asked: [] }))

/** The shop of the window with an engine that this test plays. */
const gateway: GatewayClient = {
  async call<N extends OperationName>(name: N, input: InputOf<N>, caller: Caller) {
    const ok = (body: unknown) => ({ status: 200, body: body as OutputOf<N>, setCookie: [] })
    const refuse = (status: number, code: string) => {
      throw new GatewayProblem({ type: '', title: '', status, code })
    }
    if (name === 'garmentEngine') return ok(state.engine ? { name: state.engine } : {})
    if (name === 'garmentJob') return state.job ? ok(state.job) : refuse(404, 'not-found')
    if (name === 'startGarment' || name === 'dropGarment') {
      state.asked.push([name, input])
      return state.refusal ? refuse(409, state.refusal) : ok({ id: 'j1' })
    }
    return window.call(name, input, caller)
  },
}

const jobAs = (more: Partial<GarmentJob>): GarmentJob => ({ id: 'j1', engine: 'Atelier', state: 'queued', ...more })

/** The page as a browser without scripts gets it, or where it is sent on. */
async function page(path: string, sent?: FormData | URLSearchParams): Promise<{ html: string; to: string | null; status: number }> {
  const pages = { '/on-a-photo': photoPage, '/on-a-photo/:jobId': photoPage, '/p/:slug': productPage }
  const drawn = await drawPage(gateway, pages, path, sent)
  return { ...drawn, html: drawn.html.replaceAll('&#x27;', "'") }
}

function form(fields: Record<string, string>) {
  const body = new FormData()
  for (const [name, value] of Object.entries({ variantId: 'v', engine: 'Atelier', ...fields })) body.set(name, value)
  body.set('photo', new Blob(['photo']), 'me.jpg')
  return body
}

describe.each(['fr', 'en'] as const)('a garment on a photo, in %s, with scripts off', (locale) => {
  const at = (path: string) => (locale === 'fr' ? path : `/en${path}`)
  const words = onAPhotoWords[locale]
  const ofOne = '?of=marin&variant=v'

  test('its product names the engine where there is one; a top has its preview without', async () => {
    expect((await page(at('/p/marin'))).html).toContain(words.open('Atelier'))
    state.engine = undefined
    const { html } = await page(at('/p/marin'))
    expect([html.includes(words.openPreview), html.includes('Atelier')]).toEqual([true, false])
    const own = (await page(at(`/on-a-photo${ofOne}`))).html
    expect(own).toContain(words.preview.text)
    expect(own).not.toContain('name="consent"')
  })

  test('glasses have no such page', async () => {
    expect((await page(at('/p/lise'))).html).not.toContain('on-a-photo')
    expect((await page(at('/on-a-photo?of=lise'))).status).toBe(404)
  })

  test('the consent names the engine, is not ticked, and without it nothing is sent', async () => {
    const { html } = await page(at(`/on-a-photo${ofOne}`))
    expect(html).toContain(words.consent('Atelier'))
    expect(html).toMatch(/type="checkbox" required="" name="consent"/)
    expect(html).not.toContain('checked')
    const refused = await page(at(`/on-a-photo${ofOne}`), form({}))
    expect(refused.html).toContain(words.refusals['consent-needed'])
    expect(state.asked).toEqual([])
  })

  test('a photo sent leads to the address of its job, kept for a day only where that is ticked', async () => {
    const { to } = await page(at(`/on-a-photo${ofOne}`), form({ consent: 'garment-engine' }))
    expect(to).toBe(at(`/on-a-photo/j1${ofOne}`))
    await page(at(`/on-a-photo${ofOne}`), form({ consent: 'garment-engine', keep: '24h' }))
    const common = { photo: new Uint8Array(Buffer.from('photo')), variantId: 'v', engine: 'Atelier', consent: 'garment-engine' }
    expect(state.asked).toEqual([
      ['startGarment', common],
      ['startGarment', { ...common, keep: '24h' }],
    ])
  })

  test.each(['engine-changed', 'not-an-image', 'unavailable'] as const)('says why it was not taken: %s', async (code) => {
    state.refusal = code
    expect((await page(at(`/on-a-photo${ofOne}`), form({ consent: 'garment-engine' }))).html).toContain(words.refusals[code])
  })

  test.each([
    [jobAs({ state: 'queued', ahead: 2 }), words.states.queued(2)],
    [jobAs({ state: 'starting' }), words.states.starting('Atelier')],
    [jobAs({ state: 'processing', percent: 42 }), words.states.processing('Atelier')],
  ])('says how far it is, can be taken back, and shows no form meanwhile: %o', async (job, said) => {
    state.job = job
    const { html } = await page(at(`/on-a-photo/j1${ofOne}`))
    expect(html).toContain(said)
    expect(html).toContain(`>${words.cancel}</button>`)
    expect(html).toMatch(job.percent === undefined ? /<progress (?!.*value=)/ : /<progress [^>]*value="42"/)
    expect(html).not.toContain('type="file"')
    const { to } = await page(at(`/on-a-photo/j1${ofOne}`), new URLSearchParams())
    expect([to, state.asked]).toEqual([at(`/on-a-photo${ofOne}`), [['dropGarment', { jobId: 'j1' }]]])
  })

  test('shows the picture, says until when, and erases it', async () => {
    state.job = jobAs({ state: 'succeeded', image: 'AAAA', eraseAt: '2026-11-29T10:00:00Z' })
    const { html } = await page(at(`/on-a-photo/j1${ofOne}`))
    expect(html).toContain('src="data:image/jpeg;base64,AAAA"')
    expect(html).toContain(`alt="${words.alt('Marin', 'Atelier')}"`)
    expect(html).toContain(`>${words.erase}</button>`)
  })

  test.each(['engine-refused', 'engine-failed', 'engine-late', 'unreadable-result', 'shop-stopped'] as const)(
    'says what went wrong: %s',
    async (reason) => {
      state.job = jobAs({ state: 'failed', reason })
      const { html } = await page(at(`/on-a-photo/j1${ofOne}`))
      expect(html).toContain(words.reasons[reason]('Atelier'))
      expect(html).toContain('type="file"')
    },
  )

  test('a job that is gone says so, and another photo may be sent', async () => {
    const { html } = await page(at(`/on-a-photo/j1${ofOne}`))
    expect(html).toContain(words.gone)
    expect(html).toContain('type="file"')
  })
})
