import { GatewayProblem } from '@vitrine/gateway/client'
import { expect, test } from 'vitest'
import { lastHeard } from './last-heard.ts'

const problem = (status: number, code: string) => Promise.reject(new GatewayProblem({ type: 'about:blank', title: code, status, code }))
const away = () => problem(503, 'unavailable')

test('while the door cannot answer, what it answered last stands in, each for its own question', async () => {
  const heard = lastHeard<string>(9)
  expect(await heard('fr terms', Promise.resolve('old'))).toBe('old')
  expect(await heard('fr terms', Promise.resolve('new'))).toBe('new')
  expect(await heard('fr terms', away())).toBe('new')
  await expect(heard('en terms', away())).rejects.toMatchObject({ status: 503 })
})

test('that a page is not there is an answer, and a fault of ours is a fault', async () => {
  const heard = lastHeard<string>(9)
  await heard('fr terms', Promise.resolve('old'))
  await expect(heard('fr terms', problem(404, 'not-found'))).rejects.toMatchObject({ status: 404 })
  await expect(heard('fr terms', Promise.reject(new TypeError('ours')))).rejects.toThrow('ours')
})

test('only so many are remembered, those that were heard last', async () => {
  const heard = lastHeard<number>(2)
  for (const [n, key] of ['a', 'b', 'a', 'c'].entries()) await heard(key, Promise.resolve(n))
  expect([await heard('a', away()), await heard('c', away())]).toEqual([2, 3])
  await expect(heard('b', away())).rejects.toMatchObject({ status: 503 })
})
