import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from '@connectrpc/connect'
import { CatalogService } from '@vitrine/contracts/catalog/v1'
import { MediaService } from '@vitrine/contracts/media/v1'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { tryon } from '@vitrine/tryon'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { signedPrediction, startPredictionsDouble } from '../../tests/doubles/garment-engines.ts'
import { testGateway } from '../test-gateway.ts'

const square = (background: string, side: number) => sharp({ create: { width: side, height: side, channels: 3, background } })
const engine = await startPredictionsDouble(await square('#a33', 60).png().toBuffer())
const photo = await square('#c99', 60).jpeg().toBuffer()
const file = join(mkdtempSync(join(tmpdir(), 'garments-')), 'fields.json')
writeFileSync(
  file,
  JSON.stringify({ request: { version: 'v1', input: { human_img: '{person}', garm_img: '{garment}', category: '{category}' } } }),
)
const secret = `whsec_${Buffer.from('a secret of this test').toString('base64')}`
const settings = {
  ...{ GARMENT_ENGINE_URL: engine.url, GARMENT_ENGINE_NAME: 'Atelier', GARMENT_ENGINE_DIALECT: 'predictions', GARMENT_ENGINE_FIELDS: file },
  GARMENT_ENGINE_WEBHOOK_SECRET: secret,
}
const pool = await testDatabase()
const door = await testGateway(pool, settings, [tryon])
afterAll(async () => {
  await door.stop()
  await engine.stop()
})

const words = (text: string) => ({ fr: text, en: text })
beforeAll(async () => {
  const media = createClient(MediaService, door.shop.peer('media'))
  const bytes = await square('#33a', 700).jpeg().toBuffer()
  const { result } = await media.put({ assetId: 'flat', bytes, purpose: 'product', ownerId: 'shop' })
  const { sha256, width, height } = result.case === 'put' ? result.value : expect.fail('no picture')
  const catalogue = createClient(CatalogService, door.shop.peer('catalog'))
  await catalogue.putCategories({ categories: [{ id: 'c', slug: 'vetements', name: words('Vêtements'), position: 1 }] })
  for (const garment of ['tee', 'scarf'])
    await catalogue.putProduct({
      product: {
        ...{
          id: `p-${garment}`,
          slug: garment,
          kind: 'apparel',
          brand: 'Vitrine',
          name: words('Baie'),
          summary: words('T'),
          description: words('T.'),
        },
        attributes: { garment, fibres: [{ name: 'cotton', pct: 100 }] },
        ...{
          categoryIds: ['c'],
          images: [{ sha256, width, height, alt: words('Baie'), view: 'front', colour: 'black' }],
          status: 'published',
        },
        variants: [{ id: garment, sku: garment.toUpperCase(), options: { colour: 'black', size: 'M' }, attributes: {} }],
      },
    })
})

async function send(fields: Record<string, string>, picture = photo) {
  const form = new FormData()
  for (const [name, value] of Object.entries({ variantId: 'tee', engine: 'Atelier', consent: 'garment-engine', ...fields }))
    if (value) form.set(name, value)
  form.set('photo', new Blob([Uint8Array.from(picture)]), 'photo')
  const sent = new Response(form)
  return door.ask({
    ...{ method: 'POST', url: '/v1/try-on/garments' },
    headers: { 'content-type': sent.headers.get('content-type') ?? '' },
    body: Buffer.from(await sent.arrayBuffer()),
  })
}
const advance = () =>
  door.shop.running
    .get('tryon')!
    .jobs!.find(({ name }) => name === 'garment jobs move on')!
    .run()

test('the engine is named, the photo goes to it with the garment laid flat, and the picture comes back until it is erased', async () => {
  expect((await door.get('/v1/try-on/engine')).json()).toEqual({ name: 'Atelier' })
  const answer = await send({})
  expect([answer.statusCode, answer.json()]).toEqual([
    202,
    { id: expect.stringMatching(/^[0-9a-f]{32}$/), engine: 'Atelier', state: 'queued', ahead: 0 },
  ])
  const { id } = answer.json()
  await advance()
  const [job] = engine.jobs.values()
  expect(job).toMatchObject({ category: 'top' })
  expect((await sharp(job!.garment).metadata()).width).toBe(640)
  await advance()
  const { body, headers } = signedPrediction(secret, job!.id, door.clock())
  const tell = (said: Record<string, string>) =>
    door.ask({ method: 'POST', url: '/v1/webhooks/garment-engine', body, headers: { 'content-type': 'application/json', ...said } })
  expect((await tell({ ...headers, 'webhook-signature': 'v1,AAAA' })).json().code).toBe('forged-webhook')
  door.clock.advance(1)
  expect((await tell(headers)).statusCode).toBe(200)
  await advance()
  expect((await door.get(`/v1/try-on/garments/${id}`)).json()).toMatchObject({ state: 'processing', percent: 42 })
  door.clock.advance(10_000)
  await advance()
  const done = await door.get(`/v1/try-on/garments/${id}`)
  expect(done.json()).toMatchObject({ state: 'succeeded', eraseAt: new Date(door.clock().getTime() + 15 * 60_000).toISOString() })
  expect(done.headers['cache-control']).toContain('no-store')
  expect((await sharp(Buffer.from(done.json().image, 'base64')).metadata()).format).toBe('jpeg')
  const gone = await door.ask({ method: 'DELETE', url: `/v1/try-on/garments/${id}` })
  expect([gone.statusCode, gone.json()]).toEqual([200, { id }])
  expect((await door.get(`/v1/try-on/garments/${id}`)).statusCode).toBe(404)
})

test.each([
  ['consent-needed', 403, { consent: '' }],
  ['engine-changed', 409, { engine: 'Another' }],
  ['not-found', 404, { variantId: 'scarf' }],
  ['not-found', 404, { variantId: 'nothing' }],
  ['bad-input', 400, { consent: 'whatever' }],
])('refused: %s', async (code, status, fields: Record<string, string>) => {
  const answer = await send(fields)
  expect([answer.statusCode, answer.json().code]).toEqual([status, code])
})

test('what is no photo is refused as such', async () => {
  const answer = await send({}, Buffer.from('no picture'))
  expect([answer.statusCode, answer.json().code]).toEqual([415, 'not-an-image'])
})

test('GraphQL spells the same job', async () => {
  const { id } = (await send({})).json()
  const query = `query { garmentEngine { name } garmentJob(jobId: "${id}") { id state ahead } }`
  expect((await door.ask({ method: 'POST', url: '/graphql', body: { query } })).json().data).toEqual({
    garmentEngine: { name: 'Atelier' },
    garmentJob: { id, state: 'queued', ahead: 0 },
  })
})
