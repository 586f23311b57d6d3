import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { existsSync } from 'node:fs'
import { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { Ids } from '@vitrine/platform/ids/ids'
import type { Log } from '@vitrine/platform/watch/log'
import type { Metrics } from '@vitrine/platform/watch/metrics'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { type ApiMount, apiPrefix } from './api-mount.ts'
import { mayAdmin } from './may-admin.ts'
import { pageEncoding } from './page-encoding.ts'

export interface WebServerOptions {
  /** Answers a page. `address` is the shopper's. */
  readonly storefront?: (request: Request, visitor: { readonly address: string; readonly requestId: string }) => Promise<Response>
  /** What the storefront's build made for browsers. */
  readonly clientFolder: URL
  /** What the back office's build made. */
  readonly adminFolder: URL
  readonly api?: ApiMount
  readonly clientAddress: (peer: string, forwarded: string | string[] | undefined) => string
  readonly ids: Ids
  readonly log: Log
  readonly metrics: Metrics
}

const yearSeconds = 31_536_000

/**
 * The address people type: pages of the shop, the back office under `/admin`, the gateway under `/api`. Not listening yet.
 *
 * Files of a build have their hash in their name and are kept by browsers for ever; their compressed twins were made by the build.
 */
export async function webServer(options: WebServerOptions): Promise<FastifyInstance> {
  const { storefront, clientFolder, adminFolder, api, clientAddress, ids, log, metrics } = options
  const app = Fastify({
    bodyLimit: 1_000_000,
    forceCloseConnections: 'idle',
    genReqId: ids,
    exposeHeadRoutes: true,
    serverFactory: (handler) =>
      mountApi(createServer({ requestTimeout: 30_000, headersTimeout: 10_000, keepAliveTimeout: 65_000 }), handler, api),
  })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, _payload, done) => done(null)) // forms are read by the pages themselves
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown'
    metrics.http(route, request.method, reply.statusCode, reply.elapsedTime / 1_000)
  })
  app.setErrorHandler(async (error, request, reply) => {
    log.error({ err: error, requestId: request.id }, 'a page failed')
    return reply.code(500).type('text/plain').send('500')
  })

  if (existsSync(adminFolder)) await app.register(admin, { folder: adminFolder })
  if (existsSync(clientFolder)) await app.register(clientFiles, { folder: clientFolder })
  if (storefront) {
    const encode = pageEncoding()
    app.route({
      method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
      url: '/*',
      handler: async (request, reply) => {
        const address = clientAddress(request.socket.remoteAddress ?? '', request.headers['x-forwarded-for'])
        const answer = await storefront(toFetch(request), { address, requestId: request.id })
        return await encode(request.headers['accept-encoding'], answer, reply)
      },
    })
  }
  return app
}

function mountApi(
  server: ReturnType<typeof createServer>,
  handler: (request: IncomingMessage, response: ServerResponse) => void,
  api: ApiMount | undefined,
) {
  const isApi = (request: IncomingMessage) => api && /^\/api(?=[/?]|$)/.test(request.url ?? '')
  const strip = (request: IncomingMessage) => {
    request.url = request.url?.slice(apiPrefix.length).replace(/^(?!\/)/, '/') ?? '/'
  }
  server.on('request', (request, response) => {
    if (!api || !isApi(request)) return handler(request, response)
    strip(request)
    return api.handle(request, response)
  })
  server.on('upgrade', (request, socket, head) => {
    if (!api || !isApi(request)) return void socket.destroy()
    strip(request)
    return api.upgrade(request, socket, head)
  })
  return server
}

async function clientFiles(app: FastifyInstance, { folder }: { folder: URL }) {
  const root = fileURLToPath(folder)
  // Names without a hash: an hour. Listed now, so that a page's path never reaches the disk.
  const plain = {
    root,
    prefix: '/',
    wildcard: false,
    globIgnore: ['**/*.br', '**/*.gz', 'assets/**'],
    index: false,
    maxAge: 3_600_000,
  } as const
  await app.register(fastifyStatic, { ...plain, preCompressed: true })
  const hashed = { root: `${root}/assets`, prefix: '/assets/', maxAge: yearSeconds * 1_000, immutable: true, index: false } as const
  await app.register(fastifyStatic, { ...hashed, preCompressed: true, decorateReply: false })
}

/** The back office: files, and for every address of its own the one page that draws it. */
async function admin(app: FastifyInstance, { folder }: { folder: URL }) {
  const root = fileURLToPath(folder)
  app.addHook('onRequest', async (request, reply) => {
    if (!mayAdmin(request.socket.remoteAddress, request.headers)) return reply.code(404).type('text/plain').send('404')
    return undefined
  })
  app.addHook('onSend', async (_request, reply) => {
    reply.headers(adminHeaders)
  })
  await app.register(fastifyStatic, {
    root: `${root}/assets`,
    prefix: '/admin/assets/',
    maxAge: yearSeconds * 1_000,
    immutable: true,
    index: false,
    preCompressed: true,
  })
  const page = async (_request: FastifyRequest, reply: FastifyReply) =>
    reply.header('cache-control', 'no-cache').sendFile('index.html', root, { cacheControl: false })
  app.get('/admin', page)
  app.get('/admin/*', page)
}

const adminHeaders = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; " +
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
}

function toFetch(request: FastifyRequest): Request {
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers)) for (const one of [value ?? []].flat()) headers.append(name, one)
  const gone = new AbortController()
  request.raw.once('close', () => request.raw.destroyed && gone.abort())
  const hasBody = request.method !== 'GET' && request.method !== 'HEAD'
  return new Request(new URL(request.raw.url ?? '/', `http://${request.headers.host ?? 'localhost'}`), {
    method: request.method,
    headers,
    signal: gone.signal,
    ...(hasBody && { body: Readable.toWeb(request.raw) as ReadableStream, duplex: 'half' }),
  } as RequestInit)
}
