import { create, type DescMessage, type MessageInitShape, toJson } from '@bufbuild/protobuf'
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { ProductChangedSchema } from '@vitrine/contracts/catalog/v1/events'
import { AvailabilityChangedSchema } from '@vitrine/contracts/stock/v1/events'
import { randomIds } from '@vitrine/platform/ids/ids'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { recommendations } from '@vitrine/recommendations'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { priceFrame, publishFrame, testGateway } from '../test-gateway.ts'

const pool = await testDatabase()
const door = await testGateway(pool, {}, [recommendations])
afterAll(() => door.stop())

const tell = async <D extends DescMessage>(schema: D, key: string, message: MessageInitShape<D>) =>
  door.shop.deliver({ id: randomIds(), type: schema.typeName, key, body: toJson(schema, create(schema, message)) })

/** One frame of another shape, which makes a shape worth telling, and three of one on sale. */
beforeAll(async () => {
  const product = { id: 'p-other', slug: 'other', kind: 'eyewear', status: 'published', version: 1, attributes: { shape: 'square' } }
  await tell(ProductChangedSchema, 'p-other', { product: { ...product, publishedAt: timestampFromDate(door.clock()) } })
  for (const slug of ['lise', 'noa', 'zoe']) {
    await publishFrame(door.shop, slug)
    await priceFrame(door.shop, slug)
    for (const variantId of [`${slug}-black`, `${slug}-tortoise`])
      await tell(AvailabilityChangedSchema, variantId, { variantId, state: 'available', at: timestampFromDate(door.clock()) })
  }
  await door.shop.settle()
})

const look = (body: object, headers: Record<string, string> = {}, token?: string) =>
  door.ask({ method: 'POST', url: '/v1/activity', body, headers, ...(token && { token }) })
const view = (productId: string, id = randomIds()) => ({ id, kind: 'view', productId })
const kept = async () => (await pool.query<{ visitor_id: string }>('select visitor_id from recommendations.activity')).rows
const reasons = async (place: string, headers: Record<string, string> = {}, token?: string) =>
  (await door.ask({ url: `/v1/recommendations?for=${place}&locale=en`, headers, ...(token && { token }) }))
    .json<{ items: { why: { code: string } }[] }>()
    .items.map(({ why }) => why.code)
const cookieOf = (answer: { headers: Record<string, unknown> }) => String(answer.headers['set-cookie'] ?? '').split(';')[0]!

test('without consent nothing is kept and nobody is known', async () => {
  const answer = await look({ consent: false, activities: [view('p-lise')] })
  expect([answer.statusCode, answer.json()]).toEqual([200, { kept: 0 }])
  expect(String(answer.headers['set-cookie'])).toContain('Max-Age=0')
  expect(await kept()).toEqual([])
  expect((await look({ activities: [view('p-lise')] })).json()).toMatchObject({ code: 'bad-input', errors: [{ path: 'consent' }] })
})

test('with consent a guest is known by a hidden cookie, and the next recommendations follow what they looked at', async () => {
  const seen = view('p-lise')
  const first = await look({ consent: true, activities: [seen] })
  expect(first.json()).toEqual({ kept: 1 })
  expect(String(first.headers['set-cookie'])).toMatch(/vitrine-visitor=[\w-]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=15724800/)
  const cookie = cookieOf(first)
  expect(cookieOf(await look({ consent: true, activities: [seen, view('p-unheard')] }, { cookie }))).toBe('')
  expect(await kept()).toEqual([{ visitor_id: `visitor ${cookie.split('=')[1]}` }])
  expect(await reasons('me', { cookie })).toContain('because-viewed')
  expect(await reasons('me')).not.toContain('because-viewed')
  // The home page is kept and shown to everybody.
  expect(await reasons('home', { cookie })).not.toContain('because-viewed')
})

test('a customer is known by the account, and no cookie names one', async () => {
  const { token } = await door.customer()
  const answer = await look({ consent: true, activities: [view('p-noa')] }, {}, token)
  expect(answer.headers['set-cookie']).toBeUndefined()
  expect(await reasons('me', {}, token)).toContain('because-viewed')
  const { id } = (await door.get('/v1/me', token)).json<{ id: string }>()
  expect((await kept()).map(({ visitor_id }) => visitor_id)).toContain(id)
  expect(await reasons('me', { cookie: `vitrine-visitor=${id}` })).not.toContain('because-viewed')
})

test('a batch holds at most a hundred, of kinds the shop knows', async () => {
  const many = Array.from({ length: 101 }, () => view('p-lise'))
  expect((await look({ consent: true, activities: many })).statusCode).toBe(400)
  expect((await look({ consent: true, activities: [{ ...view('p-lise'), kind: 'bought' }] })).statusCode).toBe(400)
})
