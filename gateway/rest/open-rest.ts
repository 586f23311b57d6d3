import { hash } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { Door, Knock, Reply } from '../door.ts'
import { problemDocument, refuse, type Refusal } from '../problem.ts'
import type { Operation } from '../route-registry.ts'
import type { TryOnPhoto } from '../schemas/try-on.ts'
import { inputOfQuery } from './flat-input.ts'
import { multipartInput } from './multipart-input.ts'

/** What the transport knows of a request, for REST and GraphQL alike. */
export type KnockOf = (request: FastifyRequest) => Omit<Knock, 'input'>

/** Opens the REST spelling of every operation. Each route takes its own type of body and no other. */
export function openRest(app: FastifyInstance, operations: readonly Operation[], door: Door, knockOf: KnockOf): void {
  const methods = new Map<string, Set<string>>()
  const addresses = operations.flatMap((entry) => [entry.rest.path, entry.rest.alsoPath ?? []].flat().map((path) => ({ entry, path })))
  for (const { entry, path } of addresses) {
    const { rest, bodyLimitBytes = 100_000 } = entry
    methods.set(path, (methods.get(path) ?? new Set(rest.method === 'GET' ? ['HEAD'] : [])).add(rest.method))
    app.route({
      // Not by Fastify's own route for HEAD: each route costs a start 0.2 ms, and Node leaves the body out of such an answer.
      method: rest.method === 'GET' ? ['GET', 'HEAD'] : rest.method,
      exposeHeadRoute: false,
      url: path,
      bodyLimit: bodyLimitBytes,
      handler: async (request, reply) => {
        const knock = knockOf(request)
        const refusedBody = refusedType(entry, request)
        if (refusedBody) return sendProblem(reply, refusedBody, knock)
        const input = await inputOf(entry, request)
        return sendReply(entry, request, reply, await door(entry, { ...knock, input }))
      },
    })
  }
  refuseOtherMethods(app, methods, knockOf)
}

/** 405 with `Allow` where the address is known and the method is not. */
function refuseOtherMethods(app: FastifyInstance, methods: ReadonlyMap<string, ReadonlySet<string>>, knockOf: KnockOf): void {
  const shapes = new Map<string, { path: string; allowed: Set<string> }>()
  for (const [path, own] of methods) {
    const shape = path.replaceAll(/:\w+/g, ':')
    const known = shapes.get(shape) ?? { path, allowed: new Set<string>() }
    for (const method of own) known.allowed.add(method)
    shapes.set(shape, known)
  }
  for (const { path, allowed } of shapes.values()) {
    const others = (['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const).filter((method) => !allowed.has(method))
    const allow = [...allowed].join(', ')
    app.route({
      method: others,
      url: path,
      exposeHeadRoute: false,
      // Before the body is read: whatever it is, the answer is the same.
      onRequest: async (request, reply) => sendProblem(reply, refuse('method-not-allowed', undefined, { allow }), knockOf(request)),
      handler: () => {},
    })
  }
}

const bodyTypes = {
  json: /^application\/json\b/,
  multipart: /^multipart\/form-data\b/,
  text: /^(text\/csv|application\/x-ndjson)\b/,
  'or-form': /^application\/(json|x-www-form-urlencoded)\b/,
  raw: /^/,
}

function refusedType({ rest }: Operation, request: FastifyRequest): Refusal | undefined {
  const type = request.headers['content-type']
  if (rest.method === 'GET' || (type === undefined && request.body == null)) return undefined
  return bodyTypes[rest.body ?? 'json'].test(type ?? '') ? undefined : refuse('unknown-media-type')
}

async function inputOf({ rest, input }: Operation, request: FastifyRequest): Promise<unknown> {
  const schema = input as z.ZodObject // proved at the start
  const params = request.params as Record<string, string>
  const query = inputOfQuery(request.query as Record<string, string>, schema)
  if (rest.method === 'GET') return { ...query, ...params }
  const body = await bodyOf(rest.body, request, schema)
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body
  // A field of the path is said once. Twice, and the schema hears of a field it does not know.
  const twice = Object.keys(params).filter((name) => Object.hasOwn(body, name))
  const doubled = Object.fromEntries(twice.map((name) => [`body.${name}`, true]))
  return { ...query, ...body, ...params, ...doubled }
}

async function bodyOf(kind: Operation['rest']['body'], request: FastifyRequest, schema: z.ZodObject): Promise<unknown> {
  switch (kind) {
    case 'multipart':
      return multipartInput(request, schema)
    case 'raw':
      return { body: request.body ?? Buffer.alloc(0), headers: plainHeaders(request) }
    case 'text':
      return { text: request.body, type: request.headers['content-type']?.split(';')[0] }
    case 'or-form': {
      const body = (request.body ?? {}) as Record<string, unknown>
      if (!isForm(request)) return body
      const { username, password, grant_type: grant, scope: _scope, client_id: _id, client_secret: _secret, ...others } = body
      return { email: username, password, ...others, ...(grant !== undefined && grant !== 'password' && { grant_type: grant }) }
    }
    case undefined:
      return request.body ?? {}
  }
}

const isForm = (request: FastifyRequest): boolean =>
  request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false

const plainHeaders = ({ headers }: FastifyRequest): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])))

export function sendProblem(
  reply: FastifyReply,
  refusal: Refusal,
  { locale, requestId }: Pick<Knock, 'locale' | 'requestId'>,
): FastifyReply {
  const document = problemDocument(refusal, locale, requestId)
  void reply.code(document.status).headers({ 'cache-control': 'no-store', ...refusal.headers })
  return reply.type('application/problem+json').send(JSON.stringify(document))
}

function sendReply(
  entry: Operation,
  request: FastifyRequest,
  reply: FastifyReply,
  { status, body, json, headers, setCookie }: Reply,
): FastifyReply {
  void reply.code(status).headers(headers)
  if (setCookie.length > 0) void reply.header('set-cookie', [...setCookie])
  if (body instanceof Uint8Array) {
    const isKept = headers['etag'] !== undefined && isKnown(request.headers['if-none-match'], headers['etag'])
    return isKept ? reply.code(304).send() : reply.send(body)
  }
  if (status >= 400)
    return reply
      .header('cache-control', 'no-store')
      .type('application/problem+json')
      .send(json ?? JSON.stringify(body))
  if (entry.name === 'tryOnPhoto' && /^image\/jpeg\b/.test(request.headers.accept ?? '')) {
    const [first] = (body as TryOnPhoto).images
    return reply
      .header('cache-control', 'no-store')
      .type('image/jpeg')
      .send(Buffer.from(first?.data ?? '', 'base64'))
  }
  // Bytes, made once: a string would be encoded for its hash, counted, and encoded again as it leaves.
  const bytes = Buffer.from(json ?? JSON.stringify(isForm(request) && entry.rest.body === 'or-form' ? oauthNames(body) : body))
  // What saw a person, a cookie or a token is nobody else's. The rest may be kept if it is checked each time.
  const isOwn = entry.personal || request.headers.cookie !== undefined || request.headers.authorization !== undefined
  void reply.header('cache-control', isOwn || entry.cache === 'none' ? 'no-store' : 'no-cache')
  if (entry.cache === 'etag' && status === 200) {
    const etag = headers['etag'] ?? `"${hash('sha1', bytes, 'base64url')}"`
    void reply.header('etag', etag).header('vary', 'accept-language, cookie, authorization')
    if (isKnown(request.headers['if-none-match'], etag)) return reply.code(304).send()
  }
  return reply.type('application/json; charset=utf-8').send(bytes)
}

const isKnown = (given: string | undefined, etag: string): boolean =>
  given !== undefined && given.split(',').some((one) => one.trim().replace(/^W\//, '') === etag || one.trim() === '*')

/** Source: RFC 6749 section 5.1. */
function oauthNames(body: unknown): unknown {
  const { accessToken, tokenType, expiresIn, refreshToken } = body as Record<string, unknown>
  return {
    access_token: accessToken,
    token_type: tokenType,
    expires_in: expiresIn,
    ...(refreshToken !== undefined && { refresh_token: refreshToken }),
  }
}
