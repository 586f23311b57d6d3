// By its file: bundlers and vitest take another copy for the bare name than mercurius does, and two copies do not know each other's types.
import {
  GraphQLBoolean,
  type GraphQLFieldConfig,
  GraphQLFloat,
  GraphQLInputObjectType,
  type GraphQLInputType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLScalarType,
  GraphQLSchema,
  GraphQLString,
  GraphQLUnionType,
  valueFromASTUntyped,
} from 'graphql/index.js'
import type { z } from 'zod'
import type { Operation } from '../route-registry.ts'
import { typeNames } from '../schemas/type-names.ts'

/** Runs one operation for one field. */
export type Resolve<Context> = (entry: Operation, input: unknown, context: Context) => Promise<unknown>

/** What has no fixed fields: attributes of products, words by code. */
const json = new GraphQLScalarType({
  name: 'JSON',
  description: 'Any JSON value: attributes of products, words by code.',
  parseValue: (value) => value,
  parseLiteral: (node, variables) => valueFromASTUntyped(node, variables),
})

type Fields = Readonly<Record<string, z.ZodType>>
/** The parts of a zod schema this file looks at, by `def.type`. */
interface Def {
  readonly type: string
  readonly innerType?: z.ZodType
  readonly in?: z.ZodType
  readonly element?: z.ZodType
  readonly options?: readonly z.ZodType[]
  readonly items?: readonly z.ZodType[]
  readonly values?: readonly unknown[]
  readonly format?: string
  readonly checks?: readonly { readonly _zod: { readonly def: { readonly check: string; readonly format?: string } } }[]
}

const defOf = (schema: z.ZodType): Def => schema.def as unknown as Def // the union of all definitions, looked at by its `type`
const pascal = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1)

/**
 * The GraphQL schema of every operation that has a field: one query or mutation field of its name, its flat input as arguments, its output
 * as types named in `schemas/`. Codes stay strings (`-price`, `checked-out` are no GraphQL names), so both spellings answer the same JSON;
 * amounts are Float, as Int ends at 2^31. Absent fields are null.
 */
export function schemaOfRegistry<Context>(operations: readonly Operation[], resolve: Resolve<Context>): GraphQLSchema {
  const names = typeNames()
  const outputs = new Map<z.ZodType, GraphQLOutputType>()
  const inputs = new Map<z.ZodType, GraphQLInputType>()

  function scalarOf(schema: z.ZodType, field: string) {
    const { type, values } = defOf(schema)
    if (type === 'string' || type === 'enum') return GraphQLString
    if (type === 'boolean') return GraphQLBoolean
    if (type === 'literal') return typeof values?.[0] === 'boolean' ? GraphQLBoolean : GraphQLString
    if (type === 'number') return isInt(schema) && !field.endsWith('Minor') ? GraphQLInt : GraphQLFloat
    return json
  }

  /** Optional, nullable and defaulted wrappers off; whether any was there. */
  function unwrapped(schema: z.ZodType): { readonly inner: z.ZodType; readonly mayMiss: boolean } {
    let inner = schema
    let mayMiss = false
    for (;;) {
      const { type, innerType, in: before } = defOf(inner)
      if (type === 'pipe' && before) inner = before
      else if ((type === 'optional' || type === 'nullable' || type === 'default' || type === 'prefault') && innerType) {
        inner = innerType
        mayMiss = true
      } else return { inner, mayMiss }
    }
  }

  function outputOf(schema: z.ZodType, path: string, field: string): GraphQLOutputType {
    const { inner, mayMiss } = unwrapped(schema)
    const type = bareOutput(inner, path, field)
    return mayMiss ? type : new GraphQLNonNull(type)
  }

  function bareOutput(schema: z.ZodType, path: string, field: string): GraphQLOutputType {
    const { type, element, items, options = [] } = defOf(schema)
    if (type === 'array' && element) return new GraphQLList(outputOf(element, path, field))
    if (type === 'tuple' && items?.[0]) return new GraphQLList(outputOf(items[0], path, field))
    if (type !== 'object' && type !== 'union') return scalarOf(schema, field)
    const known = outputs.get(schema)
    if (known) return known
    const name = names.get(schema) ?? path
    const made =
      type === 'union'
        ? new GraphQLUnionType({
            name,
            types: options.map((option, place) => bareOutput(option, `${name}${place + 1}`, '') as GraphQLObjectType), // unions are of objects
            resolveType: (value: object) => nameOf(options.find((option) => option.safeParse(value).success)),
          })
        : new GraphQLObjectType({
            name,
            fields: () => fieldsOf(schema, (inner, key) => ({ type: outputOf(inner, name + pascal(key), key) })),
          })
    outputs.set(schema, made)
    return made
  }

  const nameOf = (schema: z.ZodType | undefined) => {
    const type = schema && outputs.get(schema)
    return type instanceof GraphQLObjectType ? type.name : undefined
  }

  function inputOf(schema: z.ZodType, path: string, field: string): GraphQLInputType {
    const { inner, mayMiss } = unwrapped(schema)
    const type = bareInput(inner, path, field)
    return mayMiss ? type : new GraphQLNonNull(type)
  }

  function bareInput(schema: z.ZodType, path: string, field: string): GraphQLInputType {
    const { type, element } = defOf(schema)
    if (type === 'array' && element) return new GraphQLList(inputOf(element, path, field))
    if (type !== 'object') return scalarOf(schema, field)
    const known = inputs.get(schema)
    if (known) return known
    const name = names.has(schema) ? `${names.get(schema)}Input` : path
    const made = new GraphQLInputObjectType({
      name,
      fields: () => fieldsOf(schema, (inner, key) => ({ type: inputOf(inner, name.replace(/Input$/, '') + pascal(key) + 'Input', key) })),
    })
    inputs.set(schema, made)
    return made
  }

  const fieldOf = (entry: Operation): GraphQLFieldConfig<unknown, Context> => ({
    description: entry.summary,
    type: outputOf(entry.output, pascal(entry.name), entry.name),
    args: fieldsOf(entry.input, (inner, key) => ({ type: inputOf(inner, `${pascal(entry.name)}${pascal(key)}Input`, key) })),
    resolve: (_, args, context) => resolve(entry, withoutNulls(args), context),
  })
  const typeOf = (name: string, kind: Operation['kind']) => {
    const own = operations.filter((entry) => entry.graphql === 'field' && entry.kind === kind)
    return new GraphQLObjectType({ name, fields: Object.fromEntries(own.map((entry) => [entry.name, fieldOf(entry)])) })
  }
  return new GraphQLSchema({ query: typeOf('Query', 'query'), mutation: typeOf('Mutation', 'mutation') })
}

function fieldsOf<T>(schema: z.ZodType, make: (inner: z.ZodType, key: string) => T): Record<string, T> {
  const { shape } = schema as unknown as { readonly shape: Fields } // an object, by its definition
  return Object.fromEntries(Object.entries(shape).map(([key, inner]) => [key, make(inner, key)]))
}

const isInt = (schema: z.ZodType): boolean => {
  const { format, checks = [] } = defOf(schema)
  return [format, ...checks.map((check) => check._zod.def.format)].some((name) => name === 'safeint' || name === 'int32')
}

/** GraphQL clients say null where REST leaves a field out. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).flatMap(([key, inner]) => (inner === null ? [] : [[key, withoutNulls(inner)]])))
}
