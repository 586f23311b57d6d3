import { testDatabase } from '@vitrine/platform/sql/test-database'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { publishFrame, testGateway } from '../test-gateway.ts'

/** The tree of categories, set by staff, with catalog itself behind the door. */
const door = await testGateway(await testDatabase())
const list = '/v1/admin/categories'
let token = ''
beforeAll(async () => {
  token = await door.staff('editor')
  await publishFrame(door.shop) // stands in c-eyewear
})
afterAll(() => door.stop())

interface Listed {
  readonly id: string
  readonly slug: string
  readonly parentId: string
}
const sun = { slug: 'soleil', name: { fr: 'Soleil', en: 'Sun' }, intro: { fr: '', en: '' }, parentId: 'c-eyewear', kind: 'eyewear' }
const key = () => `key ${Math.random()}`
const send = (method: 'POST' | 'PUT' | 'DELETE', url: string, body?: object, by = token, once = key()) =>
  door.ask({ method, url, token: by, key: once, ...(body && { body }) })
const items = async () => (await door.get(list, token)).json<{ items: Listed[] }>().items
const shown = async () => (await door.get('/v1/categories')).json<{ items: { slug: string; children: { slug: string }[] }[] }>().items

test('a category is made once for a key, stands in the shop, moves, and goes when nothing is in it', async () => {
  const [made, again] = [await send('POST', list, sun, token, 'one press'), await send('POST', list, sun, token, 'one press')]
  expect([made.statusCode, made.json(), again.json()]).toMatchObject([201, { ...sun, position: 0, productCount: 0 }, made.json()])
  const { id } = made.json()
  expect((await shown())[0]!.children.map(({ slug }) => slug)).toEqual(['soleil'])

  const atTheTop = await send('PUT', `${list}/${id}`, { ...sun, parentId: '', name: { fr: 'Au soleil', en: 'In the sun' } })
  expect([atTheTop.statusCode, atTheTop.json()]).toMatchObject([200, { id, parentId: '', name: { fr: 'Au soleil' } }])
  expect((await shown()).map(({ slug }) => slug)).toEqual(['lunettes', 'soleil'])
  const turned = await send('PUT', list, { parentId: '', categoryIds: [id, 'c-eyewear'] })
  expect(turned.json().items.map((one: Listed) => one.id)).toEqual([id, 'c-eyewear'])
  expect((await send('PUT', list, { parentId: '', categoryIds: [id] })).json()).toMatchObject({ errors: [{ path: 'categoryIds' }] })

  expect((await send('DELETE', `${list}/${id}`)).json()).toEqual({ removed: true })
  expect((await send('DELETE', `${list}/${id}`)).json()).toEqual({ removed: true })
  expect((await items()).map((one) => one.id)).toEqual(['c-eyewear'])
  expect((await send('PUT', `${list}/${id}`, sun)).statusCode).toBe(404)
})

test('what is in use stays, with what stands in it', async () => {
  const below = (await send('POST', list, { ...sun, slug: 'vue' })).json()
  const refused = await send('DELETE', `${list}/c-eyewear`)
  expect([refused.statusCode, refused.json()]).toMatchObject([409, { code: 'category-in-use', productsInIt: 1, categoriesBelow: 1 }])
  await send('DELETE', `${list}/${below.id}`)
  expect((await send('DELETE', `${list}/c-eyewear`)).json()).toMatchObject({ productsInIt: 1, categoriesBelow: 0 })
})

test('a circle, an unknown parent, a taken address and a missing language are refused, and nothing changes', async () => {
  const made = (await send('POST', list, sun)).json()
  const before = await items()
  const circle = await send('PUT', `${list}/c-eyewear`, { ...sun, slug: 'lunettes', parentId: made.id })
  const nowhere = await send('POST', list, { ...sun, slug: 'x', parentId: 'nowhere' })
  const taken = await send('POST', list, sun)
  const halved = await send('POST', list, { ...sun, slug: 'Pas une adresse', name: { fr: 'Soleil', en: '' } })
  expect([circle, nowhere, taken].map(({ statusCode }) => statusCode)).toEqual([400, 400, 409])
  expect(taken.json()).toMatchObject({ code: 'slug-taken' })
  expect(halved.json().errors.map(({ path }: { path: string }) => path)).toEqual(['slug', 'name.en'])
  expect(await items()).toEqual(before)
})

test('whoever writes products writes the tree, others read it or not even that', async () => {
  const [support, accountant] = [await door.staff('support'), await door.staff('accountant')]
  expect([(await door.get(list, support)).statusCode, (await send('POST', list, sun, support)).statusCode]).toEqual([200, 403])
  expect((await door.get(list, accountant)).statusCode).toBe(403)
})
