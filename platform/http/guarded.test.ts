import { expect, test } from 'vitest'
import { openBreakers } from '../rpc/breaker.ts'
import type { Ask } from './ask.ts'
import { guardedAsk, guardedFetch } from './guarded.ts'

function testGuard() {
  let now = 0
  const breakers = openBreakers({ now: () => now, random: () => 1 })
  return { breakers, wait: (ms: number) => (now += ms) }
}
const timeout = () => Promise.reject(new DOMException('late', 'TimeoutError'))

test('a host that does not answer is asked five times, the others are refused without a question; it answers again after one', async () => {
  const { breakers, wait } = testGuard()
  let [asked, isAway] = [0, true]
  const answering = (async (url: string) => {
    asked++
    return isAway && url === 'https://bank.example/v1/pay' ? timeout() : new Response()
  }) as typeof fetch
  const http = guardedFetch(answering, breakers)
  for (let n = 0; n < 50; n++) await expect(http('https://bank.example/v1/pay')).rejects.toThrow(n < 5 ? 'late' : 'is not asked now')
  expect(asked).toBe(5)
  expect((await http(new URL('https://other.example/x'))).status).toBe(200)
  isAway = false
  wait(2_000)
  expect((await http(new Request('https://bank.example/v1/pay'))).status).toBe(200)
  expect(breakers.all().map(({ name, state, trips }) => [name, state(), trips()])).toEqual([
    ['https://bank.example', 'closed', 1],
    ['https://other.example', 'closed', 0],
  ])
})

test('an answer is an answer: a hundred refusals and faults of the other side shut nobody out', async () => {
  const { breakers } = testGuard()
  for (const status of [402, 404, 429, 500, 503]) {
    const http = guardedFetch((async () => ({ status })) as unknown as typeof fetch, breakers)
    for (let n = 0; n < 100; n++) expect((await http('https://bank.example/')).status).toBe(status)
  }
})

test('who gives up says nothing about who was asked', async () => {
  const { breakers } = testGuard()
  const stopping = new AbortController()
  stopping.abort()
  const ask = guardedAsk((() => Promise.reject(new Error('aborted'))) as Ask, breakers)
  const http = guardedFetch((() => Promise.reject(new DOMException('no', 'AbortError'))) as typeof fetch, breakers)
  const question = { method: 'GET', headers: {}, body: '', timeoutMs: 1_000, signal: stopping.signal } as const
  for (let n = 0; n < 20; n++) {
    await expect(ask('http://bank.example/a', question)).rejects.toThrow('aborted')
    await expect(http('http://bank.example/a')).rejects.toThrow('no')
  }
})
