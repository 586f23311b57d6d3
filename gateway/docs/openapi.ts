import { z } from 'zod'
import { problemStatuses, type ProblemCode } from '../problem.ts'
import { type Operation, pathParameters } from '../route-registry.ts'
import { mediaTypesOf } from '../schemas/file.ts'
import { en } from '../words/en.ts'

type Json = Record<string, unknown>

/** What any operation may answer beside its own refusals. */
function usualRefusals({ policy, input, idempotency, rest }: Operation): ProblemCode[] {
  const hasInput = Object.keys((input as z.ZodObject).shape).length > 0 // proved at the start
  return [
    ...(hasInput ? (['bad-input'] as const) : []),
    ...(policy === 'anyone' ? [] : (['unauthorised'] as const)),
    ...(policy.startsWith('staff:') ? (['forbidden'] as const) : []),
    ...(rest.method === 'GET' ? [] : (['foreign-origin', 'too-large', 'unknown-media-type'] as const)),
    ...(idempotency === 'required' ? (['idempotency-key-missing'] as const) : []),
    ...(idempotency === 'none' ? [] : (['request-in-progress', 'idempotency-key-reused'] as const)),
    ...(['too-many-requests', 'internal', 'unavailable'] as const),
  ]
}

/** OpenAPI 3.1 of every operation, from the registry alone. `servers` says where the API stands. */
export function openapiOf(operations: readonly Operation[], servers: readonly string[]): Json {
  const paths: Record<string, Json> = {}
  for (const entry of operations) {
    const path = entry.rest.path.replaceAll(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [entry.rest.method.toLowerCase()]: operationOf(entry) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Vitrine',
      version: '1',
      description: 'The public door of the shop. Conventions: docs/api.md.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: servers.map((url) => ({ url })),
    paths,
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        cookie: { type: 'apiKey', in: 'cookie', name: 'vitrine-access' },
      },
      schemas: { Problem: problemSchema },
    },
  }
}

function operationOf(entry: Operation): Json {
  const { name, summary, input, policy, idempotency, rest, personal } = entry
  const { properties = {}, required = [] } = schemaOf(input, 'input') as { properties?: Json; required?: string[] }
  const inPath = pathParameters(rest.path)
  const others = Object.keys(properties).filter((field) => !inPath.includes(field))
  const key = {
    name: 'Idempotency-Key',
    in: 'header',
    required: idempotency === 'required',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  }
  const isGet = rest.method === 'GET'
  // A file is the whole body: what else is said of it stands in the address.
  const inQuery = isGet ? others : rest.body === 'text' ? others.filter((field) => field !== 'text' && field !== 'type') : []
  const body = {
    type: 'object',
    properties: pickOf(properties, others),
    required: required.filter((field) => others.includes(field)),
    additionalProperties: false,
  }
  return {
    operationId: name,
    summary,
    tags: [rest.path.split('/')[2] ?? 'shop'],
    'x-policy': policy,
    'x-rate-class': entry.rate,
    'x-deadline-ms': entry.deadlineMs,
    'x-personal-data': personal,
    ...(policy !== 'anyone' && {
      security: policy === 'cart' || policy === 'order' ? [{}, { bearer: [] }, { cookie: [] }] : [{ bearer: [] }, { cookie: [] }],
    }),
    parameters: [
      ...inPath.map((field) => ({ name: field, in: 'path', required: true, schema: properties[field] ?? { type: 'string' } })),
      ...inQuery.flatMap((field) => queryParameters(field, properties[field], required.includes(field))),
      ...(idempotency === 'none' ? [] : [key]),
      { name: 'locale', in: 'query', schema: { type: 'string', enum: ['fr', 'en'] } },
    ],
    ...(!isGet &&
      others.length > 0 && {
        requestBody: { required: body.required.length > 0, content: bodyContent(entry, body) },
      }),
    responses: responsesOf(entry),
  }
}

function bodyContent({ rest }: Operation, schema: Json): Json {
  if (rest.body === 'text') return { 'text/csv': { schema: { type: 'string' } }, 'application/x-ndjson': { schema: { type: 'string' } } }
  if (rest.body === 'multipart') return { 'multipart/form-data': { schema } }
  return { 'application/json': { schema: rest.body === 'raw' ? {} : schema } }
}

/** `filters` and `exclude` are spelled `filter[name]=…`; a range is `1000..5000`. */
function queryParameters(field: string, schema: unknown, required: boolean): Json[] {
  const { type } = (schema ?? {}) as { type?: string }
  if (field === 'filters' || field === 'exclude') {
    const name = field === 'filters' ? 'filter' : 'exclude'
    return [
      {
        name,
        in: 'query',
        style: 'deepObject',
        explode: true,
        description: '`black,tortoise` or `48..54`',
        schema: { type: 'object', additionalProperties: { type: 'string' } },
      },
    ]
  }
  if (type === 'object')
    return [{ name: field, in: 'query', description: '`1000..5000`, either end may be left out', schema: { type: 'string' } }]
  if (type === 'array') return [{ name: field, in: 'query', required, style: 'form', explode: false, schema }]
  return [{ name: field, in: 'query', required, schema }]
}

function responsesOf(entry: Operation): Json {
  const { output, kind, cache } = entry
  const statuses = statusesOf(entry)
  const content = mediaTypesOf(output)
    ? Object.fromEntries(mediaTypesOf(output)!.map((type) => [type, {}]))
    : { 'application/json': { schema: schemaOf(output, 'output') } }
  const good = Object.fromEntries(
    statuses.map((status) => [status, { description: status === 202 ? 'Nothing is decided yet' : 'Done', content }]),
  )
  const codes = [...new Set([...usualRefusals(entry), ...entry.refusals])]
  const byStatus = new Map<number, ProblemCode[]>()
  for (const code of codes) byStatus.set(problemStatuses[code], [...(byStatus.get(problemStatuses[code]) ?? []), code])
  const bad = [...byStatus].map(([status, own]) => {
    const description = own.map((code) => `\`${code}\`: ${en.problems[code]}`).join('. ')
    return [status, { description, content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } }] as const
  })
  const unchanged = kind === 'query' && cache === 'etag' ? { 304: { description: 'As the ETag says' } } : {}
  return { ...good, ...unchanged, ...Object.fromEntries(bad) }
}

/** What it answers when all is well. */
const statusesOf = ({ name, kind }: Operation): number[] => {
  if (name === 'checkoutCart') return [201, 202]
  return kind === 'mutation' && /^(create|signUp|move|refund|record|upload|accept|put)/.test(name) ? [200, 201] : [200]
}

const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema: _, $defs: __, ...plain } = z.toJSONSchema(schema, { io, unrepresentable: 'any', target: 'draft-2020-12' })
  return JSON.parse(JSON.stringify(plain, anyJson)) as Json
}

/** What refers to itself is `z.json()`, any JSON at all: the empty schema. zod keeps it in `$defs`, which an OpenAPI document does not have. */
const anyJson = (_key: string, value: unknown): unknown => (String((value as Json | null)?.['$ref']).startsWith('#/$defs/') ? {} : value)

const pickOf = (fields: Json, names: readonly string[]): Json => Object.fromEntries(names.map((name) => [name, fields[name]]))

/** Source: RFC 9457. */
const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'requestId'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string', enum: Object.keys(problemStatuses) },
    requestId: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['path', 'code', 'message'],
        properties: { path: { type: 'string' }, code: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
}
