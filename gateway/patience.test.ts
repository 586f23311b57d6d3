import { expect, test } from 'vitest'
import { graceMs, patience } from './patience.ts'
import { unboundOperations } from './unbound-operations.ts'

const patienceOf = patience()

test('whoever asks an operation waits for its own deadline and a little', () => {
  for (const { name, rest, deadlineMs } of unboundOperations()) {
    const url = `${rest.path.replaceAll(/:\w+/g, '0af7651916cd43dd8448eb211c80319c')}?limit=5`
    expect([name, patienceOf(rest.method, url)]).toEqual([name, deadlineMs + graceMs])
  }
})

test('a HEAD is a GET; what is no operation may take half a minute', () => {
  expect(patienceOf('HEAD', '/v1/products')).toBe(patienceOf('GET', '/v1/products'))
  for (const url of ['/graphql', '/openapi.json', '/v1/nothing', '']) expect(patienceOf('GET', url)).toBe(30_000)
})
