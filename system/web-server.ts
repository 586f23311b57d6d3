import { existsSync } from 'node:fs'
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { Ids } from '@vitrine/platform/ids/ids'
import type { Log } from '@vitrine/platform/watch/log'
import type { Metrics } from '@vitrine/platform/watch/metrics'
import { type PageAnswer, pageKey } from '@vitrine/storefront/server/handler'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Api } from './api.ts'
import { mayAdmin } from './may-admin.ts'
import type { KeptPages } from './kept-pages.ts'
import { sendAgain, sendPage } from './page-sender.ts'

export interface WebServerOptions {
  /** Answers a page. `address` is the shopper's. */
  readonly storefront?:
    | ((request: Request, visitor: { readonly address: string; readonly requestId: string }) => Promise<PageAnswer>)
    | undefined
  /** Where pages that are the same for everybody are kept. */
  readonly pages?: KeptPages | undefined
  /** What the storefront's build made for browsers, and what the back office's made. Absent ones are not served. */
  readonly clientFolder: URL
  readonly adminFolder: URL
  /** The gateway of this process, or the way to another one. */
  readonly api: Api
  readonly clientAddress: (peer: string, forwarded: string | string[] | undefined) => string
  readonly ids: Ids
  readonly log: Log
  readonly metrics: Metrics
}

const noSchemas = () => {
  throw new Error('types of a request are said in the registry, not to Fastify')
}
/**
 * Of every server here: told to stop, it answers what still comes over connections it holds, and says that each was the last. Without the
 * compilers of JSON schemas, which no route uses and every start would read.
 */
export const serverOptions = {
  forceCloseConnections: 'idle',
  return503OnClosing: false,
  schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
} as const

const yearMs = 31_536_000_000

/**
 * The address people type: pages of the shop, the back office under `/admin`, the gateway under `/api`. Not listening yet.
 *
 * Files of a build have their hash in their name and are kept by browsers for ever; their compressed twins were made by the build. Whatever
 * is neither a file nor the gateway's is a page.
 */
export async function webServer(options: WebServerOptions): Promise<FastifyInstance> {
  const { storefront, clientFolder, adminFolder, api, ids, log, metrics } = options
  const app = Fastify({ ...serverOptions, genReqId: ids, serverFactory: (handler) => serverBehind(handler, api) })
  app.addHook('preClose', async () => api.stop())
  measure(app, metrics)
  app.setErrorHandler(async (error: { statusCode?: number }, request, reply) => {
    const status = error.statusCode ?? 500
    if (status >= 500) log.error({ err: error, requestId: request.id }, 'a page failed')
    return reply.code(status).type('text/plain').send(String(status))
  })
  if (existsSync(adminFolder)) await app.register(admin, { folder: adminFolder })
  if (existsSync(clientFolder)) await app.register(clientFiles, { folder: clientFolder })
  if (storefront) servePages(app, storefront, options)
  return app
}

/** Counts every answer and its time, by route. */
export function measure(app: FastifyInstance, metrics: Metrics) {
  app.addHook('onResponse', async (request, reply) => {
    metrics.http(request.routeOptions.url ?? 'page', request.method, reply.statusCode, reply.elapsedTime / 1_000)
  })
}

/** The way to the gateway stands before everything. */
function serverBehind(handler: RequestListener, api: Api) {
  const limits = { requestTimeout: 30_000, headersTimeout: 10_000, keepAliveTimeout: 65_000 }
  const takes = (request: IncomingMessage) => /^\/api(?=[/?]|$)/.test(request.url ?? '')
  const server = createServer(limits, (request, response) => (takes(request) ? api.handle(request, response) : handler(request, response)))
  server.on('upgrade', (request, socket, head) => {
    if (!takes(request)) return void socket.destroy()
    return api.upgrade(request, socket, head)
  })
  return server
}

async function clientFiles(app: FastifyInstance, { folder }: { folder: URL }) {
  const root = fileURLToPath(folder)
  // Names without a hash: an hour. Listed now, so that a page's path never reaches the disk.
  const plain = { root, prefix: '/', wildcard: false, globIgnore: ['**/*.br', '**/*.gz', 'assets/**'], maxAge: 3_600_000 }
  await app.register(fastifyStatic, { ...plain, index: false, preCompressed: true })
  const hashed = { root: `${root}/assets`, prefix: '/assets/', maxAge: yearMs, immutable: true }
  await app.register(fastifyStatic, { ...hashed, index: false, preCompressed: true, decorateReply: false })
}

/** The back office: files, and for every address of its own the one page that draws it. */
async function admin(app: FastifyInstance, { folder }: { folder: URL }) {
  const root = fileURLToPath(folder)
  app.addHook('onRequest', async (request, reply) => {
    if (!mayAdmin(request.socket.remoteAddress, request.headers)) return reply.code(404).type('text/plain').send('404')
    return undefined
  })
  app.addHook('onSend', async (_request, reply) => void reply.headers(adminHeaders))
  const files = { root: `${root}/assets`, prefix: '/admin/assets/', maxAge: yearMs, immutable: true }
  await app.register(fastifyStatic, { ...files, index: false, preCompressed: true })
  const page = async (_request: FastifyRequest, reply: FastifyReply) =>
    reply.header('cache-control', 'no-cache').sendFile('index.html', root, { cacheControl: false })
  app.get('/admin', page)
  app.get('/admin/*', page)
}

const adminHeaders = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; frame-src blob:; font-src 'self'; connect-src 'self'; " +
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
}

/** Pages are what is left: the handler for what no route takes. */
function servePages(
  app: FastifyInstance,
  storefront: NonNullable<WebServerOptions['storefront']>,
  { clientAddress, pages }: WebServerOptions,
) {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, _payload, done) => done(null)) // pages read their forms themselves
  app.setNotFoundHandler(async (request, reply) => {
    if (!URL.canParse(request.raw.url ?? '/', `http://${request.headers.host}`)) return reply.code(400).type('text/plain').send('400')
    const isRead = request.method === 'GET' || request.method === 'HEAD'
    const found = isRead ? pages?.find(pageKey(request.raw.url ?? '/', request.headers.cookie)) : undefined
    if (found && typeof found !== 'function') return sendAgain(request, reply, found)
    const address = clientAddress(request.socket.remoteAddress ?? '', request.headers['x-forwarded-for'])
    const made = await storefront(toFetch(request, reply), { address, requestId: request.id })
    request.raw.removeAllListeners('data').resume() // what no page read: a browser waits with the answer until it has sent everything
    return await sendPage(request, reply, made, found)
  })
}

function toFetch({ raw }: FastifyRequest, reply: FastifyReply): Request {
  const headers = new Headers()
  for (const [name, value] of Object.entries(raw.headers)) for (const one of [value ?? []].flat()) headers.append(name, one)
  const gone = new AbortController()
  reply.raw.once('close', () => reply.raw.writableFinished || gone.abort())
  const method = raw.method ?? 'GET'
  const hasBody = method !== 'GET' && method !== 'HEAD'
  const init = { method, headers, signal: gone.signal, ...(hasBody && { body: Readable.toWeb(raw), duplex: 'half' }) }
  return new Request(new URL(raw.url ?? '/', `http://${raw.headers.host}`), init as RequestInit) // Node's stream types and those of fetch differ by name only
}
