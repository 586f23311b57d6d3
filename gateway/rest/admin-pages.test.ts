import { testDatabase } from '@vitrine/platform/sql/test-database'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testGateway } from '../test-gateway.ts'

/** Terms of sale and other pages of words, written by staff, with catalog itself behind the door. */
const door = await testGateway(await testDatabase())
const list = '/v1/admin/pages'
let token = ''
beforeAll(async () => void (token = await door.staff('editor')))
afterAll(() => door.stop())

const send = (method: 'PUT' | 'DELETE', url: string, body?: object, by = token) =>
  door.ask({ method, url, token: by, key: `key ${Math.random()}`, ...(body && { body }) })
const shown = async (slug: string, language: string) =>
  (await door.ask({ method: 'GET', url: `/v1/pages/${slug}`, headers: { 'accept-language': language } })).json()
const ours = {
  title: { fr: 'Nos conditions', en: 'Our terms' },
  body: { fr: 'Un.\n\n## Deux\n\nTrois\nsur deux lignes.', en: 'One.' },
}

test('a page says what the shop came with until staff writes its own, and again when that is taken back', async () => {
  const usual = await shown('conditions', 'fr')
  expect(usual.title).toBe('Conditions de vente')
  const written = await send('PUT', `${list}/conditions`, ours)
  expect([written.statusCode, written.json()]).toEqual([200, { slug: 'conditions', isOwn: true, ...ours }])
  expect(await shown('conditions', 'fr')).toEqual({
    ...{ slug: 'conditions', title: 'Nos conditions' },
    blocks: [
      { kind: 'paragraph', text: 'Un.' },
      { kind: 'heading', text: 'Deux' },
      { kind: 'paragraph', text: 'Trois\nsur deux lignes.' },
    ],
  })
  expect((await shown('conditions', 'en')).title).toBe('Our terms')
  const { items } = (await door.get(list, token)).json<{ items: { slug: string; isOwn: boolean }[] }>()
  expect(items.filter(({ isOwn }) => isOwn).map(({ slug }) => slug)).toEqual(['conditions'])
  expect((await send('DELETE', `${list}/conditions`)).json()).toMatchObject({ isOwn: false, title: { fr: 'Conditions de vente' } })
  expect(await shown('conditions', 'fr')).toEqual(usual)
})

test('every page is there in both languages', async () => {
  const { items } = (await door.get(list, token)).json<{ items: { title: object; body: object }[] }>()
  expect(items.length).toBeGreaterThan(5)
  for (const { title, body } of items) for (const text of [title, body].flatMap(Object.values)) expect(text).not.toBe('')
})

test('an unknown page, a missing language and whoever may not write are refused', async () => {
  expect((await door.get('/v1/pages/nothing')).statusCode).toBe(404)
  expect((await send('PUT', `${list}/nothing`, ours)).statusCode).toBe(404)
  const halved = await send('PUT', `${list}/mentions`, { ...ours, body: { fr: 'Un.', en: ' ' } })
  expect(halved.json()).toMatchObject({ code: 'bad-input', errors: [{ path: 'body.en' }] })
  expect((await send('PUT', `${list}/mentions`, ours, await door.staff('support'))).statusCode).toBe(403)
})
