import { createClient } from '@connectrpc/connect'
import { ShareService } from '@vitrine/contracts/tryon/v1/shares'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { tryon } from '@vitrine/tryon'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { publishFrame, testGateway } from '../test-gateway.ts'

const door = await testGateway(await testDatabase(), {}, [tryon])
let [ada, bob] = ['', '']
beforeAll(async () => {
  await publishFrame(door.shop)
  ada = (await door.customer()).token
  bob = (await door.customer()).token
})
afterAll(() => door.stop())

async function share(variantIds: readonly string[], more: Record<string, string | Blob> = {}, token = '', locale = 'fr') {
  const form = new FormData()
  for (const id of variantIds) form.append('variantId', id)
  for (const [name, value] of Object.entries(more)) form.set(name, value)
  const sent = new Response(form)
  const headers = { 'content-type': sent.headers.get('content-type')!, 'accept-language': locale }
  const payload = Buffer.from(await sent.arrayBuffer())
  return door.ask({ method: 'POST', url: '/v1/try-on/shares', headers, payload, ...(token && { token }) })
}
const seen = (shareId: string) => door.get(`/v1/try-on/shares/${shareId}`)
const end = (id: string, token = '') => door.ask({ method: 'DELETE', url: `/v1/try-on/shares/${id}`, ...(token && { token }) })
const day = 86_400_000

test('TRY-6 a photo without the consent to show it is not even looked at', async () => {
  const photo = new Blob(['no photo'])
  expect((await share(['lise-black'], { photo })).json()).toMatchObject({ status: 403, code: 'consent-needed' })
  expect((await share(['lise-black'], { consent: 'garment-engine' })).json()).toMatchObject({ status: 400, code: 'bad-input' })
  expect((await share(['nothing'])).statusCode).toBe(404)
  expect((await share([])).statusCode).toBe(400)
  expect((await share(Array(5).fill('lise-black'))).statusCode).toBe(400)
})

test('TRY-6 a customer finds what they share in their data, and ends it from there', async () => {
  const login = await door.customer()
  const { shareId } = (await share(['lise-black'], {}, login.token)).json()
  const { id: accountId } = (await door.get('/v1/me', login.token)).json()
  const { shares } = await createClient(ShareService, door.shop.peer('tryon')).listShares({ accountId })
  await end(shares[0]!.listId, bob)
  expect((await seen(shareId)).statusCode).toBe(200)
  await end(shares[0]!.listId, login.token)
  expect((await seen(shareId)).statusCode).toBe(404)
})

const measures = { pd: { mm: 62.5, errorMm: 5.9, method: 'iris' }, pair: { lensWidthMm: 52, bridgeMm: 18, templeMm: 140 } }
const put = (body: object, token = ada) => door.ask({ method: 'PUT', url: '/v1/me/measures', body, ...(token && { token }) })
const kept = async (token = ada) => (await door.get('/v1/me/measures', token)).json()

test('measures are kept with consent alone, read by their owner alone, replaced as a whole, and removed', async () => {
  expect(await kept()).toEqual({})
  expect((await put(measures)).statusCode).toBe(400)
  const answer = await put({ ...measures, consent: 'own-measures' })
  expect(answer.json()).toMatchObject(measures)
  expect(Date.parse(answer.json().eraseAt) - door.clock().getTime()).toBe(365 * day)
  expect(await kept()).toEqual(answer.json())
  expect(await kept(bob)).toEqual({})
  await put({ faceWidthMm: 141, consent: 'own-measures' })
  expect(await kept()).toEqual({ faceWidthMm: 141, keptAt: expect.any(String), eraseAt: expect.any(String) })
  const removed = await door.ask({ method: 'DELETE', url: '/v1/me/measures', token: ada })
  expect([removed.json(), await kept()]).toEqual([{}, {}])
  expect((await door.get('/v1/me/measures')).statusCode).toBe(401)
  expect((await put({ faceWidthMm: 141, consent: 'own-measures' }, '')).statusCode).toBe(401)
})

test.each([
  ['nothing', {}, ''],
  ['a distance nobody has', { pd: { ...measures.pd, mm: 39 } }, 'pd.mm'],
  ['a distance that was guessed', { pd: { ...measures.pd, method: 'average' } }, 'pd.method'],
  ['a distance without its error bar', { pd: { mm: 62, method: 'iris' } }, 'pd.errorMm'],
  ['a pair of two numbers', { pair: { lensWidthMm: 52, bridgeMm: 18 } }, 'pair.templeMm'],
])('measures that cannot be kept are named: %s', async (_, wrong, path) => {
  const answer = await put({ ...wrong, consent: 'own-measures' })
  expect([answer.statusCode, answer.json().code]).toEqual([400, 'bad-input'])
  if (path) expect(answer.json().errors.map((one: { path: string }) => one.path)).toContain(path)
})

// Last: a month later everybody is signed out.
test('TRY-6 a link shows frames to whoever has it, ends when its owner says so, and is 404 after 30 days', async () => {
  const made = await share(['lise-black', 'lise-tortoise'])
  const { shareId, ownId, url, expiresAt, faceUntil } = made.json()
  expect([made.statusCode, url, faceUntil]).toEqual([201, `http://localhost:3000/try/shared/${shareId}`, undefined])
  expect(Date.parse(expiresAt) - door.clock().getTime()).toBe(30 * day)
  const shown = await seen(shareId)
  expect(shown.json()).toMatchObject({
    frames: [{ variantId: 'lise-black', lensWidthMm: 48 }, { variantId: 'lise-tortoise' }],
    shared: 2,
    faces: [],
  })
  expect([shown.headers['cache-control'], shown.body.includes(ownId)]).toEqual([expect.stringContaining('no-store'), false])
  expect((await end(shareId)).json()).toEqual({ ended: true })
  expect((await seen(shareId)).statusCode).toBe(200) // who may look may not end
  await end(ownId)
  expect((await seen(shareId)).json()).toMatchObject({ status: 404, code: 'not-found' })
  const second = (await share(['lise-black'], {}, '', 'en')).json()
  expect(second.url).toBe(`http://localhost:3000/en/try/shared/${second.shareId}`)
  door.clock.advance(30 * day)
  expect((await seen(second.shareId)).statusCode).toBe(404)
})
