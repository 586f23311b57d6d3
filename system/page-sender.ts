import { promisify } from 'node:util'
import { gzip as gzipLater } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { PageAnswer } from '@vitrine/storefront/server/handler'
import type { KeptPage } from './kept-pages.ts'

const gzip = promisify(gzipLater)
const smallBytes = 1_400 // one packet: nothing to win
/** A page of 140 kB: 34 kB in 0.8 ms. In one piece, as each costs a way to another thread and back. */
const fast = { level: 1, chunkSize: 65_536 }
/** The same page: 31 kB in 1.7 ms. */
const small = { ...fast, level: 6 }

/** Sends an answer of the storefront, gzipped for who takes it. A page that may be kept is handed to `keep`. */
export async function sendPage(
  request: FastifyRequest,
  reply: FastifyReply,
  { answer, html }: PageAnswer,
  keep?: (page: KeptPage) => void,
): Promise<FastifyReply> {
  reply.code(answer.status)
  const headers = Object.fromEntries([...answer.headers].filter(([name]) => name !== 'set-cookie' && name !== 'x-page-tags'))
  const cookies = answer.headers.getSetCookie()
  if (cookies.length > 0) reply.header('set-cookie', cookies)
  if (html === undefined && !answer.body) return reply.headers(headers).send()
  const body = html ?? Buffer.from(await answer.arrayBuffer())
  const isText = /^(text\/|application\/(json|javascript|xml)|image\/svg)/.test(headers['content-type'] ?? '')
  if (isText) headers['vary'] = [headers['vary'], 'Accept-Encoding'].filter(Boolean).join(', ')
  if (keep && answer.status === 200 && request.method === 'GET' && answer.headers.has('x-page-tags')) {
    const page = { body, gzip: await gzip(body, fast), isPacked: false, headers }
    keep(page)
    return sendKept(request, reply, page)
  }
  reply.headers(headers)
  if (!isText || body.length < smallBytes || !takesGzip(request)) return reply.send(body)
  return reply.header('content-encoding', 'gzip').send(await gzip(body, fast))
}

/** Sends a page to who is not the first to ask. It is worth packing well then: whoever asks next gets the smaller one. */
export function sendAgain(request: FastifyRequest, reply: FastifyReply, page: KeptPage): FastifyReply {
  if (!page.isPacked) {
    page.isPacked = true
    const pack = async () => (page.gzip = await gzip(page.body, small))
    void pack().catch(() => {}) // no memory for it: the other one is as good
  }
  return sendKept(request, reply, page)
}

/** Sends a kept page, or says that the browser has it. */
function sendKept(request: FastifyRequest, reply: FastifyReply, { body, gzip: packed, headers }: KeptPage): FastifyReply {
  reply.headers(headers)
  if (headers['etag'] !== undefined && request.headers['if-none-match'] === headers['etag']) return reply.code(304).send()
  return takesGzip(request) ? reply.header('content-encoding', 'gzip').send(packed) : reply.send(body)
}

const takesGzip = ({ headers }: FastifyRequest): boolean => /\bgzip\b(?!;q=0(\.0*)?\b)/.test(String(headers['accept-encoding'] ?? ''))
