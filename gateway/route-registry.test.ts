import { testDatabase } from '@vitrine/platform/sql/test-database'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { holds, type Right } from './guards/rights.ts'
import { checkRegistry, done, type Operation, pathParameters } from './route-registry.ts'
import { exampleOf, spelled } from './test-examples.ts'
import { publishFrame, testGateway } from './test-gateway.ts'
import { unboundOperations } from './unbound-operations.ts'

const operations = unboundOperations()
const sound: Operation = {
  name: 'sound',
  kind: 'query',
  summary: 'Says nothing.',
  input: z.strictObject({ id: z.string() }),
  output: z.object({}),
  policy: 'anyone',
  rate: 'read',
  idempotency: 'none',
  deadlineMs: 1_000,
  cache: 'none',
  personal: false,
  refusals: [],
  rest: { method: 'GET', path: '/v1/sound/:id' },
  graphql: 'field',
  handler: async () => done({}),
}

test.each(['policy', 'rate', 'idempotency', 'deadlineMs', 'cache', 'personal', 'rest', 'graphql', 'input', 'output', 'handler'] as const)(
  'an operation that states no %s stops the start',
  (missing) => {
    const { [missing]: _, ...rest } = sound
    expect(() => checkRegistry([rest as Operation])).toThrow(/operation sound/)
  },
)

test.each([
  ['takes unknown fields', { input: z.object({ id: z.string() }) }],
  ['is a query that changes things', { rest: { method: 'POST', path: '/v1/sound/:id' } }],
  ['has a path its input does not know', { rest: { method: 'GET', path: '/v1/sound/:other' } }],
  ['has a policy nobody defined', { policy: 'friends' as 'anyone' }],
  ['has no GraphQL field and does not say why', { graphql: 'none: ' }],
] satisfies [string, Partial<Operation>][])('an operation that %s stops the start', (_, wrong) => {
  expect(() => checkRegistry([{ ...sound, ...wrong }])).toThrow(/operation sound/)
})

test('two operations of one name or one address stop the start', () => {
  expect(() => checkRegistry([sound, sound])).toThrow(/twice/)
  expect(() =>
    checkRegistry([
      sound,
      { ...sound, name: 'other', rest: { method: 'GET', path: '/v1/sound/:key' }, input: z.strictObject({ key: z.string() }) },
    ]),
  ).toThrow(/twice/)
})

test('the registry of the shop is sound', () => expect(() => checkRegistry(operations)).not.toThrow())

const jsonOperations = operations.filter(({ rest }) => rest.body === undefined || rest.body === 'or-form')

describe('behind the door', async () => {
  const pool = await testDatabase()
  const door = await testGateway(pool)
  const tokens = new Map<string, string>()
  const roles = ['customer', 'support', 'stock', 'editor', 'accountant', 'optician', 'owner']
  let foreignCart = ''
  beforeAll(async () => {
    await publishFrame(door.shop)
    for (const role of roles.slice(1)) tokens.set(role, await door.staff(role))
    tokens.set('customer', (await door.customer()).token)
    const { token } = await door.customer()
    foreignCart = (await door.ask({ method: 'POST', url: '/v1/carts', body: {}, token })).json().id
  })
  afterAll(() => door.stop())

  const expected = ({ policy }: Operation, role: string): number | undefined => {
    if (policy === 'anyone' || policy === 'cart' || policy === 'order') return undefined // any answer but 401 and 403
    if (role === 'anonymous' || role === 'expired' || role === 'tampered') return 401
    if (policy === 'customer') return undefined
    const right = policy.slice('staff:'.length) as Right
    return holds(role === 'customer' ? [] : [role], right) ? undefined : 403
  }

  /** A file that is answered has no code. */
  const refusedCode = (answer: { statusCode: number; json: () => { code?: string } }) =>
    answer.statusCode >= 400 ? answer.json().code : undefined

  test.each(operations.map((entry) => [entry.name, entry] as const))(
    '%s lets pass whom its policy names, and nobody else',
    async (_, entry) => {
      const input = exampleOf(entry.input, entry.name) as Record<string, unknown>
      const form = entry.rest.body === 'multipart' || entry.rest.body === 'text'
      for (const role of ['anonymous', ...roles]) {
        // Sign-out ends the session that the other cases need.
        if (entry.name === 'logOut' && role !== 'anonymous') continue
        const token = tokens.get(role)
        const headers = form ? { 'content-type': entry.rest.body === 'text' ? 'text/csv' : 'multipart/form-data; boundary=x' } : {}
        const call = form ? { ...spelled(entry, input), body: entry.rest.body === 'text' ? 'sku' : '--x--\r\n' } : spelled(entry, input)
        const answer = await door.ask({ ...call, headers, key: `${entry.name} ${role}`, ...(token && { token }) })
        const wanted = expected(entry, role)
        if (wanted !== undefined) expect([role, answer.statusCode]).toEqual([role, wanted])
        else if (!refusedCode(answer)?.match(/credentials|origin|signature|unauthorised/))
          expect([401, 403]).not.toContain(answer.statusCode)
        else expect(entry.policy).toBe('anyone')
      }
    },
  )

  test.each(jsonOperations.filter(({ policy }) => policy !== 'anyone').map((entry) => [entry.name, entry] as const))(
    '%s refuses a token that was touched, has no signature, or is of another shop',
    async (_, entry) => {
      const token = tokens.get('owner') ?? ''
      const [head = '', body = '', signature = ''] = token.split('.')
      const none = Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')
      const raised = Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(body, 'base64url').toString()), sub: 'somebody' })).toString(
        'base64url',
      )
      for (const bad of [`${head}.${raised}.${signature}`, `${none}.${body}.`, `${head}.${body}.`, 'x', `${token}x`]) {
        const answer = await door.ask({ ...spelled(entry, exampleOf(entry.input, entry.name) as Record<string, unknown>), token: bad })
        expect([answer.statusCode, answer.headers['www-authenticate']]).toEqual([401, expect.stringContaining('Bearer')])
      }
    },
  )

  const ofCarts = jsonOperations.filter(({ policy, rest }) => policy === 'cart' && rest.path.includes(':cartId'))
  test.each(ofCarts.map((entry) => [entry.name, entry] as const))(
    '%s says 404 to whoever knows the id of a customer’s cart',
    async (_, entry) => {
      const input = { ...(exampleOf(entry.input, entry.name) as Record<string, unknown>), cartId: foreignCart }
      for (const token of [undefined, tokens.get('customer')]) {
        const answer = await door.ask({ ...spelled(entry, input), key: `${entry.name} foreign`, ...(token && { token }) })
        expect([answer.statusCode, answer.json().code]).toEqual([404, 'not-found'])
      }
    },
  )

  const forbidden = ['role', 'roles', 'price', 'total', 'status', 'userId', 'customerId', 'isAdmin', '__proto__', 'constructor']
  const writable = jsonOperations.filter(({ kind }) => kind === 'mutation')
  test.each(writable.map((entry) => [entry.name, entry] as const))(
    '%s takes no field it does not list, and names every bad one at once',
    async (_, entry) => {
      const token = tokens.get(entry.policy === 'staff:prescriptions' ? 'optician' : 'owner') ?? ''
      const shape = (entry.input as z.ZodObject).shape as Record<string, z.ZodType>
      const good = exampleOf(entry.input, entry.name) as Record<string, unknown>
      const extras = forbidden.filter((field) => !(field in shape))
      for (const field of extras) {
        const { url, method } = spelled(entry, good)
        const { body = {} } = spelled(entry, good) as { body?: object }
        const text = JSON.stringify(body).replace(/\{(?=("|\}))/, `{"${field}":1${Object.keys(body).length > 0 ? ',' : ''}`)
        const answer = await door.ask({
          method,
          url,
          body: text,
          headers: { 'content-type': 'application/json' },
          token,
          key: `${entry.name} ${field}`,
        })
        expect([field, answer.statusCode, answer.json().code]).toEqual([field, 400, 'bad-input'])
      }
      const inBody = Object.keys(shape).filter((field) => !pathParameters(entry.rest.path).includes(field))
      const wrong = Object.fromEntries([...Object.entries(good), ...inBody.map((field) => [field, [[1]]] as const)])
      if (inBody.length === 0) return
      const answer = await door.ask({ ...spelled(entry, wrong), token, key: `${entry.name} wrong` })
      expect(answer.statusCode).toBe(400)
      const named = (answer.json().errors as { path: string }[]).map(({ path }) => path.split('.')[0])
      expect(inBody.filter((field) => !named.includes(field) && shape[field]?.safeParse([[1]]).success !== true)).toEqual([])
    },
  )
})
