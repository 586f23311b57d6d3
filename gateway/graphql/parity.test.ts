import { testDatabase } from '@vitrine/platform/sql/test-database'
import { GraphQLInputObjectType, GraphQLObjectType, type GraphQLOutputType, GraphQLUnionType, getNamedType } from 'graphql/index.js'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Operation } from '../route-registry.ts'
import { exampleOf, spelled } from '../test-examples.ts'
import { priceFrame, publishFrame, testGateway } from '../test-gateway.ts'
import { unboundOperations } from '../unbound-operations.ts'
import { schemaOfRegistry } from './schema-of-registry.ts'

const pool = await testDatabase()
const door = await testGateway(pool)
const schema = schemaOfRegistry(unboundOperations(), async () => undefined)
const rx = { right: { sph: '-2.25', cyl: '-0.75', axis: '10' }, left: { sph: '-2,00' }, pdFar: '63' }
const known: Record<string, Record<string, unknown>> = {
  product: { id: 'lise' },
  products: { facets: true, filters: [{ name: 'colour', values: ['black'] }], price: { min: 100 } },
  tryOnFrame: { variantId: 'lise-black' },
  parsePrescription: { prescription: rx },
  addPrescription: { prescription: { ...rx, wearerBirthDate: '1990-06-15', issuedOn: '2025-01-31' } },
  lensQuote: { variantId: 'lise-black', prescription: rx },
  fitCheck: { variantId: 'lise-black', prescription: rx, pdMm: 63 },
  adminProduct: { productId: 'p-lise' },
  updateProduct: { productId: 'p-lise', brand: 'Vitrine' },
  suggest: { q: 'lise' },
  adminStock: { variantIds: ['lise-black'] },
}
let token = ''
beforeAll(async () => {
  await publishFrame(door.shop)
  await priceFrame(door.shop)
  token = await door.staff('owner', 'optician') // who may look at prescriptions is named
  const cart = await door.ask({ method: 'POST', url: '/v1/carts', body: {} })
  const cartId = cart.json().id as string
  for (const name of [
    'cart',
    'deliveryOptions',
    'checkoutState',
    'setCartContact',
    'setCartAddresses',
    'removeCartLine',
    'removeCartCoupon',
  ])
    known[name] = { cartId }
  known['addCartLine'] = { cartId, variantId: 'lise-black', quantity: 1 }
})
afterAll(() => door.stop())

/** Every field there is, as deep as answers go. */
function everything(type: GraphQLOutputType): string {
  const named = getNamedType(type)
  if (named instanceof GraphQLUnionType)
    return `{ ${named
      .getTypes()
      .map((one) => `... on ${one.name} ${everything(one)}`)
      .join(' ')} }`
  if (!(named instanceof GraphQLObjectType)) return ''
  return `{ ${Object.values(named.getFields())
    .map((field) => `${field.name} ${everything(field.type)}`)
    .join(' ')} }`
}

function queryOf({ name, kind }: Operation, input: Record<string, unknown>) {
  const field = (kind === 'query' ? schema.getQueryType() : schema.getMutationType())?.getFields()[name]
  if (!field) throw new Error(`${name} has no field`)
  const args = field.args.filter((arg) => arg.name in input)
  const declared = args.map((arg) => `$${arg.name}: ${String(arg.type)}`).join(', ')
  const passed = args.map((arg) => `${arg.name}: $${arg.name}`).join(', ')
  const head = args.length > 0 ? `${kind} (${declared}) { ${name} (${passed})` : `${kind} { ${name}`
  return { query: `${head} ${everything(field.type)} }`, variables: input }
}

/** What differs between any two calls: ids drawn, tokens, times of now; a field that is absent in one spelling is null in the other. */
const drawn = new Set(['requestId', 'accessToken', 'refreshToken', 'version', 'at', 'since', 'until', 'hash', 'position'])
function plain(value: unknown, isChange: boolean): unknown {
  if (Array.isArray(value)) return value.map((one) => plain(one, isChange))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([, inner]) => inner !== null)
  return Object.fromEntries(
    entries.map(([key, inner]) => [key, drawn.has(key) || (isChange && key === 'id') ? typeof inner : plain(inner, isChange)]),
  )
}

/** `filter[colour]=black` is how REST spells an entry of `filters`. */
const restUrl = (entry: Operation, input: Record<string, unknown>) =>
  entry.name === 'products'
    ? { method: 'GET' as const, url: '/v1/products?facets=true&filter[colour]=black&price=100..' }
    : spelled(entry, input)

const withField = unboundOperations().filter(({ graphql }) => graphql === 'field')
test.each(withField.map((entry) => [entry.name, entry] as const))('%s answers the same in REST and in GraphQL', async (_, entry) => {
  const input = { ...(exampleOf(entry.input, entry.name) as Record<string, unknown>), ...known[entry.name] }
  const who = entry.policy.startsWith('staff') || entry.policy === 'customer' ? { token } : {}
  const isChange = entry.kind === 'mutation'
  const rest = await door.ask({ ...restUrl(entry, input), ...who, key: `rest ${entry.name}` })
  const answer = await door.ask({
    method: 'POST',
    url: '/graphql',
    body: queryOf(entry, input),
    ...who,
    key: ['addCartLine', 'inviteStaff'].includes(entry.name) ? `rest ${entry.name}` : `graphql ${entry.name}`,
  })
  const { data, errors } = answer.json()
  const told = errors ? { title: errors[0].message, ...errors[0].extensions } : data[entry.name]
  expect(answer.statusCode).toBe(200)
  expect(plain(told, isChange)).toEqual(plain(rest.json(), isChange))
})

test('most operations are compared by what they answer, not by how they refuse', async () => {
  const reads = withField.filter(({ kind }) => kind === 'query')
  const answered = await Promise.all(
    reads.map(async (entry) => {
      const input = { ...(exampleOf(entry.input, entry.name) as Record<string, unknown>), ...known[entry.name] }
      return (await door.ask({ ...restUrl(entry, input), ...(entry.policy !== 'cart' && { token }) })).statusCode === 200
    }),
  )
  expect(answered.filter(Boolean).length).toBeGreaterThan(reads.length / 2)
})

test('an input type of GraphQL lists what the schema of the operation takes', () => {
  expect(schema.getType('AddressInput')).toBeInstanceOf(GraphQLInputObjectType)
})
