import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyPluginAsync, FastifyRequest } from 'fastify'
import type { Door } from './door.ts'
import { prefixOf } from './below.ts'
import { openGraphql } from './graphql/graphql.ts'
import { clientAddress } from './guards/client-address.ts'
import type { CookieJar } from './guards/cookies.ts'
import type { Account, Keys } from './guards/identity.ts'
import { openDocs } from './docs/docs.ts'
import { openLive } from './realtime/live.ts'
import { openTryOnStream } from './realtime/open-try-on-stream.ts'
import type { RateLimits } from './guards/rate-limit.ts'
import { problemStatuses, refusalOf, refuse } from './problem.ts'
import type { GatewayNeeds } from './gateway.ts'
import { type KnockOf, openRest, sendProblem } from './rest/open-rest.ts'
import type { Operation } from './route-registry.ts'
import type { GatewaySettings } from './settings.ts'
import type { Locale } from './words/words.ts'

export interface ServerParts {
  readonly needs: GatewayNeeds
  readonly settings: GatewaySettings
  readonly operations: readonly Operation[]
  readonly door: Door
  readonly readToken: (token: string) => Promise<Account | undefined>
  readonly jar: CookieJar
  readonly limits: RateLimits
  readonly fetchKeys: () => Promise<Keys>
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Of this request in every log: the trusted proxy's, or our own. */
    callId: string
  }
}

/** HTTP around the door: headers, bodies, errors; then every spelling. */
export const openServer =
  (parts: ServerParts): FastifyPluginAsync =>
  async (app) => {
    const { needs, settings, operations, door } = parts
    const knockOf = knocks(parts)
    app.decorateRequest('callId', '')
    secure(app, parts)
    readBodies(app)
    await app.register(multipart, { limits: { fileSize: 15_728_640, files: 1, fields: 20, fieldSize: 10_000, parts: 24 } })

    app.setErrorHandler((error, request, reply) => {
      const refusal = refusalOf(error)
      if (problemStatuses[refusal.problem] >= 500) needs.log.error({ err: error, requestId: request.callId }, 'request failed')
      return sendProblem(reply, refusal, knockOf(request))
    })
    app.setNotFoundHandler((request, reply) => sendProblem(reply, refuse('not-found'), knockOf(request)))
    // The 404 of a plugin that is mounted somewhere: Fastify's own handler knows only the root.
    openRest(
      app,
      operations.filter(({ rest }) => rest.body !== 'raw'),
      door,
      knockOf,
    )
    await app.register(async (raw) => {
      raw.removeAllContentTypeParsers()
      raw.addContentTypeParser('*', { parseAs: 'buffer' }, (_, body, done) => done(null, body))
      openRest(
        raw,
        operations.filter(({ rest }) => rest.body === 'raw'),
        door,
        knockOf,
      )
    })
    openGraphql(app, operations, door, knockOf, settings.isProduction)
    openDocs(app, parts)
    await openLive(app, parts)
    openTryOnStream(app, parts)
  }

/** Reads what every spelling needs of a request: who, from where, in which language. */
function knocks({ settings }: ServerParts): KnockOf {
  const addressOf = clientAddress(settings.trustedProxies)
  return (request) => {
    const { headers, callId } = request
    const peer = request.socket.remoteAddress ?? ''
    const forwardedPrefix = headers['x-forwarded-prefix']
    const address = addressOf(peer, headers['x-forwarded-for'])
    const isProxied = settings.trustedProxies !== '' && address !== peer && typeof forwardedPrefix === 'string'
    return {
      locale: localeOf(request),
      address,
      requestId: callId,
      apiBase: isProxied && /^\/[a-z]+$/.test(forwardedPrefix) ? forwardedPrefix : prefixOf(request),
      authorization: headers.authorization,
      cookie: headers.cookie,
      origin: headers.origin,
      fetchSite: single(headers['sec-fetch-site']),
      host: headers.host,
      idempotencyKey: single(headers['idempotency-key']),
      ifMatch: headers['if-match'],
      traceparent: single(headers['traceparent']),
      userAgent: headers['user-agent']?.slice(0, 300),
    }
  }
}

const single = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value)

/** `?locale=` first, then the first language of `Accept-Language` we speak. */
function localeOf({ query, headers }: FastifyRequest): Locale {
  const asked = (query as { locale?: unknown } | undefined)?.locale
  if (asked === 'fr' || asked === 'en') return asked
  const spoken = headers['accept-language']?.split(',').map((one) => one.trim().slice(0, 2).toLowerCase())
  return spoken?.find((one): one is Locale => one === 'fr' || one === 'en') ?? 'fr'
}

/** Headers of every answer, CORS for listed origins, and the log line of each request. */
function secure(app: FastifyInstance, { needs, settings }: ServerParts): void {
  const isHttps = settings.publicUrl.startsWith('https:')
  const trusted = clientAddress(settings.trustedProxies)
  app.addHook('onRequest', async (request, reply) => {
    const { origin } = request.headers
    const peer = request.socket.remoteAddress ?? ''
    const given = request.headers['x-request-id']
    const isProxied = trusted(peer, '192.0.2.1') === '192.0.2.1' // an address of documentation is believed: the peer is a proxy of ours
    request.callId = isProxied && typeof given === 'string' && /^[\w-]{1,64}$/.test(given) ? given : needs.ids()
    void reply.headers({
      'x-request-id': request.callId,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'DENY',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cross-origin-resource-policy': 'same-origin',
      ...(isHttps && { 'strict-transport-security': 'max-age=31536000; includeSubDomains' }),
    })
    if (origin === undefined) return
    void reply.header('vary', 'origin')
    if (!settings.corsOrigins.has(origin)) return
    void reply.headers({
      'access-control-allow-origin': origin,
      'access-control-allow-credentials': 'true',
      'access-control-expose-headers': 'etag, idempotency-replayed, retry-after, ratelimit, ratelimit-policy, x-request-id',
      'cross-origin-resource-policy': 'cross-origin',
    })
    if (request.method !== 'OPTIONS') return
    return reply
      .headers({
        'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
        'access-control-allow-headers': 'authorization, content-type, idempotency-key, if-match, if-none-match, accept-language',
        'access-control-max-age': '600',
      })
      .code(204)
      .send()
  })
  app.options('/*', (_, reply) => reply.code(204).send())
  app.addHook('onResponse', async (request, reply) => {
    needs.log.info(
      {
        requestId: request.callId,
        method: request.method,
        route: request.routeOptions.url,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
      },
      'request',
    )
  })
}

/** JSON, the OAuth2 form, and the texts of imports; every route takes its own of them and no other. */
function readBodies(app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, text, done) => {
    if (text === '') done(null, undefined)
    else void parseJson(request, text, done) // ends by calling `done`
  })
  app.addContentTypeParser<string>('application/x-www-form-urlencoded', { parseAs: 'string' }, (_, text, done) => {
    done(null, Object.fromEntries(new URLSearchParams(text)))
  })
  app.addContentTypeParser<string>(['text/csv', 'application/x-ndjson'], { parseAs: 'string' }, (_, text, done) => done(null, text))
}
