import { createClient } from '@connectrpc/connect'
import { AuditService } from '@vitrine/contracts/audit/v1'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { pricing } from '@vitrine/pricing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { publishFrame, testGateway } from '../test-gateway.ts'

/** The lenses of a shop, set by staff, with optics and pricing themselves behind the door. */
const door = await testGateway(await testDatabase(), {}, [pricing])
const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' })
const url = '/v1/admin/lenses'
let token = ''
beforeAll(async () => {
  token = await door.staff('optician')
  await publishFrame(door.shop)
})
afterAll(() => door.stop())

const words = (text: string) => ({ fr: text, en: text })
const lens = {
  ...{ id: 'plano-150', name: words('Neutre 1,5'), use: 'plano', index: 1.5, sph: { low: -6.25, high: 4 }, cyl: { low: -2, high: 0 } },
  ...{ rims: ['full'], prismOk: false, centreMm: 1.8, edgeMinMm: 1, leadDays: 3, treatments: ['ar'], inUse: true, price: eur(2_000) },
  blanks: [{ diameterMm: 70, baseCurve: 4.5 }],
}
const coat = { id: 'ar', name: words('Antireflet'), leadDays: 1, clashesWith: [], needsOneOf: [], inUse: true, price: eur(3_000) }
const range = { options: [lens], treatments: [coat] }
const put = (body: object, ifMatch?: string, by = token) =>
  door.ask({
    method: 'PUT',
    url,
    body,
    token: by,
    key: `key ${Math.random()}`,
    ...(ifMatch && { headers: { 'if-match': `"${ifMatch}"` } }),
  })
const seen = async () => (await door.get(url, token)).json()
const offered = async () => {
  const answer = await door.ask({ method: 'POST', url: '/v1/optics/lens-quotes', body: { variantId: 'lise-black' } })
  return answer.json<{ lenses: { id: string; price: object }[] }>().lenses.map(({ id, price }) => [id, price])
}

test('a shop without lenses gets them, comes to sell them at their price, and takes one out of use', async () => {
  expect(await seen()).toEqual({ options: [], treatments: [], version: 1, currency: 'EUR' })
  const made = await put(range, '1')
  expect([made.statusCode, made.headers['etag'], made.json()]).toEqual([200, '"2"', { ...range, version: 2, currency: 'EUR' }])
  expect(await seen()).toEqual(made.json())
  expect(await offered()).toEqual([['plano-150', eur(2_000)]])

  await put({ ...range, options: [{ ...lens, price: eur(2_500) }] }, '2')
  expect(await offered()).toEqual([['plano-150', eur(2_500)]])
  const { price: _, ...unpriced } = lens
  await put({ ...range, options: [{ ...unpriced, inUse: false }] })
  expect(await offered()).toEqual([])
  expect((await seen()).options).toEqual([{ ...lens, inUse: false, price: eur(2_500) }])
})

test('who saves an old version is told, and changes no price', async () => {
  const { version } = await seen()
  const stale = await put({ ...range, treatments: [{ ...coat, price: eur(1) }] }, '1')
  expect(stale.json()).toMatchObject({ status: 412, code: 'stale-version', version })
  expect((await seen()).treatments).toEqual([coat])
})

test('a refusal names the row and the field', async () => {
  const paths = async (body: object) => (await put(body)).json<{ errors: { path: string }[] }>().errors.map(({ path }) => path)
  const bad = { ...lens, sph: { low: -6.1, high: 4 }, centreMm: 0, rims: [] }
  expect(await paths({ ...range, options: [lens, bad] })).toEqual(['options.1.sph.low', 'options.1.rims', 'options.1.centreMm'])
  const narrow = {
    ...lens,
    blanks: [
      { diameterMm: 70, baseCurve: 4 },
      { diameterMm: 20, baseCurve: 4 },
    ],
  }
  expect(await paths({ ...range, options: [narrow] })).toEqual(['options.0.blanks.1.diameterMm'])
  expect(await paths({ ...range, options: [{ ...lens, index: 1.55 }] })).toEqual(['options.plano-150.index'])
  expect(await paths({ ...range, options: [{ ...lens, use: 'progressive' }] })).toEqual(['options.plano-150.add'])
  expect(await paths({ ...range, treatments: [] })).toEqual(['options.plano-150.treatments'])
  expect(await paths({ ...range, treatments: [{ ...coat, price: { amountMinor: 1, currency: 'USD' } }] })).toEqual(['treatments.0.price'])
})

test('opticians and editors keep the lenses, nobody else, and the audit says who did', async () => {
  const [editor, support] = [await door.staff('editor'), await door.staff('support')]
  const codes = [await put(range, undefined, support), await door.get(url, support), await put(range, undefined, editor)]
  expect(codes.map(({ statusCode }) => statusCode)).toEqual([403, 403, 200])
  await door.shop.settle()
  const { entries } = await createClient(AuditService, door.shop.peer('audit')).list({ action: 'putLensRange', page: { limit: 1 } })
  expect(entries).toMatchObject([{ object: 'lenses', actorId: expect.stringMatching(/^[0-9a-f]{32}$/) }])
})
