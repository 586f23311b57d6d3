import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'

const origin = 'https://shop.example'
const source = await readFile(new URL('../../public/try-on-offline.js', import.meta.url), 'utf8')

/** As much of a browser as the worker asks for. `answers` by path; a path that is absent is away, and so is everything once `isOnline` is not. */
function browser(answers: Readonly<Record<string, { readonly cacheControl: string }>>) {
  const stores = new Map<string, Map<string, Response>>([['try-on-1', new Map()]])
  const open = (name: string) => {
    const store = stores.get(name) ?? stores.set(name, new Map()).get(name)!
    const pathOf = (asked: { url: string } | string) => (typeof asked === 'string' ? asked : asked.url)
    return {
      put: async (request: { url: string }, answer: Response) => void store.set(request.url, answer),
      keys: async () => [...store.keys()].map((url) => ({ url })),
      delete: async (request: { url: string }) => store.delete(request.url),
      match: async (asked: { url: string } | string, { ignoreSearch = false } = {}) =>
        [...store].find(([url]) => (ignoreSearch ? url.split('?')[0] === pathOf(asked).split('?')[0] : url === pathOf(asked)))?.[1],
    }
  }
  const state = { isOnline: true }
  const listeners = new Map<string, (event: unknown) => void>()
  const fetched = async ({ url }: { url: string }) => {
    const answer = state.isOnline ? answers[new URL(url).pathname] : undefined
    if (!answer) throw new TypeError('away')
    const response = new Response('kept', { headers: { 'cache-control': answer.cacheControl } })
    return Object.defineProperty(response, 'type', { value: 'basic' })
  }
  const self = {
    clients: { claim: async () => {} },
    skipWaiting: () => {},
    addEventListener: (name: string, listen: never) => void listeners.set(name, listen),
  }
  const caches = {
    open: async (name: string) => open(name),
    keys: async () => [...stores.keys()],
    delete: async (n: string) => stores.delete(n),
  }
  new Function('self', 'caches', 'fetch', 'location', source)(self, caches, fetched, { origin }) // oxlint-disable-line no-new-func, no-implied-eval -- our own file, as a browser runs it
  const waited = (name: string, event: object) =>
    new Promise((done) => listeners.get(name)!({ ...event, waitUntil: (work: Promise<unknown>) => done(work) })).then((work) => work)
  return {
    state,
    stores,
    activate: () => waited('activate', {}),
    keep: (paths: readonly string[]) => waited('message', { data: { keep: paths } }),
    /** What a page is answered; undefined where the worker leaves it to the network. */
    async ask(path: string, mode = 'no-cors'): Promise<string | undefined> {
      let answer: Promise<Response> | undefined
      const request = { method: 'GET', url: origin + path, mode }
      listeners.get('fetch')!({ request, respondWith: (given: Promise<Response>) => void (answer = given) })
      return answer && (await answer.catch(() => undefined))?.clone().text()
    },
  }
}

const forAll = { cacheControl: 'private, no-cache' }
const hash = 'a'.repeat(64)

test('a picture of a product is there without a network, in a size that was loaded before', async () => {
  const { state, keep, ask } = browser({ [`/api/m/${hash}/640.webp`]: { cacheControl: 'public, max-age=31536000, immutable' } })
  await keep([`/api/m/${hash}/640.webp?s=x`])
  state.isOnline = false
  expect(await ask(`/api/m/${hash}/640.webp?s=x`)).toBe('kept')
  expect(await ask(`/api/m/${hash}/960.webp?s=y`)).toBe('kept')
  expect(await ask(`/api/m/${'b'.repeat(64)}/640.webp?s=x`)).toBeUndefined()
})

test('the page is kept where it is the same for everybody, and not where the shop says it is somebody’s own', async () => {
  const everybodys = browser({ '/try': forAll })
  await everybodys.ask('/try?frames=lise', 'navigate')
  everybodys.state.isOnline = false
  expect(await everybodys.ask('/try', 'navigate')).toBe('kept')

  const somebodys = browser({ '/try': { cacheControl: 'no-store' } })
  await somebodys.ask('/try', 'navigate')
  await somebodys.keep(['/try'])
  somebodys.state.isOnline = false
  expect(await somebodys.ask('/try', 'navigate')).toBeUndefined()
})

test('no other page is touched, and what an older version kept is forgotten', async () => {
  const { ask, activate, stores } = browser({ '/account': forAll })
  expect(await ask('/account', 'navigate')).toBeUndefined()
  await activate()
  expect([...stores.keys()]).toEqual([])
})
