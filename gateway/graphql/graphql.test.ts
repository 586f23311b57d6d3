import { printSchema } from 'graphql/index.js'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { afterAll, expect, test } from 'vitest'
import { publishFrame, testGateway } from '../test-gateway.ts'
import { unboundOperations } from '../unbound-operations.ts'
import { judge } from './query-cost.ts'
import { schemaOfRegistry } from './schema-of-registry.ts'

const pool = await testDatabase()
const door = await testGateway(pool)
afterAll(() => door.stop())
const query = (text: string, variables: object = {}, headers: Record<string, string> = {}) =>
  door.ask({ method: 'POST', url: '/graphql', body: { query: text, variables }, headers })

test('the committed schema is the registry’s', async () => {
  const schema = schemaOfRegistry(unboundOperations(), async () => undefined)
  await expect(`${printSchema(schema)}\n`).toMatchFileSnapshot('./schema.graphql')
})

test('a shopper fills a cart with mutations and reads it with a query', async () => {
  await publishFrame(door.shop)
  const made = await query('mutation { createCart { id state } }')
  const { id } = made.json().data.createCart
  expect(String(made.headers['set-cookie'])).toContain(`vitrine-cart=${id}`)
  const lines = 'lines { quantity name total { amountMinor currency } }'
  const text = `mutation ($cartId: String!) { addCartLine(cartId: $cartId, variantId: "lise-black", quantity: 2) { ${lines} } }`
  const added = await query(text, { cartId: id })
  expect(added.json()).toEqual({
    data: { addCartLine: { lines: [{ quantity: 2, name: 'Lise', total: { amountMinor: 25_800, currency: 'EUR' } }] } },
  })
})

test('a refusal carries the document that REST answers', async () => {
  const answer = await query('{ cart(cartId: "nobody") { id } }')
  expect([answer.statusCode, answer.json().errors[0].extensions]).toEqual([
    200,
    expect.objectContaining({ code: 'not-found', status: 404 }),
  ])
})

const nested = (depth: number) => '{ products { '.repeat(1) + 'items { '.repeat(depth) + 'id' + ' }'.repeat(depth + 2)
const hostile: [string, string][] = [
  ['nesting of 50', nested(50)],
  ['1,000 aliases', `{ ${Array.from({ length: 1_000 }, (_, n) => `a${n}: categories { items { slug } }`).join(' ')} }`],
  ['30 aliases', `{ ${Array.from({ length: 30 }, (_, n) => `a${n}: categories { items { slug } }`).join(' ')} }`],
  ['1,000 operations', Array.from({ length: 1_000 }, (_, n) => `query q${n} { me { id } }`).join(' ')],
  ['40 operations', Array.from({ length: 40 }, (_, n) => `query q${n} { me { id } }`).join(' ')],
  ['fragments in a circle', 'query { me { ...a } } fragment a on Me { ...b } fragment b on Me { ...a }'],
  ['a fragment of itself', 'query { me { ...a } } fragment a on Me { id ...a }'],
  [
    'fragments that double 30 times',
    `{ me { ...f0 } } ${Array.from({ length: 30 }, (_, n) => `fragment f${n} on Me { ...f${n + 1} ...f${n + 1} }`).join(' ')} fragment f30 on Me { id }`,
  ],
  ['1,000 directives', `{ me { id ${'@include(if: true) '.repeat(1_000)} } }`],
  ['two mutations', 'mutation { a: createCart { id } b: createCart { id } }'],
  ['two mutations in a fragment', 'mutation { ...m } fragment m on Mutation { a: createCart { id } b: createCart { id } }'],
  ['a text without end', `{ me { id # ${'x'.repeat(50_000)}\n } }`],
  ['deep lists of values', `{ recommendations(for: "home", limit: ${'['.repeat(2_000)}) { items { product { id } } } }`],
]

test.each(hostile)('%s is refused before it runs, in less than 10 ms', async (_, text) => {
  // The best of five: what the code costs, not what else the machine was doing.
  const times = Array.from({ length: 5 }, () => {
    const began = performance.now()
    expect(judge(text, true).allowed).toBe(false)
    return performance.now() - began
  })
  expect(Math.min(...times)).toBeLessThan(10)
  const answer = await query(text)
  expect([answer.statusCode, answer.json().code]).toEqual([400, expect.stringMatching(/too-costly|bad-input/)])
})

test('batches and GET are not taken', async () => {
  const batch = await door.ask({ method: 'POST', url: '/graphql', body: [{ query: '{ me { id } }' }, { query: '{ me { id } }' }] })
  expect([batch.statusCode, batch.json().code]).toEqual([400, 'too-costly'])
  expect((await door.get('/graphql?query={me{id}}')).statusCode).toBe(405)
})

test('in production nobody reads the schema', () => {
  expect(judge('{ __schema { types { name } } }', true)).toEqual({ allowed: false, why: 'introspection' })
  expect(judge('{ ...f } fragment f on Query { __type(name: "Cart") { name } }', true)).toEqual({ allowed: false, why: 'introspection' })
  expect(judge('{ __schema { types { name } } }', false)).toEqual({ allowed: true })
})

test('the page for asking by hand reads the schema; in production there is no such page', async () => {
  const script = (await door.get('/docs/graphql-page.js')).body
  const [, query = ''] = /const introspection = `([^`]+)`/.exec(script) ?? []
  const answer = await door.ask({ method: 'POST', url: '/graphql', body: { query } })
  const { types } = answer.json().data.__schema as { types: { name: string; fields: { name: string }[] | null }[] }
  expect(types.find(({ name }) => name === 'Query')?.fields?.map(({ name }) => name)).toContain('products')
  const page = await door.get('/docs/graphql')
  expect(page.headers['content-security-policy']).toContain("script-src 'self'")
  expect(page.body).not.toMatch(/https?:\/\//)
  const shut = await testGateway(await testDatabase(), { NODE_ENV: 'production' })
  expect([(await shut.get('/docs')).statusCode, (await shut.get('/docs/graphql')).statusCode]).toEqual([200, 404])
  await shut.stop()
})
