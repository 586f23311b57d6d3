import { clone, create, type DescField, type DescMessage, type DescService, ScalarType } from '@bufbuild/protobuf'
import { CatalogService } from '@vitrine/contracts/catalog/v1'
import { type Order, OrderSchema, OrderService } from '@vitrine/contracts/orders/v1'
import { StockService } from '@vitrine/contracts/stock/v1'
import { TryOnService } from '@vitrine/contracts/tryon/v1'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ownMessage } from './own-message.ts'

/** Every message that these services are asked with, answer with, or hold in one. */
function messagesOf(services: readonly DescService[]): DescMessage[] {
  const found = new Set<DescMessage>()
  const visit = (desc: DescMessage) => {
    if (found.has(desc)) return
    found.add(desc)
    for (const { message } of desc.fields) if (message) visit(message)
  }
  for (const { methods } of services) for (const { input, output } of methods) for (const desc of [input, output]) visit(desc)
  return [...found].filter(({ typeName }) => !/Struct|ListValue|\.Value$/.test(typeName))
}
const messages = messagesOf([CatalogService, OrderService, StockService, TryOnService])

/** Values of a kind, and some of none. */
const scalarOf = (scalar: ScalarType): fc.Arbitrary<unknown> => {
  switch (scalar) {
    case ScalarType.STRING:
      return fc.oneof(fc.string(), fc.constant('\ud800'), fc.constant(7))
    case ScalarType.BOOL:
      return fc.oneof(fc.boolean(), fc.boolean(), fc.constant('true'))
    case ScalarType.BYTES:
      return fc.oneof(fc.uint8Array({ maxLength: 4 }), fc.constant('bytes'))
    case ScalarType.INT64:
      return fc.oneof(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.constantFrom(5, '6', 2n ** 63n, -(2n ** 63n) - 1n))
    case ScalarType.DOUBLE:
    case ScalarType.FLOAT:
      return fc.oneof(fc.double(), fc.constant('1'))
    default:
      return fc.oneof(fc.integer(), fc.constantFrom(0, 2 ** 31 - 1, -(2 ** 31), 2 ** 31, -(2 ** 31) - 1, 2 ** 32, 1.5, Number.NaN, '3'))
  }
}

function valueOf(field: DescField, depth: number): fc.Arbitrary<unknown> {
  const { message } = field
  const one = message
    ? /Struct$/.test(message.typeName)
      ? fc.constant({ a: [1, { b: 'c' }] })
      : depth > 2
        ? fc.constant({})
        : givenOf(message, depth + 1)
    : field.enum
      ? fc.constantFrom(0, 1, 99, 1.5)
      : scalarOf(field.scalar!)
  if (field.fieldKind === 'list') return fc.oneof(fc.array(one, { maxLength: 2 }), fc.constant(null))
  if (field.fieldKind === 'map')
    return fc.dictionary(fc.oneof(fc.string({ maxLength: 3 }), fc.constant('\ud800')), one, { maxKeys: 2, noNullPrototype: true })
  return one
}

/** What a message of this kind may be made of; now and then a message already, or one with fields that nobody knows. */
function givenOf(desc: DescMessage, depth = 0): fc.Arbitrary<unknown> {
  const members = desc.members.map((member): [string, fc.Arbitrary<unknown>] =>
    member.kind === 'oneof'
      ? [
          member.localName,
          fc.oneof(
            fc.constantFrom({ case: undefined }, { case: 'nobody', value: 1 }),
            ...member.fields.map((field) => valueOf(field, depth).map((value) => ({ case: field.localName, value }))),
          ),
        ]
      : [member.localName, valueOf(member, depth)],
  )
  const init = fc.record(Object.fromEntries(members), { requiredKeys: [], noNullPrototype: true })
  const unknown = [{ no: 900, wireType: 0, data: new Uint8Array([1]) }]
  return fc.oneof(
    { weight: 6, arbitrary: init },
    { weight: 3, arbitrary: init.map((given) => create(desc, given as never)) },
    { weight: 1, arbitrary: init.map((given) => ({ ...(create(desc, given as never) as object), $unknown: unknown })) },
  )
}

const outcome = (make: () => unknown): { made?: unknown; thrown?: string } => {
  try {
    return { made: make() }
  } catch (error) {
    return { thrown: String(error) }
  }
}

/** Every object within, to tell what two values share. */
const objectsIn = (value: unknown): object[] =>
  typeof value === 'object' && value !== null ? [value, ...Object.values(value).flatMap(objectsIn)] : []

test.each(messages.map((desc) => [desc.typeName, desc] as const))(
  '%s is what the library would copy, or is refused as there',
  (_, desc) => {
    const sameAsLibrary = (given: unknown) => {
      const before = structuredClone(given)
      const theirs = new Set(objectsIn(given))
      const ours = outcome(() => ownMessage(desc, given as never))
      const library = outcome(() => clone(desc, create(desc, given as never)))
      expect(ours).toStrictEqual(library)
      const alsoShared = new Set(objectsIn(library.made))
      expect(objectsIn(ours.made).filter((one) => theirs.has(one) && !alsoShared.has(one))).toEqual([])
      expect(given).toStrictEqual(before)
    }
    fc.assert(fc.property(givenOf(desc), sameAsLibrary), { numRuns: 60 })
  },
)

test('nothing in it is shared with what was given', () => {
  const given = create(OrderSchema, {
    id: 'o',
    lines: [{ id: 'l' }, { id: 'm' }],
    placedAt: { seconds: 5n },
    totals: { total: { amountMinor: 5n, currency: 'EUR' } },
  })
  const own: Order = ownMessage(OrderSchema, given)
  expect(own).toStrictEqual(given)
  const theirs = new Set(objectsIn(given))
  expect(objectsIn(own).length).toBe(theirs.size)
  expect(objectsIn(own).filter((one) => theirs.has(one))).toEqual([])
})
